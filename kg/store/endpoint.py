"""A graph behind any SPARQL 1.1 endpoint, asked over HTTP as the SPARQL 1.1 Protocol says (query by POST).

The endpoint's default graph has to be the union of its graphs, as in Virtuoso, GraphDB and Stardog, or hold the
triples of ``certreg.ttl``. Its answers are untrusted: their size, the time they take, where they come from and what
they say they are are checked, and no redirect is followed.
"""

from __future__ import annotations

import base64
import contextlib
import re
import time
import urllib.error
import urllib.request
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, IncompleteRead
from typing import IO, Any
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results

from kg import __version__, names
from kg.errors import EnvironmentFault, LimitError, QueryError, Unavailable, UsageError, cut
from kg.rdf import sparql
from kg.store import Graph
from kg.store.answers import Result, Table

MAX_ANSWER_BYTES = 256 * 1024 * 1024
#: How long to wait, in seconds, where the caller does not say.
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
_READ_BYTES = 64 * 1024
#: Too many requests, and faults that a server or one before it gets over.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
#: Where XML declares entities, which a few lines can make larger than any memory.
_DOCTYPE = re.compile(rb"<!\s*DOCTYPE", re.IGNORECASE)


class EndpointGraph(Graph):
    """A graph to ask at `address`, an http or https URL; ``user:password@`` in it is sent as basic authentication."""

    def __init__(self, address: str, most_bytes: int | None = None) -> None:
        """An answer may have `most_bytes` (`MAX_ANSWER_BYTES` unless given). Nothing is asked yet.

        Raises UsageError when the address is none.
        """
        self.address, self._headers = _address(address)
        self._most_bytes = MAX_ANSWER_BYTES if most_bytes is None else most_bytes

    def query(self, text: str, timeout: float | None = None) -> Result:
        """Run a SPARQL 1.1 query there; our prefixes need no declaration. `timeout` is in seconds.

        Raises QueryError (an update, SERVICE, or a text that the endpoint refuses, in its own words),
        EnvironmentFault (no endpoint there, or no answer of a query; Unavailable where that may pass) and LimitError
        (too much, or too late).
        """
        words = sparql.read_only(text)
        wanted: dict[str, Any] = _TABLES if words & {"SELECT", "ASK"} else _TRIPLES
        until = time.monotonic() + (TIMEOUT if timeout is None else timeout)
        request = urllib.request.Request(
            self.address,
            data=urlencode({"query": f"{names.prefix_lines()} {text}"}).encode(),
            headers={**self._headers, "Accept": ", ".join(wanted)},
        )
        content, kind = self._sent(request, until)
        form = wanted.get(kind)
        if form is None:
            raise EnvironmentFault(
                f"{self.address}: answers with {_printable(kind) or 'something unnamed'}, not with "
                f"{' or '.join(wanted)}; is this a SPARQL endpoint?"
            )
        if kind.endswith("+xml") and _DOCTYPE.search(content.replace(b"\0", b"")):
            raise EnvironmentFault(f"{self.address}: the answer is XML with a document type, which is not read")
        try:
            return _triples(content, form) if isinstance(form, RdfFormat) else _table(content, form)
        except (SyntaxError, ValueError) as fault:
            raise EnvironmentFault(
                f"{self.address}: the answer is not valid {kind}: {_printable(str(fault))}"
            ) from fault

    def _sent(self, request: urllib.request.Request, until: float) -> tuple[bytes, str]:
        """The answer's bytes and its media type."""
        try:
            with _OPENER.open(request, timeout=max(until - time.monotonic(), 0.001)) as response:
                return _read(response, until, self.address, self._most_bytes), response.headers.get_content_type()
        except urllib.error.HTTPError as fault:
            with fault:
                raise self._refused(fault) from None
        except TimeoutError as fault:
            raise LimitError(f"{self.address}: no answer in time; ask for less, or allow more time") from fault
        except (urllib.error.URLError, HTTPException, OSError) as fault:
            reason = getattr(fault, "reason", fault)
            if isinstance(reason, TimeoutError):
                raise LimitError(f"{self.address}: no answer in time; ask for less, or allow more time") from fault
            said = getattr(reason, "strerror", None) or reason
            raise Unavailable(f"{self.address}: cannot be reached: {_printable(str(said))}") from fault

    def _refused(self, fault: urllib.error.HTTPError) -> Exception:
        if 300 <= fault.code < 400:
            elsewhere = fault.headers.get("Location", "elsewhere")
            return EnvironmentFault(
                f"{self.address}: sends on to {_printable(elsewhere)}; give that address if you trust it"
            )
        said = ""
        with contextlib.suppress(OSError, HTTPException):
            said = _first_line(fault.read(_READ_BYTES))
        if fault.code == 400 and said:
            return QueryError(f"the endpoint refuses the query: {said}")
        told = f"{self.address}: HTTP {fault.code}" + (f": {said}" if said else f" {_printable(str(fault.reason))}")
        if fault.code in _PASSING:
            return Unavailable(told, _after(fault.headers.get("Retry-After", "")))
        return EnvironmentFault(told)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A query that is sent on would lose its body, and go to where nobody meant it to."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def without_password(address: str) -> str:
    """An address as it may be shown: whatever stands before its last @ is left out."""
    before, at, behind = address.rpartition("@")
    return f"…@{behind}" if at else before + behind


def _address(given: str) -> tuple[str, dict[str, str]]:
    """The address without user and password, and the headers of every request to it."""
    try:
        parts = urlsplit(given)
        _ = parts.port  # checked when asked for
    except ValueError as fault:
        raise UsageError(f'endpoint: "{without_password(given)}" is not an address') from fault
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            f'endpoint: "{without_password(given)}" is not an http or https address (http://localhost:8890/sparql)'
        )
    headers = {"User-Agent": f"certreg/{__version__} (+{names.BASE})"}
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, "")), headers


def _after(given: str) -> float | None:
    """The seconds that a Retry-After header asks for: a number, or a date."""
    if given.strip().isdecimal():
        return float(given.strip()[:9])
    try:
        return max(0.0, parsedate_to_datetime(given).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _read(response: Any, until: float, address: str, most_bytes: int) -> bytes:
    """The whole answer, within the limits of size and time."""
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise EnvironmentFault(f"{address}: answers compressed, which was not asked for")
    parts, size = [], 0
    while part := response.read1(_READ_BYTES):
        size += len(part)
        if size > most_bytes:
            raise LimitError(f"{address}: the answer has more than {most_bytes:,} bytes; ask for less")
        if time.monotonic() > until:
            raise TimeoutError
        parts.append(part)
    if response.length:  # http.client takes a cut connection for the end
        raise IncompleteRead(b"", response.length)
    return b"".join(parts)


def _table(content: bytes, form: QueryResultsFormat) -> Table | bool:
    result = parse_query_results(content, format=form)
    if isinstance(result, QueryBoolean):
        return bool(result)
    variables = tuple(variable.value for variable in result.variables)
    places = range(len(variables))
    return Table(variables, tuple(tuple(row[place] for place in places) for row in result))


def _triples(content: bytes, form: RdfFormat) -> Result:
    """Each triple once: the engines differ in whether a CONSTRUCT gives a triple twice."""
    return list(dict.fromkeys(quad.triple for quad in parse(content, format=form, lenient=True)))


def _first_line(content: bytes) -> str:
    """What a server says of an error, as one short line of plain characters."""
    lines = map(_printable, content.decode("utf-8", "replace").splitlines())
    return next((line for line in lines if line and not line.startswith("<")), "")


def _printable(text: str) -> str:
    """A stranger's words as one short line that moves no cursor."""
    return cut("".join(letter if letter.isprintable() else " " for letter in text).strip(), 300)
