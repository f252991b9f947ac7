"""A report's text as one canonical outline: numbered sections with their own text and its place in the source.

How deep a marker's style lies follows from the text: a style that is met for the first time below the current section
opens a level, one that is known on the way up closes those below it. A number that does not follow the one before it
is reported (`Outline.doubts`), and never bent into shape.

Sections are numbered as records number them: ``2.5.3`` is chapter 2, (5), ③. What stands before the first chapter is
the ``preamble``, from the heading of a list of figures on the ``overview``; what takes leave behind the last section
(contacts, a notice of further parts) is the ``closing``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from kg.extract.numbering import Marker, is_bullet, marker

PREAMBLE, OVERVIEW, CLOSING = "preamble", "overview", "closing"

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_SENTENCE_END = re.compile(r"[.!?:;,。！？：；，、][\"'”’)）]*\s*\Z")
#: What a text says to its reader when it takes leave: contacts and notices, not reports.
_FAREWELL = re.compile(
    r"\b(?:please|contact us|for (?:more|further) information|stay tuned|press (?:office|contact)|media contact|"
    r"disclaimer|copyright|about us|notes? (?:to|for) editors|end of release)\b|©|"
    r"责任编辑|编辑[:：]|联系(?:人|电话|方式)|联系我们|来源[:：]|版权",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\s*(?:(?:e-?mail|tel|fax|phone|web)\b[ :.]*)?(?:\S+@\S+\.\S+|https?://\S+|www\.\S+|\+[\d ()-]{8,})\s*\Z", re.I
)
#: What the heading above the opening figures is called where they are no list.
_OPENING_FIGURES = re.compile(
    r"\b(?:overview|at a glance|key (?:figures|facts)|in (?:figures|numbers)|highlights)\b|概况|概览|总体情况|基本情况",
    re.I,
)
#: A heading has at most this many characters, a notice to the reader fewer than this.
_HEADING, _NOTICE = 120, 400
#: The size in characters of the pieces in which a long section is returned.
PIECE = 1_000_000
#: How many lines are looked at to see what kind of headings a text has.
_LOOKED_AT = 5000
#: How many section numbers are remembered, and how many doubts are reported.
_REMEMBERED, _DOUBTS = 100_000, 1000


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its number, and its own text (heading included, the sections below left out).

    `start` and `end` are offsets in the report's text; `title` is the first line behind the marker.
    """

    number: str
    start: int
    end: int
    title: str
    depth: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """Numbering that does not follow: where, and what is odd about it."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A text with its sections in order, and what is odd about their numbering."""

    text: str
    sections: tuple[Section, ...]
    doubts: tuple[Doubt, ...] = field(default=())

    def of(self, section: Section) -> str:
        """The section's own text."""
        return self.text[section.start : section.end]

    def __getitem__(self, number: str) -> str:
        """The own text of the section with a number. Raises KeyError."""
        for section in self.sections:
            if section.number == number:
                return self.of(section)
        raise KeyError(number)

    def line(self, offset: int) -> int:
        """The line (from 1) on which an offset lies."""
        return self.text.count("\n", 0, offset) + 1


@dataclass(slots=True)
class _Level:
    style: str
    numbers: tuple[int, ...]
    number: str


def outline(text: str) -> Outline:
    """The outline of a text. One without any numbering is a single section, the preamble, plus overview and closing."""
    doubts: list[Doubt] = []
    listed = [
        section for section, _ in sections((line[0] for line in _LINE.finditer(text)), doubts, pieces=len(text) + 1)
    ]
    return Outline(text, tuple(listed), tuple(doubts))


def sections(lines: Iterable[str], doubts: list[Doubt], pieces: int = PIECE) -> Iterator[tuple[Section, str]]:
    """The sections of a text that comes line by line (with its line ends), each with its own text.

    Nothing is kept of a section once it has been returned, and one that is longer than `pieces` characters comes in
    several, so that a text of any length needs the same room. Oddities of the numbering are added to `doubts`.
    """
    coming = iter(lines)
    first = list(islice(coming, _LOOKED_AT))
    reader = _Reader(doubts, pieces, _headings_number(first))
    for line in chain(first, coming):
        yield from reader.line(line)
    yield from reader.end()


class _Reader:
    """Takes lines, gives sections: holds the one that is open, and the lines that may take leave of the reader."""

    def __init__(self, doubts: list[Doubt], pieces: int, headings: bool) -> None:
        self.doubts, self.pieces, self.headings = doubts, pieces, headings
        self.stack: list[_Level] = []
        self.used: dict[str, int] = {}
        self.count = 0
        #: number, title and depth of the open section, where it starts, its lines so far and how long they are
        self.open = (PREAMBLE, "", 1)
        self.start = self.size = 0
        self.own: list[str] = []
        #: whether a line of the open section says anything yet
        self.any_text = False
        self.held: list[str] = []
        self.held_size = 0

    def line(self, line: str) -> Iterator[tuple[Section, str]]:
        self.count += 1
        opened = self.opens(line)
        if opened is not None:
            self.release()
            yield from self.close()
            self.open, self.any_text = opened, False
            self.add(line)
        elif (self.held or self.any_text) and (takes_leave(line) or (self.held and not line.strip())):
            self.held.append(line)
            self.held_size += len(line)
            if self.held_size > self.pieces:
                self.release()
        else:
            self.release()
            if self.open[0] == PREAMBLE and is_bullet(line):
                yield from self.overview()
            elif self.open[0] == PREAMBLE and self.any_text and _is_heading(line) and _OPENING_FIGURES.search(line):
                yield from self.close()
                self.open = (OVERVIEW, line.strip(), 1)
            self.add(line)
        if self.size > self.pieces:
            yield from self.close()

    def end(self) -> Iterator[tuple[Section, str]]:
        yield from self.close()
        if self.held:
            text = "".join(self.held)
            yield Section(CLOSING, self.start, self.start + len(text), "", 0), text

    def add(self, line: str) -> None:
        self.own.append(line)
        self.size += len(line)
        self.any_text = self.any_text or not line.isspace()

    def release(self) -> None:
        """What was held back does not take leave after all."""
        for line in self.held:
            self.add(line)
        self.held, self.held_size = [], 0

    def close(self) -> Iterator[tuple[Section, str]]:
        """Give out the open section; before the first chapter, only if it says anything."""
        text = "".join(self.own)
        number, title, depth = self.open
        if text and (number != PREAMBLE or text.strip()):
            yield Section(number, self.start, self.start + self.size, title, depth), text
        self.start += self.size
        self.own, self.size = [], 0

    def overview(self) -> Iterator[tuple[Section, str]]:
        """The first bullet has come: the overview begins at the heading above it, else at the line above it."""
        lines = [place for place, line in enumerate(self.own) if line.strip()]
        heading = next((place for place in reversed(lines) if _is_heading(self.own[place])), None)
        split = heading if heading is not None else lines[-1] if lines else len(self.own)
        rest = self.own[split:]
        self.own = self.own[:split]
        self.size = sum(map(len, self.own))
        yield from self.close()
        self.own, self.size = rest, sum(map(len, rest))
        self.open = (OVERVIEW, rest[0].strip() if rest else "", 1)

    def opens(self, line: str) -> tuple[str, str, int] | None:
        """Number, title and depth of the section that a line opens; None if it opens none."""
        mark = marker(line)
        if mark is None or (mark.style == "#" and not self.stack and not self.headings):
            return None
        placed = _place(self.stack, mark)
        if placed is None:
            return None
        level, doubt = placed
        if len(self.used) > _REMEMBERED:
            self.used.clear()
        self.used[level.number] = used = self.used.get(level.number, 0) + 1
        if used > 1:
            doubt = f"section {level.number} occurs twice"
            level.number = f"{level.number}.{used}"
        self.stack.append(level)
        if doubt and len(self.doubts) < _DOUBTS:
            self.doubts.append(Doubt(self.count, doubt))
        return level.number, line[mark.end :].strip().strip("*#").strip(), len(self.stack)


def takes_leave(line: str) -> bool:
    """Whether a line only addresses the reader."""
    return bool(_ADDRESS.match(line) or (len(line) < _NOTICE and _FAREWELL.search(line)))


def _headings_number(lines: Iterable[str]) -> bool:
    """Whether headings without numbers are all the structure a text has."""
    return not any((mark := marker(line)) is not None and mark.style != "#" for line in lines)


def _place(stack: list[_Level], mark: Marker) -> tuple[_Level, str] | None:
    """Cut the stack back to where the marker belongs; its level, and what is odd about its number (or "")."""
    if mark.style == "#":
        return _heading(stack, mark)
    if mark.style == "path":
        return _path(stack, mark)
    number = mark.numbers[0]
    for place in range(len(stack) - 1, -1, -1):
        if stack[place].style == mark.style:
            before = stack[place].numbers[0]
            del stack[place:]
            odd = "" if number == before + 1 else f"{mark.style} {number} follows {before}"
            return _level(stack, mark.style, number), odd
    odd = "" if number == 1 else f"{mark.style} {number} opens a level that should begin with 1"
    return _level(stack, mark.style, number), odd


def _level(stack: list[_Level], style: str, number: int) -> _Level:
    above = f"{stack[-1].number}." if stack else ""
    return _Level(style, (number,), f"{above}{number}")


def _path(stack: list[_Level], mark: Marker) -> tuple[_Level, str] | None:
    """2.3.1 says its own depth. One that follows nothing, in midst of text, is a quantity such as 3.5 million."""
    while stack and stack[-1].style not in ("path", "1.", "Chapter", "Section", "chapter"):
        stack.pop()
    known = [level for level in stack if level.style == "path"]
    parent = mark.numbers[:-1]
    last = known[-1].numbers if known else None
    chapters = [level.numbers for level in stack if level.style != "path"]
    follows = (
        (last is not None and mark.numbers == (*last[: len(mark.numbers) - 1], last[len(mark.numbers) - 1] + 1))
        if last is not None and len(last) >= len(mark.numbers)
        else mark.numbers[-1] == 1 and (last == parent or parent in chapters or not stack)
    )
    if not follows and not (last is not None and mark.numbers[0] in (last[0], last[0] + 1)):
        return None
    while stack and stack[-1].style == "path" and len(stack[-1].numbers) >= len(mark.numbers):
        stack.pop()
    number = ".".join(map(str, mark.numbers))
    return _Level("path", mark.numbers, number), "" if follows else f"{number} does not follow what is before it"


def _heading(stack: list[_Level], mark: Marker) -> tuple[_Level, str]:
    """Headings without numbers are counted, at the depth of their # signs."""
    style = f"#{mark.heading}"
    before = 0
    while stack and (not stack[-1].style.startswith("#") or int(stack[-1].style[1:]) >= mark.heading):
        level = stack.pop()
        if level.style == style:
            before = level.numbers[0]
    return _level(stack, style, before + 1), ""


def _is_heading(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) <= _HEADING and not is_bullet(line) and not _SENTENCE_END.search(stripped)
