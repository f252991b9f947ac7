"""Plots of figures: totals by year with change, time limits before and after reforms, certificates by scheme.

Each plot draws the answer to one question of ``queries/``. A hedged value keeps its qualifier ("more than"), and a
derived value never looks like a published one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kg import names
from kg.ask import entities, library
from kg.errors import UsageError
from kg.picture.measure import LEADING, block, drawable, width
from kg.picture.shapes import INK, PALE
from kg.picture.words import words
from kg.store import Graph, Term
from kg.store.answers import plain

#: The indicators of "years" where none is named: those of which a source gives the change.
_CHANGES = "growth"
#: The part of an indicator that is the whole of it.
_WHOLE = "total"
_PUBLISHED, _ESTIMATED, _BEFORE = "#0072b2", "#d55e00", "#b9c4cc"
_MARGIN, _TITLE, _TEXT, _SMALL = 26.0, 15.0, 8.5, 7.5
#: Lines that the sources of a plot may take.
_MOST_SOURCES = 60
#: Between a dot and the lines of its number, and what the mark of a dot takes to each side.
_OFF, _DOT = 7.0, 4.0
_NOTE_LINE = _SMALL * 1.3

Row = Mapping[str, Any]
#: Left, bottom, right, top, in points.
Box = tuple[float, float, float, float]


def drawn(graph: Graph, name: str, title: str, indicators: Sequence[str], lang: str) -> Figure:
    """The plot of this name (`kg.picture.PLOTS`); `indicators` are those of "years".

    Raises NotFound for an unknown indicator and UsageError where there is nothing to plot.
    """
    return _DRAWN[name](_Asked(graph, lang), title, indicators)


class _Asked:
    """A graph that answers questions with rows of plain values, names in one language."""

    def __init__(self, graph: Graph, lang: str) -> None:
        self.graph = graph
        self.lang = lang
        self.words = words(lang)

    def rows(self, question: str, **given: str) -> list[Row]:
        """A row a solution: numbers as numbers, and for each IRI column ``x`` the names in ``xLabel``."""
        table = library.ask(self.graph, question, given, self.lang)
        drawable_rows: list[Row] = [dict(zip(table.variables, map(_drawable, row), strict=True)) for row in table.rows]
        if not drawable_rows:
            raise UsageError(f"nothing to plot: {question} has no answer here")
        return drawable_rows

    def indicator(self, name: str, part: str) -> str:
        """The name to show of an indicator given by key or by name, and of the part of it, if it is not the whole."""
        keys = {"indicator": name} if part == _WHOLE else {"indicator": name, "breakdown": part}
        iris = {f"{names.CODE}{of}/{key}": key for of, key in keys.items() if names.KEY.match(key)}
        shown = entities.labels(self.graph, iris, self.lang)
        return ", ".join(shown.get(f"{names.CODE}{of}/{key}", key) for of, key in keys.items())

    def hedged(self, row: Row, number: float) -> str:
        """``more than 180,000``: the number with the word the source has before it."""
        hedge = row.get("qualifierLabel")
        exact = str(row.get("qualifier") or "exact").endswith("exact")
        return f"{number:,.15g}" if exact else f"{hedge} {number:,.15g}"


def _drawable(term: Term | None) -> object:
    value = plain(term)
    return drawable(value) if isinstance(value, str) else value


def _page(title: str, across: float, height: float, sources: str) -> tuple[Figure, float]:
    """An empty page of this many points below the title, and how high its last lines, the sources, reach."""
    heading = block(title, _TITLE * 1.14, across)
    foot = block(sources, _SMALL, across, most=_MOST_SOURCES)
    whole = (across + 2 * _MARGIN, height + heading.height + foot.height + 2 * _MARGIN + 12.0)
    figure = Figure(figsize=(whole[0] / 72, whole[1] / 72), facecolor="white")
    for number, line in enumerate(heading.lines):
        top = whole[1] - _MARGIN - _TITLE * (0.85 + number * LEADING)
        figure.text(_MARGIN / whole[0], top / whole[1], line, size=_TITLE, weight="bold", color=INK, va="baseline")
    for number, line in enumerate(reversed(foot.lines)):
        base = _MARGIN - 8.0 + number * _SMALL * LEADING
        figure.text(_MARGIN / whole[0], base / whole[1], line, size=_SMALL, color=PALE, va="baseline")
    return figure, _MARGIN + foot.height - _SMALL * LEADING


def _axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at this place in points; only the line below is drawn."""
    across, up = figure.get_size_inches() * 72
    axes = figure.add_axes((left / across, bottom / up, width / across, height / up))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#8a9299")
    axes.tick_params(colors=PALE, labelsize=_SMALL, length=3)
    return axes


def _sources(asked: _Asked, rows: Sequence[Row]) -> str:
    passages = {str(row["passageLabel"] or row["passage"]) for row in rows if not _estimated(row)}
    return f"{asked.words['sources']} {'; '.join(sorted(passages))}"


def _estimated(row: Row) -> bool:
    return str(row.get("status") or "").endswith(("-E", "/E"))


def _years(asked: _Asked, title: str, indicators: Sequence[str]) -> Figure:
    """A panel an indicator; published values are dots on a line, what a rule worked out hollow diamonds."""
    changes = () if indicators else asked.rows(_CHANGES)
    known = ([str(row[column]).rpartition("/")[2] for column in ("indicator", "breakdown")] for row in changes)
    wanted = dict.fromkeys((name, part) for name, part in ([(name, _WHOLE) for name in indicators] or known))
    series = {
        asked.indicator(name, part): asked.rows("indicator-over-years", indicator=name, breakdown=part)
        for name, part in wanted
    }
    across, wide, high = (2 if len(series) > 1 else 1), 470.0, 178.0
    down = -(-len(series) // across)
    everything = [row for rows in series.values() for row in rows]
    span = min(map(_year, everything)), max(map(_year, everything))
    figure, _ = _page(title, across * wide, down * high + 38.0, _sources(asked, everything))
    top = figure.get_size_inches()[1] * 72 - _MARGIN - block(title, _TITLE * 1.14, across * wide).height - 8.0
    unnumbered = 0
    for place, (name, rows) in enumerate(series.items()):
        left = _MARGIN + (place % across) * wide
        bottom = top - (place // across + 1) * high
        axes = _axes(figure, left + 24.0, bottom + 24.0, wide - 48.0, high - 66.0)
        axes.set_title(name, loc="left", size=10.0, weight="bold", color=INK, pad=24.0, x=-24.0 / (wide - 48.0))
        unnumbered += _panel(
            asked, axes, rows, span, (-24.0, high - 66.0 + 24.0, width(name, 10.0) * 1.14 - 24.0, high - 28.0)
        )
    _legend(
        figure,
        [
            Line2D([], [], color=_PUBLISHED, marker="o", markersize=6, label=asked.words["published"]),
            Line2D([], [], **_HOLLOW, markersize=7, label=asked.words["estimated"]),
        ],
        top - down * high - 18.0,
    )
    if unnumbered:
        at = (
            _MARGIN / (figure.get_size_inches()[0] * 72),
            (top - down * high - 30.0) / (figure.get_size_inches()[1] * 72),
        )
        figure.text(*at, asked.words["unnumbered"].format(count=f"{unnumbered:,}"), size=_SMALL, color=PALE)
    return figure


_HOLLOW: Mapping[str, Any] = MappingProxyType(
    {"color": _ESTIMATED, "marker": "D", "markerfacecolor": "white", "linestyle": "none", "markeredgewidth": 1.3}
)


def _panel(asked: _Asked, axes: Axes, rows: Sequence[Row], span: tuple[float, float], name: Box) -> int:
    """One indicator, over the years that all panels have in common; how many numbers had no room.

    `name` is the room of the panel's name, from the lower left corner of the axes.
    """
    published = [row for row in rows if not _estimated(row)]
    known = {str(row["period"]) for row in published}
    values = [float(row["value"]) for row in rows]
    axes.plot(
        [_year(row) for row in published],
        [float(row["value"]) for row in published],
        color=_PUBLISHED,
        marker="o",
        markersize=6,
        linewidth=1.2,
        zorder=5,
    )
    alone = [row for row in rows if _estimated(row) and str(row["period"]) not in known]
    for row in rows:
        if _estimated(row):
            axes.plot([_year(row)], [float(row["value"])], **_HOLLOW, markersize=10, zorder=6 if row in alone else 4)
    axes.set_xlim(span[0] - 0.3, max(span[1], span[0] + 3) + 0.3)
    axes.set_ylim(0, max(values) * 1.08)
    axes.set_yticks([])
    labelled = sorted([*published, *alone], key=_most_telling_first)
    periods = {str(row["period"]): _year(row) for row in labelled}
    shown: list[str] = []
    for period, at in periods.items():
        room = (width(period, _SMALL) + 6.0) / _scale(axes)[0]
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


def _numbered(asked: _Asked, axes: Axes, rows: Sequence[Row], labelled: Sequence[Row], name: Box) -> int:
    """Each number above its dot or else below it, where it covers no other and no dot; how many had no room."""
    (year, one), first = _scale(axes), axes.get_xlim()[0]
    places = [((_year(row) - first) * year, float(row["value"]) * one) for row in rows]
    taken = [name, *((x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in places)]
    doubled = {str(row["period"]) for row in rows if _estimated(row)}
    written: set[tuple[str, str]] = set()
    without = 0
    for row in labelled:
        hedge, _, number = asked.hedged(row, float(row["value"])).rpartition(" ")
        change = "" if row["change"] is None else _signed(float(row["change"]))
        lines = [line for line in (hedge, number, change) if line]
        if (str(row["period"]), "\n".join(lines)) in written:
            continue
        written.add((str(row["period"]), "\n".join(lines)))
        x, y = (_year(row) - first) * year, float(row["value"]) * one
        wide, high = max(width(line, _SMALL) for line in lines) / 2 + 1.0, len(lines) * _NOTE_LINE
        off = _OFF + 3.0 if str(row["period"]) in doubled else _OFF
        for up in (False, True) if _estimated(row) else (True, False):
            bottom = y + off if up else y - off - high
            box = (x - wide, bottom, x + wide, bottom + high)
            if bottom >= 0 and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                at: dict[str, Any] = {"xy": (_year(row), float(row["value"])), "xytext": (0, off if up else -off)}
                colour = _ESTIMATED if _estimated(row) else INK
                axes.annotate("\n".join(lines), **at, **_CENTRED, va="bottom" if up else "top", color=colour)
                break
        else:
            without += 1
    return without


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


_CENTRED: Mapping[str, Any] = MappingProxyType(
    {"textcoords": "offset points", "ha": "center", "size": _SMALL, "linespacing": 1.3, "zorder": 5}
)


def _year(row: Row) -> float:
    """A year's middle, a date's place in its year."""
    year, _, day = str(row["period"]).partition("-")
    month = int(day[:2]) if day else 6
    return int(year) + month / 12


def _signed(percent: float) -> str:
    return f"{percent:+.10g}%".replace("-", "−")


def _legend(figure: Figure, handles: Sequence[Line2D], bottom: float) -> None:
    across, up = figure.get_size_inches() * 72
    figure.legend(
        handles=list(handles),
        loc="lower left",
        bbox_to_anchor=((_MARGIN - 4.0) / across, bottom / up),
        ncols=len(handles),
        frameon=False,
        fontsize=_TEXT,
        borderpad=0,
        labelcolor=INK,
        handletextpad=0.4,
    )


def _time_limits(asked: _Asked, title: str, _: Sequence[str]) -> Figure:
    """Two bars a limit, before above after, each with its length in words."""
    rows = asked.rows("time-limits")
    wide, high, room = 680.0, 62.0, 250.0
    figure, foot = _page(title, wide, len(rows) * high + 34.0, _sources(asked, rows))
    bottom = foot + 38.0
    axes = _axes(figure, _MARGIN + room, bottom, wide - room, len(rows) * high)
    longest = max(float(row["before"]) for row in rows)
    for place, row in enumerate(rows):
        at = -place * high
        before, after = float(row["before"]), float(row["after"])
        axes.barh([at + 10], [before], height=15, color=_BEFORE, edgecolor="#6d7880", linewidth=0.6)
        axes.barh([at - 9], [after], height=15, color=_PUBLISHED, edgecolor=INK, linewidth=0.6)
        share = _signed(round((after - before) / before * 100))
        labels = {
            10: f"{asked.words['before']}: {before:,.10g}",
            -9: f"{asked.words['after']}: {asked.hedged(row, after)} ({share})",
        }
        for offset, text in labels.items():
            length = before if offset > 0 else after
            axes.annotate(text, (length, at + offset), (5, 0), textcoords="offset points", size=_TEXT, va="center")
        _row_name(axes, at, str(row["figureLabel"]), str(row["reformLabel"]), room)
    axes.set_xlim(0, longest * 1.42)
    axes.set_ylim(-(len(rows) - 0.5) * high, 0.5 * high)
    axes.set_yticks([])
    units = sorted({str(row["unitLabel"]) for row in rows if row["unitLabel"]})
    axes.set_xlabel(", ".join(units), loc="left", size=_SMALL, color=PALE)
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color("#8a9299")
    return figure


def _row_name(axes: Axes, at: float, name: str, more: str, room: float) -> None:
    first, second = block(name, _TEXT, room - 18.0), block(more, _SMALL, room - 18.0)
    text: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "textcoords": "offset points",
        "ha": "right",
        "va": "baseline",
    }
    top = (first.height + second.height) / 2
    for number, line in enumerate(first.lines):
        below = top - _TEXT * (0.9 + number * LEADING)
        axes.annotate(line, (0, at), (-8, below), **text, size=_TEXT, color=INK)
    for number, line in enumerate(second.lines):
        below = top - first.height - _SMALL * (0.9 + number * LEADING)
        axes.annotate(line, (0, at), (-8, below), **text, size=_SMALL, color=PALE)


def _schemes(asked: _Asked, title: str, _: Sequence[str]) -> Figure:
    """A dot a count on a scale of powers of ten, largest first; dots are valid on a date, squares issued in a year."""
    rows = sorted(asked.rows("scheme-certificates"), key=lambda row: (-float(row["certificates"]), str(row["period"])))
    wide, high, room = 720.0, 32.0, 250.0
    figure, foot = _page(title, wide, len(rows) * high + 70.0, _sources(asked, rows))
    bottom = foot + 68.0
    axes = _axes(figure, _MARGIN + room, bottom, wide - room, len(rows) * high)
    axes.set_xscale("log")
    axes.set_xlim(10, max(float(row["certificates"]) for row in rows) * 20)
    axes.set_ylim(-(len(rows) - 0.5) * high, 0.5 * high)
    for place, row in enumerate(rows):
        at, number = -place * high, float(row["certificates"])
        exact = str(row["qualifier"] or "exact").endswith("exact")
        axes.plot([10, number], [at, at], color="#c9d1d6", linewidth=1.4, zorder=1, linestyle="-" if exact else ":")
        axes.plot([number], [at], **_dot("-" in str(row["period"])), zorder=3)
        axes.annotate(
            asked.hedged(row, number), (number, at), (8, 0), textcoords="offset points", size=_TEXT, va="center"
        )
        _row_name(axes, at, str(row["schemeLabel"]), str(row["period"]), room)
    ticks = [10**power for power in range(1, 7) if 10**power <= max(float(row["certificates"]) for row in rows) * 5]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()
    axes.set_yticks([])
    axes.set_xlabel(asked.words["log_scale"], loc="left", size=_SMALL, color=PALE)
    handles = [
        Line2D([], [], **_dot(True), label=asked.words["valid_on"]),
        Line2D([], [], **_dot(False), label=asked.words["issued_in"]),
    ]
    _legend(figure, handles, bottom - 52.0)
    return figure


def _dot(on_date: bool) -> dict[str, Any]:
    return {
        "marker": "o" if on_date else "s",
        "color": _PUBLISHED if on_date else "#e69f00",
        "markeredgecolor": INK,
        "markeredgewidth": 0.6,
        "markersize": 7.5,
        "linestyle": "none",
    }


_DRAWN: Mapping[str, Callable[[_Asked, str, Sequence[str]], Figure]] = MappingProxyType(
    {"years": _years, "time-limits": _time_limits, "schemes": _schemes}
)
