"""Marks of conformity, which are schemes: the Lake Standard (LS) mark, LS quality marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names.english.words import GAP, WORD
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import NameSpan

#: Names whose head is a common noun for a mark, behind an acronym or a name that one follows.
_MARK = re.compile(
    rf"(?<![\w-])(?:{WORD}(?:{GAP}{WORD}){{0,3}}{GAP}\([A-Z]{{2,6}}\)|(?P<alone>[A-Z]{{2,6}})){GAP}"
    r"(?P<kind>[a-z]+\s)?(?P<head>mark(?:s|ing|ings)?)\b(?!\s(?:up|holders?|fees?)\b)"
)
#: Whose marks are of trade, and none of conformity.
_NONE = frozenset(("EU", "US", "UK", "TM", "IP"))


def marks(text: str, kinds: Kinds) -> Iterator[NameSpan]:
    """The marks of a text."""
    for match in _MARK.finditer(text):
        kind = (match["kind"] or "").strip()
        if match["alone"] not in _NONE and (not kind or kind in kinds.rows["marks"]["kinds"]):
            yield NameSpan(*match.span(), *match.span(), kinds.heads["mark"])
