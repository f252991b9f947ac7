"""The body of a request, within the limits of size and time."""

from __future__ import annotations

import asyncio
import contextlib

from starlette.requests import ClientDisconnect, Request

from kg.web import limits
from kg.web.protocol import Refused


async def body(request: Request) -> bytes:
    """The whole body. Raises Refused when it is too large."""
    announced = request.headers.get("content-length", "")
    parts: list[bytes] = []
    size = int(announced) if announced.isdecimal() else 0
    if size <= limits.MAX_BODY_BYTES:
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > limits.MAX_BODY_BYTES:
                break
            parts.append(part)
        else:
            return b"".join(parts)
    await _drain(request)
    raise Refused(413, f"the body of the request has more than {limits.MAX_BODY_BYTES:,} bytes, which is the limit")


async def _drain(request: Request) -> None:
    """Let a client that sends too much come to the end, for a while, so that it gets to read the answer."""
    if "expect" in request.headers:
        return
    left = limits.DRAIN_BYTES
    with contextlib.suppress(TimeoutError, ClientDisconnect):
        async with asyncio.timeout(limits.DRAIN_SECONDS):
            while left > 0:
                message = await request.receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return
