"""The shipped graph holds under the axioms of the vocabularies that it uses (tests/ontology/axioms.ttl)."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize
from rdflib import OWL, RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from kg.records import assemble

HERE = Path(__file__).parent
ONTOLOGY = HERE.parents[1] / "ontology"
CR = Namespace("https://w3id.org/certreg/ns#")
ID = "https://w3id.org/certreg/id/"
ELI = Namespace("http://data.europa.eu/eli/ontology#")
PROV = Namespace("http://www.w3.org/ns/prov#")
AXIOMS = Graph().parse(HERE / "axioms.ttl")

LITERALS = ("http://www.w3.org/2001/XMLSchema#", str(RDF.langString), str(RDFS.Literal), str(RDFS.Resource))

Types = dict[Node, set[URIRef]]


class Reasoner:
    """What follows from a graph by sub-classes, sub-properties, domains, ranges and inverses, and what is disjoint.

    The rules of RDFS and of OWL 2 RL that the axioms need, for graphs of tens of thousands of triples; the general
    reasoner (owlrl) takes minutes on these.
    """

    def __init__(self, graph: Graph, axioms: Graph) -> None:
        self.facts = graph
        self.rules = graph + axioms
        self.types: Types = {}
        self.literals: set[tuple[URIRef, URIRef]] = set()
        self._above: dict[tuple[URIRef, URIRef], set[URIRef]] = {}
        self._run()

    def above(self, term: URIRef, relation: URIRef) -> set[URIRef]:
        if (term, relation) not in self._above:
            found, waiting = {term}, [term]
            while waiting:
                one = waiting.pop()
                parents = set(self.rules.objects(one, relation))
                if relation == RDFS.subClassOf:
                    parents |= set(self.rules.objects(one, OWL.equivalentClass))
                    parents |= set(self.rules.subjects(OWL.equivalentClass, one))
                waiting += [parent for parent in parents - found if isinstance(parent, URIRef)]
                found |= {parent for parent in parents if isinstance(parent, URIRef)}
            self._above[term, relation] = found
        return self._above[term, relation]

    def _add(self, thing: Node, kind: URIRef) -> None:
        self.types.setdefault(thing, set()).update(self.above(kind, RDFS.subClassOf))

    def _run(self) -> None:
        used: dict[URIRef, tuple[set[Node], set[Node]]] = {}
        for predicate in set(self.facts.predicates()):
            assert isinstance(predicate, URIRef)
            subjects: set[Node] = set()
            values: set[Node] = set()
            for over in self.above(predicate, RDFS.subPropertyOf):
                subjects |= set(self.rules.objects(over, RDFS.domain))
                values |= set(self.rules.objects(over, RDFS.range))
                inverses = {*self.rules.objects(over, OWL.inverseOf), *self.rules.subjects(OWL.inverseOf, over)}
                for inverse in inverses:
                    for other in self.above(inverse, RDFS.subPropertyOf):
                        values |= set(self.rules.objects(other, RDFS.domain))
                        subjects |= set(self.rules.objects(other, RDFS.range))
            used[predicate] = subjects, values
        for subject, predicate, value in self.facts:
            if predicate == RDF.type and isinstance(value, URIRef):
                self._add(subject, value)
            domains, ranges = used[predicate]
            for kind in domains:
                self._add(subject, kind)
            for kind in ranges:
                if isinstance(value, Literal):
                    if not str(kind).startswith(LITERALS):
                        self.literals.add((predicate, kind))
                else:
                    self._add(value, kind)

    def _pairs(self, relation: Node) -> set[tuple[Node, Node]]:
        below = [name for name in set(self.facts.predicates()) if relation in self.above(name, RDFS.subPropertyOf)]
        return {pair for name in below for pair in self.facts.subject_objects(name)}

    def clashes(self) -> list[str]:
        """Things of two disjoint classes, and literals where a thing belongs."""
        disjoint = {(a, b) for a, b in self.rules.subject_objects(OWL.disjointWith)}
        disjoint |= {(b, a) for a, b in disjoint}
        found = {
            f"{thing} is a {one} and a {other}"
            for thing, kinds in self.types.items()
            for one, other in disjoint
            if one in kinds and other in kinds and str(one) < str(other)
        }
        found |= {f"{predicate} has a literal, where a {kind} belongs" for predicate, kind in self.literals}
        for one, other in self.rules.subject_objects(OWL.propertyDisjointWith):
            found |= {f"{s} {one} and {other} {o}" for s, o in self._pairs(one) & self._pairs(other)}
        for predicate in self.rules.subjects(RDF.type, OWL.FunctionalProperty):
            values: dict[Node, set[Node]] = {}
            for subject, value in self.facts.subject_objects(predicate):
                values.setdefault(subject, set()).add(value)
            found |= {f"{subject} has two {predicate}" for subject, both in values.items() if len(both) > 1}
        return sorted(found)


@pytest.fixture(scope="module")
def shipped() -> Graph:
    triples = (quad.triple for quad in assemble.assemble().quads())
    return Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


@pytest.fixture(scope="module")
def reasoned(shipped: Graph) -> Reasoner:
    return Reasoner(shipped, AXIOMS)


def test_the_shipped_graph_contradicts_no_axiom(reasoned: Reasoner) -> None:
    assert reasoned.clashes() == []


def test_sound_records_of_every_class_contradict_no_axiom() -> None:
    graph = Graph()
    for name in ("certreg.ttl", "notes.ttl", "alignments.ttl", "codes.ttl", "cube.ttl"):
        graph.parse(ONTOLOGY / name)
    assert Reasoner(graph.parse(HERE.parent / "shapes" / "sound.ttl"), AXIOMS).clashes() == []


def test_only_what_binds_is_a_legal_resource(shipped: Graph, reasoned: Reasoner) -> None:
    stated = set(shipped.subjects(RDF.type, ELI.LegalResource))
    assert stated
    assert {thing for thing, kinds in reasoned.types.items() if ELI.LegalResource in kinds} == stated


def test_what_prov_calls_an_activity_is_one_here(shipped: Graph, reasoned: Reasoner) -> None:
    """An event of schema.org may be an activity too, and so may a consortium's common work; a document may not."""
    activities = {thing for thing, kinds in reasoned.types.items() if PROV.Activity in kinds}
    stated = {kind: set(shipped.subjects(RDF.type, CR[kind])) for kind in ("Event", "Consortium", "Reorganisation")}
    assert activities == set(shipped.subjects(RDF.type, PROV.Activity)).union(*stated.values()) & activities


@pytest.fixture(scope="module")
def terms_alone() -> Graph:
    graph = Graph()
    for name in ("certreg.ttl", "notes.ttl", "alignments.ttl", "cube.ttl"):
        graph.parse(ONTOLOGY / name)
    return graph


@pytest.mark.parametrize(
    ("wrong", "clash"),
    [
        ("id:x a cr:Reform ; prov:wasDerivedFrom <https://w3id.org/certreg/source/s> .", "prov#Activity"),
        ("id:x a cr:Reorganisation, cr:RegulatoryAgency .", "org#ChangeEvent"),
        ("id:x a cr:Enterprise ; cr:membershipRole id:y . id:x a org:Membership .", "org#Membership"),
        ("id:x skos:inScheme id:y . id:y a skos:Concept .", "core#ConceptScheme"),
        ('id:x dct:creator "somebody" .', "literal"),
        ('id:x dct:language "en" .', "literal"),
        ("id:x skos:exactMatch id:y ; skos:relatedMatch id:y .", "relatedMatch"),
        ("id:x org:member id:y, id:z .", "has two"),
        ("cr:percentChange a qb:MeasureProperty .", "cube#MeasureProperty"),
    ],
)
def test_a_contradiction_is_found(terms_alone: Graph, wrong: str, clash: str) -> None:
    graph = Graph() + terms_alone
    prefixes = "\n".join(f"@prefix {prefix}: <{iri}> ." for prefix, iri in AXIOMS.namespaces())
    own = f"@prefix cr: <{CR}> . @prefix id: <{ID}> . "
    graph.parse(data=f"{prefixes}\n{own}{wrong}", format="turtle")
    assert any(clash in found for found in Reasoner(graph, AXIOMS).clashes())
