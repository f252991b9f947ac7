"""A lane: so many queries at once, so many waiting, first come first served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Busy(Exception):
    """No place in a lane, now or in time."""


class Lane:
    """`places` at once, at most `waiting` in the queue."""

    def __init__(self, name: str, places: int, waiting: int) -> None:
        self.name = name
        self._places = places
        self._most_waiting = waiting
        self._free = asyncio.Semaphore(places)
        self._waiting = 0

    @property
    def full(self) -> bool:
        """Whether who comes now has to wait."""
        return self._free.locked()

    @asynccontextmanager
    async def place(self, until: float) -> AsyncIterator[None]:
        """Hold a place, waited for until this time of the loop's clock. Raises Busy."""
        if self.full and self._waiting >= self._most_waiting:
            raise Busy(f"{self._places} {self.name} queries are running and {self._most_waiting} waiting: the limit")
        self._waiting += 1
        try:
            async with asyncio.timeout_at(until):
                await self._free.acquire()
        except TimeoutError:
            raise Busy(f"{self._places} {self.name} queries are running, which is the limit") from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()
