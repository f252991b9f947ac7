"""Compares a store with the graphs it should hold, sends those that differ, and verifies that they arrived.

The store keeps the digest of each published graph in a graph of its own (`RECORD`). An interrupted publication
therefore continues where it stopped, and one that changes little sends little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.errors import EnvironmentFault
from kg.publish.parts import GraphPart
from kg.publish.remote import GraphStore
from kg.rdf.terms import DCT_IDENTIFIER
from kg.store import Graph

#: The graph that records what was published; its one property is dct:identifier.
RECORD = names.BASE + "published"
Action = OneOf["new", "replaced", "as it was", "removed", "left"]


@dataclass(frozen=True)
class GraphRow:
    """A graph, what was done with it, and how many triples the store now holds of it; None for one left alone."""

    graph: str
    action: Action
    triples: int | None


def publish(
    store: GraphStore,
    endpoint: Graph,
    parts: Sequence[GraphPart],
    work: Path,
    prune: bool = False,
    report: Callable[[str], None] = lambda step: None,
) -> list[GraphRow]:
    """Make the graphs of a store equal to `parts`. `endpoint` is the store's SPARQL endpoint, `work` a folder for
    temporary files; `report` is called with each step.

    Each graph is replaced in one request, so that no query sees half of it. Previously published graphs that no longer
    exist are listed, and removed with `prune`; other graphs are never touched.
    Raises EnvironmentFault when the store refuses a graph, fails, or does not hold afterwards what it was sent.
    """
    published = _published(endpoint)
    digests = dict(published)
    present = _counts(endpoint, [part.graph for part in parts])
    rows: list[GraphRow] = []
    try:
        for number, part in enumerate(parts, 1):
            report(f"Publishing {names.short(part.graph)} ({number} of {len(parts)})")
            if published.get(part.graph) == part.digest and present.get(part.graph) == part.triples:
                rows.append(GraphRow(part.graph, "as it was", part.triples))
                continue
            digests.pop(part.graph, None)
            store.put(part.graph, part.path)
            digests[part.graph] = part.digest
            rows.append(GraphRow(part.graph, "replaced" if part.graph in present else "new", part.triples))
        for graph in sorted(set(published) - {part.graph for part in parts}):
            if prune:
                store.delete(graph)
                del digests[graph]
            rows.append(GraphRow(graph, "removed" if prune else "left", 0 if prune else None))
    finally:
        if digests != published:
            _record(store, digests, work)
    report("Verifying")
    _verify(endpoint, parts)
    return rows


def _published(endpoint: Graph) -> dict[str, str]:
    answer = endpoint.select(
        f"SELECT ?graph ?digest WHERE {{ GRAPH <{RECORD}> {{ ?graph <{DCT_IDENTIFIER}> ?digest }} }}"
    )
    return {
        graph.value: digest.value
        for graph, digest in answer.rows
        if isinstance(graph, NamedNode) and isinstance(digest, Literal)
    }


def _record(store: GraphStore, digests: dict[str, str], work: Path) -> None:
    lines = (f'<{graph}> <{DCT_IDENTIFIER}> "{digest}" .\n' for graph, digest in sorted(digests.items()))
    path = work / "record.nt"
    path.write_text("".join(lines), "utf-8", newline="")
    store.put(RECORD, path)


def _counts(endpoint: Graph, graphs: Iterable[str]) -> dict[str, int]:
    """How many triples the endpoint has of each graph; graphs it lacks are left out."""
    counts: dict[str, int] = {}
    listed = list(graphs)
    for start in range(0, len(listed), 100):
        values = " ".join(f"<{graph}>" for graph in listed[start : start + 100])
        answer = endpoint.select(
            f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
        )
        for graph, count in answer.rows:
            if isinstance(graph, NamedNode) and isinstance(count, Literal) and int(count.value):
                counts[graph.value] = int(count.value)
    return counts


def _verify(endpoint: Graph, parts: Sequence[GraphPart]) -> None:
    present = _counts(endpoint, [part.graph for part in parts])
    for part in parts:
        if (count := present.get(part.graph, 0)) != part.triples:
            raise EnvironmentFault(
                f"{part.graph}: {part.triples:,} triples were sent and {count:,} are there; "
                "does the endpoint belong to the graph store, and is it up to date?"
            )
