"""What registers list is found by a key, a whole name or words of one."""

from __future__ import annotations

import pytest

from kg import names
from kg.describe import registers, search
from kg.opening import open_graph


@pytest.fixture(scope="module")
def engine(store):
    return open_graph(store=store).engine


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        ("certificates-enterprise-3", "enterprise-3", "exact"),
        ("lamps", "enterprise-3", "part"),
        ("Ningbo lamps", "enterprise-3", "part"),
        ("second", "body-2", "part"),
    ],
)
def test_a_body_is_found_by_a_word_of_its_name(engine, text, key, why):
    hits = {hit.thing.removeprefix(f"{names.ID}certificates-"): hit.why for hit in registers.find(engine, text, 20)}
    assert hits[key] == why


@pytest.mark.parametrize("text", ["", "zzzzqqqq", 'a" }', "x" * 10_000, "the of"])
def test_nothing_is_found_for_nothing(engine, text):
    assert registers.find(engine, text, 20) == []


def test_the_best_come_first_and_no_more_than_so_many(engine):
    """A word is more of a short name than of a long one."""
    both = registers.find(engine, "body", 20)
    assert [(hit.thing, hit.name, hit.language, hit.why) for hit in both] == [
        (f"{names.ID}certificates-body-1", "First Body", "en", "part"),
        (f"{names.ID}certificates-body-2", "Second Body", "en", "part"),
    ]
    assert both[0].score > both[1].score
    assert registers.find(engine, "body", 1) == both[:1]


def test_the_search_in_everything_finds_it_too(engine):
    best = search.search(engine, "Ningbo lamps")[0]
    assert (best.id, best.kind) == (f"{names.ID}certificates-enterprise-3", "entity")
    assert best.name
