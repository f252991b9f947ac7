"""The security headers of every response: no foreign scripts, no content sniffing, no referrer."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]

METHODS = ["GET", "HEAD", "OPTIONS", "POST"]
#: Any origin may read: the graph is public, and no answer depends on who asks.
CORS = Middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=METHODS,
    allow_headers=["Accept", "Content-Type", "If-None-Match"],
    expose_headers=["ETag"],
    max_age=86400,
)


class SecurityHeaders:
    """Adds `HEADERS` to every response of an app, internal errors included, unless the response sets its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                present = {name.lower() for name, _ in own}
                message = {**message, "headers": [*own, *(header for header in HEADERS if header[0] not in present)]}
            await send(message)

        await self._app(scope, receive, send_with_headers)
