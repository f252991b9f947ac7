"""RDF: the quads of the whole graph, or those about a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from kg import names
from kg.export.attributes import Wanted, property_graph, text
from kg.network import subgraph
from kg.network.subgraph import Part
from kg.rdf.serialize import serialize
from kg.records.loader import in_order
from kg.store import Graph

#: Format -> the engine's format, and whether it has named graphs.
_FORMS: dict[str, tuple[RdfFormat, bool]] = {
    "ttl": (RdfFormat.TURTLE, False),
    "nt": (RdfFormat.N_TRIPLES, False),
    "nq": (RdfFormat.N_QUADS, True),
    "trig": (RdfFormat.TRIG, True),
    "jsonld": (RdfFormat.JSON_LD, True),
    "rdfxml": (RdfFormat.RDF_XML, False),
}


def files(graph: Graph, form: str, wanted: Wanted) -> dict[str, Iterable[bytes]]:
    """The one file."""
    quads = _quads(graph)
    if wanted.part != Part():
        quads = _about(quads, graph, wanted)
    engine_form, keeps_graphs = _FORMS[form]
    if keeps_graphs:
        return {"": [serialize(in_order(quads), engine_form)]}
    union = in_order({Quad(quad.subject, quad.predicate, quad.object) for quad in quads})
    if engine_form == RdfFormat.RDF_XML:
        union = [_for_xml(quad) for quad in union]
    return {"": [serialize([quad.triple for quad in union], engine_form)]}


def _for_xml(quad: Quad) -> Quad:
    """The quad, with a replacement for each character that XML cannot hold."""
    literal = quad.object
    if not isinstance(literal, Literal) or text(literal.value) == literal.value:
        return quad
    kept = (
        Literal(text(literal.value), language=literal.language)
        if literal.language
        else Literal(text(literal.value), datatype=literal.datatype)
    )
    return Quad(quad.subject, quad.predicate, kept)


def _quads(graph: Graph) -> Sequence[Quad]:
    answer = graph.select("SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    rows: Iterable[Any] = answer.rows
    return [Quad(*row) for row in rows]


def _about(quads: Sequence[Quad], graph: Graph, wanted: Wanted) -> Sequence[Quad]:
    """Statements about the entities of a part, about the figures that measure them, and about their passages."""
    things = {attributes["iri"] for _, attributes in property_graph(graph, wanted).nodes(data=True)}
    things |= subgraph.resolve(graph, wanted.part).named
    figure = names.expand("sdmx-measure:obsValue")
    figures = {quad.subject for quad in quads if quad.predicate.value == figure}
    measured = {
        quad.subject.value
        for quad in quads
        if isinstance(quad.subject, NamedNode)
        and quad.subject in figures
        and isinstance(quad.object, NamedNode)
        and quad.object.value in things
    }
    wide = things | measured
    about = [quad for quad in quads if isinstance(quad.subject, NamedNode) and quad.subject.value in wide]
    passages = {quad.graph_name for quad in about}
    return [*about, *(quad for quad in quads if quad.subject in passages and quad.subject == quad.graph_name)]
