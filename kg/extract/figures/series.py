"""Series that a word ties to each other: "A, B and C rose by 1, 2 and 3 % respectively", 甲、乙分别为1家和2家.

The nth number belongs to the nth thing, or to the nth year. Where the two lists are of different length, none of the
numbers is sure to belong to anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.text.han import simplified
from kg.text.numbers import Number
from kg.text.period_patterns import YEAR
from kg.text.periods import Period

_TIED = re.compile(r"\b(?:respectively|in that order)\b|分别")
#: Between two numbers of a series: a unit or measure word, and what lists.
_JOINS = re.compile(
    r"\s?(?:%|％|per\s?cent)?\s?[\u4e00-\u9fff]{0,4}\s*(?:[,，、]\s*(?:and\s|和|及)?|and\s|和|与|及|以及)\s*"
    r"(?:by\s|to\s|[\u4e00-\u9fff]{0,4})?",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\s(?:were|was|are|is|had|have|has|rose|fell|grew|increased|decreased|declined|dropped|stood|reached|totalled|totaled"
    r"|numbered|accounted|amounted|came|went|remained|made|recorded|issued|received)\b"
)
_LIST = re.compile(r"\s*,\s*and\s+|\s*,\s*|\s+and\s+")
_HAN_LIST = re.compile(r"[、，,]|以及|[和与及]")
_LEADING = re.compile(r"(?:the|a|an|its|their|both|while|and|where)\s+", re.IGNORECASE)
_HAN_MARKS = re.compile(r"[、，,]")
#: What the clause in front of 分别 says of all of its things.
_HAN_SAID = re.compile(r"(?:较|最|居)[高低多少前]\Z")
#: Words of two things, and each of them.
_BOTH = {
    "产销": ("产量", "销量"), "进出口": ("进口", "出口"), "供需": ("供给", "需求"), "收支": ("收入", "支出"),
    "男女": ("男", "女"), "存贷款": ("存款", "贷款"),
}  # fmt: skip
_HAN_BOTH = re.compile("|".join(_BOTH))
_HAN_LEADING = re.compile(r"(?:截至|截止)?(?:目前|全年|全国|我国|其中|共有|共)?")


@dataclass(frozen=True, slots=True)
class Member:
    """One number of a series: what it counts, or when; and the last number, which has the unit of all."""

    words: str
    start: int
    period: Period | None
    last: Number


def member(text: str, number: Number, numbers: Sequence[Number], low: int, high: int) -> Member | bool | None:
    """The member of a series that a number is; False where it is in one that cannot be told; None where in none.

    `numbers` are those of the sentence from `low` to `high`, dates included.
    """
    plain = simplified(text)
    tied = next(_TIED.finditer(plain, low, high), None)
    if tied is None:
        return None
    runs = _runs(plain, [one for one in numbers if one.period is None])
    han = tied[0] == "分别"
    adjacent = [run for run in runs if (run[0].start >= tied.end() if han else run[-1].end <= tied.start())]
    if not adjacent:
        return None
    run = adjacent[0] if han else adjacent[-1]
    if number not in run:
        return None
    place = run.index(number)
    dated = [
        each for one in numbers if one.period is not None and one.start < run[0].start for each in _each(one.period)
    ]
    start = min(run[0].begins, tied.start())
    before = plain[low:start]
    items = [
        one for one in (_han_items(before, len(run)) if han else _items(before)) if not re.fullmatch(r"\d{4}年?", one)
    ]
    tail = plain[tied.end() : run[0].begins].strip(" 为达是约") if han else ""
    if len(items) == len(run):
        return _made(
            text, items[place] + (_shared(items) if place < len(items) - 1 else "") + tail, None, run[-1], low, high
        )
    if len(dated) == len(run):
        what = plain[dated[-1].end : start].strip(" ,，") if han else (items or [""])[-1]
        return _made(text, what, dated[place], run[-1], low, high)
    return False


def _made(text: str, words: str, period: Period | None, last: Number, low: int, high: int) -> Member:
    at = text.find(words, low, high)
    return Member(words, at if at >= 0 else low, period, last)


def _each(period: Period) -> list[Period]:
    """The two years of "2021 and 2022", which is no span here; else the period alone."""
    years = re.fullmatch(r"(\d{4})年?(?:\s?and\s?|[和与及、])(\d{4})年?", period.text)
    if years is None:
        return [period]
    return [replace(period, kind=YEAR, label=year, text=year) for year in years.groups()]


def _runs(text: str, numbers: Sequence[Number]) -> list[list[Number]]:
    """Two numbers or more with nothing but what lists between them."""
    runs: list[list[Number]] = []
    for one in numbers:
        if runs and _JOINS.fullmatch(text[runs[-1][-1].end : one.begins]):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [run for run in runs if len(run) > 1]


def _items(before: str) -> list[str]:
    """The things in front of the verb."""
    verbs = [match.start() for match in _VERB.finditer(before)]
    subject = before[: verbs[-1]] if verbs else ""
    clause = re.split(r"[;:]|,\s(?:while|where|and\s(?:the\s)?(?:number|share)s?\b)", subject)[-1]
    parts = [_LEADING.sub("", part.strip()) for part in _LIST.split(clause)]
    while parts and re.match(r"(?:In|At|By|During|As|On|From|Since|Until)\b", parts[0]):
        parts.pop(0)
    return [part for part in parts if part]


def _han_items(before: str, count: int) -> list[str]:
    """The things in front of 分别, as many as there are numbers: parted by marks, or by words for "and" too."""
    clause = _HAN_SAID.sub("", re.split(r"[；;。：:]", before)[-1].strip(" ，,"))
    both = list(_HAN_BOTH.finditer(clause))
    if count == 2 and both and not _HAN_MARKS.search(clause, both[-1].end()):
        things = re.split(r"[，,年]", clause[: both[-1].start()])[-1]
        return [_HAN_LEADING.sub("", things, count=1) + one for one in _BOTH[both[-1][0]]]
    found: list[str] = []
    for parting in (_HAN_MARKS, _HAN_LIST):
        parts = [_HAN_LEADING.sub("", part.strip(), count=1) for part in parting.split(clause)]
        parts = [re.sub(r"(?:数量|总数|数)$", "", part) for part in parts]
        while parts and (not parts[0] or re.search(r"\d年|年底|月底|^从.*看$", parts[0])):
            parts.pop(0)
        found = parts if all(parts) else []
        if len(found) == count:
            break
    return found


def _shared(items: Sequence[str]) -> str:
    """What the last of several Chinese things says for all: 东部地区、西部地区船只, 大、小型港口."""
    first, last = items[0].rpartition("的")[2], items[-1]
    if not last or last[0].isascii():
        return ""
    if len(first) == 1:
        return last[1:]
    at = last.find(first[-2:])
    return last[at + 2 :] if at >= 0 else ""
