"""A transport that joins small writes: uvicorn writes head and body separately, and a system call for each takes half
the time of a small answer."""

from __future__ import annotations

import asyncio
from typing import Any

_MAX_BYTES = 16 * 1024


class WriteBuffer:
    """Wraps a transport; writes are sent at the end of this turn of the event loop, or once there is much to send."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pending: list[bytes] = []
        self._bytes = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send, soon."""
        if not self._pending:
            self._loop.call_soon(self._flush)
        self._pending.append(data)
        self._bytes += len(data)
        if self._bytes > _MAX_BYTES:
            self._flush()

    def close(self) -> None:
        """Send what is pending, then close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._pending:
            self._transport.write(b"".join(self._pending))
            self._pending.clear()
            self._bytes = 0
