"""A report's plain text, each stretch of it with its place in the source."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from dataclasses import dataclass, field

from kg.errors import DataError, Problem, Where

#: No paragraph of a report is longer; a text without line ends is no report.
MAX_LINE = 1_000_000


@dataclass(frozen=True)
class ReportText:
    """A report's text. `stretches` pairs offsets in it with places in the source, in order."""

    text: str
    #: what to call it in messages
    name: str
    #: text, markdown, html or pdf
    form: str
    #: (offset in `text`, offset in the source's characters, or the page of a PDF)
    stretches: tuple[tuple[int, int], ...] = ((0, 0),)
    source: str = field(default="", repr=False)
    #: what could not be read of the source, in sentences
    notes: tuple[str, ...] = ()

    def place(self, offset: int) -> Where:
        """Where in the source a character of the text stands: line and column, or the page as a line of a PDF."""
        start, at = self.stretches[max(0, bisect_right(self.stretches, (offset, sys.maxsize)) - 1)]
        if self.form == "pdf":
            return Where(f"{self.name}, page {at}")
        exact = at + offset - start
        line = self.source.count("\n", 0, exact) + 1
        return Where(self.name, line, exact - self.source.rfind("\n", 0, exact))


def no_text(name: str, reason: str, line: int = 0) -> DataError:
    """The error for a report without text to read."""
    return DataError([Problem(Where(name, line), f"no text to read: {reason}")])


def checked(text: ReportText) -> ReportText:
    """The text itself. Raises DataError where a line of it is longer than `MAX_LINE` or it holds no word."""
    start = 0
    for number, line in enumerate(text.text.splitlines(keepends=True), start=1):
        if len(line) > MAX_LINE:
            place = number if text.form == "text" else 0
            raise no_text(text.name, f"a line of {len(line):,} characters; the limit is {MAX_LINE:,}", place)
        start += len(line)
    if not re.search(r"\w", text.text):
        raise no_text(text.name, "no words in it")
    return text


class Writer:
    """Text put together from stretches of a source."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.stretches: list[tuple[int, int]] = []

    def add(self, text: str, place: int) -> None:
        """Append a stretch. `place`: its offset in the source's characters, or its page of a PDF."""
        if text:
            self.stretches.append((self._length, place))
            self._parts.append(text)
            self._length += len(text)

    def tail(self, size: int) -> str:
        """The last characters of the text so far."""
        return "".join(self._parts[-size:])[-size:]

    def made(self, name: str, form: str, source: str = "") -> ReportText:
        """The report put together. Raises DataError where there is no text to read."""
        return checked(ReportText("".join(self._parts), name, form, tuple(self.stretches) or ((0, 0),), source))
