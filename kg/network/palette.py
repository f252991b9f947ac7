"""Colour and shape of each group of entities: one table for pictures, the page and every graph file.

The colours stay apart for readers with any of the three kinds of colour blindness (a test computes by how much), and
in grey; since twelve colours cannot be far apart for everybody, each group has a shape of its own too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """How a group is drawn: a fill colour (``#0072b2``) and a shape by the name Cytoscape.js has for it."""

    color: str
    shape: str

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue, 0 to 255."""
        return int(self.color[1:3], 16), int(self.color[3:5], 16), int(self.color[5:7], 16)

    @property
    def ink(self) -> str:
        """Black or white, whichever reads better on the fill."""
        return "#000000" if luminance(self.rgb) > 0.18 else "#ffffff"


#: cr:nodeGroup of the ontology -> its look, in the order of a legend.
LOOKS: Mapping[str, Look] = {
    "agency": Look("#0072b2", "octagon"),
    "body": Look("#56b4e9", "ellipse"),
    "scheme": Look("#e69f00", "hexagon"),
    "initiative": Look("#d55e00", "round-rectangle"),
    "document": Look("#f0e442", "rectangle"),
    "agreement": Look("#cc79a7", "diamond"),
    "event": Look("#7f3c00", "star"),
    "platform": Look("#1a1a6e", "barrel"),
    "place": Look("#bbbbbb", "triangle"),
    "source": Look("#777777", "rhomboid"),
    "concept": Look("#99ddff", "pentagon"),
    "figure": Look("#555555", "tag"),
}
#: The look of a group that this table does not know yet.
UNKNOWN = Look("#ffffff", "ellipse")
#: Lines between entities: what a source states, and what only a rule derived.
EDGE = "#8c8c8c"
DERIVED_EDGE = "#7a5bb5"


def look(group: str) -> Look:
    """The look of a group."""
    return LOOKS.get(group, UNKNOWN)


def luminance(rgb: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG 2 defines it, 0 (black) to 1 (white)."""
    red, green, blue = (part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
