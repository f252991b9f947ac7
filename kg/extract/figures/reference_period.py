"""Which period a figure is about: that of its own clause, then of its sentence, of what stands before, of the document.

"X rose from 407 in 2014 to 1,038 in 2025" gives each number its own year; "At the end of 2016 we serve 36 members" goes
on for the numbers behind it, and for the sentences after it until another period is named.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter

from kg.extract.figures import period_words as words
from kg.text.han import simplified
from kg.text.numbers import AMOUNT, PERCENT, Number
from kg.text.period_patterns import DAY, LAST_MONTH, MONTH, RELATIVE, SINCE, SPAN, YEAR, YEARLESS
from kg.text.periods import Period, periods

_START = attrgetter("start")


class Periods:
    """The periods of one text, and the figures' way to them.

    `year` is the one that the document reports on, `published` the day on which it was published, if that is known.
    """

    def __init__(self, text: str, dated: Sequence[Period], year: str, published: str = "") -> None:
        self.text = simplified(text)
        self.year = year
        self.published = published
        #: the year that "this year" is
        self.this_year = published[:4] or year
        #: whether the year is that of the news, which names earlier ones only
        named = {str(one.year) for one in dated if one.year and one.kind != SPAN}
        self.written_after = bool(year and named) and max(named) < year
        #: when "to date" is
        self.now = published if published.startswith(year) else year
        fiscal = next((one for one in dated if one.kind == SPAN and self.spans_fiscal_year(one)), None)
        #: the month in which the fiscal year begins; 0 where the text does not say
        self.first_month = int(fiscal.label[5:7]) if fiscal is not None else 0
        self.counts_fiscal = words.FISCAL.search(self.text) is not None
        #: years that end in the next one (2023/2024), by the days that the text gives
        self.twelve_months = {
            f"{first[:4]}/{last[:4]}": f"{first}/{last}"
            for first, _, last in (one.label.partition("/") for one in dated if words.DAYS.fullmatch(one.label))
            if int(last[:4]) == int(first[:4]) + 1 and _a_year(first, last)
        }
        #: how many years -> those that the text names, of several so many
        self.spans = {
            int(last) - int(first) + 1: one.label
            for one in reversed(dated)
            for first, _, last in (one.label.partition("/"),)
            if one.kind == SPAN and len(first) == len(last) == 4 and first.isdecimal() and last.isdecimal()
        }
        self.dated: list[Period] = []
        last: Period | None = None
        year_before = ""
        for one in dated:
            # "the end of June this year" is one period
            close = last is not None and last.kind == YEARLESS and one.start - last.end < 5
            repeats = close and one.kind == RELATIVE and one.label != LAST_MONTH
            if last is not None and repeats and one.label == "-1" and self.dated and self.dated[-1].start == last.start:
                self.dated[-1] = self.in_year(self.dated[-1], self.label(one))  # the first half of last year
            if last is not None and last.kind == RELATIVE and one.kind == YEARLESS and one.start - last.end < 2:
                year_before = self.label(last)  # 去年上半年
            if not repeats and one is not fiscal and (whole := self.whole(one, year_before)) is not None:
                self.dated.append(whole)
            last = one
            if one.year and one.kind != SINCE:
                year_before = str(one.year)
        #: those that go on for the sentences behind them
        self.lasting = [
            one
            for one in self.dated
            if not self.of_several_years(one) and not self.aside(one) and not self.dateline(one)
            and not self.bracketed(one) and not self.passing(one)
        ]  # fmt: skip

    def of_several_years(self, one: Period) -> bool:
        """Whether a period is the time up to now from a year on, or of so many years: that of its own sentence."""
        return one.kind == SINCE or (one.kind == RELATIVE and "/" in one.label)

    def spans_fiscal_year(self, one: Period) -> bool:
        return (
            one.label.count("-") == 2
            and words.SPANNED.search(self.text[max(0, one.start - 80) : one.start]) is not None
        )

    def whole(self, one: Period, before: str) -> Period | None:
        """A period with its year (that named `before` it, if it has none); None for a day of what happened."""
        if one.kind == RELATIVE and one.label == LAST_MONTH:
            month = self.month_before()
            return replace(one, kind=MONTH, label=month) if month else None
        if one.kind == RELATIVE and "/" in one.label and (span := self.spans.get(1 - int(one.label.partition("/")[0]))):
            return replace(one, kind=SPAN, label=span)  # “十四五”时期…5年来
        if words.SHORT_YEARS.fullmatch(one.text):
            return replace(one, label=self.twelve_months.get(one.label, one.label))
        quarter = "/" in one.label and one.label.count("-") in (2, 4)
        if one.kind == SPAN and quarter and self.counts_fiscal and "quarter" in one.text.lower():
            return self.fiscal(one, one.label[:4])
        if one.kind != YEARLESS:
            return one
        year = before or self.year
        if not year:
            return None
        if "/" in one.label:
            if self.counts_fiscal:
                return self.fiscal(one, year)
            return self.past(replace(one, kind=SPAN, label=one.label.replace("--", f"{year}-")))
        if len(one.label) == 4:  # as of August
            return self.past(replace(one, kind=MONTH, label=f"{self.year or year}{one.label[1:]}"))
        if not self.stands(one):
            return None
        return replace(one, kind=DAY, label=f"{self.year or year}{one.label[1:]}") if len(one.label) == 7 else None

    def month_before(self) -> str:
        """The month before that in which the text was written; empty where it names no such day."""
        today = words.TODAY.search(self.text)
        written = self.published[:7] or (f"{self.year}-{int(today['month']):02}" if today and self.year else "")
        if len(written) != 7:
            return ""
        year, month = int(written[:4]), int(written[5:])
        return f"{year}-{month - 1:02}" if month > 1 else f"{year - 1}-12"

    def past(self, one: Period) -> Period:
        """Months that are over when the text is published: in January, November is that of the year before."""
        ahead = self.published[:4] == one.label[:4] and one.label[:7] > self.published[:7]
        return self.a_year_before(one) if ahead else one

    def in_year(self, one: Period, year: str) -> Period:
        return replace(one, label=re.sub(r"\b\d{4}\b", year, one.label)) if len(year) == 4 else one

    def a_year_before(self, one: Period) -> Period:
        return replace(one, label=re.sub(r"\b\d{4}\b", lambda year: str(int(year[0]) - 1), one.label))

    def fiscal(self, one: Period, year: str) -> Period | None:
        """A quarter of the fiscal year; without a label where the text does not say when the year begins."""
        first = one.label.partition("/")[0]
        month = int(first.rpartition("-")[2])
        if not self.first_month:
            return replace(one, kind=SPAN, label="")
        start = int(year) * 12 + (self.first_month - 1) + (month - 1) - (12 if self.first_month > 1 else 0)
        end = start + 2
        last = monthrange(end // 12, end % 12 + 1)[1]
        return replace(
            one, kind=SPAN, label=f"{start // 12}-{start % 12 + 1:02}-01/{end // 12}-{end % 12 + 1:02}-{last}"
        )

    def of(self, number: Number, low: int, high: int, others: Sequence[Number], first: int) -> str:
        """The period of a number whose sentence is from `low` to `high`, in a section that begins at `first`."""
        if number.kind == PERCENT and words.YEARLY_GROWTH.search(self.text, low, number.begins):
            bases = words.SINCE_BASE.findall(self.text, low, number.begins)
            label = self.told(number, low, high, others, first)[:4]
            return f"{bases[-1]}/{label}" if bases and bases[-1] < label else label
        aside = words.YEAR_BEFORE.search(self.text, max(low, number.begins - words.AHEAD), number.begins)
        if aside is None:
            return self.told(number, low, high, others, first)
        outside = [one for one in others if one.ends <= aside.start()]
        label = self.told(outside[-1], low, high, others, first) if outside else ""
        return re.sub(r"\b\d{4}(?=\b)", lambda year: str(int(year[0]) - 1), label)

    def told(self, number: Number, low: int, high: int, others: Sequence[Number], first: int) -> str:
        """The same of a number that is not set against another in brackets."""
        here = _within(self.dated, low, high)
        goes_on = self.text[max(0, low - 3) : low].rstrip().endswith((";", "；"))
        period = self.near(number, [one for one in here if not self.dateline(one)], others)
        if period is not None and goes_on and period.start >= number.ends and self.apart(number, period, others):
            period = None  # what stands before the semicolon says when
        if period:
            return self.standing(self.same(period, here) or self.label(period), period, number, low)
        if words.NOW.search(self.text[low : number.ends]):
            return self.now
        before = _within(self.lasting, first, low)
        item = self.item(low)
        begins = max(self.text.rfind(mark, max(first, low - words.FAR), low) for mark in "。\n") + 1 if goes_on else 0
        still = words.STILL.search(self.text[begins or low : number.ends]) is not None
        for one in reversed(before):
            label = self.label(one)
            if not label or (item is not None and self.item(one.start) not in (None, item)):
                continue
            if still and (label[:4] < self.year or ("/" in label and label.partition("/")[2] < f"{self.year}-12")):
                return self.now
            if one.kind == DAY and not label.endswith("-12-31") and not self.stands(one):
                label = label[:4]
            if self.counts_fiscal and "/" in label and words.THE_YEAR.search(self.text[low:high]):
                continue
            planned = goes_on and not re.search(r"[。\n]|[.!?]\s", self.text[one.end : low])
            if not self.year or label[:4] <= self.year or one.kind == RELATIVE or planned:
                label = self.standing(self.carried(label, number, low, high), one, number, low)
                day = f"{label}-12-31"
                stood = len(label) == 4 and number.kind == AMOUNT and "年度" not in one.text
                stood = stood and not self.happens(number, low, others)
                if stood and any(other.label == day and self.item(other.start) in (None, item) for other in before):
                    label = self.carried(day, number, low, high)  # what stood so then goes on to stand so
                return label
        return self.year

    def same(self, period: Period, here: Sequence[Period]) -> str:
        """The months of another year that its sentence names before: the same period of 2018; empty for any other."""
        before = self.text[max(0, period.start - 30) : period.start]
        other = next((one for one in here if one is not period and "/" in one.label and "-" in one.label), None)
        if other is None or period.kind != YEAR or not words.SAME.search(before):
            return ""
        back = other.year - period.year
        return re.sub(r"\b\d{4}\b", lambda year: str(int(year[0]) - back), self.label(other))

    def dateline(self, one: Period) -> bool:
        """Whether a day is that at the head of a news item, on which the news was written."""
        start = self.text.rfind("\n", 0, one.start) + 1
        return one.kind == DAY and one.end - start < words.HEAD and words.DATELINE.match(self.text, one.end) is not None

    def bracketed(self, one: Period) -> bool:
        """Whether a period is said by the way, in brackets."""
        before = self.text[max(0, one.start - words.ASIDE_AT_MOST) : one.start].rpartition("\n")[2]
        if words.REPORTED.search(before):
            return False
        return "(" in before.replace("（", "(").replace("）", ")").rpartition(")")[2]

    def passing(self, one: Period) -> bool:
        """Whether a period is a month without its year, or one in which something was done that nothing counts: that
        of its own sentence."""
        if one.kind != MONTH or self.stands(one):
            return False
        if re.search(r"\d{4}|年|上", one.text) is None:
            return True
        before = re.split(r"[.;:!?]\s|\n", self.text[max(0, one.start - words.FAR) : one.start])[-1]
        return words.DEED_IN.search(before) is not None and re.search(r"(?<![A-Za-z\d-])\d", before) is None

    def item(self, at: int) -> int | None:
        """Where the item of a list begins in whose line a place is; None outside lists."""
        start = self.text.rfind("\n", 0, at) + 1
        return start if words.ITEM.match(self.text, start) else None

    def stands(self, day: Period) -> bool:
        """Whether something stood so on a day, and did not happen on it."""
        return words.STATE.search(self.text[max(0, day.start - 12) : day.start]) is not None

    def standing(self, label: str, period: Period, number: Number, low: int) -> str:
        """The last day of a year of which a clause says how many there were in all: 2024年…共有认证机构1230家."""
        if period.kind != YEAR or len(label) != 4 or number.kind != AMOUNT or "年度" in period.text:
            return label
        if words.DAY_OF.search(self.text[max(0, period.start - 3) : period.start]):
            return label  # 01/04/2010, the day of the news
        clause = re.split(r"[，,;；]", self.text[low : number.begins])[-1]
        whole = self.text[low : number.begins] if clause.startswith("其中") else clause  # of so many, so many
        return f"{label}-12-31" if words.IN_ALL.search(whole) else label

    def happens(self, number: Number, low: int, others: Sequence[Number]) -> bool:
        """Whether a sentence counts what happened, with what it concerned, and does not add it up: 召回26次."""
        if "累计" in self.text[low : number.begins]:
            return False
        ahead = [number, *(one for one in others if one.ends <= number.begins)]
        return any(words.HAPPENS.search(self.text[one.start : one.end]) for one in ahead)

    def carried(self, label: str, number: Number, low: int, high: int) -> str:
        """A period of an earlier sentence: of what was done, and did not stand so, its year and not its last day."""
        if not label.endswith("-12-31") or "/" in label or not words.HAN.search(self.text[low:high]):
            return label
        if self.text[max(0, low - 3) : low].rstrip().endswith((";", "；")) and words.SO_FAR.search(self.clauses(low)):
            return label
        if words.ALL_YEAR.search(self.text, low, number.begins):
            return label[:4]
        clause = re.split(r"[，,;；]", self.text[low : number.begins])[-1]
        return label[:4] if words.DONE.search(clause) and not words.STANDS.search(clause) else label

    def clauses(self, low: int) -> str:
        """What stands before a semicolon in the same sentence."""
        return re.split(r"[。\n]", self.text[max(0, low - words.FAR) : low])[-1]

    def near(self, number: Number, here: Sequence[Period], others: Sequence[Number]) -> Period | None:
        after = next((one for one in here if one.start >= number.ends), None)
        if after is not None and self.of_earlier(number, after, others):
            here = [one for one in here if one is not after]
            after = None
        if then := [one for one in here if words.THEN.fullmatch(self.text, one.end, number.begins)]:
            return then[0]
        left = [one for one in here if one.end <= number.begins and not self.aside(one)]
        if left and 0 <= number.begins - left[-1].end <= 1 and "年" in left[-1].text:
            return left[-1]  # 2015年的62.3%
        own = after is not None and words.ITS_OWN.fullmatch(self.text, number.ends, after.start)
        if after is not None and own and words.ASIDE.search(self.text[max(0, number.begins - 40) : number.begins]):
            return after  # compared with 4,362 in 2015
        if after is not None and not self.aside(after):
            between = self.text[number.ends : after.start]
            counted = any(number.ends <= other.begins < after.start for other in others)
            if (
                not counted
                and not words.BREAK.search(between)
                and (not left or ("," not in between and "，" not in between and not words.WHILE.search(between)))
            ):
                return after
            if not left and len(here) == 1 and not (after.kind == SINCE and counted):
                return after  # the only one of the sentence
            since = self.text[left[-1].end : number.begins] if left else ""
            if words.GREW_TO.fullmatch(since) and not re.search(r"[,;，；]", between):
                return after  # from 10 ropes of 3 yards in 2014 to 70 ropes of 9 yards in 2025
        if left:
            return left[-1]
        rest = [one for one in here if one.start >= number.ends and one.kind != SINCE and not self.aside(one)]
        return rest[0] if rest and not words.BREAK.search(self.text[number.ends : rest[0].start]) else None

    def of_earlier(self, number: Number, period: Period, others: Sequence[Number]) -> bool:
        """Whether a period behind a number is that of an earlier value: more than 300 makers, up from six in 1987."""
        if period.kind == YEAR and self.of_another(period) and "(" in self.text[number.ends : period.start]:
            return True  # 212 (2019: 198)
        between = next((one for one in others if number.ends <= one.begins and one.ends <= period.start), None)
        return between is not None and words.EARLIER.search(self.text, number.ends, between.begins) is not None

    def apart(self, number: Number, period: Period, others: Sequence[Number]) -> bool:
        """Whether a comma and another number stand between a number and a period behind it."""
        between = self.text[number.ends : period.start]
        return "," in between and any(number.ends <= one.begins < period.start for one in others)

    def aside(self, one: Period) -> bool:
        if one.kind == SINCE:
            return False
        before = self.text[max(0, one.start - 70) : one.start]
        if one.kind == RELATIVE and one.label == "-1" and (words.AGAINST.search(before) or self.of_another(one)):
            return True
        if one.kind == SPAN:
            return words.AGAINST_SPAN.search(before) is not None
        behind = words.TIMES_AS_MANY.match(self.text, one.end) or words.BEGAN.match(self.text, one.end)
        return behind is not None or words.ASIDE.search(before) is not None

    def of_another(self, one: Period) -> bool:
        """Whether a year in brackets is that of a number that stands there too: 450 (last year: 400)."""
        return words.OPENS.search(self.text, max(0, one.start - 8), one.start) is not None and (
            words.COUNTS.match(self.text, one.end) is not None
        )

    def label(self, one: Period) -> str:
        if one.kind == RELATIVE and "/" in one.label:  # the last five years
            return f"{int(self.year) + int(one.label.partition('/')[0])}/{self.year}" if self.year else ""
        if one.kind == RELATIVE:
            back = one.label == "-1" and (self.published or self.written_after)
            return str(int(self.this_year) - 1) if back else self.this_year
        if one.kind == SINCE:
            return f"{one.label}/{self.year}" if self.year > one.label else one.label
        if one.kind == YEAR and self.year > one.label and words.SINCE_THEN.match(self.text, one.start):
            return f"{one.label}/{self.year}"
        days = "/" in one.label and one.label.count("-") == 4 and not _long(one.label)
        if one.kind == MONTH and not self.stands(one):
            return f"{one.label}/{one.label}"
        day = days or (one.kind == DAY and one.label[5:] not in words.ENDS)
        if day and not self.stands(one):
            return one.label[:4]
        return one.label


def _within(dated: Sequence[Period], low: int, high: int) -> Sequence[Period]:
    """Those that begin between two places; they are in order."""
    return dated[bisect_left(dated, low, key=_START) : bisect_left(dated, high, key=_START)]


def _long(label: str) -> bool:
    """Whether days from one to another are too many for an event."""
    first, last = map(date.fromisoformat, label.split("/"))
    return (last - first).days >= words.EVENT


def _a_year(first: str, last: str) -> bool:
    """Whether twelve months lie from one day to another, both counted."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days in (364, 365)


def publication_day(opening: str, year: str) -> str:
    """The day on which a text was published: the first that its beginning names, unless the text reports on a later
    year; empty where none is named."""
    dated = (one for one in periods(opening) if one.kind == DAY)
    day = next((one.label for one in dated if not one.label.endswith("12-31")), "")
    return day if day[:4] >= year else ""


def main_year(dated: Sequence[Period], text: str) -> str:
    """The year that a text reports on: the one it names most; of several, the latest that is no plan or forecast.

    Where it names years only by the way (since 2010), the latest of those; empty where it names none.
    """
    counts: dict[int, int] = {}
    plain = simplified(text)
    dated = [
        one
        for one in dated
        if not words.BEGAN.match(plain, one.end) and not words.FOUNDED.search(plain[max(0, one.start - 30) : one.start])
    ]
    for one in dated:
        if one.year and one.kind != SINCE and not words.ASIDE.search(text[max(0, one.start - 70) : one.start]):
            event = one.label.count("-") == 4 and not _long(one.label)
            counts[one.year] = counts.get(one.year, 0) + (1 if one.kind != SPAN or event else 0)
    for day in (one for one in dated if one.kind == DAY and not one.label.endswith("12-31")):
        counts = {year: count for year, count in counts.items() if year <= day.year}
        break
    if not counts:
        return str(max((one.year for one in dated), default=0) or "")
    return str(max(counts, key=lambda year: (counts[year], year)))
