"""When two spellings are one name, and when they are not."""

from __future__ import annotations

import pytest

from kg.text.normalize import fold, romanised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CNCA", "cnca"),
        ("ＩＳＯ／ＣＡＳＣＯ", "iso casco"),
        ("  Gull\tHaven ", "gull haven"),
        ("Müller & Söhne", "muller sohne"),
        ("Straße", "STRASSE"),
        ("İzmir", "izmir"),
        ("Ｃ．Ｎ．Ａ．Ｓ．", "C N A S"),
        ("食品（安全）", "食品 安全"),
        ("식품", "식품"),
    ],
)
def test_one_name(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("が", "か"), ("CNCA", "CNAS"), ("国家", "国人"), ("!", "?"), ("कि", "क")])
def test_two_names(one, other):
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("国家认监委", "guojiarenjianwei"),
        ("Guójiā Rèn-jiān wěi", "guojiarenjianwei"),
        ("Łódź", "lodz"),
        ("Росаккредитация", "rosakkreditatsiya"),
        ("ISO/CASCO 17065", "isocasco17065"),
        ("!!!", ""),
    ],
)
def test_in_latin_letters(text, latin):
    assert romanised(text) == latin
