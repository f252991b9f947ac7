"""Every date and period of a text: days, months, quarters, halves, years, fiscal years, plans, and what is relative.

``31 December 2020``, ``2020年底`` and ``end of 2020`` are one day; ``8-10 November 2023``, ``2016 to 2020`` and the
thirteenth five-year plan are intervals. A period without its year (``14 October``, ``3月``) and one that points back
(``last year``) are found too: which year they mean is for the reader of the whole text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.text.han import simplified
from kg.text.period_patterns import BEGINS, RELATIVE, YEARLESS, Row, patterns

#: A text is in traditional characters where one in so many, or more, is one.
_TRADITIONAL = 20


@dataclass(frozen=True, slots=True)
class Period:
    """One date or period. `label` is ISO 8601: 2021, 2021-12, 2021-12-31, 2016/2020; of a yearless one what is known
    (--10-14), of a relative one how many years back (-1); `last` is the year it ends in, 0 where that is unknown."""

    kind: str
    label: str
    start: int
    end: int
    text: str

    @property
    def year(self) -> int:
        """The year it ends in; 0 where the text does not say."""
        years = re.findall(r"(?<![\d-])(\d{4})", self.label)
        return int(years[-1]) if years and self.kind not in (RELATIVE, YEARLESS) else 0


def periods(text: str) -> list[Period]:
    """All dates and periods of a text, in order; no two overlap."""
    plain = simplified(text)
    changed = 0 if plain == text else sum(map(str.__ne__, plain, text))
    return list(_periods(plain, patterns(changed * _TRADITIONAL > len(text))))


def days(label: str) -> str:
    """A period of several days from its first day to its last: 2016/2020 -> 2016-01-01/2020-12-31."""
    first, _, last = label.partition("/")
    last = last or first
    start = first + {4: "-01-01", 7: "-01", 10: ""}.get(len(first), "")
    if len(last) == 7:
        return f"{start}/{last}-{monthrange(int(last[:4]), int(last[5:]))[1]}"
    return f"{start}/{last}-12-31" if len(last) == 4 else f"{start}/{last}"


def _periods(text: str, rows: Sequence[Row]) -> Iterator[Period]:
    at = 0
    while begin := BEGINS.search(text, at):
        at = begin.start() + 1
        for kind, pattern, made in rows:
            match = pattern.match(text, begin.start())
            if match and (label := made(match)):
                yield Period(kind, label, match.start(), match.end(), match[0].strip())
                at = match.end()
                break
