"""The passages behind the rows of tables, each with its source, who published it and when, and its quoted words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities, library
from kg.describe import assertions
from kg.store import Graph, Table

#: Each is a few lines for a reader; what names more things than that should be asked for less.
MOST = 100
#: The question that tells of sources.
_SOURCES = "sources"
_ROWS = "the rows themselves"
_THINGS = "the entities named in the rows; a passage speaks of the entity, not always of the row as a whole"
_ASKED = "the entities named in the query; a passage speaks of the entity, not always of the rows"
_NONE = "none: no passage speaks of what the rows name; to see where statements stand, ask GRAPH ?passage { ... } too"


@dataclass(frozen=True)
class Passage:
    """Where something is said; a rule that derived it has no source."""

    address: str
    label: str
    source: str
    section: str
    quotes: tuple[str, ...]
    publisher: str
    published: str
    url: str


@dataclass(frozen=True)
class Cited:
    """Passages, how many there are in all, and what led to them."""

    passages: tuple[Passage, ...]
    total: int
    led_by: str


def cited(graph: Graph, tables: Iterable[Table], lang: str, asked: Collection[str] = ()) -> Cited:
    """The passages that the rows name; where they name none, those of the entities in them, or of those `asked` for."""
    named = {term.value for table in tables for row in table.rows for term in row if isinstance(term, NamedNode)}
    things = {iri for iri in named if iri.startswith((names.ID, names.CODE))}
    found = sorted(iri for iri in named if iri.startswith((names.SOURCE, names.DERIVED)))
    led_by = _ROWS
    if not found:
        found, led_by = _of(graph, things), _THINGS
    if not found:
        things = set(asked)
        found, led_by = _of(graph, things), _ASKED
    if not found:
        return Cited((), 0, _NONE)
    return Cited(_passages(graph, found[:MOST], things, lang), len(found), led_by)


def _of(graph: Graph, things: set[str]) -> list[str]:
    found: set[str] = set()
    for item in assertions.of(graph, things):
        if item.graph.startswith(names.SOURCE):
            found.add(item.graph)
    return sorted(found)


def _passages(graph: Graph, found: list[str], things: set[str], lang: str) -> tuple[Passage, ...]:
    values = " ".join(f"<{iri}>" for iri in found)
    answer = graph.select(
        f"SELECT DISTINCT ?passage ?source ?section WHERE {{ VALUES ?passage {{ {values} }} "
        "?passage cr:inSource ?source . OPTIONAL { ?passage cr:section ?section } }"
    )
    places = {
        passage.value: (source.value, section.value if isinstance(section, Literal) else "")
        for passage, source, section in answer.rows
        if isinstance(passage, NamedNode) and isinstance(source, NamedNode)
    }
    told = _sources(graph, lang)
    quotes: dict[str, set[str]] = {}
    own: dict[str, str] = {}
    for (place, thing), quote in assertions.quotes(graph, found).items():
        if thing == place:
            own[place] = quote
        elif thing in things:
            quotes.setdefault(place, set()).add(quote)
    shown = entities.labels(graph, found, lang)

    def passage(iri: str) -> Passage:
        source, section = places.get(iri, ("", ""))
        words = quotes.get(iri) or ({own[iri]} if iri in own else set())
        of_source = told.get(source, {})
        return Passage(
            iri,
            shown.get(iri, names.short(iri)),
            of_source.get("source", ""),
            section,
            tuple(sorted(words)),
            of_source.get("publisher", ""),
            of_source.get("published", ""),
            of_source.get("url", ""),
        )

    return tuple(map(passage, found))


def _sources(graph: Graph, lang: str) -> dict[str, dict[str, str]]:
    """Source -> its name, publisher, date of publication and address; the first where there are several."""
    table = library.ask(graph, _SOURCES, lang=lang)
    found: dict[str, dict[str, str]] = {}
    for row in table.rows:
        cells = {
            name: term.value
            for name, term in zip(table.variables, row, strict=True)
            if isinstance(term, NamedNode | Literal)
        }
        told = {column: cells.get(f"{column}Label", cells.get(column, "")) for column in _COLUMNS}
        before = found.setdefault(cells["source"], told)
        if before["publisher"] and told["publisher"] not in before["publisher"].split("; "):
            before["publisher"] += f"; {told['publisher']}"
    return found


_COLUMNS = ("source", "publisher", "published", "url")
