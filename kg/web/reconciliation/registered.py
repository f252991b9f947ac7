"""Adds to the catalogue of the records those entities of the registers that a request names; all would be too many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.ask.index import Name, names_among
from kg.describe import assertions, registers
from kg.rdf.terms import RDF_TYPE, RDFS_LABEL, SKOS_PREF_LABEL
from kg.store import Layered
from kg.web.reconciliation.catalogue import Catalogue, Value, identifier

#: How many register entities one name may stand for.
_MOST = 5


def named(catalogue: Catalogue, graph: Layered, texts: Iterable[str]) -> Catalogue:
    """The catalogue with the register entities that have one of these keys or names, or all their words in a name.

    A name that an entity of the records has is not looked up in the registers.
    """
    unknown = [text for text in dict.fromkeys(texts) if text.strip() and not catalogue.things.named(text)]
    hits = (hit for text in unknown for hit in registers.find(graph, text, _MOST))
    return _with(catalogue, graph, (hit.thing for hit in hits))


def identified(catalogue: Catalogue, graph: Layered, ids: Iterable[str]) -> Catalogue:
    """The catalogue with the register entities that have one of these keys."""
    keys = (text.strip().removeprefix(names.ID) for text in ids if catalogue.thing(text) is None)
    return _with(catalogue, graph, (names.ID + key for key in keys if names.REGISTER_KEY.match(key)))


def _with(catalogue: Catalogue, graph: Layered, iris: Iterable[str]) -> Catalogue:
    new = sorted(set(iris) - catalogue.types_of.keys())
    if not new:
        return catalogue
    rows = [(NamedNode(iri), *row) for iri in new for row in graph.select(f"SELECT ?p ?o {{ <{iri}> ?p ?o }}").rows]
    above = assertions.ancestors(graph.records)
    relations: dict[tuple[str, Value], set[str]] = defaultdict(set)
    for subject, relation, value in rows:
        if (
            isinstance(subject, NamedNode)
            and isinstance(relation, NamedNode)
            and isinstance(value, NamedNode | Literal)
        ):
            relations[subject.value, value].add(relation.value)
    values: dict[str, dict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
    for (thing, stated), by in relations.items():
        for property in assertions.lowest(by, above):
            values[thing][RDFS_LABEL if property == SKOS_PREF_LABEL else property].add(stated)
    own = {
        thing: {each.value for each in of_thing[RDF_TYPE] if each.value.startswith(names.NS)}
        for thing, of_thing in values.items()
    }
    members: dict[str, set[str]] = defaultdict(set)
    for thing, kinds in own.items():
        for kind in kinds.union(*(above.get(each, frozenset()) for each in kinds)):
            if kind.startswith(names.NS):
                members[kind].add(thing)
    types_of = {thing: tuple(sorted(assertions.lowest(kinds, above))) for thing, kinds in own.items()}
    for thing, of_thing in values.items():
        of_thing[RDF_TYPE] = {NamedNode(kind) for kind in types_of[thing]}
    used = {property for of_thing in values.values() for property in of_thing}
    return replace(
        catalogue,
        things=catalogue.things.extended(_named(set(values), names_among(rows))),
        types=catalogue.types.extended(_terms(catalogue, graph, members), _ids(members)),
        properties=catalogue.properties.extended(_terms(catalogue, graph, used), _ids(used)),
        values={**catalogue.values, **{thing: _in_order(of_thing) for thing, of_thing in values.items()}},
        types_of={**catalogue.types_of, **types_of},
        members={**catalogue.members, **_joined(catalogue.members, members)},
    )


def _named(things: set[str], known: list[Name]) -> list[Name]:
    """The names of things; the key of one without any, so that it is found by it."""
    bare = things - {name.thing for name in known}
    return [*known, *(Name(thing, identifier(thing)) for thing in bare)]


def _terms(catalogue: Catalogue, graph: Layered, terms: Iterable[str]) -> list[Name]:
    """The names of classes and properties that nothing of the records has."""
    new = [term for term in terms if not catalogue.types.names_of(term) and not catalogue.properties.names_of(term)]
    shown = entities.labels(graph.records, new, catalogue.lang)
    return [Name(term, shown.get(term, names.curie(term).rpartition(":")[2])) for term in new]


def _ids(terms: Iterable[str]) -> dict[str, set[str]]:
    return {identifier(term): {term} for term in terms}


def _in_order(values: Mapping[str, set[Value]]) -> dict[str, tuple[Value, ...]]:
    return {property: tuple(sorted(values[property], key=str)) for property in sorted(values)}


def _joined(known: Mapping[str, frozenset[str]], more: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {kind: known.get(kind, frozenset()) | things for kind, things in more.items()}
