"""The kinds of terms that expressions calculate with."""

from __future__ import annotations

from kg import names
from kg.store.oxigraph import VALUED
from kg.store.registers import terms
from kg.store.registers.terms import Col, Kind, NotTranslatable, literal_kind

STRING = literal_kind(terms.STRING)
BOOLEAN = literal_kind(terms.BOOLEAN)
INTEGER = literal_kind(terms.INTEGER)
DECIMAL = literal_kind(terms.DECIMAL)
DATE = literal_kind(terms.DATE)
DATE_TIME = literal_kind(names.expand("xsd:dateTime"))
#: `xsd:date(NOW())`: a date in UTC, which only comparisons take.
TODAY = Kind("today", terms.DATE)
#: Of no value: an error, or unbound.
ERROR = terms.UNBOUND
TRUE, FALSE, NULL = "true", "false", "CAST(NULL AS BOOLEAN)"

#: Datatypes whose values the engine compares and SQL does not.
_VALUED = VALUED - terms.ORDERED


def boolean(sql: str) -> Col:
    """A truth value of this SQL."""
    return Col(BOOLEAN, sql, maybe=True)


def known(col: Col, what: str) -> Col:
    """The column, if its kind decides the result of a function. Raises NotTranslatable otherwise."""
    if col.kind == terms.TERM or col.kind.name in ("odd", "today"):
        raise NotTranslatable(f"{what} of a value of any kind")
    return col


def plain(col: Col, what: str) -> Col:
    """The same, without the values that the engine knows and SQL does not (xsd:double, xsd:dateTime …)."""
    if known(col, what).kind.datatype in _VALUED:
        raise NotTranslatable(f"{what} of values of an unusual kind")
    return col


def is_text(kind: Kind) -> bool:
    """Whether it is a text, with or without a language."""
    return kind == STRING or bool(kind.language)


def never_number(kind: Kind) -> bool:
    """Whether arithmetic with it is an error."""
    return kind in (terms.IRI, terms.NONE, BOOLEAN) or is_text(kind)
