"""The content of a picture: nodes, and one line between two nodes for all their relations in either direction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import networkx

from kg import names
from kg.picture.measure import drawable


@dataclass(frozen=True, slots=True)
class Node:
    """One entity: `group` decides colour and shape, `degree` (how many others it is linked to) the size."""

    key: str
    label: str
    kind: str
    group: str
    degree: int
    iri: str = ""
    #: other names and names in other languages; what it is
    names: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """All relations between two entities, read from `source` to `target`; `mutual` when they hold both ways."""

    source: str
    target: str
    labels: tuple[str, ...]
    mutual: bool = False
    #: worked out by rule, stated by no source
    derived: bool = False


@dataclass(frozen=True)
class Content:
    """Nodes in order of key and the links between them."""

    title: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    #: the nodes that were asked about, which are marked; the first is the middle of a radial picture
    asked: tuple[str, ...] = ()
    #: node -> when, as its source has it (``2021``, ``2021-12``, ``2021-12-31``)
    dates: Mapping[str, str] = field(default_factory=dict)
    lang: str = "en"


def content(
    graph: networkx.MultiDiGraph,
    title: str,
    asked: Iterable[str] = (),
    dates: Mapping[str, str] | None = None,
    lang: str = "en",
) -> Content:
    """A property graph as `kg.network.project` makes it, with parallel edges drawn together."""
    beside: dict[str, set[str]] = {key: set() for key in graph}
    between: dict[tuple[str, str], dict[str, bool]] = {}
    for source, target, said in graph.edges(data=True):
        if source == target:
            continue
        beside[source].add(target)
        beside[target].add(source)
        derived = str(said.get("passage", "")).startswith(names.DERIVED)
        labels = between.setdefault((source, target), {})
        label = drawable(said["label"])
        labels[label] = labels.get(label, True) and derived
    nodes = tuple(
        Node(
            key,
            drawable(said["label"]) or key,
            drawable(said["kind"]),
            said["group"],
            len(beside[key]),
            iri=said["iri"],
            names=said["names"],
            description=said["description"],
        )
        for key, said in sorted(graph.nodes(data=True))
    )
    shown = tuple(key for key in asked if key in graph)
    return Content(drawable(title), nodes, tuple(_links(between)), shown, dict(dates or {}), lang)


def _links(between: Mapping[tuple[str, str], Mapping[str, bool]]) -> list[Link]:
    links = []
    for (source, target), labels in sorted(between.items()):
        back = between.get((target, source), {})
        mutual = sorted(labels.keys() & back.keys())
        if mutual and source < target:
            links.append(_link(source, target, {label: labels[label] for label in mutual}, mutual=True))
        one_way = {label: derived for label, derived in labels.items() if label not in mutual}
        if one_way:
            links.append(_link(source, target, one_way))
    return links


def _link(source: str, target: str, labels: Mapping[str, bool], mutual: bool = False) -> Link:
    return Link(source, target, tuple(sorted(labels)), mutual, all(labels.values()))
