"""The parent's side of one worker: give it a job, wait for the answer, step back, drop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from dataclasses import dataclass
from socket import socket
from typing import IO

from kg.web import ipc, limits
from kg.web.files import Files
from kg.web.ipc import Head
from kg.web.queue import Busy

_READ_BYTES = 256 * 1024


@dataclass(frozen=True)
class WorkerReply:
    """What a query gave: a head, and the body in memory or in a file of its own."""

    head: Head
    body: bytes | IO[bytes]


def said(status: int, message: str) -> WorkerReply:
    """An answer that only says something."""
    body = message.encode("utf-8", "replace")
    return WorkerReply(Head(status, length=len(body)), body)


class Lost(Exception):
    """The worker ended before its answer was whole."""


class Worker:
    """The parent's side of a worker."""

    def __init__(self, pid: int, channel: socket, files: Files) -> None:
        self.pid = pid
        self._files = files
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

    async def ask(self, job: bytes) -> WorkerReply:
        """Have a job done. Raises Lost, and Busy when there is no room for the answer."""
        try:
            await asyncio.get_running_loop().sock_sendall(self.channel, job)
            size = ipc.LENGTH.unpack(await self._exactly(ipc.LENGTH.size))[0]
            head = ipc.head(await self._exactly(size))
            if head.length <= limits.IN_MEMORY_BYTES:
                return WorkerReply(head, await self._exactly(head.length))
            return WorkerReply(head, await self._filed(head.length))
        except OSError as fault:
            raise Lost from fault

    async def _exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._buffer += await self._part()
        found = bytes(self._buffer[:size])
        del self._buffer[:size]
        return found

    async def _filed(self, size: int) -> IO[bytes]:
        file = self._files.new(size)
        try:
            size -= _written(file, self._buffer)
            self._buffer.clear()
            while size:
                size -= _written(file, await self._part())
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return file

    async def _part(self) -> bytes:
        part = await asyncio.get_running_loop().sock_recv(self.channel, _READ_BYTES)
        if not part:
            raise Lost
        return part


def _written(file: IO[bytes], part: bytes | bytearray) -> int:
    try:
        return file.write(part)
    except OSError as fault:
        raise Busy(f"no room for the answer: {fault.strerror}") from fault


class Run:
    """A worker at work on a job."""

    def __init__(self, worker: Worker, job: bytes) -> None:
        self.worker = worker
        self._task = asyncio.create_task(worker.ask(job))

    async def done(self, until: float) -> bool:
        """Wait for the answer until this time of the loop's clock; whether it is there, or the worker lost."""
        await asyncio.wait({self._task}, timeout=max(until - asyncio.get_running_loop().time(), 0))
        return self._task.done()

    def answer(self) -> WorkerReply:
        """The answer of a run that is done. Raises Lost and Busy."""
        return self._task.result()

    async def drop(self) -> None:
        """Expect no answer any more."""
        self._task.cancel()
        await asyncio.wait({self._task})  # the loop must have let go of the socket before it closes
        if not self._task.cancelled():
            self._task.exception()
        self.worker.channel.close()


def why(status: int) -> str:
    """What the end of a worker says about its query."""
    ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if ended_by == signal.SIGABRT:
        return f"the query needs more memory than the limit of {limits.WORKER_BYTES:,} bytes"
    if ended_by in (signal.SIGSEGV, signal.SIGBUS):
        return f"the query is nested too deeply: more than the limit of {limits.STACK_BYTES:,} bytes of stack"
    return "the process that ran the query ended before it had the answer; ask again"
