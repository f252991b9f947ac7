"""Triples and quads as RDF text: the same statements give the same bytes.

The engine's serialisers do the work, with two corrections. They write prefixes in random order, and language tags in
lower case (``zh-hans``), where BCP 47 and the ontology have ``zh-Hans``; RDF compares tags without regard to case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyoxigraph
from pyoxigraph import Quad, QueryResultsFormat, RdfFormat, Triple

from kg import names
from kg.errors import UsageError

#: Without the prefixes whose local names hold a slash (code:unit/workday), which Turtle would have to escape.
_PREFIXES = {prefix: iri for prefix, iri in names.PREFIXES.items() if prefix not in ("code", "source", "derived")}

_PREFIX_LINES = re.compile(rb"(?:@prefix [^\n]*\n)+")
# A quote after a backslash does not close a text, unless the text ends in a backslash; such a tag stays lower case.
_TAG = re.compile(rb'(?<=[^\\]"@)[a-z]{2,3}(?:-[a-z0-9]{2,8})+(?=[ \n;,.])')
_JSON_TAG = re.compile(rb'(?<=[{,]"@language":")[a-z]{2,3}(?:-[a-z0-9]{2,8})+(?=")')
#: Control characters and noncharacters: the engine writes them as they are, and no XML parser reads them.
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_XML_TAG = re.compile(rb'(?<= xml:lang=")[a-z]{2,3}(?:-[a-z0-9]{2,8})+(?=">)')
# In tables. Each pattern begins with literal characters, which makes the search ten times as fast. Quotes, tabs and
# line ends within a text are escaped.
_TABLE_TAGS = {
    QueryResultsFormat.JSON: re.compile(rb'("xml:lang":")([a-z]{2,3}(?:-[a-z0-9]{2,8})+)(?=")'),
    QueryResultsFormat.XML: re.compile(rb'(<literal xml:lang=")([a-z]{2,3}(?:-[a-z0-9]{2,8})+)(?=">)'),
    QueryResultsFormat.TSV: re.compile(rb'("@)([a-z]{2,3}(?:-[a-z0-9]{2,8})+)(?=[\t\n])'),
}


def cased(table: bytes, form: QueryResultsFormat) -> bytes:
    """A table as the engine wrote it, with language tags in the case that BCP 47 recommends."""
    if form not in _TABLE_TAGS:
        return table
    return _TABLE_TAGS[form].sub(lambda match: match[1] + language_tag(match[2].decode()).encode(), table)


def serialize(statements: Sequence[Triple] | Sequence[Quad], form: RdfFormat) -> bytes:
    """The statements, in the order given, in one of the engine's formats; quads need a format that has graphs.

    Raises UsageError for a character that XML cannot hold, when RDF/XML is asked for.
    """
    prefixes = _used(statements) if form in (RdfFormat.TURTLE, RdfFormat.TRIG) else None
    written = pyoxigraph.serialize(statements, format=form, prefixes=prefixes) or b""
    if form == RdfFormat.JSON_LD:
        return _JSON_TAG.sub(_cased, written)
    if form == RdfFormat.RDF_XML:
        if match := _NOT_IN_XML.search(written):
            character = ord(match.group().decode())
            raise UsageError(f"the text holds the character U+{character:04X}, which XML cannot; choose another format")
        return _XML_TAG.sub(_cased, written)
    return _TAG.sub(_cased, _PREFIX_LINES.sub(_sorted_lines, written, count=1))


def _used(statements: Sequence[Triple] | Sequence[Quad]) -> dict[str, str]:
    text = "\n".join({str(term) for statement in statements for term in tuple(statement)})
    return {prefix: iri for prefix, iri in _PREFIXES.items() if f"<{iri}" in text}


def _sorted_lines(match: re.Match[bytes]) -> bytes:
    return b"".join(sorted(match.group().splitlines(keepends=True)))


def _cased(match: re.Match[bytes]) -> bytes:
    return language_tag(match.group().decode()).encode()


def language_tag(tag: str) -> str:
    """A tag in the case that BCP 47 recommends: language lower, Script title, REGION upper case."""
    language, *rest = tag.split("-")
    return "-".join([language, *(part.title() if len(part) == 4 else part.upper() for part in rest)])
