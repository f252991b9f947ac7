"""Names in a query that the graph lacks are reported, with the nearest there are; others are not."""

from __future__ import annotations

import pytest
from support import trig

from kg.ask import library
from kg.ask.unknown_terms import warnings


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s a cr:Reforms }", ["line 1, column 17: no term of the ontology"]),
        ("SELECT * {\n id:cncaa cr:party|cr:partys ?x }", ["column 2: no entity", "column 20: no term"]),
        ("SELECT * { ?s a <https://w3id.org/certreg/ns#Refrm> }", ["column 17: no term of the ontology"]),
        (
            "SELECT * { ?s ?p <https://w3id.org/certreg/code/obligation/compulsry> }",
            ['column 18: no code is called "obligation/compulsry" (did you mean "obligation/compulsory"'],
        ),
        ("SELECT * { ?s cr:partOf/cr:party* id:cnca . ?s a cr:Reform. }", []),
        ("SELECT * { ?s sdmx-attribute:obsStatus sdmx-code:obsStatus-E }", []),
        ("SELECT * { ?s ?p 'cr:Reforms' } # cr:Reforms", []),
        ("PREFIX x: <https://w3id.org/certreg/ns#nothing> SELECT * { ?s foaf:nonsense ?p }", []),
    ],
)
def test_unknown_names_are_reported_where_they_stand(graph, query, expected):
    lines = warnings(graph, query)
    assert len(lines) == len(expected)
    for line, start in zip(lines, expected, strict=True):
        assert start in line


def test_no_question_names_what_is_not_there(graph):
    texts = {name: warnings(graph, question.text) for name, question in library.questions().items()}
    assert {name: lines for name, lines in texts.items() if lines} == {}


def test_a_graph_without_the_ontology_is_not_judged():
    assert warnings(trig("id:gull rdfs:label 'Gull Haven' ."), "SELECT * { ?s a cr:Reforms }") == []
