"""Everything about one entity, in both directions, in words, with the passage behind each statement."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kg import entities, names, statements
from kg.library import with_labels
from kg.statements import Stated
from kg.store import Graph, Row, Table

#: Columns of the answer: `entity` is the one asked about or the one that speaks of it, `value` what is said.
COLUMNS = ("entity", "relation", "value", "passage", "quote")


def show(graph: Graph, text: str, lang: str = "en") -> Table:
    """A row a statement: first what is said of the entity, then what is said of others with it as the value.

    `text` is a key, an acronym or a name in any language. Raises NotFound with the nearest known names.
    """
    iri = entities.resolve(graph, text).value
    outward, inward = statements.about(graph, iri)
    said = [*outward, *inward]
    behind = statements.sources_of(graph, said)
    quotes = statements.quotes(graph, {passage for passages in behind.values() for passage in passages})
    rows = [
        _row(item, passage, quotes.get((passage, item.subject)) or quotes.get((passage, passage)))
        for item in said
        for passage in behind[item]
    ]
    return with_labels(Table(COLUMNS, tuple(rows)), graph, lang)


def triples(graph: Graph, text: str) -> str:
    """The CONSTRUCT that gives all triples about an entity, in both directions."""
    iri = entities.resolve(graph, text)
    return f"CONSTRUCT {{ {iri} ?p ?o . ?s ?q {iri} }} WHERE {{ {{ {iri} ?p ?o }} UNION {{ ?s ?q {iri} }} }}"


def _row(item: Stated, passage: str, quote: str | None) -> Row:
    return (
        NamedNode(item.subject),
        NamedNode(item.predicate),
        item.object,
        NamedNode(passage),
        Literal(quote) if quote and not passage.startswith(names.DERIVED) else None,
    )
