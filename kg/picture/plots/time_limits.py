"""Time limits before and after a reform: two bars each."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

from kg.picture.plots.page import (
    MARGIN,
    PUBLISHED,
    SMALL,
    TEXT,
    Asked,
    axes_at,
    page,
    row_name,
    signed,
    sources,
)
from kg.picture.shapes import INK, PALE

#: The colour of the limit before the reform.
_BEFORE = "#b9c4cc"


def drawn(asked: Asked, title: str, _: Sequence[str]) -> Figure:
    """Two bars a limit, before above after, each with its length in words."""
    rows = asked.rows("time-limits")
    wide, high, room = 680.0, 62.0, 250.0
    figure, foot = page(title, wide, len(rows) * high + 34.0, sources(asked, rows))
    bottom = foot + 38.0
    axes = axes_at(figure, MARGIN + room, bottom, wide - room, len(rows) * high)
    longest = max(float(row["before"]) for row in rows)
    for place, row in enumerate(rows):
        at = -place * high
        before, after = float(row["before"]), float(row["after"])
        axes.barh([at + 10], [before], height=15, color=_BEFORE, edgecolor="#6d7880", linewidth=0.6)
        axes.barh([at - 9], [after], height=15, color=PUBLISHED, edgecolor=INK, linewidth=0.6)
        share = signed(round((after - before) / before * 100))
        labels = {
            10: f"{asked.words['before']}: {before:,.10g}",
            -9: f"{asked.words['after']}: {asked.hedged(row, after)} ({share})",
        }
        for offset, text in labels.items():
            length = before if offset > 0 else after
            axes.annotate(text, (length, at + offset), (5, 0), textcoords="offset points", size=TEXT, va="center")
        row_name(axes, at, str(row["figureLabel"]), str(row["reformLabel"]), room)
    axes.set_xlim(0, longest * 1.42)
    axes.set_ylim(-(len(rows) - 0.5) * high, 0.5 * high)
    axes.set_yticks([])
    units = sorted({str(row["unitLabel"]) for row in rows if row["unitLabel"]})
    axes.set_xlabel(", ".join(units), loc="left", size=SMALL, color=PALE)
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color("#8a9299")
    return figure
