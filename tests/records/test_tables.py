"""Tables of figures, defaults, and what a record written for an earlier version of the ontology gets to hear."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import Literal, NamedNode
from support import reported

from kg import names, shipped
from kg.ask import library
from kg.rdf import vocabulary
from kg.records import interpret, loader, reader
from kg.records.narrow import narrow
from kg.store.oxigraph import OxigraphGraph

TERMS = vocabulary.read(shipped.ONTOLOGY)
SOURCES = """sources:
- {id: platform, type: Source, label: {en: Platform}, publisherName: P, issuedOn: 2019-04}
"""
CHINA = "- {id: china, type: Place, label: {en: China}}\n"
MONTH = """\
- table: {indicator: valid-certificates, area: china, columns: [period, breakdown, value]}
  rows:
  - [2019-03-31, total, 2034190]
  - [2019-03-31, qms, 553532]
"""


@pytest.fixture
def checked(write):
    def of(text):
        files = write({"sources.yaml": SOURCES, "platform.yaml": f"source: platform\nrecords:\n{CHINA}{text}"})
        return interpret.check(reader.read(files), TERMS)

    return of


def values(found, key):
    return {
        item.property.key: item.value.value if isinstance(item.value, Literal) else names.short(item.value.value)
        for item in found.statements
        if item.subject == key
    }


def test_each_row_of_a_table_is_a_record_with_a_key_of_its_dimensions(checked):
    found = checked(MONTH)
    assert reported(found) == []
    assert {key for key in found.definitions if key not in ("china", "platform")} == {
        "platform-valid-certificates-china-2019-03-31",
        "platform-valid-certificates-qms-china-2019-03-31",
    }
    assert values(found, "platform-valid-certificates-qms-china-2019-03-31") == {
        "indicator": "indicator/valid-certificates",
        "breakdown": "breakdown/qms",
        "refArea": "china",
        "refPeriod": "2019-03-31",
        "obsValue": "553532",
        "qualifier": "qualifier/exact",
        "unitMeasure": "unit:NUM",
    }


def test_rows_say_where_they_stand(checked):
    found = checked(MONTH)
    assert found.definitions["platform-valid-certificates-china-2019-03-31"].where.line == 6


def test_a_table_may_give_its_own_beginning_of_keys_and_other_columns(checked):
    found = checked(
        "- table: {id: t1, type: Observation, refArea: GD, refPeriod: 2019-01-01/2019-06-30,\n"
        "    columns: [indicator, obsValue, qualifier]}\n"
        "  rows: [[testing-turnover, 12.5, nearly], [testing-reports, 7, -]]\n"
        "  quote: nearly 12.5\n"
    )
    assert reported(found) == []
    turnover = values(found, "t1-testing-turnover-gd-2019-01-01-2019-06-30")
    assert (turnover["unitMeasure"], turnover["qualifier"]) == ("unit:CCY_CNY", "qualifier/nearly")
    assert values(found, "t1-testing-reports-gd-2019-01-01-2019-06-30")["qualifier"] == "qualifier/exact"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("- table: {columns: [period, valu]}\n  rows: [[2019, 1]]\n", 'no column "valu" (did you mean'),
        ("- table: {area: china}\n  rows: [[1]]\n", "a table without columns: (a list of properties)"),
        ("- table: {columns: [period, value]}\n  rows: [[2019, 1, 2]]\n", "a row of 3 values under 2 columns"),
        ("- table: {columns: [period]}\n  rows: [2019]\n", "rows: each row is a list of values, not text"),
        ("- table: {columns: [period]}\n", "a table without rows:"),
        ("- table: {type: Reform, columns: [period]}\n  rows: [[2019]]\n", 'no table may hold a "Reform"'),
        ("- table: all\n  rows: [[2019]]\n", "table: takes what all rows share and columns:, not text"),
        ("- {table: {columns: [period]}, rows: [[2019]], label: x}\n", 'unknown key "label" here'),
    ],
)
def test_a_table_that_cannot_be_read_says_why(checked, table, message):
    assert any(message in problem for problem in reported(checked(table)))


def test_the_checks_of_records_hold_for_rows(checked):
    problems = reported(checked(MONTH.replace("553532", "many").replace("qms", "qmz") + "  - [2019-03-31, total, 5]\n"))
    assert any('obsValue: "many" is not a whole number' in problem for problem in problems)
    assert any('no code "qmz" (did you mean "qms"' in problem for problem in problems)
    assert any("is defined here and at" in problem for problem in problems), "one key twice in a source"


def test_a_figure_without_part_and_qualifier_counts_the_whole_unhedged(checked):
    figure = "- {id: f, type: Observation, indicator: testing-turnover, obsValue: 1, refPeriod: 2019, refArea: china}\n"
    found = values(checked(figure), "f")
    assert found["breakdown"] == "breakdown/total"
    assert (found["qualifier"], found["unitMeasure"]) == ("qualifier/exact", "unit:CCY_CNY")


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (
            "- {id: f, type: Observation, indicator: ccc-certificates, obsValue: 1, refPeriod: 2019, refArea: china}\n",
            'indicator: "ccc-certificates" was retired; write indicator: valid-certificates, breakdown: ccc',
        ),
        (
            "- {id: f, type: Observation, indicator: ccc-products, obsValue: 1, refPeriod: 2019, refArea: china}\n",
            'indicator: "ccc-products" was retired; write indicator: catalogue-products',
        ),
        ("- {id: n, type: Notice, label: {en: N}, date: 2021}\n", "date: says too little; write issuedOn or signedOn"),
        ("- {about: china, statedIn: platform}\n", "statedIn: only rules derive it"),
    ],
)
def test_a_record_of_an_earlier_version_is_reported_what_to_write(checked, record, message):
    assert [problem for problem in reported(checked(record)) if problem.endswith(message) or message in problem]


@pytest.mark.parametrize(
    ("record", "key", "term"),
    [
        ("- {id: r, type: Campaign, label: {en: R}, date: 2021}\n", "r", "tookPlaceOn"),
        ("- {id: m, type: Memorandum, label: {en: M}, date: 2021}\n", "m", "signedOn"),
    ],
)
def test_a_date_that_can_only_mean_one_thing_is_read_as_that(checked, record, key, term):
    assert values(checked(record), key)[term] == "2021"


def test_the_date_of_a_source_is_the_day_it_was_issued(write):
    sources = SOURCES.replace("issuedOn: 2019-04", "date: 2024-01-01")
    found = interpret.check(reader.read(write({"sources.yaml": sources})), TERMS)
    assert reported(found) == []
    assert values(found, "platform")["issuedOn"] == "2024-01-01"


def test_figures_belong_to_the_data_set_of_their_source(checked):
    quads = loader.load(checked(MONTH), TERMS)
    data_set = NamedNode("https://w3id.org/certreg/dataset/platform")
    members = {names.short(quad.subject.value) for quad in quads if quad.object == data_set}
    assert members == {
        "platform-valid-certificates-china-2019-03-31",
        "platform-valid-certificates-qms-china-2019-03-31",
    }
    said = [quad for quad in quads if quad.subject == data_set]
    described = {(names.curie(quad.predicate.value), names.short(quad.object.value)) for quad in said}
    assert ("qb:structure", "https://w3id.org/certreg/dataset/structure") in described
    assert ("rdf:type", "qb:DataSet") in described


def test_a_source_of_a_month_is_known_from_its_last_day(checked):
    quads = loader.load(checked(""), TERMS)
    known = [quad.object.value for quad in quads if names.curie(quad.predicate.value) == "cr:knownFrom"]
    assert known == ["2019-04-30"]


def test_a_part_of_a_total_is_named_with_the_total(checked):
    quads = loader.load(checked(MONTH), TERMS)
    labels = {quad.object.value for quad in quads if names.curie(quad.predicate.value) == "rdfs:label"}
    assert "valid certificates, quality management systems, 2019-03-31" in labels
    assert "valid certificates, 2019-03-31" in labels


@pytest.mark.parametrize(("day", "known"), [("2019-04-29", 0), ("2019-04-30", 2)])
def test_the_questions_and_as_of_know_a_figure_from_the_same_day(checked, day, known):
    """A source of 2019-04 is known when the month is over, to both (issue 12, point 5)."""
    found = checked(MONTH)
    graph = OxigraphGraph(loader.load(found, TERMS))
    asked = library.ask(graph, "known-on-date", {"date": day}, "en")
    narrowed = narrow(found, as_of=date.fromisoformat(day))
    figures = {key for key in narrowed.definitions if key.startswith("platform-")}
    assert {str(row["figure"]) for row in asked} == figures
    assert len(figures) == known


def test_what_was_read_in_one_copy_only_can_be_left_out(checked, write):
    found = checked(MONTH)
    assert narrow(found, ways=["issuer"]).definitions == {}
    source = SOURCES.replace("issuedOn", "checked: [issuer, sums], issuedOn")
    files = write({"sources.yaml": source, "platform.yaml": f"source: platform\nrecords:\n{CHINA}{MONTH}"})
    found = interpret.check(reader.read(files), TERMS)
    assert len(narrow(found, ways=["issuer"]).definitions) == 4
    assert narrow(found, ways=["copy"]).definitions == {}
