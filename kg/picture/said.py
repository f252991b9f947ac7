"""What the page tells of each entity: its statements and figures, each with the passages and words behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.describe import assertions, figures
from kg.describe.assertions import Assertion
from kg.picture.content import Content
from kg.store import Graph

#: Told by the heading of an entity.
_HEADING = frozenset(
    names.expand(curie)
    for curie in ("rdf:type", "rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:definition", "cr:acronym")
)
_DIGITS = re.compile(r"([0-9]+)")

#: subject, property, value
_Triple = tuple[str, str, NamedNode | Literal]


def said(graph: Graph, content: Content) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """(node -> its statements, what its passages are called): each statement has

    - `p`, the name of the relation or property ("" for a figure), and `n`, the key of another node, or `v`, a text;
    - `w`, the numbers of its passages, and where there are, `q`, quoted words and `d`, true: worked out by rule.
    """
    keys = {node.iri: node.key for node in content.nodes}
    behind: dict[_Triple, set[str]] = {}
    by_source: set[_Triple] = set()
    stated = [item for item in assertions.of(graph, keys) if item.predicate not in _HEADING]
    for item, sources in assertions.sources_of(graph, stated).items():
        triple = (item.subject, item.predicate, item.object)
        behind.setdefault(triple, set()).update(sources)
        if not item.graph.startswith(names.DERIVED):
            by_source.add(triple)
    about = figures.passages(graph, content.lang, frozenset(keys))
    where = sorted(_passages(behind, about), key=_reading_order)
    number = {iri: place for place, iri in enumerate(where)}
    quotes = assertions.quotes(graph, where)
    shown = entities.labels(graph, {*where, *_named(stated)}, content.lang)

    told: dict[str, list[dict[str, Any]]] = {}
    for (subject, predicate, value), passages in behind.items():
        entry: dict[str, Any] = {"p": shown.get(predicate, names.short(predicate))}
        if isinstance(value, Literal):
            entry["v"] = value.value
        elif value.value in keys:
            entry["n"] = keys[value.value]
        else:
            entry["v"] = shown.get(value.value, names.short(value.value))
        entry["w"] = sorted(number[iri] for iri in passages)
        quoted = [quotes.get((where[at], subject)) or quotes.get((where[at], where[at])) for at in entry["w"]]
        if any(quoted):
            entry["q"] = next(filter(None, quoted))
        if (subject, predicate, value) not in by_source:
            entry["d"] = True
        told.setdefault(keys[subject], []).append(entry)
    for iri, lines in about.items():
        for line, sources in lines.items():
            told.setdefault(keys[iri], []).append({"p": "", "v": line, "w": sorted(number[one] for one in sources)})
    return told, [shown.get(iri, names.short(iri)) for iri in where]


def _passages(behind: Mapping[_Triple, set[str]], about: Mapping[str, Mapping[str, list[str]]]) -> set[str]:
    return set().union(*behind.values(), *(passages for lines in about.values() for passages in lines.values()))


def _named(stated: Iterable[Assertion]) -> set[str]:
    objects = {item.object.value for item in stated if isinstance(item.object, NamedNode)}
    return objects | {item.predicate for item in stated}


def _reading_order(iri: str) -> tuple[bool, list[tuple[int, int, str]]]:
    """Section 1.10 after 1.9; rules last."""
    bits = [(0, int(bit), "") if bit.isdigit() else (1, 0, bit) for bit in _DIGITS.split(names.short(iri)) if bit]
    return iri.startswith(names.DERIVED), bits
