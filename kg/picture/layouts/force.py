"""The default layout: linked nodes near each other, all others apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import hypot

import igraph
import numpy as np

from kg.picture.content import Content
from kg.picture.layouts.apart import Floats, apart
from kg.picture.layouts.spots import MOST_NAMED, ROOM, Layout, Spot, bare, moved, rooms, spot

#: Up to this many nodes every label is drawn and room is made for it; beyond, the best linked are labelled where
#: there is room.
ALL_LABELLED = 450
#: Width to height of a page that is looked at on a screen or a slide.
_PAGE = 1.45
#: Width to height, and free room to room taken by marks and labels, before these are pushed apart (which makes it
#: higher, since labels are wide and give way upward).
_ASPECT, _AIR = 1.3, 0.75
#: A part that is so many times as long as it is wide counts as no longer: a chain has next to no width.
_LONGEST = 8.0
_NAMED_ROOM = 44.0
#: Between marks without labels, so that lines can be told apart and some labels find room.
_BARE_ROOM = 13.0
#: Where the forces start decides where they end; of so many starts the one with the shortest lines is kept.
_STARTS, _MOST_TRIED = 12, 300
_SEED = 20220121


def force(content: Content, labelled: int = ALL_LABELLED) -> Layout:
    """Each connected part by Fruchterman and Reingold's forces, then boxes pushed apart, then parts side by side."""
    make = spot if len(content.nodes) <= labelled else bare
    spots = [make(node) for node in content.nodes]
    place = {node.key: number for number, node in enumerate(content.nodes)}
    pairs = sorted({tuple(sorted((place[link.source], place[link.target]))) for link in content.links})
    graph = igraph.Graph(n=len(spots), edges=pairs)
    parts = sorted((sorted(part) for part in graph.connected_components()), key=lambda part: (-len(part), part))
    laid: list[list[Spot]] = []
    for part in parts:
        inside = [spots[number] for number in part]
        if len(part) > 1:
            inside = _best(inside, graph.induced_subgraph(part), len(content.links) <= MOST_NAMED)
        laid.append(inside)
    packed = _packed(laid)
    return Layout(tuple(packed[node.key] for node in content.nodes))


def _best(spots: Sequence[Spot], part: igraph.Graph, named: bool) -> list[Spot]:
    """The laid out part, from the best of a few starts where that costs little."""
    tried = []
    for start in range(_STARTS if len(spots) <= _MOST_TRIED else 1):
        igraph.set_random_number_generator(random.Random(_SEED + start))
        laid = _separate(spots, _pulled(part, 1000 if len(spots) <= 1000 else 300), named)
        lines = (hypot(laid[a].x - laid[b].x, laid[a].y - laid[b].y) for a, b in part.get_edgelist())
        tried.append((sum(lines), start, laid))
    igraph.set_random_number_generator(random)
    return min(tried)[2]


def _pulled(part: igraph.Graph, rounds: int) -> Floats:
    """A line of a much linked node pulls less: else all that hangs on it is drawn into one heap."""
    degree = part.degree()
    weights = [max(degree[line.source], degree[line.target]) ** -0.5 for line in part.es]
    return np.array(part.layout_fruchterman_reingold(niter=rounds, weights=weights).coords)


def _separate(spots: Sequence[Spot], coords: Floats, named: bool) -> list[Spot]:
    """Spots at these coordinates, scaled to the room they need and pushed apart; more room where lines have names."""
    without = not any(item.label.lines for item in spots)
    _, halves = rooms(spots, _NAMED_ROOM if named else _BARE_ROOM if without else ROOM)
    turned = _lying(coords)
    span = np.ptp(turned, axis=0)
    span = np.maximum(span, max(span.max() / _LONGEST, 1e-9))
    area = 4 * float((halves[:, 0] * halves[:, 1]).sum()) * _AIR
    wanted = np.array([(area * _ASPECT) ** 0.5, (area / _ASPECT) ** 0.5])
    # A chain stays a chain: neither side is stretched more than twice as much as the other.
    scale = wanted / span
    scale = np.clip(scale, scale.max() / 2, None) if len(spots) > 2 else np.full(2, scale.min())
    middles = (turned - turned.mean(axis=0)) * scale
    return moved(spots, apart(middles, halves))


def _lying(coords: Floats) -> Floats:
    """Turned so that the longest extent lies on its side, as pages and screens do."""
    centred = coords - coords.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, np.argsort(values)[::-1]]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), [0, 1]] < 0, -1, 1)
    turned: Floats = centred @ axes
    return turned


def _packed(parts: Sequence[Sequence[Spot]]) -> dict[str, Spot]:
    """The parts in rows, the largest first, no row wider than the first part or a page of this much content."""
    boxes = []
    for part in parts:
        lows, highs = zip(*(((b := item.box)[:2], b[2:]) for item in part), strict=True)
        left, bottom = np.min(lows, axis=0)
        right, top = np.max(highs, axis=0)
        boxes.append((float(left), float(bottom), float(right), float(top)))
    if not boxes:
        return {}
    gap = 26.0
    area = sum((right - left + gap) * (top - bottom + gap) for left, bottom, right, top in boxes)
    widest = boxes[0][2] - boxes[0][0]
    rest = max((right - left for left, _, right, _ in boxes[1:]), default=0.0)
    page = max(widest, rest, (area * _PAGE) ** 0.5 if widest * (boxes[0][3] - boxes[0][1]) < area / 2 else 0.0)
    spots: dict[str, Spot] = {}
    x = y = tallest = 0.0
    for part, (left, bottom, right, top) in zip(parts, boxes, strict=True):
        if x > 0 and x + right - left > page:
            x, y, tallest = 0.0, y - tallest - gap, 0.0
        for item in part:
            spots[item.node.key] = item.at(item.x - left + x, item.y - top + y)
        x, tallest = x + right - left + gap, max(tallest, top - bottom)
    return spots
