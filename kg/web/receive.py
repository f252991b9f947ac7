"""What comes from the client: the body of its request, within limits, and that it has gone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request

from kg.web import limits
from kg.web.protocol import Refused

T = TypeVar("T")


async def body(request: Request, most: int = limits.MAX_BODY_BYTES) -> bytes:
    """The whole body. Raises Refused when it is larger than `most` bytes."""
    announced = request.headers.get("content-length", "")
    parts: list[bytes] = []
    size = int(announced) if announced.isdecimal() else 0
    if size <= most:
        size = 0
        try:
            async for part in request.stream():
                size += len(part)
                if size > most:
                    break
                parts.append(part)
            else:
                return b"".join(parts)
        except ClientDisconnect:
            raise Refused(400, "the request ended before its body did") from None
    await _drain(request)
    raise Refused(413, f"the body of the request has more than {most:,} bytes, which is the limit")


async def _drain(request: Request) -> None:
    """Let a client that sends too much come to the end, for a while, so that it gets to read the answer."""
    if "expect" in request.headers:
        return
    left = limits.DRAIN_BYTES
    with contextlib.suppress(TimeoutError, ClientDisconnect):
        async with asyncio.timeout(limits.DRAIN_SECONDS):
            while left > 0:
                async with asyncio.timeout(limits.DRAIN_PAUSE_SECONDS):
                    message = await request.receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return


async def while_there(request: Request, work: Coroutine[object, object, T]) -> T:
    """The result of `work`, which is cancelled when the client goes before it is done. Raises Refused then."""
    working = asyncio.create_task(work)
    done, _ = await asyncio.wait({working}, timeout=limits.LIGHT_SECONDS)
    if not done:
        leaving = asyncio.create_task(_left(request))
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if not working.done():
            working.cancel()
            await asyncio.wait({working})
            raise Refused(400, "the client went before its answer was there")
    return await working


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
