"""Tables of figures to records: each row becomes a record, read by the same checks as one written out.

A table says once what all its rows share, and names its columns::

    - table: {indicator: valid-certificates, area: china, columns: [period, breakdown, value]}
      rows:
        - [2019-03-31, total, 2034190]
        - [2019-03-31, qms, 553532]

A cell without a value holds a hyphen. Columns go by the keys of properties, or by the shorter names that the ontology
gives some of them (cr:columnKey). `type:` is needed only where several classes make keys of their own (cr:keyPattern),
`id:` begins the keys of the rows where the source's key should not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.errors import Problem, Where, cut, did_you_mean
from kg.files.yaml import Node, Scalar, Sequence
from kg.rdf.vocabulary import ClassTerm, Vocabulary
from kg.records.reader import FigureTable, Record, Records
from kg.text.suggest import nearest

_OWN = ("id", "type", "columns")
_SLOT = re.compile(r"\{(\w+)\}")
_NO_KEY = re.compile(r"[^a-z0-9]+")


def expand(read: Records, vocabulary: Vocabulary) -> tuple[list[Record], list[Problem]]:
    """The records that the rows of all tables are, and every problem with the form of a table."""
    records: list[Record] = []
    problems: list[Problem] = []
    for table in read.tables:
        expansion = _Expansion(table, vocabulary, problems)
        records.extend(expansion.records())
    return records, problems


class _Expansion:
    """One table."""

    def __init__(self, table: FigureTable, vocabulary: Vocabulary, problems: list[Problem]) -> None:
        self.table = table
        self.vocabulary = vocabulary
        self.problems = problems
        self.keys = {term.column: term.key for term in vocabulary.properties.values() if term.column}
        self.keys.update({key: key for key in vocabulary.properties})

    def problem(self, where: Where, message: str) -> None:
        self.problems.append(Problem(where, message))

    def records(self) -> Iterator[Record]:
        kind = self.kind()
        columns = self.columns()
        shared = self.shared()
        if kind is None or columns is None or shared is None:
            return
        begin = self.text("id")
        start = begin.text if begin is not None else self.table.passage.source
        for row in self.table.rows:
            if len(row.items) != len(columns):
                self.problem(row.where, f"a row of {len(row.items)} values under {len(columns)} columns")
                continue
            cells = [(column, cell) for column, cell in zip(columns, row.items, strict=True) if not _empty(cell)]
            statements = [*shared, *((Scalar(column.text, cell.where), cell) for column, cell in cells)]
            yield Record(
                self.key(start, kind, statements),
                row.where,
                Scalar(kind.key, row.where),
                self.table.quote,
                tuple(statements),
                self.table.passage,
            )

    def kind(self) -> ClassTerm | None:
        """The class of the rows: the one named, else the only one whose members make their keys themselves."""
        making = {key: term for key, term in self.vocabulary.classes.items() if term.key_pattern}
        named = self.text("type")
        if named is not None:
            if named.text in making:
                return making[named.text]
            hint = did_you_mean(nearest(named.text, making))
            usable = ", ".join(sorted(making))
            self.problem(named.where, f'no table may hold a "{cut(named.text)}"{hint}; expected {usable}')
        elif len(making) == 1:
            return next(iter(making.values()))
        else:
            self.problem(self.table.header.where, f"a table without type: (one of {', '.join(sorted(making))})")
        return None

    def columns(self) -> list[Scalar] | None:
        entry = self.table.header.entries.get("columns")
        if entry is None or not isinstance(entry[1], Sequence) or not entry[1].items:
            self.problem(self.table.header.where, "a table without columns: (a list of properties)")
            return None
        names = [self.named(item) for item in entry[1].items if isinstance(item, Scalar)]
        if len(names) < len(entry[1].items):
            self.problem(entry[1].where, "columns: each is the key of a property")
            return None
        known = [column for column in names if column is not None]
        return known if len(known) == len(names) else None

    def shared(self) -> list[tuple[Scalar, Node]] | None:
        """What the header says of every row."""
        statements: list[tuple[Scalar, Node]] = []
        sound = True
        for name, (key, value) in self.table.header.entries.items():
            if name not in _OWN:
                column = self.named(key)
                sound = sound and column is not None
                if column is not None:
                    statements.append((column, value))
        return statements if sound else None

    def named(self, key: Scalar) -> Scalar | None:
        if key.text in self.keys:
            return Scalar(self.keys[key.text], key.where)
        self.problem(key.where, f'no column "{cut(key.text)}"{did_you_mean(nearest(key.text, self.keys))}')
        return None

    def key(self, start: str, kind: ClassTerm, statements: list[tuple[Scalar, Node]]) -> str:
        """The key of a row: the values of its class's pattern, those left out that are a property's default."""
        values = {key.text: value.text for key, value in statements if isinstance(value, Scalar)}
        parts = [start]
        for slot in _SLOT.findall(kind.key_pattern or ""):
            term = self.vocabulary.properties.get(slot)
            default = self.vocabulary.code_of(term.default) if term is not None and term.default else None
            text = values.get(slot, "").rpartition("/")[2] if term is not None and term.links else values.get(slot, "")
            if default is None or text != default.key:
                parts.append(_NO_KEY.sub("-", text.casefold()).strip("-"))
        return "-".join(part for part in parts if part)

    def text(self, name: str) -> Scalar | None:
        entry = self.table.header.entries.get(name)
        if entry is None:
            return None
        if isinstance(entry[1], Scalar):
            return entry[1]
        self.problem(entry[1].where, f"{name}: takes text, not {entry[1].kind}")
        return None


def _empty(cell: Node) -> bool:
    """Whether a cell is left blank, which is written as a hyphen."""
    return isinstance(cell, Scalar) and cell.text == "-"
