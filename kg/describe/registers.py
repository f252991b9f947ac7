"""Finds what registers list, which is too much to read, by a key, a whole name or words of a name."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.ask.index import LONGEST, Hit
from kg.store import Layered
from kg.text.normalize import fold
from kg.text.words import FUNCTION_WORDS

#: Names with these words are looked for in all registers; shorter words are in too many.
_SHORTEST = 2
#: So many names more are asked for, since those of the records are among them.
_MORE = 300
#: What a name scores that contains all words, and at most in addition for how much of it they are.
_CONTAINED, _SHARE = 55.0, 30.0


def find(graph: Layered, text: str, most: int) -> list[Hit]:
    """At most `most` things outside the records with this key or name, or with all these words in a name.

    Words are parts of the name, whatever the case of their letters.
    """
    if len(text) > LONGEST:
        return []
    exact = [iri for iri in entities.in_registers(graph, text) if not _described(graph, iri)]
    shown = entities.labels(graph, exact)
    hits = {iri: Hit(iri, shown.get(iri, names.short(iri)), "", 100.0, "exact") for iri in exact}
    words = [word for word in text.lower().split() if word not in FUNCTION_WORDS and len(word) >= _SHORTEST]
    if words and len(hits) < most:
        for iri, name, language in _containing(graph, words, most):
            if iri not in hits and not _described(graph, iri):
                share = sum(map(len, words)) / max(1, len(fold(name)))
                score = _CONTAINED + _SHARE * min(1.0, share)
                hits[iri] = Hit(iri, name, language, round(score, 1), "part")
    return sorted(hits.values(), key=lambda hit: (-hit.score, hit.name, hit.thing))[:most]


def _containing(graph: Layered, words: list[str], most: int) -> list[tuple[str, str, str]]:
    conditions = " && ".join(f"CONTAINS(LCASE(STR(?name)), {Literal(word)})" for word in words)
    pattern = f"?thing skos:prefLabel ?name FILTER({conditions})"
    answer = graph.select(f"SELECT DISTINCT ?thing ?name WHERE {{ {pattern} }} LIMIT {most + _MORE}")
    return [
        (thing.value, name.value, name.language or "")
        for thing, name in answer.rows
        if isinstance(thing, NamedNode) and isinstance(name, Literal) and thing.value.startswith(names.ID)
    ]


def _described(graph: Layered, iri: str) -> bool:
    """Whether the records describe a thing, so that a search finds it there."""
    return graph.records.ask(f"ASK {{ <{iri}> ?p ?o }}")
