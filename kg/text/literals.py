"""Kinds of literal value: the text of a record, read and checked, to an RDF literal.

A kind is one row of `KINDS`: the datatype's IRI, what a reader would call it, and a function that takes the text
and returns its canonical form or None. Several datatypes on a property mean that the form of the text decides.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg import names

# Without leading zeros: other readers take 0123 for an octal number.
_INTEGER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,17})\Z")
_DECIMAL = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,15})?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_YEAR_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])\Z")
_YEAR = re.compile(r"[12][0-9]{3}\Z")
_URL = re.compile(r"https?://[^\s<>\"{}|\\^`]+\Z")
#: BCP 47, as far as names here need it: language, script, region.
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?\Z")
#: What no text holds: control characters, line separators that editors do not show, halves of characters.
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")

#: Halves of characters: JSON and Python hold them, UTF-8 does not.
SURROGATE = re.compile("[\ud800-\udfff]")

INTERVAL = names.expand("edtf:EDTF")
LANG_STRING = names.expand("rdf:langString")


def _integer(text: str) -> str | None:
    return str(int(text)) if _INTEGER.match(text) else None


def _decimal(text: str) -> str | None:
    """xsd:decimal's canonical form, so that 1.10 and 1.1 are one value: at least one digit after the point."""
    if not _DECIMAL.match(text):
        return None
    plain = format(Decimal(text), "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain if plain not in ("-0", "") else "0"


def _date(text: str) -> str | None:
    if not _DATE.match(text):
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


#: What goes on each year, by how long it takes (ISO 8601).
EACH_YEAR = "P1Y"
_DURATION = re.compile(r"P[1-9][0-9]?[YMWD]\Z")
#: A period of which nothing is known, as EDTF writes it.
UNKNOWN_YEAR = "XXXX"


def _interval(text: str) -> str | None:
    """An interval of two days in their order: 2021-01-01/2021-06-30; or a year that is not known: XXXX."""
    if text == UNKNOWN_YEAR:
        return text
    first, _, last = text.partition("/")
    return text if _date(first) and _date(last) and first < last else None


def last_day(text: str) -> date:
    """The last day of a year (2021), a month (2021-12) or a day: only then it is surely over."""
    known = [int(part) for part in text.split("-")]
    year, month, day = [*known, *(12, 31)[len(known) - 1 :]]
    return date(year, month, min(day, monthrange(year, month)[1]))


def _pattern(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if pattern.match(text) else None


def _text(text: str) -> str | None:
    return None if NOT_TEXT.search(text) or not text.strip() else text


#: In the order in which they are tried: the narrowest form first.
KINDS: dict[str, tuple[str, Callable[[str], str | None]]] = {
    names.expand("xsd:boolean"): ("true or false", _pattern(re.compile(r"(?:true|false)\Z"))),
    names.expand("xsd:gYear"): ("a year (2021)", _pattern(_YEAR)),
    names.expand("xsd:gYearMonth"): ("a month (2021-12)", _pattern(_YEAR_MONTH)),
    names.expand("xsd:date"): ("a date (2021-12-31)", _date),
    INTERVAL: ("an interval of days (2021-01-01/2021-06-30) or, where none is known, XXXX", _interval),
    names.expand("xsd:duration"): ("how long (P1Y)", _pattern(_DURATION)),
    names.expand("xsd:integer"): ("a whole number (3020000)", _integer),
    names.expand("xsd:decimal"): ("a number (95.88)", _decimal),
    names.expand("xsd:anyURI"): ("a web address (https://…)", _pattern(_URL)),
    names.expand("xsd:string"): ("text without control characters", _text),
}


def literal(text: str, datatypes: Iterable[str]) -> Literal | None:
    """The literal a text stands for under any of these datatypes, or None when it fits none of them."""
    wanted = set(datatypes)
    for datatype, (_, read) in KINDS.items():
        if datatype in wanted and (canonical := read(text)) is not None:
            return Literal(canonical, datatype=NamedNode(datatype))
    return None


def tagged(text: str, language: str) -> Literal | None:
    """A language-tagged literal, or None when the text or the tag is not usable."""
    if not LANGUAGE.match(language) or _text(text) is None:
        return None
    return Literal(text, language=language)


def expected(datatypes: Iterable[str]) -> str:
    """What to tell a curator whose value fits none of these datatypes."""
    wanted = set(datatypes)
    kinds = [described for datatype, (described, _) in KINDS.items() if datatype in wanted]
    if LANG_STRING in wanted:
        kinds.append("text with a language ({en: …})")
    return " or ".join(kinds)
