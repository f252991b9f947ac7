"""Names in a form for comparison: without case, width, accents and punctuation; or in Latin letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: The accents of Latin, Greek and Cyrillic letters. Marks of other scripts distinguish letters (が is not か) and stay.
_ACCENTS = re.compile("[\u0300-\u036f]")
_NOT_LATIN = re.compile("[^a-z0-9]+")


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """``ＩＳＯ／CASCO `` and ``iso casco`` become equal; a text of punctuation only is unchanged."""
    if text.isascii():  # the same, ten times as fast
        lower = text.lower()
        return _NOT_LATIN.sub(" ", lower).strip() or " ".join(lower.split())
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", plain)))
    words = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in bare)
    return " ".join(words.split() or plain.split())


def romanised(text: str) -> str:
    """Latin letters and digits only, without spaces: ``国家认监委`` and ``guojia renjian-wei`` become equal."""
    from anyascii import anyascii  # 0.3 MB of tables, which only searching needs

    return _NOT_LATIN.sub("", anyascii(fold(text)).lower())


def every_script() -> None:
    """Load the tables of `romanised` for every script, for a process that cannot open files later."""
    from anyascii import anyascii

    surrogates = range(0xD8, 0xE0)
    anyascii("".join(chr(block << 8) for block in range(0x1100) if block not in surrogates))
