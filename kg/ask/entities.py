"""Resolves a key, an acronym or a name in any language to an entity or code, and finds the names to show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask.index import Index, names_in
from kg.errors import NotFound
from kg.store import Graph, Layered
from kg.text.han import without_state
from kg.text.language import ENGLISH, known, marked, of_texts, translate
from kg.text.normalize import fold
from kg.text.suggest import MOST, nearest

#: At this many IRIs a query stays within every engine's limits.
_BATCH = 400

#: How many things of one name an error lists.
_MOST_BEARERS = 5

#: From this score of an `Index` on, a name is worth suggesting.
_LIKELY = 55.0

#: Sections whose names are words.
_SECTIONS = (marked("overview"), marked("preamble"))

_NAMES = f"""
SELECT DISTINCT ?thing ?name WHERE {{
  {{ ?thing rdfs:label ?name }} UNION {{ ?thing skos:altLabel ?name }}
  FILTER(STRSTARTS(STR(?thing), "{names.ID}") || STRSTARTS(STR(?thing), "{names.CODE}"))
}}"""


def records(graph: Graph) -> Graph:
    """The records alone of a graph with registers; any other graph as it is."""
    return graph.records if isinstance(graph, Layered) else graph


def resolve(graph: Graph, text: str, of: Collection[str] = ()) -> NamedNode:
    """The entity or code a person means by a key (``cnca``, ``sector/…``), an acronym or a name in any language.

    `of`: the IRIs of classes and code lists; where there are some, the thing meant belongs to one of them. If an entity
    and a code share a name, the entity is meant. Registers are searched after the records, by exact name.
    Raises NotFound, with the nearest keys, when no such thing or several have the name.
    """
    own = records(graph)
    if (key := _key(own, text)) is not None and _members(own, [key.value], of):
        return key
    if own is not graph and (other := _key(graph, text)) is not None and _members(graph, [other.value], of):
        return other
    by_name = _by_name(own)
    named = sorted(by_name.get(fold(text), ()))
    bearers = _members(own, named, of)
    bearers = [iri for iri in bearers if iri.startswith(names.ID)] or bearers
    if not bearers and isinstance(graph, Layered):
        bearers = _members(graph, in_registers(graph, text), of)
    if len(bearers) == 1:
        return NamedNode(bearers[0])
    if bearers:
        raise NotFound("single thing named", text, [names.short(iri) for iri in bearers])
    others = dict.fromkeys([*([key.value] if key else []), *named])
    raise NotFound(_kind_in_words(own, of), text, _near(own, text, by_name, of), _what_it_is(own, others))


def _members(graph: Graph, iris: Collection[str], of: Collection[str]) -> list[str]:
    """Those of some things that belong to one of some classes or code lists."""
    if not of or not iris:
        return list(iris)
    answer = graph.select(
        f"SELECT DISTINCT ?thing WHERE {{ VALUES ?thing {{ {_values(iris)} }} VALUES ?of {{ {_values(of)} }} "
        "{ ?thing a ?of } UNION { ?thing skos:inScheme ?of } }"
    )
    kept = {row[0].value for row in answer.rows if isinstance(row[0], NamedNode)}
    return [iri for iri in iris if iri in kept]


def _near(graph: Graph, text: str, by_name: Mapping[str, Collection[str]], of: Collection[str]) -> list[str]:
    """The keys of the things with the nearest names."""
    hits = Index(names_in(graph)).find(text, limit=None if of else _MOST_BEARERS) if len(text) <= MOST else []
    likely = [hit.thing for hit in hits if hit.score >= _LIKELY]
    likely = _members(graph, likely[:_BATCH], of)
    by_typo = [] if of else [iri for name in nearest(fold(text), by_name) for iri in sorted(by_name[name])]
    return list(dict.fromkeys(names.short(iri) for iri in [*by_typo, *likely]))[:_MOST_BEARERS]


def _kind_in_words(graph: Graph, of: Collection[str]) -> str:
    """What classes and code lists are called: "certification scheme or procedure"."""
    shown = labels(graph, of)
    return " or ".join(shown.get(iri, names.short(iri).rpartition(":")[2].lower()) for iri in of) or "entity"


def _what_it_is(graph: Graph, iris: Collection[str]) -> str:
    """What things are that have a name but not the kind asked for: "a certification scheme: ccc"."""
    answer = graph.select(
        f"""SELECT DISTINCT ?thing ?label WHERE {{
          VALUES ?thing {{ {_values(iris)} }}
          {{ GRAPH ?graph {{ ?thing a ?kind }} FILTER(!STRSTARTS(STR(?graph), "{names.DERIVED}"))
            FILTER NOT EXISTS {{ ?thing a ?lower . ?lower rdfs:subClassOf+ ?kind FILTER(?lower != ?kind) }}
          }} UNION {{ ?thing skos:inScheme ?kind }}
          ?kind rdfs:label ?label FILTER(LANG(?label) = "en")
        }} ORDER BY ?thing ?label"""
    )
    kinds: dict[str, str] = {}
    for thing, label in answer.rows:
        if isinstance(thing, NamedNode) and isinstance(label, Literal):
            kinds.setdefault(thing.value, label.value.lower())
    shown = [iri for iri in kinds if iri.startswith(names.ID)] or list(kinds)
    return "; ".join(f"{_article(kinds[iri])} {kinds[iri]}: {names.short(iri)}" for iri in shown)


def _article(word: str) -> str:
    return "an" if word[:1] in "aeio" else "a"


def _values(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)


def in_registers(graph: Layered, text: str) -> list[str]:
    """IRIs of the register's thing with this key, or of those with exactly this name in a language of the records."""
    if len(text) > MOST:
        return []
    if (key := _key(graph, text)) is not None:
        return [key.value]
    languages = graph.records.select("SELECT DISTINCT (LANG(?name) AS ?language) WHERE { ?thing rdfs:label ?name }")
    tags = {row[0].value for row in languages.rows if isinstance(row[0], Literal)}
    name = text.strip()
    spellings = " ".join(str(Literal(name, language=tag) if tag else Literal(name)) for tag in sorted({*tags, ""}))
    answer = graph.select(
        f"SELECT DISTINCT ?thing WHERE {{ VALUES ?name {{ {spellings} }} "
        "{ ?thing rdfs:label ?name } UNION { ?thing skos:altLabel ?name } "
        f'FILTER(STRSTARTS(STR(?thing), "{names.ID}")) }} LIMIT {_MOST_BEARERS}'
    )
    return sorted(row[0].value for row in answer.rows if isinstance(row[0], NamedNode))


def labels(graph: Graph, iris: Iterable[str], lang: str = "en") -> dict[str, str]:
    """IRI -> the name to show: in `lang`, else in English, else in any language; IRIs without a name are left out.

    A passage, which has a name in English alone, goes by the name of its source in `lang`.
    """
    wanted = set(iris)
    if of_texts(lang) == ENGLISH:
        return {iri: in_language(by_language, lang) for iri, by_language in _labels(graph, wanted).items()}
    sources = {iri: names.ID + names.short(iri).partition("/")[0] for iri in wanted if iri.startswith(names.SOURCE)}
    labels_of = _labels(graph, wanted | set(sources.values()))
    shown = {iri: in_language(labels_of[iri], lang) for iri in wanted if iri in labels_of}
    for passage, source in sources.items():
        if source in labels_of and (name := in_language(labels_of[source], lang)) != in_language(
            labels_of[source], ENGLISH
        ):
            section = names.short(passage).partition("/")[2]
            shown[passage] = f"{name} {translate(section, lang)}".strip()
    return shown


def _labels(graph: Graph, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    """IRI -> language -> name."""
    by_iri: dict[str, dict[str, str]] = {}
    wanted = sorted(iris)
    for start in range(0, len(wanted), _BATCH):
        values = " ".join(f"<{iri}>" for iri in wanted[start : start + _BATCH])
        answer = graph.select(
            f"SELECT DISTINCT ?thing ?label WHERE {{ VALUES ?thing {{ {values} }} ?thing rdfs:label ?label }}"
        )
        for thing, label in answer.rows:
            if isinstance(thing, NamedNode) and isinstance(label, Literal):
                by_iri.setdefault(thing.value, {})[label.language or ""] = label.value
    return by_iri


def in_language(by_language: Mapping[str, str], lang: str) -> str:
    """The text in `lang` (``zh`` and ``zh-CN`` find ``zh-Hans``), else in English, else the first by language tag."""
    for wanted in (lang.lower(), (known(lang) or lang).lower(), "en", ""):
        for tag in sorted(by_language):  # the engine gives tags in lower case, others as written
            if tag.lower() == wanted or (wanted and tag.lower().startswith(wanted + "-")):
                return by_language[tag]
    return by_language[min(by_language)]


def all_names(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Entity or code -> all its names in every language, acronyms included."""
    answer = graph.select(_NAMES)
    known: dict[str, set[str]] = {}
    for thing, name in answer.rows:
        if isinstance(thing, NamedNode) and isinstance(name, Literal):
            known.setdefault(thing.value, set()).add(name.value)
    return {iri: tuple(sorted(aliases)) for iri, aliases in known.items()}


def _key(graph: Graph, text: str) -> NamedNode | None:
    """The entity with this key, if the graph describes it."""
    key = text.strip().removeprefix(names.ID).removeprefix("id:")
    known = len(key) <= MOST and names.REGISTER_KEY.match(key) and graph.ask(f"ASK {{ <{names.ID}{key}> ?p ?o }}")
    return names.entity(key) if known else None


def _by_name(graph: Graph) -> dict[str, set[str]]:
    """Normalised name or key -> IRIs of the things it names."""
    by_name: dict[str, set[str]] = {}
    for iri, aliases in all_names(graph).items():
        short = names.short(iri)
        for name in (*aliases, short, short.rpartition("/")[2]):
            by_name.setdefault(fold(name), set()).add(iri)
    for name, bearers in list(by_name.items()):
        by_name.setdefault(without_state(name), set()).update(bearers)
    return by_name
