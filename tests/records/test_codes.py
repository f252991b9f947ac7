"""A record may add a code to an open list: a value of whatever takes codes of that list, and of nothing else."""

from __future__ import annotations

import re
from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode
from support import reported

from kg import names, shipped
from kg.rdf import vocabulary
from kg.records import interpret, loader, reader
from kg.records.narrow import narrow

TERMS = vocabulary.read(shipped.ONTOLOGY)
SOURCES = """sources:
- {id: bulletin, type: Source, label: {en: Bulletin}, publisherName: P, issuedOn: 2019-04}
- {id: gazette, type: Source, label: {en: Gazette}, publisherName: P, issuedOn: 2021-04}
"""
PACT = "- {id: pact, type: Agreement, label: {en: Pact}, concerns: [biobanking]}\n"
MARK = "- {id: mark, type: CertificationScheme, label: {en: Mark}, "
CODE = "- {id: biobanking, type: Concept, inScheme: topic, label: {en: biobanking, zh-Hans: 生物样本库}}\n"


@pytest.fixture
def checked(write):
    def of(text, gazette=""):
        files = {"sources.yaml": SOURCES, "bulletin.yaml": f"source: bulletin\nrecords:\n{text}"}
        if gazette:
            files["gazette.yaml"] = f"source: gazette\nrecords:\n{gazette}"
        return interpret.check(reader.read(write(files)), TERMS)

    return of


def test_a_code_of_a_record_is_a_value_and_a_concept_of_its_list(checked):
    found = checked(PACT + CODE)
    assert reported(found) == []
    code = names.entity("biobanking")
    triples = {quad.triple for quad in loader.load(found, TERMS)}
    expected = {
        (names.entity("pact"), "cr:concerns", code),
        (code, "rdf:type", names.node("skos:Concept")),
        (code, "skos:inScheme", NamedNode(names.CODE + "topic")),
        (code, "skos:prefLabel", Literal("生物样本库", language="zh-hans")),
        (code, "rdfs:label", Literal("biobanking", language="en")),
    }
    assert expected <= {(one.subject, names.curie(one.predicate.value), one.object) for one in triples}


def test_a_code_that_names_no_list_is_a_topic(checked):
    found = checked(PACT + CODE.replace("inScheme: topic, ", ""))
    assert reported(found) == []
    lists = [one.value.value for one in found.statements if one.property.key == "inScheme"]
    assert lists == [names.CODE + "topic"]


def test_a_code_that_something_covers_is_a_product_category_unless_it_says_otherwise(checked):
    scheme = "- {id: mark, type: CertificationScheme, label: {en: Mark}, covers: [biobanking]}\n"
    for text, listed in (
        (CODE.replace("inScheme: topic, ", ""), "product-category"),
        (CODE.replace("topic", "service"), "service"),
    ):
        found = checked(scheme + text)
        assert reported(found) == []
        lists = [one.value.value for one in found.statements if one.property.key == "inScheme"]
        assert lists == [names.CODE + listed]


def test_a_code_takes_no_key_from_a_shipped_one(checked):
    """The draft of a real text had a code "calibration", and two shipped memberships were no longer clear."""
    club = "- {id: lab-club, type: Membership, label: {en: Club}, member: pact, membershipScope: calibration}\n"
    code = CODE.replace("inScheme: topic", "inScheme: product-category").replace("biobanking", "calibration")
    found = checked(PACT.replace("biobanking", "calibration") + club + code)
    assert not [one for one in reported(found) if "may be" in one]
    (scope,) = (one.value.value for one in found.statements if one.property.key == "membershipScope")
    assert scope == names.CODE + "membership-scope/calibration"


def test_the_list_of_a_code_is_not_said_of_what_has_the_code(checked):
    found = checked(PACT + CODE)
    assert {one.property.key for one in found.statements if one.subject == "pact"} == {"label", "concerns"}


REFUSED = {
    "a list that is not open": (
        CODE.replace("topic", "qualifier"),
        'bulletin.yaml:3: inScheme: no code "qualifier"; expected a code of open-list',
    ),
    "a list with a slip": (
        CODE.replace("topic", "topik"),
        'bulletin.yaml:3: inScheme: no code "topik" (did you mean "topic"?); expected a code of open-list',
    ),
    "a name of a code": (
        "- {id: eatables, type: Concept, inScheme: topic, label: {en: Food Safety}}\n",
        'bulletin.yaml:3: label: "Food Safety" is a name of the code food-safety of sector; use that code',
    ),
    "another name of a code": (
        "- {id: phones, type: Concept, inScheme: sector, label: {en: phones}, altLabel: {en: App}}\n",
        'bulletin.yaml:3: altLabel: "App" is a name of the code mobile-app of product-category; use that code',
    ),
    "the key of a code": (
        "- {id: kimchi, type: Concept, inScheme: topic, label: {en: cabbage}}\n",
        'bulletin.yaml:3: "kimchi" is a name of the code kimchi of product-category; use that code',
    ),
    "a value of a property that takes no such codes": (
        CODE + MARK + "covers: [biobanking]}\n",
        'bulletin.yaml:4: covers: "biobanking" is a code of membership-scope, topic; expected '
        "a code of organisation-kind, a code of product-category, a code of sector, a code of service",
    ),
    "a value with a slip": (
        CODE + PACT.replace("[biobanking]", "[biobankin]"),
        'bulletin.yaml:4: concerns: no record or code "biobankin" (did you mean "biobanking"?); expected ',
    ),
    "a list of what is no code": (
        MARK + "inScheme: topic}\n",
        'bulletin.yaml:3: inScheme is for Concept; "mark" is a CertificationScheme',
    ),
    "adding to a shipped code": (
        "- {about: food-safety, label: {en: eatables}}\n",
        'bulletin.yaml:3: about: no record "food-safety"',
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(checked, text, message):
    found = reported(checked(text))
    assert len(found) == 1
    assert re.sub(r"(yaml:\d+):\d+", r"\1", found[0]).startswith(message)


def test_a_code_keeps_its_list_where_its_source_is_left_out(checked):
    """Of what a later source defines, names and list stay where an earlier one refers to it."""
    found = narrow(checked(PACT, CODE), as_of=date(2020, 1, 1))
    assert {one.property.key for one in found.statements if one.subject == "biobanking"} == {"label", "inScheme"}


def test_a_code_of_a_record_is_one_value_where_anything_is(checked):
    code = CODE.replace("inScheme: topic", "inScheme: product-category")
    figure = (
        "- {id: biobanks, type: Observation, measures: [biobanking], obsValue: 4, unitMeasure: NUM, refPeriod: 2019}\n"
    )
    for written in ("biobanking", "product-category/biobanking"):
        found = checked(code + figure.replace("[biobanking]", f"[{written}]"))
        assert reported(found) == []
        values = [one.value for one in found.statements if one.property.key == "measures"]
        assert values == [names.entity("biobanking")]


@pytest.mark.parametrize(
    ("period", "way"),
    [
        ("2019-06", "2019-06-01/2019-06-30"),
        ("2020-02", "2020-02-01/2020-02-29"),
        ("2019-11/2020-02", "2019-11-01/2020-02-29"),
        ("2019/2020", "2019-01-01/2020-12-31; a fiscal year from its own first day to its last"),
    ],
)
def test_a_period_of_months_or_years_is_told_as_days(checked, period, way):
    figure = f"- {{id: ropes, type: Observation, obsValue: 4, unitMeasure: NUM, refPeriod: {period}}}\n"
    (problem,) = reported(checked(figure))
    assert f'refPeriod: "{period}" is not ' in problem
    assert problem.endswith(f"; write it from its first day to its last ({way})")


@pytest.mark.parametrize("period", ["soon", "19/20", "2019-13", "2019-06-31"])
def test_what_is_no_period_has_no_way_out_of_days(checked, period):
    figure = f"- {{id: ropes, type: Observation, obsValue: 4, unitMeasure: NUM, refPeriod: {period}}}\n"
    (problem,) = reported(checked(figure))
    assert "first day" not in problem and "XXXX" in problem


def test_a_name_with_a_comma_is_one_problem(checked):
    (problem,) = reported(checked("- {id: ropes, type: Concept, label: {en: Ropes, worth}}\n"))
    assert problem.endswith(
        'an empty value of "worth"; a text that has a comma stands in quotes as a whole, or leave it out'
    )
