"""Sound records pass; each way of being unsound is reported with the line a curator has to look at."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from support import trig

from kg import names, shipped
from kg.build import expectations, shacl, validation
from kg.build.shacl import ValidationRun
from kg.build.validation import Examination, validate
from kg.errors import CertregError, DataError, EnvironmentFault
from kg.files import cache
from kg.rdf import vocabulary
from kg.records import assemble
from kg.records.assemble import Selection

SOURCES = """\
sources:
  - {id: gazette, type: Source, label: {en: Gazette}, publisherName: Printer, issuedOn: 2021-12-31}
"""
AGENCY = "  - {id: harbour-board, type: RegulatoryAgency, label: {en: Harbour Board}, jurisdiction: freeport}\n"
PLACE = "  - {id: freeport, type: Place, label: {en: Freeport}}\n"
HEAD = f"source: gazette\nrecords:\n{PLACE}{AGENCY}"
PREFIXES = {"sh": "http://www.w3.org/ns/shacl#", "skos": names.PREFIXES["skos"]}
MORE = "source: cnca-2021\nrecords:\n"
ALL_FILES = [*Selection().record_files(), *Selection().link_files()]


def reported(problems):
    return [str(problem) for problem in problems]


@pytest.fixture
def alone(write, tmp_path):
    """Validate a folder of its own whose records, from line 5 on, are the text given."""

    def validated(text=""):
        write({"own/sources.yaml": SOURCES, "own/records.yaml": HEAD + text})
        return validate([tmp_path / "own"])

    return validated


@pytest.mark.parametrize("paths", [(), pytest.param((shipped.DATA,), marks=pytest.mark.ci)], ids=["none", "by name"])
def test_the_shipped_records_are_sound_and_leave_no_gap(paths):
    found = validate(paths)
    assert (reported(found.problems), reported(found.gaps)) == ([], [])
    assert found.files == len(ALL_FILES)
    assert found.entities > 150


def test_a_folder_with_its_own_sources_stands_alone(alone):
    found = alone()
    assert (reported(found.problems), found.files, found.entities) == ([], 2, 3)


def test_unsound_statements_are_reported_and_nothing_is_looked_at_further(alone):
    found = alone("  - {id: pact, type: Memorandum, label: {en: Pact}, party: [harbour-bord, harbour-board]}\n")
    (problem,) = reported(found.problems)
    assert problem.startswith(
        'own/records.yaml:5:61: party: no record "harbour-bord" (did you mean "harbour-board"?); expected'
    )


def test_a_broken_shape_is_reported_where_the_record_stands(alone):
    found = alone("  - id: pact\n    type: Memorandum\n    label: {en: Pact}\n    party: harbour-board\n")
    assert "own/records.yaml:5:9: Pact has fewer than two parties." in reported(found.problems)


def test_a_wrong_value_is_reported_where_the_value_stands(alone):
    found = alone(
        """\
  - id: tugs-2021
    type: Observation
    indicator: certification-bodies
    measures: harbour-board
    qualifier: exact
    unitMeasure: NUM
    refPeriod: "2021"
    refArea: freeport
    obsValue: -4
"""
    )
    assert [problem for problem in reported(found.problems) if "records.yaml:13:15: " in problem] == [
        'own/records.yaml:13:15: tugs-2021, obsValue "-4": A figure has one value, a number of zero or more written '
        "out in full; a decrease is an indicator of its own."
    ]


def test_what_a_check_finds_is_reported_in_its_sentence(alone):
    found = alone(
        """\
  - id: tugs-2031
    type: Observation
    indicator: certification-bodies
    measures: harbour-board
    qualifier: exact
    unitMeasure: NUM
    refPeriod: 2031-12-31
    refArea: freeport
    obsValue: 4
"""
    )
    (problem,) = reported(found.problems)
    assert problem.startswith("own/records.yaml:5:9: ")
    assert "2031" in problem


def test_a_missing_period_is_one_problem_that_says_what_to_write(alone):
    found = alone(
        """\
  - {id: tugs-2021, type: Observation, indicator: certification-bodies, measures: harbour-board, qualifier: exact,
     unitMeasure: NUM, refArea: freeport, obsValue: 4}
"""
    )
    assert reported(found.problems) == [
        "own/records.yaml:5:10: tugs-2021, refPeriod: Of when is the figure? Write refPeriod: one day (a state), one "
        "year or one interval of days (what happened in its course), or XXXX where the source does not say."
    ]


def test_a_gap_is_no_problem(alone):
    found = alone(
        f"{AGENCY.replace('harbour-board', 'pilots').replace('Harbour Board', 'Pilots')}"
        "  - {id: pact, type: Memorandum, label: {en: Pact}, party: [harbour-board, pilots]}\n"
    )
    assert reported(found.problems) == []
    assert reported(found.gaps) == [
        "own/records.yaml:6:10: pact, concerns: What is the memorandum about? Write concerns, if the source says so."
    ]


def test_a_file_is_read_with_the_shipped_records(write, tmp_path):
    pact = "  - {id: pact, type: Memorandum, label: {en: Pact}, party: [cnca], concerns: [ccc]}\n"
    write({"more.yaml": MORE + pact})
    found = validate([tmp_path / "more.yaml"])
    assert set(reported(found.problems)) == {"more.yaml:3:10: Pact has fewer than two parties."}
    assert found.files == len(ALL_FILES) + 1


def test_a_file_stands_in_for_the_shipped_one_of_its_name(write, tmp_path):
    text = (shipped.DATA / "entities" / "places.yaml").read_text("utf-8")
    write({"draft/places.yaml": text.replace("type: Place", "type: Plaice", 1)})
    for path in (tmp_path / "draft", tmp_path / "draft" / "places.yaml"):
        found = validate([path])
        assert all(
            problem.where.file == "draft/places.yaml" or "Place" in problem.message for problem in found.problems
        )
        assert 'no class "Plaice" (did you mean "Place"?)' in {problem.message for problem in found.problems}
        assert found.files == len(ALL_FILES)


def test_two_stand_ins_of_one_name_are_both_read(write, tmp_path):
    text = (shipped.DATA / "entities" / "places.yaml").read_text("utf-8")
    write({"one/places.yaml": text, "two/places.yaml": f"{MORE}  - {{id: atlantis, type: Plaice, label: {{en: A}}}}\n"})
    found = validate([tmp_path / "one", tmp_path / "two"])
    assert reported(found.problems) == ['two/places.yaml:3:26: no class "Plaice" (did you mean "Place"?)']


def test_a_file_named_twice_is_read_once(write, tmp_path):
    """Read twice, it would define atlantis twice."""
    write({"more/more.yaml": f"{MORE}  - {{id: atlantis, type: Place, label: {{en: A}}, jurisdiction: nowhere}}\n"})
    found = validate([tmp_path / "more", tmp_path / "more" / "more.yaml"])
    (problem,) = reported(found.problems)
    assert 'no record "nowhere"' in problem


def test_problems_of_all_paths_are_reported_in_one_run(write, tmp_path):
    write(
        {
            "own/sources.yaml": SOURCES,
            "own/records.yaml": f"{HEAD}  - {{id: x, type: Plaice}}\n",
            "more.yaml": f"{MORE}  - {{id: y, type: Evnt}}\n",
        }
    )
    found = validate([tmp_path / "own", tmp_path / "more.yaml"])
    assert {problem.where.file for problem in found.problems} == {"own/records.yaml", "more.yaml"}
    assert list(found.problems) == sorted(found.problems)


def test_a_path_that_is_not_there_is_no_data_problem(tmp_path):
    with pytest.raises(EnvironmentFault, match="no such file or folder"):
        validate([tmp_path / "nowhere.yaml"])


def test_a_lost_record_is_noticed_by_the_numbers(write, tmp_path):
    """Nothing refers to a figure, so only the count shows that it is gone."""
    text = (shipped.DATA / "series" / "economic-daily-2019.yaml").read_text("utf-8")
    write({"economic-daily-2019.yaml": text[: text.rindex("  - id: ")]})
    (problem,) = validate([tmp_path / "economic-daily-2019.yaml"]).problems
    assert problem.where.file.endswith(expectations.FILE)
    assert problem.where.line
    assert problem.message.startswith("751 of class Observation, expected at least 754 (47 figures")


def test_expectations_given_stand_in_for_the_shipped_ones(write, tmp_path):
    text = (shipped.DATA / expectations.FILE).read_text("utf-8")
    write({expectations.FILE: text.replace("least: 754\n    most: 754", "least: 60\n    most: 753")})
    (problem,) = reported(validate([tmp_path / expectations.FILE]).problems)
    assert problem.startswith("expectations.yaml:6:5: 754 of class Observation, expected at most 753 (47 figures")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected one list, expectations:"),
        ("more: []\n", "expected one list, expectations:"),
        ("expectations: many\n", "expectations: takes a list, not text"),
        ("expectations: [many]\n", "an expectation takes class, least, most, reason, each with a text"),
        ("expectations: [{class: Tug}]\n", "an expectation takes class, least, most, reason, each with a text"),
        ("expectations: [{class: Tgu, least: 1, most: 1, reason: r}]\n", 'no class "Tgu" (did you mean "Tug"?)'),
        (
            "expectations: [{class: Tug, least: 2, most: 1, reason: r}]\n",
            "Tug: least (2) and most (1) are whole numbers, least the smaller",
        ),
        (
            "expectations: [{class: Tug, least: few, most: 1, reason: r}]\n",
            "Tug: least (few) and most (1) are whole numbers, least the smaller",
        ),
        (
            "expectations:\n" + 2 * "- {class: Tug, least: 0, most: 1, reason: r}\n",
            "Tug stands here twice; keep one",
        ),
    ],
)
def test_a_wrong_expectation_is_reported(text, message, write, harbour, tmp_path):
    write({expectations.FILE: text})
    _, problems = expectations.read(tmp_path / expectations.FILE, harbour)
    assert [problem.message for problem in problems] == [message]


def test_the_numbers_go_for_the_shipped_records_only(tmp_path):
    ours = shipped.DATA / expectations.FILE
    assert validation.expected(Selection()) == ours
    assert validation.expected(Selection(extra=(shipped.DATA,))) is None
    assert validation.expected(Selection(files=())) is None


def test_a_derived_thing_stands_where_its_record_does():
    with Examination(Selection(), None) as examination:
        checked, vocabulary, graph = examination.graph()
        places = validation._Places(checked, vocabulary, graph)
        claim = graph.query("SELECT ?claim { ?claim a cr:Claim ; prov:wasDerivedFrom id:mou-haccp-2021 }").rows[0][0]
        assert places.of(claim.value) == checked.definitions["mou-haccp-2021"].where
        assert places.of(names.passage("cnca-2021", "2.5.3").value).file.endswith("chapter-2.yaml")
        assert places.of(names.derived("partner-by-agreement").value).file.endswith("partner-by-agreement.rq")
        assert places.of(names.CODE + "unit/workday").file.endswith("codes.ttl")
        assert places.of(names.expand("cr:party")).file.endswith("certreg.ttl")
        assert places.of_first([None, Literal("x"), NamedNode(names.CODE + "unit/workday"), claim]).line
        assert places.of_first([]).file


def test_a_check_that_is_no_select_is_our_fault(monkeypatch, graph):
    from dataclasses import replace

    from kg.ask import library

    check = next(question for question in library.questions().values() if question.subject == library.CHECKS)
    monkeypatch.setattr(library, "questions", lambda: {check.name: replace(check, text="ASK { ?s ?p ?o }")})
    checked, vocabulary = assemble.checked()
    with pytest.raises(CertregError, match="first column"):
        list(validation._by_checks(graph, validation._Places(checked, vocabulary, graph)))


def test_shapes_that_are_no_turtle_are_reported_with_their_line(tmp_path):
    (tmp_path / "shapes.ttl").write_text("@prefix sh: <http://www.w3.org/ns/shacl#> .\n<urn:x> a sh:NodeShape\n")
    with pytest.raises(DataError, match=r"shapes\.ttl:3: not readable as Turtle"):
        ValidationRun(tmp_path)


def test_shapes_that_cannot_be_used_are_our_fault(tmp_path, graph, capfd):
    folder = Path(shutil.copytree(shipped.ONTOLOGY, tmp_path / "ontology"))
    shape = "<urn:x> a sh:NodeShape ; sh:targetSubjectsOf skos:notation ; sh:minCount 1, 2 ."
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    (folder / "shapes.ttl").write_text(prefixes + shape)
    with ValidationRun(folder) as run:
        run.give(graph.quads())
        with pytest.raises(CertregError, match="ended with status 1"):
            run.broken()
    assert "minCount" in capfd.readouterr().err


def test_the_process_for_shapes_ends_with_the_block():
    with ValidationRun(shipped.ONTOLOGY) as run:
        process = run._process
        assert process.poll() is None
    assert process.poll() is not None


def test_a_process_for_shapes_that_cannot_start_is_reported(monkeypatch):
    monkeypatch.setattr(shacl.sys, "executable", "/nowhere/python")
    with pytest.raises(EnvironmentFault, match="cannot be started"):
        ValidationRun(shipped.ONTOLOGY).__enter__()


def test_a_value_outside_the_range_of_its_property_is_reported_with_what_it_is(graph):
    """Rules, registers and external quads are not read by the loader; only the shapes check their ranges."""
    party = Quad(
        names.entity("mou-haccp-2021"), names.node("cr:party"), names.entity("china"), names.derived("invented")
    )
    with ValidationRun(shipped.ONTOLOGY) as run:
        run.give([*graph.quads(), party])
        (broken,) = [one for one in run.broken() if one.mistake]
    assert validation._message(broken, vocabulary.read(shipped.ONTOLOGY)) == (
        'mou-haccp-2021, party "china" (Place): expected org:Organization'
    )


SHAPE = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "<urn:x> a sh:NodeShape ; sh:targetSubjectsOf skos:notation ; sh:property [ sh:path skos:notation ; "
    'sh:maxLength 3 ; sh:message "too long" ] .\n'
)


def test_what_shapes_find_is_kept_for_the_same_graph_and_shapes_only(monkeypatch, tmp_path):
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    ontology = Path(shutil.copytree(shipped.ONTOLOGY, tmp_path / "ontology"))
    shapes = ontology / "shapes.ttl"
    shapes.write_text(SHAPE)

    def found(*notations):
        with ValidationRun(ontology) as run:
            run.give(trig(" ".join(f'id:a skos:notation "{text}" .' for text in notations)).quads())
            return [broken.value for broken in run.broken()]

    assert found("long", "abc") == ["long"]
    (kept,) = (tmp_path / "cache").iterdir()
    assert found("abc", "long") == ["long"]
    assert list((tmp_path / "cache").iterdir()) == [kept]
    cache.write(kept, b"[]\n")  # a mark: what is asked now comes from there
    assert found("long", "abc") == []
    kept.write_bytes(kept.read_bytes()[1:])
    assert found("long", "abc") == ["long"], "damaged, it is made again"
    assert found("long", "longer") == ["long", "longer"]
    shapes.write_text(SHAPE.replace("sh:maxLength 3", "sh:maxLength 4"))
    assert found("long", "abc") == []
