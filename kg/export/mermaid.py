"""Mermaid flowcharts. Source of the format: https://mermaid.js.org/syntax/flowchart.html."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import networkx

from kg.export import attributes
from kg.network.palette import look

#: Mermaid draws no more edges than this unless told to.
_MOST_EDGES = 500


def files(graph: networkx.MultiDiGraph, form: str) -> dict[str, Iterable[bytes]]:
    """The one file, in pieces."""
    return {"": _pieces(graph)}


def _pieces(graph: networkx.MultiDiGraph) -> Iterator[bytes]:
    columns = attributes.columns(graph)
    ids = {key: f"n{place}" for place, key in enumerate(sorted(graph))}
    edges = list(attributes.edges(graph))
    if len(edges) > _MOST_EDGES:
        yield f'%%{{init: {{"maxEdges": {len(edges)}, "maxTextSize": 10000000}}}}%%\n'.encode()
    yield b"flowchart LR\n"
    groups: dict[str, None] = {}
    for node in attributes.nodes(graph, columns):
        groups[node.group] = None
        yield f'  {ids[node.key]}["{_text(node.label)}"]:::{_class(node.group)}\n'.encode()
    for edge in edges:
        yield f'  {ids[edge.source]} -->|"{_text(edge.label)}"| {ids[edge.target]}\n'.encode()
    for group in sorted(groups):
        seen = look(group)
        yield f"  classDef {_class(group)} fill:{seen.color},color:{seen.ink},stroke:#444444\n".encode()


def _class(group: str) -> str:
    return "".join(letter for letter in group if letter.isascii() and letter.isalnum()) or "other"


def _text(text: str) -> str:
    """Text in quotes: what would end it, or be read as markup, is written as a character number."""
    return "".join(f"#{ord(letter)};" if letter in '"#&<>`;\\|[]{}' else letter for letter in " ".join(text.split()))
