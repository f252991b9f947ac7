"""The shortest chains between two entities, against a drawing small enough to see them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from support import trig

from kg import names
from kg.errors import NotFound
from kg.network.path import MOST, path

GROUPS = """
<https://w3id.org/certreg/ns> {
  cr:Tug cr:nodeGroup "craft" ; rdfs:label "tug"@en . cr:Place cr:nodeGroup "place" . cr:Log cr:nodeGroup "source" .
  skos:Concept cr:nodeGroup "concept" . cr:tows rdfs:label "tows"@en . cr:beside rdfs:label "beside"@en .
}
"""


def ships(*lines):
    """A graph of tugs, one letter each, with these lines in passage log/1."""
    letters = sorted({word[3:] for line in lines for word in line.split() if word.startswith("id:") and len(word) == 4})
    tugs = "".join(f'id:{letter} a cr:Tug ; rdfs:label "{letter.upper()}"@en .\n' for letter in letters)
    return trig(f"{GROUPS} <https://w3id.org/certreg/source/log/1> {{ {tugs} {' '.join(lines)} }}")


def steps(found):
    """(chain, step, from, relation, to) of each row."""
    return [(row["chain"], row["step"], row["from"], row["relationLabel"], row["to"]) for row in found]


def test_a_chain_is_read_in_either_direction_and_keeps_its_subjects():
    found = path(ships("id:a cr:tows id:b .", "id:c cr:tows id:b ."), "a", "c")
    assert steps(found) == [(1, 1, "a", "tows", "b"), (1, 2, "c", "tows", "b")]
    assert {row["passage"] for row in found} == {"log/1"}
    assert [row["fromLabel"] for row in found] == ["A", "C"]


def test_only_the_shortest_chains_are_shown_in_order_of_keys():
    graph = ships(
        "id:a cr:tows id:c, id:b . id:b cr:tows id:z . id:c cr:tows id:z .", "id:a cr:tows id:d . id:d cr:tows id:e ."
    )
    assert steps(path(graph, "a", "z")) == [
        (1, 1, "a", "tows", "b"),
        (1, 2, "b", "tows", "z"),
        (2, 1, "a", "tows", "c"),
        (2, 2, "c", "tows", "z"),
    ]


def test_no_more_chains_than_asked_for():
    middle = "bcdefghi"
    graph = ships(*(f"id:a cr:tows id:{m} . id:{m} cr:tows id:z ." for m in middle))
    assert {row["chain"] for row in path(graph, "a", "z")} == set(range(1, MOST + 1))
    assert {row["chain"] for row in path(graph, "a", "z", most=2)} == {1, 2}


def test_all_relations_of_a_step_are_reported():
    graph = ships("id:a cr:tows id:b .", "id:b cr:beside id:a .")
    assert steps(path(graph, "a", "b")) == [(1, 1, "a", "tows", "b"), (1, 1, "b", "beside", "a")]


def test_what_holds_both_ways_is_reported_once():
    graph = ships("id:a cr:beside id:b .", "id:b cr:beside id:a .")
    assert steps(path(graph, "a", "b")) == [(1, 1, "a", "beside", "b")]


@pytest.mark.parametrize("hub", ["Place", "Log"])
def test_a_chain_runs_through_a_hub_only_where_there_is_no_other_but_may_end_there(hub):
    lines = "id:a cr:beside id:hub . id:z cr:beside id:hub .", f'id:hub a cr:{hub} ; rdfs:label "Hub"@en .'
    graph = ships(*lines)
    assert [step[4] for step in steps(path(graph, "a", "z"))] == ["hub", "hub"]
    longer = ships(*lines, "id:a cr:tows id:b . id:b cr:tows id:c . id:c cr:tows id:z .")
    assert [step[4] for step in steps(path(longer, "a", "z"))] == ["b", "c", "z"]
    assert steps(path(graph, "a", "hub")) == [(1, 1, "a", "beside", "hub")]


CODE = "<https://w3id.org/certreg/code/cargo/rope>"


def test_a_code_connects_only_where_nothing_else_does():
    by_code = ships(f"id:a cr:carries {CODE} . id:z cr:carries {CODE} .")
    assert [step[4] for step in steps(path(by_code, "a", "z"))] == ["cargo/rope", "cargo/rope"]
    longer = ships(
        f"id:a cr:carries {CODE} . id:z cr:carries {CODE} .",
        "id:a cr:tows id:b . id:b cr:tows id:c . id:c cr:tows id:z .",
    )
    assert [step[4] for step in steps(path(longer, "a", "z"))] == ["b", "c", "z"]


def test_without_a_chain_there_are_no_rows():
    graph = ships("id:a cr:tows id:b .", "id:y cr:tows id:z .")
    for end in ("z", "a"):
        assert list(path(graph, "a", end)) == []


def test_an_unknown_end_is_refused_whichever_it_is():
    graph = ships("id:a cr:tows id:b .")
    for ends in (("nobody", "a"), ("a", "nobody")):
        with pytest.raises(NotFound, match='no entity "nobody"'):
            path(graph, *ends)


def test_of_very_many_chains_the_first_are_found_soon():
    """40 ranks of 3 tugs: 3 to the 40th shortest chains."""
    ranks = [[f"r{rank}n{place}" for place in range(3)] for rank in range(40)]
    lines = [f"id:{one} cr:tows id:{two} ." for here, there in pairwise(ranks) for one in here for two in there]
    named = [f'id:{tug} a cr:Tug ; rdfs:label "{tug}"@en .' for rank in ranks for tug in rank]
    found = path(ships(*lines, *named), "r0n0", "r39n0")
    assert {row["chain"] for row in found} == set(range(1, MOST + 1))
    assert {row["step"] for row in found} == set(range(1, 40))
    assert names.short(names.ID + "r0n0") == found.rows[0][2].value.removeprefix(names.ID)
