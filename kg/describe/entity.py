"""Describes one entity: every assertion about it, in both directions, with its passage."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities, library
from kg.describe import assertions
from kg.describe.assertions import Assertion
from kg.rdf.serialize import language_tag
from kg.rdf.terms import RDF_TYPE
from kg.store import Graph, Row, Table

#: The columns of an assertion; `entity` is its subject.
COLUMNS = ("entity", "relation", "value", "passage", "quote")
#: The question that gives the figures of an entity, with value, period and qualifier.
FIGURES = "figures-about"

_NAMES = frozenset(names.expand(curie) for curie in ("rdfs:label", "skos:prefLabel", "skos:altLabel", "cr:acronym"))


@dataclass(frozen=True)
class Description:
    """One entity: its name and class, its other names, and three tables."""

    iri: str
    title: str
    kind: str
    other_names: tuple[str, ...]
    #: assertions with it as subject (`COLUMNS`)
    outward: Table
    #: assertions with it as value (`COLUMNS`), without figures
    inward: Table
    #: the figures that measure it, as the question `FIGURES` gives them
    figures: Table


def show(graph: Graph, text: str, lang: str = "en") -> Table:
    """One row an assertion (`COLUMNS`): those with the entity as subject, then those with it as value.

    `text` is a key, an acronym or a name in any language. Raises NotFound with the nearest known names.
    """
    iri = entities.resolve(graph, text).value
    outward, inward = _about(graph, iri)
    return _table(graph, [*outward, *inward], lang)


def describe(graph: Graph, text: str, lang: str = "en") -> Description:
    """The same for people: names and figures separate from the rest. Raises NotFound as `show` does."""
    iri = entities.resolve(graph, text).value
    outward, inward = _about(graph, iri)
    figures = library.ask(graph, FIGURES, {"entity": text}, lang)
    counted = _figures(graph, iri)
    kinds = sorted({item.object.value for item in outward if item.predicate == RDF_TYPE})
    shown = entities.labels(graph, [iri, *kinds], lang)
    title = shown.get(iri, names.short(iri))
    other = {
        f"{item.object.value} ({language_tag(item.object.language)})" if item.object.language else item.object.value
        for item in outward
        if item.predicate in _NAMES and isinstance(item.object, Literal) and item.object.value != title
    }
    return Description(
        iri=iri,
        title=title,
        kind=", ".join(shown.get(kind, names.short(kind)) for kind in kinds) or names.short(iri).partition("/")[0],
        other_names=tuple(sorted(other)),
        outward=_table(graph, [item for item in outward if item.predicate not in _NAMES | {RDF_TYPE}], lang),
        inward=_table(graph, [item for item in inward if item.subject not in counted], lang),
        figures=figures,
    )


def triples(graph: Graph, text: str) -> str:
    """The CONSTRUCT that gives all triples about an entity, in both directions."""
    iri = entities.resolve(graph, text)
    return f"CONSTRUCT {{ {iri} ?p ?o . ?s ?q {iri} }} WHERE {{ {{ {iri} ?p ?o }} UNION {{ ?s ?q {iri} }} }}"


def _about(graph: Graph, iri: str) -> tuple[list[Assertion], list[Assertion]]:
    """The assertions in both directions, without the claims that repeat derived ones."""
    outward, inward = assertions.about(graph, iri)
    return outward, [item for item in inward if item.predicate not in assertions.CLAIM_PROPERTIES]


def _figures(graph: Graph, iri: str) -> set[str]:
    answer = graph.select(f"SELECT ?figure WHERE {{ ?figure ?relation <{iri}> ; a qb:Observation }}")
    return {row[0].value for row in answer.rows if isinstance(row[0], NamedNode)}


def _table(graph: Graph, items: list[Assertion], lang: str) -> Table:
    behind = assertions.sources_of(graph, items)
    quotes = assertions.quotes(graph, {passage for passages in behind.values() for passage in passages})
    rows = [
        _row(item, passage, quotes.get((passage, item.subject)) or quotes.get((passage, passage)))
        for item in items
        for passage in behind[item]
    ]
    return library.with_labels(Table(COLUMNS, tuple(rows)), graph, lang)


def _row(item: Assertion, passage: str, quote: str | None) -> Row:
    return (
        NamedNode(item.subject),
        NamedNode(item.predicate),
        item.object,
        NamedNode(passage),
        Literal(quote) if quote else None,
    )
