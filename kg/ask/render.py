"""An answer as text: a table for reading, CSV, TSV, JSON and XML as SPARQL 1.1 has them, Markdown, RDF; or a workbook.

One row of `FORMATS` a format. ``table`` and ``md`` show an entity as its name and key; the others give whole IRIs.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, RdfFormat, Triple

from kg import names
from kg.ask import translation
from kg.errors import UsageError
from kg.files.spreadsheet import NUMBER, spreadsheet_safe
from kg.files.workbook import workbook
from kg.rdf import results
from kg.rdf.serialize import serialize
from kg.rdf.terms import XSD_INTEGER
from kg.store import Result, Table, Term
from kg.store.answers import plain
from kg.text.grid import Column, lay_out, wrap

#: The suffix of a column that holds the names of the entities in another.
LABEL = "Label"

#: Control characters, and those that change the direction of text.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Screen:
    """The screen that a table is laid out for; other formats ignore it."""

    #: columns; None: as wide as the table needs
    width: int | None = None
    color: bool = False
    #: the key of each entity stands behind its name
    keys: bool = True
    #: no column is hidden
    whole: bool = True
    #: the language of headings
    lang: str = "en"


_WORD = re.compile(r"\w+")


def render(answer: Result, form: str, screen: Screen = Screen()) -> str:
    """An answer in one of `FORMATS`, a table for reading laid out for `screen`.

    Raises UsageError when the format does not fit the kind of answer.
    """
    if isinstance(answer, bool):
        answer = Table(("answer",), ((Literal(answer),),)) if form in ("csv", "tsv") else answer
    if isinstance(answer, list):
        if form == "table":
            form = "ttl"
        if form not in _TRIPLES:
            raise UsageError(_for_tables(form))
        return _TRIPLES[form](answer)
    if form == "table":
        return _table(answer, screen)
    if form == "md":
        return _markdown(answer, screen.keys)
    if form not in _TABLES:
        raise UsageError(
            f"-f {form} is for triples; this query gives a table: use {', '.join(['table', *_TABLES, _WORKBOOK])}"
        )
    return _TABLES[form](answer)


def _table(answer: Table | bool, screen: Screen) -> str:
    if isinstance(answer, bool):
        return "yes\n" if answer else "no\n"
    headings, cells = _for_reading(answer, screen.keys)
    shown = [place for _, place, _ in folded(answer)]
    passages = [number for number, place in enumerate(shown) if number and _is_passage(answer, place)]
    columns = [
        _column(translation.heading(heading, screen.lang), cells, number, number in passages)
        for number, heading in enumerate(headings)
    ]
    ordered = [column for number, column in enumerate(columns) if number not in passages]
    grid = lay_out([*ordered, *(columns[number] for number in passages)], screen.width, screen.whole)
    lines = [
        f"\x1b[1m{line}\x1b[0m" if screen.color and n < len(grid.headings) else line
        for n, line in enumerate(grid.lines)
    ]
    note = translation.rows(len(answer.rows), screen.lang)
    if grid.hidden:
        note += f"; -v shows {', '.join(grid.hidden)} too"
    under = (line for text in (f"({note})", *answer.notes) for line in wrap(_clean(text), screen.width or 10_000))
    return "\n".join([*lines, *under]) + "\n"


def encoded(answer: Result, form: str, screen: Screen = Screen(), title: str = "answer") -> bytes:
    """An answer in one of `FORMATS` as the bytes of a file; a workbook's sheet has the `title`. Raises as `render`."""
    if form != _WORKBOOK:
        return render(answer, form, screen).encode()
    if isinstance(answer, list):
        raise UsageError(_for_tables(form))
    table = Table(("answer",), ((Literal(answer),),)) if isinstance(answer, bool) else answer
    return workbook({title: (table.variables, [[_value(term) for term in row] for row in table.rows])})


def _value(term: Term | None) -> str | float | None:
    """A term as a cell of a workbook."""
    value = plain(term)
    if isinstance(value, bool):
        return str(value).lower()
    return value if value is None or isinstance(value, int | float) else str(value)


def _for_tables(form: str) -> str:
    return f"-f {form} is for tables; this query gives triples: use {', '.join(_TRIPLES)}"


def _column(heading: str, cells: Sequence[Sequence[str]], place: int, is_passage: bool) -> Column:
    """One column. Where the screen is narrow, names that other columns repeat are hidden first, then addresses, then
    passages."""
    column = tuple(row[place] for row in cells)
    given = [cell for cell in column if cell]
    numbers = bool(given) and all(map(is_number, given))
    dispensable = 0
    if is_passage:
        dispensable = 1
    elif given and all("://" in cell for cell in given):
        dispensable = 2
    elif given and all(" " in row[place] and _repeated(row, place) for row in cells if row[place]):
        dispensable = 3
    return Column(heading, column, numbers, dispensable)


def _repeated(row: Sequence[str], place: int) -> bool:
    """Whether the other cells of a row hold all words of this one."""
    others = {word for other, cell in enumerate(row) if other != place for word in _WORD.findall(cell)}
    return others.issuperset(_WORD.findall(row[place]))


def _is_passage(table: Table, place: int) -> bool:
    terms = [row[place] for row in table.rows if row[place] is not None]
    return bool(terms) and all(
        isinstance(term, NamedNode) and term.value.startswith((names.SOURCE, names.DERIVED)) for term in terms
    )


def _for_reading(table: Table, keys: bool = True) -> tuple[list[str], list[list[str]]]:
    """Headings and cells with each ``xLabel`` column folded into the column ``x`` it names."""
    shown = folded(table)
    rows = [
        [_cell(row[place], row[label] if label is not None else None, keys) for _, place, label in shown]
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


def _cell(term: Term | None, label: Term | None, keys: bool) -> str:
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        short = names.short(term.value)
        if term.value.startswith((names.SOURCE, names.DERIVED)) or not isinstance(label, Literal):
            return short
        return f"{label.value} ({short})" if keys and term.value.startswith(names.ID) else label.value
    if isinstance(term, Literal):
        return for_eyes(term)
    return str(term)


def for_eyes(literal: Literal) -> str:
    """A literal for reading: whole numbers of five digits and more with commas, all else unchanged."""
    if literal.datatype.value == XSD_INTEGER and len(literal.value.lstrip("-")) > 4:
        return f"{int(literal.value):,}"
    return literal.value


def _markdown(answer: Table | bool, keys: bool = True) -> str:
    if isinstance(answer, bool):
        return "yes\n" if answer else "no\n"
    headings, cells = _for_reading(answer, keys)
    lines = [headings, ["---"] * len(headings), *cells]
    table = "".join(f"| {' | '.join(_escaped(cell) for cell in line)} |\n" for line in lines)
    return table + "".join(f"\n{_escaped(_clean(note))}\n" for note in answer.notes)


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
    """SPARQL 1.1 Query Results JSON, a line a value; the notes of an answer are a member of their own."""
    if isinstance(answer, bool):
        return json.dumps({"head": {}, "boolean": answer}) + "\n"
    written = results.json_results(answer.variables, answer.rows)
    if answer.notes:
        written["notes"] = list(answer.notes)
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"


def _rdf(form: RdfFormat) -> Callable[[Sequence[Triple]], str]:
    def write(triples: Sequence[Triple]) -> str:
        ordered = sorted(triples, key=lambda triple: (str(triple.subject), str(triple.predicate), str(triple.object)))
        written = serialize(ordered, form)
        if form == RdfFormat.RDF_XML:
            results.refuse_not_xml(written)
        return written.decode()

    return write


_WORKBOOK = "xlsx"
#: JSON, XML and Markdown have a form of their own for a truth value; `render` makes it a table for the others.
_TABLES: Mapping[str, Callable[[Any], str]] = {"csv": _csv, "tsv": _tsv, "json": _json, "xml": _xml, "md": _markdown}
_TRIPLES: Mapping[str, Callable[[Sequence[Triple]], str]] = {
    "ttl": _rdf(RdfFormat.TURTLE),
    "nt": _rdf(RdfFormat.N_TRIPLES),
    "jsonld": _rdf(RdfFormat.JSON_LD),
    "rdfxml": _rdf(RdfFormat.RDF_XML),
}

#: The formats that show the notes of an answer.
WITH_NOTES = frozenset({"table", "md", "json"})
#: The formats that take triples.
TRIPLE_FORMATS = tuple(_TRIPLES)
#: Every value of ``-f``, those of tables first.
FORMATS = ("table", *_TABLES, _WORKBOOK, *_TRIPLES)
#: The ending of a file's name -> the format that it asks for.
ENDINGS: Mapping[str, str] = {
    **{f".{form}": form for form in FORMATS if form not in ("table", "rdfxml")},
    ".txt": "table",
    ".rdf": "rdfxml",
    ".markdown": "md",
}


def without(table: Table, variables: Sequence[str]) -> Table:
    """The table without some columns (and the columns of their names)."""
    dropped = {*variables, *(name + LABEL for name in variables)}
    places = [place for place, name in enumerate(table.variables) if name not in dropped]
    kept = tuple(tuple(row[place] for place in places) for row in table.rows)
    return Table(tuple(table.variables[place] for place in places), kept, table.notes)
