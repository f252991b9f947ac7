"""`kg publish` into real servers, Oxigraph's own and Virtuoso, and at peers that misbehave."""

from __future__ import annotations

import csv
import io
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import processes
import pytest
import virtuoso
from pyoxigraph import RdfFormat, parse

from kg.ask import library
from kg.errors import Where
from kg.publish import parts
from kg.store.endpoint import EndpointGraph
from kg.store.oxigraph import OxigraphGraph

MORE = "".join(
    f'<https://w3id.org/certreg/id/birds-{n}> <http://www.w3.org/2000/01/rdf-schema#label> "bird {n}" '
    "<https://w3id.org/certreg/source/birds> .\n"
    for n in range(3000)
)


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return processes.kg(["publish", *map(str, arguments)], env={**os.environ, **environment})


def done(process: subprocess.CompletedProcess[str]) -> dict[str, tuple[str, str]]:
    """Graph -> what was done with it, and its triples."""
    assert process.returncode == 0, process.stderr
    return {row["graph"]: (row["done"], row["triples"]) for row in csv.DictReader(io.StringIO(process.stdout))}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """Options for an empty server of Oxigraph."""
    program = shutil.which("oxigraph") or str(Path(sys.executable).with_name("oxigraph"))
    if not Path(program).is_file():
        pytest.skip("no program oxigraph: pip install '.[test]'")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [program, "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(6000):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        at = f"http://127.0.0.1:{port}"
        yield "--graph-store", f"{at}/store", "--endpoint", f"{at}/query", "-f", "csv"
    finally:
        process.kill()
        process.wait()


def test_what_is_published_gives_the_same_answers(server, graph):
    assert {what for what, _ in done(run(*server)).values()} == {"new"}
    remote = EndpointGraph(server[3])
    for name in ("partners", "agreements", "hedged-figures", "sources"):
        assert library.ask(remote, name).rows == library.ask(graph, name).rows


def test_publishing_again_sends_nothing_and_a_change_sends_its_graph(server, tmp_path):
    birds = tmp_path / "birds.nq"
    birds.write_text(MORE, "ascii")
    first = done(run(*server, birds))
    assert first["birds"] == ("new", "3000")
    assert {what for what, _ in done(run(*server, birds)).values()} == {"as it was"}
    birds.write_text(MORE.replace('bird 7"', 'bird seven"'), "ascii")
    changed = {name: what for name, what in done(run(*server, birds)).items() if what[0] != "as it was"}
    assert changed == {"birds": ("replaced", "3000")}


@pytest.mark.parametrize("piece_bytes", [1 << 26, 10_000])
def test_a_statement_that_is_there_twice_counts_once(tmp_path, monkeypatch, piece_bytes):
    """`kg import` repeats what is said of a thing that occurs twice much later."""
    monkeypatch.setattr(parts, "_PIECE_BYTES", piece_bytes)
    made = []
    for number, text in enumerate((MORE, MORE * 3)):
        (tmp_path / str(number)).mkdir()
        taken = parts.Parts(tmp_path / str(number))
        taken.add(parse(text, RdfFormat.N_QUADS), Where("birds"))
        made += taken.finish()
    assert [part.triples for part in made] == [3000, 3000]
    assert made[0].digest == made[1].digest
    assert len(made[1].path.read_text().splitlines()) == 3000


def test_what_is_no_more_is_left_until_it_may_go(server, tmp_path):
    birds = tmp_path / "birds.nq"
    birds.write_text(MORE, "ascii")
    done(run(*server, birds))
    assert done(run(*server))["birds"] == ("left", "")
    assert done(run(*server, "--prune"))["birds"] == ("removed", "0")
    assert "birds" not in done(run(*server))
    answer = EndpointGraph(server[3]).query("SELECT ?s { GRAPH <https://w3id.org/certreg/source/birds> { ?s ?p ?o } }")
    assert not answer.rows


def test_graphs_of_others_are_never_touched(server, tmp_path):
    import urllib.request

    other = f"{server[1]}?graph=http%3A%2F%2Felsewhere.example%2Fg"
    headers = {"Content-Type": "application/n-triples"}
    urllib.request.urlopen(urllib.request.Request(other, b"<a:a> <a:b> <a:c> .\n", headers, method="PUT")).close()
    done(run(*server, "--prune"))
    assert EndpointGraph(server[3]).query("ASK { GRAPH <http://elsewhere.example/g> { <a:a> <a:b> <a:c> } }") is True


def test_a_publication_that_was_killed_is_started_again(server, tmp_path):
    """Killed at several moments; what is there afterwards is whole graphs, and the next run brings the rest."""
    birds = tmp_path / "birds.nq"
    birds.write_text(MORE, "ascii")
    remote = EndpointGraph(server[3])
    for wait in (0.2, 0.35, 0.5, 0.7):
        process = subprocess.Popen(
            [sys.executable, "-m", "kg", "publish", *server, str(birds)], stdout=subprocess.DEVNULL
        )
        time.sleep(wait)
        process.kill()
        process.wait()
        answer = remote.query("SELECT ?s { GRAPH <https://w3id.org/certreg/source/birds> { ?s ?p ?o } }")
        assert len(answer.rows) in (0, 3000)
    assert done(run(*server, birds))["birds"][1] == "3000"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<a:a> <a:b> <a:c> .\n", "outside a named graph"),
        ("<a:a> <a:b> _:c <a:g> .\n", "blank node"),
        ("<a:a> <a:b>\n", "not readable as N-Quads"),
    ],
)
def test_bad_quads_are_reported_before_anything_is_sent(server, tmp_path, content, says):
    bad = tmp_path / "bad.nq"
    bad.write_text(content, "ascii")
    process = run(*server, bad)
    assert process.returncode == 1
    assert f"{bad}" in process.stderr
    assert says in process.stderr
    assert not EndpointGraph(server[3]).query("SELECT * { ?s ?p ?o } LIMIT 1").rows


@contextmanager
def misbehaving(
    status: int, body: str = "", kind: str = "text/plain", close: bool = False, read: bool = True, **headers: str
):
    """A server whose queries have no answers and whose graph store does one thing wrong; gives options, requests."""
    seen: list[BaseHTTPRequestHandler] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._say(200, '{"head":{"vars":[]},"results":{"bindings":[]}}', "application/sparql-results+json", {})

        def do_PUT(self) -> None:
            seen.append(self)
            if close:
                self.connection.close()
                return
            if read:
                self.rfile.read(int(self.headers["Content-Length"]))
            self._say(status, body, kind, headers)

        def _say(self, status: int, body: str, kind: str, headers) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    at = f"http://127.0.0.1:{server.server_port}"
    try:
        yield ("--graph-store", f"{at}/store", "--endpoint", f"{at}/query"), seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("status", "more", "says"),
    [
        (401, {"WWW_Authenticate": 'Basic realm="x"'}, "KG_ENDPOINT_USER"),
        (403, {}, "do not permit writing there"),
        (404, {}, "no graph store at this address"),
        (405, {}, "accepts no writing"),
        (413, {}, "too large for one request"),
        (507, {}, "its disk is full"),
        (500, {"body": "<html>\nout of cheese\n"}, "HTTP 500: out of cheese"),
        (301, {"Location": "http://elsewhere.example/"}, "redirects to http://elsewhere.example/"),
        (200, {"body": "<html><form>log in</form></html>", "kind": "text/html"}, "is this a graph store?"),
        (204, {}, "0 are there"),
        (0, {"close": True}, "the connection broke"),
    ],
)
def test_a_store_that_fails_is_reported_of_in_words(status, more, says):
    with misbehaving(status, **more) as (options, seen):
        process = run(*options)
        assert process.returncode in (1, 2)
        assert says in process.stderr
        assert "Traceback" not in process.stderr
        assert seen


def test_credentials_go_where_they_are_asked_for_and_into_no_message():
    with misbehaving(401, WWW_Authenticate='Basic realm="x"') as (options, seen):
        process = run(*options, KG_ENDPOINT_USER="someone", KG_ENDPOINT_PASSWORD="hush-hush")
        assert "hush" not in process.stderr + process.stdout
        sent = [request.headers.get("Authorization", "") for request in seen]
        assert not sent[0]
        assert any(one.startswith("Basic ") for one in sent)
    with misbehaving(403) as (options, seen):
        run(*options, KG_ENDPOINT_TOKEN="hush-hush")
        assert seen[0].headers["Authorization"] == "Bearer hush-hush"


def test_a_store_that_says_no_before_it_has_read_is_heard(tmp_path):
    """As Virtuoso does when it wants to know who writes: the answer is there, and the connection gone."""
    birds = tmp_path / "birds.nq"
    first = MORE.replace("<https://w3id.org/certreg/source/birds>", "<http://first.example/>")
    birds.write_text("".join(first.replace("bird ", f"bird {n} ") for n in range(40)), "ascii")
    with misbehaving(401, read=False, WWW_Authenticate='Basic realm="x"') as (options, seen):
        process = run(*options, birds, KG_ENDPOINT_USER="someone", KG_ENDPOINT_PASSWORD="hush-hush")
        assert "it requires other credentials" in process.stderr
        assert any(request.headers.get("Authorization", "").startswith("Basic ") for request in seen)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://elsewhere.example/store", "over https only"),
        ("http://user:word@127.0.0.1/store", "KG_ENDPOINT_USER"),
        ("ftp://127.0.0.1/store", "not an http or https address"),
    ],
)
def test_credentials_in_the_clear_are_refused(address, says):
    process = run("--graph-store", address, "--endpoint", "http://127.0.0.1:9/q", KG_ENDPOINT_USER="someone")
    assert process.returncode == 2
    assert says in process.stderr


@pytest.mark.parametrize(
    "address", ["user:s3#cret@127.0.0.1/x", "http://user:s3#cret@127.0.0.1/x", "http://u:s3cret@h:x"]
)
def test_no_message_has_a_password(address):
    here = "http://127.0.0.1:9/q"
    for options in (
        ("--graph-store", address, "--endpoint", here),
        ("--graph-store", here, "--endpoint", address),
    ):
        process = run(*options)
        assert process.returncode == 2
        assert "s3" not in process.stderr


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = run("--graph-store", f"http://127.0.0.1:{port}/s", "--endpoint", f"http://127.0.0.1:{port}/q")
    assert process.returncode == 2
    assert "cannot be reached" in process.stderr


@pytest.mark.virtuoso
@pytest.mark.skipif(bool(virtuoso.missing()), reason=f"needs {' and '.join(virtuoso.missing())} (Virtuoso 7)")
def test_virtuoso_takes_graphs_by_protocol_and_by_its_bulk_loader(tmp_path, graph: OxigraphGraph):
    birds = tmp_path / "birds.nq"
    birds.write_text(MORE, "ascii")
    folder = tmp_path / "virtuoso"
    folder.mkdir()
    with virtuoso.running([], folder) as server:
        store = server.endpoint.replace("/sparql", "/sparql-graph-crud-auth")
        options = ("--graph-store", store, "--endpoint", server.endpoint, "-f", "csv")
        who = {"KG_ENDPOINT_USER": "dba", "KG_ENDPOINT_PASSWORD": server.password}
        assert done(run(*options, **who))["cnca-2021/2.5.3"][0] == "new"
        remote = EndpointGraph(server.endpoint)
        assert library.ask(remote, "partners").rows == library.ask(graph, "partners").rows
        assert "KG_ENDPOINT_USER" in run(*options, "--as-of", "2021-12-31", KG_ENDPOINT_USER="dba").stderr
        load = folder / "load"
        assert run("--bulk-folder", load, birds).returncode == 0
        virtuoso.run(server.port, server.password, (load / "load.isql").read_text("utf-8"))
        count = "SELECT (COUNT(*) AS ?n) { GRAPH <https://w3id.org/certreg/source/birds> { ?s ?p ?o } }"
        assert remote.query(count).column("n") == [3000]
        assert library.ask(remote, "agreements").rows == library.ask(graph, "agreements").rows
