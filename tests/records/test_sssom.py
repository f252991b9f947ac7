"""Mappings are read strictly, written the same every time, and never lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DataError
from kg.records import sssom
from kg.records.sssom import Row

HEAD = """\
#mapping_set_id: https://example.org/set
#license: https://example.org/licence
#curie_map:
#  ex: https://example.org/
"""
COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tcomment\n"
GOOD = "ex:a\tskos:exactMatch\tex:b\tsemapv:ManualMappingCuration\t0.9\tboth say so\n"


def read(tmp_path: Path, text: str) -> sssom.MappingSet:
    path = tmp_path / "m.sssom.tsv"
    path.write_text(text, "utf-8")
    return sssom.read(path)


def test_what_is_written_reads_the_same(tmp_path: Path) -> None:
    first = read(tmp_path, HEAD + COLUMNS + GOOD)
    assert first.rows[0].key == ("ex:a", "skos:exactMatch", "ex:b")
    assert first.iri("ex:b") == "https://example.org/b"
    written = sssom.text(first)
    again = read(tmp_path, written)
    assert (again.metadata, again.prefixes, again.rows) == (first.metadata, first.prefixes, first.rows)
    assert sssom.text(again) == written


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("skos:exactMatch", "owl:sameAs", "m.sssom.tsv:6: predicate_id: owl:sameAs would merge"),
        ("skos:exactMatch", "skos:exactmatch", 'did you mean "skos:exactMatch"'),
        ("ex:b", "exx:b", 'prefix "exx" is not in the curie_map (did you mean "ex"?)'),
        ("ex:b", "b", 'object_id: "b" is no CURIE'),
        ("ex:b", "", "object_id: missing"),
        ("0.9", "1.5", 'confidence: "1.5" is no number from 0 to 1'),
        ("0.9", "NaN", 'confidence: "NaN" is no number from 0 to 1'),
        ("confidence", "confidense", 'm.sssom.tsv:5: no slot of SSSOM is called "confidense" (did you mean "conf'),
        ("#license: https://example.org/licence\n", "", 'the metadata has no "license"'),
        (GOOD, GOOD + GOOD, "m.sssom.tsv:7: the same mapping as in line 6"),
        ("both say so", "both\tsay so", "7 cells, but 6 columns"),
        ("#license", "#a: &x !!python/object:os.system\n#license", "m.sssom.tsv:2"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as told:
        read(tmp_path, (HEAD + COLUMNS + GOOD).replace(old, new))
    assert message in str(told.value)


def test_cells_that_begin_like_a_formula_are_made_safe(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + COLUMNS + GOOD.replace("both say so", "=cmd()"))
    assert "\t'=cmd()\n" in sssom.text(found)


def test_new_mappings_join_old_ones_and_none_is_overwritten(tmp_path: Path) -> None:
    old = read(tmp_path, HEAD + COLUMNS + GOOD)
    other = Row({**old.rows[0].slots, "predicate_id": "skos:closeMatch"})
    new = Row({**old.rows[0].slots, "object_id": "ex:c"})
    whole, left = sssom.joined(old, [other, new])
    assert whole.rows == [old.rows[0], new]
    assert left == [other]
