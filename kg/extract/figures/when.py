"""Which period a figure gets: that of its text, as a state at a day or as what went on over a time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence

from kg.extract.drafting.section import SectionDraft
from kg.extract.figures.counted import Counted
from kg.extract.figures.reference_period import Periods
from kg.text.han import simplified
from kg.text.literals import EACH_YEAR
from kg.text.numbers import MONEY, Number
from kg.text.period_patterns import RELATIVE
from kg.text.periods import days

#: What was done from the beginning until now stands so at the end of the period.
_IN_ALL = re.compile(r"\b(?:ac)?cumulatively\b|\bto date\b|\bso far\b|累[计計]", re.IGNORECASE)
#: How far in front of a number it may say so.
_FAR = 300
#: In front of what goes on each year, and behind it.
_EACH = re.compile(
    r"(?:\b(?:each|every)\s(?:calendar\s|financial\s|fiscal\s)?year\b|每年)[^;:，,。；：]{0,80}(?:,\s[^;:]{0,60})?\Z"
    r"|\b(?:annually|yearly|per\s(?:year|annum))\b(?:(?!\sand\s)[^;:,.]){0,30}\Z",
    re.IGNORECASE,
)
_YEARLY = re.compile(
    r"[^,.;:，。；\d]{0,60}?\s"
    r"(?:(?:each|every)\syear|annually|yearly|per\s(?:year|annum)|a\syear)\b(?!\s(?:ago|earlier|before|later|on))",
    re.IGNORECASE,
)


class When:
    """Says when the numbers of a section were so."""

    def __init__(self, section: SectionDraft) -> None:
        memory = section.memory
        self.section = section
        self.periods = Periods(
            section.parsed.text,
            [one.period for one in section.numbers if one.period is not None],
            memory.settings.year or memory.year,
            memory.published or "",
        )

    def period(self, number: Number, counted: Counted | None = None) -> str:
        """The period of a number; a flow over a year that ends on a day is that year's."""
        low, high = self.section.sentence_span(number.start)
        sentence = self.section.numbers_within(low, high)
        others = [one for one in sentence if one.period is None and one is not number]
        if self.each_year(number, sentence, low, high):
            return EACH_YEAR
        label = self.over(self.periods.of(number, low, high, others, self.section.offset))
        flow = number.kind == MONEY or (
            counted is not None and self.section.memory.flows.search(simplified(counted.words)) is not None
        )
        if "/" in label:
            return days(label)
        if len(label) == 10 and self.was_done(number):  # a deed, of which only its own sentence can name the day
            dated = any(
                one.period is not None and len(one.period.label) != 4 for one in self.section.numbers_within(low, high)
            )
            return label if dated else label[:4]
        if flow and label.endswith("-12-31"):
            return label[:4]
        if re.fullmatch(r"\d{4}-\d\d", label):
            year, month = int(label[:4]), int(label[5:])
            return f"{label}-{monthrange(year, month)[1]}" if not flow else days(label)
        return label

    def each_year(self, number: Number, sentence: Sequence[Number], low: int, high: int) -> bool:
        """Whether a clause says that something goes on each year, and its sentence names no year."""
        if any(one.period is not None and one.period.kind != RELATIVE for one in sentence):
            return False
        text = simplified(self.section.parsed.text)
        before, behind = text[max(low, number.begins - _FAR) : number.begins], text[number.ends : high]
        return _EACH.search(before) is not None or _YEARLY.match(behind) is not None

    def over(self, label: str) -> str:
        """The end of a year that is not over when the text is published is the day of its publication."""
        published = self.section.memory.published or ""
        return published if label[:4] == published[:4] and label.endswith("-12-31") and len(label) == 10 else label

    def was_done(self, number: Number) -> bool:
        """Whether the engine's grammar says that something was done to what a number counts (85 were accredited), and
        the sentence does not add up all that was done until now."""
        done = self.section.parsed.done
        if not done or not any(at in done for at in range(number.start, number.end)):
            return False
        low, _ = self.section.sentence_span(number.start)
        return _IN_ALL.search(self.section.parsed.text, max(low, number.start - _FAR), number.start) is None


def year_before(label: str) -> str:
    """The same time a year before."""
    return re.sub(r"\b\d{4}\b", lambda year: str(int(year[0]) - 1), label)
