"""Layers of wholes and their parts: a node is placed left of the nodes that point to it."""

from __future__ import annotations

import igraph

from kg.picture.content import Content
from kg.picture.layouts.spots import Layout, Spot, spot

#: Between columns, for the lines that cross; between the rows of one column.
_ACROSS, _DOWN = 74.0, 7.0
#: A column longer than this many nodes is folded into several side by side.
_LONGEST = 36


def layered(content: Content) -> Layout:
    """Columns and their order by Sugiyama's method; every column as high as its labels need, evenly filled."""
    place = {node.key: number for number, node in enumerate(content.nodes)}
    pairs = sorted({(place[link.target], place[link.source]) for link in content.links})
    linked = sorted({number for pair in pairs for number in pair})
    alone = [node for node in content.nodes if place[node.key] not in set(linked)]
    columns: list[list[Spot]] = []
    if linked:
        graph = igraph.Graph(n=len(content.nodes), edges=pairs, directed=True).induced_subgraph(linked)
        coords = graph.layout_sugiyama(maxiter=200).coords[: len(linked)]
        rows: dict[float, list[tuple[float, int]]] = {}
        for number, (across, layer) in zip(linked, coords, strict=True):
            rows.setdefault(layer, []).append((across, number))
        for layer in sorted(rows):
            column = [spot(content.nodes[number], "right", widest=170.0) for _, number in sorted(rows[layer])]
            columns += _folded(column)
    columns += _folded([spot(node, "right", widest=170.0) for node in alone])
    placed: dict[str, Spot] = {}
    left = 0.0
    tallest = max((_height(column) for column in columns), default=0.0)
    for column in columns:
        slack = (tallest - _height(column)) / (len(column) + 1)
        top = tallest / 2
        for item in column:
            _, bottom, _, high = item.box
            top -= slack
            placed[item.node.key] = item.at(left + 13.0, top - high)
            top -= high - bottom + _DOWN
        left += max(item.box[2] for item in column) + 13.0 + _ACROSS
    return Layout(tuple(placed[node.key] for node in content.nodes), lines="curved")


def _folded(column: list[Spot]) -> list[list[Spot]]:
    if not column:
        return []
    parts = -(-len(column) // _LONGEST)
    size = -(-len(column) // parts)
    return [column[start : start + size] for start in range(0, len(column), size)]


def _height(column: list[Spot]) -> float:
    return sum(item.box[3] - item.box[1] + _DOWN for item in column)
