"""Answers as text: a reader gets back from every format of SPARQL 1.1 the very terms of the answer."""

from __future__ import annotations

import csv
import io
import json

import pytest
from pyoxigraph import (
    BaseDirection,
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from kg import names
from kg.ask.render import render
from kg.errors import UsageError
from kg.rdf import results
from kg.store import Table
from kg.store.oxigraph import OxigraphGraph

FORMATS = {"tsv": QueryResultsFormat.TSV, "json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML}


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=names.node(f"xsd:{datatype}"))


ODD = (
    *(typed(text, kind) for kind in ("integer", "decimal", "double") for text in ("1", "12", "+1", "-0", "1.0", "1e0")),
    *(typed(text, kind) for kind in ("integer", "decimal", "double") for text in (".5", "5.", "1.5E3", "", "many")),
    *(typed(text, "boolean") for text in ("true", "1")),
    typed("24:00:00", "time"),
    Literal("=1+1"),
    Literal('a\tb\nc\r\n\\n "quoted" \\"'),
    Literal(""),
    Literal("认监委", language="zh-Hans"),
    Literal("x", language="en", direction=BaseDirection.RTL),
    NamedNode("https://example.org/a?b=c&d#e"),
    Triple(NamedNode("urn:a"), NamedNode("urn:b"), Literal("x", language="en-GB")),
    BlankNode("b1"),
)


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_read_back_are_the_terms_of_the_answer(form: str) -> None:
    rows = (*((term, None) for term in ODD), (None, None), (None, ODD[0]))
    written = render(Table(("odd", "even"), rows), form).encode()
    found = parse_query_results(written, format=FORMATS[form])
    assert isinstance(found, QuerySolutions)
    assert [variable.value for variable in found.variables] == ["odd", "even"]
    assert [tuple(row) for row in found] == list(rows)


@pytest.mark.parametrize("form", ["tsv", "xml"])
def test_a_command_writes_what_the_endpoint_writes(form: str) -> None:
    query = 'SELECT ?n ?m { VALUES (?n ?m) { (12.0 1e0) (1.5E3 "1"^^xsd:decimal) (UNDEF "a\\tb"@en-GB) } }'
    graph = OxigraphGraph()
    theirs = results.cased(graph.results(query).serialize(format=FORMATS[form]), FORMATS[form])
    assert render(graph.select(query), form).rstrip("\n") == theirs.decode().rstrip("\n")


def test_csv_has_the_plain_values_and_no_formulas() -> None:
    rows = [
        (Literal("=1+1"), typed("-1", "integer")),
        (Literal('a "b",\nc'), None),
        (NamedNode("urn:x"), typed("01", "integer")),
    ]
    written = render(Table(("a", "b"), tuple(rows)), "csv")
    assert list(csv.reader(io.StringIO(written, newline=""))) == [
        ["a", "b"],
        ["'=1+1", "-1"],
        ['a "b",\nc', ""],
        ["urn:x", "01"],
    ]
    assert written.endswith("urn:x,01\r\n")


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no_in_every_format(value: bool) -> None:
    for form in ("json", "xml"):
        found = parse_query_results(render(value, form).encode(), format=FORMATS[form])
        assert isinstance(found, QueryBoolean) and bool(found) is value
    said = str(value).lower()
    assert render(value, "csv") == f"answer\r\n{said}\r\n"
    assert render(value, "tsv").splitlines()[0] == "?answer" and said in render(value, "tsv")
    assert render(value, "table") == render(value, "md") == ("yes\n" if value else "no\n")


def test_json_is_readable_by_eye_too() -> None:
    written = render(Table(("a",), ((Literal("认监委", language="zh-Hans"),),)), "json")
    assert '"认监委"' in written and written.count("\n") > 5
    assert json.loads(written)["results"]["bindings"][0]["a"]["xml:lang"] == "zh-Hans"


@pytest.mark.parametrize("code", [0x0, 0x1, 0xB, 0x1F, 0xFFFE, 0xFFFF])
def test_xml_that_no_parser_could_read_is_refused(code: int) -> None:
    odd = Literal(f"a{chr(code)}b")
    with pytest.raises(UsageError, match=f"U\\+{code:04X}, which XML cannot"):
        render(Table(("a",), ((odd,),)), "xml")
    with pytest.raises(UsageError, match=f"U\\+{code:04X}, which XML cannot"):
        render([Triple(NamedNode("urn:a"), NamedNode("urn:e:b"), odd)], "rdfxml")


@pytest.mark.parametrize(
    ("form", "engine_form"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("jsonld", RdfFormat.JSON_LD),
        ("rdfxml", RdfFormat.RDF_XML),
    ],
)
def test_triples_are_read_back_as_they_were(form: str, engine_form: RdfFormat) -> None:
    odd = [term for term in ODD if not isinstance(term, Triple | BlankNode)]
    if form in ("rdfxml", "jsonld"):
        odd = [term for term in odd if not (isinstance(term, Literal) and term.direction)]
    triples = {Triple(NamedNode("urn:a"), NamedNode(f"urn:e:p{place}"), term) for place, term in enumerate(odd)}
    written = render(sorted(triples, key=str), form).encode()
    assert {quad.triple for quad in parse(written, format=engine_form)} == triples
