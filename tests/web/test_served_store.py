"""A store behind the endpoint: opened by each worker, replaced while it is served, refused when it is not sound."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import samples
from lxml import html
from pyoxigraph import RdfFormat, parse
from serving import Server, end, serving

import kg
from kg import names, shipped
from kg.ask import library
from kg.rdf.serialize import serialize
from kg.rdf.vocabulary import read as read_vocabulary
from kg.registers import load, mapping
from kg.registers import store as stores
from kg.registers.job import ImportJob
from kg.store.disk import layout
from kg.store.stored import opened
from kg.web import limits
from kg.web.reconciliation import candidates, catalogue, extension, registered, requests

NUMBERS = "SELECT ?number { ?c a cr:Certificate ; cr:certificateNumber ?number } ORDER BY ?number"
QUERY = f"PREFIX cr: <https://w3id.org/certreg/ns#> {NUMBERS}"


@pytest.fixture
def store(store: Path, register: Path, tmp_path: Path) -> Path:
    """A copy of the store, beside the file it was loaded from."""
    shutil.copy(register, tmp_path)
    return Path(shutil.copytree(store, tmp_path / "china"))


@pytest.mark.ci  # test_swap.py has the same of records
def test_a_store_is_served_and_a_later_one_takes_over(store: Path) -> None:
    with serving(str(store)) as server:
        assert len(server.get(QUERY).rows) == 8
        lines = (store.parent / "certificates.nq").read_text("utf-8").splitlines(keepends=True)
        fewer = store.parent / "fewer.nq"
        fewer.write_text("".join(line for line in lines if "/certificates-8>" not in line))
        load.load(store, [fewer])
        until = time.monotonic() + 90
        numbers = itertools.count()  # so that no answer is one remembered
        while (said := server.get(f"{QUERY} # {next(numbers)}")).status != 200 or len(said.rows) != 7:
            assert said.status == 500 or len(said.rows) == 8  # whole, or refused
            assert time.monotonic() < until, "the new store was not taken up"
            time.sleep(0.05)


def test_a_damaged_store_is_not_served(store: Path) -> None:
    name = next(name for name in layout.read(store).files if name.endswith(".sst"))
    content = (store / name).read_bytes()
    (store / name).write_bytes(content[:-1] + bytes([content[-1] ^ 0xFF]))
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", str(store)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1
    assert name in done.stderr and "checksum" in done.stderr


#: Keys and names as registers have them: capitals, characters that an IRI writes as %XX.
ODD = """
GRAPH source:odd {
  id:odd a cr:Source, prov:Entity ; rdfs:label "Odd"@en ; skos:prefLabel "Odd"@en ; cr:publisherName "Nobody" .
  source:odd a cr:Passage, prov:Entity ; rdfs:label "Odd"@en ; cr:inSource id:odd .
  <https://w3id.org/certreg/id/odd-A%2F1%E4%B8%80.b> rdfs:label "一 & <Sons>"@zh-Hans ; cr:organisationNumber "A/1" .
  <https://w3id.org/certreg/id/odd-x.ttl> rdfs:label "Ends like a file"@en ; cr:organisationNumber "A/2" .
}
"""
#: Certificates that one body issued, beside the four of the small register.
MANY = "".join(f"id:certificates-X{n} cr:issuedBy id:certificates-body-2 . " for n in range(300))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the register, with 300 more certificates that one body issued, and a thing with an odd key."""
    folder = tmp_path_factory.mktemp("served")
    quads = folder / "certificates.nq"
    more = f"{names.prefix_lines()} {ODD} GRAPH source:certificates {{ {MANY} }}"
    written = [*samples.certificates(), *parse(more, RdfFormat.TRIG)]
    quads.write_bytes(serialize(written, RdfFormat.N_QUADS))
    load.load(folder / "china", [quads])
    with serving(str(folder / "china")) as running:
        yield running


def page(server: Server, path: str, status: int = 200) -> str:
    reply = server.send("GET", path, headers={"Accept": "text/html"})
    assert reply.status == status, reply.text
    return re.sub(r"\s+", " ", reply.text)


def test_a_key_may_end_like_a_format(server: Server) -> None:
    assert "Ends like a file" in page(server, "/id/odd-x.ttl")
    assert 'href="/id/odd-x.ttl"' in page(server, "/search?q=Ends+like+a+file")
    turtle = server.send("GET", "/id/odd-x.ttl.ttl")
    assert (turtle.status, turtle.headers["Content-Type"]) == (200, "text/turtle; charset=utf-8")
    assert "A/2" in turtle.text


@pytest.mark.parametrize("accept", ["application/json", "text/html", "text/plain"])
def test_a_store_that_is_damaged_while_it_is_served_tells_clients_no_path(store: Path, accept: str) -> None:
    with serving(str(store)) as running:
        assert running.get(QUERY).status == 200
        for file in store.rglob("*"):
            if file.is_file() and file.suffix not in (".json",):
                file.write_bytes(b"")
        end(*running.workers())
        targets = ("/sparql?query=ASK%7B?s%20?p%20?o%7D", "/query?query=ASK%7B?s%20?p%20?o%7D", "/ask/certificates-of")
        for target in targets:
            reply = running.send("GET", target, headers={"Accept": accept})
            assert str(store.parent) not in reply.text
            assert store.name not in reply.text or reply.status != 500
        assert not any("ASK" in line or "/ask/" in line for line in running.said)


def test_a_store_has_the_pages_of_its_records(server: Server) -> None:
    assert "China Compulsory Certification" in page(server, "/id/ccc")
    page(server, "/ask/partners")
    assert len(server.get(QUERY).rows) == 8


def test_what_lies_in_a_register_has_pages_too(server: Server) -> None:
    certificate = page(server, "/id/certificates-1")
    assert '<a href="/id/certificates-enterprise-1"><bdi>Jinhua Lamp Works</bdi></a>' in certificate
    assert '<a href="/source/certificates"><bdi>Certificates</bdi></a>' in certificate
    holder = page(server, "/id/certificates-enterprise-1")
    assert re.findall(r'href="/id/(certificates-\d)"', holder) == [f"certificates-{n}" for n in (1, 2, 3)]
    assert "Nobody" in page(server, "/id/certificates")
    assert "Certificates" in page(server, "/source/certificates")
    page(server, "/id/certificates-9", 404)


def test_its_pages_are_data_too(server: Server) -> None:
    reply = server.send("GET", "/id/certificates-2", headers={"Accept": "application/n-triples"})
    written = samples.certificates()
    about = {quad.triple for quad in written if quad.subject.value == names.ID + "certificates-2"}
    assert {quad.triple for quad in parse(reply.body, RdfFormat.N_TRIPLES)} == about


def test_of_many_that_speak_of_a_thing_some_are_shown_and_all_are_counted(server: Server) -> None:
    body = page(server, "/id/certificates-body-2")
    shown = len(re.findall(r'<a href="/id/certificates-(?:X\d+|\d)">', body))
    assert shown == 200
    assert "in 104 others" in body  # it issued 304
    triples = server.send("GET", "/id/certificates-body-2.nt").text.splitlines()
    assert len([line for line in triples if "#issuedBy>" in line]) == 304


def test_keys_of_registers_have_their_own_letters(server: Server) -> None:
    odd = page(server, "/search?q=%E4%B8%80+%26+%3CSons%3E")
    assert "一 &amp; &lt;Sons&gt;" in odd
    address = re.search(r'href="(/id/odd-[^"]+)"', odd)
    assert address
    odd = page(server, address[1])
    assert "A/1" in odd
    data = re.search(r'href="(/id/odd-[^"]+[.]nt)"', odd)
    assert data
    assert '"A/1"' in server.send("GET", data[1]).text


def test_questions_about_registers_are_answered_and_those_about_records_as_ever(server: Server) -> None:
    holder = server.send("GET", "/ask/certificates-of-holder.json?holder=9100000001").rows
    assert {row["certificate"] for row in holder} == {f"{names.ID}certificates-{n}" for n in (1, 2)}
    assert "First Body" in page(server, "/ask/top-issuers")
    alone = library.ask(kg.load().engine, "partners")
    assert len(server.send("GET", "/ask/partners.json").rows) == len(alone)


def test_the_front_page_lists_the_registers_alone(server: Server) -> None:
    beside = re.findall(
        r'href="/source/([^"]+)"><bdi>[^<]+</bdi></a> <span class="kind">([\d,]+) statements', page(server, "/")
    )
    assert [name for name, _ in beside] == ["certificates", "odd"]
    assert beside[1][1] == "13"


def test_search_finds_whole_names_and_keys_of_a_register(server: Server) -> None:
    for text, key in (("LAMPS+of+Ningbo", "enterprise-3"), ("certificates-7", "7"), ("Second+Body", "body-2")):
        assert f'href="/id/certificates-{key}"' in page(server, f"/search?q={text}")
        suggested = json.loads(server.send("GET", f"/suggest?q={text}").body)
        assert suggested[0]["href"] == f"/id/certificates-{key}"


def test_a_worker_has_no_network(server: Server) -> None:
    """It may open files, so no limit keeps it from opening a socket; there is nothing to reach with one."""
    probe = "import ctypes; unshare = ctypes.CDLL(None).unshare; exit(unshare(1 << 30) and unshare(5 << 28))"
    if subprocess.run([sys.executable, "-c", probe]).returncode:
        pytest.skip("this system lets no process have a network of its own")
    page(server, "/id/certificates-1")
    for worker in server.workers():
        assert Path(f"/proc/{worker}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()


def test_a_worker_begins_with_little_but_its_stack(server: Server) -> None:
    """A thread of the fork server once left a second gibibyte to each of them, and then some could not even begin."""
    page(server, "/id/certificates-1")
    for worker in server.workers():
        size = int(re.search(r"VmSize:\s+(\d+) kB", Path(f"/proc/{worker}/status").read_text())[1])  # type: ignore[index]
        assert size * 1024 < limits.STACK_BYTES + 640 * 1024**2


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A store of one register, as tables."""
    vocabulary = read_vocabulary(shipped.ONTOLOGY)
    table = shipped.ROOT / "docs" / "examples" / "lei-records.csv"
    read = mapping.read(shipped.DATA / "mappings" / "lei-records.yaml", vocabulary)
    stores.write(ImportJob(read, [str(table)], vocabulary, tmp_path / "entities", None))
    return tmp_path / "entities"


def test_a_register_store_is_served_by_sql_and_by_look_ups(tables: Path) -> None:
    """In confined workers: a query that SQL answers, one that it cannot express, a description, and a page."""
    prefix = "PREFIX cr: <https://w3id.org/certreg/ns#> "
    with serving(str(tables)) as server:
        assert len(server.get(f"{prefix} SELECT ?e {{ ?e a cr:Enterprise ; cr:place ?page }}").rows) == 60
        hashed = server.get(f"{prefix} SELECT (SHA512(?n) AS ?h) {{ ?e a cr:Enterprise ; cr:organisationNumber ?n }}")
        assert len(hashed.rows) == 60
        described = server.get(f"DESCRIBE <{names.ID}lei-records-000000SAMPLE00000070>", accept="text/turtle")
        assert "Sample Lakeford Holding 0" in described.text
        page = server.send("GET", "/id/lei-records-000000SAMPLE00000070")
        assert "Sample Lakeford Holding 0" in page.text
        query = quote(json.dumps({"query": "sample lakeford holding"}))
        found = server.send("GET", f"/reconcile?query={query}")
        assert "Sample Lakeford Holding" in found.text  # some of many


def test_reconciliation_finds_things_of_registers_by_name_key_and_type(tables: Path) -> None:
    graph = opened(tables)
    records = catalogue.read(graph.records)
    (row,) = graph.select(
        "SELECT ?e ?l { ?e a cr:Enterprise ; skos:prefLabel ?l FILTER(STRSTARTS(?l, 'Sample Lakeford Holding 0')) }"
    ).rows
    name, key = row[1].value, names.short(row[0].value)  # type: ignore[union-attr]
    wide = registered.named(records, graph, [name])
    (best, *_) = candidates.result(wide, requests.single(json.dumps({"query": name, "type": "Enterprise"})))
    assert (best["id"], best["name"], best["match"]) == (key, name, True)
    assert best["type"] == [{"id": "Enterprise", "name": "enterprise"}]
    assert registered.named(records, graph, ["China Compulsory Certification"]) is records
    by_key = registered.identified(records, graph, [key, "ccc", "lei-records-none", "no key"])
    ids, columns = requests.extension(json.dumps({"ids": [key], "properties": [{"id": "organisationNumber"}]}))
    (cell,) = extension.extend(by_key, ids, columns)["rows"][key]["organisationNumber"]
    assert cell["str"] == key.removeprefix("lei-records-")
    assert "lei-records-none" not in {names.short(iri) for iri in by_key.types_of}


def test_the_page_of_a_body_shows_each_entry_with_status_and_dates(server: Server) -> None:
    shown = html.fromstring(page(server, "/id/certificates-enterprise-1"))
    (table,) = shown.xpath("//section[@aria-labelledby='spoken']//table")
    headings = table.xpath(".//th/text()")
    (row,) = table.xpath(".//tr[td/a[@href='/id/certificates-1']]")
    cells = dict(zip(headings, (cell.text_content().strip() for cell in row.xpath("td")), strict=True))
    assert cells["certificate status"] == "valid"
    assert (cells["valid from"], cells["valid until"]) == ("2017-03-01", "2022-02-28")
    assert cells["under scheme"].startswith("China Compulsory Certification")
