"""A queue: a fixed number of jobs at once, a fixed number waiting, first come first served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Busy(Exception):
    """No free slot, now or in time."""


class Queue:
    """`slots` jobs run at once, at most `waiting` more wait; `name` describes the jobs in messages."""

    def __init__(self, name: str, slots: int, waiting: int) -> None:
        self.name = name
        self._slots = slots
        self._max_waiting = waiting
        self._free = asyncio.Semaphore(slots)
        self._waiting = 0

    @property
    def full(self) -> bool:
        """Whether the next job has to wait."""
        return self._free.locked()

    @asynccontextmanager
    async def slot(self, until: float) -> AsyncIterator[None]:
        """Hold a slot, waiting for it until this time of the loop's clock. Raises Busy."""
        if self.full and self._waiting >= self._max_waiting:
            raise Busy(f"{self._slots} {self.name} are running and {self._max_waiting} waiting, which is the limit")
        self._waiting += 1
        try:
            async with asyncio.timeout_at(until):
                await self._free.acquire()
        except TimeoutError:
            raise Busy(f"{self._slots} {self.name} are running, which is the limit") from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()
