"""Names in the form in which they are compared: without case, width, accents and punctuation; or in Latin letters."""

from __future__ import annotations

import re
import unicodedata

#: The accents of Latin, Greek and Cyrillic letters. Marks of other scripts tell letters apart (が is not か) and stay.
_ACCENTS = re.compile("[\u0300-\u036f]")
_NOT_LATIN = re.compile("[^a-z0-9]+")


def fold(text: str) -> str:
    """``ＩＳＯ／CASCO `` and ``iso casco`` become the same; a text of nothing but punctuation stays itself."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", plain)))
    words = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in bare)
    return " ".join(words.split() or plain.split())


def romanised(text: str) -> str:
    """In Latin letters and digits alone, run together: ``国家认监委`` and ``guojia renjian-wei`` become the same."""
    from anyascii import anyascii  # 0.3 MB of tables; only searching needs them

    return _NOT_LATIN.sub("", anyascii(fold(text)).lower())


def every_script() -> None:
    """Read what `romanised` needs of every script, for a process that can open no file later."""
    from anyascii import anyascii

    surrogates = range(0xD8, 0xE0)
    anyascii("".join(chr(block << 8) for block in range(0x1100) if block not in surrogates))
