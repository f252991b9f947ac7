"""A long text made of a short one: repeated, with other numbers and names each time, the same for the same seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

_CHAPTER = re.compile(r"^\d+(?=\. )", re.MULTILINE)
#: Numbers that are no year and mark no section, and names: capitalised words in midst of a sentence.
_CHANGED = re.compile(r"(?<![\d(.])(?!(?:19|20)\d\d\b)\d[\d,.]*(?=\s|%)|(?<=[a-z,] )[A-Z][a-z]{4,}")
_SYLLABLES = "ba bel dor fen gal hes kir lun mar nor pel quin ros sten tor ul ven wal".split(" ")
#: The outline reads chapter numbers of up to three digits.
_CHAPTERS = 999


def longer(text: str, size: int, seed: int = 2021) -> Iterator[str]:
    """Pieces of a text of at least `size` characters; chapters are numbered on."""
    chance = random.Random(seed)
    chapter = made = 0

    def other(found: re.Match[str]) -> str:
        old = found[0]
        if old[0].isdigit():
            return re.sub(r"\d", lambda digit: str(chance.randint(1, 9)), old)
        if chance.random() < 0.5:
            return old
        return "".join(chance.choices(_SYLLABLES, k=3)).capitalize()

    def numbered(found: re.Match[str]) -> str:
        nonlocal chapter
        chapter = chapter % _CHAPTERS + 1
        return str(chapter)

    while made < size:
        piece = _CHAPTER.sub(numbered, _CHANGED.sub(other, text)).rstrip("\n") + "\n"
        made += len(piece)
        yield piece
