"""The SHACL shapes that the ontology implies: for each property, what its values may be.

The ontology gives the ranges of a property as classes, datatypes and code lists (`kg.rdf.vocabulary`). Each property
becomes one node shape, aimed at its subjects, with one property shape. ``ontology/shapes.ttl`` adds what the ontology
does not say: how many values there are, and what is narrower for one class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg import names
from kg.rdf.terms import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, SKOS_CONCEPT, SKOS_IN_SCHEME
from kg.rdf.vocabulary import ANYTHING, CONCEPT, PropertyTerm, Vocabulary
from kg.records.interpret import expected

SHACL = "http://www.w3.org/ns/shacl#"
#: The shape of a property is called by these and its key between them: ``shapes:partyRange``.
_SHAPE, _RANGE = f"{names.BASE}shapes#", "Range"
_CODES = frozenset({SKOS_CONCEPT, CONCEPT})


def shapes(vocabulary: Vocabulary) -> Iterator[Triple]:
    """The triples of all shapes, by the key of the property.

    Properties of codes have none: most codes come with the ontology, also where the records they name are not read.
    """
    for _, term in sorted(vocabulary.properties.items()):
        if not term.domain or not term.domain <= _CODES:
            yield from _shape(_widened(term, vocabulary), vocabulary)


def is_range(shape: str) -> bool:
    """Whether the IRI of a shape is one of those made here."""
    return shape.startswith(_SHAPE) and shape.endswith(_RANGE)


def _widened(term: PropertyTerm, vocabulary: Vocabulary) -> PropertyTerm:
    """A property with the ranges of those below it too: the graph states their values of it as well."""
    below = [other for other in vocabulary.properties.values() if term.iri in other.ancestors]
    return replace(
        term,
        ranges=term.ranges.union(*(other.ranges for other in below)),
        datatypes=term.datatypes.union(*(other.datatypes for other in below)),
        code_lists=tuple(sorted({*term.code_lists, *(key for other in below for key in other.code_lists)})),
    )


def _shape(term: PropertyTerm, vocabulary: Vocabulary) -> Iterator[Triple]:
    shape = NamedNode(f"{_SHAPE}{term.key}{_RANGE}")
    yield Triple(shape, NamedNode(RDF_TYPE), _shacl("PropertyShape"))
    yield Triple(shape, _shacl("targetSubjectsOf"), NamedNode(term.iri))
    yield Triple(shape, _shacl("path"), NamedNode(term.iri))
    yield Triple(shape, _shacl("severity"), _shacl("Violation"))
    yield Triple(shape, _shacl("message"), Literal(f"expected {expected(term)}", language="en"))
    simple = [
        *(("class", NamedNode(kind)) for kind in sorted(term.ranges)),
        *(("datatype", NamedNode(datatype)) for datatype in sorted(term.datatypes)),
    ]
    if not ANYTHING.isdisjoint(term.ranges):
        yield Triple(shape, _shacl("nodeKind"), _shacl("IRI"))
    elif len(simple) == 1 and not term.code_lists:
        yield Triple(shape, _shacl(simple[0][0]), simple[0][1])
    elif not simple and vocabulary.open_lists.isdisjoint(term.code_lists):
        codes = (code.iri for key in term.code_lists for code in vocabulary.codes.get(key, {}).values())
        yield from _list(shape, "in", map(NamedNode, sorted(codes)))
    else:
        alternatives: list[NamedNode | BlankNode] = []
        for parameter, value in simple:
            alternatives.append(BlankNode())
            yield Triple(alternatives[-1], _shacl(parameter), value)
        if term.code_lists:
            alternatives.append(BlankNode())
            yield from _in_lists(alternatives[-1], term.code_lists)
        yield from _list(shape, "or", alternatives)


def _in_lists(node: NamedNode | BlankNode, code_lists: Iterable[str]) -> Iterator[Triple]:
    """A code of these lists, by skos:inScheme: within sh:or, pySHACL reads a list of codes anew for each value."""
    path = BlankNode()
    yield Triple(node, _shacl("property"), path)
    yield Triple(path, _shacl("path"), NamedNode(SKOS_IN_SCHEME))
    yield Triple(path, _shacl("minCount"), Literal(1))
    yield from _list(path, "in", (NamedNode(names.CODE + key) for key in code_lists))


def _list(node: NamedNode | BlankNode, parameter: str, items: Iterable[NamedNode | BlankNode]) -> Iterator[Triple]:
    """An RDF list as the value of a parameter."""
    subject, predicate = node, _shacl(parameter)
    for item in items:
        cell = BlankNode()
        yield Triple(subject, predicate, cell)
        yield Triple(cell, NamedNode(RDF_FIRST), item)
        subject, predicate = cell, NamedNode(RDF_REST)
    yield Triple(subject, predicate, NamedNode(RDF_NIL))


def _shacl(local: str) -> NamedNode:
    return NamedNode(SHACL + local)
