"""Every question and check runs unchanged on Virtuoso 7, and gives there what the embedded engine gives."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import rdflib
import samples
import virtuoso
from pyoxigraph import Literal

from kg import names
from kg.api import KnowledgeGraph
from kg.ask import library
from kg.ask.library import Question
from kg.describe import entity
from kg.errors import QueryError
from kg.network.path import path
from kg.store import Table, Term
from kg.store.endpoint import EndpointGraph
from kg.store.oxigraph import OxigraphGraph

pytestmark = [
    pytest.mark.virtuoso,
    pytest.mark.skipif(bool(virtuoso.missing()), reason=f"needs {' and '.join(virtuoso.missing())} (Virtuoso 7)"),
]
QUESTIONS = library.questions()
_NUMBERS = {names.expand(f"xsd:{kind}") for kind in ("integer", "int", "long", "decimal", "double", "float")}


@pytest.fixture(scope="module")
def graph(graph: OxigraphGraph) -> OxigraphGraph:
    """The shipped graph with the samples of two registers laid beside it, so that questions about these find rows."""
    return OxigraphGraph([*graph.quads(), *samples.quads()])


@pytest.fixture(scope="module")
def remote(graph: OxigraphGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EndpointGraph]:
    with virtuoso.serving(graph.quads(), tmp_path_factory.mktemp("virtuoso")) as address:
        yield EndpointGraph(address)


def value(term: Term | None) -> Any:
    """What a term says: Virtuoso writes some numbers and dates otherwise, and gives no datatype to plain text."""
    if isinstance(term, Literal):
        if term.datatype.value in _NUMBERS:
            return round(Decimal(term.value), 9)
        return term.value, (term.language or "").lower()
    return term


def rows(table: object) -> tuple[tuple[str, ...], Counter[Any]]:
    assert isinstance(table, Table)
    return table.variables, Counter(tuple(map(value, row)) for row in table.rows)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_a_question_has_the_same_answer(graph: OxigraphGraph, remote: EndpointGraph, question: Question) -> None:
    text = library.bind(question, graph, {})
    assert library.bind(question, remote, {}) == text
    assert rows(remote.query(text)) == rows(graph.query(text))


def test_names_in_another_language_are_the_same(graph: OxigraphGraph, remote: EndpointGraph) -> None:
    there, here = (library.ask(each, "partners", {"agency": "CNCA"}, "zh") for each in (remote, graph))
    assert rows(there) == rows(here)
    assert len(here) > 3


def test_what_is_shown_of_an_entity_is_the_same(graph: OxigraphGraph, remote: EndpointGraph) -> None:
    there, here = (entity.describe(each, "CCC") for each in (remote, graph))
    assert (there.title, there.kind, there.other_names) == (here.title, here.kind, here.other_names)
    for part in ("outward", "inward", "figures"):
        assert rows(getattr(there, part)) == rows(getattr(here, part))


def test_paths_are_the_same(graph: OxigraphGraph, remote: EndpointGraph) -> None:
    there, here = (path(each, "mfds", "haccp") for each in (remote, graph))
    assert rows(there) == rows(here)
    assert len(here) > 0


def test_triples_and_yes_or_no(graph: OxigraphGraph, remote: EndpointGraph) -> None:
    construct = "CONSTRUCT { ?s cr:administers ?o } WHERE { ?s cr:administers ?o }"
    there, here = remote.query(construct), graph.query(construct)
    assert isinstance(there, list) and isinstance(here, list)
    assert len(here) > 3 and set(there) == set(here)
    assert remote.query("ASK { id:cnca cr:administers id:ccc }") is True
    assert remote.query("ASK { id:cnca cr:administers id:cnca }") is False


def test_the_whole_graph_comes_back(graph: OxigraphGraph, remote: EndpointGraph) -> None:
    ours = "FILTER(STRSTARTS(STR(?g), 'https://w3id.org/certreg/'))"
    count = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {ours} }}"
    assert rows(remote.query(count)) == rows(graph.query(count))
    dataset = KnowledgeGraph(remote).to_rdflib()
    report = rdflib.URIRef(names.entity("cnca-2021").value)
    assert str(dataset.value(report, rdflib.DCTERMS.date)) == "2022-01-21"


def test_the_command_asks_the_endpoint_it_is_reported(remote: EndpointGraph) -> None:
    ask = [sys.executable, "-m", "kg", "ask", "partners", "-f", "tsv"]
    here = subprocess.run(ask, capture_output=True, timeout=300, check=True)
    reported = subprocess.run([*ask, "--endpoint", remote.address], capture_output=True, timeout=300, check=True)
    set_up = subprocess.run(
        ask, capture_output=True, timeout=300, check=True, env={**os.environ, "KG_ENDPOINT": remote.address}
    )
    assert sorted(reported.stdout.splitlines()) == sorted(here.stdout.splitlines())
    assert set_up.stdout == reported.stdout


def test_what_does_not_parse_is_refused_in_the_servers_words(remote: EndpointGraph) -> None:
    with pytest.raises(QueryError, match="syntax error"):
        remote.query("SELECT ?x WHERE { ?x a }")
