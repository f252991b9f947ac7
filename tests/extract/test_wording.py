"""Finding quotes and names as a reader would."""

from __future__ import annotations

import pytest

from kg.extract.wording import TextWords, count, folded, sentence, short_names, unbroken


def test_a_quote_matches_whatever_its_case_space_marks_and_dashes():
    text = "The “Ten  Dedicated\nActions” are pre‑market – all."
    for quote in (
        '"ten dedicated actions"',
        "‘Ten Dedicated Actions’".translate({0x2018: '"', 0x2019: '"'}),
        "pre-market — all",
    ):
        assert count(quote, text) == 1
    assert count("ten actions", text) == 0
    assert count("market", text) == 1
    assert count("art", "part of art") == 1
    assert count("认证", "认证和认证") == 2
    assert folded(" Ａ “b” ") == 'a "b"'


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("desk lamp", "Desk lamps and chairs", "Desk lamps"),
        ("barrier-free environment", "a Barrier free Environment", "Barrier free Environment"),
        ("standardisation programme", "the standardization programs", "standardization programs"),
        ("EU", "the eu and EU bodies", "EU"),
        ("US", "told us of Sino-US trade", "US"),
        ("quality centre", "Quality Centers", "Quality Centers"),
        ("认监委", "国家认监委发布", "认监委"),
        ("Ministry of Commerce", "Ministry of Culture and Commerce", None),
        ("lamp", "clamps", None),
        ("", "anything", None),
    ],
)
def test_names(name, text, found):
    spans = list(TextWords(text).find(name))
    assert [text[start:end] for start, end in spans] == ([found] if found else [])


def test_sentences_end_where_they_end():
    text = "One of 3.5 million. Two! 三。四；five\nsix"
    said = [
        text[slice(*sentence(text, text.index(word)))].strip() for word in ("3.5", "Two", "三", "四", "five", "six")
    ]
    assert said == ["One of 3.5 million.", "Two!", "三。", "四；", "five", "six"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("the Harbour Board (HB, herein after referred to as the board) met", "board"),
        ("the Office (hereinafter “the Office”)", "Office"),
        ("the Ministry (hereafter called Ministry)", "Ministry"),
        ("国家认证认可监督管理委员会（以下简称“认监委”）", "认监委"),
        ("市场监管总局（以下简称总局）", "总局"),
    ],
)
def test_short_names(text, short):
    ((found, before),) = short_names(text)
    assert found == short
    assert before and text.startswith(before)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("There were 932¹ bodies and 3,020 certificates.[12] All", "There were 932 bodies and 3,020 certificates. All"),
        ("备忘录[3]签署，认证机构932家²。", "备忘录签署，认证机构932家。"),
        ("50 m², 7 km³ and 10⁶ lamps", "50 m², 7 km³ and 10⁶ lamps"),
    ],
)
def test_marks_of_footnotes_are_no_part_of_a_word(written, read):
    assert unbroken(written) == read
