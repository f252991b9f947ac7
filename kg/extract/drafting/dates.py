"""When a deed was done: the day that its sentence names, with the month and year that the text leaves out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from kg import names
from kg.extract.drafting.records import Draft
from kg.extract.drafting.roles import Roles
from kg.extract.drafting.section import SectionDraft
from kg.text.han import simplified
from kg.text.period_patterns import DAY, MONTH, RELATIVE, SINCE, SPAN, YEAR, YEARLESS
from kg.text.periods import Period

#: In front of the day of a deed.
_ON = re.compile(r"\bon\s(?:[A-Z][a-z]+day,?\s)?\Z", re.IGNORECASE)
#: The day of the text, and that something is only told.
_TODAY = re.compile(r"\btoday\b(?!['’]s)|今[天日](?!起)")
_TOLD = re.compile(r"\b(?:announc|sa(?:id|ys?)\b|tell|told|report|inform|will\b)")
#: Between the founding of a body and when it was.
_SINCE = re.compile(
    r"\b(?:founded|established|set\sup|formed|created|incorporated)\s(?:[a-z]+ly\s)?(?:(?:in|on|since)\s)(?:the\syear\s)?\Z"
)
#: Between a verb and when it was done; how many characters that may be.
_BEHIND = re.compile(
    r"\b(?P<verb>[A-Za-z]{3,})\s(?:(?:in|at)\s(?:the\s)?[A-Z][\w-]+(?:\s[A-Z][\w-]+)?,?\s){0,2}(?:in|on|since)\s(?:the\syear\s)?"
    r"(?:[A-Z][a-z]+day,?\s)?\Z"
)
_NEAR = 90
#: A month without its year.
_YEARLESS_MONTH = re.compile(r"--\d\d")
_SPANS = names.expand("edtf:EDTF")
#: From one day to another; the year may be missing.
DAYS = re.compile(r"(?P<year>\d{4}|-)-(?P<first>\d\d-\d\d)/(?P<year2>\d{4}|-)-(?P<last>\d\d-\d\d)")
#: In front of a month, of which year it is.
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "明年": 1}
_YEAR_OF = re.compile(rf"(?:{'|'.join(_YEARS)})\Z")
_TODAY_IS = re.compile("今[天日][(（]\\Z")
#: The day before that of a Chinese text, and the one before that.
_AGO = re.compile(
    "昨(?:[天日]|(?=[向在于与和正举签召]))(?![^,，。]{0,12}(?:表示|指出|透露|称|说|回应|获悉|了解))|前天(?!表示)"
)
#: What else a line may say that gives the day on which the text below it was written.
_DATED_LINE = re.compile(
    r"[\sA-Za-z0-9:：*#|/.\x1e-]{0,40}|[\s\x1e]*(?:发布|更新|公布|发稿)?(?:时间|日期)[\s:：0-9|]*(?:来源.{0,20})?"
)
#: The name of a document on the whole of a year.
_OF_YEAR = re.compile("20[0-9]{2}年?度?(?![^》]*(?:半年|季度|[0-9一二三四五六七八九十]月|计划|方案|目录|要点))")
_LINE = 60
#: A day without a year lies so little in front of the day on which the text was published.
_RECENT = timedelta(45)
#: Behind the day on which a reporter heard of something.
_LEARNED = re.compile("(?:上午|下午)?[,，]?(?:记者)?从[^,，。]{2,30}(?:了解到|获悉)")
#: Behind the day from which something is in force.
_IN_FORCE = re.compile("起?(?:正式|开始)?(?:生效|实施|施行)")
#: The frame of what is in force from a day on.
_FORCE = "force"
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
            dated = [one for one in dated if not _YEARLESS_MONTH.fullmatch(one.label)]
        days = [
            one
            for one in map(self.monthly, dated)
            if one.kind not in (SPAN, SINCE, RELATIVE)
            and (frame.get("year") or one.label.count("-") > (2 if one.kind == YEARLESS else 0))
            and not one.label.endswith("-12-31")
            and not _DATELINE.match(self.plain, one.end)
            and not _LEARNED.match(self.plain, one.end)
            and (frame["frame"] == _FORCE or not self.is_since(one))
            and self.is_time_of(frame, one)
        ]
        if frame["frame"] == _FORCE:
            days = [one for one in days if self.is_since(one)] or days
        if frame.get("year"):
            days = [one for one in days if not one.text.isascii() or _SINCE.search(self.plain, start, one.start)]
        near = [one for one in dated if one.kind in (DAY, MONTH, YEAR) and self.is_right_behind(frame, start, one)]
        days = near if len(near) == 1 and len(days) != 1 else days
        # of several, the one on which something was done: a line begins with the day on which it was written
        done = [one for one in days if _ON.search(self.plain[max(0, one.start - 16) : one.start])]
        if _SPANS in self.section.memory.vocabulary.properties[name].datatypes:  # a meeting of several days
            spans = {whole_days(one.label, self.section.year_of()): one for one in dated}
            days = [replace(one, label=label) for label, one in spans.items() if label] or days
        chosen = days if len(days) == 1 else done
        published = self.section.memory.published or ""
        if not days and len(published) == len("2030-01-01") and self.is_today(low, high):
            record.add(name, published, str(frame["frame"]), 0.6, "today", single=True)
        if not days and (day := self.days_ago(low, high)):
            record.add(name, day, str(frame["frame"]), 0.6, "yesterday", single=True)
        if len(chosen) == 1:
            label, year = chosen[0].label, self.section.year_of()
            if label.startswith("--"):
                year = self.recent(chosen[0]) or ("" if self.reports_on(record, year) else year)
                label = f"{year}{label[1:]}" if year and len(label) == 7 else ""
            if label.startswith(stated) and label and self.section.agrees(record, name, label):
                record.statements = [one for one in record.statements if one.property != name]
                record.add(name, label, str(frame["frame"]), 0.7, chosen[0].text, single=True)

    def recent(self, day: Period) -> str:
        """The year of a Chinese day without one that lies just before the day on which the text was published."""
        published = self.section.memory.published or ""
        if day.text.isascii() or len(published) != len("2030-01-01") or len(day.label) != len("--01-01"):
            return ""
        until = date.fromisoformat(published)
        for year in (until.year, until.year - 1):
            try:
                past = until - date.fromisoformat(f"{year}{day.label[1:]}")
            except ValueError:
                continue  # 29 February
            if timedelta(0) <= past <= _RECENT:
                return str(year)
        return ""

    def reports_on(self, record: Draft, year: str) -> bool:
        """Whether a thing is a Chinese document on the whole of a year, in which it was hardly issued."""
        names = (name for one in record.statements if one.language == "zh-Hans" for name in one.values)
        titles = (name.strip("《“") for name in names)
        return bool(year) and any(_OF_YEAR.match(title) and title.startswith(year) for title in titles)

    def days_ago(self, low: int, high: int) -> str:
        """The day that a Chinese sentence means by yesterday, by the day on which it was written; else empty."""
        told = _AGO.search(self.plain, self.roles.at(low), self.roles.at(high))
        day = self.written(self.roles.at(low)) if told is not None else ""
        if told is None or len(day) != len("2030-01-01"):
            return ""
        return str(date.fromisoformat(day) - timedelta(1 if told[0][0] == "昨" else 2))

    def written(self, place: int) -> str:
        """The day on which the words at a place were written: the last in front that has a line of its own, else that
        on which the text was published."""
        last = bisect_right(self.dated_lines, (place, ""))
        return self.dated_lines[last - 1][1] if last else self.section.memory.published or ""

    @cached_property
    def dated_lines(self) -> list[tuple[int, str]]:
        """The days of the section that have a line of their own, each with its place, in order."""
        text, found = self.plain, []
        for one in self.section.numbers:
            if one.period is None or one.period.kind != DAY:
                continue
            low = max(text.rfind(mark, max(0, one.start - _LINE), one.start) for mark in "\n\x1e")
            ends = [text.find(mark, one.end, one.end + _LINE) for mark in "\n\x1e"]
            high = min((end for end in ends if end >= 0), default=-1)
            if low >= 0 and high >= 0 and _DATED_LINE.fullmatch(text[low + 1 : one.start] + text[one.end : high]):
                found.append((one.start, one.period.label))
        return found

    def is_right_behind(self, frame: Mapping[str, Any], start: int, day: Period) -> bool:
        """Whether a date stands right behind a verb of a frame: was signed in 2030, concluded in Utopia on 3 May."""
        ahead = _BEHIND.search(self.plain, max(start, day.start - _NEAR), day.start)
        if ahead is None:
            return False
        token = bisect_right(self.section.parsed.offsets, ahead.start("verb")) - 1
        wanted = frozenset(frame["verb"])
        return any(
            not wanted.isdisjoint(one)
            for back in range(3)
            for one in self.roles.word_classes(max(token - back, 0))[back:]
        )

    def is_since(self, day: Period) -> bool:
        """Whether 自…起 stands around a day, or 生效 behind it: something is in force then, nothing else was done."""
        if _IN_FORCE.match(self.plain, day.end):
            return True
        ahead = self.plain[max(0, day.start - 1) : day.start]
        return ahead in ("自", "从") and self.plain[day.end : day.end + 1] == "起"

    def is_today(self, low: int, high: int) -> bool:
        """Whether a sentence says that something was done on the day of its text, not that it was only told then."""
        words = self.plain[self.roles.at(low) : self.roles.at(high)]
        return _TODAY.search(words) is not None and _TOLD.search(words) is None

    def is_time_of(self, frame: Mapping[str, Any], day: Period) -> bool:
        """Whether a day is that of a verb of the frame, as far as the grammar knows: not that of a later clause."""
        verbs = [verb for at in range(day.start, day.end) for verb in self.timed.get(at, ())]
        tokens = (bisect_right(self.section.parsed.offsets, verb) - 1 for verb in verbs)
        wanted = frozenset(frame["verb"])
        return not verbs or any(
            not wanted.isdisjoint(one)
            for token in tokens
            for first in (token, max(token - 1, 0))  # was set up
            for one in self.roles.word_classes(first)
        )

    def monthly(self, period: Period) -> Period:
        """A day that is named without its month (9日) with that of the day on which the text was published."""
        if _YEARLESS_MONTH.fullmatch(period.label) and (said := self.dated(period.start)):
            return replace(period, kind=DAY, label=f"{said}{period.label[1:]}")  # 今年10月
        if not period.label.startswith("---"):
            return period
        published = self.section.memory.published or self.dateline(period.start)
        if len(published) != len("2030-01-01"):
            return period
        year, month, day = map(int, published.split("-"))
        if int(period.label[3:]) != day and _TODAY_IS.search(self.plain[max(0, period.start - 4) : period.start]):
            return period  # 今天(20日) of a text of another day
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
