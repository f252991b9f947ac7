"""How two entities are connected: the shortest chains of relations between them."""

from __future__ import annotations

from itertools import islice, pairwise

import networkx
from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.ask.library import with_labels
from kg.describe import assertions
from kg.describe.assertions import Assertion
from kg.network import excerpt
from kg.network.project import project
from kg.network.subgraph import HUBS
from kg.store import Graph, Layered, Row, Table

COLUMNS = ("chain", "step", "from", "relation", "to", "passage")
MOST = 5
#: Of many equally short chains, the first in order of keys are shown; at most this many are considered.
CONSIDERED = 200
#: How far from each end the registers of a store are followed; between, chains lead through the records.
_HOPS = 2


def path(graph: Graph, start: str, end: str, lang: str = "en", most: int = MOST) -> Table:
    """The shortest chains between two entities, one row a step (`COLUMNS`).

    `chain` and `step` count from 1. A relation read against its direction keeps its own subject in `from`. There are
    at most `most` chains, all equally short, and no rows when the two are not connected.

    A chain leads through a place or a source only where there is no other.

    `start` and `end` are keys, acronyms or names. Raises NotFound with the nearest known names.
    """
    ends = [entities.resolve(graph, text).value for text in (start, end)]
    if isinstance(graph, Layered):
        graph = excerpt.around(graph, ends, _HOPS)
    first, last = map(names.short, ends)
    whole = project(graph, lang=lang, with_concepts=True)
    # A chain through a code (two schemes of one sector) counts only where there is no other, and one through a place or
    # a source, which connect almost everything, only where there are no others.
    ways = (HUBS | {"concept"}, HUBS, frozenset[str]())
    chains = next((shortest for avoiding in ways if (shortest := _chains(whole, first, last, avoiding))), [])
    steps = [
        (number, step, item)
        for number, chain in enumerate(chains[:most], start=1)
        for step, (here, there) in enumerate(pairwise(chain), start=1)
        for item in _between(whole, here, there)
    ]
    behind = assertions.sources_of(graph, {item for _, _, item in steps})
    rows: list[Row] = [
        (
            Literal(number),
            Literal(step),
            NamedNode(item.subject),
            NamedNode(item.predicate),
            item.object,
            NamedNode(passage),
        )
        for number, step, item in steps
        for passage in behind[item]
    ]
    return with_labels(Table(COLUMNS, tuple(rows)), graph, lang)


def _chains(whole: networkx.MultiDiGraph, first: str, last: str, avoiding: frozenset[str]) -> list[list[str]]:
    """The shortest chains, read in either direction, that pass through no node of the groups to avoid."""
    kept = [node for node, item in whole.nodes(data=True) if item["group"] not in avoiding or node in (first, last)]
    undirected = networkx.Graph(whole.subgraph(kept))
    try:
        return sorted(islice(networkx.all_shortest_paths(undirected, first, last), CONSIDERED))
    except (networkx.NetworkXNoPath, networkx.NodeNotFound):
        return []


def _between(whole: networkx.MultiDiGraph, here: str, there: str) -> list[Assertion]:
    """The relations of one step; a symmetric one (a partnership) is given along the chain only."""
    along = _assertions(whole, here, there)
    symmetric = {item.predicate for item in along}
    return along + [item for item in _assertions(whole, there, here) if item.predicate not in symmetric]


def _assertions(whole: networkx.MultiDiGraph, source: str, target: str) -> list[Assertion]:
    subject, value = whole.nodes[source]["iri"], NamedNode(whole.nodes[target]["iri"])
    edges = (whole.get_edge_data(source, target) or {}).values()
    return sorted((Assertion(subject, edge["iri"], value, edge["passage"]) for edge in edges), key=str)
