"""Counts what a graph holds: statements, entities by class, sources, properties, figures, names, graphs.

The counting is done by SPARQL, so it works on an endpoint too.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.rdf.serialize import language_tag
from kg.store import Graph, Layered, Row, Table, Term

VARIABLES = ("about", "of", "ofLabel", "count")

# What records describe; ontology terms and codes are counted with their own graphs.
_RECORDS = f'FILTER (STRSTARTS(STR(?thing), "{names.ID}") || STRSTARTS(STR(?thing), "{names.SOURCE}"))'
# An endpoint may hold graphs of others too.
_QUADS = f'GRAPH ?graph {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?graph), "{names.BASE}"))'

#: What is counted -> the query that counts it, one row each; `?of` is unbound for a total.
QUERIES: Mapping[str, str] = {
    "triples": f"SELECT (COUNT(*) AS ?count) WHERE {{ SELECT DISTINCT ?s ?p ?o WHERE {{ {_QUADS} }} }}",
    "quads": f"SELECT (COUNT(*) AS ?count) WHERE {{ {_QUADS} }}",
    "graphs": f"SELECT (COUNT(DISTINCT ?graph) AS ?count) WHERE {{ {_QUADS} }}",
    "entities": f"""SELECT (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
      ?thing a ?class FILTER (STRSTARTS(STR(?thing), "{names.ID}")) }}""",
    # Super-classes are materialised, so one step down is enough to tell the most specific class.
    "class": f"""SELECT ?of (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
      ?thing a ?of
      FILTER (STRSTARTS(STR(?of), "{names.NS}"))
      {_RECORDS}
      FILTER NOT EXISTS {{ ?thing a ?narrower . ?narrower rdfs:subClassOf ?of FILTER (?narrower != ?of) }}
    }} GROUP BY ?of""",
    "source": """SELECT ?of (COUNT(DISTINCT ?thing) AS ?count) WHERE {
      ?passage cr:inSource ?of . GRAPH ?passage { ?thing cr:statedIn ?passage } } GROUP BY ?of""",
    "passages of source": "SELECT ?of (COUNT(DISTINCT ?thing) AS ?count) WHERE { ?thing cr:inSource ?of } GROUP BY ?of",
    "rule": f"""SELECT ?of (COUNT(*) AS ?count) WHERE {{
      GRAPH ?of {{ ?s ?p ?o }} FILTER (STRSTARTS(STR(?of), "{names.DERIVED}")) }} GROUP BY ?of""",
    "property": f"""SELECT ?of (COUNT(*) AS ?count) WHERE {{
      {{ SELECT DISTINCT ?thing ?of ?value WHERE {{ ?thing ?of ?value {_RECORDS} }} }}
      FILTER (STRSTARTS(STR(?of), "{names.NS}") || EXISTS {{ ?of cr:recordKey ?key }}) }} GROUP BY ?of""",
    "figures of indicator": """SELECT ?of (COUNT(DISTINCT ?thing) AS ?count) WHERE { ?thing cr:indicator ?of }
      GROUP BY ?of""",
    "figures with qualifier": """SELECT ?of (COUNT(DISTINCT ?thing) AS ?count) WHERE { ?thing cr:qualifier ?of }
      GROUP BY ?of""",
    "names in language": f"""SELECT ?of (COUNT(*) AS ?count) WHERE {{
      {{
        SELECT DISTINCT ?thing ?name WHERE {{
          {{ ?thing rdfs:label ?name }} UNION {{ ?thing skos:altLabel ?name }}
          {_RECORDS}
        }}
      }}
      BIND (LANG(?name) AS ?of) }} GROUP BY ?of""",
}

_TOTALS = frozenset({"triples", "quads", "graphs"})


def stats(graph: Graph, lang: str = "en") -> Table:
    """All counts as one table: what is counted (`about`), for which thing (`of`), how many (`count`).

    Totals come first, without `of`; then one block a subject, largest count first.
    """
    counted = [(about, of, count) for about, query in QUERIES.items() for of, count in _of(graph, about, query)]
    shown = entities.labels(graph, {of.value for _, of, _ in counted if isinstance(of, NamedNode)}, lang)
    return Table(VARIABLES, tuple(_row(about, of, count, shown) for about, of, count in counted))


def _of(graph: Graph, about: str, query: str) -> list[tuple[Term | None, int]]:
    """The counts of one kind; what a store's manifest counts, a statement once for each graph, is not counted again."""
    if about in _TOTALS and isinstance(graph, Layered):
        registers = graph.register_graphs()
        ((_, records),) = _counts(graph.records, query)
        return [(None, records + (len(registers) if about == "graphs" else sum(registers.values())))]
    return _counts(graph, query)


def _counts(graph: Graph, query: str) -> list[tuple[Term | None, int]]:
    """(thing or None, count), the largest first."""
    answer = graph.select(query)
    counts = [
        (row[0] if len(row) == 2 else None, int(count.value))
        for row in answer.rows
        if isinstance(count := row[-1], Literal)
    ]
    return sorted(counts, key=lambda pair: (-pair[1], str(pair[0])))


def _row(about: str, of: Term | None, count: int, shown: Mapping[str, str]) -> Row:
    label = Literal(shown[of.value]) if isinstance(of, NamedNode) and of.value in shown else None
    if isinstance(of, Literal):
        of = Literal(language_tag(of.value) or "none")
    return Literal(about), of, label, Literal(count)
