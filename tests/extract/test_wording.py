"""Finding quotes and names as a reader would."""

from __future__ import annotations

import pytest

from kg.extract.wording import TextWords, count, folded, longer, sentence, short_names, unbroken


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
    ("quote", "text", "times"),
    [
        ("7家港口实验室", "全市共有7家港口实验室", 1),
        ("HB及5个分会", "由HB及5个分会组成", 1),
        ("占88.2%和9.1%", "分别占88.2%和9.1%，其余", 1),
        ("2015年5月,原港务局", "到2015年5月,原港务局", 1),
        ("加入HBX", "后来加入HBX体系", 1),
        ("7家港口", "共有17家港口", 0),
        ("HB及", "由AHB及分会组成", 0),
        ("加入HB", "后来加入HBX体系", 0),
        ("export of rope", "the re-export of ropes", 0),
        ("of ropes (12", "export of ropes (123)", 0),
    ],
)
def test_a_quote_begins_and_ends_with_whole_words_and_numbers(quote, text, times):
    assert count(quote, text) == times


def test_the_longer_words_that_hold_a_quote():
    assert longer("untested rope", "They sold untested  Ropes.") == "untested ropes"
    assert longer("untested rope", "They sold tested ropes.") == ""


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
        ("海事总局", "國家海事總局發布", "海事總局"),
        ("海事總局", "国家海事总局发布", "海事总局"),
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
