"""The HTTP client against real servers of this machine, each of which misbehaves in one way."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.errors import CertregError, EnvironmentFault, LimitError, Unavailable, UsageError
from kg.files import http

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n"
REPORT = b"1. Overview\nIn 2021 the agency issued 24 certificates.\n"


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that hands every connection, once a request has come, to `answer`; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def accept() -> None:
            while not over.is_set():
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=handle, args=(connection,), daemon=True).start()

        def handle(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(65536)
                    answer(connection)
                except OSError:
                    pass

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/report"
        finally:
            over.set()


def sends(content: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(content)


def drips(head: bytes) -> Callable[[socket.socket], None]:
    """Sends a byte now and then, for a minute."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(600):
            connection.sendall(b"a")
            time.sleep(0.1)

    return answer


def download(address: str, seconds: float = 10.0, max_bytes: int = 100_000) -> bytes:
    return http.download(address, seconds=seconds, max_bytes=max_bytes, accept="text/*").content


def test_a_document_is_read_whole() -> None:
    for framed in (
        b"Content-Length: %d\r\n\r\n" % len(REPORT) + REPORT,
        b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(REPORT), REPORT),
        b"\r\n" + REPORT,  # as HTTP 1.0 has it: the end of the connection is the end of the body
    ):
        with raw_server(sends(HEAD + framed)) as address:
            assert download(address) == REPORT


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (HEAD + b"Content-Length: 900\r\n\r\n" + REPORT, Unavailable, "broke before the answer was complete"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n90\r\n" + REPORT, Unavailable, "broke before the answer was"),
        (b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 200_000 + b"\r\n\r\n", Unavailable, "broke before the answer was"),
        (b"\0\1garbage\n\n", Unavailable, "broke before the answer was complete"),
        (b"", Unavailable, "broke before the answer was complete"),
        (HEAD + b"\r\n" + b"a" * 100_001, LimitError, "more than 100,000 bytes"),
        (HEAD + b"Content-Encoding: gzip\r\n\r\nx", EnvironmentFault, r"compressed \(gzip\)"),
        (b"HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\n\r\na", EnvironmentFault, "HTTP 206"),
        (b"HTTP/1.1 404 Not \x1b[2JFound\r\nContent-Length: 0\r\n\r\n", EnvironmentFault, r"HTTP 404|broke"),
    ],
    ids=["short", "chunk", "header", "garbage", "nothing", "large", "gzip", "part", "error"],
)
def test_an_answer_that_is_not_whole_is_one_error(answer: bytes, error: type[CertregError], message: str) -> None:
    with raw_server(sends(answer)) as address, pytest.raises(error, match=message) as fault:
        download(address)
    assert "\x1b" not in str(fault.value) and "\n" not in str(fault.value)


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nX-A: ", HEAD + b"\r\n", b""], ids=["headers", "body", "status line"]
)
def test_a_byte_now_and_then_does_not_extend_the_deadline(head: bytes) -> None:
    with raw_server(drips(head)) as address:
        started = time.monotonic()
        with pytest.raises(LimitError, match="no answer in time"):
            download(address, seconds=0.5)
    assert time.monotonic() - started < 20  # the server would have gone on for a minute


def redirect(target: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()


@pytest.mark.parametrize("target", ["ftp://127.0.0.1:1/r.txt", "file:///etc/hostname", "gopher://h/"])
def test_a_redirect_to_another_scheme_is_not_followed(target: str) -> None:
    with (
        raw_server(sends(redirect(target))) as address,
        pytest.raises(EnvironmentFault, match=r"only http and https|broke"),
    ):
        download(address)


def test_redirects_are_followed_a_few_times() -> None:
    seen: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        seen.append(b"")
        connection.sendall(redirect("/again") if len(seen) < 4 else HEAD + b"\r\n" + REPORT)

    with raw_server(answer) as address:
        assert download(address) == REPORT
    with (
        raw_server(sends(redirect("/again"))) as address,
        pytest.raises(EnvironmentFault, match="more than 5 redirects"),
    ):
        download(address)


def test_without_leave_no_redirect_is_followed() -> None:
    with raw_server(sends(redirect("/again"))) as address:
        response = http.request("GET", address, seconds=10, max_bytes=10)
    assert (response.status, response.redirect_target()) == (302, "/again")


def test_of_an_error_the_status_counts_however_long_its_body() -> None:
    head = b"HTTP/1.1 503 Busy\r\nContent-Length: 9000000\r\n\r\n<html>\nout of\x07 cheese\n"
    for body in (head, head + b"x" * 8_000_000):
        with raw_server(sends(body)) as address:
            response = http.request("GET", address, seconds=10, max_bytes=10)
        assert (response.status, response.first_line()) == (503, "out of  cheese")
        assert len(response.content) <= http.ERROR_BYTES


@pytest.mark.parametrize(
    ("challenge", "scheme"), [('Basic realm="x"', "Basic "), ('Digest realm="x", nonce="n", qop="auth"', "Digest ")]
)
def test_the_login_is_sent_as_the_server_asks_and_never_unasked(tmp_path: Path, challenge: str, scheme: str) -> None:
    file = tmp_path / "graph.nt"
    file.write_bytes(b"<a:b> <a:c> <a:d> .\n" * 50_000)
    seen: list[tuple[str, int]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.headers.get("Authorization", ""), len(body)))
            self.send_response(204 if seen[1:] else 401)
            self.send_header("WWW-Authenticate", challenge)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        response = http.request("PUT", address, seconds=10, max_bytes=10, content=file, login=("someone", "hush"))
        server.shutdown()
    assert response.status == 204
    (unasked, size), (asked, again) = seen
    assert (unasked, size, again) == ("", 1_000_000, 1_000_000)
    assert asked.startswith(scheme)


@pytest.mark.parametrize(
    "text", ["file:///etc/passwd", "ftp://h/x", "localhost:80", "http://", "http://h:port/", "", "http://a b/"]
)
def test_only_http_addresses(text: str) -> None:
    with pytest.raises(UsageError, match="thing"):
        http.parse_address(text, "thing", "http://example.org/")


def test_user_and_password_are_kept_apart_from_the_address() -> None:
    parsed = http.parse_address("https://ann:p%40ss@example.org:8443/a?b#c", "thing", "")
    assert parsed == http.Address("https://example.org:8443/a?b", "ann", "p@ss")
    assert parsed.basic_authorization() == {"Authorization": "Basic YW5uOnBAc3M="}
    for text in ("ann:s3cret@h", "http://ann:s3#cret@h/x y", "http://u:s3cret@h:x"):
        with pytest.raises(UsageError) as fault:
            http.parse_address(text, "thing", "")
        assert "s3" not in str(fault.value)
