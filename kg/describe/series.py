"""Series of figures: one indicator over time, by part or by place; its growth; the shares of its parts.

What is calculated here from published values is marked as such, and never mixed with published percentages.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg import names
from kg.describe.figures import Figure, grouped

#: How a value came about: stated by a source as final or as preliminary, derived by a rule, or calculated here.
PUBLISHED, PROVISIONAL, ESTIMATED, CALCULATED = "published", "provisional", "estimated", "calculated"
#: The kinds, the most reliable first.
KINDS = (PUBLISHED, PROVISIONAL, CALCULATED, ESTIMATED)
WHOLE = "total"
#: Greater numbers are none that anybody counted, and their sums could overflow.
_MOST = 1e30


@dataclass(frozen=True)
class Point:
    """A value of a series, at a time in years (2021.0 is the end of 2021)."""

    period: str
    time: float
    value: float
    #: with hedge and unit, as a page shows it
    text: str
    kind: str = PUBLISHED
    #: such as "nearly"; empty where the source does not hedge
    hedge: str = ""
    #: IRI of the figure, empty if calculated
    figure: str = ""
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """Points in order of time; `key` identifies the part or the place."""

    key: str
    label: str
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point:
        return self.points[-1]

    def on(self, period: str) -> Point | None:
        """The value of a period, a final one without a hedge if there is."""
        values = (point for point in self.points if point.period == period)
        return min(values, key=lambda point: (KINDS.index(point.kind), bool(point.hedge)), default=None)


def by_part(figures: Iterable[Figure], labels: Mapping[str, str]) -> list[Series]:
    """A series for each part of an indicator (of one place and unit), the whole first, then by the latest value."""
    return _grouped(figures, labels, lambda figure: figure.part)


def by_place(figures: Iterable[Figure], labels: Mapping[str, str]) -> list[Series]:
    """A series for each place of an indicator (of one part and unit), by the latest value."""
    return _grouped(figures, labels, lambda figure: figure.area)


def main(figures: Iterable[Figure], of: Callable[[Figure], str]) -> str:
    """The most frequent value of a field (`area`, `unit`) among figures, "" where there are none."""
    counts = Counter(of(figure) for figure in figures)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def growth(series: Series) -> Series:
    """The change in percent over the value a year before, calculated from two published values without hedges."""
    final = [point for point in series.points if point.kind != ESTIMATED]
    changes = []
    for point in final:
        before = series.on(_year_before(point.period))
        if before is not None and before.kind != ESTIMATED and before.value and not point.hedge and not before.hedge:
            percent = (point.value - before.value) / before.value * 100
            changes.append(replace(point, value=percent, text=signed(percent), kind=CALCULATED, figure=""))
    return replace(series, points=_one_a_period(changes))


def published_growth(figures: Iterable[Figure], series: Series) -> Series:
    """`growth` of a series with the percentages that its figures state in place of calculated ones."""
    stated = {
        figure.period: Point(
            figure.period,
            time(figure.period) or 0.0,
            number(figure.change) or 0.0,
            signed(number(figure.change) or 0.0),
            PROVISIONAL if figure.provisional else PUBLISHED,
            figure=figure.iri,
            passages=figure.passages,
        )
        for figure in figures
        if key_of(figure.part) == series.key and number(figure.change) is not None and time(figure.period) is not None
    }
    calculated = {point.period: point for point in growth(series).points}
    points = sorted((calculated | stated).values(), key=lambda point: point.time)
    return replace(series, points=tuple(points))


def shares(whole: Series, parts: Sequence[Series]) -> list[Series]:
    """Each part in percent of the whole, for periods in which both are published."""
    shown = []
    for part in parts:
        points = []
        for point in part.points:
            total = whole.on(point.period)
            if total is not None and total.value and ESTIMATED not in (total.kind, point.kind):
                percent = point.value / total.value * 100
                points.append(replace(point, value=percent, text=f"{percent:.1f}%", kind=CALCULATED, figure=""))
        if points:
            shown.append(replace(part, points=_one_a_period(points)))
    return shown


def add_up(parts: Sequence[Series], period: str) -> bool:
    """Whether shares in percent are of parts that do not overlap, so that they can stand on each other."""
    values = [point.value for part in parts if (point := part.on(period)) is not None]
    return len(values) > 1 and sum(values) <= 100.5


def key_of(iri: str) -> str:
    """``…/code/breakdown/qms`` -> ``qms``, ``…/id/china`` -> ``china``; `WHOLE` for the whole."""
    return names.short(iri).removeprefix("breakdown/") if iri else WHOLE


def time(period: str) -> float | None:
    """A period's end in years, 2021.0 for the end of 2021; None for other texts."""
    year, _, day = period.rpartition("/")[2].partition("-")
    month = day[:2] or "12"
    if not (year.isascii() and year.isdigit() and len(year) == 4 and month.isascii() and month.isdigit()):
        return None
    return int(year) + int(month) / 12 - 1


def number(digits: str) -> float | None:
    """A finite number; None for other texts."""
    try:
        value = float(digits)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < _MOST else None


def signed(percent: float) -> str:
    """``-9.14`` -> ``−9.1%``"""
    return f"{percent:+.1f}%".replace("-", "−")


def _grouped(figures: Iterable[Figure], labels: Mapping[str, str], of: Callable[[Figure], str]) -> list[Series]:
    points: dict[str, list[Point]] = defaultdict(list)
    for figure in figures:
        when, value = time(figure.period), number(figure.value)
        if when is not None and value is not None:
            points[of(figure)].append(_point(figure, when, value))
    series = [
        Series(key_of(iri), labels.get(iri, names.short(iri)) if iri else "", _without_doubles(points[iri]))
        for iri in sorted(points)
    ]
    return sorted(series, key=lambda one: (one.key != WHOLE, -one.latest.value, one.key))


def _point(figure: Figure, when: float, value: float) -> Point:
    kind = ESTIMATED if figure.estimated else PROVISIONAL if figure.provisional else PUBLISHED
    text = " ".join(part for part in (figure.hedge, grouped(figure.value)) if part) + figure.unit
    return Point(figure.period, when, value, text, kind, figure.hedge, figure.iri, figure.passages)


def _without_doubles(points: Iterable[Point]) -> tuple[Point, ...]:
    """In order of time, without estimates of periods for which a source has a value."""
    known = list(points)
    stated = {point.period for point in known if point.kind != ESTIMATED}
    kept = (point for point in known if point.kind != ESTIMATED or point.period not in stated)
    return tuple(sorted(kept, key=lambda point: (point.time, KINDS.index(point.kind), point.value, point.figure)))


def _one_a_period(points: Iterable[Point]) -> tuple[Point, ...]:
    """The first of several values of a period."""
    first: dict[str, Point] = {}
    for point in points:
        first.setdefault(point.period, point)
    return tuple(first.values())


def _year_before(period: str) -> str:
    """``2021-12-31`` -> ``2020-12-31``; intervals have none here."""
    year, dash, day = period.partition("-")
    return f"{int(year) - 1}{dash}{day}" if "/" not in period and year.isascii() and year.isdigit() else ""
