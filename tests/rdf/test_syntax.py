"""What is missing in a query that is not valid, where it is missing; and silence about queries that are valid."""

from __future__ import annotations

import pytest

from kg.ask import library
from kg.errors import QueryError
from kg.rdf.syntax import diagnosis
from kg.store.oxigraph import OxigraphGraph


@pytest.fixture(scope="module")
def nothing() -> OxigraphGraph:
    return OxigraphGraph([])


@pytest.mark.parametrize(
    ("query", "column", "message"),
    [
        ("SELECT * { ?s ?p ?o", 20, 'a "}" is missing: the "{" of 1:10 is not closed'),
        ("SELECT * { ?s ?p ?o }}", 22, 'this "}" closes nothing: a "{" is missing before it'),
        ("SELECT * { ?s ?p ?o # }", 20, 'a "}" is missing'),
        ("SELECT * { OPTIONAL { ?s a cr:Reform }", 39, 'a "}" is missing'),
        ("SELECT * ?s ?p ?o }", 19, 'this "}" closes nothing: a "{" is missing before it'),
        ("SELECT * { ?s ?p ?o ) }", 21, 'this ")" closes nothing'),
        ("SELECT * { ?s ?p ?o FILTER(?o = 1 }", 35, 'a ")" is missing before this: the "(" of 1:27'),
        ("SELECT * { ?s ?p [ a cr:Reform }", 32, 'a "]" is missing before this'),
        ('SELECT * { ?s rdfs:label "gull }', 26, 'the string that begins here is not closed: a " is missing'),
        ("SELECT * { ?s a <https://a b> }", 17, "an address has no space in it"),
        ("SELECT * { ?s skoss:prefLabel ?x }", 15, 'the prefix "skoss:" is not declared (did you mean "skos"'),
        ("SELECT * { ?s a cr:Reform ?s cr:party ?d }", 27, 'a "." or ";" is missing before this'),
        ("SELECT * { ?s a cr:Reform ; cr:party ?d cr:date ?e }", 41, 'a "." or ";" is missing before this'),
        ("SELECT * { ?s a }", 17, "a triple is not complete before this: it has no value"),
        ("SELECT * { ?s . ?s ?p ?o }", 15, "a triple is not complete before this: it has no property"),
        ("SELECT * WHERE ?s a cr:Reform", 16, 'a "{" is missing after WHERE'),
        ("SELECT * { { ?s ?p ?o } UNION ?s ?q ?r }", 31, 'a "{" is missing after UNION'),
        ("SELECT ?s, ?o { ?s a ?o }", 10, "no comma"),
        ("SELECT { ?s a ?o }", 8, "SELECT names no variable"),
        ("SELECT COUNT(?s) { ?s a ?o }", 8, "brackets and a name are missing around COUNT"),
        ("SELECT (COUNT(?s) AS n) { ?s a ?o }", 22, "a variable is missing after AS: ?n"),
        ("SELECT ?s { ?s a ?o } ORDER ?s", 29, "BY is missing after ORDER"),
        ("SELECT ?s { ?s a ?o } LIMIT", 23, "a number is missing after LIMIT"),
        ("SELECT ?s { ?s a ?o FILTER ?o > 3 }", 28, "brackets are missing around the condition"),
    ],
)
def test_the_message_names_what_is_missing_and_where(nothing, query, column, message):
    with pytest.raises(QueryError) as caught:
        nothing.query(query)
    assert message in caught.value.reason
    assert (caught.value.line, caught.value.column) == (1, column)


def test_a_lost_bracket_is_not_said_to_be_a_keyword_of_another_language(nothing):
    for query in ("SELECT * { ?s ?p ?o", "SELECT ?s { ?s a ?o } LIMIT x", "SELECT ?s { ?s a ?o } nonsense"):
        with pytest.raises(QueryError) as caught:
            nothing.query(query)
        assert "LATERAL" not in str(caught.value)


def test_nothing_is_missing_in_queries_that_are_valid():
    faults = {name: diagnosis(question.text) for name, question in library.questions().items()}
    assert {name: str(fault) for name, fault in faults.items() if fault} == {}
