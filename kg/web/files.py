"""Temporary files for large answers on their way to slow clients, so many bytes in all."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import AsyncIterator
from typing import IO

from kg.web import limits
from kg.web.queue import Busy

_READ_BYTES = 64 * 1024


class Files:
    """The files that exist; one is gone when nobody holds it any more."""

    def __init__(self) -> None:
        self._bytes = 0

    def new(self, size: int) -> IO[bytes]:
        """An empty file for that many bytes. Raises Busy when there is no room."""
        if self._bytes + size > limits.FILED_BYTES:
            raise Busy(f"large answers that others are still reading take {limits.FILED_BYTES:,} bytes, the limit")
        try:
            file = tempfile.TemporaryFile()  # noqa: SIM115  # who sends the answer closes it
        except OSError as fault:
            raise Busy(f"no room for the answer: {fault.strerror}") from fault
        self._bytes += size
        weakref.finalize(file, self._gone, size)
        return file

    def _gone(self, size: int) -> None:
        self._bytes -= size


async def pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    """What is in a file, piece by piece; it is closed afterwards."""
    with file:
        while piece := file.read(_READ_BYTES):
            yield piece
