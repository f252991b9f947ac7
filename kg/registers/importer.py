"""Tables to N-Quads: the register's own description, then row after row, in constant memory.

The same rows give the same bytes. A row that cannot be read, or contradicts an earlier row about the same entity,
is rejected as a whole; nothing of it is written.
"""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import RdfFormat

from kg import names
from kg.errors import DataError, Problem, Where, cut
from kg.files.table import OpenTable, files, opened
from kg.files.yaml import Scalar
from kg.rdf.serialize import serialize
from kg.rdf.vocabulary import Vocabulary
from kg.records import interpret, loader
from kg.records.reader import Passage, Record, Records
from kg.registers import conflicts as conflict_store
from kg.registers import rows
from kg.registers.mapping import Mapping
from kg.registers.rejected import Rejected

#: Told how many rows have gone through.
Progress = Callable[[int], None]
#: Takes (subject, statements about it, place) of rows in order; returns place -> the earlier place that it contradicts.
Conflicts = Callable[[Sequence[tuple[str, str, int]]], abc.Mapping[int, int]]
#: Rows that go through together; measured, more make it no faster, and rows may be wide.
BATCH = 250
#: What a register is, among the classes of the ontology.
_SOURCE_CLASS = "Source"
#: A row's place among all tables: the table's number above these bits, the line below.
_LINE_BITS = 40


@dataclass(frozen=True, slots=True)
class Place:
    """How far an import has come: tables that are through, rows of the next one, and rows of all."""

    tables: int = 0
    rows: int = 0
    all_rows: int = 0


def quads(
    mapping: Mapping,
    tables: Sequence[str],
    vocabulary: Vocabulary,
    rejected: Rejected,
    encoding: str = "utf-8",
    progress: Progress = lambda rows: None,
) -> Iterator[bytes]:
    """N-Quads of all rows, in pieces; `progress` is called with the number of rows read so far.

    Raises DataError when a table cannot be read, lacks a column, or has no row that can be taken.
    """
    yield description(mapping, vocabulary)
    with conflict_store.remembering() as memory:
        for piece, place in pieces(mapping, files(tables), vocabulary, rejected, encoding, memory.conflicts):
            yield piece
            progress(place.all_rows)


def pieces(
    mapping: Mapping,
    tables: Sequence[str],
    vocabulary: Vocabulary,
    rejected: Rejected,
    encoding: str,
    conflicts: Conflicts,
    place: Place = Place(),
) -> Iterator[tuple[bytes, Place]]:
    """N-Quads of all rows from a place on, in pieces, each with the place that it ends at.

    Raises DataError when a table cannot be read, lacks a column, or has no row that can be taken.
    """
    for number, name in enumerate(tables[place.tables :], place.tables):
        for piece, rows_read in table_quads(
            mapping, number, name, vocabulary, rejected, encoding, conflicts, place.rows
        ):
            place = Place(number, place.rows + rows_read, place.all_rows + rows_read)
            yield piece, place
        place = Place(number + 1, 0, place.all_rows)
    if place.all_rows == rejected.count:
        raise DataError(rejected.reported or [nothing_to_import(tables)])
    rejected.done()


def nothing_to_import(tables: Sequence[str]) -> Problem:
    """The problem that none of the tables has a row; an empty register would take the place of a good one."""
    more = f" (and {len(tables) - 1:,} more tables)" if len(tables) > 1 else ""
    return Problem(Where(tables[0]), f"no row below the names of the columns{more}; nothing to import")


def table_quads(
    mapping: Mapping,
    number: int,
    name: str,
    vocabulary: Vocabulary,
    rejected: Rejected,
    encoding: str,
    conflicts: Conflicts,
    skipped: int = 0,
) -> Iterator[tuple[bytes, int]]:
    """N-Quads of one table, the `number`-th of all, in pieces, each with the number of rows it took to make it.

    As many rows at its beginning as are to be `skipped` have gone through before.
    """
    with opened(name, encoding) as table:
        describe = rows.describer(mapping, rows.columns_of(mapping, table), len(table.columns), vocabulary)
        for _ in islice(table.rows, skipped):
            pass
        while batch := list(islice(table.rows, BATCH)):
            sound = list(_sound(batch, describe, table, rejected))
            claims = [(each.subject, each.single, placed(number, line)) for line, _, all_ in sound for each in all_]
            against = conflicts(claims)
            lines: dict[str, None] = {}  # statements of several rows of a batch are written once
            for line, cells, all_ in sound:
                earlier = against.get(placed(number, line))
                if earlier is None:
                    lines.update(dict.fromkeys([each.lines for each in all_]))
                else:
                    rejected.add(conflict(table, line, earlier, number), cells)
            yield "".join(lines).encode(), len(batch)


def description(mapping: Mapping, vocabulary: Vocabulary) -> bytes:
    """N-Quads that say what the register is, checked as a record of `data/sources.yaml` is."""
    where = mapping.register.where
    passage = Passage(mapping.key, None, None, where)
    statements = tuple(pair for name, pair in mapping.register.entries.items() if name != "id")
    source = Record(mapping.key, where, Scalar(_SOURCE_CLASS, where), None, statements, passage)
    records = interpret.check(Records([passage], [source], sources={mapping.key}), vocabulary)
    if records.problems:
        raise DataError(records.problems)
    graph = names.passage(mapping.key)
    own = [quad for quad in loader.stated(records, vocabulary) if quad.graph_name == graph]
    return serialize(loader.in_order(own), RdfFormat.N_QUADS)


def _sound(
    batch: Sequence[tuple[int, Sequence[str]]], describe: rows.Describe, table: OpenTable, rejected: Rejected
) -> Iterator[tuple[int, Sequence[str], list[rows.RowDescription]]]:
    for line, cells in batch:
        try:
            yield line, cells, describe(cells)
        except rows.RowRefused as reason:
            rejected.add(Problem(Where(table.where.file, line), str(reason)), cells)


def placed(table: int, line: int) -> int:
    """A row's place among all tables, from the number of its table and its line."""
    return table << _LINE_BITS | line


def table_of(place: int) -> int:
    """The number of the table of a row's place."""
    return place >> _LINE_BITS


def conflict(table: OpenTable, line: int, earlier: int, number: int) -> Problem:
    """What is wrong with a row that contradicts the row at the place `earlier`."""
    first, there = table_of(earlier), earlier & ((1 << _LINE_BITS) - 1)
    place = f"line {there}" if first == number else f"line {there} of table {first + 1}"
    return Problem(Where(table.where.file, line), cut(f"contradicts {place} about the same entity", 200))
