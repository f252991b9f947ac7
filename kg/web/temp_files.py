"""Temporary files for large answers on their way to slow clients, limited in their total size."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import AsyncIterator
from typing import IO

from kg.web import limits
from kg.web.queue import Busy

_READ_BYTES = 64 * 1024


class TempFiles:
    """Creates the files and counts their bytes; a file no longer referenced is deleted and no longer counts."""

    def __init__(self) -> None:
        self._bytes = 0

    def create(self, size: int) -> IO[bytes]:
        """An empty file for `size` bytes. Raises Busy when there is no room."""
        if self._bytes + size > limits.TEMP_FILE_BYTES:
            raise Busy(f"large answers that other clients still read take {limits.TEMP_FILE_BYTES:,} bytes, the limit")
        try:
            file = tempfile.TemporaryFile()  # noqa: SIM115  # whoever sends the answer closes it
        except OSError as error:
            raise Busy(f"no room for the answer: {error.strerror}") from error
        self._bytes += size
        weakref.finalize(file, self._release, size)
        return file

    def _release(self, size: int) -> None:
        self._bytes -= size


async def chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    """The content of a file, chunk by chunk; the file is closed afterwards."""
    with file:
        while chunk := file.read(_READ_BYTES):
            yield chunk
