"""Paths, exports, pictures and counts of a store: the records, and the registers near what is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.api import KnowledgeGraph
from kg.describe.stats import stats
from kg.errors import LimitError
from kg.export import Wanted, export
from kg.network import excerpt
from kg.network.path import path
from kg.network.project import project
from kg.network.subgraph import Part, in_memory
from kg.store import Layered

HOLDER = "certificates-enterprise-1"


@pytest.fixture(scope="module")
def stored(store: Path) -> KnowledgeGraph:
    return kg.load(store=store)


def keys(graph: KnowledgeGraph, part: Part) -> set[str]:
    return set(project(in_memory(graph.engine, part), part))


def test_a_chain_leads_from_a_thing_of_a_register_through_it_and_the_records(stored: KnowledgeGraph) -> None:
    chains = {(row["chain"], row["step"]): (row["from"], row["to"]) for row in stored.path(HOLDER, "cnca")}
    assert (chains[1, 1], chains[1, 3]) == (("certificates-1", HOLDER), ("cnca", "ccc"))
    assert chains[1, 2] == ("certificates-1", "ccc")


def test_a_chain_between_things_of_the_records_is_as_without_a_register(stored: KnowledgeGraph) -> None:
    assert isinstance(stored.engine, Layered)
    assert list(stored.path("mfds", "ansi")) == list(path(stored.engine.records, "mfds", "ansi"))


def test_what_is_around_a_thing_of_a_register_is_what_both_sides_state(stored: KnowledgeGraph) -> None:
    near = {"certificates-1", "certificates-2", "certificates-3", HOLDER}
    assert keys(stored, Part(around=HOLDER)) >= near
    further = {"certificates-body-1", "certificates-body-2", "ccc", "quality-management-system"}
    assert keys(stored, Part(around=HOLDER, hops=2)) >= near | further
    assert not {"certificates-6", "haccp"} & keys(stored, Part(around=HOLDER, hops=2))


def test_the_answer_of_a_question_is_that_of_the_whole_store(stored: KnowledgeGraph) -> None:
    answer = stored.ask("certificates-of-holder")
    assert answer.rows
    part = Part(question="certificates-of-holder")
    assert set(answer.column("certificate")) <= keys(stored, part)
    (content,) = export(stored.engine, "nq", Wanted(part)).values()
    assert answer.column("certificate")[0].encode() in b"".join(content)


def test_members_of_a_class_come_from_the_register_too(stored: KnowledgeGraph) -> None:
    assert keys(stored, Part(classes=("Certificate",))) == {f"certificates-{number}" for number in range(1, 9)}


def test_a_store_is_read_whole_up_to_a_limit(stored: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    assert HOLDER in stored.to_networkx()
    monkeypatch.setattr(excerpt, "MOST_QUADS", 10)
    with pytest.raises(LimitError, match="select a part"):
        stored.to_networkx()
    monkeypatch.setattr(excerpt, "MOST_THINGS", 1)
    with pytest.raises(LimitError, match="--hops"):
        keys(stored, Part(around=HOLDER, hops=2))


def test_counts_are_those_of_records_and_registers(stored: KnowledgeGraph) -> None:
    counted = {row["about"]: row["count"] for row in stats(stored.engine) if row["of"] is None}
    (row,) = stored.engine.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }").rows
    assert counted["quads"] == int(row[0].value)  # type: ignore[union-attr]
