"""What a store holds of an earlier publication, what has to go there, and whether it arrived.

What was published is kept in the store as a graph of its own (`RECORD`): the digest of each graph. So a publication
that was interrupted goes on where it ended, and one that changes little sends little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.errors import EnvironmentFault
from kg.publish.parts import Part
from kg.publish.remote import GraphStore
from kg.store import Graph

#: The graph that says what was published, and its one property.
RECORD = names.BASE + "published"
_DIGEST = "http://purl.org/dc/terms/identifier"

Done = OneOf["new", "replaced", "as it was", "removed", "left"]


@dataclass(frozen=True)
class Row:
    """A graph, what was done with it, and how many triples it has there now; of one that is left, nobody asked."""

    graph: str
    done: Done
    triples: int | None


def publish(
    store: GraphStore,
    asked: Graph,
    parts: Sequence[Part],
    work: Path,
    prune: bool = False,
    step: Callable[[str], None] = lambda said: None,
) -> list[Row]:
    """Bring the graphs of a store into line with `parts`; `asked` is its SPARQL endpoint, `work` a folder for files.

    Each graph is replaced in one request, so that nobody finds half of it. Graphs of an earlier publication that are
    no more are told of, and removed with `prune`; graphs of others are never touched.
    Raises EnvironmentFault when the store refuses, fails, or does not hold afterwards what it was sent.
    """
    known = _published(asked)
    kept = dict(known)
    there = _counted(asked, [part.graph for part in parts])
    rows: list[Row] = []
    try:
        for number, part in enumerate(parts, 1):
            step(f"Publishing {names.short(part.graph)} ({number} of {len(parts)})")
            if known.get(part.graph) == part.digest and there.get(part.graph) == part.triples:
                rows.append(Row(part.graph, "as it was", part.triples))
                continue
            kept.pop(part.graph, None)
            store.put(part.graph, part.path)
            kept[part.graph] = part.digest
            rows.append(Row(part.graph, "replaced" if part.graph in there else "new", part.triples))
        for graph in sorted(set(known) - {part.graph for part in parts}):
            if prune:
                store.delete(graph)
                del kept[graph]
            rows.append(Row(graph, "removed" if prune else "left", 0 if prune else None))
    finally:
        if kept != known:
            _record(store, kept, work)
    step("Asking whether it arrived")
    _arrived(asked, parts)
    return rows


def _published(asked: Graph) -> dict[str, str]:
    answer = asked.select(f"SELECT ?graph ?digest WHERE {{ GRAPH <{RECORD}> {{ ?graph <{_DIGEST}> ?digest }} }}")
    return {
        graph.value: digest.value
        for graph, digest in answer.rows
        if isinstance(graph, NamedNode) and isinstance(digest, Literal)
    }


def _record(store: GraphStore, digests: dict[str, str], work: Path) -> None:
    lines = (f'<{graph}> <{_DIGEST}> "{digest}" .\n' for graph, digest in sorted(digests.items()))
    path = work / "record.nt"
    path.write_text("".join(lines), "utf-8", newline="")
    store.put(RECORD, path)


def _counted(asked: Graph, graphs: Iterable[str]) -> dict[str, int]:
    """Graph -> its triples there; those that are not there are left out."""
    found: dict[str, int] = {}
    listed = list(graphs)
    for start in range(0, len(listed), 100):
        values = " ".join(f"<{graph}>" for graph in listed[start : start + 100])
        answer = asked.select(
            f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g"
        )
        for graph, count in answer.rows:
            if isinstance(graph, NamedNode) and isinstance(count, Literal) and int(count.value):
                found[graph.value] = int(count.value)
    return found


def _arrived(asked: Graph, parts: Sequence[Part]) -> None:
    there = _counted(asked, [part.graph for part in parts])
    for part in parts:
        if there.get(part.graph, 0) != part.triples:
            raise EnvironmentFault(
                f"{part.graph}: {part.triples:,} triples were sent and {there.get(part.graph, 0):,} are there; "
                "is the endpoint that of the graph store, and up to date?"
            )
