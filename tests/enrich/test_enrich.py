"""Enrichment against real endpoints of this machine: one that answers from an embedded store, others that fail, tire,
break off or lie."""

from __future__ import annotations

import gzip
import os
import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import virtuoso
from pyoxigraph import Literal, NamedNode, Quad, Triple
from servers import Reply, always, answering, send, serving
from support import trig

from kg import names
from kg.enrich import MOST_BATCHES, Enrichment, client, enrich, question, source, targets
from kg.enrich.client import PoliteClient
from kg.errors import DataError, EnvironmentFault, LimitError, NotFound, QueryError, Unavailable, UsageError
from kg.rdf.serialize import serialize
from kg.records import assemble
from kg.records.assemble import Selection
from kg.records.external import FORMATS

DAY = "2026-11-23"
#: Ours: two organisations and a code, linked to things elsewhere; some links lead to what is not asked about.
LINKED = trig("""
  GRAPH source:links-x {
    id:cnca skos:exactMatch <http://far.example/entity/Q1> .
    id:mfds skos:closeMatch <http://far.example/entity/Q2> .
    <https://w3id.org/certreg/code/sector/food-safety> skos:exactMatch <http://near.example/food> .
    id:iso skos:relatedMatch <http://far.example/entity/Q3> .
    id:ccc skos:exactMatch id:cnca, <urn:uuid:1>, "no address" .
    cr:Event skos:exactMatch <http://far.example/Event> .
  }""")
Q1, Q2, FOOD = "http://far.example/entity/Q1", "http://far.example/entity/Q2", "http://near.example/food"
#: Theirs.
FAR = trig("""
  <http://far.example/entity/Q1> a org:Organization ; rdfs:label "Certification Administration"@en, "认监委"@zh-Hans ;
    schema:url <http://www.cnca.example/> ; <http://www.w3.org/2003/01/geo/wgs84_pos#lat> 39.9 ; <urn:secret> 1 .
  <http://far.example/entity/Q2> rdfs:label "Food Ministry"@en ; foaf:homepage _:nowhere .
  <http://far.example/entity/Q3> rdfs:label "Never asked for"@en .
  <http://near.example/food> skos:prefLabel "food"@en .""")
LABEL = NamedNode(names.expand("rdfs:label"))


def test_links_lead_to_targets() -> None:
    assert targets.targets(LINKED) == [Q1, Q2, FOOD]
    assert targets.targets(LINKED, ["http://near.example/"]) == [FOOD]
    assert targets.targets(LINKED, ["http://near.example/", Q2]) == [Q2, FOOD]


def test_a_prefix_that_no_link_has_is_reported_with_those_there_are() -> None:
    with pytest.raises(
        NotFound, match=r'no linked address under "http://far.example/entities/" .*far.example/entity/"'
    ):
        targets.targets(LINKED, ["http://far.example/entities/"])
    with pytest.raises(NotFound, match=r'"http://near.example/"'):
        targets.targets(LINKED, ["https://www.wikidata.org/"])


def test_without_links_there_is_nothing_to_ask() -> None:
    with pytest.raises(UsageError, match=r"no entity is linked to anything external; add links with --data"):
        targets.targets(trig("id:cnca rdfs:label 'CNCA' ."))


@pytest.fixture
def asker(tmp_path: Path) -> Callable[..., PoliteClient]:
    def made(address: str, **given: object) -> PoliteClient:
        usual = {"interval": 0.0, "timeout": 10.0, "retries": 2, "report": lambda text: None}
        return PoliteClient(address, DAY, tmp_path / "cache", **{**usual, **given})  # type: ignore[arg-type]

    return made


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a second for a server of this machine."""
    monkeypatch.setattr(client, "_FIRST_WAIT", 0.01)


def made(asker: PoliteClient, asked: question.EnrichQuery | None = None, batch: int = 50) -> Enrichment:
    about = source.Source("far-example", asker.address, DAY, "A test.", licence="CC0-1.0")
    return enrich(targets.targets(LINKED), asked or question.read(), asker, about, batch, asker.report)


def said(quads: list[Quad], subject: str) -> set[tuple[str, str]]:
    return {
        (names.curie(quad.predicate.value), quad.object.value)
        for quad in quads
        if quad.subject == NamedNode(subject) and isinstance(quad.object, NamedNode | Literal)
    }


FULL = {
    ("rdf:type", "http://www.w3.org/ns/org#Organization"),
    ("rdfs:label", "Certification Administration"),
    ("rdfs:label", "认监委"),
    ("schema:url", "http://www.cnca.example/"),
    ("http://www.w3.org/2003/01/geo/wgs84_pos#lat", "39.9"),
}


def test_the_linked_things_and_no_others_are_asked_about(asker: Callable[..., PoliteClient]) -> None:
    seen: list[str] = []

    def reply(handler: BaseHTTPRequestHandler, query: str) -> None:
        seen.append(query)
        answering(FAR)(handler, query)

    with serving(reply) as address:
        found = made(asker(address))
    assert said(found.quads, Q1) == FULL
    assert said(found.quads, Q2) == {("rdfs:label", "Food Ministry")}
    assert said(found.quads, FOOD) == {("skos:prefLabel", "food")}
    assert {quad.graph_name for quad in found.quads} == {NamedNode(names.SOURCE + "far-example")}
    assert len(seen) == 1 and "Q3" not in seen[0] and "id/cnca" not in seen[0]
    assert list(found.left_out.items()) == [
        ("a blank node or a quoted triple; only things with addresses and values can be traced", 1)
    ]


@pytest.mark.parametrize("suffix", FORMATS)
def test_laid_beside_the_records_it_leads_back_to_where_and_when(
    asker: Callable[..., PoliteClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "graphs"))
    file = tmp_path / f"far{suffix}"
    with serving(answering(FAR)) as address:
        file.write_bytes(serialize(made(asker(address)).quads, FORMATS[suffix]))
    graph = assemble.assemble(Selection(extra=(file,)))
    answer = graph.query(
        """SELECT ?label ?day ?publisher ?licence ?endpoint {
          GRAPH ?graph { <http://far.example/entity/Q2> rdfs:label ?label }
          ?graph cr:inSource ?source ; prov:wasDerivedFrom ?endpoint .
          ?source a cr:Source ; cr:issuedOn ?day ; cr:publisherName ?publisher ; cr:licence ?licence ; cr:url ?u }"""
    )
    host = address.split("/")[2]
    assert [tuple(row.values()) for row in answer] == [("Food Ministry", DAY, host, "CC0-1.0", address)]


def test_small_batches_give_the_same(asker: Callable[..., PoliteClient]) -> None:
    reported: list[str] = []
    with serving(answering(FAR)) as address:
        one = made(asker(address, report=reported.append), batch=1)
        many = made(asker(address))
    assert one.quads == many.quads
    assert [text for text in reported if text.startswith("batch")][-1].startswith("batch 3 of 3: ")


def test_the_second_time_nothing_is_asked(asker: Callable[..., PoliteClient]) -> None:
    with serving(answering(FAR)) as address:
        first = asker(address)
        quads = made(first, batch=1).quads
    second = asker(address)  # nobody is there any more
    assert made(second, batch=1).quads == quads
    assert (first.requests, first.cached, second.requests, second.cached) == (3, 0, 0, 3)


@pytest.mark.parametrize("change", ["day", "endpoint", "query", "batch"])
def test_answers_are_cached_by_endpoint_query_and_day(asker: Callable[..., PoliteClient], change: str) -> None:
    with serving(answering(FAR)) as address:
        made(asker(address))
        again = asker(address + "?default-graph-uri=x" if change == "endpoint" else address)
        if change == "day":
            again.day = "2026-11-24"
        asked = question.read()
        if change == "query":
            asked = question.EnrichQuery(asked.name, asked.text + "# more", asked.template)
        made(again, asked, batch=2 if change == "batch" else 50)
    assert again.cached == 0


def test_a_damaged_answer_is_asked_for_again(asker: Callable[..., PoliteClient], tmp_path: Path) -> None:
    with serving(answering(FAR)) as address:
        quads = made(asker(address)).quads
        (file,) = (tmp_path / "cache").iterdir()
        whole = file.read_bytes()
        for damage in (b"", whole[: len(whole) // 2], whole[whole.index(b"\n") + 1 :]):
            file.write_bytes(damage)
            again = asker(address)
            assert made(again).quads == quads
            assert again.requests == 1


def test_answers_of_long_ago_go_and_nothing_else_does(asker: Callable[..., PoliteClient], tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    for name, days in (("0" * 64 + ".nt", 31), ("1" * 64 + ".nt", 29), ("mine.nt", 31)):
        (folder / name).write_text("")
        then = time.time() - days * 86_400
        os.utime(folder / name, (then, then))
    asker("http://127.0.0.1:1/")
    assert {path.name for path in folder.iterdir()} == {"1" * 64 + ".nt", "mine.nt"}


def in_turn(*replies: Reply) -> Reply:
    """One reply a request, the last one ever after."""
    left = list(replies)
    return lambda handler, query: (left.pop(0) if len(left) > 1 else left[0])(handler, query)


def cut(handler: BaseHTTPRequestHandler, _: str) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\nContent-Length: 900\r\n\r\n<urn:a>")
    handler.connection.shutdown(1)


@pytest.mark.parametrize(
    "faults",
    [
        [always("", status=429, Retry_After="0")],
        [always("", status=500), always("", status=500)],
        [always("", status=503), cut],
        [cut],
    ],
    ids=["busy once", "500 twice", "503, then cut", "cut"],
)
def test_faults_that_pass_are_overcome(asker: Callable[..., PoliteClient], faults: list[Reply]) -> None:
    reported: list[str] = []
    with serving(in_turn(*faults, answering(FAR))) as address:
        assert said(made(asker(address, report=reported.append)).quads, Q1) == FULL
    assert sum("next try in" in text for text in reported) == len(faults)


def test_the_server_says_how_long_to_wait(asker: Callable[..., PoliteClient]) -> None:
    with serving(in_turn(always("", status=429, Retry_After="1"), answering(FAR))) as address:
        started = time.monotonic()
        made(asker(address))
    assert time.monotonic() - started >= 1


def test_nobody_waits_for_an_hour(asker: Callable[..., PoliteClient]) -> None:
    reply = always("", status=429, Retry_After="3600")
    with (
        serving(reply) as address,
        pytest.raises(LimitError, match="asks to wait 3,600 s, longer than the limit of 120"),
    ):
        made(asker(address))


def test_after_the_last_try_the_fault_is_reported(asker: Callable[..., PoliteClient]) -> None:
    seen: list[str] = []

    def reply(handler: BaseHTTPRequestHandler, query: str) -> None:
        seen.append(query)
        send(handler, "tired", status=503)

    with serving(reply) as address, pytest.raises(Unavailable, match="HTTP 503: tired"):
        made(asker(address))
    assert len(seen) == 3
    assert len(set(seen)) == 1, "each try asks the same"


def test_what_was_answered_before_a_fault_is_not_asked_again(asker: Callable[..., PoliteClient]) -> None:
    seen: list[str] = []

    def reply(handler: BaseHTTPRequestHandler, query: str) -> None:
        seen.append(query)
        if len(seen) == 2:
            send(handler, "no", status=404)
        else:
            answering(FAR)(handler, query)

    with serving(reply) as address:
        with pytest.raises(EnvironmentFault, match="HTTP 404"):
            made(asker(address), batch=1)
        quads = made(asker(address), batch=1).quads
    assert said(quads, Q1) == FULL and said(quads, FOOD)
    assert [next(iri for iri in (Q1, Q2, FOOD) if iri in query) for query in seen] == [Q1, Q2, Q2, FOOD]


def test_requests_keep_their_distance(asker: Callable[..., PoliteClient]) -> None:
    times: list[float] = []

    def reply(handler: BaseHTTPRequestHandler, query: str) -> None:
        times.append(time.monotonic())
        answering(FAR)(handler, query)

    with serving(reply) as address:
        began = time.monotonic()
        made(asker(address, interval=0.2), batch=1)
    assert len(times) == 3
    assert all(moment - began >= 0.2 * number for number, moment in enumerate(times))


def test_the_project_is_named(asker: Callable[..., PoliteClient]) -> None:
    agents: list[str] = []

    def reply(handler: BaseHTTPRequestHandler, query: str) -> None:
        agents.append(handler.headers["User-Agent"])
        answering(FAR)(handler, query)

    with serving(reply) as address:
        made(asker(address))
    assert agents[0].startswith("certreg/") and "https://w3id.org/certreg/" in agents[0]


def lies(handler: BaseHTTPRequestHandler, _: str) -> None:
    """An answer with one honest statement and one lie of each kind."""
    a = names.expand("rdf:type")
    lines = (
        f'<{Q1}> {LABEL} "honest" .',
        f'<{Q1}> {LABEL} "red \\u001B[31m" .',
        f'<{Q1}> <https://w3id.org/certreg/ns#obligation> "voluntary" .',
        f"<{Q1}> <{a}> <https://w3id.org/certreg/ns#Reform> .",
        f"<{Q1}> <http://www.w3.org/2002/07/owl#sameAs> <{Q2}> .",
        f'<{Q1}> <urn:unasked> "x" .',
        f'<http://far.example/entity/Q9> {LABEL} "unasked" .',
        f'<https://w3id.org/certreg/id/cnca> {LABEL} "ours" .',
        f'<https://w3id.org/certreg/ns#Reform> {LABEL} "ours" .',
        f'<{Q1}\\u003E\\u0020> {LABEL} "no address" .',
        f"<{Q1}> <{a}> <http://x.example/\\u003E\\u0020.\\u000A> .",
        f"<{Q1}> <{a}> <relative> .",
    )
    send(handler, "".join(f"{line}\n" for line in lines), "application/n-triples")


def test_lies_are_left_out_and_counted(asker: Callable[..., PoliteClient]) -> None:
    reported: list[str] = []
    with serving(lies) as address:
        fresh = made(asker(address, report=reported.append))
        kept = made(asker(address))
    for found in (fresh, kept):
        assert said(found.quads, Q1) == {("rdfs:label", "honest")}
        subjects = {quad.subject.value for quad in found.quads if isinstance(quad.subject, NamedNode)}
        assert subjects == {Q1, names.ID + "far-example", names.SOURCE + "far-example"}
        assert found.left_out.total() == 8
        assert found.left_out["not requested"] == 2
        assert len(found.left_out) == 4  # by kind, so that nobody floods the screen
    assert any("left out 3 statements: not a valid IRI" in text for text in reported)


@pytest.mark.parametrize(
    ("reply", "fault", "reported"),
    [
        (always("<html>Sign in", "text/html"), EnvironmentFault, "is this a SPARQL endpoint"),
        (always("", status=302, Location="http://127.0.0.1:1/"), EnvironmentFault, "redirects to"),
        (always("", status=307, Location="file:///etc/passwd"), EnvironmentFault, "redirects to file:"),
        (
            always(gzip.compress(b" " * 2**24), "application/n-triples", Content_Encoding="gzip"),
            EnvironmentFault,
            "compressed",
        ),
        (always("<urn:a> <urn:b>", "application/n-triples"), EnvironmentFault, "not valid application/n-triples"),
        (always("unknown function", status=400), QueryError, "the endpoint refuses the query: unknown function"),
        (
            always("<!DOCTYPE r [<!ENTITY a 'b'>]><r/>", "application/rdf+xml"),
            EnvironmentFault,
            "XML with a document type",
        ),
    ],
)
def test_what_is_no_answer_is_one_clear_error(
    asker: Callable[..., PoliteClient], tmp_path: Path, reply: Reply, fault: type[Exception], reported: str
) -> None:
    with serving(reply) as address, pytest.raises(fault, match=reported):
        made(asker(address))
    assert not (tmp_path / "cache").exists()


def test_an_endless_answer_is_cut_off(asker: Callable[..., PoliteClient], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_ANSWER_BYTES", 100_000)

    def endless(handler: BaseHTTPRequestHandler, _: str) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/n-triples")
        handler.end_headers()
        try:
            for _ in range(100_000):
                handler.wfile.write(b"<urn:a> <urn:b> <urn:c> .\n" * 1000)
        except OSError:
            pass

    with serving(endless) as address, pytest.raises(LimitError, match="more than 100,000 bytes"):
        made(asker(address))


def test_a_slow_answer_is_not_waited_for(asker: Callable[..., PoliteClient]) -> None:
    over = threading.Event()

    def slow(handler: BaseHTTPRequestHandler, _: str) -> None:
        over.wait(30)

    with serving(slow) as address:
        try:
            with pytest.raises(LimitError, match="no answer in time"):
                made(asker(address, timeout=0.2))
        finally:
            over.set()


def test_so_many_requests_are_too_many(asker: Callable[..., PoliteClient]) -> None:
    about = source.Source("x", "http://127.0.0.1:1/", DAY, "A test.")
    many = [f"http://far.example/{number}" for number in range(MOST_BATCHES + 1)]
    with pytest.raises(LimitError, match="1,001 requests, at most 1,000"):
        enrich(many, question.read(), asker(about.address), about, 1, lambda text: None)


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.rq"
    path.write_text(text, "utf-8")
    return path


def test_a_query_of_ones_own(asker: Callable[..., PoliteClient], tmp_path: Path) -> None:
    own = write(
        tmp_path,
        """PREFIX s: <http://schema.example/>
        CONSTRUCT { ?target s:site ?site . ?site s:of ?target ; a s:Site }
        WHERE { VALUES ?target { ?_targets } ?target schema:url ?site }""",
    )
    with serving(answering(FAR)) as address:
        found = made(asker(address), question.read(own))
    assert said(found.quads, Q1) == {("http://schema.example/site", "http://www.cnca.example/")}
    assert len(said(found.quads, "http://www.cnca.example/")) == 2
    assert not found.left_out


def test_a_select_gives_a_statement_a_row(asker: Callable[..., PoliteClient], tmp_path: Path) -> None:
    own = write(tmp_path, "SELECT ?target ?property ?value { VALUES ?target { ?_targets } ?target ?property ?value }")
    with serving(answering(FAR)) as address:
        found = made(asker(address), question.read(own))
    assert said(found.quads, Q1) == FULL | {("urn:secret", "1")}


def test_a_constant_in_the_template_is_held_to(tmp_path: Path) -> None:
    own = question.read(
        write(tmp_path, 'CONSTRUCT { ?target <urn:p> "yes"@en } WHERE { VALUES ?target { ?_targets } ?target ?p ?o }')
    )
    yes, no = (Triple(NamedNode(Q1), NamedNode("urn:p"), Literal(text, language="en")) for text in ("yes", "no"))
    assert own.fault(yes, [Q1]) is None
    assert own.fault(no, [Q1]) == own.fault(yes, [Q2]) == "not requested"


def test_values_that_are_none_of_their_kind_are_taken_as_they_are(
    asker: Callable[..., PoliteClient], capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    date = '"0000-99-99"^^<http://www.w3.org/2001/XMLSchema#date>'
    with serving(always(f"<{Q1}> {LABEL} {date} .", "application/n-triples")) as address:
        assert said(made(asker(address)).quads, Q1) == {("rdfs:label", "0000-99-99")}
    assert (capsys.readouterr().err, caplog.text) == ("", "")


@pytest.mark.parametrize(
    ("text", "fault", "reported"),
    [
        ("CONSTRUCT { ?target a ?t } WHERE { ?target a ?t }", UsageError, r"write VALUES \?target \{ \?_targets \}"),
        (
            "CONSTRUCT { ?target a ?t } WHERE { VALUES ?target { ?_targets ",
            QueryError,
            r'^line 1, column 62: .*mine.rq: a "}" is missing',
        ),
        ("SELECT ?target ?t { VALUES ?target { ?_targets } ?target a ?t }", UsageError, r"\?target \?property \?value"),
        ("ASK { VALUES ?target { ?_targets } ?target a ?t }", UsageError, "only a CONSTRUCT or a SELECT"),
        ("DROP ALL # ?_targets", QueryError, "DROP is an update"),
        (
            "CONSTRUCT { ?target x:y ?t } WHERE { VALUES ?target { ?_targets } ?target a ?t }",
            QueryError,
            'the prefix "x:" is not declared',
        ),
        (
            "CONSTRUCT { ?target a ?t } WHERE { VALUES ?target { ?_targets } SERVICE <http://x/> { ?target a ?t } }",
            QueryError,
            "SERVICE is disabled",
        ),
    ],
)
def test_a_query_that_is_none(tmp_path: Path, text: str, fault: type[Exception], reported: str) -> None:
    with pytest.raises(fault, match=reported):
        question.read(write(tmp_path, text))


def test_a_query_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"no\.rq: cannot be read"):
        question.read(tmp_path / "no.rq")
    (tmp_path / "binary.rq").write_bytes(b"\xff\xfe")
    with pytest.raises(EnvironmentFault, match="not UTF-8"):
        question.read(tmp_path / "binary.rq")
    with pytest.raises(EnvironmentFault, match="at most 65,536 bytes"):
        question.read(write(tmp_path, "#" * 70_000))


def test_the_key_of_a_source_comes_from_the_host() -> None:
    assert source.key_of("https://query.wikidata.org/sparql", DAY) == "query-wikidata-org-2026-11-23"
    assert source.key_of("http://[::1]:8890/sparql", DAY) == "1-2026-11-23"
    assert names.KEY.match(source.key_of("http://例え.example/", DAY))


def test_a_source_is_described_as_records_are(tmp_path: Path, asker: Callable[..., PoliteClient]) -> None:
    about = source.Source("far-example", "http://far.example/sparql", DAY, "A test.", licence="a\x1b[31m")
    with pytest.raises(DataError, match=r"far-example: licence: .*is not text without control characters"):
        enrich([], question.read(), asker(about.address), about, 1, lambda text: None)


@pytest.mark.virtuoso
@pytest.mark.skipif(bool(virtuoso.missing()), reason=f"needs {' and '.join(virtuoso.missing())} (Virtuoso 7)")
def test_virtuoso_gives_what_the_embedded_engine_gives(asker: Callable[..., PoliteClient], tmp_path: Path) -> None:
    graph = NamedNode("urn:far")
    far = [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in FAR.quads()]
    folder = tmp_path / "virtuoso"
    folder.mkdir()
    with virtuoso.serving(far, folder) as address:
        found = made(asker(address))
    assert said(found.quads, Q1) == FULL
    assert said(found.quads, Q2) == {("rdfs:label", "Food Ministry")}


def test_the_examples_of_the_page_are_as_it_says(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/enrich.md").read_text("utf-8")
    (query,) = re.findall(r"```sparql\n(.*?)```", page, re.DOTALL)
    assert len(question.read(write(tmp_path, query)).template) == 4
    (quads,) = re.findall(r"```turtle\n(.*?)```", page, re.DOTALL)
    (tmp_path / "gazetteer.trig").write_text(quads, "utf-8")
    read, _ = assemble.checked(Selection(extra=(tmp_path / "gazetteer.trig",)))
    assert [len(said) for said in read.external.values()] == [1]


def test_schema_org_is_one_vocabulary_under_http_and_https(asker: Callable[..., PoliteClient]) -> None:
    """Wikidata and schema.org's own JSON-LD context write http."""
    far = trig("""
      <http://far.example/entity/Q1> <http://schema.org/name> "Administration"@en ; schema:description "An agency"@en .
      <http://far.example/entity/Q2> <http://schema.org/alternateName> "MFDS" ;
        <http://schema.org/url> <http://m.example/> .
    """)
    with serving(answering(far)) as address:
        found = made(asker(address))
    assert said(found.quads, Q1) == {("schema:name", "Administration"), ("schema:description", "An agency")}
    assert said(found.quads, Q2) == {("schema:alternateName", "MFDS"), ("schema:url", "http://m.example/")}
    assert not found.left_out
