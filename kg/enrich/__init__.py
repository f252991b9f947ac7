"""What others say of the things our entities are linked to: asked of a remote endpoint, kept as a graph with a source.

`targets` finds the linked addresses, `question` puts them into a query and knows what its answer may hold, `asking`
asks politely and keeps answers, `source` describes where and when it was asked. The outcome is a file of quads that
`kg.records.external` lays beside the records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad, Triple

from kg import names, shipped
from kg.enrich.asking import Asker
from kg.enrich.question import Question
from kg.enrich.source import Source, described
from kg.errors import LimitError
from kg.rdf import vocabulary
from kg.records.external import fault, words_of
from kg.records.loader import in_order

#: As much as `kg.records.external` reads back with ease.
MOST_STATEMENTS = 300_000
#: More requests than this are more than one asks of a public endpoint in one go.
MOST_BATCHES = 1_000


@dataclass(frozen=True)
class Enrichment:
    """What came of it: the quads, in the order to write them, and why other statements were left out (how often)."""

    quads: list[Quad]
    left_out: Counter[str]


def enrich(
    targets: Sequence[str], question: Question, asker: Asker, source: Source, batch: int, told: Callable[[str], None]
) -> Enrichment:
    """Ask about the targets, `batch` at a time; `told` hears how far it is.

    Raises what `Asker.ask` does, and LimitError for more than `MOST_STATEMENTS` or `MOST_BATCHES`.
    """
    terms = vocabulary.read(shipped.ONTOLOGY)
    words = words_of(terms)
    found: set[Triple] = set()
    left_out: Counter[str] = Counter()
    batches = [targets[start : start + batch] for start in range(0, len(targets), batch)]
    if len(batches) > MOST_BATCHES:
        raise LimitError(f"{len(batches):,} requests, at most {MOST_BATCHES:,}; ask about fewer things (--targets)")
    for number, asked in enumerate(batches, 1):
        for triple in asker.ask(question.about(asked)):
            wrong = fault(triple, words) or question.fault(triple, asked)
            if wrong is None:
                found.add(triple)
            else:
                left_out[wrong] += 1
        if len(found) > MOST_STATEMENTS:
            raise LimitError(f"more than {MOST_STATEMENTS:,} statements; ask about fewer things (--targets)")
        told(f"batch {number} of {len(batches)}: {len(found):,} statements so far")
    graph = names.passage(source.key)
    said = {Quad(triple.subject, triple.predicate, triple.object, graph) for triple in found}
    derived = Quad(graph, names.node("prov:wasDerivedFrom"), NamedNode(asker.address), graph)
    return Enrichment(in_order({*said, derived, *described(source, terms)}), left_out)
