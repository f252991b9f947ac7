"""The parent's side of a fork server: start it, have workers made and ended, end it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kg.errors import CertregError, EnvironmentFault, LimitError
from kg.web import ipc, limits


@dataclass(frozen=True)
class ServeTarget:
    """What to serve: a build folder, or the records that the options of the command line select."""

    build: str | None = None
    data: tuple[str, ...] = ()
    as_of: str = ""
    source: tuple[str, ...] = ()
    #: modules whose `routes(site)` the pages get besides their own
    routes: tuple[str, ...] = ()


class ForkServerGone(Exception):
    """The fork server is no more."""


class NotLoaded(CertregError):
    """What to serve cannot be; told by the process that tried."""

    def __init__(self, message: str, exit_code: int) -> None:
        self.exit_code = exit_code
        super().__init__(message)


class ForkServer:
    """A fork server that has its graph; `digest` names the graph."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket, said: Mapping[str, Any]) -> None:
        self.digest: str = said["digest"]
        self.quads: int = said["quads"]
        self._process = process
        self._control = control
        self._to_be_made: deque[asyncio.Future[int]] = deque()
        self._to_end: dict[int, asyncio.Future[int]] = {}
        self._to_prepare: deque[asyncio.Future[int]] = deque()
        self._hearing = asyncio.create_task(self._hear())

    @classmethod
    async def opened(cls, target: ServeTarget) -> ForkServer:
        """Start a fork server and wait until it has loaded. Raises CertregError with what it says is wrong."""
        control, its_end = socket.socketpair()
        with its_end:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kg.web.forkserver", str(its_end.fileno())],
                pass_fds=[its_end.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # of kg mcp it is the wire
                env={**os.environ, "MALLOC_ARENA_MAX": "1"},  # else each thread of an engine reserves 64 MiB (glibc)
                process_group=0,  # Ctrl-C is for the parent, which then ends the rest
            )
        control.setblocking(False)
        try:
            async with asyncio.timeout(limits.START_SECONDS):
                content = json.dumps(asdict(target)).encode()
                await asyncio.get_running_loop().sock_sendall(control, ipc.LENGTH.pack(len(content)) + content)
                size = ipc.LENGTH.unpack(await _exactly(control, ipc.LENGTH.size))[0]
                said = json.loads(await _exactly(control, size))
            if "fault" in said:
                raise NotLoaded(said["fault"], said["exit_code"])
            return cls(process, control, said)
        except BaseException as fault:
            _end(process, control)
            if isinstance(fault, ForkServerGone):
                raise EnvironmentFault("the process that loads the graph ended before it was done") from fault
            if isinstance(fault, TimeoutError):
                raise LimitError(f"the graph was not loaded within {limits.START_SECONDS:g} s") from fault
            raise

    async def make(self) -> tuple[int, socket.socket]:
        """A new worker: its pid, and the socket to it. Raises ForkServerGone."""
        channel, its_end = socket.socketpair()
        channel.setblocking(False)
        made: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._to_be_made.append(made)
        with its_end:
            self._order(ipc.MAKE, 0, [its_end.fileno()])
        return await made, channel

    async def end(self, pid: int) -> int:
        """Kill a worker unless it has ended already; gives its wait status once it has. Raises ForkServerGone."""
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._to_end[pid] = ended
        self._order(ipc.END, pid, [])
        return await ended

    async def prepare(self) -> bool:
        """Have the pages prepared, so that workers made afterwards can answer for them; whether it went well.

        Raises ForkServerGone.
        """
        prepared: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._to_prepare.append(prepared)
        self._order(ipc.PREPARE, 0, [])
        return not await prepared

    def close(self) -> None:
        """End the fork server and all its workers."""
        self._hearing.cancel()
        _end(self._process, self._control)

    def _order(self, order: bytes, pid: int, descriptors: list[int]) -> None:
        try:
            socket.send_fds(self._control, [ipc.COMMAND.pack(order, pid)], descriptors)
        except OSError as fault:
            raise ForkServerGone from fault

    async def _hear(self) -> None:
        """Give each reply to who waits for it, who may have gone since; until there is nobody to hear."""
        try:
            while True:
                order, pid, status = ipc.REPLY.unpack(await _exactly(self._control, ipc.REPLY.size))
                if order == ipc.MAKE:
                    waiting, said = self._to_be_made.popleft(), pid
                elif order == ipc.PREPARE:
                    waiting, said = self._to_prepare.popleft(), status
                else:
                    waiting, said = self._to_end.pop(pid), status
                if not waiting.done():
                    waiting.set_result(said)
        except (ForkServerGone, OSError):
            pass
        finally:
            for waiting in (*self._to_be_made, *self._to_prepare, *self._to_end.values()):
                if not waiting.done():
                    waiting.set_exception(ForkServerGone())


async def _exactly(control: socket.socket, size: int) -> bytes:
    loop = asyncio.get_running_loop()
    content = b""
    while len(content) < size:
        part = await loop.sock_recv(control, size - len(content))
        if not part:
            raise ForkServerGone
        content += part
    return content


def _end(process: subprocess.Popen[bytes], control: socket.socket) -> None:
    control.close()  # at which it kills its workers and ends
    try:
        process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
