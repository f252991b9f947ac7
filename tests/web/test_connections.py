"""Connections are limited by their number, whatever they send; those that wait for nothing make room."""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from serving import serving

pytestmark = pytest.mark.ci


def connected(server, stack: ExitStack) -> socket.socket:
    host, port = server.netloc.split(":")
    return stack.enter_context(socket.create_connection((host, int(port)), timeout=5))


def closed(connection: socket.socket) -> bool:
    connection.settimeout(0.5)
    try:
        return not connection.recv(1)
    except TimeoutError:
        return False
    except OSError:
        return True


def test_silent_connections_keep_nobody_out(own_cache):
    """A thousand of them, with the descriptors that a process usually has."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
    limited = f"ulimit -n 1024; exec {sys.executable} -m kg serve --port 0"
    process = subprocess.Popen(["bash", "-c", limited], stderr=subprocess.PIPE, text=True)
    try:
        from serving import Server

        address = process.stderr.readline().split("serving ")[1].partition(";")[0]
        server = Server(address, process)
        with ExitStack() as stack:
            silent = [connected(server, stack) for _ in range(1000)]
            for number in range(3):
                assert server.get(f"ASK {{ id:ccc ?p ?o }} # {number}").status == 200
            from pathlib import Path

            assert len(list(Path(f"/proc/{process.pid}/fd").iterdir())) < 400
            assert closed(silent[0])
        assert server.get("ASK { id:ccc ?p ?o } # after").status == 200
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        process.terminate()
        process.wait(timeout=300)
        assert "Traceback" not in process.stderr.read()


def test_one_connection_too_many_gets_503_with_all_headers(own_cache):
    """All others are at work, so none can be closed for it."""
    query = b"SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f FILTER(?o < ?c) }"
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: %d\r\n\r\n"
    with serving("--deadline", "8") as server, ExitStack() as stack:
        for number in range(256):
            body = query + b" # %d" % number
            connected(server, stack).sendall(head % len(body) + body[: len(body) - 1])  # the last byte is missing
        time.sleep(0.5)
        last = connected(server, stack)
        last.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n")
        last.settimeout(10)
        reply = b""
        while part := last.recv(65536):
            reply += part
        assert reply.startswith(b"HTTP/1.1 503 ")
        for header in (b"content-security-policy:", b"x-content-type-options: nosniff", b"retry-after: "):
            assert header in reply.lower()


def test_too_few_descriptors_are_refused_with_a_reason(own_cache):
    command = f"ulimit -n 60; exec {sys.executable} -m kg serve --port 0"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=300)
    assert done.returncode == 2
    assert "ulimit -n" in done.stderr
    assert "Traceback" not in done.stderr
