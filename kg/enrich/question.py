"""The query that is sent: where the linked IRIs go into it, and which triples its answer may hold.

A CONSTRUCT gives the triples of its template and no others. A SELECT has the columns ?target, ?property and ?value,
one triple a row. Answers are untrusted, so each triple is checked against the template and the requested IRIs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from kg import names
from kg.errors import EnvironmentFault, QueryError, UsageError
from kg.rdf import sparql
from kg.store.oxigraph import OxigraphGraph

#: Where the IRIs go: ``VALUES ?target { ?_targets }``.
SLOT = "targets"
TARGET = "target"
COLUMNS = (TARGET, "property", "value")
SHIPPED = Path(__file__).with_name("query.rq")
MAX_BYTES = 64 * 1024


#: A triple of a template: terms, and variables as text that begins with "?".
Pattern = tuple[NamedNode | Literal | str, ...]


@dataclass(frozen=True)
class EnrichQuery:
    """A query with a place for IRIs, and the template of its answers."""

    name: str
    text: str
    template: tuple[Pattern, ...]

    def about(self, targets: Sequence[str]) -> str:
        """The query about these IRIs."""
        return sparql.bind(self.text, {SLOT: " ".join(f"<{iri}>" for iri in targets)})

    def fault(self, triple: Triple, requested: Collection[str]) -> str | None:
        """Why a triple is no answer to the query about these IRIs; None when it is one."""
        fits = any(_fits(pattern, triple, requested) for pattern in self.template)
        return None if fits else "not requested"


def read(path: Path = SHIPPED) -> EnrichQuery:
    """A query from a file. Raises EnvironmentFault (not readable), QueryError (not valid SPARQL, with its place) and
    UsageError (no place for the IRIs, or other columns than `COLUMNS`)."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise EnvironmentFault(f"{path}: a query has at most {MAX_BYTES:,} bytes")
        text = path.read_text("utf-8")
    except OSError as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise EnvironmentFault(f"{path}: not UTF-8 text") from fault
    words = sparql.read_only(text)
    if ("variable", f"?_{SLOT}") not in sparql.tokens(text):
        raise UsageError(f"{path}: no place for the linked IRIs; write VALUES ?{TARGET} {{ ?_{SLOT} }}")
    if not words & {"CONSTRUCT", "SELECT"}:
        raise UsageError(f"{path}: only a CONSTRUCT or a SELECT gives statements")
    return EnrichQuery(path.name, text, _template(path, text))


def _template(path: Path, text: str) -> tuple[Pattern, ...]:
    from pyparsing import ParseException
    from rdflib.plugins.sparql import prepareQuery

    bound = sparql.bind(text, {SLOT: "<urn:xyz>"})  # as long as the slot, so that places stay
    try:
        OxigraphGraph().query(bound)
        algebra: Mapping[str, Any] = prepareQuery(bound, initNs=names.PREFIXES).algebra
    except QueryError as fault:
        raise QueryError(f"{path}: {fault.reason}", fault.line, fault.column) from fault
    except (ParseException, RecursionError) as fault:
        raise QueryError(
            f"{path}: valid SPARQL, but its template cannot be determined; write it more simply"
        ) from fault
    if "template" in algebra:
        return tuple(tuple(_pattern(term) for term in triple) for triple in algebra["template"])
    columns = tuple(str(variable) for variable in algebra["PV"])
    if columns != COLUMNS:
        expected = " ".join(f"?{name}" for name in COLUMNS)
        raise UsageError(f"{path}: a SELECT needs the columns {expected}, in this order, one statement a row")
    return (tuple(f"?{name}" for name in COLUMNS),)


def _pattern(term: Any) -> NamedNode | Literal | str:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if not isinstance(term, rdflib.Literal):  # a variable or a blank node, which may be anything
        return f"?{term}"
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)


def _fits(pattern: Pattern, triple: Triple, requested: Collection[str]) -> bool:
    return all(
        (expected != f"?{TARGET}" or (isinstance(term, NamedNode) and term.value in requested))
        if isinstance(expected, str)
        else expected == term
        for expected, term in zip(pattern, triple, strict=True)
    )


def triples(rows: Sequence[Sequence[Any]]) -> list[Triple]:
    """The rows of a SELECT as triples; rows with an empty cell or a literal as property are skipped."""
    return [
        Triple(target, property_, value)
        for target, property_, value in rows
        if isinstance(target, NamedNode) and isinstance(property_, NamedNode) and isinstance(value, NamedNode | Literal)
    ]
