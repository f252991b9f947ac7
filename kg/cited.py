"""The passages behind an answer, as one would cite them: which source, of when, by whom, and which words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import entities, names, statements
from kg.store import Graph, Table, Term

#: More would be a bibliography.
MOST = 100

_SOURCES = """
SELECT DISTINCT ?passage ?source ?section ?published ?publisher ?called WHERE {{
  VALUES ?passage {{ {passages} }}
  ?passage cr:inSource ?source .
  OPTIONAL {{ ?passage cr:section ?section }}
  OPTIONAL {{ ?source cr:date ?published }}
  OPTIONAL {{ ?source cr:issuedBy ?publisher }}
  OPTIONAL {{ ?source cr:publisherName ?called }}
}} ORDER BY ?passage ?publisher"""
_BEHIND = """
SELECT DISTINCT ?passage WHERE {{
  VALUES ?thing {{ {things} }}
  ?thing prov:wasDerivedFrom ?passage .
  ?passage cr:inSource ?source
}} ORDER BY ?passage"""


@dataclass(frozen=True)
class Citation:
    """A passage: its address and short name, its source, and its words, of at most eight each."""

    passage: str
    address: str
    source: str
    section: str
    published: str
    publisher: str
    quotes: tuple[str, ...]


def behind(graph: Graph, terms: Iterable[Term | None], lang: str = "en") -> list[Citation]:
    """The passages among the terms of an answer; where there are none, those that its things are taken from."""
    iris = {term.value for term in terms if isinstance(term, NamedNode)}
    passages = {iri for iri in iris if iri.startswith(names.SOURCE)}
    things = {iri for iri in iris if iri.startswith(names.ID)}
    if not passages and things:
        answer = graph.query(_BEHIND.format(things=_listed(things)))
        assert isinstance(answer, Table)
        passages = {row[0].value for row in answer.rows if isinstance(row[0], NamedNode)}
    return _cited(graph, sorted(passages)[:MOST], things, lang)


def _cited(graph: Graph, passages: list[str], things: set[str], lang: str) -> list[Citation]:
    if not passages:
        return []
    answer = graph.query(_SOURCES.format(passages=_listed(passages)))
    assert isinstance(answer, Table)
    spoken_of = {term.value for row in answer.rows for term in row if isinstance(term, NamedNode)}
    shown = entities.labels(graph, spoken_of, lang)
    words = statements.quotes(graph, passages)
    found: dict[str, Citation] = {}
    for passage, source, section, published, publisher, called in answer.rows:
        assert isinstance(passage, NamedNode)
        by = shown.get(publisher.value, "") if isinstance(publisher, NamedNode) else _text(called)
        before = found.get(passage.value)
        if before is not None and by and by not in before.publisher:
            by = f"{before.publisher}, {by}"
        own = [words[passage.value, thing] for thing in sorted(things) if (passage.value, thing) in words]
        whole = [words[passage.value, passage.value]] if (passage.value, passage.value) in words else []
        found[passage.value] = Citation(
            passage=names.short(passage.value),
            address=passage.value,
            source=shown.get(source.value, "") if isinstance(source, NamedNode) else "",
            section=_text(section),
            published=_text(published),
            publisher=by,
            quotes=tuple(dict.fromkeys(own or whole)),
        )
    return list(found.values())


def _listed(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in sorted(iris))


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, Literal) else ""
