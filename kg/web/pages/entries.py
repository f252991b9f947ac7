"""What registers hold about a body or an enterprise, as tables: each entry with its status, dates and numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from kg import names
from kg.ask import library
from kg.describe.assertions import Assertion
from kg.store import Graph, Table, Term
from kg.text.language import marked, translate
from kg.web.pages.cells import PageTable, grid
from kg.web.pages.site import Site

#: A table of more columns is too wide to read.
_MOST_COLUMNS = 8
_ENTRY = marked("entry")


@dataclass(frozen=True)
class Entries:
    """The entries that name something by one relation."""

    relation: str
    label: str
    grid: PageTable


def tables(site: Site, graph: Graph, iri: str, mentions: Iterable[Assertion]) -> list[Entries]:
    """The entries of a register that mention a thing, a table for each relation: their properties with one value."""
    subjects: dict[str, set[str]] = defaultdict(set)
    for item in mentions:
        subjects[item.predicate].add(item.subject)
    values_of = _values(site.graph, graph, {one for some in subjects.values() for one in some}, iri)
    columns = sorted({column for values in values_of.values() for column in values})
    labels = site.labels({*subjects, *columns})
    result = []
    for relation in sorted(subjects, key=lambda one: labels[one].casefold()):
        own = [one for one in columns if any(one in values_of[subject] for subject in subjects[relation])]
        own = sorted(own, key=lambda one: labels[one].casefold())[:_MOST_COLUMNS]
        rows = [(NamedNode(one), *(values_of[one].get(column) for column in own)) for one in sorted(subjects[relation])]
        shown = library.with_labels(Table(("entry", *own), tuple(rows)), graph, site.lang)
        headings = (translate(_ENTRY, site.lang), *(labels[column] for column in own))
        cells = grid(site, shown)
        named = tuple((replace(first, note=""), *others) for first, *others in cells.rows)  # keys are long here
        result.append(Entries(relation, labels[relation], replace(cells, headings=headings, rows=named)))
    return result


def _values(records: Graph, graph: Graph, subjects: Iterable[str], left_out: str) -> dict[str, dict[str, Term]]:
    """Subject -> property that takes one value -> its value, but for one thing as the value."""
    answer = records.select(
        f'SELECT ?p WHERE {{ ?p a owl:FunctionalProperty FILTER(STRSTARTS(STR(?p), "{names.NS}")) }}'
    )
    functional = {row[0].value for row in answer.rows if isinstance(row[0], NamedNode)}
    wanted = " ".join(f"<{one}>" for one in sorted(subjects))
    values: dict[str, dict[str, Term]] = defaultdict(dict)
    for subject, relation, value in graph.select(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {wanted} }} ?s ?p ?o }}").rows:
        if not isinstance(subject, NamedNode) or not isinstance(relation, NamedNode) or value is None:
            continue
        if relation.value in functional and value != NamedNode(left_out):
            values[subject.value][relation.value] = value
    return values
