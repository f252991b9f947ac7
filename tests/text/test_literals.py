"""Kinds of literal value: what each accepts, its one canonical form, and what it leaves to other kinds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse, serialize

from kg import names
from kg.text import literals


def read(text: str, *kinds: str) -> tuple[str, str] | None:
    """(canonical form, datatype) or None."""
    found = literals.literal(text, [names.expand(f"xsd:{kind}") for kind in kinds])
    return None if found is None else (found.value, names.curie(found.datatype.value).removeprefix("xsd:"))


@pytest.mark.parametrize(
    ("text", "kinds", "expected"),
    [
        ("932", ["integer", "decimal"], ("932", "integer")),
        ("95.88", ["integer", "decimal"], ("95.88", "decimal")),
        ("7", ["decimal"], ("7", "decimal")),
        ("+7", ["integer"], ("7", "integer")),
        ("-0", ["integer"], ("0", "integer")),
        ("-0.00", ["decimal"], ("0", "decimal")),
        ("4.10", ["decimal"], ("4.1", "decimal")),
        ("100", ["decimal"], ("100", "decimal")),
        ("0.000000000000001", ["decimal"], ("0.000000000000001", "decimal")),
        ("999999999999999999", ["integer"], ("999999999999999999", "integer")),
        ("2021", ["date", "gYearMonth", "gYear"], ("2021", "gYear")),
        ("2021-12", ["date", "gYearMonth", "gYear"], ("2021-12", "gYearMonth")),
        ("2021-12-31", ["date", "gYearMonth", "gYear"], ("2021-12-31", "date")),
        ("2024-02-29", ["date"], ("2024-02-29", "date")),
        ("false", ["boolean"], ("false", "boolean")),
        ("https://e.example/a?b=c#d", ["anyURI"], ("https://e.example/a?b=c#d", "anyURI")),
        ("NO", ["string"], ("NO", "string")),
        (" 4.10 ", ["string"], (" 4.10 ", "string")),
        ("a\nb\tc", ["string"], ("a\nb\tc", "string")),
    ],
)
def test_the_form_decides_the_kind(text, kinds, expected):
    assert read(text, *kinds) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("7.0", "integer"),
        ("1000000000000000000", "integer"),
        ("007", "integer"),
        ("-01.5", "decimal"),
        ("1e3", "decimal"),
        ("NaN", "decimal"),
        ("３", "integer"),
        ("7\n", "integer"),
        ("7.5\n", "decimal"),
        ("2021-12-31\n", "date"),
        ("2023-02-29", "date"),
        ("２０２１-01-01", "date"),
        ("2021-W01-1", "date"),
        ("2021-13", "gYearMonth"),
        ("21", "gYear"),
        ("-2021", "gYear"),
        ("True", "boolean"),
        ("1", "boolean"),
        ("ftp://e.example/", "anyURI"),
        ("https://e.example/a b", "anyURI"),
        ("https://e.example/<script>", "anyURI"),
        ("https://", "anyURI"),
        ("", "string"),
        (" \n", "string"),
        ("a\0", "string"),
        ("a\x1b[31m", "string"),
        ("a\u2028b", "string"),
        ("a\ud800", "string"),
        ("a", "dateTime"),
    ],
)
def test_refused(text, kind):
    assert read(text, kind) is None


@pytest.mark.parametrize("tag", ["en", "ko", "zh-Hans", "zh-Hant-TW", "en-GB", "es-419", "yue"])
def test_language_tags(tag):
    assert literals.tagged("a", tag) == Literal("a", language=tag)


@pytest.mark.parametrize("tag", ["", "e", "english", "EN", "en_GB", "zh-hans", "en-", "en\n", "x-own"])
def test_wrong_language_tags(tag):
    assert literals.tagged("a", tag) is None


@pytest.mark.parametrize("text", ["", "  ", "a\0b", "\ufeffa"])
def test_text_that_is_none_has_no_language_either(text):
    assert literals.tagged(text, "en") is None


def test_what_is_expected_is_said_in_words():
    kinds = [names.expand(curie) for curie in ("xsd:date", "xsd:gYear", "rdf:langString")]
    assert literals.expected(kinds) == "a year (2021) or a date (2021-12-31) or text with a language ({en: …})"


ANY = list(literals.KINDS)
NUMBER_LIKE = st.from_regex(r"[+-]?[0-9]{1,4}(\.[0-9]{1,4})?", fullmatch=True)


@given(text=st.text(max_size=30) | NUMBER_LIKE | st.dates().map(str), kind=st.sampled_from(ANY))
def test_a_canonical_form_is_its_own(text, kind):
    found = literals.literal(text, [kind])
    if found is not None:
        assert found.datatype == NamedNode(kind)
        assert literals.literal(found.value, [kind]) == found


@given(text=st.text(max_size=30) | NUMBER_LIKE | st.dates().map(str), kinds=st.permutations(ANY))
def test_the_order_in_which_an_ontology_names_kinds_does_not_matter(text, kinds):
    assert literals.literal(text, kinds) == literals.literal(text, ANY)


@given(text=st.text(max_size=30), kind=st.sampled_from(ANY) | st.just("en"))
def test_any_literal_survives_files_and_the_engine(text, kind):
    found = literals.tagged(text, "en") if kind == "en" else literals.literal(text, [kind])
    if found is not None:
        quad = Quad(names.entity("a"), names.node("cr:a"), found, names.passage("b"))
        for form in (RdfFormat.N_QUADS, RdfFormat.TRIG):
            assert [read.object for read in parse(serialize([quad], format=form), format=form)] == [found]
        store = Store()
        store.add(quad)
        assert [read.object for read in store] == [found]


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_integers_keep_their_value(number):
    assert read(str(number), "integer") == (str(number), "integer")


@given(st.decimals(-(10**15), 10**15, places=6))
def test_decimals_keep_their_value(number):
    found = read(f"{number:f}", "decimal")
    assert found is not None
    assert Decimal(found[0]) == number


@given(st.dates(date(1, 1, 1)))
def test_dates_keep_their_value(day):
    assert read(day.isoformat(), "date") == (day.isoformat(), "date")
