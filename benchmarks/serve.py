"""`kg serve` against its promises, and against `oxigraph serve` on the same data in the same run.

Usage: python benchmarks/serve.py [SWAP_REQUESTS]. Needs wrk (Debian: wrk) and, for the peer, PyPI's oxigraph. The
promises: every query ends by its deadline + 0.5 s; light queries p99 <= 50 ms alone and <= 250 ms under four clients
that never stop asking for too much; parent <= 300 MB, worker <= 2 GiB; a killed worker is back within 250 ms; a
rebuilt graph takes over with no failed and no mixed answer in 10,000 requests; a small query at >= 1,000 requests/s;
start-up to the first answer under 1 s. Everything runs on this machine's loopback.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from timing import table

from kg.build.write import QUADS_FILE, build
from kg.records.assemble import Selection

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "web"))
from serving import JSON, Server, serving

SMALL = "SELECT ?p ?o { <https://w3id.org/certreg/id/ccc> ?p ?o } LIMIT 10"
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
ENDLESS = {
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "optimiser": "SELECT * { " + " ".join(f"?s ?p{i} ?o{i} ." for i in range(200)) + " }",
    "parser": "SELECT * { FILTER(" + "1+" * 20_000 + "1) }",
    "sort": f"SELECT * {{ {CROSS} }} ORDER BY ?i ?a",
}
DOUBLING = " ".join(f"BIND(CONCAT(?x{i},?x{i}) AS ?x{i + 1})" for i in range(30))
MEMORY = f'SELECT (STRLEN(?x30) AS ?n) {{ BIND("aaaaaaaaaa" AS ?x0) {DOUBLING} }}'
NESTED = "SELECT (" + "!" * 60_000 + "1 AS ?x) {}"
#: Refused for the size of their answer or for their memory in half a second or a second, and at once sent again.
TOO_LARGE = [f"SELECT * {{ {CROSS} }}", MEMORY]
COUNTS = """SELECT * {
  { SELECT (COUNT(*) AS ?triples) { ?s ?p ?o } }
  { SELECT (COUNT(DISTINCT ?g) AS ?graphs) { GRAPH ?g {} } }
}"""
ROUNDS = 3


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def percentile(times: list[float], share: float) -> float:
    return statistics.quantiles(times, n=1000, method="inclusive")[round(share * 1000) - 1]


def timed(server: Server, query: str) -> tuple[float, int]:
    start = time.perf_counter()
    status = server.post(query).status
    return time.perf_counter() - start, status


class Client:
    """One connection kept open, as browsers and libraries do."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection(server.netloc, timeout=60)

    def ask(self, query: str) -> tuple[float, int, bytes]:
        start = time.perf_counter()
        self._connection.request("GET", f"/sparql?{urlencode({'query': query})}", headers={"Accept": JSON})
        response = self._connection.getresponse()
        body = response.read()
        return time.perf_counter() - start, response.status, body


def latencies(server: Server, count: int) -> list[float]:
    """Different queries, one after the other, 5 ms apart."""
    client = Client(server)
    found = []
    for place in range(count):
        seconds, status, _ = client.ask(f"{SMALL} # {place}")
        assert status == 200
        found.append(seconds)
        time.sleep(0.005)
    return found


def under_heavy_clients(
    server: Server, queries: list[str], clients: int, measure: Callable[[], list[float]]
) -> list[float]:
    stop = threading.Event()

    def heavy(query: str) -> None:
        while not stop.is_set():
            server.post(query)

    with ThreadPoolExecutor(clients) as pool:
        for place in range(clients):
            pool.submit(heavy, queries[place % len(queries)])
        time.sleep(1)
        try:
            return measure()
        finally:
            stop.set()


def promises(rows: list[list[str]]) -> None:
    with serving() as server:
        timed(server, "ASK {}")
        alone = latencies(server, 2000)
        rows.append(["light query alone, p50 / p99", "p99 <= 50 ms", pair(alone)])
        for what, queries, clients in (
            ("4 clients of endless queries", list(ENDLESS.values()), 4),
            ("4 clients of queries soon refused", TOO_LARGE, 4),
            ("16 clients of endless queries", list(ENDLESS.values()), 16),
        ):
            times = under_heavy_clients(server, queries, clients, lambda: latencies(server, 1000))
            rows.append([f"light query under {what}, p50 / p99", "p99 <= 250 ms", pair(times)])
        back = []
        for _ in range(10):
            for worker in server.workers():
                os.kill(worker, signal.SIGKILL)
            back.append(timed(server, f"ASK {{}} # {len(back)}")[0])
        rows.append(["answer after all workers were killed, worst of 10", "<= 250 ms", milliseconds(max(back))])
        late = []
        for query in ENDLESS.values():
            late += [seconds - 10 for seconds, status in [timed(server, query)] if status == 503]
        assert late
        rows.append([f"end after the deadline, worst of {len(late)}", "<= 0.5 s", milliseconds(max(late))])
        peaks = [peak_of_workers(server, query) for query in (MEMORY, ENDLESS["sort"], NESTED)]
        rows.append(["worker, peak resident", "<= 2 GiB", f"{max(peaks) / 2**20:,.0f} MiB"])
        parent = server.resident_bytes(server.pid, peak=True)
        rows.append(["parent, peak resident after all this", "<= 300 MB", f"{parent / 1e6:,.0f} MB"])


def pair(times: list[float]) -> str:
    return f"{milliseconds(percentile(times, 0.5))} / {milliseconds(percentile(times, 0.99))}"


def peak_of_workers(server: Server, query: str) -> int:
    """The most memory that any worker was seen with while a query ran."""
    peak = 0
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(server.post, query)
        while not running.done():
            for worker in server.workers():
                try:
                    peak = max(peak, server.resident_bytes(worker, peak=True))
                except (OSError, AssertionError):  # it has just ended
                    continue
            time.sleep(0.005)
    return peak


def swaps(requests: int, rows: list[list[str]]) -> None:
    """Two builds in turn in the place of each other, while four clients ask."""
    with tempfile.TemporaryDirectory() as folder:
        made = [Path(folder, "whole"), Path(folder, "part")]
        build(made[0])
        build(made[1], Selection(sources=("cnca-2021",)))
        served = Path(folder, "served")
        shutil.copytree(made[0], served)
        with serving(str(served)) as server:
            right = {Client(server).ask(COUNTS)[2]}
            seen: list[tuple[float, int, bytes]] = []

            def client() -> None:
                mine = Client(server)
                while len(seen) < requests:
                    seen.append(mine.ask(f"{COUNTS} # {len(seen)}"))

            turns = 0
            with ThreadPoolExecutor(4) as pool:
                running = [pool.submit(client) for _ in range(4)]
                while len(seen) < requests:
                    turns += 1
                    beside = Path(folder, "beside")
                    shutil.copytree(made[turns % 2], beside)
                    served.rename(Path(folder, "old"))
                    beside.rename(served)
                    shutil.rmtree(Path(folder, "old"))
                    server.process.send_signal(signal.SIGHUP)
                    time.sleep(1)
                    right.add(Client(server).ask(COUNTS)[2])
                for each in running:
                    each.result()
            failed = sum(status != 200 for _, status, _ in seen)
            mixed = sum(body not in right for _, _, body in seen)
            assert len(right) == 2
        what = f"failed / mixed of {len(seen):,} requests over {turns} swaps"
        rows.append([what, "0 / 0", f"{failed} / {mixed}"])


def start(rows: list[list[str]]) -> None:
    times = []
    for _ in range(ROUNDS + 2):
        begin = time.perf_counter()
        with serving() as server:
            timed(server, "ASK {}")
            times.append(time.perf_counter() - begin)
    rows.append(["start to first answer, median", "< 1 s", f"{statistics.median(times[1:]):.2f} s"])


@contextmanager
def oxigraph(quads: Path) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = shutil.which("oxigraph") or str(Path(sys.executable).with_name("oxigraph"))
    command = [program, "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        headers = {"Content-Type": "application/n-quads"}
        store = urllib.request.Request(f"http://127.0.0.1:{port}/store", quads.read_bytes(), headers, method="POST")
        urllib.request.urlopen(store).close()
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.kill()
        process.wait()


_WRK = """
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", wrk.path .. n)
end
"""


def wrk(address: str, query: str, varied: bool, connections: int, seconds: int = 4) -> tuple[float, str]:
    """Requests a second and the 99th percentile; `varied` makes every query another text."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_WRK)
        script.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency", "-H", f"Accept: {JSON}"]
        if varied:
            command += ["-s", script.name]
        target = f"{address}?query={quote(query + ' # ')}"
        said = subprocess.run([*command, target], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in said, said
    rate, late = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+(\S+)", said)
    assert rate is not None and late is not None
    return float(rate[1]), late[1]


def speed() -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "build")
        build(made)
        rows = []
        with serving(str(made)) as ours, oxigraph(made / QUADS_FILE) as peer:
            for name, query, varied, clients in (
                ("ten rows, always the same text", SMALL, False, 8),
                ("ten rows, another text each time", SMALL, True, 8),
                ("ten rows, another text each time", SMALL, True, 2),
                ("all 1 MB of triples", "SELECT * { ?s ?p ?o } LIMIT 5000", False, 8),
            ):
                asked = query, varied, clients
                runs = [(wrk(ours.address, *asked), wrk(peer, *asked)) for _ in range(ROUNDS)]
                mine = statistics.median(run[0][0] for run in runs)
                theirs = statistics.median(run[1][0] for run in runs)
                late = sorted(run[0][1] for run in runs)[ROUNDS // 2]
                rows.append([name, str(clients), f"{mine:,.0f}", late, f"{theirs:,.0f}", f"{mine / theirs:.2f}"])
    table(["query", "clients", "kg serve, requests/s", "p99", "oxigraph serve, requests/s", "ratio"], rows)


def main() -> None:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    speed()
    rows: list[list[str]] = []
    start(rows)
    promises(rows)
    swaps(requests, rows)
    print()
    table(["promise", "limit", "measured"], rows)


if __name__ == "__main__":
    main()
