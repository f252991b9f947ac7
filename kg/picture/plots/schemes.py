"""Certificates by scheme, on a scale of powers of ten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from kg.picture.plots.page import (
    MARGIN,
    PUBLISHED,
    SMALL,
    TEXT,
    Asked,
    axes_at,
    legend,
    page,
    row_name,
    sources,
)
from kg.picture.shapes import INK, PALE


def drawn(asked: Asked, title: str, _: Sequence[str]) -> Figure:
    """A dot a count on a scale of powers of ten, largest first; dots are valid on a date, squares issued in a year."""
    rows = sorted(asked.rows("scheme-certificates"), key=lambda row: (-float(row["certificates"]), str(row["period"])))
    wide, high, room = 720.0, 32.0, 250.0
    figure, foot = page(title, wide, len(rows) * high + 70.0, sources(asked, rows))
    bottom = foot + 68.0
    axes = axes_at(figure, MARGIN + room, bottom, wide - room, len(rows) * high)
    axes.set_xscale("log")
    axes.set_xlim(10, max(float(row["certificates"]) for row in rows) * 20)
    axes.set_ylim(-(len(rows) - 0.5) * high, 0.5 * high)
    for place, row in enumerate(rows):
        at, number = -place * high, float(row["certificates"])
        exact = str(row["qualifier"] or "exact").endswith("exact")
        axes.plot([10, number], [at, at], color="#c9d1d6", linewidth=1.4, zorder=1, linestyle="-" if exact else ":")
        axes.plot([number], [at], **_dot("-" in str(row["period"])), zorder=3)
        axes.annotate(
            asked.hedged(row, number), (number, at), (8, 0), textcoords="offset points", size=TEXT, va="center"
        )
        row_name(axes, at, str(row["schemeLabel"]), str(row["period"]), room)
    ticks = [10**power for power in range(1, 7) if 10**power <= max(float(row["certificates"]) for row in rows) * 5]
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
    axes.minorticks_off()
    axes.set_yticks([])
    axes.set_xlabel(asked.words["log_scale"], loc="left", size=SMALL, color=PALE)
    handles = [
        Line2D([], [], **_dot(True), label=asked.words["valid_on"]),
        Line2D([], [], **_dot(False), label=asked.words["issued_in"]),
    ]
    legend(figure, handles, bottom - 52.0)
    return figure


def _dot(on_date: bool) -> dict[str, Any]:
    return {
        "marker": "o" if on_date else "s",
        "color": PUBLISHED if on_date else "#e69f00",
        "markeredgecolor": INK,
        "markeredgewidth": 0.6,
        "markersize": 7.5,
        "linestyle": "none",
    }
