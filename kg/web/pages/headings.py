"""The heading of an entity: its names in all languages, its classes, its definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.describe import assertions
from kg.rdf.serialize import language_tag
from kg.store import Graph
from kg.text.language import marked

_TYPE, _LABEL, _PREFERRED = (names.expand(curie) for curie in ("rdf:type", "rdfs:label", "skos:prefLabel"))
_IN_SCHEME = names.expand("skos:inScheme")
#: Property of a name -> its role on a page.
_ROLES = {
    _LABEL: "",
    _PREFERRED: "",
    names.expand("skos:altLabel"): marked("also"),
    names.expand("cr:acronym"): marked("acronym"),
}
_DEFINITIONS = {
    names.expand(curie): word
    for curie, word in (
        ("skos:definition", ""),
        ("dct:description", ""),
        ("skos:scopeNote", marked("Note: ")),
        ("skos:example", marked("Example: ")),
    )
}
#: Shown in the heading, so not again among the statements.
HEADING_PROPERTIES = frozenset({_TYPE, _IN_SCHEME, *_ROLES, *_DEFINITIONS, names.expand("skos:notation")})


@dataclass(frozen=True)
class Text:
    """A text in a language ("" where it has none)."""

    text: str
    language: str
    #: "", "also", "acronym" of names; "", "Note: ", "Example: " of definitions
    role: str


@dataclass(frozen=True)
class Heading:
    """The heading of a page."""

    title: str
    title_language: str
    names: tuple[Text, ...]
    definitions: tuple[Text, ...]
    #: (IRI, name) of its most specific classes, or of its code list
    kinds: tuple[tuple[str, str], ...]


def heading(graph: Graph, iri: str, lang: str) -> Heading:
    """The heading of an entity's page; an entity without a name has its key as title."""
    wanted = " ".join(f"<{one}>" for one in sorted(HEADING_PROPERTIES))
    answer = graph.select(f"SELECT DISTINCT ?p ?o WHERE {{ VALUES ?p {{ {wanted} }} <{iri}> ?p ?o }}")
    roles: dict[tuple[str, str], str] = {}
    definitions: set[Text] = set()
    kinds: set[str] = set()
    for relation, term in answer.rows:
        assert isinstance(relation, NamedNode)
        if isinstance(term, NamedNode) and relation.value in (_TYPE, _IN_SCHEME):
            kinds.add(term.value)
        elif isinstance(term, Literal):
            language = language_tag(term.language) if term.language else ""
            if relation.value in _ROLES:
                role = _ROLES[relation.value]
                known = roles.setdefault((term.value, language), role)
                roles[term.value, language] = min(role, known)
            elif relation.value in _DEFINITIONS:
                definitions.add(Text(term.value, language, _DEFINITIONS[relation.value]))
    texts = [Text(text, language, role) for (text, language), role in roles.items()]
    main = {name.language: name.text for name in sorted(texts, key=_order) if not name.role}
    title = entities.in_language(main, lang) if main else names.short(iri)
    return Heading(
        title=title,
        title_language=next((name.language for name in texts if name.text == title and not name.role), ""),
        names=tuple(sorted(texts, key=_order)),
        definitions=tuple(sorted(definitions, key=_order)),
        kinds=_kinds(graph, kinds, lang),
    )


def _kinds(graph: Graph, kinds: set[str], lang: str) -> tuple[tuple[str, str], ...]:
    above = assertions.ancestors(graph)
    known = {iri for iri in kinds if iri.startswith(names.BASE)} or kinds
    lists = {iri for iri in known if iri.startswith(names.CODE)}
    lowest = lists or assertions.lowest(known, above)
    shown: Mapping[str, str] = entities.labels(graph, lowest, lang)
    return tuple((iri, shown.get(iri, names.curie(iri))) for iri in sorted(lowest))


def _order(text: Text) -> tuple[bool, str, str, str]:
    """English first, then by language; in each, names before other names."""
    return (not text.language.startswith("en"), text.language, text.role, text.text)
