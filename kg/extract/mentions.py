"""What a report mentions, section by section: items, numbers, dates, names in capitals and quoted titles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.extract.outline import Outline, Section
from kg.extract.verify import own_text
from kg.text import numbers as figures
from kg.text.numbers import Number
from kg.text.period_patterns import RELATIVE

ITEM, NUMBER, PERCENTAGE, DATE, NAME, TITLE = "item", "number", "percentage", "date", "name", "title"
KINDS = (ITEM, NUMBER, PERCENTAGE, DATE, NAME, TITLE)

_CAPITAL = r"[A-Z](?:[\w’'/&-]|\.(?=\w))*"
_SMALL = r"(?:of|for|and|on|the|to|in|with|by|from|among|at|under|be)"
#: Words in capitals, with small words between them.
_NAME = re.compile(rf"\b{_CAPITAL}(?:[ \t]+(?:{_SMALL}[ \t]+){{0,3}}{_CAPITAL})*")
_TITLE = re.compile(r"[“\"「『](?P<quoted>[^”\"」』\n]{2,200})[”\"」』]|《(?P<book>[^》\n]{2,200})》")
#: Behind these, and at the start of a line, a capital says nothing; quote marks and brackets may stand between.
_ENDERS = frozenset(".!?:;。！？：；·•●▪◦‣*–—-")
_BETWEEN = frozenset(" \t\"'“‘(（")
_WORD = re.compile(r"[^\W\d_]+")
#: Words that open a sentence in front of a name, and are no part of it.
_OPENING = re.compile(
    r"(?:A|After|All|Also|Among|An|And|Another|As|At|Both|But|By|During|Each|Every|First|For|From|He|Her|His|How|If|In|"
    r"It|Its|Last|Later|Many|More|Most|Next|No|Now|Of|On|Once|One|Other|Our|Several|She|Since|So|Some|Such|That|The|"
    r"Their|Then|There|These|They|This|Those|Through|Thus|To|Under|Until|We|When|Where|While|With)[ \t]+"
    r"(?:[a-z]+[ \t]+)*"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing a section says; offsets count in the report's text."""

    section: str
    kind: str
    text: str
    start: int
    end: int
    number: Number | None = None


def mentions(report: Outline) -> Iterator[Mention]:
    """Everything mentioned, in the order of the report."""
    for section in report.sections:
        yield from sorted(_of(report, section), key=lambda mention: (mention.start, -mention.end))


def _of(report: Outline, section: Section) -> Iterator[Mention]:
    text = own_text(report.of(section))
    numbers = figures.numbers(text)
    if section.number[:1].isdigit():
        yield _made(section, ITEM, section.title[:80], 0, len(text))
    for number in numbers:
        if number.kind == figures.ORDINAL or (number.period is not None and number.period.kind == RELATIVE):
            continue
        kind = {figures.PERCENT: PERCENTAGE, figures.YEAR: DATE, figures.DATE: DATE}.get(number.kind, NUMBER)
        start, end = min(number.begins, number.start), max(number.ends, number.end)  # a hedge is part of what is said
        yield _made(section, kind, text[start:end].strip(), start, end, number)
    titles = [match.span() for match in _TITLE.finditer(text)]
    for start, end in titles:
        yield _made(section, TITLE, text[start + 1 : end - 1], start + 1, end - 1)
    taken = [*titles, *((number.start, number.end) for number in numbers)]  # a currency, a month
    for match in _NAME.finditer(text):
        start, end = match.span()
        while _opens_sentence(text, start) and (opening := _OPENING.match(text, start, end)):
            start = opening.end()
        if any(first <= start and end <= last for first, last in taken) or _begins_a_sentence(text, start, end):
            continue
        yield _made(section, NAME, text[start:end].rstrip("/&-’'"), start, end)


def _made(section: Section, kind: str, text: str, start: int, end: int, number: Number | None = None) -> Mention:
    return Mention(section.number, kind, " ".join(text.split()), section.start + start, section.start + end, number)


def _begins_a_sentence(text: str, start: int, end: int) -> bool:
    """Whether this is one word whose capital only opens a sentence."""
    words = _WORD.findall(text[start:end])
    return len(words) == 1 and (not words[0].isupper() or len(words[0]) == 1) and _opens_sentence(text, start)


def _opens_sentence(text: str, start: int) -> bool:
    place = start - 1
    while place >= 0 and text[place] in _BETWEEN:
        place -= 1
    return place < 0 or text[place] in _ENDERS or text[place] in "\r\n"
