"""A graph behind a SPARQL 1.1 endpoint, queried by the SPARQL 1.1 Protocol (query via POST).

The endpoint's default graph has to be the union of its graphs, as in Virtuoso, GraphDB and Stardog, or to hold the
triples of ``certreg.ttl``. Answers are untrusted: their size, duration, media type and completeness are checked, they
are parsed out of harm's way (`kg.rdf.foreign`), and redirects are not followed.
"""

from __future__ import annotations

import re
import time
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat

from kg import names
from kg.errors import DataError, EnvironmentFault, LimitError, QueryError, Unavailable, Where
from kg.files import http
from kg.files.http import Response, printable
from kg.rdf import foreign, sparql
from kg.store import Graph
from kg.store.answers import Result, Table

MAX_ANSWER_BYTES = 256 * 1024 * 1024
#: The time limit in seconds, where the caller sets none.
TIMEOUT = 120.0

_TABLES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}
_TRIPLES = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
#: Statuses of a busy server, and of faults that a server or a gateway recovers from.
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
#: The start of XML's entity declarations; a few lines of them can exceed any memory.
_DOCTYPE = re.compile(rb"<!\s*DOCTYPE", re.IGNORECASE)


#: The label of a blank node, which follows or precedes its type.
_BLANK_NODE = {
    QueryResultsFormat.JSON: re.compile(
        rb'(?<="bnode")(?P<before>\s*,\s*"value"\s*:\s*")(?P<label>(?:[^"\\]|\\.)*)'
        rb'|(?P<name>"value"\s*:\s*")(?P<first>(?:[^"\\]|\\.)*)(?="\s*,\s*"type"\s*:\s*"bnode")'
    ),
    QueryResultsFormat.XML: re.compile(rb"(?P<before><bnode>)(?P<label>[^<]*)"),
}
_LABEL = re.compile(rb"[A-Za-z0-9_]+")


class EndpointGraph(Graph):
    """The graph at `address`, an http or https URL; ``user:password@`` in it is sent as basic authentication."""

    def __init__(self, address: str, max_bytes: int | None = None) -> None:
        """An answer may have `max_bytes` (`MAX_ANSWER_BYTES` unless given). Nothing is sent yet.

        Raises UsageError for what is not an http or https address.
        """
        parsed = http.parse_address(address, "endpoint", "http://localhost:8890/sparql")
        self.address = parsed.url
        self._headers = parsed.basic_authorization()
        self._max_bytes = MAX_ANSWER_BYTES if max_bytes is None else max_bytes

    def query(self, text: str, timeout: float | None = None) -> Result:
        """Run a SPARQL 1.1 query there; our prefixes need no declaration. `timeout` is in seconds, for all of it.

        Raises QueryError (an update, SERVICE, or a text that the endpoint refuses, in its own words),
        EnvironmentFault (no endpoint there, or no answer of a query; Unavailable where that may pass) and LimitError
        (too large, too late, or cut short by the server).
        """
        words = sparql.read_only(text)
        expected: dict[str, Any] = _TABLES if words & {"SELECT", "ASK"} else _TRIPLES
        response = http.request(
            "POST",
            self.address,
            seconds=TIMEOUT if timeout is None else timeout,
            max_bytes=self._max_bytes,
            headers={
                **self._headers,
                "Accept": ", ".join(expected),
                "Content-Type": "application/x-www-form-urlencoded",
            },
            content=urlencode({"query": f"{names.prefix_lines()} {text}"}).encode(),
        )
        if not 200 <= response.status < 300:
            raise self._refused(response)
        kind = response.media_type
        form = expected.get(kind)
        if form is None:
            raise EnvironmentFault(
                f"{self.address}: answers with {printable(kind) or 'no media type'}, not with "
                f"{' or '.join(expected)}; is this a SPARQL endpoint?"
            )
        if kind.endswith("+xml") and _DOCTYPE.search(response.content.replace(b"\0", b"")):
            raise EnvironmentFault(f"{self.address}: the answer is XML with a document type, which is not read")
        try:
            result = _parsed(response.content, form, Where(self.address))
        except (DataError, SyntaxError, ValueError) as fault:
            raise EnvironmentFault(f"{self.address}: the answer is not valid {kind}: {_reason(fault)}") from fault
        if reason := _cut_short(response, result):
            raise LimitError(f"{self.address}: {reason}; ask for less, or add LIMIT to the query")
        return result

    def _refused(self, response: Response) -> Exception:
        if elsewhere := response.redirect_target():
            return EnvironmentFault(f"{self.address}: redirects to {elsewhere}; give that address if you trust it")
        reason = response.first_line()
        if response.status == 400 and reason:
            return QueryError(f"the endpoint refuses the query: {reason}")
        message = f"{self.address}: HTTP {response.status}"
        message += f": {reason}" if reason else f" {printable(response.reason)}"
        if response.status in _TRANSIENT:
            return Unavailable(message, _retry_after(response.headers.get("retry-after", "")))
        return EnvironmentFault(message)


def _parsed(content: bytes, form: QueryResultsFormat | RdfFormat, where: Where) -> Result:
    """The answer in the caller's terms. Raises DataError, SyntaxError, ValueError."""
    if isinstance(form, RdfFormat):
        # Each triple once: the engines differ in whether a CONSTRUCT gives a triple twice.
        return list(dict.fromkeys(quad.triple for quad in foreign.parse_content(content, form, where, lenient=True)))
    result = foreign.results(_with_valid_labels(content, form), form, where)
    if isinstance(result, QueryBoolean):
        return bool(result)
    variables = tuple(variable.value for variable in result.variables)
    places = range(len(variables))
    return Table(variables, tuple(tuple(row[place] for place in places) for row in result))


def _with_valid_labels(content: bytes, form: QueryResultsFormat) -> bytes:
    """The table with blank node labels that RDF allows; Virtuoso's are ``nodeID://b10001``."""

    def relabelled(match: re.Match[bytes]) -> bytes:
        before, label, *rest = match.groups()
        return before + _label(label) if before is not None else rest[0] + _label(rest[1])

    return _BLANK_NODE[form].sub(relabelled, content)


def _label(label: bytes) -> bytes:
    """A label as it is, or, with all but letters and digits written as hexadecimal, one as distinct."""
    if _LABEL.fullmatch(label):
        return label
    return b"x" + re.sub(rb"[^A-Za-z0-9]", lambda match: b"_%02x" % match[0][0], label)


def _cut_short(response: Response, result: Result) -> str | None:
    """Why an answer is not the whole one, as far as the server says so; None for a whole one."""
    if response.status == 206:
        return "the server sent a part of the answer only (HTTP 206)"
    if state := response.headers.get("x-sql-state"):
        detail = printable(response.headers.get("x-sql-message", ""))
        return f"the server broke off the query ({printable(state)}{': ' if detail else ''}{detail})"
    most = response.headers.get("x-sparql-maxrows", "")
    size = len(result) if isinstance(result, list | Table) else 0
    if most.isdecimal() and size >= int(most):
        return f"the server cuts answers at {int(most):,} rows"
    return None


def _retry_after(header: str) -> float | None:
    """The seconds that a Retry-After header asks for: a number, or a date."""
    if header.strip().isdecimal():
        return float(header.strip()[:9])
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _reason(fault: Exception) -> str:
    return printable(fault.problems[0].message if isinstance(fault, DataError) else str(fault))
