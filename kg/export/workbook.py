"""A workbook for spreadsheet programs: the answer of a question with names, or nodes and edges."""

from __future__ import annotations

from collections.abc import Iterable

from kg.ask import library
from kg.ask.render import encoded
from kg.export import attributes
from kg.files.workbook import Row, workbook
from kg.store import Graph


def files(graph: Graph, form: str, wanted: attributes.Wanted) -> dict[str, Iterable[bytes]]:
    """The one file."""
    question = wanted.part.question
    if question is not None and not question.endswith(".rq"):
        answer = library.ask(graph, question, wanted.part.given, wanted.lang)
        return {"": [encoded(answer, "xlsx", title=question)]}
    projected = attributes.property_graph(graph, wanted)
    columns = attributes.columns(projected)
    nodes: list[Row] = [
        [node.key, node.label, *(node.values.get(name) for name in columns)]
        for node in attributes.nodes(projected, columns)
    ]
    edges: list[Row] = [
        [edge.source, edge.label, edge.target, edge.relation, edge.values["passages"]]
        for edge in attributes.edges(projected)
    ]
    sheets = {
        "nodes": (["key", "label", *columns], nodes),
        "edges": (["source", "relation", "target", "property", "passages"], edges),
    }
    return {"": [workbook(sheets)]}
