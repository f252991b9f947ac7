"""Tables and truth values as SPARQL 1.1 results (JSON, XML, TSV, CSV).

The engine writes them, for the command line as for the endpoint, so that a reader gets back from either the very terms
of the answer. An answer that is in memory already goes to the engine as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, Triple, parse_query_results

from kg.errors import UsageError
from kg.rdf.serialize import cased, language_tag
from kg.rdf.terms import XSD_STRING

Term = NamedNode | Literal | BlankNode | Triple

#: What no XML document can hold, as UTF-8.
NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def json_results(variables: Sequence[str], rows: Iterable[Sequence[Term | None]]) -> dict[str, Any]:
    """A table as the JSON of SPARQL 1.1 results."""
    bindings = [
        {name: _binding(term) for name, term in zip(variables, row, strict=True) if term is not None} for row in rows
    ]
    return {"head": {"vars": list(variables)}, "results": {"bindings": bindings}}


def serialize_table(variables: Sequence[str], rows: Iterable[Sequence[Term | None]], form: QueryResultsFormat) -> bytes:
    """A table in one of the engine's formats. Raises UsageError for a text that XML cannot hold."""
    return _serialize(json_results(variables, rows), form)


def serialize_truth(value: bool, form: QueryResultsFormat) -> bytes:
    """The answer of an ASK query in one of the engine's formats."""
    return _serialize({"head": {}, "boolean": value}, form)


def _serialize(results: Mapping[str, Any], form: QueryResultsFormat) -> bytes:
    content = json.dumps(results).encode()
    written: bytes = parse_query_results(content, format=QueryResultsFormat.JSON).serialize(format=form) or b""
    if form == QueryResultsFormat.XML:
        refuse_not_xml(written)
    return cased(written, form)


def refuse_not_xml(written: bytes) -> None:
    """Raise UsageError for XML with a character that no XML parser takes; the engine writes them as they are."""
    if odd := NOT_IN_XML.search(written):
        code = f"U+{ord(odd.group().decode()):04X}"
        raise UsageError(f"the answer holds the character {code}, which XML cannot; ask for another format")


def _binding(term: Term) -> Mapping[str, object]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _binding(part) for name, part in parts.items()}}
    binding = {"type": "literal", "value": term.value}
    if term.language:
        binding["xml:lang"] = language_tag(term.language)
        if term.direction is not None:
            binding["its:dir"] = str(term.direction)
    elif term.datatype.value != XSD_STRING:
        binding["datatype"] = term.datatype.value
    return binding
