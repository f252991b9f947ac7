"""Whatever ends or stops, in whatever order: nothing stays behind, and what can be started again is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from serving import Server, serving

pytestmark = pytest.mark.ci

#: So long a deadline that no worker ends by it while a test waits.
PATIENT = ("--deadline", "900")
#: Runs for minutes inside the engine, where it hears of nothing but a signal of the kernel.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f FILTER(?o < ?c) } # %d"


def running(pids: list[int]) -> list[int]:
    """Those of the processes that have not ended; a zombie has."""
    left = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            left.append(pid)
    return left


def all_end(pids: list[int], seconds: float = 300) -> bool:
    until = time.monotonic() + seconds
    while running(pids):
        if time.monotonic() > until:
            for pid in running(pids):
                os.kill(pid, signal.SIGKILL)
            return False
        time.sleep(0.05)
    return True


@contextmanager
def busy(server: Server, queries: int = 3) -> Iterator[list[int]]:
    """Endless queries at work in the server; gives the pids of all its processes but itself."""
    with ThreadPoolExecutor(queries) as clients:

        def ask(number: int) -> None:
            with suppress(OSError):  # the server may end
                server.post(ENDLESS % number)

        for number in range(queries):
            clients.submit(ask, number)
        until = time.monotonic() + 300
        while len(server.workers()) < queries and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.3)  # they are at work now
        yield [*server.fork_servers(), *server.workers()]


@contextmanager
def disposable(*arguments: str) -> Iterator[Server]:
    """A server that the test ends by itself."""
    with pytest.raises(AssertionError, match="ended by itself"), serving(*arguments) as server:
        yield server


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("after", [0.0, 1.5], ids=["while the pages load", "later"])
def test_a_server_that_ends_takes_its_workers_along(own_cache, how, after):
    with disposable(*PATIENT) as server:
        time.sleep(after)
        with busy(server) as pids:
            assert len(pids) > 3
            server.process.send_signal(how)
            server.process.wait(timeout=300)
            assert all_end(pids)


def test_a_server_that_is_killed_while_its_fork_server_is_stopped_leaves_nothing(own_cache):
    with disposable(*PATIENT) as server, busy(server) as pids:
        os.kill(server.fork_servers()[0], signal.SIGSTOP)
        server.process.kill()
        server.process.wait(timeout=300)
        assert all_end(pids)


def test_the_workers_of_a_killed_fork_server_end_with_it_and_queries_go_on(own_cache):
    with disposable(*PATIENT) as server, busy(server) as pids:
        os.kill(server.fork_servers()[0], signal.SIGKILL)
        assert all_end(pids)
        assert server.get("ASK { id:ccc ?p ?o }").status == 200
        server.process.kill()  # else its queries would run on
        server.process.wait(timeout=300)


def test_a_stopped_fork_server_lets_no_query_outlive_its_deadline(own_cache):
    with serving("--deadline", "2") as server:
        fork_server = server.fork_servers()[0]
        with busy(server) as pids:
            os.kill(fork_server, signal.SIGSTOP)
            heavy = [pid for pid in pids if pid != fork_server]
            assert server.post(ENDLESS % 9).status == 503
        assert len(running(heavy)) < len(heavy)
        tries = (server.get(f"ASK {{ id:ccc ?p ?o }} # after {number}").status for number in range(15))
        assert 200 in tries  # a new fork server may need longer to load the graph than a query has


def test_a_stopped_worker_goes_on(server):
    server.get("ASK {}  # so that there are workers")
    for worker in server.workers():
        os.kill(worker, signal.SIGSTOP)
    assert [server.get(f"ASK {{ id:ccc ?p ?o }} # stopped {number}").status for number in range(5)] == [200] * 5


def test_a_query_whose_workers_are_killed_runs_again(server):
    """Two workers of this query are killed; the third one answers."""
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?p ?c FILTER(STR(?o) < STR(?c)) } # killed twice"
    before = set(server.workers())
    with ThreadPoolExecutor(1) as clients:
        reply = clients.submit(server.post, query)
        for _ in range(2):
            time.sleep(0.3)
            for worker in server.workers():
                os.kill(worker, signal.SIGKILL)
        assert reply.result().status in (200, 503)
        assert b"killed" not in reply.result().body
    assert set(server.workers()) != before


def test_a_worker_whose_parents_are_stopped_ends_by_itself(own_cache):
    """The kernel's alarm clock ends its query a little after the deadline."""
    with serving("--deadline", "0.5") as server:
        with busy(server, 1) as pids:
            workers = server.workers()
            at_work = [pid for pid in workers if _nice(pid)]
            stopped = [server.pid, *server.fork_servers()]
            for pid in stopped:
                os.kill(pid, signal.SIGSTOP)
            assert all_end(at_work, 15)
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
            assert pids
        assert server.get("ASK { id:ccc ?p ?o } # resumed").status == 200


def _nice(pid: int) -> bool:
    try:
        return os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)
    except ProcessLookupError:
        return False


def test_a_pipe_in_the_place_of_a_manifest_is_refused(own_cache, tmp_path):
    (tmp_path / "build").mkdir()
    os.mkfifo(tmp_path / "build" / "manifest.json")
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", str(tmp_path / "build")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
    assert (done.returncode, "no build" in done.stderr) == (2, True), done.stderr
