"""The query operation of the SPARQL 1.1 Protocol: from a request to its query. Plain functions, no sockets.

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
READ_ONLY = "this endpoint is read-only; to change the graph, change its records and build it again"
#: More graph names than any dataset here has passages.
_MAX_PARAMETERS = 2000


class RequestError(Exception):
    """A request that cannot be answered, with the HTTP status that says so."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


@dataclass(frozen=True)
class QueryRequest:
    """A query, and the graphs it runs over (None: those that the query names)."""

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


def parse_get(query_string: bytes) -> QueryRequest | None:
    """The query in the query string of a GET; None when there is none, which asks for the service description.

    Raises RequestError.
    """
    parameters = _parameters(query_string)
    if not any(name in ("query", "update") for name, _ in parameters):
        return None
    return _query_request(parameters)


def parse_post(content_type: str, query_string: bytes, body: bytes) -> QueryRequest:
    """The query in a POST, sent as a form or as the query itself. Raises RequestError."""
    media_type, _, rest = content_type.partition(";")
    media_type = media_type.strip().lower()
    charset = rest.lower().partition("charset=")[2].split(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise RequestError(415, "a query is UTF-8 text")
    if media_type == FORM_TYPE:
        return _query_request([*_parameters(query_string), *_parameters(body)])
    if media_type == QUERY_TYPE:
        return _query_request([*_parameters(query_string), ("query", _text(body))])
    if media_type == UPDATE_TYPE:
        raise RequestError(403, f"an update: {READ_ONLY}")
    raise RequestError(415, f"send the query as {QUERY_TYPE}, or as the field query of {FORM_TYPE}")


def _parameters(content: bytes) -> list[tuple[str, str]]:
    try:
        text = content.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except UnicodeDecodeError as error:
        raise RequestError(400, "parameters are percent-encoded UTF-8 text, and these are not") from error
    except ValueError as error:
        raise RequestError(400, f"more than {_MAX_PARAMETERS:,} parameters, which is the limit") from error


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RequestError(400, f"a query is UTF-8 text, and byte {error.start + 1} of this one is not") from error


def _query_request(parameters: list[tuple[str, str]]) -> QueryRequest:
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise RequestError(403, f"an update: {READ_ONLY}")
    queries = values.get("query", [])
    if len(queries) != 1:
        raise RequestError(400, f"{len(queries)} queries in the request; there must be one")
    size = len(queries[0].encode("utf-8", "replace"))
    if size > MAX_QUERY_BYTES:
        raise RequestError(413, f"the query has {size:,} bytes; the limit is {MAX_QUERY_BYTES:,}")
    default, named = values.get("default-graph-uri"), values.get("named-graph-uri")
    if default is None and named is None:
        return QueryRequest(queries[0])
    return QueryRequest(queries[0], _graph_names(default or []), _graph_names(named or []))


def _graph_names(iris: list[str]) -> tuple[str, ...]:
    for iri in iris:
        try:
            NamedNode(iri)
        except ValueError as error:
            raise RequestError(400, "the name of a graph is not an IRI") from error
    return tuple(iris)
