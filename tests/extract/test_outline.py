"""The outline of reports: every numbering the field uses, wrapped or not, and numbering that does not follow."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from kg.extract import formats
from kg.extract.numbering import han_number, is_bullet, marker
from kg.extract.outline import outline, sections

FIXTURES = Path(__file__).parent / "fixtures"
TEXTS = [
    path for path in sorted(FIXTURES.rglob("*")) if path.suffix in (".txt", ".md", ".html") and path.stem != "README"
]


@pytest.mark.parametrize(
    ("line", "style", "numbers"),
    [
        ("1. Reform", "1.", (1,)),
        ("１．改革", "1.", (1,)),
        ("12、 Reform", "1.", (12,)),
        ("(1) Reform", "(1)", (1,)),
        ("（1）改革", "(1)", (1,)),
        ("1) Reform", "1)", (1,)),
        ("① Reform", "circled", (1,)),
        ("⑳ Reform", "circled", (20,)),
        ("㉑ Reform", "circled", (21,)),
        ("a) Reform", "a)", (1,)),
        ("(b) Reform", "(a)", (2,)),
        ("一、改革", "han", (1,)),
        ("二十一、改革", "han", (21,)),
        ("（三）改革", "(han)", (3,)),
        ("第四章 改革", "chapter", (4,)),
        ("第5条 改革", "article", (5,)),
        ("Chapter IV. Reform", "Chapter", (4,)),
        ("2.3.1 Reform", "path", (2, 3, 1)),
        ("## 2. Reform", "1.", (2,)),
        ("**3.** Reform", "1.", (3,)),
        ("## Reform", "#", ()),
        ("IV. Reform", "I.", (4,)),
        ("  \u3000(2) Reform", "(1)", (2,)),
    ],
)
def test_markers(line, style, numbers):
    found = marker(line)
    assert found is not None
    assert (found.style, found.numbers) == (style, numbers)


@pytest.mark.parametrize(
    "line",
    ["", "Reform", "3.5 million", "2021. The", "a certificate", "I am", "30,000 of them", "0. Zero", "1.", "。一"],
)
def test_no_markers(line):
    found = marker(line)
    assert found is None or found.style == "path"


def test_bullets():
    assert all(is_bullet(f"{mark} item") for mark in "·•●▪◦‣*-–—")
    assert not is_bullet("item") and not is_bullet("-")


@pytest.mark.parametrize(
    ("text", "number"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("一百零三", 103), ("统", None)]
)
def test_han_numbers(text, number):
    assert han_number(text) == number


def numbers(text):
    return [section.number for section in outline(text).sections]


def test_levels_follow_from_the_styles_not_from_a_list():
    assert numbers("1. A\n(1) B\n① C\n1) D\n2) E\n② F\n(2) G\n2. H\n(1) I\n") == [
        "1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.2", "1.1.2", "1.2", "2", "2.1",
    ]  # fmt: skip
    assert numbers("一、A\n（一）B\n1. C\n2. D\n（二）E\n二、F\n") == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2"]
    assert numbers("1 Intro\n1. A\n1.1 B\n1.2 C\n1.2.1 D\n2. E\n2.1 F\n")[-6:] == [
        "1",
        "1.1",
        "1.2",
        "1.2.1",
        "2",
        "2.1",
    ]
    assert numbers("a) A\nb) B\n") == ["1", "2"]
    assert numbers("# A\ntext\n## B\n## C\n# D\n") == ["1", "1.1", "1.2", "2"]


def test_each_section_holds_its_own_text_alone():
    text = (
        "Opening.\nFigures\n· 12 bodies\n1. First\nits text\n(1) Inner\nmore\n2. Second\nPlease contact us for more.\n"
    )
    found = outline(text)
    assert {section.number: found.of(section) for section in found.sections} == {
        "preamble": "Opening.\n",
        "overview": "Figures\n· 12 bodies\n",
        "1": "1. First\nits text\n",
        "1.1": "(1) Inner\nmore\n",
        "2": "2. Second\n",
        "closing": "Please contact us for more.\n",
    }
    assert "".join(found.of(section) for section in found.sections) == text
    assert found["1.1"].startswith("(1)")
    assert found.line(found.sections[3].start) == 6
    with pytest.raises(KeyError):
        found["9"]


def test_wrapped_and_unwrapped_paragraphs_give_the_same_sections():
    assert numbers("1. A long\nheading wrapped\n(1) B\nwrapped too\n") == numbers(
        "1. A long heading wrapped\n(1) B wrapped too\n"
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("1. A\n3. B\n", 2, "1. 3 follows 1"),
        ("1. A\n1. B\n", 2, "section 1 occurs twice"),
        ("1. A\n(2) B\n", 2, "(1) 2 opens a level that should begin with 1"),
        ("1. A\n2. B\n1. C\n", 3, "section 1 occurs twice"),
        ("2.1 A\n2.3 B\n", 2, "2.3 does not follow what is before it"),
    ],
)
def test_numbering_that_does_not_follow_is_reported(text, line, said):
    assert (line, said) in [(doubt.line, doubt.message) for doubt in outline(text).doubts]


def test_sound_numbering_raises_no_doubt():
    assert outline("1. A\n(1) B\n(2) C\n2. D\n(1) E\n").doubts == ()


def test_quantities_at_the_start_of_a_line_open_nothing():
    assert numbers("1. A\n3.5 million of them\nIn all\n2021 was good\n2. B\n") == ["1", "2"]


@pytest.mark.parametrize("path", TEXTS, ids=[path.name for path in TEXTS])
def test_every_section_of_the_expected_records_is_in_the_outline(path):
    records = yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8"))
    found = outline(formats.read(str(path)).text)
    wanted = [passage["section"] for passage in records["passages"]]
    assert set(wanted) <= {section.number for section in found.sections}
    assert found.doubts == ()


@pytest.mark.skipif("CERTREG_REPORT" not in os.environ, reason="needs the report; CERTREG_REPORT names its file")
def test_the_report_has_two_chapters_with_forty_items():
    found = outline(formats.read(os.environ["CERTREG_REPORT"]).text)
    counted = [section.number for section in found.sections]
    assert counted[:3] == ["preamble", "overview", "1"] and counted[-1] == "closing"
    assert len(counted) == 43
    assert [number for number in counted if "." not in number][2:4] == ["1", "2"]
    assert [number for number in counted if number.startswith("2.2")] == [
        "2.2", "2.2.1", "2.2.2", "2.2.2.1", "2.2.2.2", "2.2.2.3",
    ]  # fmt: skip


@pytest.mark.parametrize("path", TEXTS, ids=[path.name for path in TEXTS])
def test_a_text_that_comes_line_by_line_has_the_same_sections(path):
    text = formats.read(str(path)).text
    found = outline(text).sections
    streamed = list(sections(text.splitlines(keepends=True), []))
    assert [section for section, _ in streamed] == list(found)
    assert all(own == text[section.start : section.end] for section, own in streamed)
    assert "".join(own for _, own in streamed).strip() == text.strip()


def test_a_long_section_comes_in_pieces():
    lines = ["1. A\n", *("word " * 20 + "\n" for _ in range(50)), "2. B\n"]
    found = list(sections(lines, [], pieces=1000))
    assert {section.number for section, _ in found} == {"1", "2"}
    assert len(found) == 6  # ten lines of 101 characters pass the limit: five pieces of section 1, and section 2
    assert "".join(text for _, text in found) == "".join(lines)


def test_a_notice_in_midst_of_a_text_closes_nothing():
    found = outline("1. A\nFor more information ask us.\n\n2. B\nText.\n")
    assert found["1"].split("\n") == ["1. A", "For more information ask us.", "", ""]
