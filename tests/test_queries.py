"""The competency questions (queries/) and their golden answers (tests/queries/SUBJECT/NAME.tsv).

How a golden answer is written. By hand, from the report and the other sources, never from the query: read the
passage, write the rows it bears out in the curators' keys, then run the question. Where the two differ, go back to
the passage: record, question or golden is wrong, and the commit says which and why. A golden is for the question as
it runs without parameters; questions about registers are asked with docs/examples laid beside the graph. Its first
line holds the variables; then a row a line in any order, fields apart by tabs:
entities as their key, codes as LIST/KEY, passages as SOURCE/SECTION, other terms as prefix:name, text and dates as
they are, numbers without trailing zeros, nothing where a variable is unbound. Words of the curators (an aim, a
title) are copied from data/.

A check has no golden: its answer is empty. Instead tests/queries/checks/NAME.trig (or NAME.WHAT.trig) is a small
graph with one fault in it, whose first line says the sentence the check must find.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import samples
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse
from rdflib import URIRef
from rdflib.plugins.sparql import prepareQuery
from support import assert_fits

import kg
from kg import names
from kg.api import KnowledgeGraph
from kg.ask import library
from kg.ask.library import Question
from kg.errors import UsageError
from kg.rdf import sparql
from kg.records import assemble, loader
from kg.store import Row, Table, Term
from kg.store.oxigraph import OxigraphGraph

GOLDEN = Path(__file__).parent / "queries"
ALL = library.questions()
CHECKS = {name: question for name, question in ALL.items() if question.subject == library.CHECKS}
QUESTIONS = {name: question for name, question in ALL.items() if name not in CHECKS}
SUBJECTS = {"agencies", "schemes", "partners", "reforms", "documents", "figures", "provenance", "quality", "links"}
SUBJECTS |= {"registers", "certificates", "ccc", "law", "recognition", "standards"}
FAULTY = sorted((GOLDEN / library.CHECKS).glob("*.trig"))
TRIED = [
    pytest.param(question, parameter.name, example, id=f"{question.name}-{parameter.name}-{example}")
    for question in QUESTIONS.values()
    for parameter in question.parameters
    for example in parameter.examples
]

_NUMBERS = {names.expand(f"xsd:{kind}") for kind in ("integer", "decimal", "double")}


@pytest.fixture(scope="module")
def plain() -> KnowledgeGraph:
    return kg.load()


@pytest.fixture(scope="module")
def joined() -> KnowledgeGraph:
    """The graph with the samples of docs/examples laid beside it, and the links between them."""
    return KnowledgeGraph(OxigraphGraph([*assemble.assemble().quads(), *samples.quads()]))


@pytest.fixture
def graph(request: pytest.FixtureRequest, plain: KnowledgeGraph, joined: KnowledgeGraph) -> KnowledgeGraph:
    """What a question is asked: questions about registers, which the shipped graph has none of, see the samples."""
    question = getattr(request.node, "callspec", None) and request.node.callspec.params.get("question")
    return joined if question and question.subject in ("registers", "certificates") else plain


def cell(term: Term | None) -> str:
    """A term as goldens write it."""
    if isinstance(term, NamedNode):
        return names.short(term.value)
    if isinstance(term, Literal) and term.datatype.value in _NUMBERS:
        return f"{Decimal(term.value).normalize():f}"
    return "" if term is None else term.value


def line(row: Row) -> str:
    return "\t".join(map(cell, row))


def answer(graph: KnowledgeGraph | OxigraphGraph, question: Question, **given: str) -> Table:
    """The bare answer, without the columns of names that `ask` adds."""
    engine = graph.engine if isinstance(graph, KnowledgeGraph) else graph
    return engine.select(library.bind(question, engine, given))


def golden_file(question: Question) -> Path:
    return GOLDEN / question.subject / f"{question.name}.tsv"


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_answer_is_the_golden_one(graph: KnowledgeGraph, question: Question) -> None:
    path = golden_file(question)
    assert path.is_file(), f"{question.name} has no golden answer; write {path.name} by hand from the sources"
    variables, *rows = path.read_text("utf-8").splitlines()
    found = answer(graph, question)
    assert "\t".join(found.variables) == variables
    expected, got = Counter(rows), Counter(map(line, found.rows))
    assert got == expected, (
        f"only in {path.name}: {sorted((expected - got).elements())}\n"
        f"only in the graph: {sorted((got - expected).elements())}"
    )


#: What an answer need not say beside a figure, and why.
GIVEN_OTHERWISE = {
    "derived-figures": {"status"},  # asks for estimates alone
    "published-versus-implied": {"estimate", "basis"},  # a column each for what is published and what is estimated
    "disagreements": {"status", "any", "third"},  # the reason says provisional; the third figure is only searched for
    "figures-in-standard-terms": {"qualifier"},  # no standard term says "nearly"; the note does
}
_HEDGES = """
SELECT ?figure ?qualifier ?period ?status WHERE {
  ?figure cr:qualifier ?qualifier ; sdmx-dimension:refPeriod ?period
  OPTIONAL { ?figure sdmx-attribute:obsStatus ?status }
}"""
EXACT = names.expand("code:qualifier/exact")


def triples(algebra: object) -> Iterator[tuple[Any, Any, Any]]:
    if isinstance(algebra, dict):
        algebra = list(algebra.values())
    if isinstance(algebra, list | tuple):
        if len(algebra) == 3 and isinstance(algebra[1], URIRef):
            yield algebra[0], algebra[1], algebra[2]
        else:
            for part in algebra:
                yield from triples(part)


@cache
def figures_shown(question: Question) -> dict[str, str]:
    """Variable of a figure -> that of its value, for the values that the answer shows."""
    algebra = prepareQuery(f"{names.prefix_lines()}\n{question.text}").algebra
    shown, value = set(map(str, algebra.PV)), URIRef(names.expand("sdmx-measure:obsValue"))
    return {str(s): str(o) for s, p, o in triples(algebra) if p == value and str(o) in shown}


@pytest.mark.parametrize(
    "question", [one for one in QUESTIONS.values() if "obsValue" in one.text], ids=lambda one: one.name
)
def test_no_answer_drops_the_hedge_the_period_or_the_status_of_a_figure(
    graph: KnowledgeGraph, question: Question
) -> None:
    hedges = {row[0]: row[1:] for row in graph.engine.select(_HEDGES).rows}
    left_out = GIVEN_OTHERWISE.get(question.name, set())
    givens: list[dict[str, str]] = [{}]
    for parameter in question.parameters:
        more = ["testing-turnover"] if parameter.list == "indicator" else []
        givens += [{parameter.name: value} for value in (*parameter.examples, *more)]
    for figure, value in figures_shown(question).items():
        if figure in left_out:
            continue
        for given in givens:
            asked = [cell(term) for term in library.values(question, graph.engine, given).values()]
            wider = library.bind(question, graph.engine, given).replace("SELECT", f"SELECT (?{figure} AS ?ofFigure)", 1)
            wider = wider.replace("AS ?ofFigure) DISTINCT", "AS ?ofFigure)")
            found = graph.engine.select(wider)
            for row in found.rows:
                cells = dict(zip(found.variables, row, strict=True))
                if (of := cells.pop("ofFigure")) is None or cells[value] is None:
                    continue
                qualifier, period, status = hedges[of]
                shown = [*map(cell, cells.values()), *asked]
                if qualifier.value != EXACT and "qualifier" not in left_out:
                    assert cell(qualifier) in shown, f"{cell(of)} is {cell(qualifier)}"
                assert cell(period) in shown or cell(of) in shown, f"{cell(of)} is of {cell(period)}"
                if status is not None and "status" not in left_out:
                    assert cell(status) in shown, f"{cell(of)} has status {cell(status)}"


def test_every_golden_answer_has_a_question() -> None:
    written = {path.relative_to(GOLDEN) for path in GOLDEN.rglob("*.tsv")}
    assert written == {golden_file(question).relative_to(GOLDEN) for question in QUESTIONS.values()}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_ask_names_the_iris_of_an_answer_and_its_table_fits_the_screen(
    graph: KnowledgeGraph, question: Question
) -> None:
    bare, named = answer(graph, question), graph.ask(question.name)
    assert [name for name in named.variables if name in bare.variables] == list(bare.variables)
    assert len(named) == len(bare)
    for width in (60, 80, 120):
        assert_fits(named, width)


@pytest.mark.parametrize("question", CHECKS.values(), ids=CHECKS)
def test_the_shipped_records_pass_the_check(graph: KnowledgeGraph, question: Question) -> None:
    found = answer(graph, question)
    assert found.variables[0] == "sentence"
    assert [cell(row[0]) for row in found.rows] == []


@pytest.mark.parametrize("path", FAULTY, ids=[path.stem for path in FAULTY])
def test_a_check_finds_the_fault_and_nothing_else(path: Path) -> None:
    check = CHECKS[path.name.split(".")[0]]
    sentence = path.read_text("utf-8").splitlines()[0].removeprefix("# ")
    faulty = OxigraphGraph(parse(path=str(path), format=RdfFormat.TRIG))
    assert [cell(row[0]) for row in answer(faulty, check).rows] == [sentence]


def test_every_check_has_been_red_once() -> None:
    assert {path.name.split(".")[0] for path in FAULTY} == set(CHECKS)


def test_questions_lie_in_the_folders_of_their_subjects() -> None:
    assert {question.subject for question in QUESTIONS.values()} == SUBJECTS


@pytest.mark.parametrize("question", ALL.values(), ids=ALL)
def test_the_header_tells_what_a_person_needs(question: Question) -> None:
    assert question.summary
    assert question.tags
    for parameter in question.parameters:
        assert parameter.description, parameter.name
        assert parameter.default in parameter.examples, f"{parameter.name}: the default is the first example to try"
    assert set(re.findall(r"\{(\w+)\}", " ".join(question.also))) <= {one.name for one in question.parameters}


@pytest.mark.parametrize("question", ALL.values(), ids=ALL)
def test_parameters_are_declared_and_used(question: Question) -> None:
    used = {token[2:] for kind, token in sparql.tokens(question.text) if kind == "variable" and token.startswith("?_")}
    assert used == {parameter.name for parameter in question.parameters}


@pytest.mark.parametrize("question", ALL.values(), ids=ALL)
def test_the_query_stands_alone_and_is_ordered(question: Question) -> None:
    Store().query(question.text)  # which knows no prefix that the text does not declare
    assert "ORDER BY" in question.text


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_order_of_rows_does_not_depend_on_the_order_of_loading(
    graph: KnowledgeGraph, backwards: OxigraphGraph, question: Question
) -> None:
    assert answer(backwards, question).rows == answer(graph, question).rows


@pytest.fixture(scope="module")
def reversals() -> dict[int, OxigraphGraph]:
    return {}


@pytest.fixture
def backwards(graph: KnowledgeGraph, reversals: dict[int, OxigraphGraph]) -> OxigraphGraph:
    """The same graph, its last quad loaded first."""
    if id(graph) not in reversals:
        assert isinstance(graph.engine, OxigraphGraph)
        reversals[id(graph)] = OxigraphGraph(reversed(loader.in_order(graph.engine.quads())))
    return reversals[id(graph)]


@pytest.mark.parametrize(("question", "parameter", "example"), TRIED)
def test_every_example_finds_something(graph: KnowledgeGraph, question: Question, parameter: str, example: str) -> None:
    assert answer(graph, question, **{parameter: example}).rows


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name.endswith("in-standard-terms")])
def test_questions_in_standard_terms_know_no_term_of_ours(name: str) -> None:
    assert names.NS not in QUESTIONS[name].text


@pytest.mark.ci
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_gives_the_same_answers(joined: KnowledgeGraph) -> None:
    """Users who take the graph into rdflib get what `kg ask` gives (issue 2, point 8)."""
    dataset = joined.to_rdflib()
    differing = []
    for question in QUESTIONS.values():
        text = library.bind(question, joined.engine, {})
        found = Counter("\t".join(map(_rdflib_cell, row)) for row in dataset.query(text))
        if found != Counter(map(line, answer(joined, question).rows)):
            differing.append(question.name)
    assert differing == []


def _rdflib_cell(term: object) -> str:
    import rdflib

    if isinstance(term, rdflib.URIRef):
        return names.short(str(term))
    if isinstance(term, rdflib.Literal) and str(term.datatype) in _NUMBERS:
        return f"{Decimal(str(term)).normalize():f}"
    return "" if term is None else str(term)


def test_a_retired_code_is_kept_apart_from_an_unknown_one(plain: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="was retired; ask for indicator/valid-certificates with breakdown/ccc"):
        plain.ask("indicator-over-years", indicator="ccc-certificates")
