"""The parent's side of a fork server: start it, have workers forked and killed, end it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kg.errors import CertregError, EnvironmentFault, LimitError
from kg.web import ipc, limits


@dataclass(frozen=True)
class ServeTarget:
    """What to serve: a build folder or store, or the records that the options of the command line select."""

    build: str | None = None
    data: tuple[str, ...] = ()
    as_of: str = ""
    source: tuple[str, ...] = ()
    #: modules whose `routes(site)` are added to the pages
    routes: tuple[str, ...] = ()


class ForkServerGone(Exception):
    """The fork server has ended, or has been ended because it no longer replied."""


class LoadFailed(CertregError):
    """The fork server could not load the graph; the message and exit code are its own."""

    def __init__(self, message: str, exit_code: int) -> None:
        self.exit_code = exit_code
        super().__init__(message)


class ForkServer:
    """A fork server that has loaded its graph; `digest` identifies the graph."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket.socket, loaded: Mapping[str, Any]) -> None:
        self.digest: str = loaded["digest"]
        self.quads: int = loaded["quads"]
        self._process = process
        self._control = control
        self._workers: set[int] = set()
        self._forks: deque[asyncio.Future[int]] = deque()
        self._kills: dict[int, asyncio.Future[int]] = {}
        self._preparations: deque[asyncio.Future[int]] = deque()
        self._watchdog: asyncio.TimerHandle | None = None
        self._silent_since = 0.0
        self._reader = asyncio.create_task(self._read_replies())

    @classmethod
    async def open(cls, target: ServeTarget, deadline: float = limits.DEADLINE_SECONDS) -> ForkServer:
        """Start a fork server and wait until it has loaded the graph; `deadline` is that of its workers' jobs.

        Raises CertregError with the reason it gives.
        """
        control, far_end = socket.socketpair()
        with far_end:
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "kg.web.forkserver", str(far_end.fileno()), str(os.getpid())],
                pass_fds=[far_end.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # kg mcp speaks its protocol there
                env={**os.environ, "MALLOC_ARENA_MAX": "1"},  # else each thread of an engine reserves 64 MiB (glibc)
                process_group=0,  # Ctrl-C is for the parent, which then ends the rest
            )
        control.setblocking(False)
        try:
            async with asyncio.timeout(limits.START_SECONDS):
                content = json.dumps({**asdict(target), "deadline": deadline}).encode()
                await asyncio.get_running_loop().sock_sendall(control, ipc.LENGTH.pack(len(content)) + content)
                size = ipc.LENGTH.unpack(await _receive_exactly(control, ipc.LENGTH.size))[0]
                loaded = json.loads(await _receive_exactly(control, size))
            if "error" in loaded:
                raise LoadFailed(loaded["error"], loaded["exit_code"])
            return cls(process, control, loaded)
        except BaseException as error:
            _stop(process, control)
            if isinstance(error, ForkServerGone | OSError) and not isinstance(error, TimeoutError):
                raise EnvironmentFault("the process that loads the graph ended too early") from error
            if isinstance(error, TimeoutError):
                raise LimitError(f"the graph was not loaded within {limits.START_SECONDS:g} s") from error
            raise

    async def fork_worker(self) -> tuple[int, socket.socket]:
        """A new worker: its pid, and the socket to it. Raises ForkServerGone."""
        channel, far_end = socket.socketpair()
        channel.setblocking(False)
        forked: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._forks.append(forked)
        try:
            with far_end:
                self._send(ipc.FORK, 0, [far_end.fileno()])
            return await forked, channel
        except BaseException:
            channel.close()
            raise

    async def kill_worker(self, pid: int) -> int:
        """Kill a worker unless it has already ended; its wait status, once it has. Raises ForkServerGone."""
        # Directly, so that it ends even while the fork server is stopped; its pid is its own until that one reaps it.
        _signal([pid], signal.SIGKILL)
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._kills[pid] = ended
        self._send(ipc.KILL, pid, [])
        return await ended

    async def prepare_pages(self) -> bool:
        """Have the pages loaded, so that workers forked afterwards can answer for them; whether that worked.

        Raises ForkServerGone.
        """
        prepared: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._preparations.append(prepared)
        self._send(ipc.PREPARE, 0, [])
        return not await prepared

    async def close(self) -> None:
        """End the fork server and all its workers."""
        self._reader.cancel()
        await asyncio.wait({self._reader})  # the loop must have let go of the socket before it closes
        await asyncio.to_thread(_stop, self._process, self._control)

    def _send(self, command: bytes, pid: int, descriptors: list[int]) -> None:
        try:
            socket.send_fds(self._control, [ipc.COMMAND.pack(command, pid)], descriptors)
        except OSError as error:
            raise ForkServerGone from error
        if self._watchdog is None:
            self._start_watchdog()

    async def _read_replies(self) -> None:
        """Pass each reply to the call that awaits it, until the fork server is gone."""
        try:
            while True:
                command, pid, status = ipc.REPLY.unpack(await _receive_exactly(self._control, ipc.REPLY.size))
                self._stop_watchdog()
                if command == ipc.FORK:
                    self._workers.add(pid)
                    waiting, value = self._forks.popleft(), pid
                    if waiting.done():  # its request has been cancelled
                        _signal([pid], signal.SIGKILL)
                        self._kills[pid] = asyncio.get_running_loop().create_future()
                        self._send(ipc.KILL, pid, [])
                elif command == ipc.PREPARE:
                    waiting, value = self._preparations.popleft(), status
                else:
                    self._workers.discard(pid)
                    waiting, value = self._kills.pop(pid), status
                if not waiting.done():
                    waiting.set_result(value)
                if self._pending():
                    self._start_watchdog()
        except (ForkServerGone, OSError):
            pass
        finally:
            self._stop_watchdog()
            _signal(self._workers, signal.SIGKILL)  # they end with the fork server, where the kernel sees to that
            for waiting in self._pending():
                if not waiting.done():
                    waiting.set_exception(ForkServerGone())

    def _pending(self) -> list[asyncio.Future[int]]:
        return [*self._forks, *self._preparations, *self._kills.values()]

    def _start_watchdog(self) -> None:
        loop = asyncio.get_running_loop()
        self._silent_since = loop.time()
        self._watchdog = loop.call_later(limits.RESUME_SECONDS, self._check)

    def _stop_watchdog(self) -> None:
        if self._watchdog is not None:
            self._watchdog.cancel()
            self._watchdog = None

    def _check(self) -> None:
        """Resume a fork server that may be stopped; kill one that has been silent for too long."""
        loop = asyncio.get_running_loop()
        patience = limits.PREPARE_SECONDS if self._preparations else limits.FORK_SECONDS
        if loop.time() - self._silent_since > patience:
            self._watchdog = None
            self._process.kill()
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
        self._watchdog = loop.call_later(limits.RESUME_SECONDS, self._check)


async def _receive_exactly(control: socket.socket, size: int) -> bytes:
    loop = asyncio.get_running_loop()
    content = b""
    while len(content) < size:
        part = await loop.sock_recv(control, size - len(content))
        if not part:
            raise ForkServerGone
        content += part
    return content


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def _stop(process: subprocess.Popen[bytes], control: socket.socket) -> None:
    control.close()  # whereupon it kills its workers and ends
    try:
        process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
