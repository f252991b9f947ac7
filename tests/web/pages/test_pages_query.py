"""SPARQL on a page, on the server that users start: without scripts too, and always in the lanes of queries."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import pytest
from lxml import html

HTML = {"Accept": "text/html"}


def page(server, query: str, status: int = 200):
    reply = server.send("GET", "/query?" + urlencode({"query": query}), headers=HTML)
    assert reply.status == status
    return html.fromstring(reply.body.decode())


def test_a_table_has_names_and_links(server):
    shown = page(server, "SELECT ?party ?date { id:mou-haccp-2021 cr:party ?party ; cr:date ?date } ORDER BY ?party")
    assert [a.text_content() for a in shown.xpath("//tbody//a")] == [
        "Certification and Accreditation Administration of China",
        "Ministry of Food and Drug Safety of Korea",
    ]
    assert shown.xpath("//textarea")[0].text.startswith("SELECT ?party")


def test_yes_and_triples_have_pages_too(server):
    assert "true" in page(server, "ASK { id:mfds cr:partnerOf id:cnca }").xpath("//table")[0].text_content()
    turtle = page(server, "CONSTRUCT { ?s cr:partnerOf ?o } { ?s cr:partnerOf ?o }").xpath("//pre")[0].text_content()
    assert "cr:partnerOf" in turtle


def test_only_the_first_rows_of_many_are_shown_and_that_is_said(server):
    shown = page(server, "SELECT * { ?s ?p ?o } LIMIT 1500")
    assert "1,500 rows, of which the first 1,000 are shown" in shown.text_content()
    assert len(shown.xpath("//tbody/tr")) == 1000


def test_a_wide_answer_is_shown_in_part(server):
    """A million cells, of which a page has 20,000 at most."""
    names = " ".join(f"?v{number}" for number in range(999))
    values = " ".join(map(str, range(1000)))
    query = f"SELECT ?z {names} {{ VALUES ?z {{ {values} }} }}"
    shown = page(server, query)
    assert len(shown.xpath("//tbody/tr")) == 200
    assert len(shown.xpath("//thead/tr/th")) == 100
    assert "1,000 rows, of which the first 200 are shown; the first 100 of 1,000 columns" in shown.text_content()


def test_a_long_cell_is_shown_in_part(server):
    shown = page(server, f'SELECT ?x {{ BIND("{"a" * 50_000}" AS ?x) }}')
    assert shown.xpath("//tbody//td")[0].text_content().strip() == "a" * 9_999 + "…"


def test_faults_are_reported_beside_the_query(server):
    for query, status, says in (
        ("SELEKT * {}", 400, 'did you mean "SELECT"'),
        ("INSERT DATA { <a:> <b:> <c:> }", 400, "update"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 400, "SERVICE"),
    ):
        assert says in page(server, query, status).xpath("//*[@role='alert']")[0].text_content()
    form = urlencode({"query": "x" * 70_000}).encode()
    long = server.send("POST", "/query", form, {**HTML, "Content-Type": "application/x-www-form-urlencoded"})
    assert (long.status, b"65,536" in long.body) == (413, True)
    large = page(server, "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000")
    assert "too many for a page" in large.xpath("//*[@role='alert']")[0].text_content()


def test_a_form_may_be_sent_by_post(server):
    form = urlencode({"query": "ASK {}"}).encode()
    reply = server.send("POST", "/query", form, {**HTML, "Content-Type": "application/x-www-form-urlencoded"})
    assert reply.status == 200
    assert b"true" in reply.body


def test_nobody_can_bring_an_answer_of_their_own(server):
    """What dresses an answer hears the server only, not who sends JSON."""
    own = json.dumps({"query": "x", "status": 200, "media_type": "text/turtle", "text": "forged"}).encode()
    for path in ("/query", "/query/", "/%71uery", "//query"):
        reply = server.send("POST", path, own, {**HTML, "Content-Type": "application/json"})
        assert b"forged" not in reply.body
        assert reply.status in (404, 415)


def test_a_browser_that_comes_to_the_endpoint_gets_the_page(server):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
    reply = server.send("GET", "/sparql?query=ASK%20%7B%7D", headers={"Accept": browser})
    assert reply.status == 200
    assert "true" in html.fromstring(reply.body.decode()).xpath("//table")[0].text_content()
    assert "Accept" in reply.headers["vary"]
    assert server.send("GET", "/sparql", headers={"Accept": browser}).status == 200
    assert server.send("GET", "/sparql?query=ASK%20%7B%7D", headers={"Accept": "*/*"}).status == 200


@pytest.mark.ci
def test_a_heavy_query_on_the_page_takes_no_place_of_the_pages(server):
    """As many as there are places for pages, and a page is answered before the first of them has come to its limit."""
    endless = "/query?query=" + quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    with ThreadPoolExecutor(8) as clients:
        running = [clients.submit(server.send, "GET", f"{endless}%23{turn}", headers=HTML) for turn in range(4)]
        time.sleep(0.3)
        assert server.send("GET", f"/search?q=cnca{time.time()}", headers=HTML).status == 200
        assert not any(one.done() for one in running)
        for late in running:
            reply = late.result()
            assert reply.status == 503
            assert b"10 s, which is the limit" in reply.body


def test_the_words_to_complete(server):
    terms = json.loads(server.send("GET", "/terms.json").body)
    assert terms["prefixes"]["cr"] == "https://w3id.org/certreg/ns#"
    known = {term["iri"]: term for kind in ("classes", "properties", "things") for term in terms[kind]}
    assert known["https://w3id.org/certreg/ns#partnerOf"]["name"] == "partner of"
    assert "https://w3id.org/certreg/ns#Memorandum" in known
    assert known["https://w3id.org/certreg/id/cnca"]["name"].startswith("Certification and Accreditation")
