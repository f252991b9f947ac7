"""The headers that every response carries: nothing from elsewhere runs, nothing is guessed, nothing is told on."""

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
#: Any page may ask: the graph is public, and nothing here depends on who asks.
CORS = Middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=METHODS,
    allow_headers=["Accept", "Content-Type", "If-None-Match"],
    expose_headers=["ETag"],
    max_age=86400,
)


class SafeHeaders:
    """Adds `HEADERS` to every response of an app, those to faults of ours too, but where it has its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", ()))
                there = {name.lower() for name, _ in own}
                message = {**message, "headers": [*own, *(header for header in HEADERS if header[0] not in there)]}
            await send(message)

        await self._app(scope, receive, sent)
