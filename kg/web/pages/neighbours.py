"""The neighbourhood of an entity, as data for a picture: itself, its neighbours, and the relations between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import networkx

from kg import names
from kg.network.palette import DERIVED_EDGE, EDGE, look
from kg.picture.words import words

#: A larger picture shows nothing; the most connected nodes come first.
MAX_NODES = 500


def neighbourhood(
    whole: networkx.MultiDiGraph, key: str, href: Callable[[str], str | None], lang: str
) -> dict[str, Any]:
    """Nodes and edges around one node, as JSON: `left_out` counts the neighbours beyond `MAX_NODES`.

    A node has `id`, `label`, `kind`, `group` (in words), `colour`, `shape`, `href` and `degree` (in the whole graph).
    An edge has `source`, `target`, `label` and `derived`; several between the same two are one, their labels joined.
    """
    if key not in whole:
        return {"center": key, "left_out": 0, "lines": {}, "nodes": [], "edges": []}
    near = sorted(
        (set(whole.successors(key)) | set(whole.predecessors(key))) - {key},
        key=lambda node: (-whole.degree(node), node),
    )
    return _picture(whole, [key, *near], href, lang)


def among(
    whole: networkx.MultiDiGraph,
    keys: Iterable[str],
    asked: Iterable[str],
    href: Callable[[str], str | None],
    lang: str,
) -> dict[str, Any]:
    """The same for several nodes and the relations between them, without those that none of the others is related to.

    The center is the first of the `asked`, which are part of it, or else the most connected entity.
    """
    about = [key for key in asked if key in whole]
    part = whole.subgraph({key for key in keys if key in whole}.union(about))
    related = [node for node in part if part.degree(node) or node in about]
    first = {node: place for place, node in enumerate(about)}
    order = sorted(
        related,
        key=lambda node: (first.get(node, len(first)), "/" in node, -part.degree(node), node),
    )
    return _picture(whole, order, href, lang)


def _picture(
    whole: networkx.MultiDiGraph, nodes: list[str], href: Callable[[str], str | None], lang: str
) -> dict[str, Any]:
    groups = words(lang)
    kept = nodes[:MAX_NODES]
    return {
        "center": kept[0] if kept else "",
        "left_out": len(nodes) - len(kept),
        "lines": {"stated": EDGE, "derived": DERIVED_EDGE},
        "nodes": [_node(whole, node, href, groups) for node in kept],
        "edges": _edges(whole.subgraph(kept)),
    }


def _node(
    whole: networkx.MultiDiGraph, node: str, href: Callable[[str], str | None], groups: Mapping[str, str]
) -> dict[str, Any]:
    attributes = whole.nodes[node]
    return {
        "id": node,
        "label": attributes["label"],
        "kind": attributes["kind"],
        "group": groups.get(attributes["group"], attributes["group"]),
        "colour": look(attributes["group"]).color,
        "shape": look(attributes["group"]).shape,
        "href": href(attributes["iri"]),
        "degree": len((set(whole.successors(node)) | set(whole.predecessors(node))) - {node}),
    }


def _edges(part: networkx.MultiDiGraph) -> list[dict[str, Any]]:
    edges: dict[tuple[str, str], dict[str, bool]] = {}
    for source, target, attributes in part.edges(data=True):
        labels = edges.setdefault((source, target), {})
        derived = attributes["passage"].startswith(names.DERIVED)
        labels[attributes["label"]] = labels.get(attributes["label"], True) and derived
    return [
        {"source": source, "target": target, "label": ", ".join(sorted(labels)), "derived": all(labels.values())}
        for (source, target), labels in sorted(edges.items())
    ]
