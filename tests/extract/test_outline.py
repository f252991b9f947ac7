"""`kg.extract.outline`: one outline whatever the numbering, also of a text that comes line by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.extract.outline import Doubt, outline, sections

FIXTURES = Path(__file__).parent / "fixtures"
TEXTS = [path for path in sorted(FIXTURES.iterdir()) if path.suffix in (".txt", ".md") and path.stem != "README"]


def numbers(text: str) -> list[str]:
    return [section.number for section in outline(text).sections]


def test_chapters_brackets_and_circles_are_levels() -> None:
    text = "1. A\n(1) B\n① C\n② D\n(2) E\n2. F\n"
    assert numbers(text) == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2"]
    assert outline(text)["1.1.2"] == "② D\n"


def test_chinese_and_full_width_numbers_are_numbers() -> None:
    assert numbers("一、甲\n（一）乙\n1. 丙\n二、丁\n") == ["1", "1.1", "1.1.1", "2"]
    assert numbers("１．甲\n（１）乙\n（２）丙\n") == ["1", "1.1", "1.2"]


def test_figures_before_the_chapters_are_the_overview_and_notices_behind_them_the_closing() -> None:
    text = (
        "The port reports.\nThe year in figures\n· 2 bodies\n· 3 laws\n1. A\nText.\nPlease write to\nus@port.example\n"
    )
    found = outline(text)
    assert [section.number for section in found.sections] == ["preamble", "overview", "1", "closing"]
    assert found["overview"].startswith("The year in figures\n")
    assert found["1"] == "1. A\nText.\n"
    assert found["closing"].startswith("Please write to")


def test_a_notice_in_midst_of_a_text_closes_nothing() -> None:
    assert outline("1. A\nFor more information ask us.\n\n2. B\nText.\n")["1"].count("\n") == 3


def test_a_number_that_does_not_follow_is_told() -> None:
    assert outline("1. A\n3. B\n").doubts == (Doubt(2, "1. 3 follows 1"),)
    again = outline("1. A\n2. B\n1. C\n")
    assert [section.number for section in again.sections] == ["1", "2", "1.2"]
    assert [doubt.message for doubt in again.doubts] == ["section 1 comes again"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_offsets_lead_back_to_the_text_and_nothing_is_lost(path: Path) -> None:
    text = path.read_text("utf-8")
    found = outline(text).sections
    assert "".join(text[section.start : section.end] for section in found).strip() == text.strip()
    streamed = list(sections(text.splitlines(keepends=True), []))
    assert [section for section, _ in streamed] == list(found)
    assert all(own == text[section.start : section.end] for section, own in streamed)


def test_a_long_section_comes_in_pieces() -> None:
    lines = ["1. A\n", *("word " * 20 + "\n" for _ in range(50)), "2. B\n"]
    found = list(sections(lines, [], pieces=1000))
    assert {section.number for section, _ in found} == {"1", "2"}
    # ten lines of 101 characters pass the limit: five pieces of section 1, and section 2
    assert len(found) == 6
    assert "".join(text for _, text in found) == "".join(lines)


def test_a_report_has_its_sections(report: str) -> None:
    found = numbers(report)
    assert found[:6] == ["preamble", "overview", "1", "1.1", "1.1.1", "1.1.1.1"]
    assert found[-3:] == ["2.5.3", "2.5.4", "closing"]
    assert len(found) == 43


@pytest.fixture
def report() -> str:
    import os

    path = os.environ.get("CERTREG_REPORT")
    if not path:
        pytest.skip("needs the report's text: set CERTREG_REPORT to its path")
    return Path(path).read_text("utf-8")
