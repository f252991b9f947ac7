"""Totals by year: published values are dots on a line, what a rule worked out hollow diamonds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kg.picture.measure import block, width
from kg.picture.plots.page import (
    MARGIN,
    PUBLISHED,
    SMALL,
    TITLE,
    WHOLE,
    Asked,
    Row,
    axes_at,
    is_estimated,
    legend,
    page,
    signed,
    sources,
)
from kg.picture.shapes import INK, PALE

#: The indicators of "years" where none is named: those of which a source gives the change.
_CHANGES = "growth"
#: Between a dot and the lines of its number, and what the mark of a dot takes to each side.
_OFF, _DOT = 7.0, 4.0
_NOTE_LINE = SMALL * 1.3

#: Left, bottom, right, top, in points.
Box = tuple[float, float, float, float]

#: The mark of a derived value.
_ESTIMATED = "#d55e00"
_HOLLOW: Mapping[str, Any] = MappingProxyType(
    {"color": _ESTIMATED, "marker": "D", "markerfacecolor": "white", "linestyle": "none", "markeredgewidth": 1.3}
)
_CENTRED: Mapping[str, Any] = MappingProxyType(
    {"textcoords": "offset points", "ha": "center", "size": SMALL, "linespacing": 1.3, "zorder": 5}
)


def drawn(asked: Asked, title: str, indicators: Sequence[str]) -> Figure:
    """A panel an indicator; published values are dots on a line, what a rule worked out hollow diamonds."""
    changes = () if indicators else asked.rows(_CHANGES)
    known = ([str(row[column]).rpartition("/")[2] for column in ("indicator", "breakdown")] for row in changes)
    wanted = dict.fromkeys((name, part) for name, part in ([(name, WHOLE) for name in indicators] or known))
    series = {
        asked.indicator(name, part): asked.rows("indicator-over-years", indicator=name, breakdown=part)
        for name, part in wanted
    }
    across, wide, high = (2 if len(series) > 1 else 1), 470.0, 178.0
    down = -(-len(series) // across)
    everything = [row for rows in series.values() for row in rows]
    span = min(map(_year, everything)), max(map(_year, everything))
    figure, _ = page(title, across * wide, down * high + 38.0, sources(asked, everything))
    top = figure.get_size_inches()[1] * 72 - MARGIN - block(title, TITLE * 1.14, across * wide).height - 8.0
    unnumbered = 0
    for place, (name, rows) in enumerate(series.items()):
        left = MARGIN + (place % across) * wide
        bottom = top - (place // across + 1) * high
        axes = axes_at(figure, left + 24.0, bottom + 24.0, wide - 48.0, high - 66.0)
        axes.set_title(name, loc="left", size=10.0, weight="bold", color=INK, pad=24.0, x=-24.0 / (wide - 48.0))
        unnumbered += _panel(
            asked, axes, rows, span, (-24.0, high - 66.0 + 24.0, width(name, 10.0) * 1.14 - 24.0, high - 28.0)
        )
    legend(
        figure,
        [
            Line2D([], [], color=PUBLISHED, marker="o", markersize=6, label=asked.words["published"]),
            Line2D([], [], **_HOLLOW, markersize=7, label=asked.words["estimated"]),
        ],
        top - down * high - 18.0,
    )
    if unnumbered:
        at = (
            MARGIN / (figure.get_size_inches()[0] * 72),
            (top - down * high - 30.0) / (figure.get_size_inches()[1] * 72),
        )
        figure.text(*at, asked.words["unnumbered"].format(count=f"{unnumbered:,}"), size=SMALL, color=PALE)
    return figure


def _panel(asked: Asked, axes: Axes, rows: Sequence[Row], span: tuple[float, float], name: Box) -> int:
    """One indicator, over the years that all panels have in common; how many numbers had no room.

    `name` is the room of the panel's name, from the lower left corner of the axes.
    """
    published = [row for row in rows if not is_estimated(row)]
    known = {str(row["period"]) for row in published}
    values = [float(row["value"]) for row in rows]
    axes.plot(
        [_year(row) for row in published],
        [float(row["value"]) for row in published],
        color=PUBLISHED,
        marker="o",
        markersize=6,
        linewidth=1.2,
        zorder=5,
    )
    alone = [row for row in rows if is_estimated(row) and str(row["period"]) not in known]
    for row in rows:
        if is_estimated(row):
            axes.plot([_year(row)], [float(row["value"])], **_HOLLOW, markersize=10, zorder=6 if row in alone else 4)
    axes.set_xlim(span[0] - 0.3, max(span[1], span[0] + 3) + 0.3)
    axes.set_ylim(0, max(values) * 1.08)
    axes.set_yticks([])
    labelled = sorted([*published, *alone], key=_most_telling_first)
    periods = {str(row["period"]): _year(row) for row in labelled}
    shown: list[str] = []
    for period, at in periods.items():
        room = (width(period, SMALL) + 6.0) / _scale(axes)[0]
        if all(abs(at - periods[other]) >= room for other in shown):
            shown.append(period)
    axes.set_xticks(list(periods.values()), [period if period in shown else "" for period in periods])
    return _numbered(asked, axes, rows, labelled, name)


def _most_telling_first(row: Row) -> tuple[bool, bool, float]:
    """What is to be read first where there is no room for all: changes, then ends of years and whole years."""
    period = str(row["period"])
    return row["change"] is None, "-" in period and not period.endswith("-12-31"), -_year(row)


def _scale(axes: Axes) -> tuple[float, float]:
    """Points to a year, and points to one of what is counted."""
    across, up = cast(Figure, axes.get_figure(root=True)).get_size_inches() * 72
    (left, right), (low, high), at = axes.get_xlim(), axes.get_ylim(), axes.get_position()
    return across * at.width / (right - left), up * at.height / (high - low)


def _numbered(asked: Asked, axes: Axes, rows: Sequence[Row], labelled: Sequence[Row], name: Box) -> int:
    """Each number above its dot or else below it, where it covers no other and no dot; how many had no room."""
    (year, one), first = _scale(axes), axes.get_xlim()[0]
    places = [((_year(row) - first) * year, float(row["value"]) * one) for row in rows]
    taken = [name, *((x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in places)]
    doubled = {str(row["period"]) for row in rows if is_estimated(row)}
    written: set[tuple[str, str]] = set()
    without = 0
    for row in labelled:
        hedge, _, number = asked.hedged(row, float(row["value"])).rpartition(" ")
        change = "" if row["change"] is None else signed(float(row["change"]))
        lines = [line for line in (hedge, number, change) if line]
        if (str(row["period"]), "\n".join(lines)) in written:
            continue
        written.add((str(row["period"]), "\n".join(lines)))
        x, y = (_year(row) - first) * year, float(row["value"]) * one
        wide, high = max(width(line, SMALL) for line in lines) / 2 + 1.0, len(lines) * _NOTE_LINE
        off = _OFF + 3.0 if str(row["period"]) in doubled else _OFF
        for up in (False, True) if is_estimated(row) else (True, False):
            bottom = y + off if up else y - off - high
            box = (x - wide, bottom, x + wide, bottom + high)
            if bottom >= 0 and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                at: dict[str, Any] = {"xy": (_year(row), float(row["value"])), "xytext": (0, off if up else -off)}
                colour = _ESTIMATED if is_estimated(row) else INK
                axes.annotate("\n".join(lines), **at, **_CENTRED, va="bottom" if up else "top", color=colour)
                break
        else:
            without += 1
    return without


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _year(row: Row) -> float:
    """A year's middle, a date's place in its year."""
    year, _, day = str(row["period"]).partition("-")
    month = int(day[:2]) if day else 6
    return int(year) + month / 12
