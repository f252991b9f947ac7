"""The result of a layout: a position for each node, with its label broken into lines, and guides behind them.

Lengths are points (1/72 inch); y grows upward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from kg.picture.content import Node
from kg.picture.layouts.apart import Floats
from kg.picture.measure import Block, block, width

Side = Literal["below", "right", "left"]

#: Between a node's mark and its label, and around both.
GAP = 2.5
ROOM = 4.0
TEXT_SIZE = 8.0
WIDEST_LABEL = 118.0
#: Above this many lines their names would be more ink than the rest; the tooltips of the SVG have them.
MOST_NAMED = 90


@dataclass(frozen=True, slots=True)
class Spot:
    """A node's mark (its middle and radius) and its label at one side of it; `end` is where a bar in time ends."""

    node: Node
    x: float
    y: float
    radius: float
    label: Block
    size: float
    side: Side = "below"
    end: float | None = None

    @property
    def text(self) -> tuple[float, float, float, float]:
        """The room of the label: left, bottom, right, top."""
        wide, high = self.label.width, self.label.height
        if self.side == "below":
            top = self.y - self.radius - GAP
            return self.x - wide / 2, top - high, self.x + wide / 2, top
        if self.side == "right":
            left = (self.x if self.end is None else self.end) + self.radius + GAP
            return left, self.y - high / 2, left + wide, self.y + high / 2
        right = self.x - self.radius - GAP
        return right - wide, self.y - high / 2, right, self.y + high / 2

    @property
    def mark(self) -> tuple[float, float, float, float]:
        """The room of the mark, or of the bar: left, bottom, right, top."""
        last = self.x if self.end is None else self.end
        return self.x - self.radius, self.y - self.radius, last + self.radius, self.y + self.radius

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The room of mark and label together: left, bottom, right, top."""
        left, bottom, right, top = self.mark
        if not self.label.lines:
            return self.mark
        text = self.text
        return min(left, text[0]), min(bottom, text[1]), max(right, text[2]), max(top, text[3])

    def at(self, x: float, y: float) -> Spot:
        """The same, elsewhere."""
        return replace(self, x=x, y=y, end=None if self.end is None else self.end + x - self.x)


@dataclass(frozen=True, slots=True)
class Guide:
    """Something drawn behind the nodes: a ring around (x1, y1) that passes (x2, y2), a line, or a heading."""

    kind: Literal["ring", "line", "heading"]
    x1: float
    y1: float
    x2: float = 0.0
    y2: float = 0.0
    text: str = ""


@dataclass(frozen=True)
class Layout:
    """Spots in the order of the content's nodes, guides, and how many nodes the layout has no place for."""

    spots: tuple[Spot, ...]
    guides: tuple[Guide, ...] = ()
    left_out: int = 0
    #: the word of `kg.picture.words` that says why
    why: str = "undated"
    #: how lines between nodes run: straight, curved from column to column, or not drawn
    lines: Literal["straight", "curved", "none"] = "straight"


def spot(node: Node, side: Side = "below", size: float = TEXT_SIZE, widest: float = WIDEST_LABEL) -> Spot:
    """A spot at the origin, as large as the node's links make it."""
    return Spot(node, 0.0, 0.0, radius(node), block(node.label, size, widest), size, side)


def bare(node: Node) -> Spot:
    """A small mark without a label, for pictures of very many nodes."""
    return Spot(node, 0.0, 0.0, radius(node) * 0.5, Block((), 0.0, 0.0), TEXT_SIZE)


def radius(node: Node) -> float:
    """Half the width of a node's mark: its area grows with the number of links."""
    return float(min(13.0, 4.0 + 1.25 * node.degree**0.5))


def rooms(spots: Sequence[Spot], gap: float = ROOM) -> tuple[Floats, Floats]:
    """The middles and the half sizes of the boxes, each with some air around it."""
    boxes = np.array([item.box for item in spots], dtype=float).reshape(-1, 4)
    return (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2] + gap) / 2


def moved(spots: Sequence[Spot], middles: Floats) -> list[Spot]:
    """The spots with their boxes' middles elsewhere."""
    before, _ = rooms(spots)
    steps = middles - before
    return [item.at(item.x + float(step[0]), item.y + float(step[1])) for item, step in zip(spots, steps, strict=True)]


def text_width(text: str, size: float = TEXT_SIZE) -> float:
    """How wide a heading is."""
    return width(text, size)
