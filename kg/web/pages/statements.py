"""Statements in words, as a page lists them: grouped by relation, each with the passages that bear it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.describe import assertions
from kg.describe.assertions import Assertion
from kg.describe.figures import grouped
from kg.rdf.serialize import language_tag
from kg.store import Graph

#: Values of one relation on a page: the files of the page have all.
MOST = 200
#: What the graph itself has no word for.
_NO_WORD = {names.expand("rdf:type"): "is a"}
#: Datatypes whose values are read more easily with commas.
_NUMBERS = frozenset(names.expand(f"xsd:{kind}") for kind in ("integer", "decimal"))

#: relation, what it leads to, the statement
_Row = tuple[str, NamedNode | Literal, Assertion]


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


def outward(graph: Graph, said: Iterable[Assertion], lang: str) -> list[Relation]:
    """What is said of one thing, relation by relation."""
    rows, left_out = _few([(item.predicate, item.object, item) for item in said])
    return _grouped(rows, left_out, _looked_up(graph, rows, lang))


def inward(graph: Graph, said: Iterable[Assertion], lang: str) -> list[Relation]:
    """What is said of others with one thing as the value: the values are those others."""
    rows, left_out = _few([(item.predicate, NamedNode(item.subject), item) for item in said])
    return _grouped(rows, left_out, _looked_up(graph, rows, lang))


def by_subject(graph: Graph, said: Iterable[Assertion], lang: str) -> list[tuple[Value, list[Relation]]]:
    """What one passage says, thing by thing."""
    rows: dict[str, list[_Row]] = {}
    for item in said:
        rows.setdefault(item.subject, []).append((item.predicate, item.object, item))
    few = {iri: _few(of_thing) for iri, of_thing in rows.items()}
    words = _looked_up(graph, [row for of_thing, _ in few.values() for row in of_thing], lang)
    told = [
        (_value(NamedNode(iri), words.shown, (), False), _grouped(*of_thing, words)) for iri, of_thing in few.items()
    ]
    return sorted(told, key=lambda pair: (pair[0].text.casefold(), pair[0].iri))


@dataclass(frozen=True)
class _Words:
    """What statements are told with: the passages behind each, their quotes, and names."""

    behind: Mapping[Assertion, list[str]]
    quotes: Mapping[tuple[str, str], str]
    shown: Mapping[str, str]


def _looked_up(graph: Graph, rows: Iterable[_Row], lang: str) -> _Words:
    wanted = list(rows)
    behind = assertions.sources_of(graph, [item for _, _, item in wanted])
    places = {iri for passages in behind.values() for iri in passages}
    called = {term.value for _, term, _ in wanted if isinstance(term, NamedNode)} | places
    called |= {iri for relation, _, item in wanted for iri in (relation, item.subject)}
    quotes = assertions.quotes(graph, places) if places else {}
    return _Words(behind, quotes, _NO_WORD | entities.labels(graph, called, lang))


def _grouped(rows: Iterable[_Row], left_out: Mapping[str, int], words: _Words) -> list[Relation]:
    shown = words.shown
    found: dict[str, dict[NamedNode | Literal, tuple[dict[str, Behind], list[bool]]]] = {}
    for relation, term, item in rows:
        passages, derived = found.setdefault(relation, {}).setdefault(term, ({}, []))
        derived.append(item.graph.startswith(names.DERIVED))
        for place in words.behind[item]:
            quote = words.quotes.get((place, item.subject)) or words.quotes.get((place, place)) or ""
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
