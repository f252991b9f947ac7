"""A laid out graph as a matplotlib figure: guides, lines, marks, labels, legend and a footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import hypot

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyBboxPatch, PathPatch, Rectangle
from matplotlib.path import Path

from kg.network.palette import DERIVED_EDGE, EDGE, look
from kg.picture.content import Content, Link
from kg.picture.layouts.spots import MOST_NAMED, TEXT_SIZE, Guide, Layout, Side, Spot
from kg.picture.legend import LEGEND, draw_legend, legend_rows
from kg.picture.measure import LEADING, block, width
from kg.picture.shapes import INK, PALE, mark
from kg.picture.words import words

_MARGIN = 26.0
_TITLE, _FOOT = 15.0, 7.5
#: How much wider bold letters are.
_BOLD = 1.14
_RELATION = 6.4
#: Above this many, lines are drawn as one body without tooltips and arrow heads.
_MOST_SEPARATE = 1500
#: Of very many nodes, so many of the best linked are tried for a label.
_MOST_SQUEEZED = 400
_SIDES: tuple[Side, ...] = ("right", "left", "below")

Box = tuple[float, float, float, float]


@dataclass
class _Sheet:
    """What has been drawn on: the axes in points, and the boxes that later labels keep clear of."""

    axes: Axes
    taken: list[Box]


def draw(content: Content, layout: Layout) -> tuple[Figure, dict[str, str]]:
    """The figure, and for each drawn thing's id the tooltip that an SVG shows for it."""
    texts = words(content.lang)
    spots = {item.node.key: item for item in layout.spots}
    left, bottom, right, top = _extent(layout)
    right = max(right, left + 360.0)
    heading = block(content.title, _TITLE * _BOLD, right - left)
    legend = legend_rows(content, layout, right - left, texts)
    below = (len(legend) + 1) * LEGEND * 2.0 + _FOOT * 2.2
    page = (left - _MARGIN, bottom - below - _MARGIN, right + _MARGIN, top + heading.height + 14.0 + _MARGIN)
    figure = Figure(figsize=((page[2] - page[0]) / 72, (page[3] - page[1]) / 72), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(page[0], page[2]), ylim=(page[1], page[3]))
    axes.set_axis_off()
    sheet = _Sheet(axes, [box for item in layout.spots for box in (item.mark, item.text)])
    for number, line in enumerate(heading.lines):
        base = page[3] - _MARGIN - _TITLE * (0.85 + number * LEADING)
        axes.text(left, base, line, size=_TITLE, color=INK, weight="bold", va="baseline")
    behind = Rectangle((left - 6, bottom - 6), right - left + 12, top - bottom + 12, transform=axes.transData)
    for guide in layout.guides:
        _guide(axes, guide, behind)
    tips, unnamed = _lines(sheet, content, layout, spots)
    unlabelled = _labels(sheet, layout.spots, (left, bottom, right, top))
    counts = {
        "entities": len(layout.spots),
        "links": sum(link.source in spots and link.target in spots for link in content.links)
        * (layout.lines != "none"),
        layout.why: layout.left_out,
        "unlabelled": unlabelled,
        "unnamed": unnamed,
    }
    notes = [texts[key].format(count=f"{count:,}") for key, count in counts.items() if count]
    tips.update(_marks(axes, layout.spots))
    for key in content.asked:
        if key in spots:
            _ring(axes, spots[key])
    draw_legend(axes, legend, left, bottom - LEGEND * 2.6)
    axes.text(left, page[1] + _MARGIN, " · ".join(notes), size=_FOOT, color=PALE, va="baseline")
    return figure, tips


def _extent(layout: Layout) -> Box:
    boxes = [item.box for item in layout.spots] or [(0.0, 0.0, 0.0, 0.0)]
    for guide in layout.guides:
        if guide.kind == "line":
            boxes.append((guide.x1, min(guide.y1, guide.y2), guide.x2, max(guide.y1, guide.y2)))
        elif guide.kind == "heading":
            boxes.append((guide.x1, guide.y1 - 3, guide.x1 + width(guide.text, 10.0), guide.y1 + 10.0))
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _guide(axes: Axes, guide: Guide, behind: Rectangle) -> None:
    """Draw a guide; of a ring, what lies behind the nodes."""
    if guide.kind == "ring":
        size = (2 * (guide.x2 - guide.x1), 2 * (guide.y2 - guide.y1))
        ring = Ellipse((guide.x1, guide.y1), *size, fill=False, edgecolor="#e3e6e8", linewidth=1.0, zorder=0)
        axes.add_patch(ring)
        ring.set_clip_path(behind)
    elif guide.kind == "line":
        axes.plot([guide.x1, guide.x2], [guide.y1, guide.y2], color="#dfe3e6", linewidth=0.8, zorder=0)
    else:
        axes.text(guide.x1, guide.y1, guide.text, size=10.0, color=PALE, va="baseline", zorder=0)


def _lines(sheet: _Sheet, content: Content, layout: Layout, spots: dict[str, Spot]) -> tuple[dict[str, str], int]:
    """Lines between spots, with arrow heads and, where there is room for all, the names of the relations."""
    links = [link for link in content.links if link.source in spots and link.target in spots]
    if layout.lines == "none":
        return {}, 0
    if len(links) > _MOST_SEPARATE:
        ends = [
            [(spots[link.source].x, spots[link.source].y), (spots[link.target].x, spots[link.target].y)]
            for link in links
        ]
        sheet.axes.add_collection(LineCollection(ends, colors=EDGE, linewidths=0.35, alpha=0.45, zorder=1))
        return {}, 0
    tips: dict[str, str] = {}
    heads: list[list[tuple[float, float]]] = []
    colours: list[str] = []
    named: list[tuple[Link, Path]] = []
    thin = 0.9 if len(links) <= MOST_NAMED else 0.6
    for number, link in enumerate(links):
        source, target = spots[link.source], spots[link.target]
        path = _path(source, target, layout.lines == "curved", link.mutual)
        if path is None:
            continue
        colour = DERIVED_EDGE if link.derived else EDGE
        style = (0, (4, 2.5)) if link.derived else "solid"
        line = PathPatch(path, fill=False, edgecolor=colour, linewidth=thin, linestyle=style, zorder=1)
        line.set_gid(f"line-{number}")
        sheet.axes.add_patch(line)
        arrow = "↔" if link.mutual else "→"
        tips[f"line-{number}"] = f"{source.node.label} {arrow} {target.node.label}: {', '.join(link.labels)}"
        for end in (True, False) if link.mutual else (True,):
            heads.append(_head(path, end))
            colours.append(colour)
        named.append((link, path))
    sheet.axes.add_collection(PolyCollection(heads, facecolors=colours, edgecolors="none", zorder=2))
    if len(links) > MOST_NAMED:
        return tips, 0
    for corners in heads:
        across, up = zip(*corners, strict=True)
        sheet.taken.append((min(across), min(up), max(across), max(up)))
    return tips, sum(not _name(sheet, link, path) for link, path in named)


def _path(source: Spot, target: Spot, curved: bool, mutual: bool) -> Path | None:
    """From the rim of one mark to the rim of the other; None where they touch."""
    if curved and source.x - source.radius > target.box[2] + 12:
        start = (source.x - source.radius - 1.5, source.y)
        end = (target.box[2] + 2.5, target.y)
        pull = (start[0] - end[0]) * 0.5
        vertices = [start, (start[0] - pull, start[1]), (end[0] + pull, end[1]), end]
        return Path(vertices, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    dx, dy = target.x - source.x, target.y - source.y
    length = hypot(dx, dy)
    first, last = source.radius + (2.0 if mutual else 0.5), target.radius + 2.0
    if length <= first + last:
        return None
    return Path(
        [
            (source.x + dx * first / length, source.y + dy * first / length),
            (target.x - dx * last / length, target.y - dy * last / length),
        ]
    )


def _points(path: Path) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in np.asarray(path.vertices, dtype=float)]


def _head(path: Path, at_end: bool, size: float = 4.6) -> list[tuple[float, float]]:
    points = _points(path)
    (x, y), before = (points[-1], points[-2]) if at_end else (points[0], points[1])
    dx, dy = x - before[0], y - before[1]
    length = hypot(dx, dy) or 1.0
    dx, dy = dx / length * size, dy / length * size
    return [(x, y), (x - dx - dy * 0.42, y - dy + dx * 0.42), (x - dx + dy * 0.42, y - dy - dx * 0.42)]


def _name(sheet: _Sheet, link: Link, path: Path) -> bool:
    """The relation's name on its line, at the first place where it covers nothing; False where there is none."""
    text = ", ".join(link.labels)
    wide = width(text, _RELATION)
    folded = max(wide * 0.6, *(width(word, _RELATION) for word in text.split()))
    for lines in dict.fromkeys((block(text, _RELATION, wide + 1), block(text, _RELATION, folded + 1))):
        for part in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82):
            x, y = _along(path, part)
            across, up = lines.width / 2 + 1, lines.height / 2
            box = (x - across, y - up, x + across, y + up)
            if not any(_overlap(box, other) for other in sheet.taken):
                sheet.taken.append(box)
                back = Rectangle(box[:2], 2 * across, 2 * up, facecolor="white", alpha=0.85, zorder=3)
                sheet.axes.add_patch(back)
                for number, line in enumerate(lines.lines):
                    base = y + up - _RELATION * (0.92 + number * LEADING)
                    sheet.axes.text(x, base, line, size=_RELATION, color=PALE, ha="center", va="baseline", zorder=4)
                return True
    return False


def _along(path: Path, part: float) -> tuple[float, float]:
    points = _points(path)
    if len(points) == 2:
        (x1, y1), (x2, y2) = points
        return x1 + (x2 - x1) * part, y1 + (y2 - y1) * part
    rest = 1 - part
    shares = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    return (
        sum(share * x for share, (x, _) in zip(shares, points, strict=True)),
        sum(share * y for share, (_, y) in zip(shares, points, strict=True)),
    )


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _labels(sheet: _Sheet, spots: Sequence[Spot], page: Box) -> int:
    """The labels, each on a pale ground that keeps lines from running through it; how many had no room."""
    labelled = [item for item in spots if item.label.lines]
    bare = sorted((item for item in spots if not item.label.lines), key=lambda item: (-item.node.degree, item.node.key))
    if bare:
        labelled += _squeezed(bare, page)
    grounds = []
    for item in labelled:
        left, bottom, right, top = item.text
        grounds.append(Rectangle((left - 1, bottom), right - left + 2, top - bottom))
        x = {"below": (left + right) / 2, "right": left, "left": right}[item.side]
        across = {"below": "center", "right": "left", "left": "right"}[item.side]
        for number, line in enumerate(item.label.lines):
            base = top - item.size * (0.92 + number * LEADING)
            sheet.axes.text(x, base, line, size=item.size, color=INK, ha=across, va="baseline", zorder=7)
    sheet.axes.add_collection(PatchCollection(grounds, facecolor="white", edgecolor="none", alpha=0.78, zorder=3))
    return len(spots) - len(labelled)


def _squeezed(bare: Sequence[Spot], page: Box) -> list[Spot]:
    """Of marks without a label, best linked first, those that have room for one next to them.

    A label covers no other and no mark; only one of the best linked that has no such place may cover marks that are
    not of the best linked.
    """
    spots: list[Spot] = []
    best = len(bare) // 10
    marks = [item.mark for item in bare]
    labels: list[Box] = []
    for number, item in enumerate(bare[:_MOST_SQUEEZED]):
        wanted = block(item.node.label, TEXT_SIZE, 130.0)
        sides = [replace(item, label=wanted, side=side) for side in _SIDES]
        for keeping, tried in product((marks, marks[:best]) if number < best else (marks,), sides):
            left, bottom, right, top = tried.text
            inside = page[0] <= left and page[1] <= bottom and right <= page[2] and top <= page[3]
            if inside and not any(_overlap(tried.text, other) for other in (*labels, *keeping)):
                spots.append(tried)
                labels.append(tried.text)
                break
    return spots


def _ring(axes: Axes, item: Spot) -> None:
    """Around what was asked about."""
    reach = item.radius + 3.0
    ring = Ellipse((item.x, item.y), 2 * reach, 2 * reach, fill=False, edgecolor=INK, linewidth=1.8, zorder=6)
    axes.add_patch(ring)


def _marks(axes: Axes, spots: Sequence[Spot]) -> dict[str, str]:
    tips = {}
    for item in spots:
        shown = look(item.node.group)
        gid = f"node-{item.node.key.replace('/', '-')}"
        if item.end is not None:
            bar = FancyBboxPatch(
                (item.x - item.radius, item.y - item.radius),
                item.end - item.x + 2 * item.radius,
                2 * item.radius,
                boxstyle=f"round,pad=0,rounding_size={item.radius}",
                facecolor=shown.color,
                edgecolor="none",
                alpha=0.35,
                zorder=5,
            )
            axes.add_patch(bar)
        axes.add_patch(mark(shown, item.x, item.y, item.radius, gid))
        tips[gid] = f"{item.node.label} — {item.node.kind} ({item.node.key})"
    return tips
