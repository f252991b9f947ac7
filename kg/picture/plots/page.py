"""What every plot draws on: the answers of a question as rows, a page with title and sources, axes and a legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kg import names
from kg.ask import entities, library
from kg.errors import UsageError
from kg.picture.measure import LEADING, block, drawable
from kg.picture.shapes import INK, PALE
from kg.picture.words import words
from kg.store import Graph, Term
from kg.store.answers import plain

#: The part of an indicator that is the whole of it.
WHOLE = "total"
#: The colour of published values.
PUBLISHED = "#0072b2"
#: In points: the margin, and the sizes of letters.
MARGIN, TITLE, TEXT, SMALL = 26.0, 15.0, 8.5, 7.5
#: Lines that the sources of a plot may take.
_MOST_SOURCES = 60

Row = Mapping[str, Any]


class Asked:
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
        keys = {"indicator": name} if part == WHOLE else {"indicator": name, "breakdown": part}
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


def page(title: str, across: float, height: float, sources: str) -> tuple[Figure, float]:
    """An empty page of this many points below the title, and how high its last lines, the sources, reach."""
    heading = block(title, TITLE * 1.14, across)
    foot = block(sources, SMALL, across, most=_MOST_SOURCES)
    whole = (across + 2 * MARGIN, height + heading.height + foot.height + 2 * MARGIN + 12.0)
    figure = Figure(figsize=(whole[0] / 72, whole[1] / 72), facecolor="white")
    for number, line in enumerate(heading.lines):
        top = whole[1] - MARGIN - TITLE * (0.85 + number * LEADING)
        figure.text(MARGIN / whole[0], top / whole[1], line, size=TITLE, weight="bold", color=INK, va="baseline")
    for number, line in enumerate(reversed(foot.lines)):
        base = MARGIN - 8.0 + number * SMALL * LEADING
        figure.text(MARGIN / whole[0], base / whole[1], line, size=SMALL, color=PALE, va="baseline")
    return figure, MARGIN + foot.height - SMALL * LEADING


def axes_at(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes at this place in points; only the line below is drawn."""
    across, up = figure.get_size_inches() * 72
    axes = figure.add_axes((left / across, bottom / up, width / across, height / up))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color("#8a9299")
    axes.tick_params(colors=PALE, labelsize=SMALL, length=3)
    return axes


def sources(asked: Asked, rows: Sequence[Row]) -> str:
    """The line that names the passages of published rows."""
    passages = {str(row["passageLabel"] or row["passage"]) for row in rows if not is_estimated(row)}
    return f"{asked.words['sources']} {'; '.join(sorted(passages))}"


def is_estimated(row: Row) -> bool:
    """Whether a rule derived the value."""
    return str(row.get("status") or "").endswith(("-E", "/E"))


def signed(percent: float) -> str:
    """A percent change with its sign: +12%, −5%."""
    return f"{percent:+.10g}%".replace("-", "−")


def legend(figure: Figure, handles: Sequence[Line2D], bottom: float) -> None:
    """A legend in one line, its lower left corner at the margin and `bottom` points up."""
    across, up = figure.get_size_inches() * 72
    figure.legend(
        handles=list(handles),
        loc="lower left",
        bbox_to_anchor=((MARGIN - 4.0) / across, bottom / up),
        ncols=len(handles),
        frameon=False,
        fontsize=TEXT,
        borderpad=0,
        labelcolor=INK,
        handletextpad=0.4,
    )


def row_name(axes: Axes, at: float, name: str, more: str, room: float) -> None:
    """The name of a row and a second text below it, left of the axes, within `room` points."""
    first, second = block(name, TEXT, room - 18.0), block(more, SMALL, room - 18.0)
    text: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "textcoords": "offset points",
        "ha": "right",
        "va": "baseline",
    }
    top = (first.height + second.height) / 2
    for number, line in enumerate(first.lines):
        below = top - TEXT * (0.9 + number * LEADING)
        axes.annotate(line, (0, at), (-8, below), **text, size=TEXT, color=INK)
    for number, line in enumerate(second.lines):
        below = top - first.height - SMALL * (0.9 + number * LEADING)
        axes.annotate(line, (0, at), (-8, below), **text, size=SMALL, color=PALE)
