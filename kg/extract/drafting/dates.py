"""When a deed was done: the day that its sentence names, with the month and year that the text leaves out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kg import names
from kg.extract.drafting.records import Draft
from kg.extract.drafting.roles import Roles
from kg.extract.drafting.section import SectionDraft
from kg.text.han import simplified
from kg.text.period_patterns import DAY, RELATIVE, SINCE, SPAN, YEARLESS
from kg.text.periods import Period

#: In front of the day of a deed.
_ON = re.compile(r"\bon\s(?:[A-Z][a-z]+day,?\s)?\Z", re.IGNORECASE)
#: A month without its year.
_MONTH = re.compile(r"--\d\d")
_SPANS = names.expand("edtf:EDTF")
#: From one day to another; the year may be missing.
DAYS = re.compile(r"(?P<year>\d{4}|-)-(?P<first>\d\d-\d\d)/(?P<year2>\d{4}|-)-(?P<last>\d\d-\d\d)")
#: In front of a month, of which year it is.
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "明年": 1}
_YEAR_OF = re.compile(rf"(?:{'|'.join(_YEARS)})\Z")
#: Behind the day on which a Chinese report was written.
_DATELINE = re.compile("[电讯]")


def whole_days(label: str, year: str) -> str:
    """The first and the last day of a span of days, in `year` where it names none; empty for any other period."""
    match = DAYS.fullmatch(label)
    if match is None or not (year or match["year"].isdecimal()):
        return ""
    first, last = ((year if match[name] == "-" else match[name]) for name in ("year", "year2"))
    days = f"{first}-{match['first']}", f"{last}-{match['last']}"
    return "/".join(days) if days[0] < days[1] else ""


class Dates:
    """Dates the records of the frames of one section. Places named `low` and `high` are indices of tokens."""

    def __init__(self, section: SectionDraft, roles: Roles) -> None:
        self.section = section
        self.roles = roles
        self.plain = simplified(section.parsed.text)
        #: where times stand -> the verbs whose times they are
        self.timed: dict[int, set[int]] = {}
        for clause in section.clauses:
            for time in clause.times:
                self.timed.setdefault(time[0], set()).add(clause.verb[0])

    def date(self, record: Draft, frame: Mapping[str, Any], low: int, high: int) -> None:
        """Give a record the day on which its sentence says it was done; nothing where several days could be meant."""
        name = str(frame.get("date") or "")
        stated = "".join(record.get(name))
        if not name or name not in self.section.memory.vocabulary.properties or len(stated) > 4:
            return  # a year gives way to a day of it
        start, end = self.roles.at(low), self.roles.at(high)
        dated = [one.period for one in self.section.numbers if one.period is not None and start <= one.start < end]
        if record.type not in self.section.memory.cascade.proper.meetings:
            dated = [one for one in dated if not _MONTH.fullmatch(one.label)]
        days = [
            one
            for one in map(self.monthly, dated)
            if one.kind not in (SPAN, SINCE, RELATIVE)
            and (frame.get("year") or one.label.count("-") > (2 if one.kind == YEARLESS else 0))
            and not one.label.endswith("-12-31")
            and not _DATELINE.match(self.plain, one.end)
            and self.is_time_of(frame, one)
        ]
        # of several, the one on which something was done: a line begins with the day on which it was written
        done = [one for one in days if _ON.search(self.plain[max(0, one.start - 16) : one.start])]
        if _SPANS in self.section.memory.vocabulary.properties[name].datatypes:  # a meeting of several days
            spans = {whole_days(one.label, self.section.year_of()): one for one in dated}
            days = [replace(one, label=label) for label, one in spans.items() if label] or days
        chosen = days if len(days) == 1 else done
        if len(chosen) == 1:
            label, year = chosen[0].label, self.section.year_of()
            if label.startswith("--"):
                label = f"{year}{label[1:]}" if year and len(label) == 7 else ""
            if label.startswith(stated) and label and self.section.agrees(record, name, label):
                record.statements = [one for one in record.statements if one.property != name]
                record.add(name, label, str(frame["frame"]), 0.7, chosen[0].text, single=True)

    def is_time_of(self, frame: Mapping[str, Any], day: Period) -> bool:
        """Whether a day is that of a verb of the frame, as far as the grammar knows: not that of a later clause."""
        verbs = [verb for at in range(day.start, day.end) for verb in self.timed.get(at, ())]
        tokens = (bisect_right(self.section.parsed.offsets, verb) - 1 for verb in verbs)
        wanted = frozenset(frame["verb"])
        return not verbs or any(
            not wanted.isdisjoint(one) for token in tokens for one in self.roles.word_classes(token)
        )

    def monthly(self, period: Period) -> Period:
        """A day that is named without its month (9日) with that of the day on which the text was published."""
        if _MONTH.fullmatch(period.label) and (said := self.dated(period.start)):
            return replace(period, kind=DAY, label=f"{said}{period.label[1:]}")  # 今年10月
        if not period.label.startswith("---"):
            return period
        published = self.section.memory.published or self.dateline(period.start)
        if len(published) != len("2030-01-01"):
            return period
        year, month, day = map(int, published.split("-"))
        if int(period.label[3:]) > day:
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        return replace(period, kind=DAY, label=f"{year}-{month:02}-{period.label[3:]}")

    def dated(self, place: int) -> str:
        """The year that the word in front of a month means, by the year in which the text was published."""
        published = (self.section.memory.published or self.section.year_of())[:4]
        word = _YEAR_OF.search(self.plain[max(0, place - 3) : place])
        return str(int(published) + _YEARS[word[0]]) if word is not None and published else ""

    def dateline(self, place: int) -> str:
        """The last day with its month that the text names in front of a place; empty where it names no year."""
        dated = (one.period for one in self.section.numbers if one.period is not None and one.start < place)
        days = [one.label for one in dated if one.kind == YEARLESS and one.label.count("-") > 2 and one.label[2] != "-"]
        year = self.section.year_of()
        return f"{year}{days[-1][1:]}" if days and year else ""
