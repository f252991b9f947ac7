"""Data that mean harm: whatever labels, texts and IRIs say, a page shows it as text and links only where it may."""

from __future__ import annotations

import json

import pytest
from lxml import html
from starlette.testclient import TestClient
from support import trig

from kg.web.pages.app import app

SCRIPT = "<script>alert(1)</script>"
BREAKS = "\"'><img src=x onerror=alert(1)>{{ 7*7 }}</script><!--"
LONG = "长" * 5000
ODD = "a\u202eb\u0001c\ufffe\u2028\U0001f9ff"
GRAPH = f"""
GRAPH source:evil-2020 {{
  id:evil-2020 a cr:Source ; rdfs:label "Evil & {SCRIPT}"@en ; cr:issuedOn "2020"^^xsd:gYear ;
    cr:url "javascript:alert(1)" .
  source:evil-2020 a cr:Passage ; rdfs:label "Passage {SCRIPT}" ; cr:inSource id:evil-2020 ; cr:quote "quote {SCRIPT}" .
  id:thing a cr:RegulatoryAgency ; rdfs:label {json.dumps(BREAKS)}@en, "שלום עולם"@he , {json.dumps(LONG)}@zh ;
    skos:altLabel "{SCRIPT}", {json.dumps("same")}@en-x-odd ; cr:statedIn source:evil-2020 ;
    cr:concerns <javascript:alert(1)>, <data:text/html,x>, <https://w3id.org/certreg//evil.example/>, id:other ,
      <https://w3id.org/certreg/id/%22%3E>, <https://elsewhere.example/?a=b&c='d'> ;
    dct:description "see javascript:alert(2) {SCRIPT}" ;
    cr:url "https://w3id.org/certreg//evil.example/", "http://plain.example/", "https://x.example/ onclick=alert(1)" .
  id:other a cr:RegulatoryAgency ; rdfs:label {json.dumps(ODD, ensure_ascii=False)} ; cr:partOf id:thing .
  id:figure a qb:Observation , cr:Observation ; rdfs:label "{SCRIPT}" ; cr:indicator code:indicator/evil ;
    cr:measures id:thing ; sdmx-measure:obsValue "NaN"^^xsd:double, 5, "1e400"^^xsd:double, "x{SCRIPT}" ;
    sdmx-dimension:refPeriod "20<b>"^^xsd:gYear, "2020"^^xsd:gYear, "2021"^^xsd:gYear ; cr:percentChange "<b>" ;
    cr:qualifier code:qualifier/evil ; sdmx-attribute:unitMeasure unit:NUM .
}}
GRAPH source:links-evil {{
  id:thing skos:exactMatch <javascript:alert(3)> .
  source:links-evil a void:Linkset ; rdfs:label "{SCRIPT}" .
  <https://w3id.org/certreg/source/links-evil/aa> owl:annotatedSource id:thing ; owl:annotatedProperty skos:exactMatch ;
    owl:annotatedTarget <javascript:alert(3)> ; sssom:author_label "{SCRIPT}" ; rdfs:comment "{SCRIPT}" .
}}
GRAPH <https://w3id.org/certreg/ns> {{
  cr:RegulatoryAgency a owl:Class ; rdfs:label "{SCRIPT}"@en ; skos:definition "{SCRIPT}" ; cr:nodeGroup "agency" ;
    rdfs:subClassOf cr:RegulatoryAgency ; skos:closeMatch <javascript:alert(4)> .
  <https://w3id.org/certreg/ns> a owl:Ontology ; rdfs:label "{SCRIPT}" ; dct:license <javascript:alert(5)> .
}}
GRAPH <https://w3id.org/certreg/code> {{
  <https://w3id.org/certreg/code/indicator> a skos:ConceptScheme ; rdfs:label "{SCRIPT}" .
  <https://w3id.org/certreg/code/indicator/evil> skos:inScheme <https://w3id.org/certreg/code/indicator> ;
    skos:notation "{SCRIPT}" ; rdfs:label "{SCRIPT}" ; skos:definition "{SCRIPT}" .
}}
"""
GRAPH = GRAPH.replace("code:indicator/evil", "<https://w3id.org/certreg/code/indicator/evil>").replace(
    "code:qualifier/evil", "<https://w3id.org/certreg/code/qualifier/evil>"
)
PATHS = ["/id/thing", "/id/other", "/id/figure", "/id/evil-2020", "/source/evil-2020", "/source/links-evil"]
PATHS += ["/source/links-evil/aa", "/code", "/code/indicator", "/code/indicator/evil", "/ns", "/dataset"]
PATHS += ["/search?q=script", f"/search?q={SCRIPT}", "/search?q=%00", "/search?q=" + "a" * 5000, "/id/nobody", "/"]


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(app(trig(GRAPH)), base_url="http://here", headers={"Accept": "text/html"})


@pytest.mark.parametrize("path", PATHS)
def test_no_text_becomes_markup(client, path):
    answer = client.get(path)
    assert answer.status_code in (200, 404)
    shown = html.fromstring(answer.text)
    scripts = shown.xpath("//script[not(@src)]/@type")
    assert set(scripts) <= {"application/json", "application/ld+json"}
    assert not shown.xpath("//img | //b | //@style | //iframe")
    assert not shown.xpath("//@*[starts-with(name(), 'on')]")
    assert "alert(1)</script>" not in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_only_web_addresses_and_pages_of_ours_are_links(client, path):
    shown = html.fromstring(client.get(path).text)
    for link in shown.xpath("//a"):
        address = link.get("href")
        assert address.startswith(("/", "#", "?", "https://", "http://"))
        assert not address.startswith("//")
        if not address.startswith(("/", "#", "?")):
            assert link.get("rel") == "noopener noreferrer external"


def test_what_is_no_link_is_shown_as_text(client):
    shown = html.fromstring(client.get("/id/thing").text)
    assert "javascript:alert(1)" in shown.text_content()
    assert "data:text/html,x" in shown.text_content()
    assert "https://elsewhere.example/?a=b&c='d'" in shown.xpath("//a/@href")
    assert "https://x.example/ onclick=alert(1)" not in shown.xpath("//a/@href")


def test_names_keep_their_language_and_stand_apart_from_what_is_around_them(client):
    shown = html.fromstring(client.get("/id/thing").text)
    (hebrew,) = shown.xpath("//dd[@lang='he']/bdi/text()")
    assert hebrew == "שלום עולם"


def test_data_in_a_page_end_no_script(client):
    answer = client.get("/id/thing").text
    block = answer.partition('<script type="application/json" class="data">')[2].partition("</script>")[0]
    assert json.loads(block)["nodes"][0]["label"] == BREAKS
    assert "<" not in block


def test_suggestions_are_json_that_holds_it_as_it_is(client):
    answer = client.get("/suggest", params={"q": SCRIPT})
    assert answer.headers["content-type"] == "application/json"
    assert any(one["name"] == BREAKS or one["matched"] == SCRIPT for one in answer.json())
    assert all(one["href"].startswith("/") for one in answer.json())


@pytest.mark.parametrize("path", ["/suggest", "/search", "/suggest?q=", "/search?q=%FF%FE", "/search?kind=%3Cb%3E&q=x"])
def test_a_search_for_nothing_or_nonsense_is_answered(client, path):
    assert client.get(path).status_code == 200


def test_triples_of_it_are_sound_or_refused(client):
    assert client.get("/id/thing.ttl").status_code == 200
    reported = client.get("/id/other.rdf")
    assert reported.status_code == 406
    assert "XML cannot" in reported.text


def test_numbers_that_are_none_are_reported_and_not_plotted(client):
    shown = html.fromstring(client.get("/id/thing").text)
    assert "NaN" in shown.text_content()
    assert "nan" not in "".join(shown.xpath("//svg//@cx | //svg//@cy | //svg//@points"))


@pytest.mark.parametrize("path", ["/id/KEY", "/code/KEY/KEY", "/code/KEY", "/source/KEY/KEY", "/derived/KEY", "/KEY"])
@pytest.mark.parametrize("length", [3_000, 30_000])
def test_very_long_keys_are_not_found(client, path, length):
    for key in ("a" * length, "认" * (length // 9), "%2F" * (length // 3)):
        reply = client.get(path.replace("KEY", key), headers={"Accept": "text/html"})
        assert reply.status_code == 404
        assert len(reply.text) < 20_000
