"""A rebuilt graph takes over under load: no request fails, none sees two graphs."""

from __future__ import annotations

import itertools
import shutil
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from serving import serving

from kg.build.write import build
from kg.records.assemble import Selection

#: Two questions about the whole graph in one: a mixed answer would have counts that belong to no build.
COUNTS = """SELECT * { # NUMBER
  { SELECT (COUNT(*) AS ?triples) { ?s ?p ?o } }
  { SELECT (COUNT(DISTINCT ?g) AS ?graphs) { GRAPH ?g {} } }
}"""


@pytest.fixture(scope="module")
def builds(own_cache, tmp_path_factory) -> tuple[Path, Path]:
    """Two builds that differ."""
    folder = tmp_path_factory.mktemp("builds")
    build(folder / "more", Selection(sources=("iso-casco-page", "mfds-website")))
    build(folder / "part", Selection(sources=("iso-casco-page",)))
    return folder / "more", folder / "part"


def put(made: Path, served: Path) -> None:
    """What `kg build -o` does to an earlier build: another folder in its place."""
    beside = served.with_name(f"{served.name}.new")
    shutil.copytree(made, beside)
    if served.exists():
        served.rename(served.with_name(f"{served.name}.old"))
    beside.rename(served)
    shutil.rmtree(served.with_name(f"{served.name}.old"), ignore_errors=True)


@pytest.mark.ci
def test_a_rebuilt_graph_takes_over_with_no_failed_and_no_mixed_answer(builds, tmp_path):
    """The same with 10,000 requests and many swaps is in benchmarks/serve.py."""
    served = tmp_path / "build"
    put(builds[0], served)
    with serving("--deadline", "60", str(served)) as server:
        expected = []
        stop = threading.Event()
        number = itertools.count()  # so that no answer is one remembered

        def client() -> list[tuple[int, str]]:
            seen = []
            while not stop.is_set():
                seen.append(asked())
            return seen

        def asked() -> tuple[int, str]:
            reply = server.get(COUNTS.replace("NUMBER", str(next(number))))
            return reply.status, reply.text

        expected.append(asked())
        with ThreadPoolExecutor(4) as clients:
            running = [clients.submit(client) for _ in range(4)]
            put(builds[1], served)
            until = time.monotonic() + 90
            while asked() == expected[0] and time.monotonic() < until:
                time.sleep(0.05)
            expected.append(asked())
            time.sleep(0.3)
            stop.set()
            seen = [reply for each in running for reply in each.result()]
        assert expected[0] != expected[1]
        assert set(seen) == set(expected)
        until = time.monotonic() + 90
        while len(server.fork_servers()) > 1 and time.monotonic() < until:
            time.sleep(0.05)
        assert len(server.fork_servers()) == 1, "the old one has ended, and its workers"


def test_a_signal_loads_again_and_what_is_not_sound_changes_nothing(builds, tmp_path):
    served = tmp_path / "build"
    put(builds[0], served)
    with serving("--deadline", "60", str(served)) as server:
        before = server.get(COUNTS).text
        (served / "certreg.nq").write_text("<x:a> <x:b> <x:c> .\n")
        server.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + 90
        while not any("changed since it was built" in line for line in server.said) and time.monotonic() < until:
            time.sleep(0.05)
        assert any("the graph stays as it was" in line for line in server.said)
        assert server.get(COUNTS).text == before


def test_changed_records_take_over(own_cache, tmp_path):
    records = tmp_path / "more.yaml"
    text = "source: cnca-website\nrecords:\n- {id: new-agency, type: RegulatoryAgency, label: {en: NAME}}\n"
    records.write_text(text.replace("NAME", "First Name"))
    with serving("--source", "cnca-website", "--data", str(records)) as server:
        query = "SELECT ?label { id:new-agency rdfs:label ?label }"
        assert server.get(query).rows == [{"label": "First Name"}]
        records.write_text(text.replace("NAME", "Second Name"))
        until = time.monotonic() + 90
        while server.get(query).rows == [{"label": "First Name"}] and time.monotonic() < until:
            time.sleep(0.1)
        assert server.get(query).rows == [{"label": "Second Name"}]
