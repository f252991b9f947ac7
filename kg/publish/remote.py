"""A graph store behind HTTP: the SPARQL 1.1 Graph Store Protocol, by indirect addressing (``?graph=…``).

Credentials come from the environment alone: ``KG_ENDPOINT_USER`` and ``KG_ENDPOINT_PASSWORD`` (basic or digest, as the
server asks), or ``KG_ENDPOINT_TOKEN`` (bearer). Over plain HTTP they go to this machine only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from kg.errors import EnvironmentFault, Unavailable, UsageError
from kg.files import http
from kg.files.http import Response, printable

#: For one request, and a second more for each megabyte sent: a server that takes in a large graph may be silent for
#: long.
SECONDS = 600.0
_BYTES_PER_SECOND = 1_000_000
_MAX_ANSWER_BYTES = 16 * 1024 * 1024
_TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_MEANING = {
    401: "it requires other credentials: set KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD, or KG_ENDPOINT_TOKEN",
    403: "these credentials do not permit writing there",
    404: "there is no graph store at this address",
    405: "it accepts no writing at this address; is it that of the Graph Store Protocol?",
    413: "the graph is too large for one request there",
    507: "its disk is full",
}


class GraphStore:
    """A remote store at an http or https address."""

    def __init__(self, address: str, environment: Mapping[str, str] = os.environ) -> None:
        """Raises UsageError for what is not an address, and for credentials that would go over the net in the clear."""
        parsed = http.parse_address(address, "graph store", "http://localhost:7878/store")
        if parsed.user is not None:
            raise UsageError("graph store: put user and password into KG_ENDPOINT_USER and KG_ENDPOINT_PASSWORD")
        self.address = parsed.url
        user, password = environment.get("KG_ENDPOINT_USER"), environment.get("KG_ENDPOINT_PASSWORD")
        token = environment.get("KG_ENDPOINT_TOKEN")
        has_credentials = bool(user or token)
        if has_credentials and not parsed.is_encrypted and not parsed.is_local:
            raise UsageError(f"{parsed.url}: credentials go to another machine over https only")
        self._use_proxy = parsed.is_encrypted or not has_credentials  # a proxy is not this machine
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._login = (user, password or "") if user and not token else None

    def put(self, graph: str, content: Path) -> None:
        """Put the triples of a file in the place of a graph, in one request.

        Raises EnvironmentFault when the store refuses it, Unavailable when it cannot be reached or is busy, and
        LimitError when it does not answer in time.
        """
        self._send("PUT", graph, content)

    def delete(self, graph: str) -> None:
        """Remove a graph, if it is there. Raises as `put` does."""
        self._send("DELETE", graph, None)

    def _send(self, method: str, graph: str, content: Path | None) -> None:
        joint = "&" if "?" in self.address else "?"
        url = f"{self.address}{joint}{urlencode({_parameter(self.address): graph})}"
        size = content.stat().st_size if content is not None else 0
        response = http.request(
            method,
            url,
            seconds=SECONDS + size / _BYTES_PER_SECOND,
            max_bytes=_MAX_ANSWER_BYTES,
            headers={**self._headers, **({"Content-Type": "application/n-triples"} if content is not None else {})},
            content=content,
            login=self._login,
            use_proxy=self._use_proxy,
        )
        if method == "DELETE" and response.status == 404:
            return
        if not 200 <= response.status < 300:
            raise self._refused(response)
        # A login form comes with 200 and HTML: a page that says yes to everything has stored nothing.
        if response.status not in (200, 201, 204) or (response.status == 200 and b"<form" in response.content.lower()):
            kind = printable(response.media_type) or "no media type"
            raise EnvironmentFault(
                f"{self.address}: answers {method} with {response.status} and {kind}; is this a graph store?"
            )

    def _refused(self, response: Response) -> Exception:
        if elsewhere := response.redirect_target():
            return EnvironmentFault(f"{self.address}: redirects to {elsewhere}; give that address if you trust it")
        detail = "; ".join(part for part in (_MEANING.get(response.status, ""), response.first_line()) if part)
        message = f"{self.address}: HTTP {response.status}"
        message += f": {detail}" if detail else f" {printable(response.reason)}"
        return Unavailable(message) if response.status in _TRANSIENT else EnvironmentFault(message)


def _parameter(address: str) -> str:
    """The name of the parameter for the graph; Virtuoso's differs from the specification's."""
    return "graph-uri" if "sparql-graph-crud" in address else "graph"
