"""Cells to the text of N-Quads: how a value is escaped inside an IRI and inside a literal."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

from kg.text.literals import NOT_TEXT

#: RFC 3986's unreserved characters beside letters and digits; every other byte of a cell becomes %XX, as R2RML has it.
UNRESERVED = "-._~"
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@lru_cache(maxsize=4096)  # rows of one thing follow each other
def iri_part(cell: str) -> str:
    """A cell inside an IRI: the same cell always gives the same text, and two cells never do."""
    return cell if cell.isascii() and cell.isalnum() else quote(cell, safe=UNRESERVED)


def literal(text: str) -> str:
    """A quoted literal, without its datatype or language."""
    return f'"{text}"' if text.isalnum() else f'"{text.translate(_ESCAPES)}"'


def odd(cell: str) -> str | None:
    """The first character of a cell that is not text, or None."""
    if cell.isprintable():
        return None
    match = NOT_TEXT.search(cell)
    return match.group() if match else None
