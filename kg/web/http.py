"""HTTP within limits: uvicorn's protocol, with limits on connections, on heads, and on how slow a client may be."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import resource
import struct
import sys
import termios
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from kg.errors import EnvironmentFault
from kg.web import limits
from kg.web.headers import HEADERS
from kg.web.write_buffer import WriteBuffer

#: Positions in an address are 16 bits wide in the parser.
MAX_URL_BYTES = 65_535


class LimitedProtocol(HttpToolsProtocol):
    """One connection.

    A request has `RECEIVE_SECONDS` from its first byte to its last and `MAX_HEAD_BYTES` for its head. The client has
    to take some of an answer in every `SEND_SECONDS`. A connection beyond `max_connections` closes the one that has
    waited longest for a request; if none waits for one, it gets 503 itself.
    """

    #: how many connections there may be at once; `options` sets it
    max_connections = limits.MAX_CONNECTIONS

    _receive_clock: asyncio.TimerHandle | None = None
    _send_clock: asyncio.TimerHandle | None = None
    _in_head = False
    _head_bytes = 0
    _field_bytes = 0
    _refused = False
    _aborted = False
    _paused = False
    _waiting_since = 0.0
    #: bytes of the answer that the client has yet to take, and since when that is so
    _untaken = 0
    _untaken_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(WriteBuffer(transport, self.loop))  # type: ignore[arg-type]
        self._waiting_since = self.loop.time()
        self._limit_connections()
        self._start_receive_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_receive_clock()
        if self._send_clock is not None:
            self._send_clock.cancel()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._refused:
            self._refuse(503, f"busy: {self.max_connections} connections are open, which is the limit; try again later")
            return
        if not self._busy:
            self._start_receive_clock()
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > limits.MAX_HEAD_BYTES:
                self._refuse_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = self._field_bytes = 0
        self._start_receive_clock()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > MAX_URL_BYTES:
            self._refuse(414, f"the address has more than {MAX_URL_BYTES:,} bytes, the limit; send the query by POST")

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._field_bytes += len(name) + len(value)
        if self._field_bytes > limits.MAX_HEAD_BYTES:  # in the data that ends the head, too
            self._refuse_head()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._stop_receive_clock()

    def on_response_complete(self) -> None:
        self._waiting_since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._paused = True
        if self._send_clock is None:
            self._untaken, self._untaken_since = self._count_untaken(), self.loop.time()
            self._send_clock = self.loop.call_later(limits.SEND_CHECK_SECONDS, self._check_progress)

    def resume_writing(self) -> None:
        self._paused = False
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, "this is not an HTTP/1.1 request")

    @property
    def _busy(self) -> bool:
        """Whether a request is being answered."""
        return self.cycle is not None and not self.cycle.response_complete

    def _limit_connections(self) -> None:
        """Make room for this connection, or have it refused."""
        others = [one for one in self.connections if isinstance(one, LimitedProtocol) and not one._aborted]
        if len(others) <= self.max_connections:
            return
        waiting = [one for one in others if one is not self and not one._busy]
        if waiting:
            min(waiting, key=lambda one: one._waiting_since)._abort()
        else:
            self._refused = True

    def _abort(self) -> None:
        self._aborted = True
        self.transport.abort()

    def _count_untaken(self) -> int:
        """How many bytes the client has yet to take: those that wait here, and those that wait in the kernel."""
        queued = 0
        if sys.platform == "linux":
            socket = self.transport.get_extra_info("socket")
            with contextlib.suppress(OSError):
                (queued,) = struct.unpack("i", fcntl.ioctl(socket.fileno(), termios.TIOCOUTQ, bytes(4)))
        return self.transport.get_write_buffer_size() + queued

    def _check_progress(self) -> None:
        """Close the connection when the client has taken nothing for too long."""
        self._send_clock = None
        untaken, now = self._count_untaken(), self.loop.time()
        if not self._paused and not self.transport.get_write_buffer_size():
            return
        if untaken != self._untaken:  # more when the rest of the answer was written meanwhile
            self._untaken, self._untaken_since = untaken, now
        elif now - self._untaken_since > limits.SEND_SECONDS:
            self._abort()
            return
        self._send_clock = self.loop.call_later(limits.SEND_CHECK_SECONDS, self._check_progress)

    def _start_receive_clock(self) -> None:
        if self._receive_clock is None:
            self._receive_clock = self.loop.call_later(limits.RECEIVE_SECONDS, self._receive_timeout)

    def _stop_receive_clock(self) -> None:
        if self._receive_clock is not None:
            self._receive_clock.cancel()
            self._receive_clock = None

    def _receive_timeout(self) -> None:
        self._receive_clock = None
        if self._in_head or (self.cycle is not None and not self.cycle.response_started):
            self._refuse(408, f"the request did not arrive within {limits.RECEIVE_SECONDS:g} s, which is the limit")
        elif not (self._busy and self.cycle.response_started):
            self.transport.close()

    def _refuse_head(self) -> None:
        self._refuse(431, f"the head of the request has more than {limits.MAX_HEAD_BYTES:,} bytes: the limit")

    def _refuse(self, status: int, message: str) -> None:
        if self.transport.is_closing():
            return
        headers: list[tuple[bytes, bytes]] = [
            *HEADERS,
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(message)).encode()),
            (b"connection", b"close"),
        ]
        if status == 503:
            headers.append((b"retry-after", str(round(limits.DEADLINE_SECONDS)).encode()))
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        self.transport.write(STATUS_LINE[status] + lines + b"\r\n" + message.encode())
        self.transport.close()


def options() -> dict[str, Any]:
    """The settings of uvicorn that go with it. Raises EnvironmentFault when there are too few file descriptors."""
    connections = _max_connections()
    return {
        "http": type("LimitedProtocol", (LimitedProtocol,), {"max_connections": connections}),
        "ws": "none",
        "lifespan": "off",
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "log_level": "error",
        "timeout_keep_alive": limits.IDLE_SECONDS,
        "backlog": connections,  # as many may be accepted at once before the first of them is counted
        "timeout_graceful_shutdown": round(limits.DEADLINE_SECONDS) + 1,
    }


def _max_connections() -> int:
    """How many connections leave descriptors for workers; each takes two, for a moment, when others are replaced."""
    wanted = 2 * limits.MAX_CONNECTIONS + limits.RESERVED_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if soft == resource.RLIM_INFINITY:
        return limits.MAX_CONNECTIONS
    connections = min(limits.MAX_CONNECTIONS, (soft - limits.RESERVED_DESCRIPTORS) // 2)
    if connections < 1:
        raise EnvironmentFault(
            f"this process may open {soft} files; it needs {limits.RESERVED_DESCRIPTORS + 2} at least (ulimit -n)"
        )
    return connections
