"""The shapes of `kg.network.palette` as outlines for a plotting library; all about equally heavy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import cos, pi, sin

from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from kg.network.palette import Look

#: Letters and rims; letters that stand back.
INK, PALE = "#1a1a1a", "#5c5c5c"

Corners = Sequence[tuple[float, float]]


def _regular(corners: int, turn: float = 0.5, reach: float = 1.0, inner: float | None = None) -> Corners:
    """Corners of a regular polygon, the first at `turn` x pi; with `inner`, of a star."""
    count = corners * (2 if inner else 1)
    return [
        (
            (inner if inner and place % 2 else reach) * cos(pi * (turn + 2 * place / count)),
            (inner if inner and place % 2 else reach) * sin(pi * (turn + 2 * place / count)),
        )
        for place in range(count)
    ]


_POLYGONS: Mapping[str, Corners] = {
    "octagon": _regular(8, 0.125, 1.03),
    "hexagon": _regular(6, 0.0, 1.08),
    "pentagon": _regular(5, 0.5, 1.08),
    "rectangle": [(-1.0, -0.78), (1.0, -0.78), (1.0, 0.78), (-1.0, 0.78)],
    "diamond": [(0.0, 1.2), (1.2, 0.0), (0.0, -1.2), (-1.2, 0.0)],
    "star": _regular(5, 0.5, 1.3, 0.56),
    "triangle": [(-1.12, -0.9), (1.12, -0.9), (0.0, 1.1)],
    "rhomboid": [(-1.25, 0.75), (0.6, 0.75), (1.25, -0.75), (-0.6, -0.75)],
    "tag": [(-1.0, -0.75), (0.4, -0.75), (1.2, 0.0), (0.4, 0.75), (-1.0, 0.75)],
}


@lru_cache(maxsize=64)
def outline(shape: str) -> Path:
    """The shape around the origin, about 1 from middle to rim; unknown names give a circle."""
    if shape in _POLYGONS:
        corners = _POLYGONS[shape]
        return Path([*corners, corners[0]], closed=True)
    if shape == "round-rectangle":
        return _rounded(1.05, 0.75, 0.42)
    if shape == "barrel":
        return _barrel()
    return Path.unit_circle()


def _rounded(wide: float, high: float, corner: float) -> Path:
    points = [
        (-wide + corner, -high), (wide - corner, -high), (wide, -high), (wide, -high + corner), (wide, high - corner),
        (wide, high), (wide - corner, high), (-wide + corner, high), (-wide, high), (-wide, high - corner),
        (-wide, -high + corner), (-wide, -high), (-wide + corner, -high), (-wide + corner, -high),
    ]  # fmt: skip
    line, curve = Path.LINETO, Path.CURVE3
    codes = [
        Path.MOVETO,
        line,
        curve,
        curve,
        line,
        curve,
        curve,
        line,
        curve,
        curve,
        line,
        curve,
        curve,
        Path.CLOSEPOLY,
    ]
    return Path(points, codes)


def _barrel() -> Path:
    points = [
        (-0.85, -0.7), (0.0, -1.2), (0.85, -0.7), (1.15, 0.0), (0.85, 0.7), (0.0, 1.2), (-0.85, 0.7), (-1.15, 0.0),
        (-0.85, -0.7), (-0.85, -0.7),
    ]  # fmt: skip
    return Path(points, [Path.MOVETO, *[Path.CURVE3] * 8, Path.CLOSEPOLY])


def mark(look: Look, x: float, y: float, radius: float, gid: str | None = None) -> PathPatch:
    """A mark with its middle at (x, y), to be added to axes."""
    path = outline(look.shape).transformed(Affine2D().scale(radius * 0.95).translate(x, y))
    patch = PathPatch(path, facecolor=look.color, edgecolor=INK, linewidth=0.6, joinstyle="miter", zorder=6)
    patch.set_gid(gid)
    return patch
