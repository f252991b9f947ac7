"""Mappings are read as SSSOM 1.1 defines them, refused with line and reason, and written the same every time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import DataError, EnvironmentFault
from kg.records import sssom, sssom_reader
from kg.records.sssom import Row

HEAD = """\
#curie_map:
#  id: https://w3id.org/certreg/id/
#  ex: https://example.org/
#mapping_set_id: https://example.org/set
#license: https://creativecommons.org/publicdomain/zero/1.0/
"""
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tmapping_date\tconfidence\tcomment\n"
ROW = "id:iso\tskos:exactMatch\tex:1\tsemapv:ManualMappingCuration\t2026-11-23\t0.9\tlooked up\n"


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str, name: str = "set.sssom.tsv") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def test_a_file_is_read_and_written_to_the_same_mappings(written) -> None:
    first = sssom_reader.read(written(HEAD + COLUMNS + ROW))
    assert first.metadata == {
        "mapping_set_id": "https://example.org/set",
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
    }
    assert [first.iri(row["object_id"]) for row in first.rows] == ["https://example.org/1"]
    assert str(first.rows[0].confidence) == "0.9"
    again = sssom_reader.read(written(sssom.text(first)))
    assert again == first
    assert sssom.text(again) == sssom.text(first)


@pytest.mark.parametrize(
    ("wrong", "line", "message"),
    [
        (HEAD + COLUMNS.replace("object_id", "objekt_id") + ROW, 6, 'no slot of SSSOM has the name "objekt_id"'),
        (HEAD + COLUMNS.replace("object_id", "objekt_id") + ROW, 6, 'did you mean "object_id"'),
        (HEAD + COLUMNS.replace("object_id", "objekt_id") + ROW, 6, 'the table has no column "object_id"'),
        (HEAD + COLUMNS.replace("confidence", "confidense") + ROW, 6, 'did you mean "confidence"'),
        (HEAD + COLUMNS + ROW.replace("ex:1", "exx:1"), 7, 'prefix "exx" is not in the curie_map (did you mean "ex"'),
        (HEAD + COLUMNS + ROW.replace("ex:1", "https//1"), 7, 'object_id: "https//1" is not a CURIE'),
        (HEAD + COLUMNS + ROW.replace("ex:1", ""), 7, "object_id: missing"),
        (HEAD + COLUMNS + ROW.replace("semapv:ManualMappingCuration", ""), 7, "mapping_justification: missing"),
        (HEAD + COLUMNS + ROW.replace("exactMatch", "exactMach"), 7, 'did you mean "skos:exactMatch"'),
        (HEAD + COLUMNS + ROW.replace("0.9", "1.5"), 7, 'confidence: "1.5" is not a number from 0 to 1'),
        (HEAD + COLUMNS + ROW.replace("0.9", "high"), 7, 'confidence: "high" is not a number'),
        (HEAD + COLUMNS + ROW.replace("2026-11-23", "23.11.2026"), 7, 'mapping_date: "23.11.2026" is not a date'),
        (HEAD + COLUMNS + ROW.replace("\n", "\tmore\n"), 7, "8 cells, but 7 columns"),
        (HEAD, 6, "no table below the metadata"),
        (COLUMNS + ROW, 1, "no metadata"),
        (HEAD.replace("#  ex", "#  id") + COLUMNS + ROW, 3, 'the key "id" stands here and on line 2'),
        (HEAD + "#other: &x !!python/object:os.system\n" + COLUMNS + ROW, 6, "anchors and aliases are not used"),
    ],
)
def test_a_mistake_is_refused_with_its_line(written, wrong: str, line: int, message: str) -> None:
    path = written(wrong)
    with pytest.raises(DataError) as caught:
        sssom_reader.read(path)
    assert [problem for problem in caught.value.problems if problem.where.line == line and message in problem.message]


def test_a_file_that_is_absent_no_text_or_no_plain_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="No such file"):
        sssom_reader.read(tmp_path / "none.sssom.tsv")
    (tmp_path / "latin.sssom.tsv").write_bytes(b"#title: caf\xe9\n")
    with pytest.raises(DataError, match="not UTF-8"):
        sssom_reader.read(tmp_path / "latin.sssom.tsv")
    os.mkfifo(tmp_path / "endless.sssom.tsv")
    with pytest.raises(EnvironmentFault, match="not a plain file"):
        sssom_reader.read(tmp_path / "endless.sssom.tsv")


def test_the_valid_rows_of_a_file_with_invalid_ones_can_be_read(written) -> None:
    path = written(HEAD + COLUMNS + ROW.replace("0.9", "1.5") + ROW.replace("ex:1", "ex:2"))
    mappings, problems = sssom_reader.read_valid(path)
    assert [row["object_id"] for row in mappings.rows] == ["ex:2"]
    assert [(problem.where.line, problem.message) for problem in problems] == [
        (7, 'confidence: "1.5" is not a number from 0 to 1')
    ]


def test_one_pair_may_have_several_justifications_and_a_repeated_row_counts_once(written) -> None:
    lexical = ROW.replace("ManualMappingCuration", "LexicalMatching")
    mappings = sssom_reader.read(written(HEAD + COLUMNS + ROW + lexical + ROW))
    assert [(row["object_id"], row["mapping_justification"]) for row in mappings.rows] == [
        ("ex:1", "semapv:ManualMappingCuration"),
        ("ex:1", "semapv:LexicalMatching"),
    ]


def test_slots_of_the_metadata_hold_for_rows_without_a_value_of_their_own(written) -> None:
    head = HEAD + '#mapping_date: "2020-05-01"\n#mapping_tool: matcher\n#author_id:\n#  - ex:ada\n#  - "ex:b|ob"\n'
    path = written(head + COLUMNS + ROW + ROW.replace("2026-11-23", "").replace("ex:1", "ex:2"))
    mappings = sssom_reader.read(path)
    assert [row["mapping_date"] for row in mappings.rows] == ["2026-11-23", "2020-05-01"]
    assert [row["mapping_tool"] for row in mappings.rows] == ["matcher", "matcher"]
    assert mappings.rows[0].values("author_id") == ["ex:ada", "ex:b|ob"]
    again = sssom.text(mappings)  # propagated values stay in the head
    assert again.count("2020-05-01") == again.count("matcher") == 1


def test_bars_and_backslashes_within_a_value_are_escaped() -> None:
    assert sssom.split("Ada\\|Bob|Cleo") == ["Ada|Bob", "Cleo"]
    assert sssom.split("Ada\\\\Bob|Cleo\\\\|Dan\\\\\\|Eve\\\\") == ["Ada\\Bob", "Cleo\\", "Dan\\|Eve\\"]
    assert sssom.split("a \\n b") == ["a \\n b"]
    assert sssom.split("") == []


@pytest.mark.parametrize("blank", ["", "N/A", "-", "unknown", "nan", "无"])
def test_an_absent_value_in_any_spelling_is_absent(written, blank: str) -> None:
    row = sssom_reader.read(written(HEAD + COLUMNS + ROW.replace("0.9", blank).replace("2026-11-23", blank))).rows[0]
    assert (row.confidence, row["mapping_date"]) == (None, "")


def test_an_empty_value_in_the_metadata_is_an_absent_one(written) -> None:
    mappings = sssom_reader.read(written(HEAD + "#mapping_date:\n#see_also: ~\n" + COLUMNS + ROW))
    assert set(mappings.metadata) == {"mapping_set_id", "license"}


def test_metadata_may_stand_in_a_file_of_its_own(written) -> None:
    bare = "\n".join(line.removeprefix("#") for line in HEAD.splitlines())
    path = written(COLUMNS + ROW)
    written(bare, "set.sssom.yml")
    assert sssom_reader.read(path).iri("ex:1") == "https://example.org/1"


def test_metadata_may_be_indented_after_the_mark(written) -> None:
    head = HEAD.replace("#", "#   ")
    assert sssom_reader.read(written(head + COLUMNS + ROW)).prefixes["ex"] == "https://example.org/"


def test_literals_need_no_identifier(written) -> None:
    columns = "subject_label\tsubject_type\tpredicate_id\tobject_id\tmapping_justification\n"
    row = "desk lamps\t{}\tskos:exactMatch\tex:1\tsemapv:LexicalMatching\n"
    mappings = sssom_reader.read(written(HEAD + columns + row.format("rdfs literal")))
    assert [(row["subject_label"], row.matched) for row in mappings.rows] == [("desk lamps", False)]
    with pytest.raises(DataError, match="subject_id: missing"):
        sssom_reader.read(written(HEAD + columns + row.format("skos concept")))


def test_quoted_cells_hold_tabs_and_line_breaks(written) -> None:
    mappings = sssom_reader.read(written(HEAD + COLUMNS + ROW.replace("looked up", '"two\nlines\tand a tab"') + ROW))
    assert [row["comment"] for row in mappings.rows] == ["two\nlines\tand a tab", "looked up"]
    assert [row.where.line for row in mappings.rows] == [7, 9]


def test_extensions_and_nested_metadata_survive_writing(written) -> None:
    head = HEAD + "#extension_definitions:\n#  - slot_name: ext_size\n#    property: ex:size\n#ext_note: kept\n"
    mappings = sssom_reader.read(written(head + COLUMNS.replace("\n", "\text_size\n") + ROW.replace("\n", "\t12\n")))
    assert mappings.rows[0]["ext_size"] == "12"
    assert mappings.metadata["extension_definitions"] == [{"slot_name": "ext_size", "property": "ex:size"}]
    assert sssom_reader.read(written(sssom.text(mappings))) == mappings


def test_slots_of_versions_before_1_0_have_their_present_names(written) -> None:
    columns = "subject_id\tpredicate_id\tobject_id\tmatch_type\tsemantic_similarity_score\n"
    row = sssom_reader.read(written(HEAD + columns + "id:iso\tskos:exactMatch\tex:1\tHumanCurated\t0.8\n")).rows[0]
    assert (row["mapping_justification"], row["similarity_score"]) == ("semapv:ManualMappingCuration", "0.8")


def test_any_predicate_is_read(written) -> None:
    assert (
        sssom_reader.read(written(HEAD + COLUMNS + ROW.replace("skos:exactMatch", "owl:sameAs"))).rows[0].key[1]
        == "owl:sameAs"
    )


def test_a_cell_that_a_spreadsheet_would_run_is_written_safely(written) -> None:
    mappings = sssom_reader.read(written(HEAD + COLUMNS + ROW.replace("looked up", "=1+1")))
    assert "\t'=1+1\n" in sssom.text(mappings)


def test_new_mappings_join_old_ones_and_none_is_overwritten(written) -> None:
    old = sssom_reader.read(written(HEAD + COLUMNS + ROW))
    other = Row({**old.rows[0].slots, "predicate_id": "skos:closeMatch"})
    new = Row({**old.rows[0].slots, "object_id": "ex:2"})
    whole, left_out = sssom.joined(old, [other, new])
    assert whole.rows == [old.rows[0], new]
    assert left_out == [other]
