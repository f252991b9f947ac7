"""Cytoscape.js JSON, as Cytoscape desktop reads and writes it too.

Source of the format: https://js.cytoscape.org/#notation/elements-json and Cytoscape's own exports.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import networkx

from kg.export import attributes

_HEAD = {
    "format_version": "1.0",
    "generated_by": "certreg",
    "target_cytoscapejs_version": "~3.0",
    "data": {"name": "certreg", "shared_name": "certreg"},
}


def files(graph: networkx.MultiDiGraph, form: str) -> dict[str, Iterable[bytes]]:
    """The one file, in pieces."""
    return {"": _pieces(graph)}


def _pieces(graph: networkx.MultiDiGraph) -> Iterator[bytes]:
    columns = attributes.columns(graph)
    yield (json.dumps(_HEAD, indent=1)[:-2] + ',\n "elements": {\n  "nodes": [\n').encode()
    yield from _listed(map(_node, attributes.nodes(graph, columns)))
    yield b'\n  ],\n  "edges": [\n'
    yield from _listed(map(_edge, attributes.edges(graph)))
    yield b"\n  ]\n }\n}\n"


def _node(node: attributes.ExportNode) -> dict[str, object]:
    own = {
        "id": node.key,
        "name": node.label,
        "shared_name": node.label,
        "color": node.look.color,
        "shape": node.look.shape,
    }
    return {
        "data": {**node.values, **own, "size": node.size, "value": node.key},  # networkx looks for a value
        "position": {"x": node.at[0], "y": node.at[1]},
        "selected": False,
    }


def _edge(edge: attributes.Edge) -> dict[str, object]:
    ends = {"id": edge.id, "source": edge.source, "target": edge.target}
    name = f"{edge.source} ({edge.label}) {edge.target}"
    names_of_edge = {"name": name, "shared_name": name, "interaction": edge.label, "shared_interaction": edge.label}
    return {"data": {**edge.values, **ends, **names_of_edge, "weight": edge.weight}, "selected": False}


def _listed(items: Iterable[dict[str, object]]) -> Iterator[bytes]:
    between = ""
    for item in items:
        yield f"{between}   {json.dumps(item, ensure_ascii=False)}".encode()
        between = ",\n"
