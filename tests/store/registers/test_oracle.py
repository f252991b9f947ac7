"""The same bag of rows as Oxigraph gives over the same triples, or no answer at all."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from generated import Query, queries
from hypothesis import HealthCheck, given, settings
from pyoxigraph import Literal, NamedNode, Triple
from sampled import Pair

from kg.ask import library
from kg.errors import LimitError
from kg.store import Result, Table

#: Larger answers are of joins that say nothing more.
MOST_ROWS = 50_000
#: The folders of questions that are asked of the registers too.
REGISTERS = ("certificates",)


def bag(answer: Result) -> object:
    """What an answer says, whatever the order of its rows and the names of its blank nodes."""
    if isinstance(answer, Table):
        return answer.variables, Counter(tuple(map(str, row)) for row in answer.rows)
    if isinstance(answer, list):
        return Counter(
            tuple(_named(term) for term in (each.subject, each.predicate, each.object)) for each in set(answer)
        )
    return answer


def _named(term: object) -> str:
    return str(term) if isinstance(term, NamedNode | Literal | Triple) else "blank"


def agree(pair: Pair, query: Query) -> str:
    """Compare the answers; gives the way that was taken."""
    wanted = pair.oracle.query(query.text, timeout=300)
    if isinstance(wanted, Table) and len(wanted) > MOST_ROWS:
        return "too large"
    plan = pair.tables.plan(query.text)
    try:
        got = pair.tables.query(query.text, timeout=300)
    except LimitError:
        return "refused"
    if query.ordered and isinstance(got, Table) and isinstance(wanted, Table) and "LIMIT" not in query.text:
        assert len(got) == len(wanted)
    assert bag(got) == bag(wanted), f"{plan.way}\n{query.text}"
    return plan.way


def bounded(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))


#: What the generator does not make: paths, descriptions, and forms that no SQL has.
WRITTEN = {
    "DESCRIBE id:national-certificates-C00000077": "sql",
    "DESCRIBE ?c id:ccc { ?c cr:certificateHolder id:national-enterprises-E0000003 }": "sql",
    "SELECT ?l (COUNT(*) AS ?n) { ?c cr:covers ?p . ?p skos:broader* ?q . ?q rdfs:label ?l } GROUP BY ?l": "sql",
    "SELECT * { ?c cr:covers ?p . ?p skos:broader+ ?q }": "sql",
    "SELECT (COUNT(*) AS ?n) { ?c cr:covers ?p . ?p skos:broader? ?q }": "sql",
    "SELECT ?k (COUNT(*) AS ?n) { ?x a/rdfs:subClassOf* ?k } GROUP BY ?k": "sql",
    "SELECT * { ?c cr:underScheme id:ccc ; ^cr:measures|cr:covers ?x }": "look-ups",
    "SELECT * { ?c cr:issuedBy/cr:province <https://w3id.org/certreg/code/province/GD> }": "sql",
    "SELECT * { ?x cr:underScheme+ id:ccc }": "look-ups",
    'SELECT * { ?c cr:certificateNumber "C00000077" ; !cr:issuedBy ?o }': "look-ups",
    "SELECT (SHA512(STR(?n)) AS ?h) { ?c cr:certificateNumber ?n }": "look-ups",
    "SELECT ?s FROM <https://w3id.org/certreg/source/mixed> { ?s a cr:Observation }": "look-ups",
    "SELECT (GROUP_CONCAT(?n; separator=',') AS ?all) { id:mixed-L1 cr:accreditationNumber ?n }": "sql",
    "SELECT * { VALUES (?n ?s) { ('C00000007' UNDEF) (UNDEF id:ccc) }"
    " ?c cr:certificateNumber ?n ; cr:underScheme ?s }": "sql",
    "SELECT (SUM(?v) AS ?t) (AVG(?w) AS ?a)"
    " { GRAPH source:mixed { ?x sdmx-measure:obsValue ?w ; cr:previousValue ?v } }": "sql",
    "SELECT (SUM(?v) AS ?t) { GRAPH source:mixed { ?x cr:previousValue ?v } FILTER(?v > 1000) }": "sql",
    "SELECT ?s { ?s cr:administers id:ccc }": "records",
    # one row, with a column that is empty, and its neighbour where it is not
    "SELECT ?o ?p { id:national-certificates-C00000077 ?p ?o }": "sql",
    "SELECT ?o ?p ?g { GRAPH ?g { id:national-certificates-C00000078 ?p ?o } }": "sql",
    "SELECT ?p ?x { id:national-certificates-C00000077 ?p ?o FILTER(!isIRI(?o)) BIND(STR(?o) AS ?x) }": "sql",
    "SELECT ?p ?o ?none { id:mixed-L1 ?p ?o FILTER(?o != 'L1') }": "sql",
    "SELECT ?p ?o ?l { id:national-certificates-C00000077 ?p ?o OPTIONAL { ?o rdfs:label ?l } }": "sql",
    "SELECT * { id:national-certificates-C00000077 ?p ?o , ?q }": "sql",
    "SELECT * { id:national-certificates-C00000077 ?p ?o } LIMIT 100": "sql",
    "CONSTRUCT { ?o ?p id:ccc } { id:national-certificates-C00000077 ?p ?o FILTER(isIRI(?o)) }": "sql",
    "ASK { id:national-certificates-C00000077 ?p 'C00000077' }": "sql",
}


@pytest.mark.parametrize("query", WRITTEN)
def test_written_queries_go_their_way_to_the_answer_of_oxigraph(pair: Pair, query: str) -> None:
    assert agree(pair, Query(query)) == WRITTEN[query]


def listed() -> list[object]:
    """Queries as users write them, with the way that each goes; those after the empty line run with the marker ci."""
    first, rest = (Path(__file__).parent / "written.tsv").read_text("utf-8").split("\n\n")
    return [
        pytest.param(*line.split("\t"), marks=marks, id=line.split("\t")[1])
        for lines, marks in ((first, ()), (rest, pytest.mark.ci))
        for line in lines.splitlines()
    ]


@pytest.mark.parametrize(("way", "query"), listed())
def test_queries_of_every_form_have_the_answers_of_oxigraph(pair: Pair, way: str, query: str) -> None:
    assert agree(pair, Query(query)) == way


def test_an_aggregate_whose_order_is_free_is_the_same_every_time(pair: Pair) -> None:
    """GROUP_CONCAT and SAMPLE may take values in any order; ours is that of the values."""
    text = "SELECT (GROUP_CONCAT(?n) AS ?all) (SAMPLE(?n) AS ?one) { ?l cr:accreditationNumber ?n ; cr:acronym 'A3' }"
    assert [str(term) for term in pair.tables.select(text).rows[0]] == ['"L 21/é L57 L93"', '"L 21/é"']


@bounded(40)
@given(query=queries())
def test_generated_queries_have_the_answers_of_oxigraph(pair: Pair, query: Query) -> None:
    agree(pair, query)


@pytest.mark.ci
@bounded(int(os.environ.get("KG_ORACLE", "2000")))
@given(query=queries())
def test_thousands_of_generated_queries_have_the_answers_of_oxigraph(pair: Pair, query: Query) -> None:
    agree(pair, query)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(each.name, marks=() if each.subject in ("certificates", "registers") else pytest.mark.ci)
        for each in library.questions().values()
    ],
)
def test_every_shipped_question_has_the_answer_of_oxigraph(pair: Pair, question: str) -> None:
    found = library.find(question)
    text = library.bind(found, pair.tables.records, {})
    way = agree(pair, Query(text))
    assert way == "sql" or found.subject not in REGISTERS  # other questions are asked of the records alone
