"""The assertions about entities, each with its most specific property and class and the graph that holds it.

A build also holds what an assertion implies (a memorandum is an agreement and a prov:Entity). Readers and pictures
want only what was asserted, so this module leaves out super-classes and super-properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg import names
from kg.rdf.terms import RDF_TYPE, RDFS_LABEL, SKOS_PREF_LABEL
from kg.store import Graph, Row, Table, Term

#: Provenance properties: they answer "where", not "what".
_BOOKKEEPING = frozenset(
    names.expand(curie)
    for curie in (
        *("cr:statedIn", "dct:isReferencedBy", "cr:quote", "qb:dataSet", "cr:knownFrom"),
        *("prov:wasDerivedFrom", "prov:wasInfluencedBy"),
        *("owl:annotatedSource", "owl:annotatedProperty", "owl:annotatedTarget"),  # the subject of a link's provenance
    )
)
#: The properties of a claim, which states a derived statement again in order to name what it rests on.
CLAIM_PROPERTIES = frozenset(names.expand(curie) for curie in ("rdf:subject", "rdf:predicate", "rdf:object"))
_HIDDEN_GRAPHS = frozenset({names.ONTOLOGY_GRAPH, names.CODE_GRAPH})
#: At this many IRIs a query stays within every engine's limits.
_BATCH = 400
_SAME_NAME = (SKOS_PREF_LABEL, RDFS_LABEL)


@dataclass(frozen=True, slots=True)
class Assertion:
    """One statement and the graph (passage or rule) that holds it."""

    subject: str
    predicate: str
    object: NamedNode | Literal
    graph: str


def about(graph: Graph, iri: str) -> tuple[list[Assertion], list[Assertion]]:
    """(assertions with the entity as subject, assertions with it as object), in a fixed order."""
    outward = f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} VALUES ?s {{ <{iri}> }} }}"
    inward = f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} VALUES ?o {{ <{iri}> }} }}"
    above = ancestors(graph)
    return _most_specific(graph.select(outward), above), _most_specific(graph.select(inward), above)


def everything(graph: Graph) -> list[Assertion]:
    """All assertions of all passages and rules, in a fixed order."""
    return _most_specific(graph.select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"), ancestors(graph))


def of(graph: Graph, iris: Iterable[str]) -> list[Assertion]:
    """The assertions with these entities as subjects, in a fixed order."""
    wanted = sorted(set(iris))
    rows: list[Row] = []
    for start in range(0, len(wanted), _BATCH):
        values = " ".join(f"<{iri}>" for iri in wanted[start : start + _BATCH])
        answer = graph.select(f"SELECT ?s ?p ?o ?g WHERE {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}")
        rows += answer.rows
    return _most_specific(Table(("s", "p", "o", "g"), tuple(rows)), ancestors(graph))


def within(graph: Graph, where: str, most: int) -> tuple[list[Assertion], int]:
    """The assertions of one graph (passage, rule or file of links) about its first `most` subjects, in a fixed order,
    and how many further subjects it has."""
    answer = graph.select(f"SELECT DISTINCT ?s WHERE {{ GRAPH <{where}> {{ ?s ?p ?o }} }} ORDER BY ?s LIMIT {most + 1}")
    things = [row[0] for row in answer.rows]
    left_out = 0
    if len(things) > most:
        counted = graph.select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ GRAPH <{where}> {{ ?s ?p ?o }} }}")
        left_out = counted.column("n")[0] - most
    values = " ".join(str(thing) for thing in things[:most] if isinstance(thing, NamedNode))
    rows = graph.select(
        f"SELECT ?s ?p ?o (<{where}> AS ?g) WHERE {{ VALUES ?s {{ {values} }} GRAPH <{where}> {{ ?s ?p ?o }} }}"
    )
    return _most_specific(rows, ancestors(graph)), left_out


def mentioning(graph: Graph, iri: str, most: int) -> tuple[list[Assertion], int]:
    """The assertions of the first `most` subjects with an entity as object, and how many further subjects there are."""
    pattern = f"?s ?relation <{iri}>"
    answer = graph.select(f"SELECT DISTINCT ?s WHERE {{ {pattern} }} LIMIT {most + 1}")
    left_out = 0
    if len(answer) > most:
        counted = graph.select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {pattern} }}")
        left_out = counted.column("n")[0] - most
    values = " ".join(str(row[0]) for row in answer.rows[:most] if isinstance(row[0], NamedNode))
    rows = graph.select(
        f"SELECT ?s ?p (<{iri}> AS ?o) ?g WHERE {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p <{iri}> }} }}"
    )
    return _most_specific(rows, ancestors(graph)), left_out


def ancestors(graph: Graph) -> Mapping[str, frozenset[str]]:
    """Class or property -> all its super-classes or super-properties, by the graph's own ontology."""
    answer = graph.select(
        "SELECT ?term ?above WHERE { { ?term rdfs:subClassOf ?above } UNION { ?term rdfs:subPropertyOf ?above } }"
    )
    direct: dict[str, set[str]] = {}
    for term, above in answer.rows:
        if isinstance(term, NamedNode) and isinstance(above, NamedNode):
            direct.setdefault(term.value, set()).add(above.value)
    closed: dict[str, frozenset[str]] = {}
    for term_iri in direct:
        result: set[str] = set()
        waiting = [term_iri]
        while waiting:
            for parent in direct.get(waiting.pop(), ()):
                if parent not in result:
                    result.add(parent)
                    waiting.append(parent)
        closed[term_iri] = frozenset(result - {term_iri})
    return closed


def sources_of(graph: Graph, items: Iterable[Assertion]) -> dict[Assertion, list[str]]:
    """The passages behind each assertion: its own graph or, if a rule derived it, the passages of the records that the
    rule's claim names."""
    wanted = list(items)
    behind = {item: [item.graph] for item in wanted if not item.graph.startswith(names.DERIVED)}
    for item in wanted:
        if item.graph.startswith(names.DERIVED):
            behind[item] = _claimed(graph, item) or [item.graph]
    return behind


def _claimed(graph: Graph, item: Assertion) -> list[str]:
    answer = graph.select(
        f"""SELECT DISTINCT ?passage WHERE {{
          {{ ?claim rdf:subject <{item.subject}> ; rdf:predicate <{item.predicate}> ; rdf:object {item.object} ;
                   prov:wasInfluencedBy ?record }}
          UNION {{ GRAPH <{item.graph}> {{ <{item.subject}> prov:wasDerivedFrom ?record }} }}
          GRAPH ?passage {{ ?record cr:statedIn ?passage }}
        }} ORDER BY ?passage"""
    )
    return [row[0].value for row in answer.rows if isinstance(row[0], NamedNode)]


def quotes(graph: Graph, passages: Iterable[str]) -> dict[tuple[str, str], str]:
    """(passage, thing) -> its quote in that passage; the passage's own quote has the key (passage, passage)."""
    values = " ".join(f"<{iri}>" for iri in sorted(set(passages)))
    answer = graph.select(
        f"SELECT ?passage ?thing ?quote WHERE {{ VALUES ?passage {{ {values} }} "
        "GRAPH ?passage { ?thing cr:quote ?quote } }"
    )
    return {
        (row[0].value, row[1].value): row[2].value
        for row in answer.rows
        if isinstance(row[0], NamedNode) and isinstance(row[1], NamedNode) and isinstance(row[2], Literal)
    }


def _most_specific(answer: Table, above: Mapping[str, frozenset[str]]) -> list[Assertion]:
    by_statement: dict[tuple[str, str, Term | None], set[str]] = {}
    types: dict[tuple[str, str], set[str]] = {}
    type_iri = RDF_TYPE
    for subject, predicate, value, where in answer.rows:
        if not (isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and isinstance(where, NamedNode)):
            continue
        if where.value in _HIDDEN_GRAPHS or predicate.value in _BOOKKEEPING or isinstance(value, Triple):
            continue
        if predicate.value == type_iri and isinstance(value, NamedNode):
            types.setdefault((subject.value, where.value), set()).add(value.value)
        else:
            by_statement.setdefault((subject.value, where.value, value), set()).add(predicate.value)
    kept: list[Assertion] = []
    for (entity, where_iri), classes in types.items():
        kept.extend(Assertion(entity, type_iri, NamedNode(iri), where_iri) for iri in lowest(classes, above))
    for (entity, where_iri, value), predicates in by_statement.items():
        if isinstance(value, NamedNode | Literal):
            kept.extend(Assertion(entity, iri, value, where_iri) for iri in lowest(predicates, above))
    return sorted(kept, key=lambda item: (item.subject, item.predicate, str(item.object), item.graph))


def lowest(terms: set[str], above: Mapping[str, frozenset[str]]) -> set[str]:
    """The classes or properties that are above none of the others; of the two label properties, skos:prefLabel."""
    covered = {parent for term in terms for parent in above.get(term, ())}
    if set(_SAME_NAME) <= terms:
        covered.add(_SAME_NAME[1])
    return terms - covered
