"""Compiles a mapping and a header into one function: from the cells of a row to its N-Quads, or the reason for none.

What does not change from row to row (classes, properties with their ancestors, graph) is put together once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from kg import names
from kg.errors import DataError, Problem, cut, did_you_mean
from kg.files.cells import BETWEEN
from kg.files.table import OpenTable, column_name
from kg.rdf.vocabulary import Vocabulary
from kg.registers import terms
from kg.registers.mapping import MappedThing, Mapping
from kg.registers.statement import MappedValue
from kg.registers.template import Fill
from kg.text import literals
from kg.text.suggest import nearest

_TYPE = names.expand("rdf:type")
_STRING = names.expand("xsd:string")


class RowRefused(Exception):
    """Why a row is left out."""


@dataclass(frozen=True, slots=True)
class RowDescription:
    """One thing as a row describes it: its IRI, all lines of N-Quads, and those that a thing has at most one of."""

    subject: str
    lines: str
    single: str


#: Takes the cells of a row. Raises RowRefused.
Describe = Callable[[Sequence[str]], list[RowDescription]]


def columns_of(mapping: Mapping, table: OpenTable) -> dict[str, int]:
    """Where the mapping's columns stand in a table. Raises DataError for those that it does not have."""
    places = {column_name(name): place for place, name in enumerate(table.columns) if name}
    missing = [
        Problem(where, f'{table.where.file} has no column "{cut(name)}"{did_you_mean(nearest(name, places))}')
        for name, where in mapping.columns.items()
        if column_name(name) not in places
    ]
    if missing:
        raise DataError(missing)
    return {name: places[column_name(name)] for name in mapping.columns}


def describer(mapping: Mapping, places: dict[str, int], width: int, vocabulary: Vocabulary) -> Describe:
    """The function that reads the rows of a table with so many columns."""
    things = [_each(thing, _thing(thing, mapping.graph, places, vocabulary), places) for thing in mapping.things]
    used = sorted({places[name] for name in mapping.columns})

    def describe(cells: Sequence[str]) -> list[RowDescription]:
        if len(cells) != width:
            raise RowRefused(f"{len(cells)} cells, where the header has {width}")
        try:
            return [description for thing in things for description in thing(cells)]
        except RowRefused:
            for place in used:  # reported first, whatever else is wrong with the row
                _bare(cells[place])
            raise

    return describe


def _each(thing: MappedThing, describe: Callable[[Sequence[str]], RowDescription], places: dict[str, int]) -> Describe:
    """What a row says of a thing: once, or once for each place in the lists of its cells."""
    lists = [places[name] for name in thing.each]
    if not lists:
        return lambda cells: [describe(cells)]

    def each(cells: Sequence[str]) -> list[RowDescription]:
        if not cells[lists[0]]:
            return []
        parts = [cells[place].split(BETWEEN) for place in lists]
        if len({len(part) for part in parts}) > 1:
            raise RowRefused(f"lists of different lengths (columns {', '.join(thing.each)})")
        return [
            describe([dict(zip(lists, values, strict=True)).get(place, cell) for place, cell in enumerate(cells)])
            for values in zip(*parts, strict=True)
        ]

    return each


def _thing(
    thing: MappedThing, graph: str, places: dict[str, int], vocabulary: Vocabulary
) -> Callable[[Sequence[str]], RowDescription]:
    subject_of = thing.subject.filled([places[name] for name in thing.subject.columns], _key_part)
    key = " and ".join(f'"{name}"' for name in thing.subject.columns)
    end = f" <{graph}> .\n"
    fixed = [f" <{_TYPE}> <{iri}>{end}" for iri in thing.classes]
    statements: list[tuple[bool, Callable[[Sequence[str]], _Cell], _Known]] = []
    for value in thing.values:
        wanted = [places[name] for name in value.template.columns]
        known = _Known(value, end, vocabulary)
        if wanted:
            statements.append((value.single, itemgetter(*wanted), known))
        else:
            fixed.extend(known[()])
    all_ = [(cell, known) for _, cell, known in statements]
    single = [(cell, known) for once, cell, known in statements if once]

    def describe(cells: Sequence[str]) -> RowDescription:
        filled = subject_of(cells)
        if filled is None:
            raise RowRefused(f"the key is empty (column {key})")
        ends = [each for cell, known in all_ for each in known[cell(cells)]]
        once = [each for cell, known in single for each in known[cell(cells)]]
        subject = f"<{filled}>"
        return RowDescription(filled, subject + subject.join(fixed + ends), "".join(once))

    return describe


#: The cell or the cells that a statement needs.
_Cell = str | tuple[str, ...]


class _Known(dict[_Cell, tuple[str, ...]]):
    """Cells -> the ends of the lines that one statement says of them, none when a cell is empty.

    Registers repeat a few values (schemes, places, dates), so recent lines are kept. Raises RowRefused.
    """

    _MOST = 4096
    #: Longer values are not kept: they are seldom said twice, and would fill the memory.
    _LONGEST = 200

    def __init__(self, value: MappedValue, end: str, vocabulary: Vocabulary) -> None:
        self._ends = [(f" <{iri}> ", end) for iri in value.properties]
        fill = value.template.filled(range(len(value.template.columns)), terms.iri_part if value.link else str)
        self._term = _link(value, fill, vocabulary) if value.link else _text(value, fill)
        self._columns = ", ".join(value.template.columns)

    def __missing__(self, cells: _Cell) -> tuple[str, ...]:
        bare = [_bare(cell) for cell in ((cells,) if isinstance(cells, str) else cells)]
        try:
            term = self._term(bare)
        except RowRefused as reason:
            raise RowRefused(f"{reason} (column {self._columns})") from None
        ends = tuple([f"{start}{term}{end}" for start, end in self._ends]) if term else ()
        if len(term or "") <= self._LONGEST:
            if len(self) >= self._MOST:
                self.clear()
            self[cells] = ends
        return ends


def _bare(cell: str) -> str:
    """A cell without the white space around it. Raises RowRefused for characters that are not text."""
    if (character := terms.odd(cell)) is not None:
        raise RowRefused(f"the character U+{ord(character):04X} is not allowed in text")
    return cell.strip()


def _key_part(cell: str) -> str:
    return terms.iri_part(_bare(cell))


def _link(value: MappedValue, fill: Fill, vocabulary: Vocabulary) -> Fill:
    if not value.template.texts[0].startswith(names.CODE):
        return lambda cells: f"<{iri}>" if (iri := fill(cells)) else None
    codes = {code.iri for codes in vocabulary.codes.values() for code in codes.values()}

    def code(cells: Sequence[str]) -> str | None:
        iri = fill(cells)
        if iri is None or iri in codes:
            return f"<{iri}>" if iri else None
        short = names.short(iri)
        raise RowRefused(f'no code "{cut(short)}"{did_you_mean(nearest(short, map(names.short, codes)))}')

    return code


def _text(value: MappedValue, fill: Fill) -> Fill:
    ending = f"@{value.language}" if value.language else "" if value.datatype == _STRING else f"^^<{value.datatype}>"
    read = literals.KINDS.get(value.datatype) if value.datatype != _STRING else None

    def text(cells: Sequence[str]) -> str | None:
        value = fill(cells)
        if not value:
            return None
        if read is not None:
            described, canonical = read
            if (form := canonical(value)) is None:
                raise RowRefused(f'"{cut(value)}" is not {described}')
            value = form
        return terms.literal(value) + ending

    return text
