"""Requests that are too large or too slow, written byte by byte."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"


def exchanged(server, content: bytes, drip: bytes = b"", seconds: float = 300) -> bytes:
    """Send content, then a drip every second, until the server closes; gives what it sent."""
    host, port = server.netloc.split(":")
    start = time.monotonic()
    said = b""
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(content)
        connection.settimeout(1)
        while time.monotonic() - start < seconds:
            try:
                part = connection.recv(65536)
                if not part:
                    return said
                said += part
            except TimeoutError:
                if drip:
                    try:
                        connection.sendall(drip)
                    except OSError:
                        return said
            except OSError:
                return said
    raise AssertionError(f"still open after {seconds} s; said {said[:200]!r}")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (HEAD + b"Content-Length: 67108864\r\nConnection: close\r\n\r\n" + b"#" * 67108864, 413),
        pytest.param(  # after 10 s
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"#" * 65536 + b"\r\n" + b"80000\r\n",
            408,
            marks=pytest.mark.ci,
        ),
        (HEAD + b"Content-Length: 99999999999999\r\nConnection: close\r\n\r\n", 413),
        (HEAD + b"Content-Length: 70000\r\nConnection: close\r\n\r\n" + b"#" * 70000, 413),
        (b"GET /sparql?query=" + b"x" * 600_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: " + b"b" * 300_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nno header\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01", 400),
    ],
    ids=["body", "chunks", "announced", "query", "line", "headers", "header", "not-http", "tls"],
)
def test_what_is_too_large_or_no_http_is_refused(server, content, status):
    said = exchanged(server, content)
    assert said.startswith(b"HTTP/1.1 %d " % status), said[:200]
    assert b"nosniff" in said


def test_requests_sent_at_once_are_answered_in_turn(server):
    many = b"".join(b"GET /sparql?query=ASK%%20%%7B%%7D%%23%d HTTP/1.1\r\nHost: x\r\n\r\n" % turn for turn in range(50))
    said = exchanged(server, many + b"GET /not-there HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert said.count(b"HTTP/1.1 200 OK") == said.count(b'{"head":{},"boolean":true}') == 50
    assert said.endswith(b"Not Found\n")


@pytest.mark.ci
def test_a_request_that_comes_too_slowly_is_cut_off(server):
    """At most 10 s from its first byte to its last; each of these would go on for ever."""
    slow = {
        "head": (b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: x\r\nX-A: ", b"a"),
        "body": (HEAD + b"Content-Length: 1000\r\n\r\n", b"#"),
        "blank lines": (b"", b"\r\n"),
        "nothing": (b"", b""),
    }
    with ThreadPoolExecutor(len(slow)) as clients:
        running = {name: clients.submit(exchanged, server, *what) for name, what in slow.items()}
        for name, client in running.items():
            said = client.result()
            assert not said or said.startswith(b"HTTP/1.1 408 "), name
    assert server.get("ASK {}").status == 200


FORM = b"queries=%7B%22q0%22%3A%7B%22query%22%3A%22CNCA%22%7D%7D"
FORM_HEAD = b"POST /reconcile HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


def test_forms_that_come_slowly_keep_no_slot_from_others(server):
    """A hundred of them, more than there are slots; a form that is here is answered at once."""
    host, port = server.netloc.split(":")
    server.send("GET", "/reconcile")  # the pages are loaded now
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection((host, int(port)))) for _ in range(100)]
        for connection in slow:
            connection.sendall(FORM_HEAD + b"Content-Length: 1000000\r\n\r\nqueries=" + b"a" * 100_000)
        time.sleep(0.5)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = server.send("POST", "/reconcile", FORM, form)
        assert (reply.status, b'"cnca"' in reply.body) == (200, True)
        assert select.select(slow, [], [], 0)[0] == []  # none of them had to be cut off for it
    assert server.resident_bytes(server.pid) < 300_000_000


@pytest.mark.ci
def test_a_client_that_reads_slowly_but_steadily_gets_all(server):
    """20 MB at 0.9 MB a second: no pause of the client, long ones between the reports of the kernel."""
    rows = " ".join(f'"{number:060d}"' for number in range(8))
    query = f"SELECT ?s ?p ?o ?x {{ ?s ?p ?o . VALUES ?x {{ {rows} }} }} LIMIT 120000".encode()
    host, port = server.netloc.split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.settimeout(60)
        lines = HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n%s"
        connection.sendall(lines % (len(query), query))
        start = time.monotonic()
        size = 0
        head = b""
        while part := connection.recv(10_240):
            head = head or part
            size += len(part)
            time.sleep(max(0.0, start + size / 900_000 - time.monotonic()))
    announced = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    assert size == announced + head.index(b"\r\n\r\n") + 4 > 13_000_000


@pytest.mark.ci
def test_a_client_that_does_not_read_is_cut_off_and_holds_no_worker(server):
    """The answer has 11 MB, more than the buffers between here and there hold."""
    query = "SELECT * { VALUES ?x { " + "1 " * 30_000 + "} VALUES ?y { 1 2 } }"
    host, port = server.netloc.split(":")
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((host, int(port)))
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(query), query.encode()))
        connection.settimeout(30)
        size = len(connection.recv(1))
        for _ in range(24):
            assert server.get("ASK {}").status == 200
            time.sleep(1)
        try:
            while part := connection.recv(1 << 20):
                size += len(part)
        except ConnectionResetError:
            pass
    assert 0 < size < 10_000_000
