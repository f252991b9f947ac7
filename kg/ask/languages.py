"""The languages that a graph has names in."""

from __future__ import annotations

from pyoxigraph import Literal

from kg.errors import UsageError, cut
from kg.rdf.serialize import language_tag
from kg.store import Graph
from kg.text.language import NAMES

#: Tags of languages that every graph of the shipped records has names in; no query is needed for them.
SHIPPED = frozenset(part for tag in NAMES for part in (tag.lower(), tag.partition("-")[0]))


def check(graph: Graph, tag: str) -> None:
    """Raise UsageError, naming the languages there are, when the graph has no names in one (``zh``, ``zh-Hans``)."""
    wanted = tag.lower()
    if wanted in SHIPPED:
        return
    answer = graph.select("SELECT DISTINCT (LANG(?name) AS ?language) WHERE { ?thing rdfs:label ?name }")
    known = sorted({language_tag(row[0].value) for row in answer.rows if isinstance(row[0], Literal) and row[0].value})
    if not any(wanted == have.lower() or have.lower().startswith(f"{wanted}-") for have in known):
        raise UsageError(f'--lang "{cut(tag)}": nothing has a name in it; there are {", ".join(known)}')
