"""The parent's side of a fork server: start it, have workers made and ended, end it."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kg.errors import CertregError, EnvironmentFault, LimitError
from kg.web import limits, wire


@dataclass(frozen=True)
class Served:
    """What to serve: a build folder, or the records that the options of the command line select."""

    build: str | None = None
    data: tuple[str, ...] = ()
    as_of: str = ""
    source: tuple[str, ...] = ()


class Gone(Exception):
    """The fork server is no more."""


class NotLoaded(CertregError):
    """What to serve cannot be; told by the process that tried."""

    def __init__(self, message: str, exit_code: int) -> None:
        self.exit_code = exit_code
        super().__init__(message)


class Nursery:
    """A fork server that has its graph; `digest` names the graph."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket, said: Mapping[str, Any]) -> None:
        self.digest: str = said["digest"]
        self.quads: int = said["quads"]
        self._process = process
        self._control = control
        self._one_by_one = asyncio.Lock()

    @classmethod
    async def opened(cls, served: Served) -> Nursery:
        """Start a fork server and wait until it has loaded. Raises CertregError with what it says is wrong."""
        control, its_end = socket.socketpair()
        with its_end:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kg.web.forkserver", str(its_end.fileno())],
                pass_fds=[its_end.fileno()],
                stdin=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C is for the parent, which then ends the rest
            )
        control.setblocking(False)
        try:
            async with asyncio.timeout(limits.START_SECONDS):
                content = json.dumps(asdict(served)).encode()
                await asyncio.get_running_loop().sock_sendall(control, wire.LENGTH.pack(len(content)) + content)
                size = wire.LENGTH.unpack(await _exactly(control, wire.LENGTH.size))[0]
                said = json.loads(await _exactly(control, size))
            if "fault" in said:
                raise NotLoaded(said["fault"], said["exit_code"])
            return cls(process, control, said)
        except BaseException as fault:
            _end(process, control)
            if isinstance(fault, Gone):
                raise EnvironmentFault("the process that loads the graph ended before it was done") from fault
            if isinstance(fault, TimeoutError):
                raise LimitError(f"the graph was not loaded within {limits.START_SECONDS:g} s") from fault
            raise

    async def make(self) -> tuple[int, socket.socket]:
        """A new worker: its pid, and the socket to it. Raises Gone."""
        return await asyncio.shield(self._make())  # who stops waiting must not leave a reply for the next to read

    async def _make(self) -> tuple[int, socket.socket]:
        channel, its_end = socket.socketpair()
        with its_end:
            pid = await self._command(wire.MAKE, 0, [its_end.fileno()])
        channel.setblocking(False)
        return pid, channel

    async def end(self, pid: int) -> int:
        """Kill a worker unless it has ended already; gives its wait status. Raises Gone."""
        return await asyncio.shield(self._command(wire.END, pid, []))

    def close(self) -> None:
        """End the fork server and all its workers."""
        _end(self._process, self._control)

    async def _command(self, order: bytes, pid: int, descriptors: list[int]) -> int:
        async with self._one_by_one:
            try:
                socket.send_fds(self._control, [wire.COMMAND.pack(order, pid)], descriptors)
                reply: int = wire.REPLY.unpack(await _exactly(self._control, wire.REPLY.size))[0]
            except OSError as fault:
                raise Gone from fault
            return reply


async def _exactly(control: socket.socket, size: int) -> bytes:
    loop = asyncio.get_running_loop()
    content = b""
    while len(content) < size:
        part = await loop.sock_recv(control, size - len(content))
        if not part:
            raise Gone
        content += part
    return content


def _end(process: subprocess.Popen[bytes], control: socket.socket) -> None:
    control.close()  # at which it kills its workers and ends
    try:
        process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
