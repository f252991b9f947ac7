"""What people write for a parameter, as a term."""

from __future__ import annotations

import pytest

from kg import names
from kg.ask import library, parameters
from kg.errors import NotFound, UsageError


def term(graph, question: str, name: str, text: str) -> str:
    (parameter,) = (one for one in library.find(question).parameters if one.name == name)
    return names.short(parameters.term(text, parameter, graph).value)  # a date stays as it is


@pytest.mark.parametrize(
    ("question", "name", "text", "meant"),
    [
        ("scheme-coverage", "scheme", "绿色产品认证", "green-product"),
        ("partners", "agency", "国家认监委", "cnca"),
        ("partners", "agency", "认监委", "cnca"),
        ("partners", "agency", "商务部", "mofcom"),
        ("became", "body", "质检总局", "aqsiq"),
        ("law-about", "subject", "3C", "ccc"),
        ("agreements-of", "party", "韩国", "south-korea"),
        ("law-on-date", "date", "2022年1月1日", "2022-01-01"),
        ("law-on-date", "date", "1 January 2022", "2022-01-01"),
        ("easier", "year", "2021年", "2021"),
        ("product-schemes", "product", "desk lamp", "product-category/desk-lamp"),
        ("product-schemes", "product", "台灯", "product-category/desk-lamp"),
        ("figures-in-unit", "unit", "RMB", "unit:CCY_CNY"),
        ("figures-in-unit", "unit", "CNY", "unit:CCY_CNY"),
        ("unlinked", "class", "RegulatoryAgency", "cr:RegulatoryAgency"),
        ("unlinked", "class", "regulatory agency", "cr:RegulatoryAgency"),
        ("unlinked", "class", "监管机构", "cr:RegulatoryAgency"),
    ],
)
def test_names_stand_for_entities_codes_and_classes_in_any_language(graph, question, name, text, meant):
    assert term(graph, question, name, text) == meant


@pytest.mark.parametrize(
    ("question", "name", "text", "message"),
    [
        (
            "scheme-coverage",
            "scheme",
            "app",
            'no certification scheme "app", but a product category: product-category/mobile-app '
            '(did you mean "app-security"?)',
        ),
        ("partners", "agency", "haccp", 'no organisation "haccp", but a certification scheme: haccp'),
        ("topic", "topic", "vision helth", 'no topic "vision helth" (did you mean "vision-health"?)'),
    ],
)
def test_another_kind_of_thing_is_refused(graph, question, name, text, message):
    with pytest.raises(NotFound) as fault:
        term(graph, question, name, text)
    assert str(fault.value) == message


def test_a_value_of_the_wrong_form_is_refused(graph):
    with pytest.raises(UsageError, match='year: "twenty" is not'):
        term(graph, "easier", "year", "twenty")


def test_every_class_and_list_of_a_parameter_is_known(graph):
    wanted = {iri for question in library.questions().values() for one in question.parameters for iri in one.of}
    assert [iri for iri in sorted(wanted) if not graph.ask(f"ASK {{ <{iri}> ?p ?o }}")] == []
