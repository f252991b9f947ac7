"""HTTP within limits: uvicorn's protocol, with an end to heads that are too long and to peers that are too slow."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from kg.web import limits
from kg.web.headers import HEADERS
from kg.web.write_buffer import Gathered


class LimitedProtocol(HttpToolsProtocol):
    """One connection.

    A request has `RECEIVE_SECONDS` from its first byte to its last and `MAX_HEAD_BYTES` for its head; of an answer,
    the client has to take some in every `SEND_SECONDS`.
    """

    _receive_clock: asyncio.TimerHandle | None = None
    _send_clock: asyncio.TimerHandle | None = None
    _in_head = False
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(Gathered(transport, self.loop))  # type: ignore[arg-type]
        self._start_receive_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_receive_clock()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:
            self._start_receive_clock()
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > limits.MAX_HEAD_BYTES:
                self._refuse(431, f"the head of the request has more than {limits.MAX_HEAD_BYTES:,} bytes: the limit")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = 0
        self._start_receive_clock()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._stop_receive_clock()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._send_clock is None:
            self._send_clock = self.loop.call_later(limits.SEND_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        if self._send_clock is not None:
            self._send_clock.cancel()
            self._send_clock = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        self._refuse(400, "this is no HTTP/1.1 request")

    def _start_receive_clock(self) -> None:
        if self._receive_clock is None:
            self._receive_clock = self.loop.call_later(limits.RECEIVE_SECONDS, self._late)

    def _stop_receive_clock(self) -> None:
        if self._receive_clock is not None:
            self._receive_clock.cancel()
            self._receive_clock = None

    def _late(self) -> None:
        answering = self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
        if self._in_head or (self.cycle is not None and not self.cycle.response_started):
            self._refuse(408, f"the request did not come within {limits.RECEIVE_SECONDS:g} s, which is the limit")
        elif not answering:
            self.transport.close()

    def _refuse(self, status: int, message: str) -> None:
        if self.transport.is_closing():
            return
        headers: list[tuple[bytes, bytes]] = [
            *HEADERS,
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(message)).encode()),
            (b"connection", b"close"),
        ]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        self.transport.write(STATUS_LINE[status] + lines + b"\r\n" + message.encode())
        self.transport.close()


def options() -> dict[str, Any]:
    """The settings of uvicorn that go with it."""
    return {
        "http": LimitedProtocol,
        "ws": "none",
        "lifespan": "off",
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "log_level": "error",
        "timeout_keep_alive": limits.IDLE_SECONDS,
        "limit_concurrency": limits.MAX_CONNECTIONS,
        "timeout_graceful_shutdown": round(limits.DEADLINE_SECONDS) + 1,
    }
