"""The part of a store that fits into memory: the records, and what registers state about some things and near them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from kg import names
from kg.errors import LimitError, Notice
from kg.store import Graph, Layered
from kg.store.oxigraph import OxigraphGraph

#: A register of up to so many statements is read whole.
MOST_QUADS = 300_000
#: So many things of registers a part may have.
MOST_THINGS = 20_000
#: Of what refers to one thing (the certificates of a body), so many are taken.
MOST_REFERRING = 200
_BATCH = 400


class Excerpt(OxigraphGraph):
    """A part of a store, in memory; `whole` is the store."""

    def __init__(self, whole: Graph, quads: Iterable[Quad]) -> None:
        super().__init__(quads)
        self.whole = whole


def everything(graph: Layered) -> Excerpt:
    """The records and all that registers state. Raises LimitError above `MOST_QUADS`."""
    registers = graph.register_graphs()
    if (size := sum(registers.values())) > MOST_QUADS:
        raise LimitError(
            f"the registers have {size:,} statements, and at most {MOST_QUADS:,} are read at once: select a part "
            "(--around, --question or --class)"
        )
    values = " ".join(f"<{iri}>" for iri in sorted(registers))
    stated = _quads(graph, f"VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }}") if registers else ()
    return Excerpt(graph, [*_of_records(graph), *stated])


def around(graph: Layered, seeds: Iterable[str], hops: int) -> Excerpt:
    """The records and what registers state about the things `seeds` and those up to `hops` relations away.

    Things are followed in both directions, but things of the records (a scheme, a country) are left only through the
    records unless they are seeds. Raises LimitError above `MOST_THINGS`.
    """
    registers = sorted(graph.register_graphs())
    own = {
        row[0].value
        for row in graph.records.select("SELECT DISTINCT ?s { ?s ?p ?o }").rows
        if isinstance(row[0], NamedNode)
    }
    reached, edge = set(seeds), sorted(set(seeds))
    stated: list[Quad] = []
    cut = 0
    for hop in range(hops + 1):
        of_registers = [iri for iri in edge if iri not in own]
        there: set[str] = set()
        for start in range(0, len(of_registers), _BATCH):
            values = " ".join(f"<{iri}>" for iri in of_registers[start : start + _BATCH])
            quads = list(_quads(graph, f"VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }}"))
            stated += quads
            there |= {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
        if hop == hops:
            break
        for iri in of_registers if hop else edge:
            referring = _referring(graph, iri, registers)
            cut += len(referring) > MOST_REFERRING
            there |= set(referring[:MOST_REFERRING])
        edge = sorted(iri for iri in there - reached if iri.startswith(names.ID))
        reached |= set(edge)
        if len(reached - own) > MOST_THINGS:
            raise LimitError(
                f"more than {MOST_THINGS:,} things of registers within {hops} relations; take fewer --hops"
            )
    if cut:
        things = "1 thing has" if cut == 1 else f"{cut} things have"
        warnings.warn(
            Notice(f"{things} more than {MOST_REFERRING} things that refer to it; {MOST_REFERRING} are taken"),
            stacklevel=2,
        )
    return Excerpt(graph, [*_of_records(graph), *stated])


def members(graph: Layered, classes: Iterable[str]) -> list[str]:
    """The things of these classes. Raises LimitError above `MOST_THINGS`."""
    values = " ".join(f"<{iri}>" for iri in sorted(classes))
    answer = graph.select(f"SELECT DISTINCT ?s {{ VALUES ?class {{ {values} }} ?s a ?class }} LIMIT {MOST_THINGS + 1}")
    if len(answer) > MOST_THINGS:
        raise LimitError(f"more than {MOST_THINGS:,} things of this class; select fewer (--around, --question)")
    return [row[0].value for row in answer.rows if isinstance(row[0], NamedNode)]


def _referring(graph: Layered, iri: str, registers: list[str]) -> list[str]:
    values = " ".join(f"<{one}>" for one in registers)
    answer = graph.select(
        f"SELECT DISTINCT ?s {{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p <{iri}> }} }} LIMIT {MOST_REFERRING + 1}"
    )
    return sorted(row[0].value for row in answer.rows if isinstance(row[0], NamedNode))


def _quads(graph: Graph, pattern: str) -> Iterator[Quad]:
    for subject, predicate, value, where in graph.select(f"SELECT ?s ?p ?o ?g WHERE {{ {pattern} }}").rows:
        yield Quad(subject, predicate, value, where)  # type: ignore[arg-type]


def _of_records(graph: Layered) -> Iterable[Quad]:
    return _quads(graph.records, "GRAPH ?g { ?s ?p ?o }")
