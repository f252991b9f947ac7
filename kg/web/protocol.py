"""The query half of the SPARQL 1.1 Protocol: from a request to what it asks. Plain functions, no sockets.

https://www.w3.org/TR/sparql11-protocol/#query-operation
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from kg.web.limits import MAX_QUERY_BYTES

QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
FORM_TYPE = "application/x-www-form-urlencoded"
ONLY_READS = "this endpoint only reads; to change the graph, change its records and build it again"
#: More graph names than any dataset of ours has passages.
_MAX_PARAMETERS = 2000


class Refused(Exception):
    """A request that is not answered, with the HTTP status that says so."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


@dataclass(frozen=True)
class Asked:
    """What a request asks: a query, and the graphs it is over (None: those that the query names)."""

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


def asked_by_get(query_string: bytes) -> Asked | None:
    """What the query string of a GET asks; None when it asks for no query, thus for the service's description."""
    parameters = _parameters(query_string)
    if not any(name in ("query", "update") for name, _ in parameters):
        return None
    return _asked(parameters)


def asked_by_post(content_type: str, query_string: bytes, body: bytes) -> Asked:
    """What a POST asks, as a form or as the query itself. Raises Refused."""
    media_type, _, rest = content_type.partition(";")
    media_type = media_type.strip().lower()
    charset = rest.lower().partition("charset=")[2].split(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise Refused(415, "a query is UTF-8 text")
    if media_type == FORM_TYPE:
        return _asked([*_parameters(query_string), *_parameters(body)])
    if media_type == QUERY_TYPE:
        return _asked([*_parameters(query_string), ("query", _text(body))])
    if media_type == UPDATE_TYPE:
        raise Refused(403, f"an update: {ONLY_READS}")
    raise Refused(415, f"send the query as {QUERY_TYPE}, or as the field query of {FORM_TYPE}")


def _parameters(content: bytes) -> list[tuple[str, str]]:
    try:
        text = content.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except UnicodeDecodeError as fault:
        raise Refused(400, "parameters are percent-encoded UTF-8 text, and these are not") from fault
    except ValueError as fault:
        raise Refused(400, f"more than {_MAX_PARAMETERS:,} parameters, which is the limit") from fault


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Refused(400, f"a query is UTF-8 text, and byte {fault.start + 1} of this one is not") from fault


def _asked(parameters: list[tuple[str, str]]) -> Asked:
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise Refused(403, f"an update: {ONLY_READS}")
    queries = values.get("query", [])
    if len(queries) != 1:
        raise Refused(400, f"{len(queries)} queries in the request; there must be one")
    size = len(queries[0].encode("utf-8", "replace"))
    if size > MAX_QUERY_BYTES:
        raise Refused(413, f"the query has {size:,} bytes; the limit is {MAX_QUERY_BYTES:,}")
    default, named = values.get("default-graph-uri"), values.get("named-graph-uri")
    if default is None and named is None:
        return Asked(queries[0])
    return Asked(queries[0], _graphs(default or []), _graphs(named or []))


def _graphs(given: list[str]) -> tuple[str, ...]:
    for iri in given:
        try:
            NamedNode(iri)
        except ValueError as fault:
            raise Refused(400, "the name of a graph is no IRI") from fault
    return tuple(given)
