"""Calls an ASGI app without a server: one request in, one complete response out, in the caller's thread."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, cast

from kg.web.ipc import PageJob

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Scope


def call(app: ASGIApp, job: PageJob) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers (names in lower case) and body of the app's response.

    The app may wait for nothing but its request, since there is no event loop; otherwise this raises RuntimeError.
    """
    status = 500
    headers: list[tuple[str, str]] = []
    body = bytearray()

    async def receive() -> Message:
        return {"type": "http.request", "body": job.body.encode("latin-1"), "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            headers.extend(
                (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in message["headers"]
            )
        else:
            body.extend(message.get("body", b""))

    _run(cast("Coroutine[Any, Any, None]", app(_scope(job), receive, send)))
    return status, headers, bytes(body)


def _run(coroutine: Coroutine[Any, Any, None]) -> None:
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("a page waited for something other than its request")


def _scope(job: PageJob) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": job.method,
        "scheme": job.scheme,
        "path": job.path,
        "root_path": "",
        "query_string": job.query_string.encode("latin-1"),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in job.headers],
    }
