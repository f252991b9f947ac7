"""Tables on a page of a PDF: which of its lines are rows, and where their columns are.

A PDF has no cells, only words at places. pypdf's layout mode gives a page as lines in which words stand as they do on
the page; where numbers of several lines stand below each other, they are a column. Such lines become cells apart by
tabs, below a line of the heads of their columns, as tables of HTML do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_CELL = re.compile(r"\S+(?: \S+)*")
_VALUE = re.compile(r"\(?[+-]?(?:[$€£¥]\s?)?\d[\d,.]*(?: \d{3})*\s?%?\)?[*†‡]?|[–—-]|n/a|\.\.")
_NUMBER = re.compile(r"\d")
_MERGED = re.compile(r"[^\W\d]\s[\d.,]+%?\Z")
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[/–-]\s?\d{2,4})?")
#: How many lines without numbers may stand between two rows of one table.
_APART = 2
#: The most lines that the heads of the columns take.
_HEAD_LINES = 5
#: A longer cell in front of the numbers is a line of prose.
_MOST_HEAD = 90
_TITLE = re.compile(r"(?:Table|Figure|Annex|Chart|Box)\s?[A-Z]{0,3}[\d.-]|[表图]\s?\d")


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int
    end: int
    text: str

    @property
    def is_value(self) -> bool:
        return _VALUE.fullmatch(self.text) is not None and not _YEAR.fullmatch(self.text)


@dataclass(frozen=True, slots=True)
class PdfTable:
    """The heads of the columns (that of the row heads first), and the rows, as cells; each row as it stands."""

    heads: tuple[str, ...]
    head_lines: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def with_tables(text: str, layout: str) -> str:
    """The text of a page, with tabs between the cells of the rows that its `layout` shows to be tables.

    `layout`: the same page by pypdf's layout mode. A table of which it is not sure whose head a number has stays as it
    is.
    """
    for table in tables(layout):
        text = _put(text, table)
    return text


def _cells(line: str) -> Iterator[_Cell]:
    for match in _CELL.finditer(line):
        yield _Cell(match.start(), match.end(), match[0])


def _is_row(line: Sequence[_Cell]) -> bool:
    return len(line) > 1 and any(cell.is_value and _NUMBER.search(cell.text) for cell in line[1:])


def tables(layout: str) -> Iterator[PdfTable]:
    """The tables of a page, by its layout."""
    lines = [tuple(_cells(line)) for line in layout.splitlines()]
    numbered = [at for at, line in enumerate(lines) if _is_row(line)]
    groups: list[list[int]] = []
    for at in numbered:
        last = groups[-1][-1] if groups else None
        if last is not None and sum(bool(line) for line in lines[last + 1 : at]) <= _APART:
            groups[-1].append(at)
        else:
            groups.append([at])
    for group in groups:
        table = _table(lines, group) if len(group) > 1 else None
        if table is not None:
            yield table


def _table(lines: Sequence[Sequence[_Cell]], group: Sequence[int]) -> PdfTable | None:
    columns = _columns([_values(lines[at]) for at in group])
    heads, head_lines = _heads(lines, group[0], columns) if columns else (("", ""), ())
    if not all(heads[1:]) or len(set(heads)) < len(heads):
        return None  # whose numbers they are is not sure
    rows: list[tuple[str, tuple[str, ...]]] = []
    for at in group:
        values = _values(lines[at])
        head = [cell for cell in lines[at] if cell not in values and cell.start < values[0].start][-1:]
        places = _places(values, columns)
        if head and places and len(head[0].text) <= _MOST_HEAD:
            row = [head[0].text, *[""] * len(columns)]
            for cell, place in zip(values, places, strict=True):
                row[place + 1] = cell.text
            rows.append((" ".join(cell.text for cell in [*head, *values]), tuple(row)))
    merged = sum(_MERGED.search(cells[0]) is not None for _, cells in rows)  # a number stands close to the head
    return PdfTable(heads, head_lines, tuple(rows)) if len(rows) > 1 and 2 * merged < len(rows) else None


def _values(line: Sequence[_Cell]) -> list[_Cell]:
    """The cells of a line that hold numbers, behind what heads it."""
    return [cell for cell in line[1:] if cell.is_value]


def _columns(rows: Sequence[Sequence[_Cell]]) -> list[tuple[int, int]]:
    """Where the columns of numbers are, as most rows have them: the widths of letters move each number a little."""
    sizes = Counter(map(len, rows))
    size = max(sizes, key=lambda size: (sizes[size] > 1, sizes[size] * size))
    full = [row for row in rows if len(row) == size]
    return [
        (int(median(cell.start for cell in column)), int(median(cell.end for cell in column)))
        for column in zip(*full, strict=True)
    ]


def _places(values: Sequence[_Cell], columns: Sequence[tuple[int, int]]) -> list[int]:
    """The columns of the values of a row; none where they do not fit."""
    if len(values) == len(columns):
        return list(range(len(columns)))
    places = [min(range(len(columns)), key=lambda at: _away(cell, columns[at])) for cell in values]
    apart = all(one < other for one, other in pairwise(places))
    return places if apart and len(values) < len(columns) else []


def _away(cell: _Cell, column: tuple[int, int]) -> float:
    return min(abs(cell.end - column[1]), abs(cell.start - column[0]), abs(cell.start + cell.end - sum(column)) / 2)


def _heads(
    lines: Sequence[Sequence[_Cell]], first: int, columns: Sequence[tuple[int, int]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The heads of the columns above the first row, that of the row heads first, and the lines that they stand in."""
    heads: list[list[str]] = [[] for _ in range(len(columns) + 1)]
    used: list[str] = []
    # a head is as wide as half the way to the next column
    width = columns[1][0] - columns[0][1] if len(columns) > 1 else 20
    bounds = [
        columns[0][0] - max(6, width // 2),
        *((one[1] + other[0]) // 2 for one, other in pairwise(columns)),
        columns[-1][1] + 40,
    ]
    for line in reversed(lines[max(0, first - _HEAD_LINES - 2) : first]):
        if not line:
            if used:
                break
            continue
        if len(used) == _HEAD_LINES or any(cell.is_value for cell in line):
            break
        words = " ".join(cell.text for cell in line)
        if _TITLE.match(words) or any(_spans(cell, columns) for cell in line) or line[-1].end <= bounds[0]:
            break  # the title of the table, or a line of prose
        if len(line) == len(columns) + (line[0].end <= bounds[0]):  # one for each
            for at, cell in enumerate(line, start=len(columns) + 1 - len(line)):
                heads[at].insert(0, cell.text)
        else:
            for cell in line:
                over = [at for at, (low, high) in enumerate(pairwise(bounds)) if cell.start < high and low < cell.end]
                full = [at for at in over if cell.start < columns[at][1] and columns[at][0] < cell.end]
                for at in full or over[:1]:
                    heads[at + 1].insert(0, cell.text)
                if not over:
                    heads[0].insert(0, cell.text)
        used.insert(0, words)
    return tuple(" ".join(parts) for parts in heads), tuple(used)


def _spans(cell: _Cell, columns: Sequence[tuple[int, int]]) -> bool:
    """Whether a cell is too wide for the head of a column."""
    second = columns[min(1, len(columns) - 1)][0]
    return len(cell.text) > _MOST_HEAD or (cell.start < columns[0][0] - 2 and second < cell.end)


def _put(text: str, table: PdfTable) -> str:
    """Put the cells of a table in the place of its rows in the text."""
    places = [at for at, letter in enumerate(text) if not letter.isspace()]
    squeezed = "".join(text[at] for at in places)
    found: list[tuple[int, int, str]] = []
    after = 0
    for words, cells in table.rows:
        row = _squeezed(words)
        at = squeezed.find(row, after)
        if at < 0:
            continue
        after = at + len(row)
        found.append((places[at], places[after - 1] + 1, "\t".join(cells)))
    if len(found) < 2:
        return text
    heads = _squeezed("".join(table.head_lines))
    first = next(at for at, place in enumerate(places) if place == found[0][0])
    before = squeezed[max(0, first - len(heads)) : first]
    same = bool(heads) and sorted(before) == sorted(heads)
    start = places[first - len(heads)] if same else found[0][0]
    made = [text[:start], "" if not start or text[start - 1] == "\n" else "\n", "\t".join(table.heads), "\n"]
    at = found[0][0]
    for low, high, words in found:
        made += [text[at:low], words]
        at = high
    return "".join([*made, text[at:]])


def _squeezed(words: str) -> str:
    return "".join(words.split())
