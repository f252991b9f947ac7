"""A workbook for spreadsheet programs: the answer of a question with names, or nodes and edges.

Every text is written as text, never as a formula or a link, and numbers as numbers.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import xlsxwriter

from kg.ask import library
from kg.errors import LimitError
from kg.export import attributes
from kg.store import Graph
from kg.store.answers import plain

#: What a sheet can hold.
MOST_ROWS, MOST_LETTERS = 1_048_576, 32_767
#: The same graph gives the same bytes: the file says no hour of its making.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_WIDEST = 60

Row = Sequence[str | float | None]


def files(graph: Graph, form: str, wanted: attributes.Wanted) -> dict[str, Iterable[bytes]]:
    """The one file."""
    question = wanted.part.question
    if question is not None and not question.endswith(".rq"):
        answer = library.ask(graph, question, wanted.part.given, wanted.lang)
        rows: list[Row] = [[_cell(plain(term)) for term in row] for row in answer.rows]
        return {"": [_workbook({question: (list(answer.variables), rows)})]}
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
    return {
        "": [
            _workbook(
                {
                    "nodes": (["key", "label", *columns], nodes),
                    "edges": (["source", "relation", "target", "property", "passages"], edges),
                }
            )
        ]
    }


def _cell(value: object) -> str | float | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    return str(value).lower() if isinstance(value, bool) else str(value)


def _workbook(sheets: dict[str, tuple[Sequence[str], Sequence[Row]]]) -> bytes:
    out = io.BytesIO()
    plain_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **plain_text}) as book:
        book.set_properties({"created": _MADE, "author": "certreg"})
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, (columns, rows) in sheets.items():
            if len(rows) >= MOST_ROWS:
                raise LimitError(f"{name}: {len(rows):,} rows; a sheet holds {MOST_ROWS - 1:,}. Write csv instead")
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [attributes.text(column) for column in columns], bold)
            widths = [len(column) for column in columns]
            for place, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(place, column, attributes.text(value)[:MOST_LETTERS])
                        widths[column] = max(widths[column], min(len(value), _WIDEST))
                    elif value is not None:
                        sheet.write_number(place, column, value)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width + 2)
            sheet.autofilter(0, 0, max(len(rows), 1), max(len(columns) - 1, 0))
    return out.getvalue()
