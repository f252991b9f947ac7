"""Cites the rows of tables: their passages, each with source, publisher, date and quote."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities, library
from kg.describe import assertions
from kg.store import Graph, Table

#: At most so many passages are listed.
MOST = 100
#: The question that lists the sources.
_SOURCES = "sources"
_ROWS = "the rows themselves"
_THINGS = "the entities in the rows; a passage mentions the entity, but may not state the whole row"
_ASKED = "the entities in the query; a passage mentions the entity, but may not state the rows"
_NONE = "none: no passage mentions what the rows name"


@dataclass(frozen=True)
class CitedPassage:
    """A passage, or a rule, which has no source."""

    address: str
    label: str
    source: str
    section: str
    quotes: tuple[str, ...]
    publisher: str
    published: str
    url: str


@dataclass(frozen=True)
class Citations:
    """Passages, their total number, and how they were chosen."""

    passages: tuple[CitedPassage, ...]
    total: int
    basis: str


def cite(graph: Graph, tables: Iterable[Table], lang: str, asked: Collection[str] = ()) -> Citations:
    """The passages in the rows; if there are none, those of the entities in the rows, or of those `asked` for."""
    named = {term.value for table in tables for row in table.rows for term in row if isinstance(term, NamedNode)}
    things = {iri for iri in named if iri.startswith((names.ID, names.CODE))}
    passages = sorted(iri for iri in named if iri.startswith((names.SOURCE, names.DERIVED)))
    basis = _ROWS
    if not passages:
        passages, basis = _of(graph, things), _THINGS
    if not passages:
        things = set(asked)
        passages, basis = _of(graph, things), _ASKED
    if not passages:
        return Citations((), 0, _NONE)
    return Citations(_passages(graph, passages[:MOST], things, lang), len(passages), basis)


def _of(graph: Graph, things: set[str]) -> list[str]:
    passages: set[str] = set()
    for item in assertions.of(graph, things):
        if item.graph.startswith(names.SOURCE):
            passages.add(item.graph)
    return sorted(passages)


def _passages(graph: Graph, iris: list[str], things: set[str], lang: str) -> tuple[CitedPassage, ...]:
    values = " ".join(f"<{iri}>" for iri in iris)
    answer = graph.select(
        f"SELECT DISTINCT ?passage ?source ?section WHERE {{ VALUES ?passage {{ {values} }} "
        "?passage cr:inSource ?source . OPTIONAL { ?passage cr:section ?section } }"
    )
    places = {
        passage.value: (source.value, section.value if isinstance(section, Literal) else "")
        for passage, source, section in answer.rows
        if isinstance(passage, NamedNode) and isinstance(source, NamedNode)
    }
    details = _sources(graph, lang)
    quotes: dict[str, set[str]] = {}
    own: dict[str, str] = {}
    for (place, thing), quote in assertions.quotes(graph, iris).items():
        if thing == place:
            own[place] = quote
        elif thing in things:
            quotes.setdefault(place, set()).add(quote)
    shown = entities.labels(graph, iris, lang)

    def passage(iri: str) -> CitedPassage:
        source, section = places.get(iri, ("", ""))
        words = quotes.get(iri) or ({own[iri]} if iri in own else set())
        source_details = details.get(source, {})
        return CitedPassage(
            iri,
            shown.get(iri, names.short(iri)),
            source_details.get("source", ""),
            section,
            tuple(sorted(words)),
            source_details.get("publisher", ""),
            source_details.get("published", ""),
            source_details.get("url", ""),
        )

    return tuple(map(passage, iris))


def _sources(graph: Graph, lang: str) -> dict[str, dict[str, str]]:
    """Source -> its name, publisher, date of publication and address (the first of several)."""
    table = library.ask(graph, _SOURCES, lang=lang)
    by_source: dict[str, dict[str, str]] = {}
    for row in table.rows:
        cells = {
            name: term.value
            for name, term in zip(table.variables, row, strict=True)
            if isinstance(term, NamedNode | Literal)
        }
        details = {column: cells.get(f"{column}Label", cells.get(column, "")) for column in _COLUMNS}
        before = by_source.setdefault(cells["source"], details)
        if before["publisher"] and details["publisher"] not in before["publisher"].split("; "):
            before["publisher"] += f"; {details['publisher']}"
    return by_source


_COLUMNS = ("source", "publisher", "published", "url")
