"""A server as a user runs it: a process of its own on a free port of this machine, asked over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of a table in JSON: variable -> value."""
        bindings = json.loads(self.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]


@dataclass
class Server:
    address: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def netloc(self) -> str:
        return urlsplit(self.address).netloc

    def send(
        self, method: str, target: str, body: bytes | None = None, headers: Mapping[str, str] = {}, timeout: float = 300
    ) -> Reply:
        """One request, on a connection of its own."""
        connection = http.client.HTTPConnection(self.netloc, timeout=timeout)
        try:
            connection.request(method, target, body, dict(headers))
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def get(self, query: str, accept: str = JSON, headers: Mapping[str, str] = {}, **more: str | list[str]) -> Reply:
        asked = urlencode({"query": query, **more}, doseq=True)
        return self.send("GET", f"/sparql?{asked}", headers={"Accept": accept, **headers})

    def post(self, query: str | bytes, accept: str = JSON) -> Reply:
        body = query.encode() if isinstance(query, str) else query
        return self.send("POST", "/sparql", body, {"Content-Type": "application/sparql-query", "Accept": accept})

    def fork_servers(self) -> list[int]:
        """The pids of the children; one, but while a graph is swapped."""
        return children(self.pid)

    def workers(self) -> list[int]:
        """The pids of the workers: the children's children."""
        return [worker for fork_server in self.fork_servers() for worker in children(fork_server)]

    def resident_bytes(self, pid: int, peak: bool = False) -> int:
        status = ""
        with suppress(FileNotFoundError, ProcessLookupError):
            status = Path(f"/proc/{pid}/status").read_text()
        found = re.search(rf"{'VmHWM' if peak else 'VmRSS'}:\s+(\d+) kB", status)
        return int(found[1]) * 1024 if found else 0  # one that has ended holds nothing


def children(pid: int) -> list[int]:
    """The pids of the processes that a process has started."""
    found: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
        for task in Path(f"/proc/{pid}/task").iterdir():
            found.extend(map(int, (task / "children").read_text().split()))
    return found


def end(*pids: int) -> None:
    """Kill processes, of which some may have ended by themselves in the meantime."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@contextmanager
def serving(*arguments: str, env: Mapping[str, str] = {}) -> Iterator[Server]:
    """Run `kg serve ARGUMENTS`; gives the server once it answers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", "--port", "0", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **env},
    )
    try:
        assert process.stderr is not None
        first = process.stderr.readline()
        found = re.search(r"serving (http://\S+/sparql)", first)
        assert found is not None, first + process.stderr.read()
        server = Server(found[1], process, [first])
        threading.Thread(target=lambda: server.said.extend(process.stderr or ()), daemon=True).start()
        yield server
        assert process.poll() is None, "the server ended by itself"
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(timeout=300)
