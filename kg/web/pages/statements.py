"""Statements in words, as a page lists them: grouped by relation, each with its passages."""

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
from kg.text.language import marked, translate

#: Values of one relation on a page; its files have all.
MAX_VALUES = 200
#: Labels that the graph itself does not hold.
_LABELS = {names.expand("rdf:type"): marked("is a")}
#: Datatypes whose values are shown with thousands separators.
_NUMBERS = frozenset(names.expand(f"xsd:{kind}") for kind in ("integer", "decimal"))

#: relation, value, the statement
_Row = tuple[str, NamedNode | Literal, Assertion]


@dataclass(frozen=True)
class QuotedPassage:
    """A passage or a rule, with its quote."""

    iri: str
    label: str
    quote: str


@dataclass(frozen=True)
class Value:
    """The value of a relation: an entity (`iri`), or a text (`iri` is empty), in a language if it has one."""

    text: str
    iri: str
    language: str
    citations: tuple[QuotedPassage, ...]
    #: derived by a rule from what the passages say
    derived: bool


@dataclass(frozen=True)
class Relation:
    """A property, by name, and all its values."""

    iri: str
    label: str
    values: tuple[Value, ...]
    #: how many more there are than a page can show
    left_out: int = 0


def outward(graph: Graph, items: Iterable[Assertion], lang: str) -> list[Relation]:
    """The statements about one entity, by relation."""
    rows, left_out = _limited([(item.predicate, item.object, item) for item in items])
    return _grouped(rows, left_out, _look_up(graph, rows, lang))


def inward(graph: Graph, items: Iterable[Assertion], lang: str) -> list[Relation]:
    """The statements about others with one entity as the value; the values shown are those others."""
    rows, left_out = _limited([(item.predicate, NamedNode(item.subject), item) for item in items])
    return _grouped(rows, left_out, _look_up(graph, rows, lang))


def by_subject(graph: Graph, items: Iterable[Assertion], lang: str) -> list[tuple[Value, list[Relation]]]:
    """The statements of one passage, by entity."""
    rows: dict[str, list[_Row]] = {}
    for item in items:
        rows.setdefault(item.subject, []).append((item.predicate, item.object, item))
    limited = {iri: _limited(of_entity) for iri, of_entity in rows.items()}
    words = _look_up(graph, [row for of_entity, _ in limited.values() for row in of_entity], lang)
    groups = [
        (_value(NamedNode(iri), words.labels, (), False), _grouped(*of_entity, words))
        for iri, of_entity in limited.items()
    ]
    return sorted(groups, key=lambda pair: (pair[0].text.casefold(), pair[0].iri))


@dataclass(frozen=True)
class _Words:
    """What the statements need: the passages of each, their quotes, and labels."""

    passages: Mapping[Assertion, list[str]]
    quotes: Mapping[tuple[str, str], str]
    labels: Mapping[str, str]


def _look_up(graph: Graph, rows: Iterable[_Row], lang: str) -> _Words:
    wanted = list(rows)
    sources = assertions.sources_of(graph, [item for _, _, item in wanted])
    places = {iri for passages in sources.values() for iri in passages}
    iris = {term.value for _, term, _ in wanted if isinstance(term, NamedNode)} | places
    iris |= {iri for relation, _, item in wanted for iri in (relation, item.subject)}
    quotes = assertions.quotes(graph, places) if places else {}
    return _Words(
        sources,
        quotes,
        {iri: translate(label, lang) for iri, label in _LABELS.items()} | entities.labels(graph, iris, lang),
    )


def _grouped(rows: Iterable[_Row], left_out: Mapping[str, int], words: _Words) -> list[Relation]:
    shown = words.labels
    values_of: dict[str, dict[NamedNode | Literal, tuple[dict[str, QuotedPassage], list[bool]]]] = {}
    for relation, term, item in rows:
        passages, derived = values_of.setdefault(relation, {}).setdefault(term, ({}, []))
        derived.append(item.graph.startswith(names.DERIVED))
        for place in words.passages[item]:
            quote = words.quotes.get((place, item.subject)) or words.quotes.get((place, place)) or ""
            passages[place] = QuotedPassage(place, shown.get(place, names.short(place)), quote)
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
        for relation, values in values_of.items()
    ]
    return sorted(relations, key=lambda group: (group.label.casefold(), group.iri))


def _limited(rows: list[_Row]) -> tuple[list[_Row], dict[str, int]]:
    """The rows with the first `MAX_VALUES` values of each relation, and how many values are left out of which."""
    kept: dict[str, dict[NamedNode | Literal, None]] = {}
    others: dict[str, set[NamedNode | Literal]] = {}
    for relation, term, _ in rows:
        values = kept.setdefault(relation, {})
        if term in values or len(values) < MAX_VALUES:
            values[term] = None
        else:
            others.setdefault(relation, set()).add(term)
    shown = [row for row in rows if row[1] in kept[row[0]]]
    return shown, {relation: len(terms) for relation, terms in others.items()}


def _value(
    term: NamedNode | Literal, shown: Mapping[str, str], citations: tuple[QuotedPassage, ...], derived: bool
) -> Value:
    if isinstance(term, NamedNode):
        return Value(shown.get(term.value, names.short(term.value)), term.value, "", citations, derived)
    text = grouped(term.value) if term.datatype.value in _NUMBERS else term.value
    return Value(text, "", language_tag(term.language) if term.language else "", citations, derived)
