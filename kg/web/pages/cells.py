"""The cells of an answer as the table of a page shows them: names that link to pages, numbers that line up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import render, translation
from kg.errors import cut
from kg.rdf.serialize import language_tag
from kg.store import Table, Term
from kg.web import limits
from kg.web.pages.site import Site


@dataclass(frozen=True)
class Cell:
    """What a cell shows: a text, its link, and a smaller note after it (a key, a language)."""

    text: str
    href: str | None = None
    note: str = ""
    language: str = ""


@dataclass(frozen=True)
class PageTable:
    """A table for a page: headings, whether each column holds only numbers, and rows of cells."""

    headings: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]


def grid(site: Site, table: Table, most: int | None = None) -> PageTable:
    """A table with each ``xLabel`` column folded into the column ``x`` it names; `most` limits the rows."""
    columns = render.folded(table)
    rows = tuple(
        tuple(_cell(site, row[place], row[label] if label is not None else None) for _, place, label in columns)
        for row in table.rows[:most]
    )
    numeric = tuple(
        any(row[place].text for row in rows)
        and all(render.is_number(row[place].text) for row in rows if row[place].text)
        for place in range(len(columns))
    )
    return PageTable(tuple(name for name, _, _ in columns), numeric, rows)


def without_empty(table: PageTable) -> PageTable:
    """The same without the columns in which no row has anything, as a terminal shows it."""
    kept = [
        place for place in range(len(table.headings)) if not table.rows or any(row[place].text for row in table.rows)
    ]
    return PageTable(
        tuple(table.headings[place] for place in kept),
        tuple(table.numeric[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in table.rows),
    )


def in_words(table: PageTable, lang: str) -> PageTable:
    """The same with headings in words instead of variable names: ``issuedBy`` becomes "issued by"."""
    return replace(table, headings=tuple(translation.heading(name, lang) for name in table.headings))


def _cell(site: Site, term: Term | None, label: Term | None) -> Cell:
    if term is None:
        return Cell("")
    if isinstance(term, NamedNode):
        short = names.short(term.value)
        text = label.value if isinstance(label, Literal) else short
        passage = term.value.startswith((names.SOURCE, names.DERIVED))
        note = short if text != short and (passage or term.value.startswith(names.ID)) else ""
        return Cell(text, site.href(term.value), note)
    if isinstance(term, Literal):
        language = language_tag(term.language) if term.language else ""
        return Cell(cut(render.for_eyes(term), limits.CELL_CHARACTERS), note=language, language=language)
    return Cell(cut(str(term), limits.CELL_CHARACTERS))
