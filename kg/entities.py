"""Entities by what people call them: key, acronym or a name in any language; and the names to show for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.errors import NotFound
from kg.nearest import nearest
from kg.store import Graph, Table

#: Asked for this many names at once, a query stays within every engine's limits.
_BATCH = 400

_NAMES = """
SELECT DISTINCT ?entity ?name WHERE {
  { ?entity rdfs:label ?name } UNION { ?entity skos:altLabel ?name }
  FILTER(STRSTARTS(STR(?entity), "https://w3id.org/certreg/id/"))
}"""


def resolve(graph: Graph, text: str) -> NamedNode:
    """The entity a person means by a key, an acronym or a name in any of its languages.

    Raises NotFound, with the nearest keys and names, when there is none, and when a name fits several.
    """
    wanted = text.strip().removeprefix(names.ID).removeprefix("id:")
    if names.KEY.match(wanted) and graph.query(f"ASK {{ <{names.ID}{wanted}> ?p ?o }}") is True:
        return names.entity(wanted)
    called = _by_name(graph)
    folded = _fold(text)
    keys = sorted(called.get(folded, ()))
    if len(keys) == 1:
        return names.entity(keys[0])
    if keys:
        raise NotFound("single entity called", text, keys)
    known = {name for name in called if name} | {key for keys in called.values() for key in keys}
    near = nearest(folded, known)
    raise NotFound("entity", text, list(dict.fromkeys(_with_key(name, called) for name in near)))


def labels(graph: Graph, iris: Iterable[str], lang: str = "en") -> dict[str, str]:
    """IRI -> the name to show: in `lang`, else in English, else in any language; IRIs without a name are left out."""
    found: dict[str, dict[str, str]] = {}
    wanted = sorted(set(iris))
    for start in range(0, len(wanted), _BATCH):
        values = " ".join(f"<{iri}>" for iri in wanted[start : start + _BATCH])
        answer = graph.query(
            f"SELECT DISTINCT ?thing ?label WHERE {{ VALUES ?thing {{ {values} }} ?thing rdfs:label ?label }}"
        )
        assert isinstance(answer, Table)
        for thing, label in answer.rows:
            if isinstance(thing, NamedNode) and isinstance(label, Literal):
                found.setdefault(thing.value, {})[label.language or ""] = label.value
    return {iri: in_language(by_language, lang) for iri, by_language in found.items()}


def in_language(by_language: Mapping[str, str], lang: str) -> str:
    """The text in `lang` (``zh`` finds ``zh-Hans``), else in English, else the first by language tag."""
    for wanted in (lang, "en", ""):
        for tag in sorted(by_language):
            if tag == wanted or (wanted and tag.lower().startswith(wanted.lower() + "-")):
                return by_language[tag]
    return by_language[min(by_language)]


def _by_name(graph: Graph) -> dict[str, set[str]]:
    """Folded name -> keys of the entities so called."""
    answer = graph.query(_NAMES)
    assert isinstance(answer, Table)
    called: dict[str, set[str]] = {}
    for row in answer.rows:
        if isinstance(row[0], NamedNode) and isinstance(row[1], Literal):
            key = row[0].value.removeprefix(names.ID)
            called.setdefault(_fold(row[1].value), set()).add(key)
            called.setdefault(key, set()).add(key)
    return called


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _with_key(name: str, called: Mapping[str, set[str]]) -> str:
    keys = called.get(name)
    return min(keys) if keys else name
