"""From a graph and its ontology to something that drafts: rules and names compiled, ready for one report."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pyoxigraph import BlankNode, Literal, NamedNode

from kg import names
from kg.extract import gazetteer, rule_compiler
from kg.extract.drafting.context import Memory
from kg.extract.drafting.drafter import Drafter
from kg.extract.drafting.records import Settings
from kg.extract.engines import engine
from kg.extract.figures.indicators import Indicators
from kg.extract.matcher import Cascade
from kg.rdf.vocabulary import Vocabulary
from kg.store import Graph

_INDICATORS = names.CODE + "indicator/"
_NAMES = frozenset({names.expand("skos:prefLabel"), names.expand("skos:altLabel")})


def prepared(graph: Graph, vocabulary: Vocabulary, settings: Settings, opening: str = "") -> Drafter:
    """A drafter that knows every name of the graph, but for those that only the drafted source gives.

    `opening`: the beginning of the text, by which an engine of models knows its language.
    """
    rules = rule_compiler.read(gazetteer.kinds(vocabulary, rule_compiler.pseudo()))
    known = gazetteer.known(graph, vocabulary, rules.tables["leave"], settings.source)
    place = rules.tables["roles"]["place"]
    known += [gazetteer.Known(settings.area, place, name) for name in settings.area_names.values()]
    cascade = Cascade(rules, known, partial(engine, settings.engine, opening=opening))
    tables = rules.tables
    indicators = Indicators(
        _indicators(vocabulary),
        cascade.lemmas,
        tables["indicator-units"],
        tables["indicator-same"],
        tables["indicator-neutral"],
        tables["indicator-limiting"],
    )
    return Drafter(
        Memory(cascade, vocabulary, indicators, settings, _taken(graph, settings.source), _counted_at(graph))
    )


def places(graph: Graph, vocabulary: Vocabulary) -> list[str]:
    """The keys of the entities that a figure may be about as its area."""
    keys: set[str] = set()
    for iri in vocabulary.properties["refArea"].ranges:
        answer = graph.select(f"SELECT DISTINCT ?thing WHERE {{ ?thing a <{iri}> }}")
        keys.update(row[0].value.removeprefix(names.ID) for row in answer.rows if isinstance(row[0], NamedNode))
    return sorted(keys)


def _indicators(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """(code, name) of every indicator, under all its names."""
    for triple in vocabulary.code_triples:
        subject = triple.subject.value if isinstance(triple.subject, NamedNode) else ""
        if subject.startswith(_INDICATORS) and triple.predicate.value in _NAMES and isinstance(triple.object, Literal):
            yield subject.removeprefix(_INDICATORS), triple.object.value


def _counted_at(graph: Graph) -> Iterator[tuple[str, str]]:
    """(indicator, period) of the figures of the graph: whether each counts at a date or over a year."""
    answer = graph.select(
        "SELECT DISTINCT ?indicator ?period "
        "WHERE { ?figure cr:indicator ?indicator ; sdmx-dimension:refPeriod ?period }"
    )
    for indicator, period in answer.rows:
        if isinstance(indicator, NamedNode) and isinstance(period, Literal):
            yield indicator.value.removeprefix(_INDICATORS), period.value


def _taken(graph: Graph, source: str) -> Iterator[str]:
    """The keys of entities that another source defines."""
    answer = graph.select("SELECT DISTINCT ?thing ?graph WHERE { GRAPH ?graph { ?thing a ?class } }")
    own = names.SOURCE + source
    for thing, where in answer.rows:
        assert isinstance(thing, NamedNode | BlankNode) and isinstance(where, NamedNode)
        if thing.value.startswith(names.ID) and where.value != own and not where.value.startswith(own + "/"):
            yield thing.value.removeprefix(names.ID)
