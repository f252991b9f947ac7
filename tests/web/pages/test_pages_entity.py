"""Entities, codes, sources and rules at their own paths: a page for people, triples for programs."""

from __future__ import annotations

import json

import pytest
from lxml import html
from pyoxigraph import RdfFormat, parse
from reading import page, words

from kg import names

CCC = names.ID + "ccc"

#: The figure of a part is named with the total.
CCC_CERTIFICATES = "valid certificates, compulsory product certification"


def rows(shown: html.HtmlElement, heading: str) -> list[str]:
    """What stands below a heading, a text a relation."""
    return [words(row) for row in shown.xpath(f"//section[h2='{heading}']//dl/div")]


def test_names_come_in_all_languages_with_their_tags(client):
    shown = page(client, "/id/ccc")
    assert words(shown.xpath("//h1")[0]) == "China Compulsory Certification"
    assert shown.xpath("//h1/@lang") == ["en"]
    found = {(words(name), name.get("lang")) for name in shown.xpath("//dl[@class='names']//dd")}
    assert {("强制性产品认证", "zh-Hans"), ("compulsory product certification", "en"), ("CCC", None)} <= found
    assert shown.xpath("//p[@class='kinds']/a/@href") == ["/ns#CertificationScheme"]


def test_statements_stand_in_words_with_passage_and_quote(client):
    statements = rows(page(client, "/id/ccc"), "Statements about it")
    (obligation,) = [row for row in statements if row.startswith("obligation")]
    assert obligation == (
        "obligation compulsory to obtain CCC before entering the market CNCA 2021 work report, 2.1.1 · CNCA website"
    )
    links = page(client, "/id/ccc").xpath("//section[h2='Statements about it']//a/@href")
    assert {"/code/obligation/compulsory", "/source/cnca-2021/2.1.1", "/ns#obligation"} <= set(links)


def test_others_that_speak_of_it_are_reported_under_their_relation(client):
    spoken = rows(page(client, "/id/ccc"), "Mentioned in")
    assert [row for row in spoken if row.startswith("named under “administers” by Certification and Accreditation")]


def test_what_a_rule_worked_out_says_so(client):
    (partners,) = [row for row in rows(page(client, "/id/mfds"), "Statements about it") if row.startswith("partner of")]
    assert "Certification and Accreditation Administration of China worked out" in partners


def test_figures_keep_hedge_unit_period_and_change(client):
    shown = page(client, "/id/ccc")
    figures = {tuple(words(cell) for cell in row) for row in shown.xpath("//section[h2='Figures']//tbody/tr")}
    assert ("certificates cut", "nearly 30,000", "2021", "", "CNCA 2021 work report, 1.3.3") in figures
    report = "CCAA development report on certification bodies for 2022"
    assert (CCC_CERTIFICATES, "461,229", "2022-12-31", "+2.44%", report) in figures
    assert any(row[1] == "approximately 450,243 worked out" for row in figures)


def test_a_figure_known_of_several_years_has_a_chart_whose_marks_say_their_values(client):
    charts = page(client, "/id/ccc").xpath("//figure[@class='chart']")
    (chart,) = [one for one in charts if words(one.xpath("figcaption")[0]) == CCC_CERTIFICATES]
    assert chart.xpath("figcaption/a/@href") == ["/chart/valid-certificates?part=ccc"]
    reported = chart.xpath(".//circle/title/text()")
    assert "compulsory product certification, 2021-12-31: 450,237" in reported
    assert len(reported) == 11  # nine months, and two years of the association


def test_an_indicator_shows_its_figures_whatever_they_measure(client):
    shown = page(client, "/code/indicator/valid-certificates")
    assert "3,020,000" in words(shown.xpath("//section[h2='Figures']")[0])


def test_the_picture_has_a_list_that_says_the_same(client):
    shown = page(client, "/id/ccc")
    data = json.loads(shown.xpath("//script[@type='application/json']/text()")[0])
    listed = shown.xpath("//details[@class='as-list']//a/@href")
    assert listed == [node["href"] for node in data["nodes"][1:]]
    assert data["center"] == "ccc"
    assert {"/id/cnca", "/code/obligation/compulsory"} <= set(listed)
    assert {"source": "cnca", "target": "ccc", "label": "administers", "derived": False} in data["edges"]


def test_the_picture_walks_on_by_what_is_near_each(client):
    near = client.get("/id/mfds.neighbours.json").json()
    assert near["center"] == "mfds"
    assert {"source": "mfds", "target": "cnca", "label": "partner of", "derived": True} in near["edges"]
    assert client.get("/id/nobody.neighbours.json").status_code == 404


def test_links_to_other_datasets_say_who_drew_them(client):
    shown = page(client, "/id/china")
    (wikidata,) = [
        link for link in shown.xpath("//ul[@class='links']/li") if "wikidata" in "".join(link.xpath(".//a/@href"))
    ]
    assert words(wikidata).startswith("is the same as China http://www.wikidata.org/entity/Q148 by certreg")
    assert "compared by hand" in words(wikidata)
    assert wikidata.xpath(".//a/@rel")[0] == "noopener noreferrer external"


@pytest.mark.parametrize(
    ("ending", "accept", "form"),
    [
        (".ttl", "text/turtle", RdfFormat.TURTLE),
        (".nt", "application/n-triples", RdfFormat.N_TRIPLES),
        (".jsonld", "application/ld+json", RdfFormat.JSON_LD),
        (".rdf", "application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        *("/id/ccc", "/code/obligation/compulsory", "/source/cnca-2021/2.1.1", "/derived/partner-by-agreement"),
        *("/ns", "/ns/0.2.0", "/code/province/BJ", "/code", "/code/obligation", "/dataset"),
    ],
)
def test_the_same_address_gives_triples_to_who_asks_for_them(client, path, ending, accept, form):
    asked = client.get(path, headers={"Accept": accept})
    assert asked.status_code == 200
    assert asked.headers["content-type"].partition(";")[0] == accept
    assert asked.headers["vary"] == "Accept, Accept-Language"
    assert f'<{path}{ending}>; rel="alternate"; type="{accept}"' in asked.headers["link"]
    assert client.get(path + ending).content == asked.content
    assert len(list(parse(asked.content, format=form))) > 4


def test_triples_go_both_ways(client):
    said = {(triple.subject.value, triple.object.value) for triple in parse(
        client.get("/id/ccc.nt").content, format=RdfFormat.N_TRIPLES
    )}  # fmt: skip
    assert (names.ID + "cnca", CCC) in said
    assert (CCC, names.CODE + "obligation/compulsory") in said


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
        ("application/json", "application/json"),
    ],
)
def test_browsers_get_the_page_and_programs_what_they_like_best(client, accept, form):
    answer = client.get("/id/ccc", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == form


def test_a_form_nobody_writes_is_refused(client):
    assert client.get("/id/ccc", headers={"Accept": "image/png"}).status_code == 406


def test_a_key_nobody_has_leads_to_the_nearest(client):
    assert "/id/haccp" in page(client, "/id/hacpp", 404).xpath("//main//a/@href")
    plain = client.get("/id/hacpp", headers={"Accept": "text/turtle"})
    assert plain.status_code == 404
    assert 'did you mean "haccp"' in plain.text


@pytest.mark.parametrize(
    "path",
    [
        *("/id/CNCA", '/id/a"b', "/id/%3E%20?p%20?o", "/id/..%2f", "/id/-", "/id/" + "a" * 5000),
        *("/source/cnca-2021/9.9.9", "/source/x/y", "/source/a%22)%7D", "/derived/x"),
        *("/code/nolist", "/code/sector/nothing", "/dataset/x.ttl"),
    ],
)
def test_what_nobody_has_is_not_there(client, path):
    assert client.get(path).status_code == 404


def test_a_source_says_what_it_is_and_lists_its_passages(client):
    shown = page(client, "/source/cnca-2021")
    assert {"issued on 2022-01-21 CNCA 2021 work report · BESTAO has translated the full working report CNCA 2021 work "
            "report, preamble"} <= set(rows(shown, "About"))  # fmt: skip
    sections = [words(link) for link in shown.xpath("//ol[@class='passages']//a")]
    assert sections[:4] == ["preamble", "overview", "1", "1.1"]
    assert sections.index("2.2.2") + 1 == sections.index("2.2.2.1")
    assert len(sections) == 42


def test_a_passage_says_its_words_and_what_was_taken_from_it(client):
    shown = page(client, "/source/cnca-2021/2.5.3")
    assert words(shown.xpath("//blockquote")[0]) == "In facilitating trade"
    reported = [words(heading) for heading in shown.xpath("//section[h2='Statements']/h3")]
    assert "Memorandum of understanding on HACCP certification" in reported
    assert shown.xpath("//nav[@class='around']/a/@href") == ["/source/cnca-2021/2.5.2", "/source/cnca-2021/2.5.4"]


def test_a_source_without_sections_is_its_own_passage(client):
    shown = page(client, "/source/ccaa-2023")
    assert CCC_CERTIFICATES in words(shown.xpath("//section[h2='Statements']")[0])


def test_a_rule_says_that_it_is_one(client):
    shown = page(client, "/derived/partner-by-agreement")
    assert words(shown.xpath("//p[@class='kinds']")[0]) == "rule"
    assert "/source/cnca-2021/2.5.3" in shown.xpath("//section//a/@href")


def test_the_page_of_a_figure_has_its_value_below_its_name(client):
    lead = page(client, "/id/valid-certificates-2021").xpath(
        "normalize-space(//h1/following-sibling::p[@class='lead'])"
    )
    assert lead == "3,020,000 (+12% over the year before)"


def test_a_part_of_totals_shows_the_figures_that_count_it(client):
    shown = page(client, "/code/breakdown/qms")
    assert any(
        "quality management systems" in text
        for text in shown.xpath("//section[@aria-labelledby='figures']//th//text()")
    )


def test_figures_of_several_areas_name_each(client):
    shown = page(client, "/code/breakdown/qms")
    rows = [words(row) for row in shown.xpath("//section[@aria-labelledby='figures']//tbody/tr")]
    reported = [row for row in rows if row.startswith("certificates issued under accreditation")]
    assert len({row.partition("2021-12-31")[0] for row in reported}) == len(reported)
    assert any("Germany" in row for row in reported) or any("China" in row for row in reported)
