"""Search: any language and script, typos, kinds, why; suggestions; and the ontology's and the dataset's pages."""

from __future__ import annotations

import json

import pytest
from lxml import html
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from kg import names
from kg.describe import search
from kg.records.assemble import Selection, assemble
from kg.web.pages.app import app


def page(client: TestClient, path: str, **given: str) -> html.HtmlElement:
    answer = client.get(path, params=given)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(
    ("typed", "found", "why"),
    [
        ("cnca", "/id/cnca", "its key"),
        ("CNKA", "/id/cnca", "similar spelling: CNCA"),
        ("国家认监委", "/id/cnca", "its name: 国家认监委"),
        ("guojia renjianwei", "/id/cnca", "in Latin letters: 国家认监委"),
        ("식품의약품안전처", "/id/mfds", "its name: 식품의약품안전처"),
        ("compulsary product certification", "/id/ccc", "similar spelling: compulsory product certification"),
        ("accreditation body", "/ns#AccreditationBody", "its name"),
    ],
)
def test_things_are_found_and_it_is_said_why(client, typed, found, why):
    hits = page(client, "/search", q=typed).xpath("//ol[@class='hits']/li")
    (hit,) = [hit for hit in hits[:3] if hit.xpath("a/@href") == [found]]
    assert words(hit.xpath("span[@class='citation']")[0]) == why


def test_the_kinds_of_what_was_found_narrow_it(client):
    shown = page(client, "/search", q="certification bodies")
    kinds = shown.xpath("//nav[@class='facets']/a")
    assert words(kinds[0]).startswith("all ")
    narrowed = html.fromstring(client.get(kinds[1].get("href")).text)
    kind, _, count = words(kinds[1]).rpartition(" ")
    assert {words(hit) for hit in narrowed.xpath("//ol/li/span[@class='kind'][1]")} == {kind}
    assert len(narrowed.xpath("//ol[@class='hits']/li")) == int(count)
    assert narrowed.xpath("//nav/a[@aria-current='true']/text()") == [words(kinds[1])]


def test_what_was_typed_stays_in_the_box(client):
    typed = "\"><b>'认证"
    assert page(client, "/search", q=typed).xpath("//input[@id='again']/@value") == [typed]


def test_nothing_found_is_said(client):
    assert "Nothing has this name" in words(page(client, "/search", q="zzzzqqqq").xpath("//main")[0])
    assert "too long" in words(page(client, "/search", q="a" * 2000).xpath("//main")[0])


def test_suggestions_are_few_and_lead_to_pages(client):
    found = client.get("/suggest", params={"q": "certification"}).json()
    assert len(found) == 8
    first = client.get("/suggest", params={"q": "认监委"}).json()[0]
    assert first["href"] == "/id/cnca"
    assert (first["language"], first["kind"]) == ("zh-Hans", "regulatory agency")


def test_every_term_has_an_anchor_and_what_documentation_needs(client):
    shown = page(client, "/ns")
    (agency,) = shown.xpath("//*[@id='RegulatoryAgency']")
    said = words(agency)
    assert "监管机构" in said
    assert "A public authority that makes or applies rules" in said
    assert "Example: CNCA, which supervises" in said
    assert "is narrower than public organisation, schema:GovernmentOrganization status" in said
    assert "in the data 10 things" in said
    (administers,) = shown.xpath("//*[@id='administers']")
    assert "said of approval regime" not in words(administers)
    assert "said of organisation, regulatory agency" in words(administers)
    assert "leads to approval regime, conformity assessment scheme" in words(administers)
    terms = {
        triple.subject.value.removeprefix(names.NS)
        for triple in parse(client.get("/ns.nt").content, format=RdfFormat.N_TRIPLES)
        if triple.subject.value.startswith(names.NS)
    }
    assert {one.get("id") for one in shown.xpath("//article")} == terms
    assert not [
        link for link in shown.xpath("//a/@href") if link[:1] == "#" and not shown.xpath(f"//*[@id='{link[1:]}']")
    ]


def test_classes_stand_below_those_above_them(client):
    terms = page(client, "/ns").xpath("//nav[@class='contents']//li")
    depth = {words(term): term.get("class") for term in terms}
    assert (depth["conformity assessment body"], depth["certification body"]) == ("depth-0", "depth-1")


def test_a_code_list_says_how_often_each_code_is_used(client):
    rows = page(client, "/code/obligation").xpath("//tbody/tr")
    assert [words(row) for row in rows] == [
        "compulsory compulsory 强制 Required by law before what the scheme covers may be sold, imported or used. 1",
        "voluntary voluntary 自愿 Open to whoever applies; nothing is forbidden without it. 5",
    ]
    assert "/code/obligation" in page(client, "/code").xpath("//dt/a/@href")


def test_the_dataset_describes_itself(client):
    shown = page(client, "/dataset")
    said = json.loads(shown.xpath("//script[@type='application/ld+json']/text()")[0])
    assert (said["@type"], said["@id"]) == ("Dataset", "https://w3id.org/certreg/dataset")
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert [one["name"] for one in said["distribution"]] == [
        *("certreg.ttl", "certreg.nq", "certreg.trig", "certreg.jsonld")
    ]
    assert "CNCA 2021 work report 2022-01-21" in [words(one) for one in shown.xpath("//section[h2='Sources']//li")]
    assert "/ns#Reform" in shown.xpath("//section[h2='Contents']//a/@href")


def test_its_files_are_those_of_a_build(tmp_path):
    from kg.build.write import FILES, build

    selection = Selection(sources=("iso-casco-page", "mfds-website"))
    build(tmp_path / "built", selection)
    client = TestClient(app(assemble(selection)), base_url="http://here", headers={"Accept": "text/html"})
    for name, (media_type, _, _) in FILES.items():
        answer = client.get(f"/dataset/{name}")
        assert answer.content == (tmp_path / "built" / name).read_bytes()
        assert answer.headers["content-type"].partition(";")[0] == media_type
    apart = {names.node("dcat:byteSize"), names.node("dct:description")}  # the latter names the sources selected
    described, built = (
        {
            quad.triple
            for quad in parse(content, format=form)
            if quad.predicate not in apart and "spdx" not in f"{quad.predicate} {quad.object}"
        }
        for content, form in (
            (client.get("/dataset.nt").content, RdfFormat.N_TRIPLES),
            ((tmp_path / "built" / "void.ttl").read_bytes(), RdfFormat.TURTLE),
        )
    )
    assert described == built


@pytest.mark.parametrize(
    ("key", "page_of"),
    [
        ("cnca-2021", "/source/cnca-2021"),
        ("links-countries-eu", "/source/links-countries-eu"),
        ("implied-previous-value", "/derived/implied-previous-value"),
    ],
)
def test_a_data_set_leads_to_the_page_of_its_graph(client, key, page_of):
    answer = client.get(f"/dataset/{key}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, page_of)
    assert client.get("/dataset/nothing", follow_redirects=False).status_code == 404


@pytest.fixture(scope="module")
def searcher(graph) -> search.Searcher:
    return search.Searcher(graph)


@pytest.mark.parametrize("words", ["exemption", "which products need CCC", "80 billion", "认监委"])
def test_the_page_has_the_results_of_the_command_in_their_order(client, searcher, words):
    listed = page(client, "/search", q=words).xpath("//ol[@class='hits']/li/a/@href")
    found = searcher.search(words, "en", 100)
    expected = [f"/ask/{one.id}" if one.kind == "question" else one.id.removeprefix(names.BASE) for one in found]
    assert [href.partition("?")[0].removeprefix("/") for href in listed] == [
        path.removeprefix("/") for path in expected
    ]


def test_kinds_are_written_alike(client):
    shown = page(client, "/search", q="quality management")
    kinds = shown.xpath("//ol/li/span[@class='kind'][1]/text()")
    assert "breakdown" in kinds and "certification scheme" in kinds
    assert [kind for kind in kinds if kind[:1].isupper() and not kind.isupper()] == []


def test_what_matched_is_not_repeated_below_it(client):
    for hit in page(client, "/search", q="CCC").xpath("//ol[@class='hits']/li"):
        matched = words(hit.xpath("span[@class='citation']")[0]).partition(": ")[2]
        assert not matched or matched not in [words(one) for one in hit.xpath("span[@class='kind']")[1:]]


@pytest.mark.parametrize("key", ["service", "Service"])
def test_a_class_and_a_code_list_of_one_name_have_a_list_each(client, key):
    answer = client.get(f"/list/{key}", follow_redirects=False)
    assert answer.status_code == 200
    kind = "code list" if key == "service" else "class"
    assert kind in words(html.fromstring(answer.text).xpath("//p[@class='kinds']")[0])
