"""The questions as pages: forms filled from the graph, answers as tables, files and SPARQL, faults in words."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from pyoxigraph import Store
from reading import page
from starlette.testclient import TestClient

from kg.ask import library
from kg.store.oxigraph import OxigraphGraph
from kg.web import static
from kg.web.pages import ask
from kg.web.pages.app import app


def test_every_question_is_listed_and_answered(client):
    """The default parameters of each give an answer; checks are for builders."""
    wanted = [question for question in library.questions().values() if question.subject != "checks"]
    listed = page(client, "/ask").xpath("//ul[@class='questions']//a/@href")
    assert listed == [f"/ask/{question.name}" for question in wanted]
    for address in listed:
        shown = page(client, address)
        assert not shown.xpath("//*[@role='alert']")
        assert shown.xpath("//h2[text()='Answer']")


def test_a_form_is_filled_from_the_graph(client):
    shown = page(client, "/ask/partners?agency=mfds")
    assert shown.xpath("//input[@name='agency']/@value") == ["mfds"]
    offered = dict(zip(shown.xpath("//datalist/option/@value"), shown.xpath("//datalist/option/text()"), strict=True))
    assert offered["samr"] == "State Administration for Market Regulation"
    chosen = page(client, "/ask/indicator-over-years?indicator=valid-certificates")
    assert chosen.xpath("//select[@name='indicator']/option[@selected]/text()") == ["valid certificates"]
    assert page(client, "/ask/said-by-then").xpath("//input[@type='date']/@value") == ["2020-12-31"]


def test_a_field_for_a_thing_suggests_things_only(client):
    (address,) = page(client, "/ask/partners").xpath("//input[@name='agency']/@data-suggest")
    keys = [one["key"] for one in client.get(address, params={"of": "entities", "q": "certification body"}).json()]
    every = [one["href"] for one in client.get("/suggest", params={"q": "certification body"}).json()]
    assert keys
    assert not any("/" in key or ":" in key for key in keys)
    assert any(not href.startswith("/id/") for href in every)


def test_names_of_a_large_graph_are_not_all_in_the_form(client, monkeypatch):
    monkeypatch.setattr(ask, "MAX_CHOICES", 10)
    shown = page(client, "/ask/partners?agency=mfds")
    assert not shown.xpath("//datalist")
    assert shown.xpath("//input[@name='agency']/@value") == ["mfds"]


def test_an_answer_keeps_hedges_and_leads_to_pages_and_passages(client):
    shown = page(client, "/ask/hedged-figures")
    rows = [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in shown.xpath("//tbody/tr")]
    (cut,) = [row for row in rows if any(cell.startswith("certificates cut") for cell in row)]
    assert {"nearly", "30,000"} <= set(cut)
    links = shown.xpath("//tbody//a/@href")
    assert "/id/certificates-cut-2021" in links
    assert "/source/cnca-2021/1.3.3" in links


def test_numbers_line_up(client):
    shown = page(client, "/ask/indicator-over-years?indicator=valid-certificates")
    headings = [" ".join(th.text_content().split()) for th in shown.xpath("//th[@class='number']")]
    assert headings == ["value", "change"]
    assert "3,020,000" in [td.text_content().strip() for td in shown.xpath("//td[@class='number']")]


def test_names_come_in_the_language_asked_for(client):
    shown = page(client, "/ask/partners?lang=zh-Hans")
    assert "美国国家标准学会" in shown.text_content()


@pytest.mark.parametrize("given", ["MFDS", "mfds", "Ministry of Food and Drug Safety of Korea"])
def test_a_thing_may_be_given_by_key_acronym_or_name(client, given):
    shown = page(client, f"/ask/partners?agency={given}")
    assert shown.xpath("//tbody/tr/td[1]//a/@href") == ["/id/cnca"]


def test_a_name_nobody_knows_leads_to_the_nearest(client):
    shown = page(client, "/ask/partners?agency=mfdss&lang=zh-Hans", 404)
    alert = shown.xpath("//*[@role='alert']")[0]
    assert 'no organisation "mfdss"' in alert.text_content()
    assert "/ask/partners?agency=mfds&lang=zh-Hans" in alert.xpath(".//a/@href")
    assert shown.xpath("//input[@name='agency']/@value") == ["mfdss"]


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/ask/partnrs", 404, 'did you mean "partners"'),
        ("/ask/partners?agncy=cnca", 404, 'did you mean "agency"'),
        ("/ask/said-by-then?date=yesterday", 400, "is not"),
        ("/ask/partners.xls", 404, "csv, tsv, json, md"),
    ],
)
def test_faults_are_reported_in_words(client, path, status, says):
    assert says in page(client, path, status).xpath("//*[@role='alert']")[0].text_content()


def test_what_was_sent_is_text(client):
    sent = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    for path in ("/ask/partners", "/ask/" + "x" * 300, "/search"):
        answer = client.get(path, params={"agency": sent, "q": sent})
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text


def test_files_hold_what_the_command_gives(client):
    answer = client.get("/ask/partners.csv?agency=mfds")
    assert answer.headers["content-disposition"] == 'attachment; filename="partners.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["partner"] for row in rows] == ["https://w3id.org/certreg/id/cnca"]
    assert client.get("/ask/partners.json?agency=mfds").json()["head"]["vars"][0] == "partner"
    assert client.get("/ask/partners.csv?agency=cnka").status_code == 404


def test_the_sparql_behind_an_answer_gives_the_same_rows(client, graph):
    shown = page(client, "/ask/partners?agency=mfds")
    (sparql,) = shown.xpath("//details//code/text()")
    assert [row["partner"] for row in graph.query(sparql)] == ["cnca"]
    (edit,) = [link for link in shown.xpath("//a/@href") if link.startswith("/query?")]
    assert parse_qs(urlsplit(edit).query)["query"][0].strip() == sparql.strip()


def test_an_answer_with_relations_has_a_picture(client):
    shown = page(client, "/ask/agreements")
    (data,) = shown.xpath("//script[@type='application/json']/text()")
    assert '"mou-haccp-2021"' in data
    assert not page(client, "/ask/unused-codes").xpath("//script[@type='application/json']")


def test_the_front_page_leads_everywhere(client):
    shown = page(client, "/")
    ways = set(shown.xpath("//a/@href"))
    assert {"/ask", "/query", "/ns", "/dataset", "/sparql", "/reconcile", "/ask/partners"} <= ways
    assert "2022-01-21" in shown.text_content()
    assert shown.xpath("//form[@role='search']/@action") == ["/search", "/search"]


def test_the_front_page_has_the_figures_of_the_report_with_their_passage(client):
    shown = page(client, "/").xpath("//dl[@class='opening']/div")
    said = {
        div.xpath("string(dt)"): [" ".join(dd.split()) for dd in div.xpath("dd/text()|dd//bdi/text()")] for div in shown
    }
    assert said["valid certificates"][:2] == ["3,020,000", "2021-12-31, +12% in a year"]
    assert said["certification bodies"][:2] == ["932", "2021-12-31, +28% in a year"]
    assert len(said) == 5
    assert all(div.xpath("dd//a/@href") == ["/source/cnca-2021/overview"] for div in shown)


def test_the_front_page_counts_things_by_kind(client):
    shown = page(client, "/").xpath("//ul[@class='tally']/li")
    counted = {li.xpath("string(a)"): (li.xpath("string(a/@href)"), li.xpath("string(span)")) for li in shown}
    assert counted["regulatory agency"] == ("/list/RegulatoryAgency", "10")
    assert counted["memorandum"] == ("/list/Memorandum", "5")


def test_a_graph_of_nothing_has_a_front_page():
    shown = page(TestClient(app(OxigraphGraph(Store())), headers={"Accept": "text/html"}), "/")
    assert not shown.xpath("//dl[@class='opening']|//ul[@class='tally']")


@pytest.mark.parametrize("path", ["/nothing", "/ask/partners/more", "/ID/cnca"])
def test_what_is_not_there_is_reported_on_a_page_and_to_programs_in_a_line(client, path):
    assert "no page" in page(client, path, 404).text_content()
    plain = client.get(path, headers={"Accept": "*/*"})
    assert plain.status_code == 404
    assert re.fullmatch(r"text/plain.*", plain.headers["content-type"])


def test_an_installation_without_the_editor_says_so(graph, client, monkeypatch):
    assert "/static/yasgui.min.js" in page(client, "/query").xpath("//script/@src")
    monkeypatch.setattr(static, "FOLDERS", static.FOLDERS[:1])
    bare = page(TestClient(app(graph), headers={"Accept": "text/html"}), "/query")
    assert "lacks the editor" in bare.text_content()
    assert not [src for src in bare.xpath("//script/@src") if "yasgui" in src or "editor" in src]
    assert bare.xpath("//textarea[@name='query']")


def test_no_page_has_script_or_style_within(client):
    for path in ("/", "/ask", "/ask/agreements", "/query", "/nothing"):
        text = client.get(path).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
        for script in html.fromstring(text).xpath("//script"):
            assert script.get("src") or script.get("type") in ("application/json", "application/ld+json")


def test_headings_are_words(client):
    headings = [" ".join(th.text_content().split()) for th in page(client, "/ask/reports").xpath("//thead//th")]
    assert "issued by" in headings


def test_an_answer_says_what_it_lacks_and_an_empty_one_why(client):
    assert "This list is incomplete" in page(client, "/ask/ccc-bodies").text_content()
    empty = page(client, "/ask/certificate").text_content()
    assert "No register is loaded" in empty


def test_plain_words_lead_to_the_question_they_mean_or_to_a_search(client):
    def to(words: str) -> str:
        answer = client.get("/ask", params={"q": words}, follow_redirects=False)
        assert answer.status_code == 303
        return answer.headers["location"]

    assert to("which products need CCC") == "/ask/ccc-list"
    assert to("who partners with ANSI") == "/ask/partners?agency=ansi"
    assert to("what about Korea") == "/search?q=what+about+Korea"
    assert page(client, "/ask").xpath("//form[@class='narrow']//input/@name") == ["q"]


def test_a_note_leads_to_the_question_that_it_names(client):
    assert "/ask/ccc-body-counts" in page(client, "/ask/ccc-bodies").xpath("//p[@class='count']/a/@href")
    assert "/ask/incomplete-lists" in page(client, "/id/ccc").xpath("//p[@class='count']/a/@href")


def test_nothing_found_leads_to_a_search(client):
    empty = page(client, "/ask/ccc-product?product=kettle").xpath("//p[@class='count']")[0]
    assert empty.xpath("a/@href") == ["/search?q=kettle"]


def test_columns_without_any_value_are_left_out(client):
    headings = page(client, "/ask/scheme-overview?scheme=haccp").xpath("//table[@class='answer']//th/text()")
    assert "value" in headings and "qualifier" not in headings
    assert "qualifier" in page(client, "/ask/scheme-overview?scheme=ccc").xpath("//table[@class='answer']//th/text()")
