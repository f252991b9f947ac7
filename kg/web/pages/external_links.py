"""Links from an entity to other datasets, each with its author and method."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.store import Graph
from kg.text.language import marked

#: The SSSOM description of each link; links without one have only a predicate.
_LINKS = """
SELECT DISTINCT ?predicate ?target ?graph ?target_label ?author ?date ?how ?confidence ?comment WHERE {{
  VALUES ?thing {{ <{iri}> }}
  GRAPH ?graph {{
    ?mapping owl:annotatedSource ?thing ; owl:annotatedProperty ?predicate ; owl:annotatedTarget ?target .
    OPTIONAL {{ ?mapping sssom:object_label ?target_label }}
    OPTIONAL {{ ?mapping sssom:author_label ?author }}
    OPTIONAL {{ ?mapping pav:authoredOn ?date }}
    OPTIONAL {{ ?mapping sssom:mapping_justification ?how }}
    OPTIONAL {{ ?mapping sssom:confidence ?confidence }}
    OPTIONAL {{ ?mapping rdfs:comment ?comment }}
  }}
}} ORDER BY ?target ?predicate ?graph"""
#: SKOS and SEMAPV terms as sentences; others go by their names.
_WORDS = {
    names.expand("skos:exactMatch"): marked("is the same as"),
    names.expand("skos:closeMatch"): marked("is nearly the same as"),
    names.expand("skos:broadMatch"): marked("is narrower than"),
    names.expand("skos:narrowMatch"): marked("is broader than"),
    names.expand("skos:relatedMatch"): marked("is related to"),
    names.expand("semapv:ManualMappingCuration"): marked("compared by hand"),
    names.expand("semapv:LexicalMatching"): marked("by its name"),
}


@dataclass(frozen=True)
class ExternalLink:
    """A link and its description; texts are empty where unknown."""

    predicate: str
    target: str
    label: str
    author: str
    date: str
    how: str
    confidence: str
    comment: str
    graph: str
    graph_label: str


def links(graph: Graph, iri: str, lang: str) -> list[ExternalLink]:
    """The links of one entity."""
    answer = graph.select(_LINKS.format(iri=iri))
    rows = [[term.value if isinstance(term, NamedNode | Literal) else "" for term in row] for row in answer.rows]
    labels = entities.labels(graph, {row[2] for row in rows}, lang)
    return [
        ExternalLink(
            _word(predicate), target, label, author, date, _word(how), sure, comment, where, labels.get(where, "")
        )
        for predicate, target, where, label, author, date, how, sure, comment in rows
    ]


def _word(iri: str) -> str:
    return _WORDS.get(iri, names.curie(iri))
