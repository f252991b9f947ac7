"""Clients that people use, against the real server."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from kg import names
from kg.rdf.serialize import serialize
from kg.store.endpoint import EndpointGraph

PARTIES = f"SELECT ?party {{ <{names.ID}mou-haccp-2021> <{names.NS}party> ?party }} ORDER BY ?party"
CNCA, MFDS = names.entity("cnca").value, names.entity("mfds").value
DESCRIBE = f"DESCRIBE <{names.ID}mou-haccp-2021>"


@pytest.fixture(scope="module")
def wrapper(server):
    sparqlwrapper = pytest.importorskip("SPARQLWrapper", reason="no SPARQLWrapper: pip install '.[test]'")
    return sparqlwrapper, sparqlwrapper.SPARQLWrapper(server.address)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("way", ["urlencoded", "postdirectly"])
def test_sparqlwrapper_reads_a_table(wrapper, method, way):
    module, client = wrapper
    client.setMethod(method)
    client.setRequestMethod(way)
    client.setReturnFormat(module.JSON)
    client.setQuery(PARTIES)
    assert [row["party"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == [CNCA, MFDS]
    client.setReturnFormat(module.XML)
    assert client.queryAndConvert().toxml().count("<uri>") == 2


@pytest.mark.parametrize("form", ["TURTLE", "N3", "RDFXML", "JSONLD"])
def test_sparqlwrapper_reads_triples(wrapper, graph, form):
    module, client = wrapper
    client.setMethod("GET")
    client.setReturnFormat(getattr(module, form))
    client.setQuery(DESCRIBE)
    found = client.queryAndConvert()
    if isinstance(found, bytes):
        found = Graph().parse(data=found, format="turtle")
    expected = Graph().parse(data=serialize(graph.construct(DESCRIBE), RdfFormat.N_TRIPLES), format="nt")
    assert isomorphic(found, expected)


def test_rdflib_asks_through_its_store(server):
    remote = Graph(SPARQLStore(server.address))
    assert [str(row.party) for row in remote.query(PARTIES)] == [CNCA, MFDS]
    memorandum, party = URIRef(f"{names.ID}mou-haccp-2021"), URIRef(f"{names.NS}party")
    assert {str(value) for value in remote.objects(memorandum, party)} == {CNCA, MFDS}
    assert len(remote) > 1000


def test_our_own_client_reads_our_own_server(server, graph):
    remote = EndpointGraph(server.address)
    assert remote.query(PARTIES) == graph.query(PARTIES)
    assert set(remote.query(DESCRIBE)) == set(graph.query(DESCRIBE))
    assert remote.query("ASK { id:mfds cr:partnerOf id:cnca }") is True


@pytest.mark.skipif(shutil.which("curl") is None, reason="no program curl: tests/web/install.sh installs it")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--data-urlencode", f"query={PARTIES}"],
        ["--get", "--data-urlencode", f"query={PARTIES}"],
        ["--header", "Content-Type: application/sparql-query", "--data-binary", PARTIES],
        ["--compressed", "--data-urlencode", f"query={PARTIES}"],
    ],
    ids=["form", "get", "direct", "compressed"],
)
def test_curl(server, arguments):
    command = ["curl", "--silent", "--fail", "--header", "Accept: text/csv", *arguments, server.address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.split() == ["party", CNCA, MFDS]


def comunica() -> Path | None:
    """Where npm keeps programs for all, if Comunica is among them."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        return None
    done = subprocess.run(["npm", "root", "--global"], capture_output=True, text=True, check=True)
    modules = Path(done.stdout.strip())
    return modules if (modules / "@comunica" / "query-sparql").is_dir() else None


_COMUNICA = """
const { QueryEngine } = require('@comunica/query-sparql');
(async () => {
  const [address, query] = process.argv.slice(2);
  const rows = await new QueryEngine().queryBindings(query, { sources: [{ type: 'sparql', value: address }] });
  console.log(JSON.stringify((await rows.toArray()).map((row) => row.get('party').value)));
})();
"""


def test_comunica(server, tmp_path):
    modules = comunica()
    if modules is None:
        pytest.skip("no Comunica: tests/web/install.sh installs it")
    script = tmp_path / "ask.cjs"
    script.write_text(_COMUNICA)
    done = subprocess.run(
        ["node", str(script), server.address, PARTIES],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "NODE_PATH": str(modules)},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [CNCA, MFDS]
