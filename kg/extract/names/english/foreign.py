"""Organisations that an English text calls by their names in French, Spanish, Portuguese, Italian or German."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names.english.words import WORD
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import NameSpan

_LINK = (
    r"(?:de\sla|de\slas|de\slos|de\sl['’]|pour\sla|pour\sle|para\sla|para\sel|per\sla"
    r"|de|del|della|delle|dell['’]|da|do|dos|das|des|du|di|d['’]|pour|para|per|la|y|e|et|für|fuer|und|der|des|van|voor)"
)


class Foreign:
    """Finds the names; `kinds`: the rows with the heads of such names."""

    def __init__(self, kinds: Kinds) -> None:
        rows = kinds.rows["foreign"]
        self.kinds = {head: kind for kind, heads in rows.items() for head in heads}
        heads = "|".join(sorted(map(re.escape, self.kinds), key=len, reverse=True))
        self.name = re.compile(
            rf"(?<![\w-])(?:(?:{WORD}\s){{0,3}}?)(?P<head>{heads})(?![\w-])(?P<rest>(?:(?:\s{_LINK}(?:\s|(?<=['’]))|\s|,\s(?={WORD}\s(?:y|e|et|und)\s)){WORD}){{0,10}})"
            r"(?P<acronym>\s?\((?P<short>[A-Z][A-Za-z]{1,9})\))?"
        )

    def find(self, text: str, kinds: Kinds) -> Iterator[NameSpan]:
        """Names with a head in another language, and more words than that."""
        for match in self.name.finditer(text):
            start = match.start()
            last = match.start("acronym") if match["acronym"] else match.end()
            words = text[start:last].split()
            while words and words[0] in kinds.opening:
                start += len(words[0]) + 1
                words = words[1:]
            if len(words) > 1:
                place = match.span("short") if match["acronym"] else None
                yield NameSpan(start, match.end(), start, last, self.kinds[match["head"]], place)
