"""RDF terms as SQL expressions: what kind of term a column holds, and when two terms are the same.

The kind of every expression is known before a query runs, because the mapping says which terms a column makes. An
IRI is a fixed prefix and a text column; a literal is a column of its datatype's SQL type. NULL means unbound or error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg import names

STRING = names.expand("xsd:string")
LANG_STRING = names.expand("rdf:langString")
INTEGER = names.expand("xsd:integer")
DECIMAL = names.expand("xsd:decimal")
BOOLEAN = names.expand("xsd:boolean")
DATE = names.expand("xsd:date")
YEAR = names.expand("xsd:gYear")
YEAR_MONTH = names.expand("xsd:gYearMonth")

#: The SQL type of each datatype; a literal of any other is its lexical form.
SQL_TYPES = {INTEGER: "BIGINT", DECIMAL: "DECIMAL(38,18)", BOOLEAN: "BOOLEAN", DATE: "DATE"}
NUMERIC = frozenset({INTEGER, DECIMAL})
#: Datatypes whose SQL order is the order of their values.
ORDERED = frozenset({STRING, INTEGER, DECIMAL, BOOLEAN, DATE, YEAR, YEAR_MONTH})
#: The lexical forms that fit the SQL type, or whose text is in the order of the values.
_PLAIN = {
    INTEGER: re.compile(r"-?[0-9]{1,18}\Z"),
    DECIMAL: re.compile(r"-?[0-9]{1,19}(?:\.[0-9]{1,18})?\Z"),
    BOOLEAN: re.compile(r"(?:true|false)\Z"),
    DATE: re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"),
    YEAR: re.compile(r"[0-9]{4}\Z"),
    YEAR_MONTH: re.compile(r"[0-9]{4}-[0-9]{2}\Z"),
}


class NotTranslatable(Exception):
    """Why a query cannot become SQL with the same answer."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a term: `name` is ``iri``, ``literal``, ``term`` (any, as N-Triples text) or ``none`` (unbound).

    ``odd`` is a literal whose lexical form does not fit the SQL type of its datatype.
    """

    name: str
    datatype: str = ""
    language: str = ""

    @property
    def sql_type(self) -> str:
        """The SQL type of a column of such terms."""
        return SQL_TYPES.get(self.datatype, "VARCHAR") if self.name == "literal" else "VARCHAR"

    @property
    def numeric(self) -> bool:
        """Whether SPARQL calculates with such terms."""
        return self.name == "literal" and self.datatype in NUMERIC

    def text(self) -> str:
        """The kind as a text, which `read` reads."""
        return " ".join((self.name, self.datatype, self.language))

    @classmethod
    def read(cls, text: str) -> Kind:
        """The kind that a text names."""
        return cls(*text.split(" "))


IRI = Kind("iri")
TERM = Kind("term")
NONE = Kind("none")


def literal_kind(datatype: str, language: str = "") -> Kind:
    """The kind of a literal; tags of languages have no case."""
    return Kind("literal", datatype, language.lower())


@dataclass(frozen=True, slots=True)
class Col:
    """A term as SQL. `sql` follows `prefix` in an IRI (or in a text); a `sql` of None is the empty text."""

    kind: Kind
    sql: str | None
    prefix: str = ""
    #: whether it may be NULL
    maybe: bool = False
    #: for IRIs of the records: prefixes of registers that none of them begins with
    misses: frozenset[str] = frozenset()
    #: for IRIs that a mapping makes: the characters, in order, that no escaped cell holds
    marks: str | None = None
    #: for terms of any kind: the kinds that they are of; empty where that is not known
    kinds: frozenset[Kind] = frozenset()

    @property
    def constant(self) -> bool:
        """Whether `prefix` is the whole term."""
        return self.sql is None

    def value(self) -> str:
        """The whole value as one SQL expression; for an IRI, its text."""
        if self.sql is None:
            return quoted(self.prefix)
        return f"({quoted(self.prefix)} || {self.sql})" if self.prefix else self.sql

    def bare(self) -> str:
        """What follows the prefix."""
        return "''" if self.sql is None else self.sql

    def text(self) -> str:
        """The term as N-Triples writes it, as one SQL expression."""
        kind = self.kind
        if kind.name == "none":
            return "CAST(NULL AS VARCHAR)"
        if kind.name == "term":
            return self.value()
        if kind.name == "iri":
            return f"('<' || {self.value()} || '>')"
        ending = f"@{kind.language}" if kind.language else "" if kind.datatype == STRING else f"^^<{kind.datatype}>"
        plain = kind.name == "odd" or kind.sql_type == "VARCHAR"
        inner = _escaped(self.value()) if plain else lexical(self)
        return f"""('"' || {inner} || {quoted('"' + ending)})"""


UNBOUND = Col(NONE, "CAST(NULL AS VARCHAR)", maybe=True)


def quoted(text: str) -> str:
    """A text as an SQL literal. Raises NotTranslatable for what no SQL text can hold."""
    if "\0" in text or re.search("[\ud800-\udfff]", text):
        raise NotTranslatable("a text with a character that SQL cannot hold")
    return "'" + text.replace("'", "''") + "'"


def _escaped(sql: str) -> str:
    for raw, escape in (("'\\'", "'\\\\'"), ("'\"'", "'\\\"'"), ("chr(10)", "'\\n'"), ("chr(13)", "'\\r'")):
        sql = f"replace({sql}, {raw}, {escape})"
    return sql


def lexical(col: Col) -> str:
    """The lexical form of a literal, or the text of an IRI."""
    datatype = col.kind.datatype if col.kind.name == "literal" else ""
    if datatype == DECIMAL:
        return f"rtrim(rtrim(CAST({col.value()} AS VARCHAR), '0'), '.')"
    if datatype in SQL_TYPES:
        return f"CAST({col.value()} AS VARCHAR)"
    return col.value()


def kind_of(term: NamedNode | Literal) -> Kind:
    """The kind of a constant or of a term of the records."""
    if isinstance(term, NamedNode):
        return IRI
    if term.language:
        return literal_kind(LANG_STRING, term.language)
    datatype = term.datatype.value
    plain = _PLAIN.get(datatype)
    return literal_kind(datatype) if plain is None or plain.match(term.value) else Kind("odd", datatype)


def constant(term: Any) -> Col:
    """A constant of a query. Raises NotTranslatable for a blank node and for a triple."""
    if isinstance(term, NamedNode):
        quoted(term.value)
        return Col(IRI, None, term.value)
    if not isinstance(term, Literal):
        raise NotTranslatable("a blank node or a triple as a constant")
    kind = kind_of(term)
    if kind.sql_type == "VARCHAR":
        quoted(term.value)
        return Col(kind, None, term.value)
    return Col(kind, f"CAST({quoted(term.value)} AS {kind.sql_type})")


def same(one: Col, other: Col) -> str | bool:
    """When two terms are the same term: never, always, or under an SQL condition (NULL where one is NULL)."""
    if "none" in (one.kind.name, other.kind.name):
        return False
    if "term" in (one.kind.name, other.kind.name):
        return f"{one.text()} = {other.text()}"
    if one.kind != other.kind:
        return False
    long, short = (one, other) if len(one.prefix) >= len(other.prefix) else (other, one)
    if not long.prefix.startswith(short.prefix):
        return False
    rest = long.prefix[len(short.prefix) :]
    if long.sql is None and short.sql is None:
        return not rest
    if one.kind == IRI and (_excluded(long, short) or _differ(_marked(long), _marked(short))):
        return False
    if long.sql is None:
        return f"{short.sql} = {quoted(rest)}"
    if short.sql is None:
        return False if rest else f"{long.sql} = ''"
    if not rest:
        return f"{long.sql} = {short.sql}"
    return f"(starts_with({short.sql}, {quoted(rest)}) AND {long.sql} = substr({short.sql}, {len(rest) + 1}))"


def marks_of(text: str) -> str:
    """The characters of an IRI, in order, that no escaped cell holds."""
    return _CELL.sub("", text)


_CELL = re.compile(r"[A-Za-z0-9._~%-]+")


def _marked(col: Col) -> str | None:
    return marks_of(col.prefix) if col.sql is None else col.marks


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _excluded(long: Col, short: Col) -> bool:
    """Whether the records are known to hold no IRI that begins as the other does."""
    return any(
        given.prefix.startswith(miss) for known, given in ((short, long), (long, short)) for miss in known.misses
    )


def unified(cols: list[Col | None]) -> Col:
    """The kind that columns of several branches can share; `sql` is empty. None stands for a branch without."""
    known = [col for col in cols if col is not None and col.kind != NONE]
    maybe = len(known) < len(cols) or any(col.maybe for col in known)
    if not known:
        return UNBOUND
    first = known[0]
    if any(col.kind != first.kind for col in known) or first.kind == TERM:
        kinds = [col.kinds if col.kind == TERM else frozenset([col.kind]) for col in known]
        return Col(TERM, "", maybe=maybe, kinds=frozenset().union(*kinds) if all(kinds) else frozenset())
    alike = all(col.prefix == first.prefix for col in known)
    same_marks = alike and all(col.marks == first.marks for col in known)
    same_misses = frozenset.intersection(*(col.misses for col in known))
    return Col(first.kind, "", first.prefix if alike else "", maybe, same_misses, first.marks if same_marks else None)


def shaped(col: Col | None, shape: Col) -> str:
    """A column as SQL in the shape that `unified` gave."""
    if col is None or col.kind == NONE:
        return f"CAST(NULL AS {shape.kind.sql_type})"
    if shape.kind == TERM:
        return col.text()
    if col.prefix == shape.prefix:
        return col.bare()
    return col.value()


def decoder(shape: Col) -> Any:
    """The function that makes a term of a value that SQL gave."""
    kind, prefix = shape.kind, shape.prefix
    if kind.name == "iri":
        return lambda value: NamedNode(prefix + value)
    if kind.language:
        language = kind.language
        return lambda value: Literal(prefix + value, language=language)
    if kind.name == "literal" and kind.datatype == STRING:
        return lambda value: Literal(prefix + value)
    datatype = NamedNode(kind.datatype) if kind.datatype else None
    return lambda value: Literal(prefix + written(value), datatype=datatype)


def written(value: object) -> str:
    """The lexical form of a value that SQL gave."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def optional(col: Col) -> Col:
    """The same column where it may be NULL."""
    return col if col.maybe else replace(col, maybe=True)
