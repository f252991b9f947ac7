"""Which line opens a section, how deep, and with which number: `1.`, `(1)`, `①`, `1)`, `a)`, `一、`, `## 2.3`, bullets.

A *marker* is what stands at the start of a line. Its style says nothing of its depth yet: that follows from the styles
around it (`kg.extract.outline`). Full-width and half-width forms are one style, Chinese and Arabic numerals too where
the brackets are the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CIRCLED = {chr(0x2460 + place): place + 1 for place in range(20)}
_CIRCLED |= {chr(0x3251 + place): place + 21 for place in range(15)}
_HAN_DIGITS = dict(zip("〇一二三四五六七八九", range(10), strict=True)) | {"零": 0}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

_NUMBER = r"[0-9０-９]{1,3}"
_HAN = r"[一二三四五六七八九十百〇零]{1,5}"
#: Style -> the pattern of its marker; the first that fits a line counts. Group 1 is the number.
STYLES: dict[str, re.Pattern[str]] = {
    style: re.compile(pattern)
    for style, pattern in {
        "chapter": rf"第({_HAN}|{_NUMBER})[章部编]\s*",
        "article": rf"第({_HAN}|{_NUMBER})[条节]\s*",
        "Chapter": r"(?:Chapter|CHAPTER|Part|PART)\s+([0-9]{1,2}|[IVXLC]{1,6})\b[.:：]?\s*",
        "Section": r"(?:Section|SECTION)\s+([0-9]{1,2})\b(?!\.[0-9])[.:：]?\s*",
        "circled": r"([①-⑳㉑-㉟])\s*",
        "han": rf"({_HAN})[、．.]\s*",
        "(han)": rf"[(（]({_HAN})[)）]\s*",
        "path": r"([0-9]{1,2}(?:\.[0-9]{1,2}){1,5})(?:\.|(?=\s))(?![0-9])\s*",
        "1.": rf"({_NUMBER})(?:[.．](?![0-9０-９])|、)\s*(?=\S)",
        "(1)": rf"[(（]({_NUMBER})[)）]\s*",
        "1)": rf"({_NUMBER})[)）]\s*",
        "(a)": r"[(（]([a-z])[)）]\s+",
        "a)": r"([a-z])[)）]\s+",
        "I.": r"([IVXLC]{1,6})\.\s+",
        "A.": r"([A-H])\.\s+(?=[A-Z])",
    }.items()
}
BULLET = re.compile(r"[·•●▪◦‣○■□◆–—*-][ \t\u3000]*(?=\S)")
HEADING = re.compile(r"(#{1,6})[ \t]+")
_EMPHASIS = re.compile(r"(?:\*\*|__)")


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands at the start of a line.

    `style` is a key of `STYLES` or ``#`` (a heading without a number); `numbers` holds the number, several for a path
    such as 2.3.1, none for a bare heading; `end` is where the text behind the marker starts in the line.
    """

    style: str
    numbers: tuple[int, ...]
    end: int
    #: how many # a Markdown heading has; 0 elsewhere
    heading: int = 0


def marker(line: str) -> Marker | None:
    """The marker at the start of a line, or None; bullets open no section (see `is_bullet`)."""
    start = len(line) - len(line.lstrip(" \t\u3000"))
    heading = HEADING.match(line, start)
    depth = len(heading[1]) if heading else 0
    start = heading.end() if heading else start
    if emphasis := _EMPHASIS.match(line, start):
        start = emphasis.end()
    for style, pattern in STYLES.items():
        match = pattern.match(line, start)
        if match and (numbers := _numbers(match[1])) is not None:
            return Marker(style, numbers, match.end(), depth)
    return Marker("#", (), start, depth) if depth else None


def is_bullet(line: str) -> bool:
    """Whether a line is an item of a list without numbers."""
    return BULLET.match(line.lstrip(" \t\u3000")) is not None


def han_number(text: str) -> int | None:
    """``二十一`` -> 21, up to 999; None for what is no such number."""
    total, digit = 0, None
    for character in text:
        if character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character] if digit is None else digit * 10 + _HAN_DIGITS[character]
        else:
            unit = {"十": 10, "百": 100}.get(character)
            if unit is None:
                return None
            total += (1 if digit is None else digit) * unit
            digit = None
    return total + (digit or 0) if text else None


def _numbers(text: str) -> tuple[int, ...] | None:
    if text in _CIRCLED:
        return (_CIRCLED[text],)
    if re.fullmatch(r"[0-9０-９]+(?:\.[0-9]+)*", text):
        numbers = tuple(int(part) for part in text.split("."))
        padded = any(len(part) > 1 and part[0] == "0" for part in text.split("."))
        return None if padded or 0 in numbers else numbers
    if re.fullmatch(r"[IVXLC]+", text) and (roman := _roman(text)):
        return (roman,)
    if re.fullmatch(r"[a-z]|[A-H]", text):
        return (ord(text.lower()) - ord("a") + 1,)
    han = han_number(text)
    return (han,) if han else None


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    return sum(-one if one < next_one else one for one, next_one in zip(values, [*values[1:], 0], strict=True))
