"""Whose currency a sum is in that the text writes with a word of several countries: shillings, pesos, 元."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kg.text.han import simplified
from kg.text.numbers import MONEY, Number

#: Written so, a sum leaves open whose it is.
_BARE = re.compile(r"[$￥¥元]|\bdollars\b|\bRs\b|\brupees\b|卢比")
#: A sum of one country, whatever the text is about.
_NAMED = re.compile(r"人民币|RMB|CNY|[A-Z]\$|\bU\.?S\.?\b|美元|[新港]")
#: A text is in traditional characters where one in so many, or more, is one.
_TRADITIONAL = 20


def currency(number: Number, text: str, area: str, shared: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """The unit of a number; of money, by the area of the report or the country that its text is about.

    `shared` is the table ``money-of`` of the rules: word or code -> code of a country -> its key and its names.
    """
    countries = shared.get(number.unit) if number.kind == MONEY else None
    written = simplified(number.text)
    if countries is None or (number.unit.isupper() and (_NAMED.search(written) or not _BARE.search(written))):
        return number.unit
    by_area = next((code for code, (key, *_) in countries.items() if key == area), None)
    if by_area is not None:
        return by_area
    if area or (number.unit == "CNY" and not _is_traditional(text)):
        return number.unit
    named = _first(text, tuple((code, tuple(names)) for code, (_, *names) in countries.items()))
    return named or number.unit


@lru_cache(maxsize=16)
def _first(text: str, countries: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """The code of the country that a text names first; empty where it names none."""
    plain = simplified(text)
    places = [(at, code) for code, names in countries for name in names if (at := plain.find(name)) >= 0]
    return min(places)[1] if places else ""


@lru_cache(maxsize=4)
def _is_traditional(text: str) -> bool:
    return sum(map(str.__ne__, simplified(text), text)) * _TRADITIONAL > len(text)
