"""The property graph as plain rows: what all graph formats have in common, and the traps that they share.

- An attribute must not have a name that a format reserves (``id``, ``label``, ``source`` …): it gets an underscore.
- A column has one type: number where every value is a number, else text. None, lists and dates become text.
- Characters that XML forbids are replaced, in every format alike.
- Relations between the same two nodes with the same property are one edge that lists all its passages (``weight`` is
  their number). Relations with different properties are separate edges with their own ids, so that a program which
  merges parallel edges of one kind loses nothing.
- Nodes are sorted by key, edges by their nodes and property.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import networkx

from kg import names
from kg.errors import UsageError
from kg.files.workbook import printable
from kg.network.palette import Look, look
from kg.network.project import project
from kg.network.subgraph import Part
from kg.store import Graph

#: Names that formats and programs reserve.
RESERVED = frozenset(
    {"id", "name", "key", "label", "type", "source", "target", "parent", "weight", "value", "start", "end", "timestamp"}
    | {
        "shared name",
        "shared interaction",
        "interaction",
        "suid",
        "selected",
        "position",
        "x",
        "y",
        "z",
        "size",
        "color",
    }
)
NUMBER, TEXT = "double", "string"
BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to export, and in which language."""

    part: Part = field(default_factory=Part)
    lang: str = "en"
    with_figures: bool = False
    with_codes: bool = False


@dataclass(slots=True)
class ExportNode:
    """One entity; `at` is its position (x, y), `size` its diameter, both in points."""

    key: str
    label: str
    group: str
    look: Look
    size: float
    at: tuple[float, float]
    values: dict[str, str | float]


@dataclass(slots=True)
class Edge:
    """One relation between two entities, with all passages that state it."""

    id: str
    source: str
    target: str
    label: str
    #: the property, as a short name
    relation: str
    values: dict[str, str | float]

    @property
    def weight(self) -> int:
        """How many passages state it."""
        return max(1, len(str(self.values["passages"]).split(BETWEEN)))


@dataclass(frozen=True, slots=True)
class AttributeColumn:
    """Where a column's values come from, and whether they are numbers or text."""

    attribute: str
    type: str


def property_graph(graph: Graph, wanted: Wanted) -> networkx.MultiDiGraph:
    """What is wanted, as a property graph (see `kg.network.project`). Raises UsageError where it is empty."""
    projection = project(
        graph, wanted.part, lang=wanted.lang, with_figures=wanted.with_figures, with_concepts=wanted.with_codes
    )
    if not projection:
        raise UsageError("nothing to export: no entity matches the selection")
    return projection


#: What every edge has.
EDGE_COLUMNS = {name: AttributeColumn(name, TEXT) for name in ("property", "iri", "passages")}


def columns(graph: networkx.MultiDiGraph) -> dict[str, AttributeColumn]:
    """The columns of a projected graph's nodes: the fixed ones first, then those of properties, by name."""
    types: dict[str, str] = {}
    for _, attributes in graph.nodes(data=True):
        for name, value in attributes.items():
            if name not in ("label", "degree"):
                types[name] = NUMBER if _is_number(value) and types.get(name, NUMBER) == NUMBER else TEXT
    types["degree"] = NUMBER
    fixed = [name for name in ("iri", "class", "kind", "group", "description", "degree") if name in types]
    ordered = [*fixed, *sorted(types.keys() - set(fixed))]
    return {title: AttributeColumn(name, types[name]) for name, title in zip(ordered, _titles(ordered), strict=True)}


def nodes(graph: networkx.MultiDiGraph, columns: Mapping[str, AttributeColumn]) -> Iterator[ExportNode]:
    """The nodes in order, with their values by column."""
    positions = _positions(graph)
    for key in sorted(graph):
        attributes = graph.nodes[key]
        degree = attributes.get("degree", 0)
        group = text(attributes.get("group", ""))
        size = 10 + 4 * math.sqrt(degree)
        yield ExportNode(
            key,
            text(attributes.get("label", key)),
            group,
            look(group),
            round(size, 2),
            positions[key],
            _values(attributes, columns),
        )


def edges(graph: networkx.MultiDiGraph) -> Iterator[Edge]:
    """The edges in order, one for each pair of nodes and property."""
    number = 0
    for source in sorted(graph):
        for target in sorted(graph.adj[source]):
            by_property: dict[str, list[Mapping[str, Any]]] = {}
            for attributes in graph.adj[source][target].values():
                by_property.setdefault(attributes["iri"], []).append(attributes)
            for iri in sorted(by_property):
                passages = sorted({_short(attributes["passage"]) for attributes in by_property[iri]} - {""})
                relation = _short(iri)
                values: dict[str, str | float] = {
                    "property": relation,
                    "iri": iri,
                    "passages": BETWEEN.join(passages),
                }
                yield Edge(f"e{number}", source, target, text(by_property[iri][0]["label"]), relation, values)
                number += 1


def text(value: object) -> str:
    """Any value as text that every format can hold."""
    if value is None:
        return ""
    if isinstance(value, list | tuple | set | frozenset):
        return BETWEEN.join(
            text(one) for one in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)
        )
    return printable(str(value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _titles(columns: Iterable[str]) -> Iterator[str]:
    """Titles for columns: none that a format reserves, no two alike whatever their case."""
    taken = set(RESERVED)
    for name in columns:
        title = text(name).strip() or "_"
        while title.casefold() in taken:
            title += "_"
        taken.add(title.casefold())
        yield title


def _values(attributes: Mapping[str, Any], columns: Mapping[str, AttributeColumn]) -> dict[str, str | float]:
    values: dict[str, str | float] = {}
    for name, column in columns.items():
        value = attributes.get(column.attribute)
        if value is None or value == "":
            continue
        values[name] = value if column.type == NUMBER else text(value)
    return values


def _positions(graph: networkx.MultiDiGraph) -> dict[str, tuple[float, float]]:
    """A position for every node, in linear time: each group a sunflower spiral, the groups on a circle.

    Layout programs start from here; until then groups are apart, with the best connected nodes in their middle.
    """
    groups: dict[str, list[str]] = {}
    for key in sorted(graph):
        groups.setdefault(text(graph.nodes[key].get("group", "")), []).append(key)
    step = 30.0
    radii = {group: step * math.sqrt(len(members)) for group, members in groups.items()}
    ring = max(sum(radii.values()) / math.pi + max(radii.values(), default=0.0), 1.0) if len(groups) > 1 else 0.0
    positions: dict[str, tuple[float, float]] = {}
    turn = 0.0
    whole = sum(radii.values()) or 1.0
    for group in sorted(groups):
        turn += math.pi * radii[group] / whole
        center = ring * math.cos(turn), ring * math.sin(turn)
        turn += math.pi * radii[group] / whole
        members = sorted(groups[group], key=lambda key: (-graph.nodes[key].get("degree", 0), key))
        for place, key in enumerate(members):
            out, angle = step * math.sqrt(place), place * math.pi * (3 - math.sqrt(5))
            positions[key] = (
                round(center[0] + out * math.cos(angle), 2),
                round(center[1] + out * math.sin(angle), 2),
            )
    return positions


@lru_cache(maxsize=65536)
def _short(iri: str) -> str:
    return text(names.short(iri)) if iri else ""
