"""The address by which clients reach the server, when a proxy stands in front."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import UsageError

_ORIGIN = re.compile(r"(https?)://([A-Za-z0-9.-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:]+\](?::[0-9]{1,5})?)/?\Z")


class PublicAddress:
    """Has an app use this address as its own, whatever scheme and Host a request came with."""

    def __init__(self, app: ASGIApp, url: str) -> None:
        """Raises UsageError for a URL that is not just scheme and host."""
        match = _ORIGIN.match(url)
        if match is None:
            raise UsageError(f'--public-url: "{url}" is not scheme and host, like https://graph.example.org')
        self._app = app
        self._scheme, self._host = match[1], match[2].encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = [header for header in scope["headers"] if header[0] != b"host"]
            scope = {**scope, "scheme": self._scheme, "headers": [(b"host", self._host), *headers]}
        await self._app(scope, receive, send)
