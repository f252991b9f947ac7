"""Columns answer as the graph does, or leave it to the graph."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg import names
from kg.ask import library
from kg.ask.library import Question
from kg.errors import EnvironmentFault, UsageError
from kg.opening import open_graph
from kg.registers import load
from kg.store.disk import columns

ASKED = {name: question for name, question in library.questions().items() if question.sql}
TRIED = [(question, {}) for question in ASKED.values()] + [
    (question, {parameter.name: example})
    for question in ASKED.values()
    for parameter in question.parameters
    for example in parameter.examples
]


@pytest.mark.parametrize(("question", "given"), TRIED, ids=lambda value: getattr(value, "name", str(value)))
def test_the_columns_answer_as_the_graph_does(store: Path, question: Question, given: dict[str, str]) -> None:
    by_columns, by_graph = (
        library.evaluate(question, open_graph(store=store, engine=engine).engine, given)
        for engine in ("duckdb", "oxigraph")
    )
    assert by_columns == by_graph  # rows, their order, and every term
    assert len(by_graph)


def test_a_property_with_two_values_has_no_column_and_the_graph_answers(
    tmp_path: Path, register: Path, monkeypatch
) -> None:
    monkeypatch.setattr(columns, "LEAST", 1)
    graph = f"<{names.SOURCE}certificates>"
    second = (
        f"{names.entity('certificates-1')} {names.node('cr:covers')} <{names.CODE}product-category/kimchi> {graph} .\n"
    )
    more = tmp_path / "more.nq"
    more.write_text(second)
    load.load(tmp_path / "china", [register, more])
    question = ASKED["certificates-by-product"]
    with pytest.raises(EnvironmentFault, match="no columns for this question"):
        library.evaluate(question, open_graph(store=tmp_path / "china", engine="duckdb").engine)
    found = library.evaluate(question, open_graph(store=tmp_path / "china").engine)
    assert dict(zip(found.column("product"), found.column("certificates"), strict=True)) == {
        "product-category/desk-lamp": 2,
        "product-category/kimchi": 3,
    }


@pytest.mark.parametrize(
    "line",
    [
        '{s} {p} "\\u006Camp"@en {g} .',
        '{s} {p} "lamp"^^<http://www.w3.org/2001/XMLSchema#string> {g} .',
        '{s}\t{p} "lamp"@en {g} .',
        '{s} {p} "lamp"@en {g} . # said twice',
    ],
)
def test_a_file_that_writes_terms_otherwise_gives_no_columns(tmp_path: Path, register: Path, line: str) -> None:
    other = tmp_path / "other.nq"
    terms = {
        "s": names.entity("certificates-9"),
        "p": names.node("skos:altLabel"),
        "g": f"<{names.SOURCE}certificates>",
    }
    other.write_text(line.format(**terms) + "\n")
    assert load.load(tmp_path / "china", [register, other]).columns is None
    assert len(kg.load(store=tmp_path / "china").ask("certificates-by-status")) == 5


def test_an_engine_goes_with_a_store(store: Path) -> None:
    with pytest.raises(UsageError, match="needs --store"):
        open_graph(engine="duckdb")
    with pytest.raises(UsageError, match="cannot be combined"):
        open_graph(store=store, as_of="2021-12-31")
