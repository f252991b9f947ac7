"""A long run: mixed load while workers are killed and stopped and the graph is rebuilt. No request is lost, and the
parent neither grows nor leaks descriptors.

It takes a minute at a desk, ten in CI, and CERTREG_LOAD_SECONDS where that is set; docs/serving.md has the figures.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
import signal
import statistics
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import Server, children, serving
from test_swap import put

from kg.build.write import build
from kg.records.assemble import Selection
from kg.web import limits

pytestmark = pytest.mark.ci

SECONDS = float(os.environ.get("CERTREG_LOAD_SECONDS") or (600 if os.environ.get("CI") else 60))
HEAVY = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f FILTER(?o < ?c) } # %d"
LARGE = "SELECT * { GRAPH ?g { ?s ?p ?o } } # %d"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ask(server: Server, kind: str, number: int) -> tuple[int, bytes]:
    if kind == "light":
        reply = server.get(f"SELECT * {{ id:ccc ?p ?o }} # {number}")
    elif kind == "heavy":
        reply = server.get(HEAVY % number)
    elif kind == "large":
        reply = server.get(LARGE % number, accept="text/tab-separated-values")
    elif kind == "page":
        reply = server.send("GET", f"/id/ccc?x={number}", headers={"Accept": "text/html"})
    elif kind == "search":
        reply = server.send("GET", f"/search?q=haccp&x={number}", headers={"Accept": "text/html"})
    else:
        queries = quote(json.dumps({"q0": {"query": "CNCA", "limit": 1 + number % 9}}))
        reply = server.send("POST", "/reconcile", f"queries={queries}".encode(), FORM)
    return reply.status, reply.body


#: How many clients ask for what.
CLIENTS = {"light": 3, "heavy": 2, "large": 1, "page": 2, "search": 1, "reconcile": 2}
#: A long query is refused at its deadline; everything else is answered.
RIGHT = {kind: {503} if kind == "heavy" else {200} for kind in CLIENTS}


def descriptors(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def test_a_long_run_loses_nothing_and_grows_nowhere(own_cache, tmp_path):
    build(tmp_path / "whole")
    build(tmp_path / "part", Selection(sources=("cnca-2021",)))
    served = tmp_path / "served"
    put(tmp_path / "whole", served)
    stop = threading.Event()
    numbers = itertools.count()
    counts: Counter[tuple[str, int]] = Counter()
    wrong: list[tuple[str, int, bytes]] = []
    sizes: list[tuple[int, int]] = []

    with serving(str(served)) as server:

        def client(kind: str) -> None:
            while not stop.is_set():
                status, body = ask(server, kind, next(numbers))
                counts[kind, status] += 1
                if status not in RIGHT[kind]:
                    wrong.append((kind, status, re.sub(rb"<[^>]*>|\s+", b" ", body)[-300:]))

        def disturb() -> None:
            """Twice a second, kill a worker, or stop one."""
            chance = random.Random(7)
            while not stop.wait(0.5):
                workers = [pid for child in children(server.pid) for pid in children(child)]
                if workers:
                    with suppress(ProcessLookupError):
                        os.kill(chance.choice(workers), chance.choice([signal.SIGKILL, signal.SIGSTOP]))

        def rebuild() -> None:
            for name in itertools.cycle(("part", "whole")):
                if stop.wait(15):
                    return
                put(tmp_path / name, served)

        def stop_fork_server() -> None:
            while not stop.wait(20):
                with suppress(ProcessLookupError):
                    os.kill(server.fork_servers()[-1], signal.SIGSTOP)

        def measure() -> None:
            while not stop.wait(2):
                sizes.append((server.resident_bytes(server.pid), descriptors(server.pid)))

        works = [disturb, rebuild, stop_fork_server, measure]
        with ThreadPoolExecutor(sum(CLIENTS.values()) + len(works)) as threads:
            running = [threads.submit(client, kind) for kind, many in CLIENTS.items() for _ in range(many)]
            running += [threads.submit(work) for work in works]
            time.sleep(SECONDS)
            stop.set()
            for each in running:
                each.result()
        parent_peak = server.resident_bytes(server.pid, peak=True)
        assert server.process.poll() is None

    memory, files = zip(*sizes, strict=True)
    half = len(sizes) // 2
    print(f"\n{SECONDS:g} s: {dict(counts)}; parent at most {parent_peak / 1e6:.0f} MB,", end=" ")
    print(f"median {statistics.median(memory[:half]) / 1e6:.0f}, then {statistics.median(memory[half:]) / 1e6:.0f} MB;")
    print(f"descriptors {min(files)} to {max(files)}, median {statistics.median(files[half:]):g}; wrong: {wrong[:5]}")
    assert wrong == []
    assert {kind for kind, _ in counts} == set(CLIENTS)
    assert parent_peak < 300_000_000
    assert statistics.median(memory[half:]) < statistics.median(memory[:half]) + limits.CACHE_BYTES  # which fills first
    assert max(files) < 150
    assert statistics.median(files[half:]) <= statistics.median(files[:half]) + 10
