"""Which shapes of ``ontology/shapes.ttl`` a graph breaks (SHACL, by pySHACL), as plain findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from kg.errors import CertregError, DataError, Problem, Where
from kg.rdf import to_rdflib


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """One thing that a shape is not content with."""

    #: what the shape was about, as an IRI
    focus: str
    #: the property, when the shape is about the values of one; else empty
    path: str
    #: the value found, when it is one value's fault; else empty
    value: str
    message: str
    #: whether it is a mistake (sh:Violation) or a gap that a source may leave (sh:Warning, sh:Info)
    mistake: bool


def broken(quads: Iterable[Quad], shapes: Path) -> list[Broken]:
    """Hold the union of all graphs against the shapes of a file; sorted, each finding once.

    Raises DataError when the file of shapes cannot be read.
    """
    graph = _graph(quads)
    _, report, text = pyshacl.validate(
        graph, shacl_graph=_graph(_read(shapes)), inplace=True, inference="none", meta_shacl=False, advanced=False
    )
    if not isinstance(report, rdflib.Graph):
        raise CertregError(f"{shapes}: cannot be used for validation: {text}")
    results = report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result)
    return sorted({_finding(report, result) for result in results})


def _finding(report: rdflib.Graph, result: Node) -> Broken:
    messages = sorted(str(text) for text in report.objects(result, SH.resultMessage))
    return Broken(
        focus=str(report.value(result, SH.focusNode)),
        path=str(report.value(result, SH.resultPath) or ""),
        value=str(report.value(result, SH.value) or ""),
        message=messages[0] if messages else f"breaks {report.value(result, SH.sourceShape)}",
        mistake=report.value(result, SH.resultSeverity) == SH.Violation,
    )


def _read(path: Path) -> list[Quad]:
    try:
        return list(parse(path=path, format=RdfFormat.TURTLE))
    except (OSError, SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None) or 0
        raise DataError([Problem(Where.of(path, line), f"not readable as Turtle: {fault}")]) from fault


def _graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """Straight from terms to terms: parsing the same triples takes rdflib ten times as long."""
    graph = rdflib.Graph()
    terms: dict[NamedNode | Literal | BlankNode | Triple, Node] = {}
    for quad in quads:
        triple = quad.subject, quad.predicate, quad.object
        for term in triple:
            if term not in terms:
                terms[term] = to_rdflib(term)
        graph.add((terms[triple[0]], terms[triple[1]], terms[triple[2]]))
    return graph
