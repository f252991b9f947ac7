"""Graphviz DOT. Source of the format: https://graphviz.org/doc/info/lang.html."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import networkx

from kg.export import attributes

_SHAPES = {
    "round-rectangle": 'shape=box, style="filled,rounded"',
    "rectangle": "shape=box",
    "barrel": "shape=cylinder",
    "rhomboid": "shape=parallelogram",
    "tag": "shape=cds",
}
_HEAD = """digraph certreg {
  graph [layout=sfdp, overlap=prism, outputorder=edgesfirst, charset="UTF-8"];
  node [style=filled, fontname="sans-serif", fontsize=10];
  edge [color="#8c8c8c", fontname="sans-serif", fontsize=8];
"""


def files(graph: networkx.MultiDiGraph, form: str) -> dict[str, Iterable[bytes]]:
    """The one file, in pieces."""
    return {"": _pieces(graph)}


def _pieces(graph: networkx.MultiDiGraph) -> Iterator[bytes]:
    columns = attributes.columns(graph)
    yield _HEAD.encode()
    for node in attributes.nodes(graph, columns):
        shape = _SHAPES.get(node.look.shape, f"shape={node.look.shape}")
        tip = f"{node.values.get('kind', node.group)} {node.key}"
        yield (
            f"  {quoted(node.key)} [label={quoted(node.label)}, {shape}, fillcolor={quoted(node.look.color)}, "
            f"fontcolor={quoted(node.look.ink)}, tooltip={quoted(tip)}, "
            f"URL={quoted(str(node.values.get('iri', '')))}];\n"
        ).encode()
    for edge in attributes.edges(graph):
        tip = f"{edge.label}: {edge.values['passages']}"
        yield (
            f"  {quoted(edge.source)} -> {quoted(edge.target)} "
            f"[id={quoted(edge.id)}, label={quoted(edge.label)}, tooltip={quoted(tip)}];\n"
        ).encode()
    yield b"}\n"


def quoted(text: str) -> str:
    """A string of DOT: only the quote mark ends it, and a backslash is doubled so that it escapes nothing."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", "\\n") + '"'
