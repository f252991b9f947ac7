"""Lays a table out for reading within a width: cells wrap between words; numbers, dates and keys never break.

Where the columns do not fit even so, columns are hidden and named; the values of the first, where they repeat, become
headings over their rows; or the rows become records (`heading: value` lines).
A Chinese character counts two columns, as terminals show it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

#: Between two columns.
_GAP = "  "
#: Continuation lines of the first column are indented so that each row's start is seen.
_HANGING = "  "
#: Rows of more lines than this are hard to follow across their columns: the tallest, unless most are far lower.
_TALLEST, _USUAL = 5, 3
#: Runs of rows with one value in the first column are grouped below it where they have so many rows on average.
_LONG_RUN = 2
#: Up to so many rows are shown as records rather than with hidden columns.
_FEW = 3
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
#: A character of a script without spaces, with the punctuation that must not begin or end a line.
_CHARACTER = re.compile(f"[「『（《〈【“‘]*(?:[{_WIDE}][」』）》〉】，。、；：！？”’]*|[^{_WIDE}「『（《〈【]+)|.")
_HAS_WIDE = re.compile(f"[{_WIDE}]")
_ADDRESS = re.compile(r".+?(?:[/?&=]+|\Z)")
_INTERVAL = re.compile(r"([0-9-]+/)([0-9-]+)")
_PARTS = re.compile(r".+?(?:[-/_.]+|\Z)")


@dataclass(frozen=True)
class Grid:
    """A table laid out: the lines of its headings, those of each row, and the columns `hidden`."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hidden: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """All lines from top to bottom, a rule below the headings."""
        below = (line for row in self.rows for line in row)
        return (*self.headings, *(["─" * self.width] if self.headings else []), *below)

    @property
    def width(self) -> int:
        """That of its widest line."""
        return max((display_width(line) for line in (*self.headings, *chain(*self.rows))), default=0)


@dataclass(frozen=True)
class Column:
    """A column: heading, cells from top to bottom, and whether they are numbers."""

    heading: str
    cells: tuple[str, ...]
    right: bool = False
    #: where the columns do not fit, the most dispensable is hidden first, the rightmost of several; 0: never
    dispensable: int = 0


def lay_out(columns: Sequence[Column], width: int | None = None, whole: bool = False, grouped: bool = True) -> Grid:
    """Lay columns out within `width` (None: as wide as they need). `whole` hides no column; the first never is.
    Where nothing else helps, the first columns become headings above their rows, if `grouped`.

    Where room is short, a column without a single value is left out.
    """
    if not columns:
        return Grid((), ())
    if width is None:
        return _table(columns, [_natural(column) for column in columns])
    shown = list(columns)
    if not whole and sum(map(_natural, columns)) > width - len(_GAP) * (len(columns) - 1):
        shown = [column for place, column in enumerate(columns) if not place or any(column.cells)]
    hidden: list[str] = []
    while True:
        widths = _widths(shown, width)
        if widths is not None and (len(shown) == 1 or _can_be_followed(shown, widths)):
            table = _table(shown, widths)
            return replace(table, hidden=tuple(c.heading for c in columns if c.heading in hidden))
        place = max(range(len(shown)), key=lambda place: (shown[place].dispensable if place else 0, place))
        if whole or not place or not shown[place].dispensable or len(columns[0].cells) <= _FEW:
            return (_by_group(columns, width, whole) if grouped else None) or Grid((), tuple(_records(columns, width)))
        hidden.append(shown.pop(place).heading)


def _by_group(columns: Sequence[Column], width: int, whole: bool) -> Grid | None:
    """A table without the first columns, whose values stand above each run of rows that has them, as few of them as
    make the others fit; None where runs are short or the others do not fit either."""
    for number in range(1, len(columns)):
        first, others = columns[:number], columns[number:]
        shared = list(zip(*(column.cells for column in first), strict=True))
        starts = [row for row, values in enumerate(shared) if not row or values != shared[row - 1]]
        if len(shared) < _LONG_RUN * len(starts):
            return None
        grid = lay_out(others, width - len(_HANGING), whole, grouped=False)
        if not grid.headings:
            continue
        rows = [
            (*(wrap(_joined(shared[row]), width) if row in starts else ()), *(_HANGING + line for line in lines))
            for row, lines in enumerate(grid.rows)
        ]
        above = wrap(_joined(column.heading for column in first), width)
        return Grid((*above, *(_HANGING + line for line in grid.headings)), tuple(rows), grid.hidden)
    return None


def _joined(texts: Iterable[str]) -> str:
    return " · ".join(filter(None, texts))


def display_width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def wrap(text: str, width: int, first: int | None = None) -> list[str]:
    """The lines of a text, broken between words (in Chinese, between characters), none wider than `width`.

    The first line has room for `first` columns where given. Only a word wider than a whole line is broken.
    """
    lines, line, room = [], "", width if first is None else first
    for piece, space in _pieces(text):
        joined = f"{line} {piece}" if line and space else line + piece
        if display_width(joined) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
            room = width
        *full, line = _broken(piece, room) if display_width(piece) > room else [piece]
        if full:
            lines += full
            room = width
    return [*lines, line]


def clip(text: str, width: int) -> str:
    """A text on one line of at most so many columns, cut between words and marked with "…" where it is longer."""
    if display_width(text) <= width:
        return text
    return wrap(text, width - 2)[0].rstrip(",;:") + " …"


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a text that stay whole, and whether a space stands before each."""
    for word in text.split():
        if "://" in word and len(word) > 24:
            parts: list[str] = _ADDRESS.findall(word)
        elif interval := _INTERVAL.fullmatch(word):
            parts = list(interval.groups())
        elif _HAS_WIDE.search(word):
            parts = _CHARACTER.findall(word)
        else:
            parts = [word]
        for place, part in enumerate(parts):
            yield part, place == 0


def _broken(word: str, width: int) -> list[str]:
    """A word wider than a line, broken after hyphens and the like where there are any."""
    lines, line = [], ""
    for part in _PARTS.findall(word):
        while display_width(line + part) > width:
            if line:
                lines.append(line)
                line = ""
                continue
            cut = max(1, next(n for n in range(len(part), 0, -1) if n == 1 or display_width(part[:n]) <= width))
            lines.append(part[:cut])
            part = part[cut:]
        line += part
    return [*lines, line]


def _natural(column: Column) -> int:
    return max(map(display_width, (column.heading, *column.cells)))


def _least(column: Column, indent: int) -> int:
    """The width below which a word would break."""
    texts = (column.heading, *dict.fromkeys(column.cells))
    return max(
        (
            display_width(piece) + (indent if place else 0)
            for text in texts
            for place, (piece, _) in enumerate(_pieces(text))
        ),
        default=0,
    )


def _widths(columns: Sequence[Column], width: int) -> list[int] | None:
    """The width of each column, those that wrap sharing what is left; None where a word would break."""
    room = width - len(_GAP) * (len(columns) - 1)
    natural = [_natural(column) for column in columns]
    if sum(natural) <= room:
        return natural
    least = [
        min(full, _least(column, 0 if place else len(_HANGING)))
        for place, (column, full) in enumerate(zip(columns, natural, strict=True))
    ]
    left = room - sum(least)
    if left < 0:
        return None
    # Narrow columns get all they need first; the wide ones share the rest evenly.
    widths = list(least)
    open_places = [place for place in range(len(columns)) if natural[place] > least[place]]
    while open_places and left > 0:
        level = min(widths[place] for place in open_places)
        lowest = [place for place in open_places if widths[place] == level]
        for place in lowest[:left]:
            widths[place] += 1
        left -= len(lowest[:left])
        open_places = [place for place in open_places if widths[place] < natural[place]]
    return widths


def _cell_lines(column: Column, text: str, width: int, hanging: bool) -> list[str]:
    if display_width(text) <= width:
        return [text]
    if not hanging:
        return wrap(text, width)
    first, *rest = wrap(text, width - len(_HANGING), first=width)
    return [first, *(_HANGING + line for line in rest)]


def _can_be_followed(columns: Sequence[Column], widths: Sequence[int]) -> bool:
    """Whether rows wrap into so few lines that an eye can follow them across the columns."""
    heights = [1] * len(columns[0].cells)
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        for row, text in enumerate(column.cells):
            if display_width(text) > width:
                heights[row] = max(heights[row], len(_cell_lines(column, text, width, place == 0)))
    return max(heights, default=1) <= _TALLEST or sum(heights) <= _USUAL * len(heights)


def _table(columns: Sequence[Column], widths: Sequence[int]) -> Grid:
    def lines_of(texts: Sequence[str], hanging: bool) -> Iterator[str]:
        cells = [
            _cell_lines(column, text, width, hanging and place == 0)
            for place, (column, text, width) in enumerate(zip(columns, texts, widths, strict=True))
        ]
        for number in range(max(map(len, cells))):
            parts = [
                _padded(lines[number] if number < len(lines) else "", width, column.right)
                for lines, width, column in zip(cells, widths, columns, strict=True)
            ]
            yield _GAP.join(parts).rstrip()

    headings = tuple(lines_of([column.heading for column in columns], hanging=False))
    rows = zip(*(column.cells for column in columns), strict=True)
    return Grid(headings, tuple(tuple(lines_of(row, hanging=True)) for row in rows))


def _padded(text: str, width: int, right: bool) -> str:
    blank = " " * (width - display_width(text))
    return blank + text if right else text + blank


def _records(columns: Sequence[Column], width: int) -> Iterator[tuple[str, ...]]:
    """Each row as lines of ``heading: value``, without the empty ones, a blank line between two rows."""
    longest = min(max(display_width(column.heading) for column in columns) + 1, width // 3)
    for row in range(len(columns[0].cells)):
        lines = [""] if row else []
        for column in columns:
            if not column.cells[row]:
                continue
            names = wrap(f"{column.heading}:", longest)
            values = wrap(column.cells[row], width - longest - len(_GAP))
            for number in range(max(len(names), len(values))):
                name = names[number] if number < len(names) else ""
                value = values[number] if number < len(values) else ""
                lines.append((_padded(name, longest, False) + _GAP + value).rstrip())
        yield tuple(lines)
