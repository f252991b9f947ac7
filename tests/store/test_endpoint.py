"""The endpoint engine against real HTTP servers of this machine: one that answers from the embedded engine, others
that misbehave in one way each."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from servers import Reply, always, answering, send, serving

import kg
from kg.errors import EnvironmentFault, LimitError, QueryError, Unavailable, UsageError
from kg.store import endpoint
from kg.store.endpoint import EndpointGraph
from kg.store.oxigraph import OxigraphGraph

ASK = "ASK { ?s ?p ?o }"


def test_each_form_of_query_is_answered(graph: OxigraphGraph) -> None:
    with serving(answering(graph)) as address:
        there = kg.load(endpoint=address)
        assert there.query("SELECT ?o { id:ccc cr:obligation ?o }") == graph.query(
            "SELECT ?o { id:ccc cr:obligation ?o }"
        )
        assert there.query("ASK { id:cnca cr:administers id:ccc }") is True
        assert there.query("CONSTRUCT { ?s a cr:CertificationScheme } WHERE { VALUES ?s { id:ccc } }") == [
            Triple(
                NamedNode("https://w3id.org/certreg/id/ccc"),
                NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                NamedNode("https://w3id.org/certreg/ns#CertificationScheme"),
            )
        ]
        assert there.ask("partners").column("partnerLabel") == kg.load().ask("partners").column("partnerLabel")


def test_xml_results_and_turtle_are_read_too() -> None:
    xml = (
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head>'
        '<results><result><binding name="x"><literal xml:lang="en">grüße</literal></binding></result></results>'
        "</sparql>"
    )
    with serving(always(xml.encode(), "application/sparql-results+xml")) as address:
        assert EndpointGraph(address).query("SELECT ?x { }").rows == ((Literal("grüße", language="en"),),)
    with serving(always("<urn:a> <urn:b> <urn:c> .", "text/turtle")) as address:
        assert len(EndpointGraph(address).query("DESCRIBE <urn:a>")) == 1


def test_prefixes_stand_before_the_query_on_its_first_line() -> None:
    asked = []

    def reply(handler: BaseHTTPRequestHandler, query: str) -> None:
        asked.append(query)
        send(handler, '{"head": {}, "boolean": true}', "application/sparql-results+json")

    with serving(reply) as address:
        EndpointGraph(address).query("# a comment\nASK { ?s a cr:Reform }")
    (query,) = asked
    assert query.startswith("PREFIX cr: <https://w3id.org/certreg/ns#> ")
    assert query.endswith(" # a comment\nASK { ?s a cr:Reform }")
    assert query.count("\n") == 1


def test_updates_and_calls_of_other_servers_are_never_sent() -> None:
    def reply(handler: BaseHTTPRequestHandler, query: str) -> None:
        raise AssertionError(query)

    with serving(reply) as address:
        for text in ("DROP ALL", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"):
            with pytest.raises(QueryError):
                EndpointGraph(address).query(text)


def test_a_refused_query_is_reported_in_the_servers_words(graph: OxigraphGraph) -> None:
    with (
        serving(answering(graph)) as address,
        pytest.raises(QueryError, match=r"the endpoint refuses the query: malformed: .*") as fault,
    ):
        EndpointGraph(address).query("SELECT ?x { ?x }")
    assert "second line" not in str(fault.value)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (always("<html>hello", "text/html"), r"answers with text/html, not with .*; is this a SPARQL endpoint\?"),
        (always("{", "application/sparql-results+json"), "is not valid application/sparql-results"),
        (always('{"head": {"vars": []}}'), "is not valid application/sparql-results"),
        (always("gone", status=404), "HTTP 404: gone"),
        (always("<p>no words</p>", "text/html", 500), "HTTP 500"),
        (always("\x1b[2Jred\u202e", status=503), r"HTTP 503: \[2Jred$"),
        (always("x", Content_Encoding="gzip"), "compressed"),
        (always("", status=302, Location="http://127.0.0.1:1/else"), "redirects to http://127.0.0.1:1/else"),
        (always("", status=307, Location="file:///etc/passwd"), "redirects to file:///etc/passwd"),
        (always("", status=301, Location="http://x/\x1b[2J"), "Invalid URL in location header"),
        (always("{", "text/x\x1b[2J"), r"answers with text/x \[2j, not with"),
    ],
)
def test_what_is_no_answer_is_one_clear_error(reply: Reply, said: str) -> None:
    with serving(reply) as address, pytest.raises(EnvironmentFault, match=said) as fault:
        EndpointGraph(address).query(ASK)
    assert str(fault.value).startswith(address)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_fault_that_may_pass_is_kept_apart(status: int) -> None:
    with serving(always("busy", status=status, Retry_After="7")) as address, pytest.raises(Unavailable) as fault:
        EndpointGraph(address).query(ASK)
    assert (str(fault.value), fault.value.after) == (f"{address}: HTTP {status}: busy", 7)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 501])
def test_a_fault_that_stays_is_none_that_may_pass(status: int) -> None:
    with serving(always("", status=status, Retry_After="7")) as address, pytest.raises(EnvironmentFault) as fault:
        EndpointGraph(address).query(ASK)
    assert not isinstance(fault.value, Unavailable)


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("120", 120, 120),
        ("Fri, 31 Dec 2100 23:59:59 GMT", 1e9, 1e10),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 0, 0),
        ("soon", None, None),
        ("-5", None, None),
    ],
)
def test_how_long_the_server_asks_to_wait(header: str, least: float | None, most: float | None) -> None:
    with serving(always("", status=503, Retry_After=header)) as address, pytest.raises(Unavailable) as fault:
        EndpointGraph(address).query(ASK)
    after = fault.value.after
    assert after is None if least is None or most is None else after is not None and least <= after <= most


def test_a_connection_cut_between_two_lines_is_no_answer() -> None:
    """Half of N-Triples is valid N-Triples; the length tells."""
    line = "<urn:a> <urn:b> <urn:c> .\n"
    reply = always(line, "application/n-triples", Content_Length=str(2 * len(line)))
    with serving(reply) as address, pytest.raises(Unavailable, match="broke before the answer was complete"):
        EndpointGraph(address).query("DESCRIBE <urn:a>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", ["application/rdf+xml", "application/sparql-results+xml"])
def test_xml_that_declares_entities_is_not_read(kind: str, encoding: str) -> None:
    """Ten lines of them can make gigabytes."""
    declared = '<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>'
    bomb = always(f'<?xml version="1.0" encoding="{encoding}"?>{declared}<r>&c;</r>'.encode(encoding), kind)
    query = "DESCRIBE <urn:a>" if "rdf" in kind else ASK
    with (
        serving(bomb) as address,
        pytest.raises(EnvironmentFault, match="document type"),
    ):
        EndpointGraph(address).query(query)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(EnvironmentFault, match=f"127.0.0.1:{port}/: cannot be reached: .*[Rr]efused"):
        EndpointGraph(f"http://127.0.0.1:{port}/").query(ASK)


def test_an_answer_that_breaks_off() -> None:
    with (
        serving(always('{"head"', Content_Length="5000")) as address,
        pytest.raises(EnvironmentFault, match="broke before the answer was complete"),
    ):
        EndpointGraph(address).query(ASK)


def test_more_than_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "MAX_ANSWER_BYTES", 1000)
    with serving(always(b" " * 1001)) as address, pytest.raises(LimitError, match="more than 1,000 bytes"):
        EndpointGraph(address).query(ASK)


@pytest.mark.parametrize("between", [0.05, 30], ids=["a byte now and then", "never"])
def test_no_answer_in_time(between: float) -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler, _: str) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/sparql-results+json")
        handler.end_headers()
        for _ in range(600):
            if over.wait(between):
                return
            try:
                handler.wfile.write(b" ")
            except OSError:
                return

    with serving(drip) as address:
        started = time.monotonic()
        try:
            with pytest.raises(LimitError, match="no answer in time"):
                EndpointGraph(address).query(ASK, timeout=0.3)
        finally:
            over.set()
        assert time.monotonic() - started < 20  # it gave up, long before the server would have ended


def test_a_password_is_sent_as_a_header_and_never_shown() -> None:
    seen = []

    def reply(handler: BaseHTTPRequestHandler, _: str) -> None:
        seen.append(handler.headers["Authorization"])
        send(handler, "no", status=401)

    with serving(reply) as address, pytest.raises(EnvironmentFault) as fault:
        EndpointGraph(address.replace("//", "//ann:p%40ss@")).query(ASK)
    assert seen == ["Basic " + base64.b64encode(b"ann:p@ss").decode()]
    assert "p@ss" not in str(fault.value) and "p%40ss" not in str(fault.value)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://h/x", "localhost:8890", "http://", "http://h:port/", ""]
)
def test_only_http_addresses(address: str) -> None:
    with pytest.raises(UsageError, match="endpoint"):
        EndpointGraph(address)


def test_a_triple_given_twice_is_one() -> None:
    with serving(always("<urn:a> <urn:b> <urn:c> .\n" * 2, "application/n-triples")) as address:
        (triple,) = EndpointGraph(address).query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert str(triple) == "<urn:a> <urn:b> <urn:c>"


def test_unbound_cells_and_typed_literals() -> None:
    date = {"type": "typed-literal", "value": "2021-12-31", "datatype": "http://www.w3.org/2001/XMLSchema#date"}
    said = {"head": {"vars": ["a", "b"]}, "results": {"bindings": [{"b": date}]}}
    with serving(always(json.dumps(said))) as address:
        table = EndpointGraph(address).query("SELECT ?a ?b {}")
    assert list(table) == [{"a": None, "b": "2021-12-31"}]


SPARQL_XML = '<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
ROWS = {"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": f"urn:{n}"}} for n in "ab"]}}


@pytest.mark.parametrize(
    ("status", "headers", "said"),
    [
        (206, {}, "a part of the answer only"),
        (200, {"X_SPARQL_MaxRows": "2"}, "cuts answers at 2 rows"),
        (
            200,
            {"X_SQL_State": "S1TAT", "X_SQL_Message": "Returning incomplete results"},
            "broke off .*S1TAT: Returning",
        ),
    ],
)
def test_an_answer_that_the_server_cut_is_no_answer(status: int, headers: dict[str, str], said: str) -> None:
    with serving(always(json.dumps(ROWS), status=status, **headers)) as address, pytest.raises(LimitError, match=said):
        EndpointGraph(address).query("SELECT ?s { ?s ?p ?o }")


def test_an_answer_below_the_servers_limit_is_whole() -> None:
    with serving(always(json.dumps(ROWS), X_SPARQL_MaxRows="3")) as address:
        assert EndpointGraph(address).query("SELECT ?s { ?s ?p ?o }").column("s") == ["urn:a", "urn:b"]


@pytest.mark.parametrize("kind", ["json", "json, type last", "xml"])
def test_blank_nodes_may_have_the_names_that_virtuoso_gives_them(kind: str) -> None:
    def cell(label: str) -> str:
        if kind == "xml":
            values = f'<bnode>{label}</bnode></binding><binding name="t"><literal>{label}</literal>'
            return f'<result><binding name="s">{values}</binding></result>'
        parts = ['"type": "bnode"', f'"value": "{label}"']
        node = "{" + ", ".join(parts if kind == "json" else parts[::-1]) + "}"
        return f'{{"s": {node}, "t": {{"type": "literal", "value": "{label}"}}}}'

    labels = ["nodeID://b10001", "nodeID://b1000/1", "b10001"]
    if kind == "xml":
        head = '<head><variable name="s"/><variable name="t"/></head>'
        content = f"{SPARQL_XML}{head}<results>{''.join(map(cell, labels))}</results></sparql>"
    else:
        content = '{"head": {"vars": ["s", "t"]}, "results": {"bindings": [' + ", ".join(map(cell, labels)) + "]}}"
    with serving(always(content, f"application/sparql-results+{kind[:4].strip()}")) as address:
        rows = EndpointGraph(address).query("SELECT ?s ?t { ?s ?p ?t }").rows
    nodes, texts = zip(*rows, strict=True)
    assert texts == tuple(map(Literal, labels))
    assert all(isinstance(node, BlankNode) for node in nodes)
    assert len(set(nodes)) == 3


DEEP = "<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 20_000 + '"1"' + " )>>" * 20_000 + " .\n"

_STEP = (
    '{"type": "triple", "value": {"subject": {"type": "uri", "value": "urn:a"}, '
    '"predicate": {"type": "uri", "value": "urn:b"}, "object": '
)
NESTED_JSON = (
    '{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": '
    + _STEP * 20_000
    + '{"type": "literal", "value": "1"}'
    + "}}" * 20_000
    + "}]}}"
)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (DEEP, "application/n-triples"),
        (DEEP, "text/turtle"),
        (NESTED_JSON, "application/sparql-results+json"),
    ],
    ids=["n-triples", "turtle", "json"],
)
def test_an_answer_nested_without_end_is_refused(content: str, kind: str) -> None:
    """Parsed in this process, it would end it by a signal."""
    query = "DESCRIBE <urn:a>" if "json" not in kind else "SELECT ?s { ?s ?p ?o }"
    with serving(always(content, kind)) as address, pytest.raises(EnvironmentFault, match=r"not valid .*nested"):
        EndpointGraph(address).query(query)
