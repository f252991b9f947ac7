"""Marks and labels that products bear: the ABC mark, the Lake Standard (LS) mark, the “LE” marking."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names.english.words import CAPITAL, WORD
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import NameSpan

#: The mark is the thing, however often it is affixed: of "marking" and "marks" its name is the first four letters.
_MARK = re.compile(
    rf"(?<![\w-])(?P<name>(?:[“\"‘'](?P<quoted>[{CAPITAL}][{CAPITAL}0-9]{{1,6}})[”\"’']"
    rf"|(?:{WORD}\s){{1,4}}\((?P<short>[{CAPITAL}][{CAPITAL}0-9]{{1,6}})\)|(?P<bare>[{CAPITAL}][{CAPITAL}0-9]{{1,6}}))\s"
    r"(?:[Cc]ertification\s|[Qq]uality\s|[Cc]onformity\s|[Ss]afety\s)?(?:[Mm]ark|[Ll]ogo|[Ss]ticker|[Ll]abel|[Ss]eal)(?=s?\b|ing\b))"
)
_FOLLOWS = re.compile(r"(?:s|ing)?\s(?:holders?|[Cc]ommittee|[Ss]cheme|[Pp]rogram(?:me)?)\b")


def marks(text: str, kinds: Kinds) -> Iterator[NameSpan]:
    """Marks that only an acronym names."""
    every = list(_MARK.finditer(text))
    explained = {match["short"] for match in every if match["short"]}
    plain = {match["bare"] for match in every if match["bare"]}
    for match in every:
        bare = match["bare"]
        if match["quoted"] in plain:
            continue  # the “LE” mark, where the LE mark is named too
        start = match.start("name")
        if (bare and (bare in kinds.no_marks or bare in kinds.states)) or _FOLLOWS.match(text, match.end()):
            continue
        words = match["name"].split()
        while words and words[0] in kinds.opening:
            start += len(words[0]) + 1
            words = words[1:]
        if match["name"].lower().endswith("sticker"):  # stickers show that the scheme was followed
            if match["short"]:
                last = text.rindex(" (", start, match.end())
                yield NameSpan(start, match.end(), start, last, kinds.heads["mark"], match.span("short"))
            elif bare in explained:
                yield NameSpan(*match.span(), *match.span("bare"), kinds.heads["mark"])
        elif bare in explained:  # the LS mark, which was named before
            yield NameSpan(*match.span(), *match.span("bare"), kinds.heads["mark"])
        elif len(words) > 1:
            place = match.span("short") if match["short"] else None
            yield NameSpan(start, match.end(), start, match.end(), kinds.heads["mark"], place)
