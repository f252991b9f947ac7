"""What the chart of an indicator shows: the figures of one place and unit, and of them the parts that were chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode
from starlette.datastructures import QueryParams

from kg import names
from kg.describe import series
from kg.describe.figures import Figure
from kg.describe.series import Series
from kg.picture import chart
from kg.text.language import translate
from kg.web.pages.site import Site

INDICATOR = names.CODE + "indicator/"
#: Series that a reader can tell apart in one chart.
MAX_SERIES = len(chart.COLOURS)
MAX_BARS = 40
#: A comparison is of the last period with this share of the most series that any period has.
_MUCH = 0.75


@dataclass(frozen=True)
class Data:
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
    lang: str

    def all(self) -> list[Series]:
        """A series a part in this place, the whole first."""
        here = [figure for figure in self.figures if figure.area == self.area]
        parts = series.by_part(here, self.labels)
        return [replace(one, label=one.label or translate("total", self.lang)) for one in parts]

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


def read(site: Site, key: str, figures: Sequence[Figure], query: QueryParams) -> Data:
    """The figures of an indicator (its key), as the parameters `part`, `area` and `period` of an address choose."""
    unit = series.main(figures, lambda figure: figure.unit)
    kept = [figure for figure in figures if figure.unit == unit]
    areas = {figure.area for figure in kept if figure.area}
    labels = site.labels({INDICATOR + key} | areas | {figure.part for figure in kept if figure.part})
    wanted = names.ID + query.get("area", "")
    area = wanted if wanted in areas else series.main(kept, lambda figure: figure.area)
    places = {series.key_of(iri): labels[iri] for iri in sorted(areas, key=lambda iri: labels[iri].casefold())}
    parts = tuple(query.getlist("part"))
    return Data(
        key,
        labels[INDICATOR + key],
        unit,
        area,
        tuple(kept),
        labels,
        _broader(site),
        parts,
        places,
        query.get("period", ""),
        site.lang,
    )


def _broader(site: Site) -> dict[str, str]:
    """Key of a part -> key of the part or whole that it is a part of."""
    answer = site.graph.select("SELECT ?part ?whole WHERE { ?part skos:broader ?whole }")
    return {
        series.key_of(part.value): series.key_of(whole.value)
        for part, whole in answer.rows
        if isinstance(part, NamedNode) and isinstance(whole, NamedNode)
    }


def views(data: Data) -> dict[str, tuple[str, list[Series]]]:
    """View -> (the period it is of, if it is of one; its series), of those that show something."""
    chosen = data.chosen()
    here = [figure for figure in data.figures if figure.area == data.area]
    growth = [series.published_growth(here, one) for one in chosen]
    shown = {
        "years": ("", chosen),
        "growth": ("", [one for one in growth if one.points]),
        "parts": data.at_once(data.all()),
        "shares": ("", data.shares()),
        "places": data.at_once(data.by_place()),
    }
    least = {"parts": 2, "shares": 2, "places": 2}
    return {name: one for name, one in shown.items() if len(one[1]) >= least.get(name, 1)}
