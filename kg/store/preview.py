"""The beginning of a table as a Python prompt and a notebook show it."""

from __future__ import annotations

from html import escape

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.rdf.terms import XSD_DECIMAL, XSD_INTEGER
from kg.store.answers import Row, Table, Term, plain
from kg.text.grid import Column, lay_out

#: So many rows are shown.
ROWS = 20
_WIDTH = 100
_LABEL = "Label"


def text(table: Table) -> str:
    """The first rows within 100 columns, and how many rows there are."""
    shown = _columns(table)
    columns = [
        Column(name, tuple(_cell(row, *places) for row in table.rows[:ROWS]), right=_is_number(table, places[0]))
        for name, *places in shown
    ]
    return "\n".join([*lay_out(columns, _WIDTH, whole=True).lines, _count(table)])


def html(table: Table) -> str:
    """The same as an HTML table; IRIs are links."""
    shown = _columns(table)
    head = "".join(f"<th>{escape(name)}</th>" for name, *_ in shown)
    rows = [
        "".join(f"<td>{_linked(row[places[0]], _cell(row, *places))}</td>" for _, *places in shown)
        for row in table.rows[:ROWS]
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{escape(_count(table))}</p>"


def _columns(table: Table) -> list[tuple[str, int, int]]:
    """Name, place and place of the names (or the same place) of each column, but for those of names."""
    places = {name: place for place, name in enumerate(table.variables)}
    return [
        (name, place, places.get(name + _LABEL, place))
        for name, place in places.items()
        if not (name.endswith(_LABEL) and name.removesuffix(_LABEL) in places)
    ]


def _cell(row: Row, place: int, label: int) -> str:
    term, name = row[place], row[label]
    is_passage = isinstance(term, NamedNode) and term.value.startswith((names.SOURCE, names.DERIVED))
    term = term if name is None or is_passage else name
    value = names.short(term.value) if isinstance(term, NamedNode) else plain(term)
    return "" if value is None else " ".join(str(value).split())


def _is_number(table: Table, place: int) -> bool:
    terms = [row[place] for row in table.rows if row[place] is not None]
    return bool(terms) and all(
        isinstance(term, Literal) and term.datatype.value in (XSD_INTEGER, XSD_DECIMAL) for term in terms
    )


def _linked(term: Term | None, shown: str) -> str:
    if isinstance(term, NamedNode) and term.value.startswith(("https://", "http://")):
        return f'<a href="{escape(term.value)}">{escape(shown)}</a>'
    return escape(shown)


def _count(table: Table) -> str:
    rows = f"{len(table):,} row{'s' * (len(table) != 1)}"
    return f"(the first {ROWS} of {rows})" if len(table) > ROWS else f"({rows})"
