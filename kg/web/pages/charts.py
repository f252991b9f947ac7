"""``/chart``: figures as charts: an indicator over the years, its growth, its parts, their shares, its places.

A chart is drawn on the server, so that it can be read without scripts; its address holds all that was chosen. The same
address with ``.svg`` or ``.csv`` is the chart or its figures as a file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pyoxigraph import NamedNode
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import names
from kg.ask import library
from kg.ask.library import Question
from kg.describe import series
from kg.describe.figures import Figure, grouped
from kg.describe.series import Point, Series
from kg.picture import chart
from kg.picture.chart import Axis
from kg.store import Term
from kg.text.language import ENGLISH, marked, of_texts, translate
from kg.web.pages import chart_data
from kg.web.pages.cells import Cell, PageTable
from kg.web.pages.chart_data import INDICATOR, MAX_SERIES, Data
from kg.web.pages.html import KINDS, render
from kg.web.pages.missing import missing
from kg.web.pages.site import Site

#: Series of a small chart among others, and its size.
SMALL_SERIES, SMALL = 4, (400, 240)
#: The column of values.
_VALUE = 2
#: View -> its heading.
VIEWS = {
    "years": marked("Over the years"),
    "growth": marked("Growth"),
    "parts": marked("By part"),
    "shares": marked("Shares"),
    "places": marked("By place"),
}
_TITLE = marked("{indicator}: {view}")
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


def routes(site: Site) -> list[Route]:
    """The list of indicators, and the page and files of each chart."""

    async def index(request: Request) -> Response:
        return _index(site)

    async def respond(request: Request) -> Response:
        view, _, form = request.path_params.get("view", "years").partition(".")
        key, _, own_form = request.path_params["indicator"].partition(".")
        figures = [figure for figure in site.figures if figure.indicator == INDICATOR + key]
        form = form or own_form
        if not figures or view not in VIEWS or (form and form not in _FILES):
            return missing(site, request, f"chart/{key}")
        data = chart_data.read(site, key, figures, request.query_params)
        drawn = chart_data.views(data)
        if view not in drawn:
            return missing(site, request, f"chart/{key}/{view}")
        if form == "csv":
            return _file(_csv(data, view, drawn[view]), key, view, form)
        if form == "svg":
            return _file(_draw(data, view, drawn[view], (chart.WIDE,)).svgs[0], key, view, form)
        return _page(site, data, view, drawn, request.query_params)

    return [Route("/chart", index), Route("/chart/{indicator}", respond), Route("/chart/{indicator}/{view}", respond)]


def of_question(site: Site, question: Question, given: Mapping[str, str]) -> Drawn | None:
    """The chart of the indicator that a question is about, of its part and place if it names them. Raises as `ask`."""
    if not question.has_chart:
        return None
    terms = library.values(question, site.graph, given)
    of = {parameter.list or parameter.name: terms[parameter.name] for parameter in question.parameters}
    part, area = (_key(of.get(name)) for name in ("breakdown", "area"))
    return over_years(site, _key(of["indicator"]).removeprefix("indicator/"), part.removeprefix("breakdown/"), area)


def _key(term: Term | None) -> str:
    return names.short(term.value) if isinstance(term, NamedNode) else ""


def over_years(site: Site, key: str, part: str = "", area: str = "") -> Drawn | None:
    """The chart of an indicator (of one part, in one place) over the years; None for less than two values."""
    figures = [figure for figure in site.figures if figure.indicator == INDICATOR + key]
    if not figures:
        return None
    query = {name: value for name, value in (("part", part), ("area", area)) if value}
    data = chart_data.read(site, key, figures, QueryParams(query))
    shown = chart_data.views(data).get("years")
    if shown is None or sum(len(one.points) for one in shown[1]) < 2:
        return None
    drawn = _draw(data, "years", shown, (chart.WIDE, chart.NARROW))
    return replace(drawn, href=site.to(f"/chart/{key}" + (f"?{urlencode(query)}" if query else "")))


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
        shown = [
            replace(one, label=one.label or translate("total", site.lang)) if len(shown) > 1 else one for one in shown
        ]
        query = urlencode({"part": [one.key for one in shown]}, doseq=True)
        svg = chart.lines(shown, _axis(unit, shown, site.lang), SMALL, name)
        address = f"/chart/{indicator.removeprefix(INDICATOR)}?{query}" if indicator.startswith(INDICATOR) else ""
        drawn.append(Drawn(name, (svg,), tuple(shown), site.to(address) if address else "", _kinds(shown)))
    return sorted(drawn, key=lambda one: -max(len(of.points) for of in one.series))[:most]


def _parts(figures: Iterable[Figure]) -> set[str]:
    return {figure.part for figure in figures if figure.part}


def _draw(data: Data, view: str, shown: tuple[str, list[Series]], sizes: Iterable[tuple[int, int]]) -> Drawn:
    period, known = shown
    name = translate(VIEWS[view], data.lang)
    title = translate(_TITLE, data.lang).format(indicator=data.label, view=f"{name[:1].lower()}{name[1:]}")
    title += f", {period}" if period else ""
    if view == "years":
        svgs = [chart.lines(known, _axis(data.unit, known, data.lang), size, title) for size in sizes]
    elif view == "growth":
        svgs = [
            chart.columns(known, Axis(translate("% over the year before", data.lang), lang=data.lang), size, title)
            for size in sizes
        ]
    elif view == "shares":
        svgs = [
            chart.columns(
                known, Axis(translate("% of the total", data.lang), 100, data.lang), size, title, stacked=True
            )
            for size in sizes
        ]
    else:
        svgs = [chart.bars(known, _axis(data.unit, known, data.lang), size, title) for size in sizes]
    return Drawn(title, tuple(svgs), tuple(known), kinds=_kinds(known))


def _kinds(known: Iterable[Series]) -> tuple[str, ...]:
    kinds = {point.kind for one in known for point in one.points}
    return tuple(kind for kind in series.KINDS if kind in kinds)


def _axis(unit: str, known: Sequence[Series], lang: str) -> Axis:
    between = " " if of_texts(lang) == ENGLISH else ""
    return Axis(between.join(word for word in (chart.scale_of(known, lang)[1], unit.strip()) if word), lang=lang)


def _page(
    site: Site, data: Data, view: str, drawn: Mapping[str, tuple[str, list[Series]]], query: QueryParams
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
        indicator=INDICATOR + data.key,
        title=data.label,
        place=data.labels.get(data.area, ""),
        area=series.key_of(data.area) if data.area else "",
        view=view,
        views={name: (translate(VIEWS[name], site.lang), address(name)) for name in drawn},
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


def _grid(site: Site, known: Sequence[Series], unit: str) -> PageTable:
    """The points as a table: what, when, how much, and then how it is known and from where."""
    passages = site.labels({place for one in known for point in one.points for place in point.passages})
    rows = [(one, point) for one in known for point in reversed(one.points)]
    hedged = any(point.hedge for _, point in rows)
    other = any(point.kind != series.PUBLISHED for _, point in rows)
    value = translate("value", site.lang) + (f", {unit.strip()}" if unit else "")
    headings = [translate("series", site.lang), translate("period", site.lang), value]
    headings += [translate("qualifier", site.lang)] if hedged else []
    headings += [translate("status", site.lang)] if other else []
    headings.append(translate("source", site.lang))
    cells = [
        (
            Cell(one.label),
            Cell(point.period),
            Cell(_number(point), site.href(point.figure) if point.figure else None),
            *([Cell(point.hedge)] if hedged else []),
            *([Cell(translate(KINDS[point.kind], site.lang))] if other else []),
            _source(site, point, passages),
        )
        for one, point in rows
    ]
    numeric = tuple(place == _VALUE for place in range(len(headings)))
    return PageTable(tuple(headings), numeric, tuple(cells))


def _number(point: Point) -> str:
    return grouped(f"{point.value:.1f}" if point.kind == series.CALCULATED else f"{point.value:.15g}")


def _source(site: Site, point: Point, passages: Mapping[str, str]) -> Cell:
    if not point.passages:
        return Cell("")
    place = point.passages[0]
    return Cell(passages[place], site.href(place))


def _csv(data: Data, view: str, shown: tuple[str, list[Series]]) -> str:
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
        if figure.indicator.startswith(INDICATOR):
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
                Cell(labels[iri], site.to("/chart/" + iri.removeprefix(INDICATOR))),
                Cell(latest.counted),
                Cell(latest.period),
                Cell(f"{len({figure.iri for figure in figures}):,}"),
                Cell(f"{len({figure.part for figure in figures}):,}"),
                Cell("–".join(dict.fromkeys(one[:4] for one in (periods[0], periods[-1]))) if periods else ""),
            )
        )
    headings = (
        translate("indicator", site.lang),
        translate("latest value", site.lang),
        translate("period", site.lang),
        translate("figures", site.lang),
        translate("parts", site.lang),
        translate("years", site.lang),
    )
    grid = PageTable(headings, (False, False, False, True, True, False), tuple(rows))
    return render(site, "charts.html", grid=grid)
