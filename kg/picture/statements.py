"""The statements and figures of each entity on the page, each with its passages and quote."""

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

#: Properties that the heading of an entity shows.
_HEADING = frozenset(
    names.expand(curie)
    for curie in ("rdf:type", "rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:definition", "cr:acronym")
)
_DIGITS = re.compile(r"([0-9]+)")

#: subject, property, value
_Triple = tuple[str, str, NamedNode | Literal]


def statements(graph: Graph, content: Content) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """(node -> its statements, the names of all passages). Each statement has

    - `p`, the name of the relation or property ("" for a figure), and `n`, the key of another node, or `v`, a text;
    - `w`, the numbers of its passages, and optionally `q`, a quote, and `d`, true for what a rule derived.
    """
    keys = {node.iri: node.key for node in content.nodes}
    passages_of: dict[_Triple, set[str]] = {}
    by_source: set[_Triple] = set()
    stated = [item for item in assertions.of(graph, keys) if item.predicate not in _HEADING]
    for item, sources in assertions.sources_of(graph, stated).items():
        triple = (item.subject, item.predicate, item.object)
        passages_of.setdefault(triple, set()).update(sources)
        if not item.graph.startswith(names.DERIVED):
            by_source.add(triple)
    about = figures.passages(graph, content.lang, frozenset(keys))
    listed = sorted(_passages(passages_of, about), key=_reading_order)
    number = {iri: place for place, iri in enumerate(listed)}
    quotes = assertions.quotes(graph, listed)
    shown = entities.labels(graph, {*listed, *_named(stated)}, content.lang)

    entries: dict[str, list[dict[str, Any]]] = {}
    for (subject, predicate, value), passages in passages_of.items():
        entry: dict[str, Any] = {"p": shown.get(predicate, names.short(predicate))}
        if isinstance(value, Literal):
            entry["v"] = value.value
        elif value.value in keys:
            entry["n"] = keys[value.value]
        else:
            entry["v"] = shown.get(value.value, names.short(value.value))
        entry["w"] = sorted(number[iri] for iri in passages)
        quoted = [quotes.get((listed[at], subject)) or quotes.get((listed[at], listed[at])) for at in entry["w"]]
        if any(quoted):
            entry["q"] = next(filter(None, quoted))
        if (subject, predicate, value) not in by_source:
            entry["d"] = True
        entries.setdefault(keys[subject], []).append(entry)
    for iri, lines in about.items():
        for line, sources in lines.items():
            entries.setdefault(keys[iri], []).append({"p": "", "v": line, "w": sorted(number[one] for one in sources)})
    return entries, [shown.get(iri, names.short(iri)) for iri in listed]


def _passages(passages_of: Mapping[_Triple, set[str]], about: Mapping[str, Mapping[str, list[str]]]) -> set[str]:
    return set().union(*passages_of.values(), *(passages for lines in about.values() for passages in lines.values()))


def _named(stated: Iterable[Assertion]) -> set[str]:
    objects = {item.object.value for item in stated if isinstance(item.object, NamedNode)}
    return objects | {item.predicate for item in stated}


def _reading_order(iri: str) -> tuple[bool, list[tuple[int, int, str]]]:
    """Sorts section 1.10 after 1.9, and rules last."""
    bits = [(0, int(bit), "") if bit.isdigit() else (1, 0, bit) for bit in _DIGITS.split(names.short(iri)) if bit]
    return iri.startswith(names.DERIVED), bits
