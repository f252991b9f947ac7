"""The parent's side of one worker: send it a job, wait for the reply, lower its priority, cancel."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from dataclasses import dataclass
from socket import socket
from typing import IO

from kg.web import ipc, limits
from kg.web.ipc import Head
from kg.web.queue import Busy
from kg.web.temp_files import TempFiles

_READ_BYTES = 256 * 1024
#: How often to look, at most, whether a job has used up its time in the queue of quick ones.
_TICK_SECONDS = 0.01


@dataclass(frozen=True)
class WorkerReply:
    """The reply to a job: a head, and the body in memory or in a file of its own."""

    head: Head
    body: bytes | IO[bytes]


def error_reply(status: int, message: str) -> WorkerReply:
    """A reply that holds only a message."""
    body = message.encode("utf-8", "replace")
    return WorkerReply(Head(status, length=len(body)), body)


class WorkerLost(Exception):
    """The worker ended before its reply was complete."""


class Worker:
    """The parent's side of a worker."""

    def __init__(self, pid: int, channel: socket, files: TempFiles) -> None:
        self.pid = pid
        self.channel = channel
        self._files = files
        self._buffer = bytearray()

    def alive(self) -> bool:
        """Whether an idle worker still listens."""
        try:
            return bool(self.channel.recv(1))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def lower_priority(self) -> None:
        """Leave the processor to processes that want it."""
        with contextlib.suppress(ProcessLookupError):  # it has just ended; the read of its reply reports that
            os.setpriority(os.PRIO_PGRP, self.pid, limits.HEAVY_NICE)

    def resume(self) -> None:
        """Have it go on if another program has stopped it (SIGSTOP)."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGCONT)

    def processor_seconds(self) -> float:
        """How long it has had a processor; where the system does not tell (not Linux), the time of day instead."""
        clock = ctypes.c_int()
        if sys.platform != "linux" or ctypes.CDLL(None).clock_getcpuclockid(self.pid, ctypes.byref(clock)):
            return time.monotonic()
        try:
            return time.clock_gettime(clock.value)
        except OSError:  # it has just ended; the read of its reply reports that
            return 0.0

    async def request(self, job: bytes) -> WorkerReply:
        """Have a job done. Raises WorkerLost, and Busy when there is no room for the reply."""
        try:
            await asyncio.get_running_loop().sock_sendall(self.channel, job)
            size = ipc.LENGTH.unpack(await self._receive_exactly(ipc.LENGTH.size))[0]
            head = ipc.parse_head(await self._receive_exactly(size))
            if head.length <= limits.IN_MEMORY_BYTES:
                return WorkerReply(head, await self._receive_exactly(head.length))
            return WorkerReply(head, await self._receive_file(head.length))
        except OSError as error:
            raise WorkerLost from error

    async def _receive_exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._buffer += await self._receive()
        content = bytes(self._buffer[:size])
        del self._buffer[:size]
        return content

    async def _receive_file(self, size: int) -> IO[bytes]:
        file = self._files.create(size)
        try:
            size -= _write(file, self._buffer)
            self._buffer.clear()
            while size:
                size -= _write(file, await self._receive())
            _rewind(file)
        except BaseException:
            file.close()
            raise
        return file

    async def _receive(self) -> bytes:
        part = await asyncio.get_running_loop().sock_recv(self.channel, _READ_BYTES)
        if not part:
            raise WorkerLost
        return part


def _rewind(file: IO[bytes]) -> None:
    """Go back to the start, which writes what is still buffered. Raises Busy when that does not fit."""
    try:
        file.seek(0)
    except OSError as error:
        raise Busy(f"no room for the answer: {error.strerror}") from error


def _write(file: IO[bytes], part: bytes | bytearray) -> int:
    try:
        return file.write(part)
    except OSError as error:
        raise Busy(f"no room for the answer: {error.strerror}") from error


class Run:
    """A worker at work on a job."""

    def __init__(self, worker: Worker, job: bytes) -> None:
        self.worker = worker
        self._processor_seconds = worker.processor_seconds()
        self._task = asyncio.create_task(worker.request(job))

    async def done(self, until: float) -> bool:
        """Wait for the reply until this time of the loop's clock; whether it is there, or the worker lost."""
        loop = asyncio.get_running_loop()
        while not self._task.done() and (left := until - loop.time()) > 0:
            await self._wait(left)
        return self._task.done()

    async def quickly_done(self, seconds: float, until: float) -> bool:
        """Wait as `done` does, but only until the job has had a processor for so many seconds.

        A job that waits for the processor does not count as heavier.
        """
        loop = asyncio.get_running_loop()
        while not self._task.done() and (left := until - loop.time()) > 0:
            unused = seconds - (self.worker.processor_seconds() - self._processor_seconds)
            if unused <= 0:
                break
            await self._wait(min(left, max(unused, _TICK_SECONDS)))
        return self._task.done()

    async def _wait(self, seconds: float) -> None:
        """Wait for the reply for so long or less; a worker that does not reply may have been stopped."""
        await asyncio.wait({self._task}, timeout=min(seconds, limits.RESUME_SECONDS))
        if not self._task.done():
            self.worker.resume()

    def reply(self) -> WorkerReply:
        """The reply of a run that is done. Raises WorkerLost and Busy."""
        return self._task.result()

    async def cancel(self) -> None:
        """Stop waiting for the reply and close the socket to the worker."""
        self._task.cancel()
        await asyncio.wait({self._task})  # the loop must have let go of the socket before it closes
        if not self._task.cancelled():
            self._task.exception()
        self.worker.channel.close()


def exit_reason(status: int) -> str:
    """What the wait status of a worker says about its query."""
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if number == signal.SIGABRT:
        return f"the query needs more memory than the limit of {limits.WORKER_BYTES:,} bytes"
    if number in (signal.SIGSEGV, signal.SIGBUS):
        return f"the query is nested too deeply: more than the limit of {limits.STACK_BYTES:,} bytes of stack"
    return "the process that ran the query ended before it had the answer; try again"
