"""The names that the graph knows, in all their languages, as one automaton over lemmas.

A draft of a report must find what earlier sources named, not what the report itself put into the graph: names that
only the drafted source gives are left out (`without`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.rdf.vocabulary import Vocabulary
from kg.store import Graph

_NAMES = f"""
SELECT DISTINCT ?thing ?name ?graph WHERE {{
  GRAPH ?graph {{ {{ ?thing rdfs:label ?name }} UNION {{ ?thing skos:altLabel ?name }} }}
  FILTER(STRSTARTS(STR(?thing), "{names.ID}") || STRSTARTS(STR(?thing), "{names.CODE}"))
}}"""
_LISTS = f"""
SELECT DISTINCT ?thing ?list WHERE {{
  ?thing skos:inScheme ?list FILTER(STRSTARTS(STR(?thing), "{names.ID}"))
}}"""
_TYPES = f"""
SELECT DISTINCT ?thing ?type WHERE {{
  ?thing a ?type FILTER(STRSTARTS(STR(?thing), "{names.ID}"))
}}"""


@dataclass(frozen=True, slots=True)
class Known:
    """A thing of the graph under one of its names."""

    key: str
    #: class of the ontology, or ``code.LIST``
    kind: str
    name: str


def kinds(vocabulary: Vocabulary, extra: Iterable[str] = ()) -> dict[str, frozenset[str]]:
    """Kind of phrase -> the kinds above it: classes of the ontology, code lists, and the `extra` ones of the rules."""
    names_of = {
        key: frozenset(names.curie(iri).rpartition(":")[2] for iri in term.ancestors)
        for key, term in vocabulary.classes.items()
    }
    names_of |= {f"code.{listed}": frozenset({"code"}) for listed in vocabulary.codes}
    return names_of | {kind: frozenset() for kind in extra}


def known(graph: Graph, vocabulary: Vocabulary, leave: Mapping[str, Iterable[str]], without: str = "") -> list[Known]:
    """All names of entities and codes. `leave`: classes and code lists whose members have no names to look for."""
    types: dict[str, set[str]] = {}
    for thing, kind in _rows(graph, _TYPES):
        if (term := vocabulary.class_of(kind.value)) is not None and not term.derived_only:
            types.setdefault(thing.value, set()).add(term.key)
    lists = {thing.value: listed.value.removeprefix(names.CODE) for thing, listed in _rows(graph, _LISTS)}
    own = names.SOURCE + without
    entries: set[Known] = set()
    for thing, name, where in _rows(graph, _NAMES):
        if without and (where.value == own or where.value.startswith(own + "/")):
            continue
        if not isinstance(name, Literal) or not name.value:
            continue
        if thing.value.startswith(names.CODE):
            listed, _, key = thing.value.removeprefix(names.CODE).partition("/")
            if key and listed in vocabulary.codes and listed not in leave["lists"]:
                entries.add(Known(key, f"code.{listed}", name.value))
        elif thing.value in lists:
            entries.add(Known(thing.value.removeprefix(names.ID), f"code.{lists[thing.value]}", name.value))
        elif thing.value in types:
            narrowest = max(sorted(types[thing.value]), key=lambda key: len(vocabulary.classes[key].ancestors))
            if not {narrowest, *_above(vocabulary, narrowest)}.intersection(leave["classes"]):
                entries.add(Known(thing.value.removeprefix(names.ID), narrowest, name.value))
    return sorted(entries, key=lambda one: (one.name, one.kind, one.key))


def _above(vocabulary: Vocabulary, key: str) -> set[str]:
    return {names.curie(iri).rpartition(":")[2] for iri in vocabulary.classes[key].ancestors}


def _rows(graph: Graph, query: str) -> Iterable[tuple[NamedNode, ...]]:
    answer = graph.select(query)
    return answer.rows  # type: ignore[return-value]
