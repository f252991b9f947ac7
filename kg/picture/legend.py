"""The legend of a picture: what its marks and lines mean, by shape as well as colour."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from kg.network.palette import DERIVED_EDGE, LOOKS, look
from kg.picture.content import Content
from kg.picture.layouts.spots import Layout
from kg.picture.measure import width
from kg.picture.shapes import INK, mark

#: The size of its letters.
LEGEND = 8.5


def legend_rows(content: Content, layout: Layout, room: float, known: Mapping[str, str]) -> list[list[tuple[str, str]]]:
    order = list(LOOKS)
    groups = {item.node.group for item in layout.spots}
    shown = sorted(groups, key=lambda group: (order.index(group) if group in LOOKS else len(order), group))
    entries = [(group, known.get(group, group)) for group in shown]
    if layout.lines != "none" and any(link.derived for link in content.links):
        entries.append(("—", known["derived"]))
    rows: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    for entry in entries:
        wide = width(entry[1], LEGEND) + 34.0
        if rows[-1] and used + wide > room:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += wide
    return rows


def draw_legend(axes: Axes, rows: list[list[tuple[str, str]]], left: float, top: float) -> None:
    for number, row in enumerate(rows):
        x, y = left + 5.0, top - number * LEGEND * 2.0
        for group, text in row:
            if group == "—":
                axes.plot([x - 5, x + 9], [y, y], color=DERIVED_EDGE, linewidth=1.0, linestyle=(0, (4, 2.5)))
            else:
                axes.add_patch(mark(look(group), x, y, 4.6))
            axes.text(x + 13.0, y - LEGEND * 0.36, text, size=LEGEND, color=INK, va="baseline")
            x += width(text, LEGEND) + 34.0
