"""The endpoint over HTTP, case by case as the SPARQL 1.1 Protocol has them for queries.

The names of the cases follow the W3C's test manifest (data-r2/protocol); the graphs are ours, and the requests are
written from the specification.
"""

from __future__ import annotations

import gzip
import json
from xml.etree import ElementTree

import pytest
from pyoxigraph import Quad, RdfFormat, parse
from serving import JSON

from kg import names

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}
HACCP = names.passage("cnca-2021", "2.5.3").value
OTHER = names.passage("cnca-2021", "2.5.1").value
#: Whether the memorandum's party is said in the default graph, and by which named graph.
PARTY = "id:mou-haccp-2021 cr:party id:mfds"
SEEN = f"ASK {{ {PARTY} }}"
NAMED = f"ASK {{ GRAPH ?g {{ {PARTY} }} }}"


def said(reply) -> bool:
    assert reply.status == 200, reply.text
    return json.loads(reply.body)["boolean"]


def form(server, body: str, headers=FORM):
    return server.send("POST", "/sparql", body.encode(), headers)


def test_query_get(server):
    assert said(server.get("ASK {}")) is True


def test_query_post_form(server):
    assert said(form(server, "query=ASK%20%7B%7D")) is True


def test_query_post_direct(server):
    assert said(server.post("ASK {}")) is True


@pytest.mark.parametrize(
    ("query", "graphs", "answer"),
    [
        (SEEN, {}, True),  # the union of all
        (SEEN, {"default-graph-uri": HACCP}, True),
        (SEEN, {"default-graph-uri": OTHER}, False),
        (SEEN, {"default-graph-uri": [OTHER, HACCP]}, True),
        (SEEN, {"named-graph-uri": HACCP}, False),
        (NAMED, {"named-graph-uri": HACCP}, True),
        (NAMED, {"named-graph-uri": OTHER}, False),
        (NAMED, {"named-graph-uri": [OTHER, HACCP]}, True),
        (NAMED, {"default-graph-uri": HACCP}, False),
        (f"ASK {{ {PARTY} GRAPH ?g {{ {PARTY} }} }}", {"default-graph-uri": HACCP, "named-graph-uri": HACCP}, True),
        (f"ASK FROM <{HACCP}> {{ {PARTY} }}", {}, True),
        (f"ASK FROM <{OTHER}> {{ {PARTY} }}", {}, False),
        # what the request names goes before what the query names
        (f"ASK FROM <{HACCP}> {{ {PARTY} }}", {"default-graph-uri": OTHER}, False),
        (f"ASK FROM <{OTHER}> {{ {PARTY} }}", {"default-graph-uri": HACCP}, True),
        (SEEN, {"default-graph-uri": "http://example.org/not-there"}, False),
    ],
)
@pytest.mark.parametrize("way", ["get", "post"])
def test_query_dataset(server, way, query, graphs, answer):
    if way == "get":
        assert said(server.get(query, **graphs)) is answer
        return
    from urllib.parse import urlencode

    assert said(form(server, urlencode({"query": query, **graphs}, doseq=True))) is answer
    target = f"/sparql?{urlencode(graphs, doseq=True)}"
    assert said(server.send("POST", target, query.encode(), DIRECT)) is answer


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_bad_query_method(server, method):
    reply = server.send(method, "/sparql", b"query=ASK%20%7B%7D", FORM)
    assert reply.status == 405
    assert set(reply.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", FORM, 400),  # bad_multiple_queries
        ("ASK {}", {"Content-Type": "text/plain"}, 415),  # bad_query_wrong_media_type
        ("query=ASK%20%7B%7D", {}, 415),  # bad_query_missing_form_type
        ("ASK {}", {}, 415),  # bad_query_missing_direct_type
        ("ASK {", DIRECT, 400),  # bad_query_syntax
        ("ASK {\udce9}", DIRECT, 400),  # bad_query_non_utf8
    ],
)
def test_bad_query(server, body, headers, status):
    reply = server.send("POST", "/sparql", body.encode("utf-8", "surrogateescape"), headers)
    assert reply.status == status
    assert reply.text.strip()


def test_an_error_says_where(server):
    reply = server.get("SELECT *\nWHERE { ?s ?p }")
    assert (reply.status, reply.text[:7]) == (400, "line 2,")
    as_json = server.get("SELEKT * {}", accept="application/json")
    assert as_json.headers["Content-Type"] == "application/json"
    assert 'did you mean "SELECT"' in json.loads(as_json.body)["error"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("INSERT DATA { <x:a> <x:b> 1 }", "INSERT is an update"),
        ("LOAD <http://127.0.0.1:9/>", "LOAD is an update"),
        ("DROP ALL", "DROP is an update"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "kg enrich"),
        ("SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is disabled"),
    ],
)
def test_what_does_not_only_read_is_refused_by_name(server, query, says):
    reply = server.post(query)
    assert reply.status == 400
    assert says in reply.text


@pytest.mark.parametrize("call", ["<http://example.org/f>(1)", "<urn:x>()", "<http://example.org/f>(DISTINCT ?s)"])
def test_an_unknown_function_is_named(server, call):
    reply = server.post(f"SELECT ({call} AS ?x) {{ ?s ?p ?o }}")
    assert reply.status == 400
    assert call.partition(">")[0] in reply.text or "not valid SPARQL" in reply.text
    assert "store" not in reply.text


@pytest.mark.parametrize("send", ["get", "post"])
def test_relative_iris_are_relative_to_the_endpoint(server, send):
    """The manifest's query_content_type_construct, whose query is of this kind."""
    query = "CONSTRUCT { <s> <#p> </o> } WHERE {}"
    reply = getattr(server, send)(query, accept="application/n-triples")
    assert reply.status == 200, reply.text
    folder, root = server.address.removesuffix("sparql"), server.address.removesuffix("/sparql")
    assert reply.text == f"<{folder}s> <{server.address}#p> <{root}/o> .\n"


def test_a_declared_base_goes_before_that_of_the_endpoint(server):
    reply = server.get("BASE <http://example.org/a/> SELECT ?x { BIND(<b> AS ?x) }")
    assert reply.rows == [{"x": "http://example.org/a/b"}]


def test_a_host_that_is_none_leaves_relative_iris_refused(server):
    reply = server.send("POST", "/sparql", b"ASK { <a> ?p ?o }", {**DIRECT, "Host": "a b"})
    assert reply.status in (200, 400)
    assert server.send("POST", "/sparql", b"ASK {}", {**DIRECT, "Host": "a b", "Accept": JSON}).status in (200, 400)


TABLE = "SELECT ?label ?n { id:haccp skos:altLabel ?label FILTER(LANG(?label) = 'zh-hans') BIND(1 AS ?n) }"
#: The one Chinese altLabel of haccp in data/entities.
FIRST = "HACCP认证"


def test_query_content_type_select(server):
    """Each format is read by something that knows it."""
    as_json = server.get(TABLE)
    assert as_json.headers["Content-Type"] == JSON
    first = json.loads(as_json.body)["results"]["bindings"][0]["label"]
    assert first == {"type": "literal", "value": FIRST, "xml:lang": "zh-Hans"}
    as_xml = server.get(TABLE, accept="application/sparql-results+xml")
    assert as_xml.headers["Content-Type"] == "application/sparql-results+xml"
    space = "{http://www.w3.org/2005/sparql-results#}"
    literal = next(ElementTree.fromstring(as_xml.body).iter(f"{space}literal"))
    assert literal.text == FIRST
    assert literal.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"
    as_csv = server.get(TABLE, accept="text/csv")
    assert as_csv.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert as_csv.text.splitlines()[:2] == ["label,n", f"{FIRST},1"]
    as_tsv = server.get(TABLE, accept="text/tab-separated-values")
    assert as_tsv.headers["Content-Type"] == "text/tab-separated-values; charset=utf-8"
    assert as_tsv.text.splitlines()[:2] == ["?label\t?n", f'"{FIRST}"@zh-Hans\t1']


def test_query_content_type_ask(server):
    assert server.get("ASK {}", accept="application/sparql-results+xml").headers["Content-Type"].endswith("+xml")
    assert said(server.get("ASK {}", accept="application/json")) is True


@pytest.mark.parametrize("query", ["DESCRIBE id:haccp", "CONSTRUCT { id:haccp ?p ?o } { id:haccp ?p ?o }"])
@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_query_content_type_describe_and_construct(server, graph, query, media_type, form):
    reply = server.get(query, accept=media_type)
    assert reply.headers["Content-Type"].partition(";")[0] == media_type
    expected = {Quad(triple.subject, triple.predicate, triple.object) for triple in graph.query(query)}
    assert set(parse(reply.body, format=form)) == expected
    assert expected


def test_a_client_that_takes_no_format_of_the_answer_hears_so(server):
    assert server.get("ASK {}", accept="text/turtle").status == 406
    assert server.get("DESCRIBE id:ccc", accept="text/csv").status == 406


def test_what_xml_cannot_hold_is_an_error_and_not_broken_xml(server):
    query = r'SELECT ("\u0001" AS ?x) {}'
    reply = server.get(query, accept="application/sparql-results+xml")
    assert reply.status == 406
    assert "U+0001" in reply.text
    assert server.get(query).rows == [{"x": "\x01"}]


def test_the_service_describes_itself(server):
    reply = server.send("GET", "/sparql", headers={"Accept": "text/turtle"})
    said_of = {quad.predicate.value.rpartition("#")[2]: quad.object for quad in parse(reply.body, RdfFormat.TURTLE)}
    assert said_of["endpoint"].value == server.address
    assert said_of["supportedLanguage"].value.endswith("#SPARQL11Query")
    assert said_of["feature"].value.endswith("#UnionDefaultGraph")
    for media_type in ("application/ld+json", "application/rdf+xml", "application/n-triples"):
        other = server.send("GET", "/sparql", headers={"Accept": media_type})
        assert other.headers["Content-Type"].startswith(media_type)


def test_an_answer_not_changed_is_not_sent_again(server):
    first = server.get("ASK {}")
    tag = first.headers["ETag"]
    again = server.get("ASK {}", headers={"If-None-Match": tag})
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    for other in (server.get("ASK { }"), server.get("ASK {}", accept="text/csv")):
        assert other.headers["ETag"] != tag
    assert server.get("SELECT (RAND() AS ?x) {}").headers["ETag"] is None


def test_head_is_get_without_the_body(server):
    asked = server.get(TABLE)
    head = server.send("HEAD", "/sparql?query=ASK%20%7B%7D")
    assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", "26")
    assert asked.headers["Content-Length"] == str(len(asked.body))


def test_large_answers_are_compressed_for_those_who_can_read_it(server):
    query = "SELECT * { ?s ?p ?o }"
    plain, packed = server.get(query), server.get(query, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) * 5 < len(plain.body)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_pages_of_other_sites_may_ask(server):
    asked = server.get("ASK {}", headers={"Origin": "https://example.org"})
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    preflight = server.send(
        "OPTIONS",
        "/sparql",
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert preflight.status == 200
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
