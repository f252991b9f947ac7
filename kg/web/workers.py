"""The pool: workers over one graph, two lanes to them, and an end to every query by its deadline.

A query starts in the light lane. One that is not done soon moves on to the heavy lane, with its worker, at a lower
priority; if that lane is full, it gives up its worker and begins again when there is room. So heavy queries never
hold the light lane for longer than `LIGHT_SECONDS`. A worker is forked when none is idle, which takes about a
millisecond; one that ran a heavy query is not used again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import tempfile
from collections import deque
from dataclasses import dataclass
from socket import socket
from typing import IO

from kg.web import limits, wire
from kg.web.lane import Busy, Lane
from kg.web.nursery import Nursery
from kg.web.wire import Head, Job

_READ_BYTES = 256 * 1024


@dataclass(frozen=True)
class Answer:
    """What a query gave: a head, and the body in memory or in a file of its own."""

    head: Head
    body: bytes | IO[bytes]


def said(status: int, message: str) -> Answer:
    """An answer that only says something."""
    body = message.encode("utf-8", "replace")
    return Answer(Head(status, length=len(body)), body)


class _Lost(Exception):
    """The worker ended before its answer was whole."""


class _Worker:
    """The parent's side of a worker."""

    def __init__(self, pid: int, channel: socket) -> None:
        self.pid = pid
        self.channel = channel
        self._buffer = bytearray()

    def alive(self) -> bool:
        """Whether an idle worker still listens."""
        try:
            return bool(self.channel.recv(1))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def step_back(self) -> None:
        """Leave the processor to others that want it."""
        with contextlib.suppress(ProcessLookupError):  # it has just ended; who waits for its answer will know
            os.setpriority(os.PRIO_PGRP, self.pid, limits.HEAVY_NICE)

    async def ask(self, job: bytes) -> Answer:
        """Have a job done. Raises _Lost."""
        try:
            await asyncio.get_running_loop().sock_sendall(self.channel, job)
            size = wire.LENGTH.unpack(await self._exactly(wire.LENGTH.size))[0]
            head = wire.head(await self._exactly(size))
            if head.length <= limits.IN_MEMORY_BYTES:
                return Answer(head, await self._exactly(head.length))
            return Answer(head, await self._filed(head.length))
        except OSError as fault:
            raise _Lost from fault

    async def _exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._buffer += await self._part()
        found = bytes(self._buffer[:size])
        del self._buffer[:size]
        return found

    async def _filed(self, size: int) -> IO[bytes]:
        file = tempfile.TemporaryFile()  # noqa: SIM115  # who sends the answer closes it
        try:
            size -= file.write(self._buffer)
            self._buffer.clear()
            while size:
                size -= file.write(await self._part())
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return file

    async def _part(self) -> bytes:
        part = await asyncio.get_running_loop().sock_recv(self.channel, _READ_BYTES)
        if not part:
            raise _Lost
        return part


class _Run:
    """A worker at work on a job."""

    def __init__(self, worker: _Worker, job: bytes) -> None:
        self.worker = worker
        self._task = asyncio.create_task(worker.ask(job))

    async def done(self, until: float) -> bool:
        """Wait for the answer until this time of the loop's clock; whether it is there, or the worker lost."""
        await asyncio.wait({self._task}, timeout=max(until - asyncio.get_running_loop().time(), 0))
        return self._task.done()

    def answer(self) -> Answer:
        """The answer of a run that is done. Raises _Lost."""
        return self._task.result()

    async def drop(self) -> None:
        """Expect no answer any more."""
        self._task.cancel()
        await asyncio.wait({self._task})  # the loop must have let go of the socket before it closes
        if not self._task.cancelled():
            self._task.exception()
        self.worker.channel.close()


class Pool:
    """Workers over the graph of one nursery."""

    def __init__(self, nursery: Nursery, deadline: float = limits.DEADLINE_SECONDS) -> None:
        self.digest = nursery.digest
        self.quads = nursery.quads
        self.deadline = deadline
        self._nursery = nursery
        self._idle: deque[_Worker] = deque()
        self._light = Lane("light", limits.LIGHT_PLACES, limits.LIGHT_WAITING)
        self._heavy = Lane("long", limits.HEAVY_PLACES, limits.HEAVY_WAITING)
        self._asking = 0
        self._still = asyncio.Event()
        self._still.set()

    async def warm(self) -> None:
        """Have a worker ready for each place in the light lane."""
        while len(self._idle) < limits.LIGHT_PLACES:
            self._idle.append(_Worker(*await self._nursery.make()))

    async def ask(self, job: Job) -> Answer:
        """The answer to a query, by the deadline: 200 and whole, or an error that says what is wrong.

        Raises `nursery.Gone` when workers can no longer be made.
        """
        until = asyncio.get_running_loop().time() + self.deadline
        self._asking += 1
        self._still.clear()
        try:
            return await self._asked(wire.packed(job), until)
        except Busy as fault:
            return said(503, f"busy: {fault}; try again later")
        finally:
            self._asking -= 1
            if not self._asking:
                self._still.set()

    async def retire(self) -> None:
        """Close once the queries that still run are done."""
        await self._still.wait()
        await self.close()

    async def close(self) -> None:
        """End all workers."""
        while self._idle:
            self._idle.pop().channel.close()
        await asyncio.to_thread(self._nursery.close)

    async def _asked(self, job: bytes, until: float) -> Answer:
        run: _Run | None = None
        try:
            async with self._light.place(until):
                run = _Run(await self._worker(), job)
                if await run.done(min(until, asyncio.get_running_loop().time() + limits.LIGHT_SECONDS)):
                    answer = run.answer()
                    if not answer.head.last:
                        self._idle.append(run.worker)
                        run = None
                    return answer
                if self._heavy.full:
                    lost, run = run, None
                    await self._end(lost)
            async with self._heavy.place(until):
                run = run or _Run(await self._worker(), job)
                run.worker.step_back()
                if await run.done(until):
                    return run.answer()
                return said(503, f"no answer within {self.deadline:g} s, which is the limit; ask for less")
        except _Lost:
            assert run is not None
            lost, run = run, None
            return said(500, _why(await self._end(lost)))
        finally:
            if run is not None:
                await self._end(run)

    async def _worker(self) -> _Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive():
                return worker
            worker.channel.close()
            await self._nursery.end(worker.pid)
        return _Worker(*await self._nursery.make())

    async def _end(self, run: _Run) -> int:
        await run.drop()
        return await self._nursery.end(run.worker.pid)


def _why(status: int) -> str:
    """What the end of a worker says about its query."""
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended_by == signal.SIGABRT:
        return f"the query needs more memory than the limit of {limits.WORKER_BYTES:,} bytes"
    if ended_by in (signal.SIGSEGV, signal.SIGBUS):
        return f"the query is nested too deeply: more than the limit of {limits.STACK_BYTES:,} bytes of stack"
    return "the process that ran the query ended before it had the answer; ask again"
