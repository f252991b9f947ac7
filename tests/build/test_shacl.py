"""Sound records conform to the shapes of ontology/shapes.ttl, and a file that breaks it earns each of their messages.

`tests/shapes/sound.ttl` holds a record of every class. Every other file there is named after a shape and breaks
that shape alone. All are validated in one run and kept apart by what they describe, since a run costs a second.
The shapes that the ontology implies are in test_ranges.py.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import pytest
from pyoxigraph import RdfFormat, Triple, parse
from rdflib import OWL, RDF, RDFS, SH, Graph, Namespace, URIRef
from rdflib.plugins.stores.memory import Memory
from rdflib.term import Node

from kg.build import shacl

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "shapes"
SHAPES = Namespace("https://w3id.org/certreg/shapes#")
CR = Namespace("https://w3id.org/certreg/ns#")
TARGETS = (SH.targetClass, SH.targetSubjectsOf)

SHAPES_GRAPH = Graph().parse(ROOT / "ontology" / "shapes.ttl")


def _targeted() -> list[str]:
    shapes = {shape for target in TARGETS for shape in SHAPES_GRAPH.subjects(target)}
    return sorted(str(shape).removeprefix(SHAPES).removesuffix("Shape") for shape in shapes)


def _messages(shape: str) -> set[str]:
    node = SHAPES[shape + "Shape"]
    places = [node, *SHAPES_GRAPH.objects(node, SH.property)]
    return {str(message) for place in places for message in SHAPES_GRAPH.objects(place, SH.message)}


@cache
def _vocabulary() -> Graph:
    graph = Graph()
    for name in ("certreg.ttl", "notes.ttl", "alignments.ttl", "codes.ttl"):
        graph.parse(ROOT / "ontology" / name)
    return graph


@cache
def _sound() -> Graph:
    return Graph().parse(FIXTURES / "sound.ttl")


def _validate(graph: Graph) -> tuple[bool, Graph, str]:
    conforms, report, text = pyshacl.validate(graph, shacl_graph=SHAPES_GRAPH, inference="none")
    assert isinstance(report, Graph)
    return conforms, report, text


@pytest.fixture(scope="module")
def messages() -> dict[str, set[str]]:
    """Fixture name -> messages about what it describes, of one run over all fixtures."""
    graph = Graph() + _vocabulary()
    described: dict[URIRef, str] = {}
    for path in sorted(FIXTURES.glob("*.ttl")):
        own = Graph().parse(path)
        for subject in set(own.subjects()):
            assert isinstance(subject, URIRef)
            assert subject not in described, f"{subject} is in {path.stem} and in {described[subject]}"
            described[subject] = path.stem
        graph += own
    _, report, _ = _validate(graph)
    by_fixture: dict[str, set[str]] = defaultdict(set)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        by_fixture[described.get(focus, str(focus))].add(str(report.value(result, SH.resultMessage)))
    return by_fixture


def test_sound_records_conform() -> None:
    conforms, _, text = _validate(_vocabulary() + _sound())
    assert conforms, text


def test_sound_records_are_of_every_class() -> None:
    classes = set(_vocabulary().subjects(RDF.type, OWL.Class))
    missing = {term for term in classes if term.startswith(CR)} - set(_sound().objects(None, RDF.type))
    assert not missing


@pytest.mark.parametrize("shape", _targeted())
def test_negative_fixture_earns_each_message_of_its_shape_and_no_other(
    shape: str, messages: dict[str, set[str]]
) -> None:
    assert (FIXTURES / f"{shape}.ttl").is_file(), f"write tests/shapes/{shape}.ttl, which breaks {shape}Shape alone"
    assert messages[shape] == _messages(shape)


def test_every_fixture_is_of_a_shape() -> None:
    assert sorted(path.stem for path in FIXTURES.glob("*.ttl")) == sorted([*_targeted(), "sound"])


def test_every_class_is_the_target_of_a_shape_or_under_one() -> None:
    graph = _vocabulary()
    abstract = set(graph.subjects(CR.abstract))
    classes = {term for term in graph.subjects(RDF.type, OWL.Class) if term.startswith(CR)} - abstract
    targets = set(SHAPES_GRAPH.objects(None, SH.targetClass))
    assert [term for term in classes if targets.isdisjoint(graph.transitive_objects(term, RDFS.subClassOf))] == []


def test_shapes_give_the_same_findings_whether_flat_or_nested() -> None:
    triples = _triples(*FIXTURES.glob("*.ttl"))
    shapes = _triples(ROOT / "ontology" / "shapes.ttl")
    graph = Graph()
    for path in FIXTURES.glob("*.ttl"):
        graph.parse(path)
    _, report, _ = _validate(graph)
    nested = {
        (str(report.value(result, SH.focusNode)), str(report.value(result, SH.resultMessage)))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }
    assert {(one.focus, one.message) for one in shacl.broken(triples, shapes)} == nested


def _triples(*paths: Path) -> list[Triple]:
    return [quad.triple for path in paths for quad in parse(path=path, format=RdfFormat.TURTLE)]


def test_every_constraint_has_a_message_of_its_own_and_a_severity() -> None:
    seen: dict[str, str] = {}
    for shape in _targeted():
        node = SHAPES[shape + "Shape"]
        for constraint in SHAPES_GRAPH.objects(node, SH.property):
            assert SHAPES_GRAPH.value(constraint, SH.message), f"{shape}: a constraint without a message"
            assert SHAPES_GRAPH.value(constraint, SH.severity), f"{shape}: a constraint without a severity"
        for message in _messages(shape):
            assert seen.setdefault(message, shape) == shape, f"{shape} and {seen[message]} share: {message}"


def test_shapes_are_valid_shacl() -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=SHAPES_GRAPH, meta_shacl=True)
    assert conforms, text


def test_validation_looks_up_in_proportion_to_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the records take at most twice the look-ups; a shape that joins all records would take four times."""
    count = 0
    triples = Memory.triples

    def counted(store: Memory, *pattern: Any, **more: Any) -> Any:
        nonlocal count
        count += 1
        return triples(store, *pattern, **more)

    monkeypatch.setattr(Memory, "triples", counted)

    def look_ups(copies: int) -> int:
        nonlocal count
        graph = _vocabulary() + _sound()
        for number in range(copies):
            for subject, predicate, value in _sound():
                if _is_record(subject):
                    graph.add((_copy(subject, number), predicate, _copy(value, number)))
        count = 0
        conforms, _, text = _validate(graph)
        assert conforms, text[:1000]
        return count

    once, twice, four = (look_ups(copies) for copies in (1, 2, 4))
    assert four - twice <= 2.2 * (twice - once)


def _is_record(term: object) -> bool:
    return isinstance(term, URIRef) and term.startswith("https://w3id.org/certreg/id/")


def _copy(term: Node, number: int) -> Node:
    return URIRef(f"{term}-{number}") if _is_record(term) else term
