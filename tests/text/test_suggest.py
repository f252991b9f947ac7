"""What "did you mean" suggests, and when it rather says nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.text.suggest import nearest

KNOWN = ["iso", "iso-casco", "cnca", "cnas", "organic-product", "green-product", "Harbour", "海鸥"]


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("isso", "iso"),
        ("CNCA", "cnca"),
        ("cnac", "cnas"),
        ("harbor", "Harbour"),
        ("organic", "organic-product"),
        ("organic product", "organic-product"),
        ("iso_casco", "iso-casco"),
        ("海鸥", "海鸥"),
    ],
)
def test_the_nearest_comes_first(name, first):
    assert nearest(name, KNOWN)[0] == first


@pytest.mark.parametrize("name", ["abc", "zzzzzz", "", "   ", "!!", "x" * 100_000])
def test_nothing_near_is_nothing_said(name):
    assert nearest(name, KNOWN) == []


def test_nothing_known_is_nothing_near():
    assert nearest("iso", []) == []


def test_ties_are_in_alphabetical_order_whatever_the_order_of_the_known():
    known = [f"port-{letter}" for letter in "fedcba"]
    assert nearest("port-x", known) == nearest("port-x", reversed(known)) == ["port-a", "port-b", "port-c"]


def test_at_most_so_many():
    assert nearest("port-x", [f"port-{letter}" for letter in "abcdef"], most=2) == ["port-a", "port-b"]


@given(name=st.text(max_size=60), known=st.lists(st.text(max_size=20), max_size=10))
def test_any_text_gives_known_names_only(name, known):
    found = nearest(name, known)
    assert len(found) == len(set(found)) <= 3
    assert set(found) <= set(known)
