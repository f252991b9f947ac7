"""External statements about linked entities: fetched from a SPARQL endpoint, kept as a graph with its own source.

`targets` finds the linked IRIs, `question` puts them into a query and knows which triples may come back, `client` sends
the query politely and caches answers, `source` describes the endpoint and the day. The outcome is a file of quads that
`kg.records.external` adds to the records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from kg import names, shipped
from kg.enrich.client import PoliteClient
from kg.enrich.question import EnrichQuery
from kg.enrich.source import Source, described
from kg.errors import LimitError
from kg.rdf import vocabulary
from kg.rdf.terms import PROV_WAS_DERIVED_FROM
from kg.records.external import fault, words_of
from kg.records.loader import in_order

#: As many as `kg.records.external` reads back quickly.
MOST_STATEMENTS = 300_000
#: More requests than this in one run would burden a public endpoint.
MOST_BATCHES = 1_000


@dataclass(frozen=True)
class Enrichment:
    """The quads, in the order to write them, and how many statements were left out for which reason."""

    quads: list[Quad]
    left_out: Counter[str]


def enrich(
    targets: Sequence[str],
    question: EnrichQuery,
    client: PoliteClient,
    source: Source,
    batch: int,
    report: Callable[[str], None],
) -> Enrichment:
    """Fetch statements about the targets, `batch` at a time; `report` is called after each batch.

    Raises what `PoliteClient.fetch` raises, and LimitError for more than `MOST_STATEMENTS` or `MOST_BATCHES`.
    """
    terms = vocabulary.read(shipped.ONTOLOGY)
    words = words_of(terms)
    accepted: set[Triple] = set()
    left_out: Counter[str] = Counter()
    batches = [targets[start : start + batch] for start in range(0, len(targets), batch)]
    if len(batches) > MOST_BATCHES:
        raise LimitError(f"{len(batches):,} requests, at most {MOST_BATCHES:,}; choose fewer entities with --targets")
    for number, requested in enumerate(batches, 1):
        for triple in client.fetch(question.about(requested)):
            wrong = fault(triple, words) or question.fault(triple, requested)
            if wrong is None:
                accepted.add(triple)
            else:
                left_out[wrong] += 1
        if len(accepted) > MOST_STATEMENTS:
            raise LimitError(f"more than {MOST_STATEMENTS:,} statements; choose fewer entities with --targets")
        report(f"batch {number} of {len(batches)}: {len(accepted):,} statements so far")
    graph = names.passage(source.key)
    quads = {Quad(triple.subject, triple.predicate, triple.object, graph) for triple in accepted}
    derived = Quad(graph, NamedNode(PROV_WAS_DERIVED_FROM), NamedNode(client.address), graph)
    return Enrichment(in_order({*quads, derived, *described(source, terms)}), left_out)
