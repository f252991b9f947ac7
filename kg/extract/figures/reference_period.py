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

from kg.text.han import simplified
from kg.text.numbers import AMOUNT, Number
from kg.text.period_patterns import DAY, MONTH, RELATIVE, SINCE, SPAN, YEAR, YEARLESS
from kg.text.periods import Period, periods

#: Words behind which a year is no period of the figures in the sentence: since the system launched in 2003.
_ASIDE = re.compile(
    r"\b(?:since|when|launch(?:ed)?|founded|established|created|enacted|incorporated|formation|set up|as decided"
    r"|inception|as (?:far back|early|long ago) as|back in|dat(?:es|ing) (?:back to|from)"
    r"|compared (?:with|to)|than|over)\b(?:[^,;.]|(?<=\d)[,.](?=\d)){0,60}\Z"
    r"|\b(?:increase[ds]?|rise|rose|growth|grew|decreased?|declined?|drop|dropped|fall|fell|up|down)\b"
    r"(?:(?:[^,;.\n]|\.(?=\d)){0,40}\s)?from\s\Z"
    r"|\b(?-i:Act|Law|Regulations?|Directive|Code|Order|Decree|Treaty|Convention)\s(?:of\s)?\Z"
    r"|(?:成立于|自|较|比)[^，。；]{0,12}\Z",
    re.IGNORECASE,
)
#: Behind a year to which another is compared, and in front of one: 是2014年的3倍, on last year.
_TIMES_AS_MANY = re.compile(r"的?\s?[0-9.一二两三四五六七八九十]+\s?多?倍")
_AGAINST = re.compile(r"\b(?:on|from|against|versus|vs\.?|as|period|time)\s(?:in\s)?\Z", re.IGNORECASE)
#: Between a number and its year: 4,362 complaints in 2015.
_ITS_OWN = re.compile(r"\s(?:[a-z-]+\s){0,3}?(?:in|for|during|at|as\sof)\s(?:the\ssame\s\w+\s(?:of|in)\s)?")
#: In front of a bracket that says how long it went on.
_REPORTED = re.compile(r"(?:\b(?:period|year|quarter|half)\s|期间|年度)[（(][^()（）]*\Z", re.IGNORECASE)
#: Behind these a day is one on which something stood so; other days are days of what happened.
_STATE = re.compile(r"(?:\b(?:as of|as at|by|until|till|at)|截至|截止|至)\s?\Z", re.IGNORECASE)
_BREAK = re.compile(r"[;；。]|\s[-–—]\s")
#: What follows the day at the head of a news item: HELSINKI, 10 December 2015 – …
_DATELINE = re.compile(r"\s?\)?\s(?:[-–—]|--)\s")
#: How many characters behind its opening a bracket may name a period.
_ASIDE_AT_MOST = 200
#: How far from the beginning of its line the day of a dateline ends at most.
_HEAD = 60


#: In brackets in front of the value of the year before: 450张(上年400张), 450 (previous year: 400)
_YEAR_BEFORE = re.compile(
    r"[(（]\s?(?:(?:上一?年度?|去年|前一年)(?:同期|年?[末底])?(?:为|是)?"
    r"|(?:the\s)?(?:last|previous|prior|preceding)\syear)[\s:：]*(?:[^\s\d()（）]{1,8}\s)?\Z",
    re.IGNORECASE,
)
_AHEAD = 40
_OPENS = re.compile(r"[(（]\s?(?:the\s)?\Z", re.IGNORECASE)
_COUNTS = re.compile(r"[^\d()（）]{0,20}\d")
#: From so many days on, something is no event.
_EVENT = 14
_START = attrgetter("start")
_ENDS = ("03-31", "06-30", "09-30", "12-31")
#: A text that counts in fiscal years, and where it says from when to when one goes.
_FISCAL = re.compile(r"\b(?:fiscal|financial)\syear\b|\bFY\s?\d", re.IGNORECASE)
_SPANNED = re.compile(r"\b(?:fiscal|financial)\syear\b[^.;]{0,60}\Z", re.IGNORECASE)
_IN_ALL = re.compile(r"共有|现有|已有|累计|增至|目前|数量|总数")
#: What stands so on the day on which the text was written.
_NOW = re.compile(r"截[至止]目前|截至今|迄今为止|\b(?:to date|so far|as of (?:now|today))\b", re.IGNORECASE)
#: What stands so when the text was written, though an earlier sentence may name an earlier year.
_STILL = re.compile(r"目前|现有|现已|\b(?:now|currently|at present|today)\b", re.IGNORECASE)
#: In front of a year of which the months are meant that were named before.
_SAME = re.compile(r"\bsame\s(?:period|months?|quarter|half|weeks|days)\s(?:of|in)\s(?:the\syear\s)?\Z", re.IGNORECASE)
#: Behind the year in which who does it began to be, and in front of it.
_BEGAN = re.compile(
    r"(?:颁布|公布|发布|印发|出台|施行|实施|通过)的(?=《|[\u4e00-\u9fff])|(?:\d{1,2}月(?:\d{1,2}日)?)?(?:正式|挂牌)?(?:成立|创立|创办|设立|创建|组建)(?=[，,。；;的]|\Z)"
)
_FOUNDED = re.compile(
    r"\b(?:founded|established|created|set\sup|formed|incorporated|launched|opened)\s(?:back\s)?(?:in|on)\s(?:the\syear\s)?\Z"
    r"|(?:成立|创立|创办|设立|创建|组建)于\Z",
    re.IGNORECASE,
)
#: Between the year of a value and a later value.
_GREW_TO = re.compile(r"\sto\s(?:(?:over|about|nearly|almost|around|more\sthan)\s)?")
#: In front of the year of a day in digits.
_DAY_OF = re.compile(r"\d[/.]\Z")
#: What is added up from the beginning until then.
_SO_FAR = re.compile(r"截[至止][^;；]*累计")
#: How far back a sentence with semicolons is read for such a word.
_FAR = 300
#: An item of a list, which names its own period.
_ITEM = re.compile(r"\s*(?:[•●▪◦·*–-]|\(?[0-9]{1,2}[.)])\s")
_THE_YEAR = re.compile(r"\bthe\s(?:fiscal|financial)\syear\b", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DAYS = re.compile(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d")
_SHORT_YEARS = re.compile(r"\d{4}[-–/]\d\d")
#: Verbs of what is done in a year.
_DONE = re.compile(
    r"撤销|注销|暂停|处罚|告诫|责令|整改|核查|检查|抽查|拦截|查处|实施|(?<!国际)组织|举办|开展|受理|批准|减免|培训|新增|完成|纳入|发布|制定|修订"
)
#: Clauses that say how things stand, and not what was done over a time.
_STANDS = re.compile(
    r"共有|现有|已有|累计|增至|达到?(?!标)|有效|截至|目前|\b(?:now|currently|has|have|there are|valid)\b"
)


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
        #: when "to date" is
        self.now = published if published.startswith(year) else year
        fiscal = next((one for one in dated if one.kind == SPAN and self.spans_fiscal_year(one)), None)
        #: the month in which the fiscal year begins; 0 where the text does not say
        self.first_month = int(fiscal.label[5:7]) if fiscal is not None else 0
        self.counts_fiscal = _FISCAL.search(self.text) is not None
        #: years that end in the next one (2023/2024), by the days that the text gives
        self.twelve_months = {
            f"{first[:4]}/{last[:4]}": f"{first}/{last}"
            for first, _, last in (one.label.partition("/") for one in dated if _DAYS.fullmatch(one.label))
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
            repeats = one.kind == RELATIVE and last is not None and last.kind == YEARLESS and one.start - last.end < 5
            if last is not None and repeats and one.label == "-1" and self.dated and self.dated[-1].start == last.start:
                self.dated[-1] = self.a_year_before(self.dated[-1])  # the first half of last year
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
        return one.label.count("-") == 2 and _SPANNED.search(self.text[max(0, one.start - 80) : one.start]) is not None

    def whole(self, one: Period, before: str) -> Period | None:
        """A period with its year (that named `before` it, if it has none); None for a day of what happened."""
        if one.kind == RELATIVE and "/" in one.label and (span := self.spans.get(1 - int(one.label.partition("/")[0]))):
            return replace(one, kind=SPAN, label=span)  # “十四五”时期…5年来
        if _SHORT_YEARS.fullmatch(one.text):
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

    def past(self, one: Period) -> Period:
        """Months that are over when the text is published: in January, November is that of the year before."""
        ahead = self.published[:4] == one.label[:4] and one.label[:7] > self.published[:7]
        return self.a_year_before(one) if ahead else one

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
        aside = _YEAR_BEFORE.search(self.text, max(low, number.begins - _AHEAD), number.begins)
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
        if _NOW.search(self.text[low : number.ends]):
            return self.now
        before = _within(self.lasting, first, low)
        item = self.item(low)
        begins = max(self.text.rfind(mark, max(first, low - _FAR), low) for mark in "。\n") + 1 if goes_on else 0
        still = _STILL.search(self.text[begins or low : number.ends]) is not None
        for one in reversed(before):
            label = self.label(one)
            if not label or (item is not None and self.item(one.start) not in (None, item)):
                continue
            if still and (label[:4] < self.year or ("/" in label and label.partition("/")[2] < f"{self.year}-12")):
                return self.now
            if one.kind == DAY and not label.endswith("-12-31") and not self.stands(one):
                label = label[:4]
            if self.counts_fiscal and "/" in label and _THE_YEAR.search(self.text[low:high]):
                continue
            planned = goes_on and not re.search(r"[。\n]|[.!?]\s", self.text[one.end : low])
            if not self.year or label[:4] <= self.year or one.kind == RELATIVE or planned:
                label = self.standing(self.carried(label, number, low, high), one, number, low)
                day = f"{label}-12-31"
                stood = len(label) == 4 and number.kind == AMOUNT and "年度" not in one.text
                if stood and any(other.label == day and self.item(other.start) in (None, item) for other in before):
                    label = self.carried(day, number, low, high)  # what stood so then goes on to stand so
                return label
        return self.year

    def same(self, period: Period, here: Sequence[Period]) -> str:
        """The months of another year that its sentence names before: the same period of 2018; empty for any other."""
        before = self.text[max(0, period.start - 30) : period.start]
        other = next((one for one in here if one is not period and "/" in one.label and "-" in one.label), None)
        if other is None or period.kind != YEAR or not _SAME.search(before):
            return ""
        back = other.year - period.year
        return re.sub(r"\b\d{4}\b", lambda year: str(int(year[0]) - back), self.label(other))

    def dateline(self, one: Period) -> bool:
        """Whether a day is that at the head of a news item, on which the news was written."""
        start = self.text.rfind("\n", 0, one.start) + 1
        return one.kind == DAY and one.end - start < _HEAD and _DATELINE.match(self.text, one.end) is not None

    def bracketed(self, one: Period) -> bool:
        """Whether a period is said by the way, in brackets."""
        before = self.text[max(0, one.start - _ASIDE_AT_MOST) : one.start].rpartition("\n")[2]
        if _REPORTED.search(before):
            return False
        return "(" in before.replace("（", "(").replace("）", ")").rpartition(")")[2]

    def passing(self, one: Period) -> bool:
        """Whether a period is a month without its year, in which something was done: that of its own sentence."""
        return one.kind == MONTH and re.search(r"\d{4}|年", one.text) is None and not self.stands(one)

    def item(self, at: int) -> int | None:
        """Where the item of a list begins in whose line a place is; None outside lists."""
        start = self.text.rfind("\n", 0, at) + 1
        return start if _ITEM.match(self.text, start) else None

    def stands(self, day: Period) -> bool:
        """Whether something stood so on a day, and did not happen on it."""
        return _STATE.search(self.text[max(0, day.start - 12) : day.start]) is not None

    def standing(self, label: str, period: Period, number: Number, low: int) -> str:
        """The last day of a year of which a clause says how many there were in all: 2024年…共有认证机构1230家."""
        if period.kind != YEAR or len(label) != 4 or number.kind != AMOUNT or "年度" in period.text:
            return label
        if _DAY_OF.search(self.text[max(0, period.start - 3) : period.start]):
            return label  # 01/04/2010, the day of the news
        clause = re.split(r"[，,;；]", self.text[low : number.begins])[-1]
        whole = self.text[low : number.begins] if clause.startswith("其中") else clause  # of so many, so many
        return f"{label}-12-31" if _IN_ALL.search(whole) else label

    def carried(self, label: str, number: Number, low: int, high: int) -> str:
        """A period of an earlier sentence: of what was done, and did not stand so, its year and not its last day."""
        if not label.endswith("-12-31") or "/" in label or not _HAN.search(self.text[low:high]):
            return label
        if self.text[max(0, low - 3) : low].rstrip().endswith((";", "；")) and _SO_FAR.search(self.clauses(low)):
            return label
        clause = re.split(r"[，,;；]", self.text[low : number.begins])[-1]
        return label[:4] if _DONE.search(clause) and not _STANDS.search(clause) else label

    def clauses(self, low: int) -> str:
        """What stands before a semicolon in the same sentence."""
        return re.split(r"[。\n]", self.text[max(0, low - _FAR) : low])[-1]

    def near(self, number: Number, here: Sequence[Period], others: Sequence[Number]) -> Period | None:
        after = next((one for one in here if one.start >= number.ends), None)
        left = [one for one in here if one.end <= number.begins and not self.aside(one)]
        if left and 0 <= number.begins - left[-1].end <= 1 and "年" in left[-1].text:
            return left[-1]  # 2015年的62.3%
        own = after is not None and _ITS_OWN.fullmatch(self.text, number.ends, after.start)
        if after is not None and own and _ASIDE.search(self.text[max(0, number.begins - 40) : number.begins]):
            return after  # compared with 4,362 in 2015
        if after is not None and not self.aside(after):
            between = self.text[number.ends : after.start]
            counted = any(number.ends <= other.begins < after.start for other in others)
            if (
                not counted
                and not _BREAK.search(between)
                and (not left or ("," not in between and "，" not in between))
            ):
                return after
            if not left and len(here) == 1 and not (after.kind == SINCE and counted):
                return after  # the only one of the sentence
            since = self.text[left[-1].end : number.begins] if left else ""
            if _GREW_TO.fullmatch(since) and not re.search(r"[,;，；]", between):
                return after  # from 10 ropes of 3 yards in 2014 to 70 ropes of 9 yards in 2025
        if left:
            return left[-1]
        rest = [one for one in here if one.start >= number.ends and one.kind != SINCE and not self.aside(one)]
        return rest[0] if rest and not _BREAK.search(self.text[number.ends : rest[0].start]) else None

    def apart(self, number: Number, period: Period, others: Sequence[Number]) -> bool:
        """Whether a comma and another number stand between a number and a period behind it."""
        between = self.text[number.ends : period.start]
        return "," in between and any(number.ends <= one.begins < period.start for one in others)

    def aside(self, one: Period) -> bool:
        if one.kind == SINCE:
            return False
        before = self.text[max(0, one.start - 70) : one.start]
        if one.kind == RELATIVE and one.label == "-1" and (_AGAINST.search(before) or self.of_another(one)):
            return True
        behind = _TIMES_AS_MANY.match(self.text, one.end) or _BEGAN.match(self.text, one.end)
        return behind is not None or _ASIDE.search(before) is not None

    def of_another(self, one: Period) -> bool:
        """Whether a year in brackets is that of a number that stands there too: 450 (last year: 400)."""
        return _OPENS.search(self.text, max(0, one.start - 8), one.start) is not None and (
            _COUNTS.match(self.text, one.end) is not None
        )

    def label(self, one: Period) -> str:
        if one.kind == RELATIVE and "/" in one.label:  # the last five years
            return f"{int(self.year) + int(one.label.partition('/')[0])}/{self.year}" if self.year else ""
        if one.kind == RELATIVE:
            back = one.label == "-1" and self.published
            return str(int(self.this_year) - 1) if back else self.this_year
        if one.kind == SINCE:
            return f"{one.label}/{self.year}" if self.year > one.label else one.label
        days = "/" in one.label and one.label.count("-") == 4 and not _long(one.label)
        if one.kind == MONTH and not self.stands(one):
            return f"{one.label}/{one.label}"
        day = days or (one.kind == DAY and one.label[5:] not in _ENDS)
        if day and not self.stands(one):
            return one.label[:4]
        return one.label


def _within(dated: Sequence[Period], low: int, high: int) -> Sequence[Period]:
    """Those that begin between two places; they are in order."""
    return dated[bisect_left(dated, low, key=_START) : bisect_left(dated, high, key=_START)]


def _long(label: str) -> bool:
    """Whether days from one to another are too many for an event."""
    first, last = map(date.fromisoformat, label.split("/"))
    return (last - first).days >= _EVENT


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
        if not _BEGAN.match(plain, one.end) and not _FOUNDED.search(plain[max(0, one.start - 30) : one.start])
    ]
    for one in dated:
        if one.year and one.kind != SINCE and not _ASIDE.search(text[max(0, one.start - 70) : one.start]):
            event = one.label.count("-") == 4 and not _long(one.label)
            counts[one.year] = counts.get(one.year, 0) + (1 if one.kind != SPAN or event else 0)
    for day in (one for one in dated if one.kind == DAY and not one.label.endswith("12-31")):
        counts = {year: count for year, count in counts.items() if year <= day.year}
        break
    if not counts:
        return str(max((one.year for one in dated), default=0) or "")
    return str(max(counts, key=lambda year: (counts[year], year)))
