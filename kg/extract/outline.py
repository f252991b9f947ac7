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
from collections.abc import Iterator
from dataclasses import dataclass, field

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
#: A heading has at most this many characters.
_HEADING = 120


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
    """The outline of a text. A text without any numbering is one section, the preamble (and overview, closing)."""
    opened = list(_opened(text))
    doubts = [doubt for _, _, _, doubt in opened if doubt is not None]
    starts = [(start, number, depth, end) for start, number, (depth, end), _ in opened]
    first = starts[0][0] if starts else len(text)
    closing = _closing(text, starts[-1][0] if starts else 0)
    sections = list(_before(text, min(first, closing)))
    for place, (start, number, depth, title_at) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else closing
        title = text[title_at:].partition("\n")[0].strip().strip("*#").strip()
        sections.append(Section(number, start, end, title, depth))
    if closing < len(text):
        sections.append(Section(CLOSING, closing, len(text), "", 0))
    return Outline(text, tuple(sections), tuple(doubts))


def _opened(text: str) -> Iterator[tuple[int, str, tuple[int, int], Doubt | None]]:
    """(offset, number, (depth, offset of the title), doubt) of each line that opens a section."""
    stack: list[_Level] = []
    used: dict[str, int] = {}
    for count, found in enumerate(_LINE.finditer(text), start=1):
        line = found.group()
        mark = marker(line)
        if mark is None or (mark.style == "#" and not stack and not _headings_number(text)):
            continue
        placed = _place(stack, mark)
        if placed is None:
            continue
        level, doubt = placed
        used[level.number] = used.get(level.number, 0) + 1
        if used[level.number] > 1:
            doubt = f"section {level.number} comes again"
            level.number = f"{level.number}.{used[level.number]}"
        stack.append(level)
        told = Doubt(count, doubt) if doubt else None
        yield found.start(), level.number, (len(stack), found.start() + mark.end), told


def _headings_number(text: str) -> bool:
    """Whether headings without numbers are all the structure a text has."""
    return not any((mark := marker(line)) is not None and mark.style != "#" for line in text.splitlines()[:5000])


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


def _before(text: str, end: int) -> Iterator[Section]:
    """Preamble and overview: the latter begins at the heading above the first list of bullets, or so called."""
    lines = [found for found in _LINE.finditer(text, 0, end) if found.group().strip()]
    first = next((place for place, found in enumerate(lines) if is_bullet(found.group())), None)
    split = end
    if first is not None:
        above = range(first - 1, -1, -1)
        place = next((one for one in above if _is_heading(lines[one].group())), max(first - 1, 0))
        split = lines[place].start()
    else:
        so_called = (
            found for found in lines[1:] if _is_heading(found.group()) and _OPENING_FIGURES.search(found.group())
        )
        split = next((found.start() for found in so_called), end)
    if text[:split].strip():
        yield Section(PREAMBLE, 0, split, "", 1)
    if split < end:
        yield Section(OVERVIEW, split, end, text[split:end].partition("\n")[0].strip(), 1)


def _is_heading(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) <= _HEADING and not is_bullet(line) and not _SENTENCE_END.search(stripped)


def _closing(text: str, last: int) -> int:
    """Where the text takes leave: the first of the lines at its end that only address the reader."""
    lines = [found for found in _LINE.finditer(text, last) if found.group().strip()]
    start = len(text)
    for found in reversed(lines[1:]):
        line = found.group()
        if not (_ADDRESS.match(line) or (_FAREWELL.search(line) and len(line) < 400)):
            break
        start = found.start()
    return start
