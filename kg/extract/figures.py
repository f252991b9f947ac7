"""Every number of a text: what it is worth, what kind it is of, and how it is hedged.

``3.02 million``, ``3,020,000``, ``302万`` and ``3.02m`` are one value; ``nearly``, ``more than`` and ``余`` are kept as
qualifiers. Dates, years, ordinals and reference numbers are told apart from amounts. The words stand in
``rules/numbers.yaml``; every pattern here reads a text once, from left to right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from kg.extract.numbering import han_number

WORDS = Path(__file__).parent / "rules" / "numbers.yaml"
#: A hedge stands at most this many characters in front of its number or behind it.
_NEAR = 24

AMOUNT, PERCENT, MONEY, YEAR, DATE, ORDINAL = "amount", "percent", "money", "year", "date", "ordinal"


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text. `value` is full (3020000); a date's value is its year.

    `qualifiers` are the keys of codes its hedge may stand for, the likeliest first: "products over 17 kinds" hedges
    nothing, "over 17 products" does, and words alone do not tell them apart.
    """

    value: Decimal
    kind: str
    qualifiers: tuple[str, ...]
    start: int
    end: int
    text: str


def numbers(text: str) -> list[Number]:
    """All numbers of a text, in order; no two overlap."""
    return list(_numbers(text))


def direction(text: str, number: Number) -> str:
    """``up`` or ``down``: which way the text says that a change went; empty where it does not say.

    The last such word before the number counts, else the first behind it.
    """
    words = number_words()
    before = text[max(0, number.start - _NEAR) : number.start]
    said = [(found.end(), way) for way, pattern in words.ways.items() for found in pattern.finditer(before)]
    if said:
        return max(said)[1]
    after = text[number.end : number.end + _NEAR]
    said = [(found.start(), way) for way, pattern in words.ways.items() for found in pattern.finditer(after)]
    return min(said)[1] if said else ""


def _numbers(text: str) -> Iterator[Number]:
    words = number_words()
    for found in _found(text, words):
        group = found.lastgroup or ""
        if group == "date":
            yield _made(text, found, Decimal(_year(found.group())), DATE, words)
        elif group == "reference":
            continue
        elif group == "ordinal":
            digits = re.findall(r"[0-9]+", found.group())
            yield _made(text, found, Decimal(digits[0]) if digits else Decimal(0), ORDINAL, words)
        elif group == "percentword":
            value = words.spelled.get(found["percentnumber"].casefold()) or han_number(found["percentnumber"]) or 0
            yield _made(text, found, Decimal(value), PERCENT, words)
        else:
            yield from _amount(text, found, words)


def _found(text: str, words: Words) -> Iterator[re.Match[str]]:
    """The matches of the pattern; it is tried only where a number may begin, which is ten times as fast."""
    place = 0
    while begin := words.begins.search(text, place):
        found = words.pattern.match(text, begin.start())
        place = found.end() if found else begin.start() + 1
        if found:
            yield found


def _amount(text: str, found: re.Match[str], words: Words) -> Iterator[Number]:
    written = found["digits"] or found["spelled"] or found["han"]
    scale = Decimal(1)
    for name in _SCALE_WORDS.findall(found["scale"] or ""):
        scale *= words.scales[name.casefold()]
    if found["digits"]:
        plain = written.translate(_WIDTH)
        decimal_comma = re.fullmatch(r"[0-9]+,[0-9]{1,2}", plain)
        value = Decimal(plain.replace(",", ".") if decimal_comma else re.sub(r"[,\s]", "", plain))
    else:
        known = words.spelled.get(written.casefold())
        value = Decimal(han_number(written) or 0) if known is None else Decimal(known)
        value = value or words.scales.get(written, Decimal(0))  # 万余: ten thousand and more
        if not value:
            return
    kind = AMOUNT
    if found["percent"]:
        kind = PERCENT
    elif found["currency"] or found["after_currency"]:
        kind = MONEY
    elif (
        found["digits"] and scale == 1 and re.fullmatch(r"(?:19|20)[0-9]{2}", written) and _stands_as_year(text, found)
    ):
        kind = YEAR
    yield _made(text, found, value * scale, kind, words)


def _stands_as_year(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - 12) : found.start()].casefold()
    after = text[found.end() : found.end() + 1]
    return (
        after == "年"
        or re.search(r"(?:\b(?:in|of|by|since|from|until|to|year|for|during|through|and)|[(（/–-])\s*\Z", before)
        is not None
    )


def _year(text: str) -> int:
    found = re.search(r"(?:19|20)[0-9]{2}", text)
    return int(found.group()) if found else 0


def _made(text: str, found: re.Match[str], value: Decimal, kind: str, words: Words) -> Number:
    start, end = found.span()
    return Number(value, kind, _qualifiers(text, start, end, words), start, end, found.group().strip())


def _qualifiers(text: str, start: int, end: int, words: Words) -> tuple[str, ...]:
    before = text[max(0, start - _NEAR) : start]
    after = text[end : end + _NEAR]
    inside = text[start:end]
    for qualifier, pattern in words.before.items():
        if pattern.search(before):
            return (qualifier, "exact") if words.either_way.search(before) else (qualifier,)
    for qualifier, pattern in words.after.items():
        if pattern.match(after) or pattern.search(inside[-2:]):
            return (qualifier,)
    return ("exact",)


_SCALE_WORDS = re.compile(r"[A-Za-z]+|万亿|百万|千万|[千万亿]")
_WIDTH = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")


@dataclass(frozen=True)
class Words:
    """What ``rules/numbers.yaml`` says, compiled."""

    #: where a number may begin
    begins: re.Pattern[str]
    pattern: re.Pattern[str]
    scales: Mapping[str, Decimal]
    spelled: Mapping[str, int]
    before: Mapping[str, re.Pattern[str]]
    after: Mapping[str, re.Pattern[str]]
    either_way: re.Pattern[str]
    #: up, down -> the words for it
    ways: Mapping[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def number_words() -> Words:
    """The words of numbers, hedges and changes, compiled once."""
    said: dict[str, Any] = yaml.load(WORDS.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    scales = {str(name).casefold(): Decimal(str(value)) for name, value in said["scales"].items()}
    spelled = {str(name).casefold(): int(value) for name, value in said["spelled"].items()}
    han = r"[一二三四五六七八九十百两〇零]"
    scale_names = "|".join(sorted((_word(name) for name in scales), key=len, reverse=True))
    currency = "|".join(sorted((_word(str(name)) for name in said["currencies"]), key=len, reverse=True))
    money = "|".join(sorted((_word(str(name)) for name in said["money"]), key=len, reverse=True))
    months = "|".join(map(str, said["months"]))
    words = "|".join(sorted(map(re.escape, spelled), key=len, reverse=True))
    counted = "|".join(map(re.escape, map(str, said["counters"])))
    pattern = re.compile(
        rf"""
        (?P<date>
            [0-9]{{4}}\s?年\s?[0-9]{{1,2}}\s?月(?:\s?[0-9]{{1,2}}\s?日)?
          | [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}
          | \b(?:{months})\.?\s[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)[0-9]{{2}}\b
          | \b[0-9]{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{months})\.?,?\s(?:19|20)[0-9]{{2}}\b
          | \b(?:{months})\.?\s(?:19|20)[0-9]{{2}}\b
        )
      | (?P<ordinal> \b[0-9]{{1,4}}(?:st|nd|rd|th)\b | 第\s?(?:[0-9]{{1,4}}|{han}{{1,5}}) )
      | (?P<reference> \b(?!(?:{currency})\b)[A-Z][A-Z/]{{1,20}}
          (?: -[0-9]+(?:[-:/][0-9]+)*\b | \s[0-9]{{2,6}}(?:[-:][0-9]+)+\b | \s(?!19|20)[0-9]{{4,6}}\b(?!\s?[%％,]) ) )
      | (?P<percentword> 百分之(?P<percentnumber>{han}{{1,6}}) )
      | (?P<amount>
          (?:(?P<currency>{currency})\s?)?
          (?: (?P<digits> (?<![\w.,-])[0-9０-９]{{1,3}}(?:[,，][0-9０-９]{{3}})+(?:[.．][0-9０-９]+)?
                        | (?<![\w.,-])[0-9]{{1,3}}(?:[ \u00a0\u2009\u202f][0-9]{{3}})+(?![0-9])
                        | (?<![A-Za-z_.,])[0-9]+,[0-9]{{1,2}}(?=\s?(?:{scale_names}|[%％]|(?i:per\s?cent)))
                        | (?<![A-Za-z_.])[0-9０-９]+(?:[.．][0-9０-９]+)? )
            | (?P<spelled> \b(?i:{words})\b(?!-(?!{scale_names})) )
            | (?P<han> {han}{{1,6}}(?=[万亿]|[余多]?(?:{counted})) | [百千万亿](?=[余多](?:{counted})) ) )
          (?P<scale> (?:[\s-]?(?:{scale_names})){{0,2}} )
          (?P<percent> \s?(?:[%％]|(?i:per\s?cent|percent|percentage\spoints?)\b|个百分点) )?
          (?P<after_currency> \s?(?:{currency}|{money}) )?
        )
        """,
        re.VERBOSE,
    )
    begins = re.compile(
        rf"[0-9０-９第百千万亿]|{han}|\b(?i:{words})\b|\b(?:{months})\b|{currency}|\b[A-Z][A-Z/]{{1,20}}[-\s](?=[0-9])"
    )
    return Words(
        begins,
        pattern,
        scales,
        spelled,
        {
            key: re.compile(rf"(?:{'|'.join(_word(w) for w in words)})\s*\Z", re.I)
            for key, words in said["before"].items()
        },
        {key: re.compile(rf"\s*(?:{'|'.join(_word(w) for w in words)})", re.I) for key, words in said["after"].items()},
        re.compile(rf"(?:{'|'.join(_word(w) for w in said['either_way'])})\s*\Z", re.I),
        {
            way: re.compile("|".join(_word(w) for w in said[table]))
            for way, table in (("up", "rising"), ("down", "falling"))
        },
    )


def _word(name: str) -> str:
    """A word as a pattern: Latin letters stand for whole words in any case, one letter only behind a digit."""
    if not name.isascii():
        return re.escape(name)
    escaped = re.escape(name).replace(r"\ ", r"\s")
    if not name[0].isalpha():
        return escaped
    return rf"(?:(?<=[0-9]){escaped}\b)" if len(name) == 1 else rf"(?:\b|(?<=[0-9]))(?i:{escaped})\b"
