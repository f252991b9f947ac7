"""GraphML: plain (valid by its XML Schema), or with the node and edge graphics that yEd draws.

Source of the format: http://graphml.graphdrawing.org/; of yEd's part: the files that yEd writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

import networkx

from kg.export import attributes
from kg.export.attributes import NUMBER, TEXT

_SCHEMA = "http://graphml.graphdrawing.org/xmlns"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<graphml xmlns="{_SCHEMA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"{{more}} '
    f'xsi:schemaLocation="{_SCHEMA} {{location}}">\n'
)
_PLAIN = {"more": "", "location": f"{_SCHEMA}/1.0/graphml.xsd"}
_YED = {
    "more": ' xmlns:y="http://www.yworks.com/xml/graphml"',
    "location": "http://www.yworks.com/xml/schema/graphml/1.1/ygraphml.xsd",
}
#: Attributes that Gephi, igraph and Cytoscape look up by these very names: column -> type.
_NODE_LOOKS = {"label": TEXT, "r": "int", "g": "int", "b": "int", "size": NUMBER, "x": NUMBER, "y": NUMBER}
_EDGE_LOOKS = {"label": TEXT, "weight": NUMBER}
#: The parts of a text that an XML name token may keep.
_PARTS = re.compile(r"[\w.:-]+")
#: The shapes of `kg.network.palette` as yEd calls them; others are ellipses.
_YED_SHAPES = {
    "octagon": "octagon",
    "ellipse": "ellipse",
    "hexagon": "hexagon",
    "round-rectangle": "roundrectangle",
    "rectangle": "rectangle",
    "diamond": "diamond",
    "star": "star6",
    "triangle": "triangle",
    "rhomboid": "parallelogram",
    "tag": "trapezoid",
}


def files(graph: networkx.MultiDiGraph, form: str) -> dict[str, Iterable[bytes]]:
    """The one file, in pieces; `form` is ``graphml`` or ``yed``."""
    return {"": _pieces(graph, form == "yed")}


def _pieces(graph: networkx.MultiDiGraph, yed: bool) -> Iterator[bytes]:
    columns = attributes.columns(graph)
    node_types = {**{name: column.type for name, column in columns.items()}, **({} if yed else _NODE_LOOKS)}
    edge_types = {**{name: column.type for name, column in attributes.EDGE_COLUMNS.items()}, **_EDGE_LOOKS}
    node_keys = {name: f"n{place}" for place, name in enumerate(node_types)}
    edge_keys = {name: f"e{place}" for place, name in enumerate(edge_types)}
    yield _HEAD.format(**(_YED if yed else _PLAIN)).encode()
    for of, keys, types in (("node", node_keys, node_types), ("edge", edge_keys, edge_types)):
        taken: set[str] = set()
        for name, key in keys.items():
            title = _name(name, taken)
            yield f'<key id="{key}" for="{of}" attr.name={quoteattr(title)} attr.type="{types[name]}"/>\n'.encode()
    if yed:
        yield b'<key id="ng" for="node" yfiles.type="nodegraphics"/>\n'
        yield b'<key id="eg" for="edge" yfiles.type="edgegraphics"/>\n'
    yield b'<graph id="certreg" edgedefault="directed">\n'
    ids = _ids(graph)
    for node in attributes.nodes(graph, columns):
        data = _data(node.values, node_keys)
        data += _yed_node(node) if yed else _data(_looks(node), node_keys)
        yield f'<node id="{ids[node.key]}">{data}</node>\n'.encode()
    for edge in attributes.edges(graph):
        data = _data({**edge.values, "label": edge.label, "weight": edge.weight}, edge_keys)
        data += _yed_edge(edge) if yed else ""
        yield f'<edge id="{edge.id}" source="{ids[edge.source]}" target="{ids[edge.target]}">{data}</edge>\n'.encode()
    yield b"</graph>\n</graphml>\n"


def _ids(graph: networkx.MultiDiGraph) -> dict[str, str]:
    """Keys as XML name tokens (an id is an NMTOKEN): ``sector/food-safety`` becomes ``sector.food-safety``."""
    taken: set[str] = set()
    return {key: _name(key.replace("/", "."), taken) for key in sorted(graph)}


def _name(text: str, taken: set[str]) -> str:
    """Text as an NMTOKEN that is not taken yet; marks it as taken."""
    name = "_".join(_PARTS.findall(text)) or "_"
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _looks(node: attributes.ExportNode) -> dict[str, str | float]:
    red, green, blue = node.look.rgb
    return {"label": node.label, "r": red, "g": green, "b": blue, "size": node.size, "x": node.at[0], "y": node.at[1]}


def _data(values: dict[str, str | float], keys: dict[str, str]) -> str:
    return "".join(f'<data key="{keys[name]}">{escape(str(value))}</data>' for name, value in values.items())


def _yed_node(node: attributes.ExportNode) -> str:
    width = max(30.0, 7.0 * len(node.label) ** 0.75 + 20)
    shape = _YED_SHAPES.get(node.look.shape, "ellipse")
    return (
        f'<data key="ng"><y:ShapeNode><y:Geometry height="30.0" width="{width:.1f}" x="{node.at[0]}" y="{node.at[1]}"/>'
        f'<y:Fill color="{node.look.color}" transparent="false"/>'
        f'<y:NodeLabel textColor="{node.look.ink}">{escape(node.label)}</y:NodeLabel><y:Shape type="{shape}"/>'
        "</y:ShapeNode></data>"
    )


def _yed_edge(edge: attributes.Edge) -> str:
    return (
        '<data key="eg"><y:PolyLineEdge><y:Arrows source="none" target="standard"/>'
        f"<y:EdgeLabel>{escape(edge.label)}</y:EdgeLabel></y:PolyLineEdge></data>"
    )
