"""The outer form of record files: sources, passages, records; what is refused, and that all problems come at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import Write

from kg.records import reader
from kg.records.reader import Records

GOOD = """\
source: log-1900
passages:
  - section: "4.10"
    quote: the tug left at dawn
    records:
      - id: tug-ada
        type: Tug
        quote: Ada left first
        label: {en: Ada}
      - about: gull
        remark: {en: busy}
  - section: overview
    quote: a calm year
    records:
      - about: gull
"""


def read(write: Write, content: str | bytes, name: str = "log.yaml") -> Records:
    return reader.read(write({name: content}))


def reported(found: Records) -> list[str]:
    return [str(problem) for problem in sorted(found.problems)]


def test_records_know_what_who_and_where(write):
    found = read(write, GOOD)
    assert not found.problems
    assert [(passage.section, passage.quote) for passage in found.passages] == [
        ("4.10", "the tug left at dawn"),
        ("overview", "a calm year"),
    ]
    ada, gull, again = found.records
    assert (ada.key, ada.type and ada.type.text, ada.quote, ada.where.line) == ("tug-ada", "Tug", "Ada left first", 6)
    assert [key.text for key, _ in ada.statements] == ["label"]
    assert (gull.key, gull.type, gull.quote) == ("gull", None, None)
    assert again.passage.section == "overview"


def test_section_4_10_is_not_section_4_1(write):
    assert read(write, GOOD).passages[0].graph == "https://w3id.org/certreg/source/log-1900/4.10"


def test_records_directly_under_a_source_stand_in_the_graph_of_the_source(write):
    found = read(write, "source: log-1900\nrecords:\n- {id: gull, type: Harbour}\n")
    assert found.records[0].passage.graph == "https://w3id.org/certreg/source/log-1900"


def test_a_source_is_a_record_in_a_graph_of_its_own(write):
    found = read(write, "sources:\n- {id: log-1900, type: Logbook}\n", "sources.yaml")
    assert found.sources == {"log-1900"}
    assert found.records[0].passage.graph == "https://w3id.org/certreg/source/log-1900"


def passage(lines: str) -> str:
    return f"source: log-1900\npassages:\n{lines}"


RECORD = "  records: [{about: gull}]\n"
REFUSED = {
    "text for a file": ("just text\n", "log.yaml:1:1: expected source: and records:, found text"),
    "a list for a file": ("- a\n", "log.yaml:1:1: expected source: and records:, found a list"),
    "an empty file": ("", "log.yaml: an empty file"),
    "only comments": ("# later\n", "log.yaml: an empty file"),
    "no source": (
        "records: [{about: gull}]\n",
        "log.yaml:1:1: no source: at the top of the file; every record needs one",
    ),
    "a list for a source": (
        "source: [a]\nrecords: [{about: gull}]\n",
        "log.yaml:1:9: source: takes text, not a list",
    ),
    "no records": ("source: log-1900\n", "log.yaml:1:1: neither passages: nor records: in the file"),
    "a list without entries": ("source: log-1900\nrecords: []\n", "log.yaml:2:10: records: an empty list"),
    "text for a list": ("source: log-1900\nrecords: gull\n", "log.yaml:2:10: records: takes a list, not text"),
    "a mapping for a list": (
        "source: log-1900\nrecords: {about: gull}\n",
        "log.yaml:2:10: records: takes a list, not a mapping (key: value)",
    ),
    "text for a record": (
        "source: log-1900\nrecords: [gull]\n",
        "log.yaml:2:11: records: each entry is a mapping (key: value), not text",
    ),
    "an unknown key of a file": (
        "source: log-1900\nrecord: []\nrecords: [{about: gull}]\n",
        'log.yaml:2:1: unknown key "record" here (did you mean "records"?); expected source, passages, records',
    ),
    "an unknown key of a passage": (
        passage('- section: "1"\n  quote: a b\n  sektion: c\n' + RECORD),
        'log.yaml:5:3: unknown key "sektion" here (did you mean "section"?); expected section, quote, records',
    ),
    "no section": (passage("- quote: a b\n" + RECORD), 'log.yaml:3:3: a passage without a section: (such as "2.5.3")'),
    "a list for a section": (
        passage("- section: [1]\n  quote: a b\n" + RECORD),
        "log.yaml:3:12: section: takes text, not a list",
    ),
    "a section that is none": (
        passage("- section: 2.5.③\n  quote: a b\n" + RECORD),
        'log.yaml:3:12: "2.5.③" is not a section; write numbers and dots (2.5.3) or a word',
    ),
    "a section that leads elsewhere": (
        passage("- section: ../../id\n  quote: a b\n" + RECORD),
        'log.yaml:3:12: "../../id" is not a section; write numbers and dots (2.5.3) or a word',
    ),
    "no quote": (
        passage("- section: '1'\n" + RECORD),
        "log.yaml:3:3: a passage without a quote: (at most 8 words found once in its section)",
    ),
    "a quote of 9 words": (
        passage("- section: '1'\n  quote: one two three four five six seven eight nine\n" + RECORD),
        "log.yaml:4:10: a quote of 9 words; at most 8",
    ),
    "a long quote of a record": (
        "source: log-1900\nrecords:\n- about: gull\n  quote: one two three four five six seven eight nine ten\n",
        "log.yaml:4:10: a quote of 10 words; at most 8",
    ),
    "an empty quote": (
        passage("- section: '1'\n  quote: '  '\n" + RECORD),
        "log.yaml:4:10: an empty quote; leave the key out",
    ),
    "a passage without records": (
        passage("- section: '1'\n  quote: a b\n"),
        "log.yaml:3:3: a passage without records:",
    ),
    "neither id nor about": (
        "source: log-1900\nrecords:\n- type: Tug\n",
        "log.yaml:3:3: a record without id: (defines an entity) or about: (adds to one)",
    ),
    "both id and about": (
        "source: log-1900\nrecords:\n- {id: gull, about: gull}\n",
        "log.yaml:3:3: both id: and about:; id: defines an entity, about: adds to one",
    ),
    "no type": ("source: log-1900\nrecords:\n- id: gull\n", 'log.yaml:3:7: "gull" has no type:'),
    "a list for a type": (
        "source: log-1900\nrecords:\n- {id: gull, type: [Tug]}\n",
        "log.yaml:3:20: type: takes text, not a list",
    ),
    "a list for an id": (
        "source: log-1900\nrecords:\n- {id: [gull], type: Tug}\n",
        "log.yaml:3:8: id: takes text, not a list",
    ),
    "a type beside about": (
        "source: log-1900\nrecords:\n- {about: gull, type: Tug}\n",
        "log.yaml:3:23: about: takes no type:; the type stands where the entity is defined",
    ),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=list(REFUSED))
def test_refused(write, content, message):
    assert reported(read(write, content)) == [message]


@pytest.mark.parametrize(
    "key", ["Gull", "gull haven", "gull_haven", "gull--haven", "-gull", "gull/haven", "海鸥", "ｇull"]
)
def test_a_key_is_lower_case_letters_digits_and_hyphens(write, key):
    assert reported(read(write, f"source: log-1900\nrecords:\n- {{id: {key}, type: Tug}}\n")) == [
        f'log.yaml:3:8: "{key}" is not a key; use lower-case letters, digits and single hyphens'
    ]


def test_a_quote_of_8_words_is_short_enough(write):
    eight = "one two three four five six seven eight"
    assert not read(write, passage(f"- section: '1'\n  quote: {eight}\n" + RECORD)).problems


class TestSources:
    def test_no_list(self, write):
        assert reported(read(write, "{}\n", "sources.yaml")) == ["sources.yaml:1:1: no sources: in the file"]

    def test_a_source_without_an_id(self, write):
        assert reported(read(write, "sources:\n- {about: log-1900}\n", "sources.yaml")) == [
            "sources.yaml:2:3: a source without an id:"
        ]


class TestWhichFiles:
    def test_sources_come_first_then_by_path(self, write):
        names = ["b/c.yaml", "a.yaml", "z/sources.yaml", "b/a.yaml"]
        found = write(dict.fromkeys(names, ""))
        assert [path.relative_to(Path.cwd()).as_posix() for path in found] == [
            "z/sources.yaml",
            "a.yaml",
            "b/a.yaml",
            "b/c.yaml",
        ]

    def test_what_else_a_data_folder_holds_is_no_record(self, write):
        assert not write({"expectations.yaml": "", "links/a.sssom.tsv": "", "mappings/m.yaml": "", "notes.md": ""})

    @pytest.mark.parametrize("name", ["log.yml", "log.YAML", "log.Yml"])
    def test_a_misnamed_file_is_refused_not_left_out(self, write, name):
        problems = reported(read(write, "source: log-1900\nrecords: [{about: gull}]\n", name))
        assert problems == [f"{name}: files of records end in .yaml; rename it"]

    def test_a_folder_named_like_a_file_is_refused_and_what_is_in_it_read(self, write):
        found = read(write, "records: [{about: gull}]\n", "folder.yaml/log.yaml")
        assert reported(found) == [
            "folder.yaml: not a file",
            f"folder.yaml{os.sep}log.yaml:1:1: no source: at the top of the file; every record needs one",
        ]

    @pytest.mark.skipif(os.name == "nt", reason="needs POSIX names")
    def test_a_file_name_that_is_no_utf_8_can_be_reported(self, tmp_path):
        path = tmp_path / os.fsdecode(b"\xff.yaml")
        path.write_text("a: no\n", "utf-8")
        assert "\\xff.yaml" in str(reader.read([path]).problems[0]).encode().decode()


def test_all_problems_of_all_files_come_at_once_and_in_file_order(write):
    found = reader.read(
        write(
            {
                "b.yaml": "source: log-1900\nrecords:\n- id: Bad Key\n  type: Tug\n- id: gull\n",
                "a.yaml": "source: log-1900\nsource: log-1901\nwrong: a\nrecords: [{about: gull}]\n",
                "c.yaml": "a: [\n",
            }
        )
    )
    assert [line.split(": ")[0] for line in reported(found)] == [
        "a.yaml:2:1",
        "a.yaml:3:1",
        "b.yaml:3:7",
        "b.yaml:5:7",
        "c.yaml:2:1",
    ]


class TestLost:
    """What could not be read is remembered, so that a link to it is no second problem."""

    def test_keys_of_a_file_that_does_not_parse(self, write):
        found = read(write, "source: log-1900\nrecords:\n- id: gull\n- {id: 'tern', type: [}\n")
        assert found.lost == {"gull", "tern"}

    def test_the_key_of_a_record_without_a_type(self, write):
        assert read(write, "source: log-1900\nrecords:\n- id: gull\n").lost == {"gull"}


WORDS = st.sampled_from(
    ["source", "sources", "passages", "records", "section", "quote", "id", "about", "type", "label", "1.1", "gull", ""]
)
SHAPES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=15,
)


@settings(max_examples=150, deadline=None)
@given(tree=SHAPES, name=st.sampled_from(["sources.yaml", "log.yaml"]))
def test_no_shape_raises_anything(tmp_path_factory, tree, name):
    import json

    path = tmp_path_factory.getbasetemp() / name
    path.write_text(json.dumps(tree), "utf-8")
    found = reader.read([path])
    assert found.problems or found.records
