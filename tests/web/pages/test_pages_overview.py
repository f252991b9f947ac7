"""What pages of schemes, agencies and sources say first; the lists of everything."""

from __future__ import annotations

import pytest
from lxml import html
from reading import page, words

from kg.ask import library
from kg.web.pages import overview


def glance(shown: html.HtmlElement) -> dict[str, list[str]]:
    """Aspect -> what is said of it."""
    groups = shown.xpath("//section[contains(@class, 'glance')]/dl/div")
    return {words(group.find("dt")): [words(fact) for fact in group.findall("dd")] for group in groups}


def table(shown: html.HtmlElement) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in shown.xpath("//table[contains(@class, 'answer')]/tbody/tr")]


def test_a_scheme_says_first_what_analysts_ask(client):
    said = glance(page(client, "/id/ccc"))
    assert list(said)[:4] == ["obligation", "valid certificates", "since", "regulatory agency"]
    assert said["obligation"] == ["compulsory CNCA 2021 work report, 2.1.1"]
    assert said["valid certificates"] == ["574,288 2025-01-31 National platform on certification, January 2025"]
    assert said["since"][0].startswith("Provisions on Compulsory Product Certification (2001) 2001-12")
    assert said["regulatory agency"][0].startswith("Certification and Accreditation Administration of China")
    assert len(said["reform 5"]) == 5
    assert said["exemption case 12"][-1] == "and 6 more"


def test_a_hedge_stays_with_its_number(client):
    said = glance(page(client, "/id/green-product"))
    assert any(fact.startswith("more than 180,000 2021") for facts in said.values() for fact in facts)


def test_a_scheme_says_that_lists_may_be_longer(client):
    glance = page(client, "/id/ccc").xpath("//section[contains(@class, 'glance')]")[0]
    assert "incomplete-lists says which lists are longer" in words(glance)


def test_an_agency_says_what_it_does_and_with_whom(client):
    said = glance(page(client, "/id/mfds"))
    assert said["jurisdiction"][0].startswith("Republic of Korea")
    assert said["partner of"][0].startswith("Certification and Accreditation Administration of China")
    assert said["agreement"][0].startswith("Memorandum of understanding on HACCP certification 2021")


def test_a_source_says_what_it_adds_and_has_its_figures_as_a_table(client):
    shown = page(client, "/source/cnca-2021")
    said = glance(shown)
    assert said["reform"] == ["16"]
    assert ["certificates cut China", "nearly 30,000", "2021", "", "CNCA 2021 work report, 1.3.3"] in table(shown)


def test_an_overview_is_in_the_language_of_the_page(client):
    said = glance(page(client, "/id/haccp?lang=zh-Hans"))
    assert any(fact.startswith("自愿") for facts in said.values() for fact in facts)


@pytest.mark.parametrize("path", ["/id/china", "/code/obligation/compulsory", "/id/valid-certificates-2021"])
def test_classes_without_an_overview_have_none(client, path):
    assert glance(page(client, path, client.get(path).status_code)) == {}


def test_overviews_are_about_the_classes_their_parameter_names():
    tagged = [one for one in library.questions().values() if overview.TAG in one.tags]
    assert len(tagged) == 3
    for question in tagged:
        assert question.parameters[0].of
        assert "aspect" in question.text


def test_every_class_and_code_list_can_be_browsed(client):
    shown = page(client, "/list")
    links = shown.xpath("//table//a/@href")
    assert {"/list/CertificationScheme", "/list/product-category"} <= set(links)
    counts = dict(table(shown))
    listed = page(client, "/list/CertificationScheme")
    assert counts["certification scheme"] == str(len(table(listed))) == "19"
    assert any(row[0].startswith("China Compulsory Certification") for row in table(listed))
    assert "consumer products" in words(page(client, "/list/product-category"))


def test_a_list_that_is_not_there_is_not_found(client):
    assert client.get("/list/nothing").status_code == 404
    assert client.get("/list/" + "a" * 3000).status_code == 404


def test_the_page_of_an_accreditation_body_says_what_it_joined_and_what_it_was(client):
    glance = page(client, "/id/cnas").xpath("//section[@aria-labelledby='glance']")[0]
    links = glance.xpath(".//dd/a/@href")
    assert {"/id/iaf-mla", "/id/ilac-mra", "/id/cnab", "/id/cnal"} <= set(links)
    assert "2006-03-31" in glance.text_content()


def test_a_list_goes_by_any_of_its_names(client):
    answer = client.get("/list/schemes", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/list/ConformityAssessmentScheme")
    assert client.get("/list/nothing-like-this").status_code == 404
