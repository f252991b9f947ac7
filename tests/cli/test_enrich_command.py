"""`kg enrich`: from links to a file that every other command takes, also when it is killed on the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from servers import always, answering, serving
from support import trig

#: Two links beside the shipped ones; only they lead there.
LINKS = """\
#curie_map:
#  id: https://w3id.org/certreg/id/
#  far: http://far.example/entity/
#mapping_set_id: https://example.org/far
#license: https://creativecommons.org/publicdomain/zero/1.0/
subject_id\tpredicate_id\tobject_id\tmapping_justification\tmapping_date
id:cnca\tskos:exactMatch\tfar:cnca\tsemapv:ManualMappingCuration\t2020-01-01
id:mfds\tskos:exactMatch\tfar:mfds\tsemapv:ManualMappingCuration\t2020-01-01
"""
FAR = trig("""
  <http://far.example/entity/cnca> rdfs:label "Certification Administration"@en .
  <http://far.example/entity/mfds> rdfs:label "Food Ministry"@en .""")
DAY = ("--date", "2026-11-23")
LABELS = """SELECT ?key ?label WHERE {
  VALUES ?target { <http://far.example/entity/mfds> <http://far.example/entity/cnca> }
  GRAPH ?graph { ?target rdfs:label ?label } ?graph cr:inSource ?key } ORDER BY ?label"""


@pytest.fixture
def start(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.Popen[str]]:
    """Start `kg enrich ARGUMENTS` where the test runs, with two links that lead far."""
    links = tmp_path_factory.mktemp("links") / "far.sssom.tsv"
    links.write_text(LINKS, "utf-8")

    def started(*arguments: str) -> subprocess.Popen[str]:
        env = {**os.environ, "KG_CACHE": str(tmp_path / "cache")}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        given = ["--data", str(links), *arguments]
        if "--targets" not in arguments:
            given += ["--targets", "http://far.example/"]
        return subprocess.Popen([sys.executable, "-m", "kg", "enrich", *given], cwd=tmp_path, env=env, **pipes)

    return started


@pytest.fixture
def enrich(start: Callable[..., subprocess.Popen[str]]) -> Callable[..., tuple[int, str]]:
    """Run it to its end: (exit code, standard error)."""

    def run(*arguments: str) -> tuple[int, str]:
        process = start(*arguments)
        out, reported = process.communicate(timeout=300)
        assert out == "" and "Traceback" not in reported
        return process.returncode, reported

    return run


def test_what_is_fetched_is_found_and_narrowed(enrich, kg) -> None:
    with serving(answering(FAR)) as address:
        code, reported = enrich("--endpoint", address, "-o", "far.nq", "--key", "far", *DAY)
    assert code == 0, reported
    assert reported.splitlines() == [
        "batch 1 of 1: 2 statements so far",
        "far.nq: 25 quads of source far about 2 IRIs; 1 requests, 0 cached answers",
    ]
    found = kg("sparql", LABELS, "--data", "far.nq", "-f", "csv")
    assert found.stdout.splitlines()[1:] == [
        "https://w3id.org/certreg/id/far,Certification Administration",
        "https://w3id.org/certreg/id/far,Food Ministry",
    ]
    for narrowing, rows in (
        (("--as-of", "2026-11-22"), 0),
        (("--as-of", "2026-11-23"), 2),
        (("--source", "far"), 2),
    ):
        done = kg("sparql", LABELS, "--data", "far.nq", "-f", "json", *narrowing)
        assert len(json.loads(done.stdout)["results"]["bindings"]) == rows, (narrowing, done.stderr)
    assert kg("ask", "partners", "--data", "far.nq").stdout == kg("ask", "partners").stdout


@pytest.mark.ci
def test_what_is_fetched_goes_with_every_other_command(enrich, kg, tmp_path) -> None:
    with serving(answering(FAR)) as address:
        assert enrich("--endpoint", address, "-o", "far.nq", "--key", "far", *DAY)[0] == 0
    assert kg("validate", "far.nq").returncode == 0
    assert kg("build", "--data", "far.nq", "-o", "built").returncode == 0
    assert "Food Ministry" in (tmp_path / "built/certreg.nq").read_text("utf-8")
    for other in (("show", "far"), ("stats",), ("export", "-o", "x.graphml"), ("picture", "-o", "x.svg")):
        done = kg(*other, "--data", "far.nq")
        assert done.returncode == 0, done.stderr


def test_the_same_day_gives_the_same_bytes_and_asks_nobody(enrich, tmp_path) -> None:
    with serving(answering(FAR)) as address:
        given = ("--endpoint", address, "--batch", "1", "--rate", "100/s", *DAY)
        assert enrich(*given, "-o", "one.nq")[0] == 0
    code, reported = enrich(*given, "-o", "two.nq")
    assert code == 0 and "0 requests, 2 cached answers" in reported
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "two.nq").read_bytes()


def test_only_the_targets_named_are_asked_about(enrich) -> None:
    queries: list[str] = []

    def reply(handler: BaseHTTPRequestHandler, query: str) -> None:
        queries.append(query)
        answering(FAR)(handler, query)

    with serving(reply) as address:
        assert enrich("--endpoint", address, "-o", "x.trig", "--targets", "http://far.example/entity/m")[0] == 0
        code, reported = enrich("--endpoint", address, "-o", "x.trig", "--targets", "http://fr.example/entity/")
    assert len(queries) == 1 and "entity/cnca" not in queries[0]
    assert code == 2 and 'did you mean "http://far.example/entity/"' in reported


def test_killed_on_the_way_it_goes_on_where_it_was(start, enrich, tmp_path) -> None:
    """The first answer is kept; the file is there whole or not at all."""
    reached, over = threading.Event(), threading.Event()
    asked: list[str] = []

    def reply(handler: BaseHTTPRequestHandler, query: str) -> None:
        asked.append(query)
        if len(asked) == 2:
            reached.set()
            over.wait(300)
        else:
            answering(FAR)(handler, query)

    with serving(reply) as address:
        given = ("--endpoint", address, "-o", "far.nq", "--batch", "1", "--rate", "100/s", *DAY)
        (tmp_path / "far.nq").write_text("an older one")
        process = start(*given)
        try:
            assert reached.wait(300)
        finally:
            process.kill()
            process.communicate()
            over.set()
        assert (tmp_path / "far.nq").read_text() == "an older one"
        assert [path.name for path in tmp_path.iterdir() if path.suffix != ".nq"] == ["cache"]
        code, reported = enrich(*given)
    assert code == 0 and "1 requests, 1 cached answers" in reported
    assert len(asked) == 3 and asked[1] == asked[2] != asked[0]
    assert "Food Ministry" in (tmp_path / "far.nq").read_text("utf-8")


def test_a_fault_leaves_an_older_file_as_it_was(enrich, tmp_path) -> None:
    (tmp_path / "far.nq").write_text("an older one")
    with serving(always("gone", status=410)) as address:
        code, reported = enrich("--endpoint", address, "-o", "far.nq")
    assert (code, reported) == (2, f"kg: {address}: HTTP 410: gone\n")
    assert (tmp_path / "far.nq").read_text() == "an older one"


@pytest.mark.parametrize(
    ("given", "reported"),
    [
        (("-o", "x.ttl"), '"x.ttl" ends in none of .nq, .trig'),
        (("-o", "x.nq", "--rate", "2"), "write requests per time, 1/h to 100/s: 2/s, 30/min"),
        (("-o", "x.nq", "--rate", "0/s"), "write requests per time"),
        (("-o", "x.nq", "--rate", f"{'9' * 400}/s"), "write requests per time"),
        (("-o", "x.nq", "--rate", "0.000001/h"), "write requests per time"),
        (("-o", "x.nq", "--key", "No Key"), '"No Key" is not a key'),
        (("-o", "x.nq", "--key", "cnca-2021"), '"cnca-2021" is already an entity; choose another --key'),
        (("-o", "x.nq", "--endpoint", "file:///etc/passwd"), "is not an http or https address"),
        (("-o", "x.nq", "no.rq"), "no.rq: cannot be read"),
        (("-o", "x.nq", "--batch", "0"), "--batch"),
    ],
)
def test_wrong_use_is_reported_before_anybody_is_asked(enrich, given, reported) -> None:
    with serving(always("nobody should ask", status=404)) as address:
        endpoint = () if "--endpoint" in given else ("--endpoint", address)
        code, said = enrich(*endpoint, *given)
    assert code == 2 and reported in said, said


def test_without_links_it_says_so(kg) -> None:
    done = kg("enrich", "--endpoint", "http://127.0.0.1:9/", "-o", "x.nq", "--retries", "0")
    assert done.returncode == 2
    assert "--data" in done.stderr or "cannot be reached" in done.stderr  # the shipped records may have links


def test_service_names_the_command_that_does_it(kg) -> None:
    done = kg("sparql", "SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }")
    assert done.returncode == 2
    assert "`kg enrich` fetches external statements" in done.stderr
