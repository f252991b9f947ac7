"""A graph as the reconciliation service sees it: entities, types and properties by their ids, and values.

Read once; answering then asks no engine. Ids are short: a thing's key (``cnca``, ``sector/food``), a class's local
name (``RegulatoryAgency``), a code list's key (``sector``), a property's local name (``administers``), a CURIE for
properties of others (``rdfs:label``), and ``^administers`` for the property read backwards.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.ask.index import Index, Name, names_in
from kg.describe import assertions
from kg.errors import NotFound
from kg.rdf.terms import (
    OWL_CLASS,
    RDF_TYPE,
    RDFS_LABEL,
    SKOS_CONCEPT_SCHEME,
    SKOS_EXACT_MATCH,
    SKOS_IN_SCHEME,
    SKOS_PREF_LABEL,
)
from kg.store import Graph
from kg.text.suggest import nearest
from kg.text.words import words

Value = NamedNode | Literal

INVERSE = "^"
#: An error about an unknown type or property lists so many.
_MOST_NEAR = 5
_DESCRIPTIONS = tuple(names.expand(curie) for curie in ("skos:definition", "dct:description"))
#: The one link to other datasets that makes their identifier one of the thing's own.


@dataclass(frozen=True)
class Catalogue:
    """What `read` returns; keys are IRIs throughout, those of properties perhaps with a ``^`` before them."""

    things: Index
    types: Index
    properties: Index
    #: thing -> property -> values, in a fixed order
    values: Mapping[str, Mapping[str, tuple[Value, ...]]]
    #: thing -> its most specific types
    types_of: Mapping[str, tuple[str, ...]]
    #: type -> all its members, those of its sub-classes included
    members: Mapping[str, frozenset[str]]
    #: type -> the types directly above it
    broader: Mapping[str, tuple[str, ...]]
    lang: str

    def name(self, iri: str) -> str:
        """The name of an entity, type or property to show; its id where it has none."""
        backwards, iri = iri.startswith(INVERSE), iri.removeprefix(INVERSE)
        for index in (self.things, self.types, self.properties):
            by_language = {name.language: name.text for name in reversed(index.names_of(iri)) if not name.alternative}
            if by_language:
                shown = entities.in_language(by_language, self.lang)
                return f"{shown} (inverse)" if backwards else shown
        return INVERSE * backwards + identifier(iri)

    def about(self, iri: str) -> str:
        """What distinguishes an entity, type or property from namesakes: kinds, then a definition or other names."""
        texts = [value.value for property in _DESCRIPTIONS for value in self.values.get(iri, {}).get(property, ())]
        also = [name.text for index in (self.things, self.types, self.properties) for name in index.names_of(iri)]
        more = texts[:1] or [name for name in dict.fromkeys(also) if name != self.name(iri)][:3]
        return "; ".join(dict.fromkeys([*(self.name(kind) for kind in self.types_of.get(iri, ())), *more]))

    def spellings(self, value: Value) -> tuple[str, ...]:
        """The spellings of a value: the text itself, or all names of an entity or type, its id and its IRI."""
        if isinstance(value, Literal):
            return (value.value,)
        own = [name.text for index in (self.things, self.types) for name in index.names_of(value.value)]
        return (*own, identifier(value.value), value.value)

    def thing(self, text: str) -> str | None:
        """The IRI of the thing with this id, if there is one."""
        return self.things.identified(text)

    def type(self, text: str) -> str:
        """The IRI of a type by id, CURIE, IRI or name. Raises NotFound."""
        return _known(self.types, "type", text)

    def property(self, text: str) -> str:
        """The IRI of a property by id, CURIE, IRI or name, ``^`` before it kept. Raises NotFound."""
        backwards = INVERSE if text.startswith(INVERSE) else ""
        return backwards + _known(self.properties, "property", text.removeprefix(INVERSE))

    def used(self, kind: str | None) -> list[str]:
        """The properties that members of a type (or any things) have, the most frequent first."""
        members = self.values if kind is None else self.members.get(kind, frozenset())
        counts = Counter(property for thing in members for property in self.values.get(thing, ()))
        return sorted(counts, key=lambda property: (-counts[property], property.startswith(INVERSE), property))


def identifier(iri: str) -> str:
    """The id of a thing, type or property, as answers give it."""
    backwards, iri = iri.startswith(INVERSE), iri.removeprefix(INVERSE)
    return INVERSE * backwards + (iri.removeprefix(names.NS) if iri.startswith(names.NS) else names.short(iri))


def read(graph: Graph, lang: str = "en") -> Catalogue:
    """Read names, types and values of all entities and codes; `lang` is the language of names shown."""
    above = assertions.ancestors(graph)
    known = names_in(graph)
    kinds = _rows(graph, "SELECT ?term ?kind WHERE { ?term a ?kind }")
    lists = {term for term, kind in kinds if kind == SKOS_CONCEPT_SCHEME and term.startswith(names.CODE)}
    classes = {term for term, kind in kinds if kind == OWL_CLASS and term.startswith(names.NS)}
    own = {name.thing for name in known if name.thing.startswith((names.ID, names.CODE))} - lists
    values = _values(graph, own, above)
    members: dict[str, set[str]] = defaultdict(set)
    types_of: dict[str, tuple[str, ...]] = {}
    for thing in own:
        stated = {value.value for kind in (RDF_TYPE, SKOS_IN_SCHEME) for value in values[thing].get(kind, ())} & (
            classes | lists
        )
        types_of[thing] = tuple(sorted(assertions.lowest(stated, above)))
        for kind in stated.union(*(above.get(term, frozenset()) & classes for term in stated)):
            members[kind].add(thing)
        values[thing][RDF_TYPE] = tuple(map(NamedNode, types_of[thing]))
    used = {property.removeprefix(INVERSE) for of_thing in values.values() for property in of_thing}
    for term, texts in _definitions(graph).items():
        values.setdefault(term, {})[_DESCRIPTIONS[0]] = texts
    return Catalogue(
        things=Index((name for name in known if name.thing in own), _outside(values)),
        types=_index(known, members),
        properties=_index(known, used),
        values=values,
        types_of=types_of,
        members={kind: frozenset(of_kind) for kind, of_kind in members.items()},
        broader={kind: tuple(sorted(assertions.lowest(set(above.get(kind, ())) & classes, above))) for kind in members},
        lang=lang,
    )


def _index(known: Iterable[Name], terms: Iterable[str]) -> Index:
    """An index of types or properties. External terms often have no name in the graph; their local name serves."""
    wanted = set(terms)
    named = [name for name in known if name.thing in wanted]
    bare = wanted - {name.thing for name in named}
    named += [Name(term, names.curie(term).rpartition(":")[2]) for term in bare]
    return Index(named, {identifier(term): {term} for term in wanted})


def _values(
    graph: Graph, own: set[str], above: Mapping[str, frozenset[str]]
) -> dict[str, dict[str, tuple[Value, ...]]]:
    answer = graph.select("SELECT DISTINCT ?s ?p ?o WHERE { ?s ?p ?o }")
    relations_of: dict[tuple[str, Value], set[str]] = defaultdict(set)
    for subject, predicate, term in answer.rows:
        if (
            isinstance(subject, NamedNode)
            and isinstance(predicate, NamedNode)
            and isinstance(term, NamedNode | Literal)
        ):
            relations_of[subject.value, term].add(predicate.value)
    by_thing: dict[str, dict[str, set[Value]]] = {thing: defaultdict(set) for thing in own}
    for (thing, value), relations in relations_of.items():
        if thing not in own:
            continue
        for relation in assertions.lowest(relations, above):
            by_thing[thing][RDFS_LABEL if relation == SKOS_PREF_LABEL else relation].add(value)
            if value.value in own and isinstance(value, NamedNode):
                by_thing[value.value][INVERSE + relation].add(NamedNode(thing))
    return {
        thing: {relation: tuple(sorted(of_thing[relation], key=str)) for relation in sorted(of_thing)}
        for thing, of_thing in sorted(by_thing.items())
    }


def _definitions(graph: Graph) -> dict[str, tuple[Value, ...]]:
    answer = graph.select(
        f'SELECT ?term ?text WHERE {{ ?term skos:definition ?text FILTER(STRSTARTS(STR(?term), "{names.NS}")) }}'
    )
    texts: dict[str, list[Value]] = defaultdict(list)
    for term, text in answer.rows:
        if isinstance(term, NamedNode) and isinstance(text, Literal):
            texts[term.value].append(text)
    english = {
        term: [text for text in listed if getattr(text, "language", "") == "en"] for term, listed in texts.items()
    }
    return {term: tuple(sorted(english[term] or listed, key=str)) for term, listed in texts.items()}


def _outside(values: Mapping[str, Mapping[str, tuple[Value, ...]]]) -> dict[str, set[str]]:
    """Identifiers in other datasets, and their last segments -> the things that they identify."""
    things: dict[str, set[str]] = defaultdict(set)
    for thing, of_thing in values.items():
        for other in of_thing.get(SKOS_EXACT_MATCH, ()):
            for text in (other.value, other.value.rstrip("/#").replace("#", "/").rpartition("/")[2]):
                if text:
                    things[text].add(thing)
    return things


def _rows(graph: Graph, query: str) -> list[tuple[str, str]]:
    answer = graph.select(query)
    return [
        (row[0].value, row[1].value)
        for row in answer.rows
        if isinstance(row[0], NamedNode) and isinstance(row[1], NamedNode)
    ]


def _known(index: Index, what: str, text: str) -> str:
    if (iri := index.identified(text)) is not None:
        return iri
    hits = index.find(text)
    exact = [hit.thing for hit in hits if hit.why == "exact"]
    if len(exact) == 1:
        return exact[0]
    wanted = set(words(text))
    with_word = [hit.thing for hit in hits if wanted and wanted <= set(words(hit.name))]
    near = [*map(identifier, with_word), *nearest(text, [identifier(iri) for iri in index])]
    raise NotFound(what, text, list(dict.fromkeys(near))[:_MOST_NEAR] or [identifier(hit.thing) for hit in hits[:3]])
