"""SPARQL as text: parameters are put in where they stand as tokens, and only what reads is let through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.rdf import sparql


@given(st.text(alphabet="?_a \\n\"'\\\\<>#{}.@:-é中", max_size=60))
def test_tokens_give_the_text_back(text: str) -> None:
    assert "".join(token for _, token in sparql.tokens(text)) == text


def test_a_parameter_is_replaced_as_a_token_only() -> None:
    text = """SELECT ?_x ?_xy ?__x { ?_x <urn:?_x> "?_x" . # ?_x
      ?s ?p '''a "?_x" 'b''', $_x }"""
    assert (
        sparql.bind(text, {"x": "<urn:new>"})
        == """SELECT <urn:new> ?_xy ?__x { <urn:new> <urn:?_x> "?_x" . # ?_x
      ?s ?p '''a "?_x" 'b''', <urn:new> }"""
    )


@pytest.mark.parametrize(
    "text",
    [
        "select * { ?s ?p ?o }",
        "PREFIX insert: <urn:x> BASE <urn:drop> ASK { ?s insert:delete 1 }",
        "# INSERT\nASK { ?service <urn:SERVICE> 'DROP ALL' }",
        "ASK { ?s ?p 'x'@service }",
        "DESCRIBE <urn:a>",
    ],
)
def test_what_only_reads_is_let_through(text: str) -> None:
    sparql.read_only(text)


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("INSERT DATA { }", 1, 1, "INSERT is an update"),
        ("PREFIX a: <urn:a>\n  delete where { ?s ?p ?o }", 2, 3, "DELETE is an update"),
        ("SELECT * {\n SERVICE <urn:x> { } }", 2, 2, "SERVICE is disabled"),
        ("ASK { sErViCe SILENT <urn:x> { } }", 1, 7, "SERVICE is disabled"),
        ("SELCT * { }", 1, 1, 'did you mean "SELECT"'),
    ],
)
def test_the_rest_is_refused_with_its_place(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(QueryError, match=said) as fault:
        sparql.read_only(text)
    assert (fault.value.line, fault.value.column) == (line, column)


def test_the_header_is_yaml_and_no_part_of_the_query() -> None:
    text = "#+ summary: One\n#+ parameters:\n#+   a: {kind: text}\nASK {}\n"
    assert sparql.header(text) == {"summary": "One", "parameters": {"a": {"kind": "text"}}}
    assert sparql.body(text) == "ASK {}\n"
    for bad in ("ASK {}", "#+ summary: [", "#+ !!python/object/apply:os.getcwd []"):
        with pytest.raises(ValueError):
            sparql.header(bad)


def test_a_caret_stands_below_the_column() -> None:
    assert sparql.caret("SELECT *\nWHERE { ?s ?p }", 2, 9) == "WHERE { ?s ?p }\n        ^"
    long = "x" * 200 + "!" + "y" * 200
    shown, mark = sparql.caret(long, 1, 201).splitlines()
    assert shown[mark.index("^")] == "!"
    assert sparql.caret("", 3, 1) == ""
