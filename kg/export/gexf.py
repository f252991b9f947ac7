"""GEXF 1.3, with the colours, sizes and positions of Gephi's viz module.

Edges carry a ``kind`` (their relation), so that Gephi keeps parallel edges of different relations apart.
Source of the format: https://gexf.net/1.3/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from xml.sax.saxutils import quoteattr

import networkx

from kg.export import attributes
from kg.export.attributes import AttributeColumn

#: A graph repeats few texts very often: relations, passages, the ends of edges.
_quoted = lru_cache(maxsize=65536)(quoteattr)
#: How many nodes or edges are written at once.
_BATCH = 1000
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<meta><creator>certreg</creator><description>A knowledge graph of certification regulation</description></meta>
<graph defaultedgetype="directed" mode="static">
"""


def files(graph: networkx.MultiDiGraph, form: str) -> dict[str, Iterable[bytes]]:
    """The one file, in pieces."""
    return {"": _pieces(graph)}


def _pieces(graph: networkx.MultiDiGraph) -> Iterator[bytes]:
    columns = attributes.columns(graph)
    yield _HEAD.encode()
    yield _attributes("node", columns).encode()
    yield _attributes("edge", attributes.EDGE_COLUMNS).encode()
    yield f'<nodes count="{len(graph)}">\n'.encode()
    numbers = {name: place for place, name in enumerate(columns)}
    yield from _batched(_node(node, numbers) for node in attributes.nodes(graph, columns))
    yield b"</nodes>\n<edges>\n"
    numbers = {name: place for place, name in enumerate(attributes.EDGE_COLUMNS)}
    yield from _batched(_edge(edge, numbers) for edge in attributes.edges(graph))
    yield b"</edges>\n</graph>\n</gexf>\n"


def _attributes(of: str, columns: Mapping[str, AttributeColumn]) -> str:
    lines = (
        f'<attribute id="{place}" title={_quoted(name)} type="{column.type}"/>\n'
        for place, (name, column) in enumerate(columns.items())
    )
    return f'<attributes class="{of}" mode="static">\n{"".join(lines)}</attributes>\n'


def _values(values: dict[str, str | float], numbers: dict[str, int]) -> str:
    return "".join(
        f'<attvalue for="{numbers[name]}" value={_quoted(value) if isinstance(value, str) else _number(value)}/>'
        for name, value in values.items()
    )


def _node(node: attributes.ExportNode, numbers: dict[str, int]) -> str:
    red, green, blue = node.look.rgb
    x, y = node.at
    return (
        f"<node id={_quoted(node.key)} label={_quoted(node.label)}>"
        f"<attvalues>{_values(node.values, numbers)}</attvalues>"
        f'<viz:color r="{red}" g="{green}" b="{blue}"/><viz:position x="{x}" y="{y}" z="0.0"/>'
        f'<viz:size value="{node.size}"/></node>\n'
    )


def _edge(edge: attributes.Edge, numbers: dict[str, int]) -> str:
    return (
        f'<edge id="{edge.id}" source={_quoted(edge.source)} target={_quoted(edge.target)} '
        f'label={_quoted(edge.label)} kind={_quoted(edge.relation)} weight="{float(edge.weight)}">'
        f"<attvalues>{_values(edge.values, numbers)}</attvalues></edge>\n"
    )


def _number(value: float) -> str:
    return f'"{float(value)!r}"'


def _batched(lines: Iterable[str]) -> Iterator[bytes]:
    batch: list[str] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH:
            yield "".join(batch).encode()
            batch.clear()
    yield "".join(batch).encode()
