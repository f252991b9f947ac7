"""Statements in words, as a page lists them: grouped by relation, each with the passages that bear it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import entities, names, statements
from kg.figures import grouped
from kg.serialize import language_tag
from kg.statements import Stated
from kg.store import Graph

#: Values of one relation on a page: the files of the page have all.
MOST = 200
#: What the graph itself has no word for.
_WORDS = {names.expand("rdf:type"): "is a"}
#: Datatypes whose values are read more easily with commas.
_NUMBERS = frozenset(names.expand(f"xsd:{kind}") for kind in ("integer", "decimal"))

#: relation, what it leads to, the statement
_Row = tuple[str, NamedNode | Literal, Stated]


@dataclass(frozen=True)
class Behind:
    """A passage, or a rule, and its words."""

    iri: str
    label: str
    quote: str


@dataclass(frozen=True)
class Value:
    """What a relation leads to: a thing (`iri`), or a text (`iri` is empty) in a language, where it has one."""

    text: str
    iri: str
    language: str
    behind: tuple[Behind, ...]
    #: worked out by a rule from what the passages say
    derived: bool


@dataclass(frozen=True)
class Relation:
    """A property, by name, and all its values."""

    iri: str
    label: str
    values: tuple[Value, ...]
    #: how many more there are than a page can show
    left_out: int = 0


def outward(graph: Graph, said: Iterable[Stated], lang: str) -> list[Relation]:
    """What is said of one thing, relation by relation."""
    return _grouped(graph, [(item.predicate, item.object, item) for item in said], lang)


def inward(graph: Graph, said: Iterable[Stated], lang: str) -> list[Relation]:
    """What is said of others with one thing as the value: the values are those others."""
    return _grouped(graph, [(item.predicate, NamedNode(item.subject), item) for item in said], lang)


def by_subject(graph: Graph, said: Iterable[Stated], lang: str) -> list[tuple[Value, list[Relation]]]:
    """What one passage says, thing by thing."""
    groups: dict[str, list[Stated]] = {}
    for item in said:
        groups.setdefault(item.subject, []).append(item)
    shown = entities.labels(graph, groups, lang)
    told = [
        (Value(shown.get(iri, names.short(iri)), iri, "", (), False), outward(graph, group, lang))
        for iri, group in groups.items()
    ]
    return sorted(told, key=lambda pair: (pair[0].text.casefold(), pair[0].iri))


def _grouped(graph: Graph, rows: list[_Row], lang: str) -> list[Relation]:
    rows, left_out = _few(rows)
    behind = statements.sources_of(graph, [item for _, _, item in rows])
    places = {iri for passages in behind.values() for iri in passages}
    quotes = statements.quotes(graph, places) if places else {}
    things = {term.value for _, term, _ in rows if isinstance(term, NamedNode)}
    shown = _WORDS | entities.labels(graph, things | places | {relation for relation, _, _ in rows}, lang)
    found: dict[str, dict[NamedNode | Literal, tuple[dict[str, Behind], list[bool]]]] = {}
    for relation, term, item in rows:
        passages, derived = found.setdefault(relation, {}).setdefault(term, ({}, []))
        derived.append(item.graph.startswith(names.DERIVED))
        for place in behind[item]:
            quote = quotes.get((place, item.subject)) or quotes.get((place, place)) or ""
            passages[place] = Behind(place, shown.get(place, names.short(place)), quote)
    relations = [
        Relation(
            relation,
            shown.get(relation, names.curie(relation)),
            tuple(
                sorted(
                    (
                        _value(term, shown, tuple(passages[iri] for iri in sorted(passages)), all(derived))
                        for term, (passages, derived) in values.items()
                    ),
                    key=lambda value: (value.text.casefold(), value.iri, value.language),
                )
            ),
            left_out.get(relation, 0),
        )
        for relation, values in found.items()
    ]
    return sorted(relations, key=lambda group: (group.label.casefold(), group.iri))


def _few(rows: list[_Row]) -> tuple[list[_Row], dict[str, int]]:
    """The rows with the first `MOST` values of each relation, and how many values of which others there are."""
    kept: dict[str, dict[NamedNode | Literal, None]] = {}
    others: dict[str, set[NamedNode | Literal]] = {}
    for relation, term, _ in rows:
        values = kept.setdefault(relation, {})
        if term in values or len(values) < MOST:
            values[term] = None
        else:
            others.setdefault(relation, set()).add(term)
    shown = [row for row in rows if row[1] in kept[row[0]]]
    return shown, {relation: len(terms) for relation, terms in others.items()}


def _value(term: NamedNode | Literal, shown: Mapping[str, str], behind: tuple[Behind, ...], derived: bool) -> Value:
    if isinstance(term, NamedNode):
        return Value(shown.get(term.value, names.short(term.value)), term.value, "", behind, derived)
    text = grouped(term.value) if term.datatype.value in _NUMBERS else term.value
    return Value(text, "", language_tag(term.language) if term.language else "", behind, derived)
