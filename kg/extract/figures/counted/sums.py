"""Which goods a sum of money is the value of that stands right in front of them: £3 million fake ropes, £300 worth of
rope."""

from __future__ import annotations

import re
from dataclasses import replace

from kg.extract.figures.counted.phrase import Counted
from kg.text.numbers import Number

#: Goods that have a value.
_GOODS = re.compile(
    r"\b(?:products|goods|items|appliances|foods?|foodstuffs|medicines|drugs|devices|equipment|materials|vehicles|toys"
    r"|cosmetics|merchandise|wares|helmets|cylinders|lamps|tyres|tires|clothes|shoes|machines)\Z"
)
_WORTH_OF = re.compile(r"\s(?:worth|value)\sof\s")


def goods(text: str, number: Number, after: Counted | None) -> Counted | None:
    """The goods behind a sum that is their value; `after` is the noun behind it."""
    if after is None:
        return None
    close = after.start == number.ends + 1 and _GOODS.search(after.words) is not None
    if not close and not _WORTH_OF.match(text, number.ends):
        return None
    return replace(after, words=f"value of {after.words}")
