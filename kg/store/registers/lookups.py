"""What SQL cannot say: the triples that a query could touch, looked up in the tables, for Oxigraph to answer over.

Oxigraph gets every triple of the tables that could be part of a solution (`reach`), so its answer is the one it would
give over all. Where that is more than `MOST`, the query is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from kg.errors import LimitError
from kg.store.registers import terms
from kg.store.registers.reach import Wanted, selects
from kg.store.registers.tables import Thing

if TYPE_CHECKING:
    from kg.store.registers.graph import Tables

#: Some seconds' work, and some hundred megabytes.
MOST = 300_000

#: Things that one DESCRIBE may be of.
MOST_DESCRIBED = 1000


def quads(database: Tables, reached: Mapping[Thing, Collection[Wanted]], timeout: float | None) -> list[Quad]:
    """The quads of the tables that are wanted of each. Raises LimitError for too many."""
    matches: dict[Quad, None] = {}
    for thing, wanted in reached.items():
        graph = NamedNode(thing.graph)
        for sql, iri, shape in selects(thing, wanted):
            predicate, decode = NamedNode(iri), terms.decoder(shape)
            rows = database.rows(f"{sql} LIMIT {MOST + 1}", timeout)
            for subject, value in rows:
                matches[Quad(NamedNode(thing.prefix + subject), predicate, decode(value), graph)] = None
            if len(matches) > MOST:
                raise LimitError(
                    "the query is not one that SQL can answer, and it touches more than "
                    f"{MOST:,} triples of the registers; `kg sparql --explain` tells why; ask for less"
                )
    return list(matches)


def described(database: Tables, things: Sequence[Thing], iris: Sequence[str], timeout: float | None) -> list[Quad]:
    """The quads of the tables with these subjects."""
    matches: list[Quad] = []
    for thing in things:
        keys = [terms.quoted(iri[len(thing.prefix) :]) for iri in iris if iri.startswith(thing.prefix)]
        if not keys:
            continue
        for sql, iri, shape in selects(thing, [(None, None, None)]):
            decode = terms.decoder(shape)
            rows = database.rows(f"SELECT * FROM ({sql}) WHERE s IN ({', '.join(keys)})", timeout)
            matches += (
                Quad(NamedNode(thing.prefix + key), NamedNode(iri), decode(value), NamedNode(thing.graph))
                for key, value in rows
            )
    return matches
