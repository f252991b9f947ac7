"""What SQL cannot say: the triples that a query could touch, looked up in the tables, for Oxigraph to answer over.

Oxigraph gets every triple that matches any pattern of the query, so its answer is the one it would give over all.
Where that is more than `MOST`, or a pattern could touch anything, the query is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import rdflib
from pyoxigraph import NamedNode, Quad
from rdflib.paths import MulPath, NegatedPath, Path

from kg.errors import LimitError
from kg.store.registers import terms
from kg.store.registers.branch import Aliases, Branch
from kg.store.registers.patterns import bound, constant
from kg.store.registers.stated import stated
from kg.store.registers.tables import Thing, table_name
from kg.store.registers.terms import Col, NotTranslatable

if TYPE_CHECKING:
    from kg.store.registers.graph import Tables

#: Some seconds' work, and some hundred megabytes.
MOST = 300_000

#: Things that one DESCRIBE may be of.
MOST_DESCRIBED = 1000

#: Subject, predicate and object of what to look up; None for any.
Wanted = tuple[Any, Any, Any]


def wanted(node: Any) -> set[Wanted]:
    """The triple patterns of a query's algebra, with the variables left out."""
    matches: set[Wanted] = set()
    _collect(node, matches)
    return matches


def _collect(node: Any, matches: set[Wanted]) -> None:
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "triples" and value:
                matches.update(_patterns(value))
            elif name != "_vars":
                _collect(value, matches)
        if getattr(node, "name", "") == "DescribeQuery":
            matches.add((None, None, None))
    elif isinstance(node, list | tuple | set):
        for value in node:
            _collect(value, matches)


def _patterns(triples: Sequence[Any]) -> Iterator[Wanted]:
    flat = [tuple(block[place : place + 3]) for block in triples for place in range(0, len(block), 3)]
    places: dict[Any, int] = {}
    for subject, _, object_ in flat:
        for end in {subject, object_}:
            places[end] = places.get(end, 0) + 1
    for subject, predicate, object_ in flat:
        if not isinstance(predicate, Path):
            yield _fixed(subject), _fixed(predicate), _fixed(object_)
            continue
        if _reflexive(predicate) and not any(not _variable(end) or places[end] > 1 for end in (subject, object_)):
            yield None, None, None  # anything is so related to itself
        for step in _steps(predicate):
            yield None, step, None


def _reflexive(path: Any) -> bool:
    """Whether a path may have no step at all."""
    if isinstance(path, MulPath):
        return bool(path.zero) or _reflexive(path.path)
    if isinstance(path, NegatedPath):
        return False
    return any(_reflexive(each) for each in getattr(path, "args", ())) or (
        hasattr(path, "arg") and _reflexive(path.arg)
    )


def _steps(path: Any) -> Iterator[Any]:
    """The predicates of a path; None for any."""
    if isinstance(path, rdflib.URIRef):
        yield path
    elif isinstance(path, NegatedPath):
        yield None
    elif isinstance(path, MulPath):
        yield from _steps(path.path)
    elif hasattr(path, "arg"):
        yield from _steps(path.arg)
    else:
        for each in path.args:
            yield from _steps(each)


def _variable(term: Any) -> bool:
    return isinstance(term, rdflib.Variable | rdflib.BNode)


def _fixed(term: Any) -> Any:
    return None if _variable(term) else term


def quads(database: Tables, things: Sequence[Thing], patterns: set[Wanted], timeout: float | None) -> list[Quad]:
    """The quads of the tables that match any of the patterns. Raises LimitError for too many."""
    matches: dict[Quad, None] = {}
    for sql, thing, iri, shape in selects(things, patterns):
        graph, predicate = NamedNode(thing.graph), NamedNode(iri)
        decode = terms.decoder(shape)
        rows = database.rows(f"{sql} LIMIT {MOST + 1}", timeout)
        for subject, value in rows:
            matches[Quad(NamedNode(thing.prefix + subject), predicate, decode(value), graph)] = None
        if len(matches) > MOST:
            raise LimitError(
                f"the query is not one that SQL can answer, and it touches more than {MOST:,} triples of the registers;"
                " `kg sparql --explain` tells why; ask for less"
            )
    return list(matches)


def described(database: Tables, things: Sequence[Thing], iris: Sequence[str], timeout: float | None) -> list[Quad]:
    """The quads of the tables with these subjects."""
    matches: list[Quad] = []
    for thing in things:
        keys = [terms.quoted(iri[len(thing.prefix) :]) for iri in iris if iri.startswith(thing.prefix)]
        if not keys:
            continue
        for sql, _, iri, shape in selects([thing], {(None, None, None)}):
            decode = terms.decoder(shape)
            rows = database.rows(f"SELECT * FROM ({sql}) WHERE s IN ({', '.join(keys)})", timeout)
            matches += (
                Quad(NamedNode(thing.prefix + key), NamedNode(iri), decode(value), NamedNode(thing.graph))
                for key, value in rows
            )
    return matches


def selects(things: Sequence[Thing], patterns: set[Wanted]) -> Iterator[tuple[str, Thing, str, Col]]:
    """For each statement of a table that a pattern could match: the SELECT of keys and values, the thing, the property
    and the kind of the values.
    """
    aliases = Aliases()
    for thing in things:
        for pattern in _least(patterns):
            subject, predicate, object_ = pattern
            for iri, number in thing.stated(None if predicate is None else str(predicate)):
                branch: Branch | None = Branch((f"{table_name(thing)} t",))
                if (value := stated(thing, (iri,), number, "t", aliases)) is None:
                    continue
                froms, wheres, col = value
                branch = Branch((f"{table_name(thing)} t", *froms), wheres)
                try:
                    if subject is not None:
                        branch = bound(branch, terms.constant(constant(subject)), thing.subject("t"))
                    if branch is not None and object_ is not None:
                        branch = bound(branch, terms.constant(constant(object_)), col)
                except NotTranslatable:
                    pass  # a wider look-up gives more, never less
                if branch is not None:
                    yield branch.select(["t.s", col.value()]), thing, iri, terms.unified([Col(col.kind, col.value())])


def _least(patterns: set[Wanted]) -> list[Wanted]:
    """The patterns without those that another one covers."""

    def covers(one: Wanted, other: Wanted) -> bool:
        return one != other and all(mine is None or mine == theirs for mine, theirs in zip(one, other, strict=True))

    return sorted((each for each in patterns if not any(covers(one, each) for one in patterns)), key=repr)
