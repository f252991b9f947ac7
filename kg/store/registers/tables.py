"""What a store's tables say as triples: the mapping with every name resolved, as the store's manifest keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.store.registers import terms
from kg.store.registers.terms import Col, Kind

_TUPLES = ("properties", "values")
RDF_TYPE = names.expand("rdf:type")


@dataclass(frozen=True, slots=True)
class ColumnStatement:
    """What a row states of its subject: one value under each of the properties.

    A value is a column, or the same for all rows (`column` is None and `prefix` holds it).
    """

    properties: tuple[str, ...]
    column: str | None
    #: "iri" or "literal"
    kind: str
    prefix: str = ""
    datatype: str = ""
    language: str = ""
    #: whether the column holds a list of values
    several: bool = False
    #: whether the column may be empty
    nullable: bool = True
    #: for IRIs: the characters, in order, that no escaped cell holds
    marks: str | None = None
    #: how many different values the column has, about; None where that is not known
    distinct: int | None = None
    #: for IRIs: all that follows the prefix, where that is little; empty where it is not known
    values: tuple[str, ...] = ()

    @property
    def term_kind(self) -> Kind:
        """The kind of the terms that the column makes."""
        return terms.IRI if self.kind == "iri" else terms.literal_kind(self.datatype, self.language)

    def value(self, sql: str, prefixes: frozenset[str] = frozenset()) -> Col:
        """The value in a column or in an element of its list; `prefixes` are those of the subjects of registers."""
        misses = _misses(self.prefix, self.values, prefixes) if self.values else frozenset()
        return Col(self.term_kind, sql, self.prefix, marks=self.marks, misses=misses)

    def constant(self) -> Col:
        """The value that all rows state."""
        if self.kind == "iri":
            return Col(terms.IRI, None, self.prefix)
        if self.language:
            return terms.constant(Literal(self.prefix, language=self.language))
        return terms.constant(Literal(self.prefix, datatype=NamedNode(self.datatype)))


@lru_cache
def _misses(prefix: str, values: tuple[str, ...], prefixes: frozenset[str]) -> frozenset[str]:
    """The prefixes that none of these IRIs begins with."""
    return prefixes - {each for each in prefixes for value in values if (prefix + value).startswith(each)}


@dataclass(frozen=True, slots=True)
class Thing:
    """One kind of thing that the rows of a register describe: a table with a row for each of them.

    The column ``s`` is what follows `prefix` in the IRI of the thing.
    """

    register: str
    name: str
    graph: str
    file: str
    prefix: str
    rows: int
    statements: tuple[ColumnStatement, ...]
    #: the characters of its IRIs, in order, that no escaped cell holds
    marks: str | None = None

    def subject(self, alias: str) -> Col:
        """The IRI of the thing that a row describes."""
        return Col(terms.IRI, f"{alias}.s", self.prefix, marks=self.marks)

    def stated(self, predicate: str | None) -> Iterator[tuple[str, int]]:
        """(property, number of the statement) for each way in which rows state a predicate, or any."""
        for number, statement in enumerate(self.statements):
            for iri in statement.properties:
                if predicate is None or iri == predicate:
                    yield iri, number

    def stated_once(self, predicates: Sequence[str]) -> Iterator[tuple[str, int]]:
        """The same for any of several predicates, each statement once."""
        for number, statement in enumerate(self.statements):
            if held := [iri for iri in statement.properties if iri in predicates]:
                yield held[0], number

    def distinct(self, column: str) -> int:
        """How many different values a column has, at most."""
        known = (each.distinct for each in self.statements if each.column == column)
        return next((number for number in known if number is not None), self.rows)

    def rivals(self, predicates: Sequence[str], number: int) -> list[ColumnStatement]:
        """Statements before this one that may state the same under one of these predicates."""
        here = self.statements[number]
        return [
            other
            for other in self.statements[:number]
            if set(predicates) & set(other.properties) and other.term_kind == here.term_kind
        ]


@dataclass(frozen=True)
class Register:
    """One register in a store."""

    key: str
    graph: str
    things: tuple[Thing, ...]
    #: what the register says of itself, as N-Quads
    description: str
    #: rows that were taken
    rows: int

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Register:
        """Raises TypeError, KeyError or ValueError for an object that does not describe a register."""
        things = tuple(
            Thing(
                **{
                    **each,
                    "statements": tuple(
                        ColumnStatement(**{**statement, **{name: tuple(statement.get(name, ())) for name in _TUPLES}})
                        for statement in each["statements"]
                    ),
                }
            )
            for each in given["things"]
        )
        return cls(**{**given, "things": things})


def table_name(thing: Thing) -> str:
    """The SQL name of a table."""
    return '"' + f"{thing.register}.{thing.name}".replace('"', '""') + '"'
