"""What arrives from the client: the body of its request, within limits, and that it has disconnected."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request

from kg.web import limits
from kg.web.protocol import RequestError

T = TypeVar("T")


async def body(request: Request) -> bytes:
    """The whole body. Raises RequestError when it is larger than `limits.MAX_BODY_BYTES`."""
    parts = [part async for part in _stream(request, limits.MAX_BODY_BYTES)]
    return b"".join(parts)


@asynccontextmanager
async def form(request: Request, slots: asyncio.Semaphore) -> AsyncIterator[bytes]:
    """A whole form, which holds one of the slots from when it has fully arrived.

    So a client that sends slowly holds no slot, and only a little of the parent's memory. Raises RequestError when the
    form is larger than `limits.MAX_FORM_BYTES` or no slot becomes free in time.
    """
    with tempfile.SpooledTemporaryFile(limits.FORM_MEMORY_BYTES) as file:
        try:
            async for part in _stream(request, limits.MAX_FORM_BYTES):
                file.write(part)
            file.seek(0)
        except OSError as error:
            raise RequestError(503, f"no room for the form: {error.strerror}") from error
        try:
            async with asyncio.timeout(limits.DEADLINE_SECONDS):
                await slots.acquire()
        except TimeoutError:
            raise RequestError(503, f"busy: {limits.FORM_SLOTS} forms are being answered, which is the limit") from None
        try:
            yield file.read()
        finally:
            slots.release()


async def _stream(request: Request, most: int) -> AsyncIterator[bytes]:
    """The parts of the body. Raises RequestError when there are more than `most` bytes."""
    announced = request.headers.get("content-length", "")
    size = int(announced) if announced.isdecimal() else 0
    if size <= most:
        size = 0
        try:
            async for part in request.stream():
                size += len(part)
                if size > most:
                    break
                yield part
            else:
                return
        except ClientDisconnect:
            raise RequestError(400, "the request ended before its body did") from None
    await _drain(request)
    raise RequestError(413, f"the body of the request has more than {most:,} bytes, which is the limit")


async def _drain(request: Request) -> None:
    """Read on for a while, so that a client that sends too much gets to read the error."""
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


async def while_connected(request: Request, work: Coroutine[object, object, T]) -> T:
    """The result of `work`, which is cancelled when the client disconnects first. Raises RequestError then."""
    task = asyncio.create_task(work)
    done, _ = await asyncio.wait({task}, timeout=limits.LIGHT_SECONDS)
    if not done:
        disconnected = asyncio.create_task(_disconnected(request))
        await asyncio.wait({task, disconnected}, return_when=asyncio.FIRST_COMPLETED)
        disconnected.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait({task})
            raise RequestError(400, "the client disconnected before its answer was ready")
    return await task


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
