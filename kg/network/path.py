"""How two entities are connected: the shortest chains of relations between them."""

from __future__ import annotations

from itertools import islice, pairwise

import networkx
from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.ask.library import with_labels
from kg.describe import assertions
from kg.describe.assertions import Stated
from kg.network.project import project
from kg.network.subgraph import HUBS
from kg.store import Graph, Row, Table

COLUMNS = ("chain", "step", "from", "relation", "to", "passage")
MOST = 5
#: Of very many chains, equally short, the first in order of keys are shown; this many are looked at.
CONSIDERED = 200


def path(graph: Graph, start: str, end: str, lang: str = "en", most: int = MOST) -> Table:
    """A row a step: `chain` and `step` count from 1; a relation read against its direction keeps its own subject
    in `from`. At most `most` chains, all equally short; no rows when the two are not connected.

    `start` and `end` are keys, acronyms or names. Raises NotFound with the nearest known names.
    """
    first, last = (names.short(entities.resolve(graph, text).value) for text in (start, end))
    whole = project(graph, lang=lang, with_concepts=True)
    chains = _chains(whole, first, last, avoiding=HUBS | {"concept"}) or _chains(whole, first, last, avoiding=HUBS)
    steps = [
        (number, step, said)
        for number, chain in enumerate(chains[:most], start=1)
        for step, (here, there) in enumerate(pairwise(chain), start=1)
        for said in _between(whole, here, there)
    ]
    behind = assertions.sources_of(graph, {said for _, _, said in steps})
    rows: list[Row] = [
        (
            Literal(number),
            Literal(step),
            NamedNode(said.subject),
            NamedNode(said.predicate),
            said.object,
            NamedNode(passage),
        )
        for number, step, said in steps
        for passage in behind[said]
    ]
    return with_labels(Table(COLUMNS, tuple(rows)), graph, lang)


def _chains(whole: networkx.MultiDiGraph, first: str, last: str, avoiding: frozenset[str]) -> list[list[str]]:
    """The shortest chains, read in either direction, that run through no node of the groups to avoid.

    No chain runs through a hub, and one through a code (two things of one sector) counts only where there is no other.
    """
    kept = [node for node, said in whole.nodes(data=True) if said["group"] not in avoiding or node in (first, last)]
    undirected = networkx.Graph(whole.subgraph(kept))
    try:
        return sorted(islice(networkx.all_shortest_paths(undirected, first, last), CONSIDERED))
    except (networkx.NetworkXNoPath, networkx.NodeNotFound):
        return []


def _between(whole: networkx.MultiDiGraph, here: str, there: str) -> list[Stated]:
    """The relations of one step; one that holds in both directions (a partnership) is given along the chain only."""
    along = _stated(whole, here, there)
    both_ways = {said.predicate for said in along}
    return along + [said for said in _stated(whole, there, here) if said.predicate not in both_ways]


def _stated(whole: networkx.MultiDiGraph, source: str, target: str) -> list[Stated]:
    subject, value = whole.nodes[source]["iri"], NamedNode(whole.nodes[target]["iri"])
    edges = (whole.get_edge_data(source, target) or {}).values()
    return sorted((Stated(subject, edge["iri"], value, edge["passage"]) for edge in edges), key=str)
