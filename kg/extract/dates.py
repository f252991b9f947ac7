"""Whether a text has a date that is stated of something: a day, days, a month or a year.

A day stands in the section or in the report; no year, month or other day does for it, and no day of another thing where
the sentence that names this one has days. Yesterday is the day before one that the text has (its dateline). A month or
year stands in the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date as Day
from datetime import timedelta

from kg.extract.told import Places
from kg.text.han import simplified
from kg.text.periods import Period, periods

#: A figure at the end of a quarter, half or year may take the day from "2021" or "the first half".
LAST_DAYS = ("03-31", "06-30", "09-30", "12-31")
#: Words for a day, and how many days before that of the text it is.
_RELATIVE = {
    **dict.fromkeys(("today", "this morning", "this afternoon", "tonight", "今日", "今天", "今晨"), 0),
    **dict.fromkeys(("yesterday", "last night", "昨日", "昨天", "昨晚"), 1),
    **dict.fromkeys(("the day before yesterday", "前日", "前天"), 2),
    **dict.fromkeys(("tomorrow", "明日", "明天"), -1),
}
#: No day of a calendar is later than the one behind this.
_LAST_DAY = "9999-12-30"
_RELATIVE_WORDS = re.compile(
    "|".join(rf"\b{word}\b" if word.isascii() else word for word in sorted(_RELATIVE, key=len, reverse=True)),
    re.IGNORECASE,
)


def wrong(thing: str, date: str, places: Places, everywhere: list[Period]) -> str:
    """What is wrong with a date that a passage gives of a thing; empty where nothing is."""
    here = periods(places.text)
    sentences = places.sentences(thing) if len(date) == 10 else set()
    own = sentences if date[5:] not in LAST_DAYS else set()
    near = [one for one in here if any(start <= one.start < end for start, end in own)]
    days = [one for one in near if len(one.label.partition("/")[0].lstrip("-")) in (5, 10)]
    if "/" in date:
        good, reason = any(_spans(one, date) for one in (*here, *everywhere)), "the report names no such days"
    elif days:
        good, reason = any(falls_on(one, date) for one in days), f"its sentence says {days[0].text}"
    elif len(date) == 10:
        good, reason = any(falls_on(one, date) for one in (*here, *everywhere)), "the report names no such day"
    elif len(date) == 7:
        good = any(_falls_in(one, date) for one in (*here, *everywhere))
        reason = "the report names no such month"
    else:
        named = years(everywhere)
        good, reason = not named or int(date[:4]) in named, "the report names no such year"
    return "" if good or _relative(date, places.text, sentences, everywhere) else reason


def _relative(date: str, text: str, sentences: Iterable[tuple[int, int]], everywhere: Iterable[Period]) -> bool:
    """Whether a sentence says "yesterday", or the like, of a day, and the text has the day that it is said on."""
    if len(date) != 10:
        return False
    plain = simplified(text)
    for sentence in sentences:
        for word in _RELATIVE_WORDS.finditer(plain, *sentence):
            days = _RELATIVE.get(word[0].casefold())
            if days is None or date >= _LAST_DAY:
                continue  # a letter that only looks like one of the word
            said = (Day.fromisoformat(date) + timedelta(days=days)).isoformat()
            if any(falls_on(one, said) for one in everywhere if "/" not in one.label):
                return True
    return False


def falls_on(one: Period, day: str) -> bool:
    """Whether a period of the text is a day, or days, that include this one; without its year, month and day count."""
    first, _, last = one.label.partition("/")
    if first.startswith("--"):
        days = len(first) == 7 and (not last or len(last) == 7)
        return days and (
            day[4:] in (first[1:], (last or first)[1:]) or (bool(last) and first[1:] <= day[4:] <= last[1:])
        )
    return first <= day <= (last or first) if len(first) == 10 else False


def _spans(one: Period, days: str) -> bool:
    """Whether a period of the text goes from the first to the last of these days; without their years, all but these
    count."""
    first, _, last = one.label.partition("/")
    whole = [days[:10], days[11:]]
    return [first, last] in (whole, [f"-{day[4:]}" for day in whole])


def _falls_in(one: Period, month: str) -> bool:
    """Whether a period of the text is this month, lies in it, or has it as its end."""
    first, _, last = one.label.partition("/")
    if first.startswith("--"):
        return first[2:4] == month[5:]
    return len(first) >= 7 and first[:7] <= month <= (last or first)[:7]


def years(dated: Iterable[Period]) -> set[int]:
    """Every year that a text names, and those between the first and the last of a span."""
    found: set[int] = set()
    for one in dated:
        if one.year:
            found.update(range(int(one.label[:4]), one.year + 1))
    return found
