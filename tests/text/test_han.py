"""Traditional characters as simplified ones."""

from __future__ import annotations

from kg.text.han import simplified


def test_characters_are_simplified_one_by_one():
    assert simplified("證書壇違 ABC") == "证书坛违 ABC"


def test_a_long_text_is_simplified_once():
    """Each number of a section had the whole section simplified: drafting took the square of its length."""
    text = "證書三百張。" * 200
    assert simplified(text) is simplified(text)
