"""Who is found by what people type, by which name and why; and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import names
from kg.ask.index import Index, Name, names_in


def id_of(key: str) -> str:
    return names.ID + key


PORTS = Index(
    [
        Name(id_of("gull"), "Gull Haven", "en"),
        Name(id_of("gull"), "海鸥港", "zh-Hans"),
        Name(id_of("gull"), "GHN", "", True, True),
        Name(id_of("gull-office"), "Office of Gull Haven and Tern Bay", "en"),
        Name(id_of("tern"), "Tern Bay", "en"),
        Name(id_of("skua"), "Skúa Bày", "is"),
        Name(id_of("puffin"), "Порт Тупик", "ru"),
    ],
    {"XX-77": [id_of("tern")]},
)


@pytest.mark.parametrize(
    ("text", "key", "name", "language", "score", "why"),
    [
        ("Gull Haven", "gull", "Gull Haven", "en", 100, "exact"),
        ("gull-haven", "gull", "Gull Haven", "en", 100, "exact"),
        ("海鸥港", "gull", "海鸥港", "zh-Hans", 100, "exact"),
        ("ghn", "gull", "GHN", "", 100, "acronym"),
        ("skua bay", "skua", "Skúa Bày", "is", 100, "exact"),
        ("haven gull", "gull", "Gull Haven", "en", 97, "words"),
        ("hai ou gang", "gull", "海鸥港", "zh-Hans", 95, "transliterated"),
        ("Port Tupik", "puffin", "Порт Тупик", "ru", 95, "transliterated"),
        ("gullhaven", "gull", "Gull Haven", "en", 95, "transliterated"),
        ("gull ha", "gull", "Gull Haven", "en", 70 + 24 * 0.7, "prefix"),
        ("haiou", "gull", "海鸥港", "zh-Hans", 68 + 24 * 5 / 9, "transliterated"),
        ("鸥港", "gull", "海鸥港", "zh-Hans", 70, "part"),
        ("office tern", "gull-office", "Office of Gull Haven and Tern Bay", "en", 60 + 30 * 2 / 7, "words"),
        ("ghn have", "gull", "GHN", "", 75, "words"),
        ("Gull Havem", "gull", "Gull Haven", "en", 81, "fuzzy"),
        ("Gull Haevn", "gull", "Gull Haven", "en", 81, "fuzzy"),
        ("Trn Bay", "tern", "Tern Bay", "en", 90 * 7 / 8, "fuzzy"),
        ("tern", "tern", "Tern Bay", "en", 100, "identifier"),
        ("id:tern", "tern", "Tern Bay", "en", 100, "identifier"),
        (id_of("tern"), "tern", "Tern Bay", "en", 100, "identifier"),
        ("XX-77", "tern", "Tern Bay", "en", 100, "identifier"),
    ],
)
def test_the_first_found(text, key, name, language, score, why):
    hit = PORTS.find(text)[0]
    assert (hit.thing, hit.name, hit.language, hit.why) == (id_of(key), name, language, why)
    assert hit.score == pytest.approx(score, abs=0.1)


@pytest.mark.parametrize("text", ["", "   ", "zzzzzz", "???", "gull haven\n" * 100_000, "a tern of a different colour"])
def test_nobody(text):
    assert PORTS.find(text) == []


def test_only_among_some_and_at_most_so_many():
    assert [hit.thing for hit in PORTS.find("gull", among={id_of("tern")})] == []
    assert {hit.thing for hit in PORTS.find("bay")} == {id_of("gull-office"), id_of("tern"), id_of("skua")}
    assert len(PORTS.find("bay", limit=1)) == 1


def test_a_thing_is_found_once():
    found = [hit.thing for hit in PORTS.find("gull haven")]
    assert len(found) == len(set(found))


def test_one_identifier_of_two_things_identifies_neither():
    two = Index([Name(id_of("a"), "A"), Name(id_of("b"), "B")], {"7": [id_of("a"), id_of("b")]})
    assert two.identified("7") is None
    assert two.identified("a") == id_of("a")
    assert [hit.thing for hit in two.find("7")] == [id_of("a"), id_of("b")]


@given(st.text(max_size=30))
def test_scores_fall_and_stay_between_0_and_100(text):
    scores = [hit.score for hit in PORTS.find(text)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)


@pytest.mark.parametrize("every", [20, pytest.param(1, marks=pytest.mark.ci)])
def test_every_name_of_the_shipped_graph_finds_its_bearer(graph, every):
    known = list(names_in(graph))
    all_names = Index(known)
    for name in known[::every]:
        best = [hit.thing for hit in all_names.find(name.text) if hit.score == 100]
        assert name.thing in best, name


def test_the_shipped_graph_tells_names_to_show_from_others(graph):
    cnca = {
        name.text: (name.language, name.alternative, name.acronym)
        for name in names_in(graph)
        if name.thing == id_of("cnca")
    }
    assert cnca == {
        "Certification and Accreditation Administration of China": ("en", False, False),
        "国家认证认可监督管理委员会": ("zh-hans", False, False),
        "CNCA": ("", True, True),
        "Certification and Accreditation Administration": ("en", True, False),
        "国家认监委": ("zh-hans", True, False),
    }
