"""Towns and parts of countries that stand in a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names.english.words import CAPITAL, LETTER
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import LABELLED, NameSpan

#: A word in capitals in front of a town, or behind it, with which it is the name of something else: Geneva Convention
_BEHIND = re.compile(
    rf"[-’'&/]?[{LETTER}\d]|\s(?!(?:State|City|Province|Region|County|District|In|On|At|The|A|From|To)\b)[{CAPITAL}][{LETTER}]*[{LETTER}]|\s(?:19|20)\d\d\b"
)
_AHEAD = re.compile(rf"(?<![{LETTER}\d’'&/-])(?P<word>[{CAPITAL}][{LETTER}’']*)\s\Z")
_OF = re.compile(r"\b[A-Z]\w*\s(?:of|for)\s\Z")
_OWN = re.compile(r"['’]s?\b")


class Towns:
    """Finds the towns."""

    def __init__(self, kinds: Kinds) -> None:
        self.opening = kinds.opening
        self.kind = str(kinds.tables.get("places", {}).get("class", ""))
        names = "|".join(sorted(map(re.escape, kinds.towns), key=len, reverse=True))
        self.names = re.compile(rf"(?<![\w’'&/-])(?:{names})(?!\w)") if names else None

    def find(self, text: str) -> Iterator[NameSpan]:
        """Towns that are no part of a longer name."""
        for match in self.names.finditer(text) if self.names is not None else ():
            start, end = match.span()
            if not _OWN.match(text, end) and _BEHIND.match(text, end):
                continue
            before = _AHEAD.search(text, max(0, start - 30), start)
            if before and before["word"] not in self.opening:
                continue
            if not _OF.search(text, max(0, start - 30), start):
                yield NameSpan(start, end, start, end, self.kind, rule=LABELLED)
