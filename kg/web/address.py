"""The address by which others reach the server, when that is a proxy's."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import UsageError

_ORIGIN = re.compile(r"(https?)://([A-Za-z0-9.-]+(?::[0-9]{1,5})?|\[[0-9A-Fa-f:]+\](?::[0-9]{1,5})?)/?\Z")


class PublicAddress:
    """Has an app say this address of itself, whatever scheme and Host a request came with."""

    def __init__(self, app: ASGIApp, url: str) -> None:
        """Raises UsageError for a URL that is more, or less, than scheme and host."""
        found = _ORIGIN.match(url)
        if found is None:
            raise UsageError(f'--public-url: "{url}" is not scheme and host, like https://graph.example.org')
        self._app = app
        self._scheme, self._host = found[1], found[2].encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            others = [header for header in scope["headers"] if header[0] != b"host"]
            scope = {**scope, "scheme": self._scheme, "headers": [(b"host", self._host), *others]}
        await self._app(scope, receive, send)
