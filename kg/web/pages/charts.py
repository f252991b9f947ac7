"""``/chart``: figures as charts: an indicator over the years, its growth, its parts, their shares, its places.

A chart is drawn on the server, so that it can be read without scripts; its address holds all that was chosen. The same
address with ``.svg`` or ``.csv`` is the chart or its figures as a file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import urlencode

from pyoxigraph import NamedNode
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import names
from kg.describe import series
from kg.describe.figures import Figure, grouped
from kg.describe.series import Point, Series
from kg.picture import chart
from kg.picture.chart import Axis
from kg.web.pages.cells import Cell, Grid
from kg.web.pages.html import render
from kg.web.pages.missing import missing
from kg.web.pages.site import Site

_INDICATOR = names.CODE + "indicator/"
#: Series that a reader can tell apart in one chart.
MAX_SERIES = len(chart.COLOURS)
#: Series of a small chart among others, and its size.
SMALL_SERIES, SMALL = 4, (400, 240)
MAX_BARS = 40
#: A comparison is of the last period with this share of the most series that any period has.
_MUCH = 0.75
#: View -> its heading.
VIEWS = {
    "years": "Over the years",
    "growth": "Growth",
    "parts": "By part",
    "shares": "Shares",
    "places": "By place",
}
#: Parameters of an address.
_CHOICES = ("part", "area", "period")
_FILES = {"svg": "image/svg+xml", "csv": "text/csv"}


@dataclass(frozen=True)
class Drawn:
    """A chart: drawn for wide and for narrow screens, and the series in it."""

    title: str
    svgs: tuple[str, ...]
    series: tuple[Series, ...]
    #: address of the page of this chart
    href: str = ""
    #: what its marks mean, apart from published values
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Data:
    """The figures of one indicator (of one place and unit), and what was chosen to be shown."""

    key: str
    label: str
    unit: str
    area: str
    figures: tuple[Figure, ...]
    labels: Mapping[str, str]
    #: part -> the part it is a part of
    broader: Mapping[str, str]
    #: keys of the parts to be shown; empty: those that say most
    parts: tuple[str, ...]
    #: every place -> its name
    places: Mapping[str, str]
    #: the period that a comparison is of; empty: the last of which much is known
    period: str

    def all(self) -> list[Series]:
        """A series a part in this place, the whole first."""
        here = [figure for figure in self.figures if figure.area == self.area]
        found = series.by_part(here, self.labels)
        return [replace(one, label=one.label or "total") for one in found]

    def chosen(self) -> list[Series]:
        """The parts that were chosen; else the whole and its direct parts with values of several periods."""
        known = self.all()
        if self.parts:
            return [one for one in known if one.key in self.parts][:MAX_SERIES]
        direct = [one for one in known if one.key == series.WHOLE or self._parent(one) == series.WHOLE]
        several = [one for one in direct or known if len({point.period for point in one.points}) > 1]
        return (several or direct or known)[: MAX_SERIES - 2]

    def _parent(self, one: Series) -> str:
        return self.broader.get(one.key, "")

    def shares(self) -> list[Series]:
        """The shares of the direct parts of the whole, for the periods in which most parts are known."""
        known = self.all()
        whole = next((one for one in known if one.key == series.WHOLE), None)
        if whole is None:
            return []
        parts = series.shares(whole, [one for one in known if self._parent(one) == series.WHOLE])
        periods = {point.period for part in parts for point in part.points}
        counts = {period: sum(part.on(period) is not None for part in parts) for period in periods}
        kept = {
            period for period, count in counts.items() if count == max(counts.values()) and series.add_up(parts, period)
        }
        cut = [replace(part, points=tuple(point for point in part.points if point.period in kept)) for part in parts]
        return [part for part in cut if part.points][:MAX_SERIES]

    def at_once(self, known: Sequence[Series]) -> tuple[str, list[Series]]:
        """The period that was chosen, or else the last with most of the series; and the series with only that."""
        counts = self.periods(known)
        most = max(counts.values(), default=0)
        last = max((period for period, count in counts.items() if count >= _MUCH * most), default="")
        best = self.period if self.period in counts else last
        values = [(one, point) for one in known if (point := one.on(best)) is not None]
        cut = [replace(one, points=(point,)) for one, point in values]
        return best, sorted(cut, key=lambda one: -one.latest.value)[:MAX_BARS]

    def periods(self, known: Sequence[Series]) -> dict[str, int]:
        """Period -> of how many series it has a value, for those with more than one; the last first."""
        periods = sorted({point.period for one in known for point in one.points}, reverse=True)
        counts = {period: sum(one.on(period) is not None for one in known) for period in periods}
        return {period: count for period, count in counts.items() if count > 1}

    def by_place(self) -> list[Series]:
        whole = [figure for figure in self.figures if not figure.part and figure.area]
        return series.by_place(whole, self.labels)


def routes(site: Site) -> list[Route]:
    """The list of indicators, and the page and files of each chart."""

    @cache
    def broader() -> Mapping[str, str]:
        answer = site.graph.select("SELECT ?part ?whole WHERE { ?part skos:broader ?whole }")
        rows = [(part, whole) for part, whole in answer.rows if isinstance(part, NamedNode)]
        return {series.key_of(part.value): series.key_of(whole.value) for part, whole in rows}  # type: ignore[union-attr]

    async def index(request: Request) -> Response:
        return _index(site)

    async def respond(request: Request) -> Response:
        view, _, form = request.path_params.get("view", "years").partition(".")
        key, _, own_form = request.path_params["indicator"].partition(".")
        figures = [figure for figure in site.figures if figure.indicator == _INDICATOR + key]
        form = form or own_form
        if not figures or view not in VIEWS or (form and form not in _FILES):
            return missing(site, request, f"chart/{key}")
        data = _data(site, key, figures, request.query_params, broader())
        drawn = _views(data)
        if view not in drawn:
            return missing(site, request, f"chart/{key}/{view}")
        if form == "csv":
            return _file(_csv(data, view, drawn[view]), key, view, form)
        if form == "svg":
            return _file(_draw(data, view, drawn[view], (chart.WIDE,)).svgs[0], key, view, form)
        return _page(site, data, view, drawn, request.query_params)

    return [Route("/chart", index), Route("/chart/{indicator}", respond), Route("/chart/{indicator}/{view}", respond)]


def small(site: Site, figures: Iterable[Figure], most: int) -> list[Drawn]:
    """Small charts of figures with values of several periods, those with the most first."""
    groups: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.indicator, figure.unit, figure.area), []).append(figure)
    labels = site.labels({iri for key in groups for iri in (key[0], key[2]) if iri} | _parts(site.figures))
    drawn = []
    for (indicator, unit, _), of_group in sorted(groups.items()):
        several = [one for one in series.by_part(of_group, labels) if len({point.period for point in one.points}) > 1]
        shown = several[:SMALL_SERIES]
        if not shown:
            continue
        name = labels[indicator]
        if len(shown) == 1 and shown[0].label:
            name = f"{name}, {shown[0].label}"
        shown = [replace(one, label=one.label or "total") if len(shown) > 1 else one for one in shown]
        query = urlencode({"part": [one.key for one in shown]}, doseq=True)
        svg = chart.lines(shown, Axis(_axis(unit, shown)), SMALL, name)
        address = f"/chart/{indicator.removeprefix(_INDICATOR)}?{query}" if indicator.startswith(_INDICATOR) else ""
        drawn.append(Drawn(name, (svg,), tuple(shown), site.to(address) if address else "", _kinds(shown)))
    return sorted(drawn, key=lambda one: -max(len(of.points) for of in one.series))[:most]


def _parts(figures: Iterable[Figure]) -> set[str]:
    return {figure.part for figure in figures if figure.part}


def _data(site: Site, key: str, figures: Sequence[Figure], query: QueryParams, broader: Mapping[str, str]) -> _Data:
    unit = series.main(figures, lambda figure: figure.unit)
    kept = [figure for figure in figures if figure.unit == unit]
    areas = {figure.area for figure in kept if figure.area}
    labels = site.labels({_INDICATOR + key} | areas | _parts(kept))
    wanted = names.ID + query.get("area", "")
    area = wanted if wanted in areas else series.main(kept, lambda figure: figure.area)
    places = {series.key_of(iri): labels[iri] for iri in sorted(areas, key=lambda iri: labels[iri].casefold())}
    parts = tuple(query.getlist("part"))
    return _Data(
        key, labels[_INDICATOR + key], unit, area, tuple(kept), labels, broader, parts, places, query.get("period", "")
    )


def _views(data: _Data) -> dict[str, tuple[str, list[Series]]]:
    """View -> (the period it is of, if it is of one; its series), of those that show something."""
    chosen = data.chosen()
    here = [figure for figure in data.figures if figure.area == data.area]
    growth = [series.published_growth(here, one) for one in chosen]
    views = {
        "years": ("", chosen),
        "growth": ("", [one for one in growth if one.points]),
        "parts": data.at_once(data.all()),
        "shares": ("", data.shares()),
        "places": data.at_once(data.by_place()),
    }
    least = {"parts": 2, "shares": 2, "places": 2}
    return {name: shown for name, shown in views.items() if len(shown[1]) >= least.get(name, 1)}


def _draw(data: _Data, view: str, shown: tuple[str, list[Series]], sizes: Iterable[tuple[int, int]]) -> Drawn:
    period, known = shown
    title = f"{data.label}: {VIEWS[view].lower()}" + (f", {period}" if period else "")
    if view == "years":
        svgs = [chart.lines(known, Axis(_axis(data.unit, known)), size, title) for size in sizes]
    elif view == "growth":
        svgs = [chart.columns(known, Axis("% over the year before"), size, title) for size in sizes]
    elif view == "shares":
        svgs = [chart.columns(known, Axis("% of the total", 100), size, title, stacked=True) for size in sizes]
    else:
        svgs = [chart.bars(known, Axis(_axis(data.unit, known)), size, title) for size in sizes]
    return Drawn(title, tuple(svgs), tuple(known), kinds=_kinds(known))


def _kinds(known: Iterable[Series]) -> tuple[str, ...]:
    found = {point.kind for one in known for point in one.points}
    return tuple(kind for kind in series.KINDS if kind in found)


def _axis(unit: str, known: Sequence[Series]) -> str:
    return " ".join(word for word in (chart.scale_of(known)[1], unit.strip()) if word)


def _page(
    site: Site, data: _Data, view: str, drawn: Mapping[str, tuple[str, list[Series]]], query: QueryParams
) -> Response:
    shown = drawn[view]
    one = _draw(data, view, shown, (chart.WIDE, chart.NARROW))
    chosen = {part.key for part in data.chosen()}
    compared = {"parts": data.all(), "places": data.by_place()}

    def address(of: str, ending: str = "") -> str:
        given = [(name, value) for name, value in query.multi_items() if name in _CHOICES and value]
        path = f"/chart/{data.key}" + (f"/{of}" if of != "years" else "")
        return site.to(path + ending + ("?" + urlencode(given) if given else ""))

    return render(
        site,
        "chart.html",
        indicator=_INDICATOR + data.key,
        title=data.label,
        place=data.labels.get(data.area, ""),
        area=series.key_of(data.area) if data.area else "",
        view=view,
        views={name: (VIEWS[name], address(name)) for name in drawn},
        chart=one,
        period=shown[0],
        action=site.to(f"/chart/{data.key}" + (f"/{view}" if view != "years" else "")),
        parts=[(part.key, part.label, part.key in chosen) for part in data.all()]
        if view in ("years", "growth")
        else [],
        places=data.places if view != "places" else {},
        periods=list(data.periods(compared[view])) if view in compared else [],
        grid=_grid(site, one.series, data.unit if view not in ("growth", "shares") else "%"),
        files={form: address(view, f".{form}") for form in _FILES},
        link=address(view),
        most=MAX_SERIES,
    )


def _grid(site: Site, known: Sequence[Series], unit: str) -> Grid:
    """The points as a table: what, when, how much, and then how it is known and from where."""
    passages = site.labels({place for one in known for point in one.points for place in point.passages})
    rows = [(one, point) for one in known for point in reversed(one.points)]
    hedged = any(point.hedge for _, point in rows)
    other = any(point.kind != series.PUBLISHED for _, point in rows)
    headings = ["series", "period", f"value, {unit.strip()}" if unit else "value"]
    headings += [*(["qualifier"] if hedged else []), *(["status"] if other else []), "source"]
    cells = [
        (
            Cell(one.label),
            Cell(point.period),
            Cell(_number(point), site.href(point.figure) if point.figure else None),
            *([Cell(point.hedge)] if hedged else []),
            *([Cell(point.kind)] if other else []),
            _source(site, point, passages),
        )
        for one, point in rows
    ]
    numeric = tuple(heading.startswith("value") for heading in headings)
    return Grid(tuple(headings), numeric, tuple(cells))


def _number(point: Point) -> str:
    return grouped(f"{point.value:.1f}" if point.kind == series.CALCULATED else f"{point.value:.15g}")


def _source(site: Site, point: Point, passages: Mapping[str, str]) -> Cell:
    if not point.passages:
        return Cell("")
    place = point.passages[0]
    return Cell(passages[place], site.href(place))


def _csv(data: _Data, view: str, shown: tuple[str, list[Series]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["indicator", "place", "series", "period", "value", "unit", "qualifier", "status", "source"])
    unit = "%" if view in ("growth", "shares") else data.unit.strip()
    for one in shown[1]:
        for point in one.points:
            where = one.key if view == "places" else series.key_of(data.area) if data.area else ""
            what = series.WHOLE if view == "places" else one.key
            value = f"{point.value:.15g}"
            source = names.short(point.passages[0]) if point.passages else ""
            writer.writerow([data.key, where, what, point.period, value, unit, point.hedge, point.kind, source])
    return out.getvalue()


def _file(text: str, key: str, view: str, form: str) -> Response:
    name = f"{key}-{view}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type=_FILES[form], headers=headers)


def _index(site: Site) -> Response:
    """Every indicator with figures: how many, from when to when, the latest of the whole."""
    of_indicator: dict[str, list[Figure]] = {}
    for figure in site.figures:
        if figure.indicator.startswith(_INDICATOR):
            of_indicator.setdefault(figure.indicator, []).append(figure)
    labels = site.labels(of_indicator)
    rows = []
    for iri in sorted(of_indicator, key=lambda iri: labels[iri].casefold()):
        figures = of_indicator[iri]
        periods = sorted({figure.period for figure in figures if figure.period})
        stated = [figure for figure in figures if not (figure.part or figure.estimated)] or figures
        latest = max(stated, key=lambda figure: (series.time(figure.period) or 0.0, figure.iri))
        rows.append(
            (
                Cell(labels[iri], site.to("/chart/" + iri.removeprefix(_INDICATOR))),
                Cell(latest.counted),
                Cell(latest.period),
                Cell(f"{len({figure.iri for figure in figures}):,}"),
                Cell(f"{len({figure.part for figure in figures}):,}"),
                Cell(f"{periods[0][:4]}–{periods[-1][:4]}" if periods else ""),
            )
        )
    headings = ("indicator", "latest value", "period", "figures", "parts", "years")
    grid = Grid(headings, (False, False, False, True, True, False), tuple(rows))
    return render(site, "charts.html", grid=grid)
