"""Tables within a text: the head of the row and the head of the column of a cell that holds a number.

Cells stand apart by tabs (pages, tables of a PDF) or bars (Markdown). Where a table has lost its columns, a line of
years heads the lines below it that have as many numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.text.numbers import AMOUNT, Number, numbers
from kg.text.periods import periods

_LINE = re.compile(r"[^\n\x1e]+")
_RULE = re.compile(r"[\s|:-]+")
#: A number; one grouped by spaces counts as several here. A part that spaces belong to would take exponential time.
_VALUE = r"[+-]?(?:[$€£¥]\s?)?\d[\d,.]*+%?|[–—-]"
_VALUES = re.compile(rf"(?:{_VALUE})(?:\s+(?:{_VALUE}))*\s*\Z")
_YEARS = re.compile(r"(?:[A-Za-z][^\d\n]{0,60}\s)?(?P<years>(?:(?:19|20)\d\d\s+)+(?:19|20)\d\d)\s*\Z")
_SPACED = re.compile(r"(?P<head>[^\d\n]{3,80}?)\s+(?P<values>\S[\d,.% –—+-]*\d%?)\s*\Z")
#: A head that says what its numbers are, and not what they count.
_NO_NOUN = re.compile(
    r"(?:total|number|amount|quantity|no\.?|n|value|year|item|indicator|数量|合计|总计|总数|指标|项目|数值|个|家|张|年份)?\s*\Z",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*[(（\[][^)）\]]*[)）\]]\s*")
_PERCENT = re.compile(r"%|％|\bper\s?cent\b|百分比|占比")
#: Numbers of such a table are parts of others; they would be drafted a thousand times too small.
_SCALED = re.compile(r"\b(?:thousands?|millions?|billions?|'000|000s?|k|m|bn)\b|[千万亿萬億]", re.IGNORECASE)
#: How many lines, and how long ones, may stand between the rows of a table and head those below them.
_MOST_APART, _SHORT = 2, 60


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A cell that holds one number: what it counts, by its heads, and the period that one of them names."""

    words: str
    #: the text of the period; empty where no head names one
    period: str
    percent: bool
    #: whether its heads say that the number is given in thousands or the like
    scaled: bool
    #: where its row begins, and where the cell ends
    row: int
    end: int


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    #: (offset, text) of each cell
    cells: tuple[tuple[int, str], ...]


class NumberTables:
    """The tables of a stretch of text."""

    def __init__(self, text: str, low: int, high: int) -> None:
        self._text = text
        self._cells: dict[int, NumberCell] = {}
        heads: _Row | None = None
        caption = ""
        between: list[str] = []
        tabbed = False
        for line in _LINE.finditer(text, low, high):
            row = _row(line, heads)
            if row is None and tabbed and len(between) < _MOST_APART and len(line[0]) < _SHORT:
                between.append(line[0])  # it may head rows of the table, or be the caption of another
                continue
            if row is None:
                caption, heads, between, tabbed = line[0], _years(line), [], False
                continue
            if not row.cells:
                continue  # the rule below the heads
            if any(map(_is_value, row.cells)):
                self._cells.update(_cells(row, heads, caption))
            else:
                heads, tabbed = row, "\t" in line[0]  # a line without numbers heads those below it
                caption = between[-1] if between else caption
            between = []

    def at(self, start: int) -> NumberCell | None:
        """The cell whose number begins there."""
        return self._cells.get(start)

    def parted(self, read: Iterable[Number]) -> Iterator[Number]:
        """The numbers, those of neighbouring cells apart that were read as one: 134 156."""
        for number in read:
            cell = self._cells.get(number.start)
            if cell is None or number.end <= cell.end or number.kind != AMOUNT:
                yield number
                continue
            starts = [start for start in range(number.start, number.end) if start in self._cells]
            for start in starts:
                for one in numbers(self._text[start : self._cells[start].end]):
                    yield replace(
                        one, start=one.start + start, end=one.end + start,
                        begins=one.begins + start, ends=one.ends + start,
                    )  # fmt: skip


def _row(line: re.Match[str], heads: _Row | None) -> _Row | None:
    """A line as a row of cells; None where it is a line of prose."""
    words = line[0]
    mark = "\t" if "\t" in words else "|" if words.count("|") > 1 else ""
    if not mark:
        spaced = _SPACED.match(words) if heads is not None and len(heads.cells) > 1 else None
        if spaced is None or heads is None:
            return None
        values = [(match.start(), match[0]) for match in re.finditer(r"\S+", spaced["values"])]
        if len(values) != len(heads.cells):
            return None
        at = line.start() + spaced.start("values")
        first = (line.start(), spaced["head"])
        return _Row(line.start(), (first, *((at + start, word) for start, word in values)))
    if _RULE.fullmatch(words):
        return None if heads is None else _Row(line.start(), ())
    cells: list[tuple[int, str]] = []
    at = line.start()
    for piece in words.split(mark):
        cells.append((at + len(piece) - len(piece.lstrip()), piece.strip()))
        at += len(piece) + 1
    if mark == "|" and cells and not cells[0][1] and not cells[-1][1]:
        cells = cells[1:-1]  # the bars at both ends
    return _Row(line.start(), tuple(cells))


def _years(line: re.Match[str]) -> _Row | None:
    match = _YEARS.match(line[0])
    if match is None:
        return None
    at = line.start() + match.start("years")
    return _Row(line.start(), tuple((at + year.start(), year[0]) for year in re.finditer(r"\S+", match["years"])))


def _is_value(cell: tuple[int, str]) -> bool:
    return _VALUES.match(cell[1]) is not None and not re.fullmatch(r"(?:19|20)\d\d|[–—-]", cell[1])


def _cells(row: _Row, heads: _Row | None, caption: str) -> Iterator[tuple[int, NumberCell]]:
    """Each cell of a row that holds one number, by the place of that number."""
    if len(row.cells) < 2:
        return
    columns = [text for _, text in heads.cells] if heads is not None else []
    if len(columns) == len(row.cells) - 1 and all(map(periods, columns)):
        columns = ["", *columns]  # nothing stands in the corner
    if len(columns) != len(row.cells):
        return
    name = row.cells[0][1]
    for (start, text), column in zip(row.cells[1:], columns[1:], strict=True):
        if not _VALUES.match(text) or len(text.split()) != 1:
            continue
        named = [_IN_BRACKETS.sub(" ", one).strip() for one in (name, column)]
        dated = next((one for one in (column, name, caption) if periods(one)), "")
        nouns = [_without_period(one) for one in named]
        kept = [one for one in nouns if not _NO_NOUN.match(one)]
        if not kept:
            continue
        heads_of = f"{name} {column}"
        yield (
            start,
            NumberCell(
                " ".join(reversed(kept)) if len(kept) == 2 and kept[1].islower() else ": ".join(reversed(kept)),
                dated,
                text.endswith("%") or _PERCENT.search(heads_of) is not None,
                _SCALED.search(" ".join(_IN_BRACKETS.findall(f"{heads_of} {caption}"))) is not None,
                row.start,
                start + len(text),
            ),
        )


def _without_period(head: str) -> str:
    for one in reversed(periods(head)):
        head = f"{head[: one.start]} {head[one.end :]}"
    return " ".join(head.split()).strip(" ,:，：")
