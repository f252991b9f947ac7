"""Names in a query that the graph does not know: a pattern with one of them matches nothing, silently."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg import names
from kg.ask.entities import records
from kg.errors import did_you_mean
from kg.rdf.sparql import line_column, tokens
from kg.store import Graph
from kg.text.suggest import nearest

#: Namespace -> what the graph would have to hold with a name in it.
_SPACES = {names.NS: "term of the ontology", names.ID: "entity", names.CODE: "code"}
#: At this many names a query is a list of things to try.
_MOST = 50


def warnings(graph: Graph, text: str) -> list[str]:
    """A line for each ontology term, entity and code that a query names and the graph lacks, in their order.

    Says nothing about a graph without the ontology of the project.
    """
    unknown = [(iri, place) for iri, place in _named(text) if iri.startswith(tuple(_SPACES))][:_MOST]
    if not unknown:
        return []
    known = _known(graph, names.NS)
    return [
        f'line {line}, column {column}: no {_SPACES[space]} is called "{_shown(iri)}"{_hint(graph, iri, space, known)}'
        for iri, place in unknown
        for space in _SPACES
        if known and iri.startswith(space) and iri != space and not _holds(graph, iri, space, known)
        for line, column in [line_column(text, place)]
    ]


def _named(text: str) -> list[tuple[str, int]]:
    """The IRIs that a query names, whole or with a prefix of the project, and where each is named first."""
    places: dict[str, int] = {}
    words = list(tokens(text))
    place = 0
    for number, (kind, token) in enumerate(words):
        if kind == "iri" and not _declares(words, number):
            places.setdefault(token[1:-1], place)
        elif (
            kind == "word"
            and token in names.PREFIXES
            and words[number + 1 : number + 2] == [("other", ":")]
            and words[number - 1 : number] != [("other", "-")]  # sdmx-code:
        ):
            local = ""
            for after, piece in words[number + 2 :]:
                if after != "word" and not piece.isalnum() and piece not in "-_%.":
                    break
                local += piece
            places.setdefault(names.PREFIXES[token] + local.rstrip(".-"), place)
        place += len(token)
    return list(places.items())


def _declares(words: list[tuple[str, str]], number: int) -> bool:
    """Whether an IRI is that of a PREFIX or BASE."""
    before = [token.upper() for _, token in words[max(0, number - 8) : number] if token.strip()]
    return "PREFIX" in before or "BASE" in before


def _known(graph: Graph, space: str) -> set[str]:
    answer = records(graph).select(
        f'SELECT DISTINCT ?term WHERE {{ ?term a ?kind FILTER(STRSTARTS(STR(?term), "{space}")) }}'
    )
    return {row[0].value for row in answer.rows if isinstance(row[0], NamedNode)}


def _holds(graph: Graph, iri: str, space: str, known: set[str]) -> bool:
    if space == names.NS:
        return iri in known
    return graph.ask(f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} }}")


def _hint(graph: Graph, iri: str, space: str, known: set[str]) -> str:
    terms = known if space == names.NS else _known(graph, space)
    near = nearest(iri.removeprefix(space), [term.removeprefix(space) for term in terms])
    return did_you_mean([_shown(space + name) for name in near])


def _shown(iri: str) -> str:
    return names.short(iri) if iri.startswith(names.CODE) else names.curie(iri)
