"""Mappings in SSSOM: every mistake in a file is refused, with its line and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DataError, EnvironmentFault
from kg.records import sssom

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
    def write(text: str) -> Path:
        path = tmp_path / "set.sssom.tsv"
        path.write_text(text, "utf-8")
        return path

    return write


def test_a_file_is_read_and_written_to_the_same_mappings(written) -> None:
    found = sssom.read(written(HEAD + COLUMNS + ROW))
    assert found.metadata["mapping_set_id"] == "https://example.org/set"
    assert [found.iri(row["object_id"]) for row in found.rows] == ["https://example.org/1"]
    assert str(found.rows[0].confidence) == "0.9"
    again = sssom.read(written(sssom.text(found)))
    assert again == found
    assert sssom.text(again) == sssom.text(found)


@pytest.mark.parametrize(
    ("wrong", "line", "message"),
    [
        (HEAD + COLUMNS.replace("object_id", "objekt_id") + ROW, 6, 'no slot of SSSOM is called "objekt_id"'),
        (HEAD + COLUMNS.replace("object_id", "objekt_id") + ROW, 6, 'did you mean "object_id"'),
        (HEAD + COLUMNS.replace("object_id", "objekt_id") + ROW, 6, 'the table has no column "object_id"'),
        (HEAD + COLUMNS + ROW.replace("ex:1", "exx:1"), 7, 'prefix "exx" is not in the curie_map (did you mean "ex"'),
        (HEAD + COLUMNS + ROW.replace("ex:1", "https//1"), 7, 'object_id: "https//1" is no CURIE'),
        (HEAD + COLUMNS + ROW.replace("ex:1", ""), 7, "object_id: missing"),
        (HEAD + COLUMNS + ROW.replace("skos:exactMatch", "owl:sameAs"), 7, "owl:sameAs would merge"),
        (HEAD + COLUMNS + ROW.replace("exactMatch", "exactMach"), 7, 'did you mean "skos:exactMatch"'),
        (HEAD + COLUMNS + ROW.replace("0.9", "1.5"), 7, 'confidence: "1.5" is no number from 0 to 1'),
        (HEAD + COLUMNS + ROW.replace("0.9", "high"), 7, 'confidence: "high" is no number'),
        (HEAD + COLUMNS + ROW.replace("2026-11-23", "23.11.2026"), 7, 'mapping_date: "23.11.2026" is no date'),
        (HEAD + COLUMNS + ROW + ROW, 8, "the same mapping as in line 7"),
        (HEAD + COLUMNS + ROW.replace("\n", "\tmore\n"), 7, "8 cells, but 7 columns"),
        (HEAD, 6, "no table below the metadata"),
        (COLUMNS + ROW, 1, "no metadata"),
        (HEAD.replace("#license", "#licence") + COLUMNS + ROW, 1, 'the metadata has no "license"'),
        (HEAD.replace("#  ex", "#  id") + COLUMNS + ROW, 3, 'the key "id" stands here and on line 2'),
    ],
)
def test_what_is_wrong_is_said_with_its_line(written, wrong: str, line: int, message: str) -> None:
    path = written(wrong)
    with pytest.raises(DataError) as caught:
        sssom.read(path)
    assert [problem for problem in caught.value.problems if problem.where.line == line and message in problem.message]


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="No such file"):
        sssom.read(tmp_path / "none.sssom.tsv")
    (tmp_path / "latin.sssom.tsv").write_bytes(b"#title: caf\xe9\n")
    with pytest.raises(DataError, match="not UTF-8"):
        sssom.read(tmp_path / "latin.sssom.tsv")


def test_a_cell_that_a_spreadsheet_would_run_is_written_safely(written) -> None:
    found = sssom.read(written(HEAD + COLUMNS + ROW.replace("looked up", "=1+1")))
    assert "\t=1+1" not in sssom.text(found)
