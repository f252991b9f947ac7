"""Whether a number of a text has the unit that a figure gives it: a count, a share, money of a country, a measure.

Many texts leave a currency's country out (Shillings 2.5 billion, 300万元): its common noun is enough. A count is no sum
of money and no measure that the list of units has.
"""

from __future__ import annotations

import re

from kg.extract import wording
from kg.extract.claims import FigureClaim
from kg.text import numbers as figures
from kg.text.han import simplified
from kg.text.number_words import number_words
from kg.text.numbers import Number

COUNT = "NUM"
#: What is written of the money of several countries.
_SHARED = frozenset(
    ("$", "dollars", "¥", "￥", "元", "rs", "rs.", "rupees", "卢比", "£", "pounds", "koruna")
) | frozenset(("p", "pesos", "比索", "sh", "sh.", "shs", "shs.", "shillings", "dirhams", "迪拉姆", "won", "n"))
#: Nouns that say of a number beside them that it is money; not those that mean something else too (pound, won, real).
_MONEY = frozenset(
    ("shilling", "dollar", "euro", "franc", "rupee", "peso", "dinar", "dirham", "riyal", "rial")
) | frozenset(
    ("rupiah", "ringgit", "yuan", "renminbi", "naira", "krona", "krone", "koruna", "zloty", "baht", "taka", "forint")
)
_NOUN_BEFORE = re.compile(r"([A-Za-z]+)[\s.:]*\Z")
#: The share that a number begins a list of: 11 and 14 percent.
_PERCENT_BEHIND = re.compile(
    r"(?:\s?(?:,|、|-|–|\band\b|\bor\b|\bto\b|和|至|到|及)\s?[\d.]{1,12}){1,8}\s?(?:%|％|per\s?cent)"
)
#: How far behind a number the share may stand.
_SHARES = 120
_NOUN_BEHIND = re.compile(r"\s*([A-Za-z]+)")


def wrong(figure: FigureClaim, number: Number, text: str) -> str:
    """What is wrong with the unit of a figure whose value is that of a number of the text; empty where nothing is."""
    written = _written(number, text)
    own = f"the report says {written}, not {figure.unit}"
    if figure.kind == figures.PERCENT or number.kind in (figures.PERCENT, figures.POINTS):
        shared = number.kind == figures.AMOUNT and _PERCENT_BEHIND.match(
            simplified(text[number.end : number.end + _SHARES])
        )
        return "" if figure.kind == number.kind or (figure.kind == figures.PERCENT and shared) else own
    if figure.kind == figures.MONEY:
        return _of_money(figure, number, text, own)
    if number.kind == figures.MONEY or written != number.text:
        return own
    if not number.unit or " " in number.unit:  # a rate has no code
        if figure.unit in ("", COUNT) or _measured(figure, number, text):
            return ""
        return f"its sentence does not say {_in_words(figure)}"
    if figure.unit == COUNT:
        return own if number.unit in _CODED else ""
    return "" if number.unit == figure.unit else own


#: The measures that the list of units has, of those the reader of numbers knows.
_CODED = frozenset(("workday", "DAY", "WK", "MO", "YR", "HR", "MIN", "M2", "HA", "TONNE", "KiloGM", "L"))


def _of_money(figure: FigureClaim, number: Number, text: str, own: str) -> str:
    nouns = {wording.stem(name.split()[-1].casefold()) for name in figure.unit_names if name.strip() and name.isascii()}
    if number.kind == figures.MONEY:
        if number.unit in _MONEY and nouns and number.unit not in nouns:
            return f"its sentence does not say {_in_words(figure)}"  # shillings are no pesos
        if number.unit == figure.unit or not number.unit.isupper():
            return ""
        spelled = [name for name in number_words().currency_of if name in simplified(number.text).casefold()]
        return "" if not spelled or max(spelled, key=len) in _SHARED else own
    if number.unit:
        return own
    if not nouns.isdisjoint(_nouns(number, text)):
        return ""
    behind = text[number.end : number.end + 2]
    if any(len(behind) == 2 and name.endswith(simplified(behind)) for name in figure.unit_names):
        return ""  # 先令 of 乌干达先令
    if _measured(figure, number, text):
        return ""
    return f"its sentence does not say {_in_words(figure)}"


def _nouns(number: Number, text: str) -> set[str]:
    """The word in front of a number and the one behind it, in the singular."""
    before = _NOUN_BEFORE.search(text[max(0, number.start - 30) : number.start])
    behind = _NOUN_BEHIND.match(text[number.end : number.end + 30])
    return {wording.stem(match[1]) for match in (before, behind) if match}


def _written(number: Number, text: str) -> str:
    """A number as the text has it, with the noun of a currency that stands beside it."""
    if number.kind != figures.AMOUNT or number.unit:
        return number.text
    before = _NOUN_BEFORE.search(text[max(0, number.start - 30) : number.start])
    if before and wording.stem(before[1]) in _MONEY:
        return f"{before[1]} {number.text}"
    behind = _NOUN_BEHIND.match(text[number.end : number.end + 30])
    return f"{number.text} {behind[1]}" if behind and wording.stem(behind[1]) in _MONEY else number.text


def _measured(figure: FigureClaim, number: Number, text: str) -> bool:
    """Whether the sentence of a number names the unit at all: cut from 45 to 17 workdays, RMB 20m to 39m."""
    start, end = wording.sentence(text, number.start)
    here = simplified(text[start:end])
    pattern = number_words().units.get(figure.unit)
    if pattern is not None and pattern.search(here):
        return True
    spelled = [name for name, unit in number_words().currency_of.items() if unit == figure.unit and len(name) > 1]
    if any(re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", here, re.IGNORECASE) for name in spelled):
        return True
    return any(True for name in figure.unit_names for _ in wording.TextWords(here).find(name))


def _in_words(figure: FigureClaim) -> str:
    return f"{figure.unit} ({', '.join(figure.unit_names)})" if figure.unit_names else figure.unit
