"""What is said of entities, each thing once: the most specific property and class, with the graph it stands in.

A build holds what follows from a statement beside it (a memorandum is an agreement, is a prov:Entity). For reading
and drawing, only what was stated is wanted; super-classes and super-properties are left out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg import names
from kg.store import Graph, Row, Table, Term

#: Properties that tie a record to its passage; they answer "where", not "what".
_BOOKKEEPING = frozenset(
    names.expand(curie)
    for curie in (
        *("prov:wasDerivedFrom", "cr:quote"),
        *("owl:annotatedSource", "owl:annotatedProperty", "owl:annotatedTarget"),  # what a link's provenance is about
    )
)
_HIDDEN_GRAPHS = frozenset({names.ONTOLOGY_GRAPH, names.CODE_GRAPH})
#: Asked for this many things at once, a query stays within every engine's limits.
_BATCH = 400
_SAME_NAME = (names.expand("skos:prefLabel"), names.expand("rdfs:label"))


@dataclass(frozen=True, slots=True)
class Stated:
    """One statement and the graph (passage or rule) it stands in."""

    subject: str
    predicate: str
    object: NamedNode | Literal
    graph: str


def about(graph: Graph, iri: str) -> tuple[list[Stated], list[Stated]]:
    """(what is said of an entity, what is said of others with it as the object), in a fixed order."""
    outward = f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} VALUES ?s {{ <{iri}> }} }}"
    inward = f"SELECT ?s ?p ?o ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} VALUES ?o {{ <{iri}> }} }}"
    above = ancestors(graph)
    return _reduced(graph.select(outward), above), _reduced(graph.select(inward), above)


def everything(graph: Graph) -> list[Stated]:
    """All statements of all passages and rules, in a fixed order."""
    return _reduced(graph.select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"), ancestors(graph))


def of(graph: Graph, iris: Iterable[str]) -> list[Stated]:
    """What is said of these entities, in a fixed order."""
    wanted = sorted(set(iris))
    found: list[Row] = []
    for start in range(0, len(wanted), _BATCH):
        values = " ".join(f"<{iri}>" for iri in wanted[start : start + _BATCH])
        answer = graph.select(f"SELECT ?s ?p ?o ?g WHERE {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}")
        found += answer.rows
    return _reduced(Table(("s", "p", "o", "g"), tuple(found)), ancestors(graph))


def within(graph: Graph, where: str, most: int) -> tuple[list[Stated], int]:
    """What one passage, rule or file of links says of the first things it speaks of, at most so many, in a fixed order;
    and how many more it speaks of."""
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
    return _reduced(rows, ancestors(graph)), left_out


def speaking_of(graph: Graph, iri: str, most: int) -> tuple[list[Stated], int]:
    """What is said of others with an entity as the object, of at most so many of them; and how many more there are."""
    spoken = f"?s ?relation <{iri}>"
    answer = graph.select(f"SELECT DISTINCT ?s WHERE {{ {spoken} }} LIMIT {most + 1}")
    left_out = 0
    if len(answer) > most:
        counted = graph.select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {spoken} }}")
        left_out = counted.column("n")[0] - most
    values = " ".join(str(row[0]) for row in answer.rows[:most] if isinstance(row[0], NamedNode))
    rows = graph.select(
        f"SELECT ?s ?p (<{iri}> AS ?o) ?g WHERE {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p <{iri}> }} }}"
    )
    return _reduced(rows, ancestors(graph)), left_out


def ancestors(graph: Graph) -> Mapping[str, frozenset[str]]:
    """Class or property -> everything above it, as the graph's own ontology says."""
    answer = graph.select(
        "SELECT ?term ?above WHERE { { ?term rdfs:subClassOf ?above } UNION { ?term rdfs:subPropertyOf ?above } }"
    )
    direct: dict[str, set[str]] = {}
    for term, above in answer.rows:
        if isinstance(term, NamedNode) and isinstance(above, NamedNode):
            direct.setdefault(term.value, set()).add(above.value)
    closed: dict[str, frozenset[str]] = {}
    for term_iri in direct:
        found: set[str] = set()
        waiting = [term_iri]
        while waiting:
            for parent in direct.get(waiting.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        closed[term_iri] = frozenset(found - {term_iri})
    return closed


def sources_of(graph: Graph, stated: Iterable[Stated]) -> dict[Stated, list[str]]:
    """The passages behind each statement: the graph it stands in, or, for what a rule derived, the passages of the
    records that the rule's claim names."""
    wanted = list(stated)
    behind = {item: [item.graph] for item in wanted if not item.graph.startswith(names.DERIVED)}
    for item in wanted:
        if item.graph.startswith(names.DERIVED):
            behind[item] = _claimed(graph, item) or [item.graph]
    return behind


def _claimed(graph: Graph, item: Stated) -> list[str]:
    answer = graph.select(
        f"""SELECT DISTINCT ?passage WHERE {{
          {{ ?claim rdf:subject <{item.subject}> ; rdf:predicate <{item.predicate}> ; rdf:object {item.object} ;
                   prov:wasDerivedFrom ?record }}
          UNION {{ GRAPH <{item.graph}> {{ <{item.subject}> prov:wasDerivedFrom ?record }} }}
          GRAPH ?passage {{ ?record prov:wasDerivedFrom ?passage }}
        }} ORDER BY ?passage"""
    )
    return [row[0].value for row in answer.rows if isinstance(row[0], NamedNode)]


def quotes(graph: Graph, passages: Iterable[str]) -> dict[tuple[str, str], str]:
    """(passage, thing) -> its quote in that passage; the passage's own quote stands under (passage, passage)."""
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


def _reduced(answer: Table, above: Mapping[str, frozenset[str]]) -> list[Stated]:
    found: dict[tuple[str, str, Term | None], set[str]] = {}
    types: dict[tuple[str, str], set[str]] = {}
    type_iri = names.expand("rdf:type")
    for subject, predicate, value, where in answer.rows:
        if not (isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and isinstance(where, NamedNode)):
            continue
        if where.value in _HIDDEN_GRAPHS or predicate.value in _BOOKKEEPING or isinstance(value, Triple):
            continue
        if predicate.value == type_iri and isinstance(value, NamedNode):
            types.setdefault((subject.value, where.value), set()).add(value.value)
        else:
            found.setdefault((subject.value, where.value, value), set()).add(predicate.value)
    kept: list[Stated] = []
    for (entity, where_iri), classes in types.items():
        kept.extend(Stated(entity, type_iri, NamedNode(iri), where_iri) for iri in lowest(classes, above))
    for (entity, where_iri, value), predicates in found.items():
        if isinstance(value, NamedNode | Literal):
            kept.extend(Stated(entity, iri, value, where_iri) for iri in lowest(predicates, above))
    return sorted(kept, key=lambda item: (item.subject, item.predicate, str(item.object), item.graph))


def lowest(terms: set[str], above: Mapping[str, frozenset[str]]) -> set[str]:
    """The classes or properties that stand above none of the others; of the two properties of a name, the first."""
    covered = {parent for term in terms for parent in above.get(term, ())}
    if set(_SAME_NAME) <= terms:
        covered.add(_SAME_NAME[1])
    return terms - covered
