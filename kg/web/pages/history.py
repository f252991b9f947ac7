"""Figures as a page shows them: a table, and for those of several years a small plot over time."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from kg.describe.figures import Figure, grouped

#: The size of a plot, in its own units; it is shown as wide as there is room.
WIDTH, HEIGHT = 340, 184
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 40, 64, 28
#: How wide a character of a label is, and how high a line of them.
_CHARACTER = 6.6
_STEP = 13
#: More labels would overlap.
_LABELLED = 6


@dataclass(frozen=True)
class Point:
    """A mark of a plot; `label` is empty where there are too many, `above` is the height of the label over the mark.

    `hedge`, if the source hedges, is a line of its own over the label.
    """

    x: float
    y: float
    label: str
    hedge: str
    above: int
    period: str
    estimated: bool
    #: the value with its hedge, whether or not the plot has room for them
    text: str


@dataclass(frozen=True)
class Plot:
    """One indicator over time, in coordinates from the top left."""

    title: str
    points: tuple[Point, ...]
    #: the points that sources publish, as the points of an SVG polyline
    line: str
    base: float = HEIGHT - _BOTTOM


def in_order(figures: Iterable[Figure]) -> list[Figure]:
    """By indicator, then period, with derived figures after published ones."""
    return sorted(
        figures, key=lambda one: (one.indicator_label.casefold(), one.period, one.estimated, one.value, one.iri)
    )


def plots(figures: Iterable[Figure]) -> list[Plot]:
    """A plot for each indicator (of one entity, area and unit) with values of two periods or more."""
    series: dict[tuple[str, ...], list[Figure]] = {}
    for figure in figures:
        if _time(figure.period) is not None and _number(figure.value) is not None:
            key = (figure.indicator_label, figure.unit, figure.area, *sorted(figure.measured))
            series.setdefault(key, []).append(figure)
    return [_plot(series[key]) for key in sorted(series) if len({figure.period for figure in series[key]}) > 1]


def _plot(figures: list[Figure]) -> Plot:
    figures = sorted(figures, key=lambda figure: (_time(figure.period) or 0.0, figure.estimated, figure.value))
    published = {figure.period for figure in figures if not figure.estimated}
    shown = [figure for figure in figures if not figure.estimated or figure.period not in published]
    times = [_time(figure.period) or 0.0 for figure in shown]
    values = [_number(figure.value) or 0.0 for figure in shown]
    first, last = min(times), max(times)
    top, low = max(*values, 0.0), min(*values, 0.0)
    step = -(-len(shown) // _LABELLED)
    points: list[Point] = []
    for place, (figure, time, value) in enumerate(zip(shown, times, values, strict=True)):
        x = round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (time - first) / ((last - first) or 1), 1)
        y = round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - (value - low) / ((top - low) or 1)), 1)
        label = (
            grouped(figure.value) + (figure.unit if figure.unit == "%" else "")
            if place % step == 0 or figure.hedge
            else ""
        )
        hedge = figure.hedge if label else ""
        above = _above(x, y, label, hedge, points)
        if above is None:  # no room within the plot; the table below it has every value
            label, hedge, above = "", "", _STEP
        text = f"{figure.hedge} {grouped(figure.value)}{'%' if figure.unit == '%' else ''}".strip()
        points.append(Point(x, y, label, hedge, above, figure.period, figure.estimated, text))
    unit = figures[0].unit.strip()
    return Plot(
        title=figures[0].indicator_label + (f" ({unit})" if unit else ""),
        points=tuple(points),
        line=" ".join(f"{point.x:g},{point.y:g}" for point in points if not point.estimated),
    )


def _above(x: float, y: float, label: str, hedge: str, others: Iterable[Point]) -> int | None:
    """The height over its mark at which a label, with its hedge, covers no other and stays within; None for no room."""
    letters = max(len(label), len(hedge))
    nearby = [
        (other.y - other.above, _high(other.hedge))
        for other in others
        if other.label and abs(x - other.x) < (letters + max(len(other.label), len(other.hedge))) * _CHARACTER / 2
    ]

    def clear(height: int) -> bool:
        foot = y - height
        return all(foot <= other - high or foot - _high(hedge) >= other for other, high in nearby)

    return next(filter(clear, range(10, int(y) - _high(hedge) + 1, _STEP)), None)


def _high(hedge: str) -> int:
    return 2 * _STEP if hedge else _STEP


def _time(period: str) -> float | None:
    """The year as a number, with the month as its fraction (mid-year without one); None for other texts."""
    year, _, day = period.partition("-")
    month = day[:2] or "6"
    if not (year.isascii() and year.isdigit() and len(year) == 4 and month.isascii() and month.isdigit()):
        return None
    return int(year) + int(month) / 12


def _number(digits: str) -> float | None:
    try:
        number = float(digits)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
