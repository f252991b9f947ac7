"""Which period a figure is about: that of its own clause, then of its sentence, of what stands before, of the document.

"X rose from 407 in 2014 to 1,038 in 2025" gives each number its own year; "At the end of 2016 we serve 36 members" goes
on for the numbers behind it, and for the sentences after it until another period is named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.text.han import simplified
from kg.text.numbers import Number
from kg.text.periods import DAY, RELATIVE, SINCE, SPAN, YEARLESS, Period

#: Words behind which a year is no period of the figures in the sentence: since the system launched in 2003.
_ASIDE = re.compile(
    r"\b(?:since|when|launch(?:ed)?|founded|established|formation|set up|as decided|compared (?:with|to)|than|over)"
    r"\b"
    r"[^,;.]{0,60}\Z|(?:成立于|自|较|比)[^，。；]{0,12}\Z",
    re.IGNORECASE,
)
#: What parts the number before it from a period behind it, where another is nearer.
_PARTS = re.compile(r"[,，、()（）]|\b(?:and|to|while|with)\b|[和与]")
#: Behind these a day is one on which something stood so; other days are days of what happened.
_STATE = re.compile(r"(?:\b(?:as of|as at|by|until|till|at)|截至|截止|至)\s?\Z", re.IGNORECASE)
_BREAK = re.compile(r"[;；。]|\s[-–—]\s")


_ENDS = ("03-31", "06-30", "09-30", "12-31")


class Periods:
    """The periods of one text, and the figures' way to them. `year` is the one that the document reports on."""

    def __init__(self, text: str, dated: Sequence[Period], year: str) -> None:
        self.text = simplified(text)
        self.dated = [one for one in dated if one.kind != YEARLESS]
        self.year = year

    def of(self, number: Number, low: int, high: int, others: Sequence[Number], first: int) -> str:
        """The period of a number whose sentence is from `low` to `high`, in a section that begins at `first`."""
        here = [one for one in self.dated if low <= one.start < high]
        goes_on = self.text[max(0, low - 3) : low].rstrip().endswith((";", "；"))
        found = self.near(number, here, others)
        if found is not None and goes_on and found.start >= number.ends and self.apart(number, found, others):
            found = None  # what stands before the semicolon says when
        if found:
            return self.label(found)
        before = [one for one in self.dated if first <= one.start < low and one.kind != SINCE and not self.aside(one)]
        for one in reversed(before):
            label = self.label(one)
            if not self.year or label[:4] <= self.year or one.kind == RELATIVE:
                return label
        return self.year

    def near(self, number: Number, here: Sequence[Period], others: Sequence[Number]) -> Period | None:
        after = next((one for one in here if one.start >= number.ends), None)
        left = [one for one in here if one.end <= number.begins and not self.aside(one)]
        if after is not None and not self.aside(after):
            between = self.text[number.ends : after.start]
            counted = any(number.ends <= other.begins < after.start for other in others)
            if (
                not counted
                and not _BREAK.search(between)
                and (not left or ("," not in between and "，" not in between))
            ):
                return after
            if not left and len(here) == 1:
                return after  # the only one of the sentence
        if left:
            return left[-1]
        rest = [one for one in here if one.start >= number.ends and not self.aside(one)]
        return rest[0] if rest and not _BREAK.search(self.text[number.ends : rest[0].start]) else None

    def apart(self, number: Number, period: Period, others: Sequence[Number]) -> bool:
        """Whether a comma and another number stand between a number and a period behind it."""
        between = self.text[number.ends : period.start]
        return "," in between and any(number.ends <= one.begins < period.start for one in others)

    def aside(self, one: Period) -> bool:
        if one.kind == SINCE:
            return False
        return _ASIDE.search(self.text[max(0, one.start - 70) : one.start]) is not None

    def label(self, one: Period) -> str:
        if one.kind == RELATIVE:
            return self.year
        if one.kind == SINCE:
            return f"{one.label}/{self.year}" if self.year > one.label else one.label
        days = "/" in one.label and one.label.count("-") == 4
        day = days or (one.kind == DAY and one.label[5:] not in _ENDS)
        if day and not _STATE.search(self.text[max(0, one.start - 12) : one.start]):
            return one.label[:4]
        return one.label


def main_year(dated: Sequence[Period], text: str) -> str:
    """The year that a text reports on: the one it names most; of several, the latest that is no plan or forecast."""
    counts: dict[int, int] = {}
    for one in dated:
        if one.year and one.kind != SINCE and not _ASIDE.search(text[max(0, one.start - 70) : one.start]):
            counts[one.year] = counts.get(one.year, 0) + (1 if one.kind != SPAN else 0)
    for day in (one for one in dated if one.kind == DAY and not one.label.endswith("12-31")):
        counts = {year: count for year, count in counts.items() if year <= day.year}
        break
    return str(max(counts, key=lambda year: (counts[year], year))) if counts else ""
