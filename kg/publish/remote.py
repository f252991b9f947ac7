"""A graph store behind HTTP: the SPARQL 1.1 Graph Store Protocol, by indirect addressing (``?graph=…``).

Credentials come from the environment alone: ``KG_ENDPOINT_USER`` and ``KG_ENDPOINT_PASSWORD`` (basic or digest, as the
server asks), or ``KG_ENDPOINT_TOKEN`` (bearer). Over plain HTTP they go to this machine only.
"""

from __future__ import annotations

import contextlib
import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

from kg import __version__, names
from kg.errors import EnvironmentFault, Unavailable, UsageError, cut
from kg.store.endpoint import without_password

#: Of one request; a server that takes in a large graph may be silent for long.
SECONDS = 600.0
_SAID_BYTES = 64 * 1024
_BLOCK_BYTES = 256 * 1024
_MEANING = {
    401: "it wants other credentials: set KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD, or KG_ENDPOINT_TOKEN",
    403: "these credentials may not write there",
    404: "there is no graph store at this address",
    405: "it takes no writing at this address; is it the one of the Graph Store Protocol?",
    413: "the graph is too large for one request there",
    507: "its disk is full",
}


class GraphStore:
    """A remote store at an http or https address."""

    def __init__(self, address: str, environment: Mapping[str, str] = os.environ) -> None:
        """Raises UsageError for what is no address, and for credentials that would go over the net in the clear."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(
                f'graph store: "{without_password(address)}" is not an http or https address (http://localhost:7878/store)'
            )
        if "@" in address.partition("?")[0]:
            raise UsageError("graph store: put user and password into KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD")
        self.address = address
        user, password = environment.get("KG_ENDPOINT_USER"), environment.get("KG_ENDPOINT_PASSWORD")
        token = environment.get("KG_ENDPOINT_TOKEN")
        if (user or token) and parts.scheme == "http" and not _here(parts.hostname):
            raise UsageError(f"{address}: credentials go to another machine over https only")
        self._headers = {"User-Agent": f"certreg/{__version__} (+{names.BASE})"}
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect(), _Http(), _Https()]
        if (user or token) and parts.scheme == "http":  # a proxy is not this machine
            handlers.append(urllib.request.ProxyHandler({}))
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        elif user:
            known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, f"{parts.scheme}://{parts.netloc}/", user, password or "")
            handlers += [urllib.request.HTTPDigestAuthHandler(known), urllib.request.HTTPBasicAuthHandler(known)]
        self._opener = urllib.request.build_opener(*handlers)

    def put(self, graph: str, content: Path) -> None:
        """Put the triples of a file in the place of a graph, in one request. Raises EnvironmentFault, Unavailable."""
        self._sent("PUT", graph, content)

    def delete(self, graph: str) -> None:
        """Remove a graph, if it is there. Raises EnvironmentFault, Unavailable."""
        self._sent("DELETE", graph, None)

    def _sent(self, method: str, graph: str, content: Path | None) -> None:
        headers = dict(self._headers)
        if content is not None:
            headers |= {"Content-Type": "application/n-triples", "Content-Length": str(content.stat().st_size)}
        joint = "&" if "?" in self.address else "?"
        where = f"{self.address}{joint}{urlencode({_parameter(self.address): graph})}"
        body = _Blocks(content) if content is not None else None
        request = urllib.request.Request(where, body, headers, method=method)
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                self._understood(method, answer.status, answer.headers, answer.read(_SAID_BYTES))
        except urllib.error.HTTPError as fault:
            with fault:
                if method == "DELETE" and fault.code == 404:
                    return
                raise self._refused(fault) from None
        except TimeoutError as fault:
            raise Unavailable(f"{self.address}: no answer within {SECONDS:g} s") from fault
        except (urllib.error.URLError, HTTPException, OSError) as fault:
            reason = getattr(fault, "reason", fault)
            said = getattr(reason, "strerror", None) or reason or type(reason).__name__
            raise Unavailable(f"{self.address}: the connection failed: {_printable(str(said))}") from fault

    def _understood(self, method: str, status: int, headers: Message, said: bytes) -> None:
        """A page that says yes to everything has stored nothing: such a login form comes with 200 and HTML."""
        if status not in (200, 201, 204) or (status == 200 and b"<form" in said.lower()):
            kind = headers.get_content_type()
            raise EnvironmentFault(
                f"{self.address}: answers {method} with {status} and {_printable(kind)}; is this a graph store?"
            )

    def _refused(self, fault: urllib.error.HTTPError) -> Exception:
        if 300 <= fault.code < 400:
            elsewhere = _printable(fault.headers.get("Location", "elsewhere"))
            return EnvironmentFault(f"{self.address}: sends on to {elsewhere}; give that address if you trust it")
        said = ""
        with contextlib.suppress(OSError, HTTPException):
            lines = map(_printable, fault.read(_SAID_BYTES).decode("utf-8", "replace").splitlines())
            said = next((line for line in lines if line and not line.startswith("<")), "")
        told = "; ".join(part for part in (_MEANING.get(fault.code, ""), said) if part)
        message = f"{self.address}: HTTP {fault.code}" + (f": {told}" if told else f" {_printable(str(fault.reason))}")
        return Unavailable(message) if fault.code in (429, 500, 502, 503, 504) else EnvironmentFault(message)


class _Blocks:
    """A file as blocks, from its start whenever it is sent: a server that asks who it is gets it twice."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                yield block


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What is written goes where it was meant to go, or nowhere."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


class _Hearing(HTTPConnection):
    """A server may answer and close before it has read the body; what it said is there to be read (RFC 9112, 9.5)."""

    def send(self, data: Any) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            super().send(data)


class _HearingTls(_Hearing, HTTPSConnection):
    """The same over TLS."""


class _Http(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(_Hearing, req)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> HTTPResponse:
        return self.do_open(_HearingTls, req, context=ssl.create_default_context())


def _parameter(address: str) -> str:
    """Virtuoso calls it otherwise than the specification."""
    return "graph-uri" if "sparql-graph-crud" in address else "graph"


def _here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _printable(text: str) -> str:
    return cut("".join(letter if letter.isprintable() else " " for letter in text).strip(), 300)
