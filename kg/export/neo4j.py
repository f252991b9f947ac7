"""Two CSV files, nodes and edges, with the headers that neo4j-admin imports by.

No cell holds a line end (by default neo4j-admin reads a file line by line), and no cell is changed for
spreadsheets, which open ``xlsx``. Source of the headers:
https://neo4j.com/docs/operations-manual/current/tools/neo4j-admin/neo4j-admin-import/.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

import networkx

from kg.export import attributes
from kg.export.attributes import NUMBER, AttributeColumn

NODES, EDGES = "nodes.csv", "edges.csv"


def files(graph: networkx.MultiDiGraph, form: str) -> dict[str, Iterable[bytes]]:
    """Both files, in pieces."""
    columns = attributes.columns(graph)
    return {NODES: _written(_nodes(graph, columns)), EDGES: _written(_edges(graph))}


def _nodes(graph: networkx.MultiDiGraph, columns: Mapping[str, AttributeColumn]) -> Iterator[Sequence[str | float]]:
    plain = {name: name.replace(":", " ") for name in columns}
    typed = [f"{plain[name]}:double" if column.type == NUMBER else plain[name] for name, column in columns.items()]
    yield ["key:ID", "label", ":LABEL", *typed]
    for node in attributes.nodes(graph, columns):
        yield [
            node.key,
            node.label,
            str(node.values.get("class", "")),
            *(node.values.get(name, "") for name in columns),
        ]


def _edges(graph: networkx.MultiDiGraph) -> Iterator[Sequence[str | float]]:
    yield [":START_ID", ":END_ID", ":TYPE", "id", "label", "iri", "passages", "weight:int"]
    for edge in attributes.edges(graph):
        name = edge.relation.rpartition(":")[2]
        more = edge.values["iri"], edge.values["passages"], edge.weight
        yield [edge.source, edge.target, name, edge.id, edge.label, *more]


def _written(rows: Iterable[Sequence[str | float]]) -> Iterator[bytes]:
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow(
            [" ".join(cell.splitlines()) if isinstance(cell, str) else cell for cell in row]
        )
        yield out.getvalue().encode()
