"""A mapping and a header to columns: a batch of rows becomes, for each kind of thing, its key and its values as text.

The same checks as in `rows`, a column at a time: what a batch states is worked out once for each different cell.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg import names
from kg.errors import UsageError
from kg.rdf.vocabulary import Vocabulary
from kg.registers import rows, terms
from kg.registers.mapping import MappedThing, Mapping
from kg.registers.rows import RowRefused
from kg.registers.statement import MappedValue
from kg.store.registers import tables
from kg.store.registers.tables import ColumnStatement
from kg.store.registers.terms import marks_of
from kg.text import literals

_STRING = names.expand("xsd:string")
#: The bytes that stand in an IRI as they are.
_UNRESERVED = (string.ascii_letters + string.digits + terms.UNRESERVED).encode()
#: A row: the line it begins on, and its cells.
Row = tuple[int, Sequence[str]]


@dataclass(slots=True)
class Stated:
    """What a batch states of one kind of thing: a key for each row, and columns of values (None for an empty cell)."""

    keys: list[str]
    columns: list[list[str | None]]


@dataclass(frozen=True, slots=True)
class TableLayout:
    """How the statements about one kind of thing lie in a table."""

    name: str
    prefix: str
    marks: str
    statements: tuple[ColumnStatement, ...]
    #: numbers of the columns of which a thing has at most one value
    single: tuple[int, ...]
    #: SQL type of each column
    types: tuple[str, ...]


def layout(name: str, thing: MappedThing) -> TableLayout:
    """The table of one kind of thing: `c0`, `c1` … are the values that differ from row to row."""
    matches = [ColumnStatement((tables.RDF_TYPE,), None, "iri", iri) for iri in thing.classes]
    single: list[int] = []
    types: list[str] = []
    for value in thing.values:
        varies = bool(value.template.columns)
        column = f"c{len(types)}" if varies else None
        prefix = value.template.texts[0] if value.link or not varies else ""
        if not varies and not value.link and value.datatype in literals.KINDS:
            prefix = literals.KINDS[value.datatype][1](prefix) or prefix
        statement = ColumnStatement(
            value.properties,
            column,
            "iri" if value.link else "literal",
            prefix,
            value.datatype,
            value.language or "",
            marks=marks_of("".join(value.template.texts)) if value.link else None,
        )
        if varies:
            if value.single:
                single.append(len(types))
            types.append(statement.term_kind.sql_type)
        matches.append(statement)
    marks = marks_of("".join(thing.subject.texts))
    return TableLayout(name, thing.subject.texts[0], marks, tuple(matches), tuple(single), tuple(types))


class Reader:
    """Reads the batches of one table."""

    def __init__(self, mapping: Mapping, places: dict[str, int], width: int, vocabulary: Vocabulary) -> None:
        self._describe = rows.describer(mapping, places, width, vocabulary)
        self._width = width
        self._things = [_Thing(thing, places, vocabulary) for thing in mapping.things]
        self._used = sorted({places[name] for name in mapping.columns})

    def read(self, batch: Sequence[Row]) -> tuple[list[Stated], list[Row], list[tuple[Row, str]]]:
        """What sound rows state, those rows, and the rows that are refused with the reason."""
        refused: list[tuple[Row, str]] = []
        sound = list(batch)
        widths = {len(cells) for _, cells in sound}
        columns = self._columns(sound) if widths == {self._width} else {}
        if not columns or not all(column.letters.isprintable() for column in columns.values()):
            sound, refused = self._sorted(sound)
            columns = self._columns(sound)
        try:
            return self._stated(columns, len(sound)), sound, refused
        except RowRefused:
            sound, more = self._sorted(sound)
            columns = self._columns(sound)
            return self._stated(columns, len(sound)), sound, sorted([*refused, *more], key=lambda each: each[0][0])

    def _columns(self, batch: Sequence[Row]) -> dict[int, _Column]:
        """The columns that the mapping uses."""
        cells = list(zip(*[cells for _, cells in batch], strict=True)) or [()] * self._width
        return {place: _Column.of(cells[place]) for place in self._used}

    def _sorted(self, batch: Sequence[Row]) -> tuple[list[Row], list[tuple[Row, str]]]:
        """Sound rows and refused rows, one by one: for a batch in which something is wrong."""
        sound, refused = [], []
        for row in batch:
            try:
                self._describe(row[1])
                sound.append(row)
            except RowRefused as reason:
                refused.append((row, str(reason)))
        return sound, refused

    def _stated(self, columns: dict[int, _Column], size: int) -> list[Stated]:
        return [thing.stated(columns, size) for thing in self._things]


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of a batch, without the white space around its cells."""

    cells: Sequence[str]
    #: the characters of all cells
    letters: str

    @classmethod
    def of(cls, cells: Sequence[str]) -> _Column:
        letters = "".join(cells)
        bare = letters.isprintable() and " " not in letters
        return cls(cells if bare else [cell.strip() for cell in cells], letters)


class _Thing:
    """The columns of one kind of thing."""

    def __init__(self, thing: MappedThing, places: dict[str, int], vocabulary: Vocabulary) -> None:
        self._key = _Filled(thing.subject.texts, [places[name] for name in thing.subject.columns], encoded=True)
        self._columns: list[tuple[_Filled, Callable[[Sequence[str | None]], list[str | None]]]] = []
        for value in thing.values:
            if value.template.columns:
                filled = _Filled(
                    value.template.texts,
                    [places[name] for name in value.template.columns],
                    encoded=value.link,
                    whole=not value.link,
                )
                self._columns.append((filled, _checked(value, vocabulary)))

    def stated(self, columns: dict[int, _Column], size: int) -> Stated:
        keys = self._key.texts(columns)
        if None in keys:
            raise RowRefused("the key is empty")
        return Stated(
            [key for key in keys if key is not None],
            [check(filled.texts(columns)) for filled, check in self._columns],
        )


@dataclass(slots=True)
class _Filled:
    """A template over columns of bare cells; without `whole` its first fixed text is left away."""

    fixed: Sequence[str]
    places: list[int]
    encoded: bool
    whole: bool = False

    def texts(self, given: dict[int, _Column]) -> list[str | None]:
        columns = [_encoded(given[place]) if self.encoded else given[place].cells for place in self.places]
        before = self.fixed[0] if self.whole else ""
        if len(columns) == 1:
            after = self.fixed[1]
            if not before and not after:
                return [cell or None for cell in columns[0]] if "" in columns[0] else list(columns[0])
            return [f"{before}{cell}{after}" if cell else None for cell in columns[0]]
        pattern = before + "".join(f"%s{text.replace('%', '%%')}" for text in self.fixed[1:])
        return [pattern % cells if all(cells) else None for cells in zip(*columns, strict=True)]


def _encoded(column: _Column) -> Sequence[str]:
    """The cells as they stand in an IRI."""
    if not column.letters.encode().translate(None, _UNRESERVED):
        return column.cells
    return [terms.iri_part(cell) for cell in column.cells]


def _checked(value: MappedValue, vocabulary: Vocabulary) -> Callable[[Sequence[str | None]], list[str | None]]:
    """Takes texts and gives the stored form of each. Raises RowRefused when one of them is not a value of the kind."""
    if value.link:
        start = value.template.texts[0]
        if not start.startswith(names.CODE):
            return list
        codes = {code.iri.removeprefix(start) for each in vocabulary.codes.values() for code in each.values()}
        known = _Cache(lambda text: text if text in codes else None)
    elif value.datatype == _STRING or value.language:
        return list
    else:
        known = _Cache(literals.KINDS[value.datatype][1])
    return lambda texts: list(map(known.__getitem__, texts))


class _Cache(dict[str | None, str | None]):
    """Text -> its canonical form; None for None. Raises RowRefused for a text without one."""

    _MOST = 100_000

    def __init__(self, canonical: Callable[[str], str | None]) -> None:
        self._canonical = canonical

    def __missing__(self, text: str | None) -> str | None:
        if text is None:
            return None
        matches = self._canonical(text)
        if matches is None:
            raise RowRefused(text)
        if len(self) >= self._MOST:
            self.clear()
        self[text] = matches
        return matches


def layouts(mapping: Mapping) -> Iterator[TableLayout]:
    """The tables of a mapping, in its order. Raises UsageError for lists in cells, which these tables do not hold."""
    for thing in mapping.things:
        if thing.each:
            raise UsageError(
                f'"{thing.name}" reads lists (each:), which a store takes no rows of; write N-Quads with -o'
            )
        yield layout(thing.name, thing)
