"""Which regular expressions SQL may answer, and in which words."""

from __future__ import annotations

import pytest

from kg.store.registers.regex import Regex
from kg.store.registers.terms import NotTranslatable


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "options"),
    [
        ("^C0+7$", "", "^C0+7$", "cn"),
        ("a.b", "is", "a.b", "is"),
        (r"\d{7}", "", r"[\p{Nd}]{7}", "cn"),
        (r"[\d-]x\S", "", r"[\p{Nd}-]x[^\t\n\v\f\r\x{85}\p{Z}]", "cn"),
        ("[一-龥]+", "", "[一-龥]+", "cn"),
    ],
)
def test_a_pattern_in_the_words_of_duckdb(pattern: str, flags: str, text: str, options: str) -> None:
    made = Regex.of(pattern, flags)
    assert (made.text, made.options, made.ascii_only) == (text, options, False)


def test_words_and_their_edges_are_compared_in_ascii_texts_alone() -> None:
    made = Regex.of(r"\bLab\w*", "")
    assert made.ascii_only
    assert "error(" in made.guarded("n", "true", "BOOLEAN")


@pytest.mark.parametrize(
    ("pattern", "flags"),
    [("a++", ""), ("[a&&b]", ""), ("[[:alpha:]]", ""), (r"\p{L}", ""), ("ä", "i"), ("a", "x"), ("(", "")],
)
def test_a_pattern_that_engines_may_read_differently_is_refused(pattern: str, flags: str) -> None:
    with pytest.raises(NotTranslatable):
        Regex.of(pattern, flags)


def test_groups_in_a_replacement() -> None:
    assert Regex.of("(a)(b)", "").replacement("[$2]-$1") == r"[\2]-\1"


@pytest.mark.parametrize(
    ("pattern", "by"), [("a", "$1"), ("(a)", "$1x"), ("(a)", "$12"), ("a", "\\\\1"), ("a*", "b"), (r"\b", "b")]
)
def test_a_replacement_that_engines_may_read_differently_is_refused(pattern: str, by: str) -> None:
    with pytest.raises(NotTranslatable):
        Regex.of(pattern, "").replacement(by)
