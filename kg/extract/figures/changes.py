"""How much more or less there is than before: which numbers are a change of another, or its previous value.

"Grew by 5% to 1,862", "增加9家,增长0.9%" and "from 407 to 1,038" each say one figure and its change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from kg.extract.drafting.texts import HAN
from kg.text.han import simplified
from kg.text.numbers import AMOUNT, MONEY, PERCENT, POINTS, Number, direction

#: How many numbers lie at most between both ends of a change (from 407 to 1,038).
_NEAR = 8
_CHANGE = re.compile(
    r"\W*(?:and\s|or\s)?(?:(?:an?|which|was|is|has|have|had|it|representing|marking|showing)\s)*(?:year[\s-]on[\s-]year\s)?"
    r"(?:up|down|increas\w*|rise|rose|rising|grow\w*|grew|gain\w*|decreas\w*|declin\w*|fall\w*|fell|drop\w*|reduc\w*)"
    r"(?:\s(?:of|by))?(?:\s(?:nearly|about|around|over|more\sthan|some|almost))?\s*"
    r"|[，,、（(]?\s*(?:同比|环比|年均)?(?:(?:比|较)(?:上|去|前一?|[0-9]{4})年(?:度|同期|底|末)?)?"
    r"(?:增长|增加|上升|提高|提升|下降|减少|降低|增幅|降幅|下滑)(?:了|约|近|达|为|率为|率达)?\s*"
)
#: Words in front of a number by which it only says how much more or less there is than before.
_BY = re.compile(
    r"\b(?:increase|rise|growth|decrease|decline|drop|fall|reduction)\sof\s\Z"
    r"|\b(?:up|down|rose|grew|increased|fell|declined|decreased|dropped|shrank|shrunk)\sby\s\Z"
    r"|(?:[比较][^，,。；]{0,12}|\A)(?:增[加长产]|减[少产]|下降|上升)了?\Z",
    re.IGNORECASE,
)
#: How many characters in front of a number may say that it is a change.
_BY_NEAR = 40
#: Between an absolute change and the same in percent.
_OR = re.compile(r"\s(?:or|and)\s(?:by\s)?|\s?[,，]\s?(?:or\s)?")
#: Between a growth and what it led to: rose 0.9% in 2020 to 400 tonnes.
_REACHED = re.compile(
    r"\s?(?:in\s[12]\d{3}\s)?(?:to(?:\s(?:reach|total|stand\sat|hit))?|and\s(?:reached|totalled|stood\sat|came\sto)|reaching|totalling)\s"
)
#: In front of a change in brackets: EUR 240 million (+3.2%).
_SIGNED = re.compile(r"[^\d\n.;。；]{0,40}[（(]\s?(?P<sign>[+＋−–-])\s?")
#: In front of how much more or less there is than before.
GREW = re.compile(r"\b(?:rose|grew|increased|fell|declined|decreased|dropped)(?:\sby)?\s\Z")
#: What a growth in percent is, and no share: increase in certificates.
CHANGE = re.compile(r"(?:[a-z-]+\s){0,2}(?:rise|increase|growth|fall|decrease|decline|drop|reduction|improvement)\b")
_FROM = re.compile(r"(?:\bfrom|[由从])\s*\Z")
_TO = re.compile(r"(?:\bto|[至到为])\s*\Z", re.IGNORECASE)
_MORE = re.compile(r"\s*(?:more|higher|lower|fewer|less)\sthan\b")


def related(
    text: str,
    counting: Sequence[Number],
    sentence: Callable[[int], tuple[int, int]],
    period: Callable[[Number], str],
) -> tuple[dict[int, tuple[Decimal, str]], dict[int, Number], set[int]]:
    """Changes and previous values by figure, and the numbers that are no figures of their own.

    `counting` are the numbers that count something, in order; `sentence` and `period` say where the sentence of a place
    begins and ends, and which period a number has.
    """
    changes: dict[int, tuple[Decimal, str]] = {}
    previous: dict[int, Number] = {}
    aside: set[int] = set()
    base: Number | None = None  # the amount of the sentence that changes are said of
    for place, number in enumerate(counting):
        before = counting[place - 1] if place else None
        low, _ = sentence(number.start)
        base = base if base is not None and base.start >= low else None
        if base is not None and before is not None and before is not base and number.kind == PERCENT:
            between = simplified(text[before.ends : number.begins])
            way = direction(text, number)
            changes_too = is_change(text, before, low) and _OR.fullmatch(between)
            if id(base) not in changes and (changes_too or (way and _CHANGE.fullmatch(between.lstrip(")）")))):
                way = direction(text, before) if changes_too else way
                changes[id(base)] = (number.value if way == "up" else -number.value, number.text)
                aside.add(id(number))
        if number.kind in (AMOUNT, MONEY):
            if is_change(text, number, low):
                aside.add(id(number))
            elif not _is_conversion(text, number, before):
                base = number
                if before is not None and before.kind == PERCENT and _led_to(text, before, number):
                    up = direction(text, before) == "up"
                    changes[id(number)] = (before.value if up else -before.value, before.text)
                    aside.add(id(before))
        signed = _SIGNED.fullmatch(text, before.ends, number.begins) if before is not None else None
        if signed is not None and number.kind == PERCENT and before is not None and before.kind in (AMOUNT, MONEY):
            changes[id(before)] = (number.value if signed["sign"] in "+＋" else -number.value, number.text)
            aside.add(id(number))
        elif number.kind in (PERCENT, POINTS) and before is not None and before.kind in (AMOUNT, MONEY):
            between = simplified(text[before.ends : number.begins])
            words = re.split(r"[,，]", between)[-1] if HAN.search(between) or "," in between else between
            way = direction(text, number)
            tail = _CHANGE.search(words)
            if (
                before.start >= low
                and way
                and number.kind == PERCENT
                and (
                    _CHANGE.fullmatch(words)
                    or (tail and tail.end() == len(words) and "," not in between)
                    or (not words.strip(" ,") and _MORE.match(text[number.end : number.end + 16]))
                )
            ):
                changes[id(before)] = (number.value if way == "up" else -number.value, number.text)
                aside.add(id(number))
        if number.kind == POINTS:
            aside.add(id(number))
        if before is not None and _TO.search(text[max(0, number.begins - 12) : number.begins]):
            start = next(
                (
                    one
                    for one in reversed(counting[max(0, place - _NEAR) : place])
                    if one.start >= low and _FROM.search(text[max(0, one.begins - 8) : one.begins])
                ),
                None,
            )
            start = start or (before if before.unit == number.unit != "" and number.unit not in ("PERCENT",) and
                              before.start >= low and before.kind == AMOUNT else None)  # fmt: skip
            if start is not None and start.kind == number.kind:
                previous[id(number)] = start
                if period(start) == period(number):
                    aside.add(id(start))
    return changes, previous, aside


def is_change(text: str, number: Number, low: int) -> bool:
    """Whether an amount is how much more or less there is than before, which is no figure: 增加9家."""
    near = max(low, number.begins - _BY_NEAR)
    before = ("." if near > low else "") + text[near : number.begins]  # the clause begins at `low` alone
    return number.kind != PERCENT and _BY.search(simplified(before)) is not None


def _is_conversion(text: str, number: Number, before: Number | None) -> bool:
    """Whether an amount says in another unit, in brackets, what stands before it."""
    between = text[before.ends : number.begins].strip() if before is not None else ""
    return before is not None and between in ("(", "（") and before.unit != number.unit != ""


def _led_to(text: str, growth: Number, number: Number) -> bool:
    """Whether an amount is what a growth led to: grew by 5% and reached 1,862."""
    before = text[max(0, growth.begins - 16) : growth.begins]
    return bool(_REACHED.fullmatch(text[growth.ends : number.begins]) and GREW.search(before))
