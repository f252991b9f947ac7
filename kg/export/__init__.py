"""The graph as files that other programs open: one row of `FORMATS` a format, one module a family of formats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType

from kg.export.attributes import Wanted, property_graph
from kg.network.subgraph import in_memory
from kg.store import Graph

__all__ = ["FORMATS", "Format", "Wanted", "export"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: which module of this package writes it, the ending of its files, and what opens it."""

    module: str
    ending: str
    opens: str
    #: written as a folder of several files
    folder: bool = False


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "gexf": Format("gexf", ".gexf", "Gephi, Gephi Lite, sigma.js: colours, sizes and positions in place"),
        "graphml": Format("graphml", ".graphml", "Cytoscape, igraph, R, NetworkX, Gephi, Neo4j (apoc.import.graphml)"),
        "yed": Format("graphml", ".yed.graphml", "yEd: names, colours and shapes in place (then Layout > Organic)"),
        "cyjs": Format("cyjs", ".cyjs", "Cytoscape desktop, Cytoscape.js, notebooks (ipycytoscape)"),
        "dot": Format("dot", ".dot", "Graphviz, and what reads it: OmniGraffle, Obsidian, notebooks"),
        "mermaid": Format("mermaid", ".mmd", "draw.io (Insert > Advanced > Mermaid), GitHub, GitLab, Notion, slides"),
        "csv": Format("neo4j", "", "Neo4j (neo4j-admin database import), pandas", folder=True),
        "xlsx": Format("workbook", ".xlsx", "Excel, LibreOffice: the answer of a question, or nodes and edges"),
        "ttl": Format("rdf", ".ttl", "RDF tools, Protégé: Turtle, all passages as one graph"),
        "nt": Format("rdf", ".nt", "RDF tools, line by line: N-Triples"),
        "nq": Format("rdf", ".nq", "triple stores: N-Quads, each passage a named graph"),
        "trig": Format("rdf", ".trig", "triple stores: TriG, each passage a named graph"),
        "jsonld": Format("rdf", ".jsonld", "JSON tools and web pages: JSON-LD, each passage a named graph"),
        "rdfxml": Format("rdf", ".rdf", "older RDF tools: RDF/XML, all passages as one graph"),
    }
)


def export(graph: Graph, form: str, wanted: Wanted) -> dict[str, Iterable[bytes]]:
    """The files of an export: name (empty for the one file of most formats) -> its content, in pieces.

    The same graph gives the same bytes. Raises NotFound for names that nobody knows and UsageError for a part that is
    empty.
    """
    graph = in_memory(graph, wanted.part)
    module = import_module(f"kg.export.{FORMATS[form].module}")
    made: dict[str, Iterable[bytes]]
    if FORMATS[form].module in ("rdf", "workbook"):
        made = module.files(graph, form, wanted)
    else:
        made = module.files(property_graph(graph, wanted), form)
    return made
