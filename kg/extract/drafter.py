"""From a graph and its ontology to something that drafts: rules and names compiled, ready for one report."""

from __future__ import annotations

from kg import names
from kg.extract import gazetteer, grammar
from kg.extract.cascade import Cascade
from kg.extract.draft import Drafter, Settings
from kg.extract.indicators import Indicators, names_of
from kg.store import Graph
from kg.vocabulary import Vocabulary

_INDICATORS = "indicator"


def drafter(graph: Graph, vocabulary: Vocabulary, settings: Settings) -> Drafter:
    """A drafter that knows every name of the graph, but for those that only the drafted source gives."""
    rules = grammar.read(gazetteer.kinds(vocabulary, grammar.pseudo()))
    known = gazetteer.known(graph, vocabulary, rules.tables["leave"], settings.source)
    cascade = Cascade(rules, known)
    labels = {
        key: vocabulary.labels.get(names.CODE + f"{_INDICATORS}/{key}", {}) for key in vocabulary.codes[_INDICATORS]
    }
    return Drafter(cascade, vocabulary, Indicators(names_of(labels), cascade.lemmas), settings)
