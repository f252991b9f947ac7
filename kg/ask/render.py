"""An answer as text: a table for reading, CSV, TSV, JSON and XML as SPARQL 1.1 has them, Markdown, or RDF for triples.

One row of `FORMATS` a format. ``table`` and ``md`` show an entity as its name and key; the others give whole IRIs.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple

from kg import names
from kg.errors import UsageError
from kg.files.spreadsheet import NUMBER, spreadsheet_safe
from kg.rdf import results
from kg.rdf.serialize import serialize
from kg.rdf.terms import XSD_INTEGER
from kg.store import Result, Table, Term

#: The suffix of a column that holds the names of the entities in another.
LABEL = "Label"

#: Control characters, and those that change the direction of text.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def render(answer: Result, form: str, width: int | None = None, color: bool = False) -> str:
    """An answer in one of `FORMATS`; `width` in columns wraps the table, None lets it be as wide as it needs.

    Raises UsageError when the format does not fit the kind of answer.
    """
    if isinstance(answer, bool):
        answer = Table(("answer",), ((Literal(answer),),)) if form in ("csv", "tsv") else answer
    if isinstance(answer, list):
        if form == "table":
            form = "ttl"
        if form not in _TRIPLES:
            raise UsageError(f"-f {form} is for tables; this query gives triples: use {', '.join(_TRIPLES)}")
        return _TRIPLES[form](answer)
    if form == "table":
        return _table(answer, width, color)
    if form not in _TABLES:
        raise UsageError(f"-f {form} is for triples; this query gives a table: use {', '.join(['table', *_TABLES])}")
    return _TABLES[form](answer)


def _table(answer: Table | bool, width: int | None, color: bool) -> str:
    if isinstance(answer, bool):
        return "yes\n" if answer else "no\n"
    from rich import box
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    headings, cells = _for_reading(answer)
    wanted = width or 10_000
    out = io.StringIO()
    console = Console(
        file=out, width=wanted, force_terminal=color, no_color=not color, highlight=False, soft_wrap=False
    )
    grid = Grid(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold" if color else "")
    for place, heading in enumerate(headings):
        column = [row[place] for row in cells if row[place]]
        right = bool(column) and all(map(is_number, column))
        grid.add_column(heading, justify="right" if right else "left", overflow="fold", no_wrap=width is None)
    for row in cells:
        grid.add_row(*(Text(cell) for cell in row))
    if headings:
        console.print(grid)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    count = len(answer.rows)
    return "\n".join([*lines, f"({count} row{'' if count == 1 else 's'})"]) + "\n"


def _for_reading(table: Table) -> tuple[list[str], list[list[str]]]:
    """Headings and cells with each ``xLabel`` column folded into the column ``x`` it names."""
    shown = folded(table)
    rows = [
        [_cell(row[place], row[label] if label is not None else None) for _, place, label in shown]
        for row in table.rows
    ]
    return [name for name, _, _ in shown], [[_clean(cell) for cell in row] for row in rows]


def folded(table: Table) -> list[tuple[str, int, int | None]]:
    """The columns to show: name, place, and the place of the column of its names, which is shown with it."""
    places = {name: place for place, name in enumerate(table.variables)}
    return [
        (name, place, places.get(name + LABEL))
        for name, place in places.items()
        if not (name.endswith(LABEL) and name.removesuffix(LABEL) in places)
    ]


def _clean(text: str) -> str:
    """A text of the graph without characters that could hide or reverse parts of it."""
    return _CONTROL.sub("\ufffd", text)


def is_number(cell: str) -> bool:
    """Whether a cell of a table for reading is a number."""
    return NUMBER.match(cell.replace(",", "")) is not None


def _cell(term: Term | None, label: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        short = names.short(term.value)
        if term.value.startswith((names.SOURCE, names.DERIVED)) or not isinstance(label, Literal):
            return short
        return f"{label.value} ({short})" if term.value.startswith(names.ID) else label.value
    if isinstance(term, Literal):
        return for_eyes(term)
    return str(term)


def for_eyes(literal: Literal) -> str:
    """A literal for reading: whole numbers of five digits and more with commas, all else unchanged."""
    if literal.datatype.value == XSD_INTEGER and len(literal.value.lstrip("-")) > 4:
        return f"{int(literal.value):,}"
    return literal.value


def _markdown(answer: Table | bool) -> str:
    if isinstance(answer, bool):
        return "yes\n" if answer else "no\n"
    headings, cells = _for_reading(answer)
    lines = [headings, ["---"] * len(headings), *cells]
    return "".join(f"| {' | '.join(_escaped(cell) for cell in line)} |\n" for line in lines)


def _escaped(cell: str) -> str:
    text = cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
    return text.replace("<", "&lt;").replace("[", "\\[")


def _csv(table: Table) -> str:
    """SPARQL 1.1 CSV, but that a cell a spreadsheet would run as a formula gets an apostrophe in front."""
    written = results.serialize_table(table.variables, table.rows, QueryResultsFormat.CSV).decode()
    out = io.StringIO()
    rows = csv.reader(io.StringIO(written, newline=""))
    csv.writer(out, lineterminator="\r\n").writerows([spreadsheet_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _tsv(table: Table) -> str:
    return results.serialize_table(table.variables, table.rows, QueryResultsFormat.TSV).decode()


def _xml(answer: Table | bool) -> str:
    if isinstance(answer, bool):
        return results.serialize_truth(answer, QueryResultsFormat.XML).decode() + "\n"
    return results.serialize_table(answer.variables, answer.rows, QueryResultsFormat.XML).decode() + "\n"


def _json(answer: Table | bool) -> str:
    """SPARQL 1.1 Query Results JSON, a line a value."""
    if isinstance(answer, bool):
        return json.dumps({"head": {}, "boolean": answer}) + "\n"
    return json.dumps(results.json_results(answer.variables, answer.rows), ensure_ascii=False, indent=1) + "\n"


def _rdf(form: RdfFormat) -> Callable[[Sequence[Triple]], str]:
    def write(triples: Sequence[Triple]) -> str:
        ordered = sorted(triples, key=lambda triple: (str(triple.subject), str(triple.predicate), str(triple.object)))
        written = serialize(ordered, form)
        if form == RdfFormat.RDF_XML:
            results.refuse_not_xml(written)
        return written.decode()

    return write


#: JSON, XML and Markdown have a form of their own for a truth value; `render` makes it a table for the others.
_TABLES: Mapping[str, Callable[[Any], str]] = {"csv": _csv, "tsv": _tsv, "json": _json, "xml": _xml, "md": _markdown}
_TRIPLES: Mapping[str, Callable[[Sequence[Triple]], str]] = {
    "ttl": _rdf(RdfFormat.TURTLE),
    "nt": _rdf(RdfFormat.N_TRIPLES),
    "jsonld": _rdf(RdfFormat.JSON_LD),
    "rdfxml": _rdf(RdfFormat.RDF_XML),
}

#: The formats that take triples.
TRIPLE_FORMATS = tuple(_TRIPLES)
#: Every value of ``-f``, those of tables first.
FORMATS = ("table", *_TABLES, *_TRIPLES)


def without(table: Table, variables: Sequence[str]) -> Table:
    """The table without some columns (and the columns of their names)."""
    dropped = {*variables, *(name + LABEL for name in variables)}
    places = [place for place, name in enumerate(table.variables) if name not in dropped]
    kept = tuple(tuple(row[place] for place in places) for row in table.rows)
    return Table(tuple(table.variables[place] for place in places), kept)
