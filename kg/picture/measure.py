"""The width of texts and their line breaks, so that layouts can keep labels apart before anything is drawn.

Widths are those of DejaVu Sans, which matplotlib brings along: among the widest of common fonts, so a label that a
reader's program sets in another font takes less room than was kept for it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: Line to line, as a multiple of the size of the letters.
LEADING = 1.2
#: The width of a letter that DejaVu Sans lacks; few are wider.
_UNKNOWN = 0.8
#: What turns the direction of all that follows it.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: A longer label ends in an ellipsis; the whole of it stays in the tooltip and the table.
MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A label broken into lines, and the room it takes in points."""

    lines: tuple[str, ...]
    width: float
    height: float


def drawable(text: str) -> str:
    """`text` without control characters, lone surrogates and marks of direction, which no file or font can show."""
    spaced = " ".join(text.split())
    return "".join(
        letter for letter in spaced if unicodedata.category(letter) not in ("Cc", "Cs", "Cn") and letter not in _TURNS
    )


def block(text: str, size: float, widest: float, most: int = MOST_LINES) -> Block:
    """`text` in lines no wider than `widest`, as even as they can be; what needs more than `most` lines is cut."""
    lines = _broken(text, size, widest)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), size, widest)]
    else:
        longest = max((width(piece.rstrip(), size) for piece in _pieces(text)), default=0.0)
        for tenth in range(5, 10):
            narrower = _broken(text, size, max(widest * tenth / 10, min(longest, widest)))
            if len(narrower) == len(lines):
                lines = narrower
                break
    return Block(tuple(lines), max(width(line, size) for line in lines), len(lines) * size * LEADING)


def width(text: str, size: float) -> float:
    """The width of a line, in points."""
    return sum(map(_advance, text)) * size


@lru_cache(maxsize=4096)
def _advance(character: str) -> float:
    from matplotlib import font_manager

    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    font = font_manager.get_font(font_manager.findfont("DejaVu Sans"))
    if not font.get_char_index(ord(character)):
        return 0.0 if unicodedata.category(character) in ("Mn", "Cf") else _UNKNOWN
    font.set_size(100, 72)
    return float(font.load_char(ord(character)).linearHoriAdvance) / 65536 / 100


def _broken(text: str, size: float, widest: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and width((line + piece).rstrip(), size) > widest:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while width(line.rstrip(), size) > widest and len(line.rstrip()) > 1:
            head = _cut(line, size, widest, "")
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """Words with the space after them; Chinese and Japanese may break after any character but before punctuation."""
    pieces: list[str] = []
    for character in " ".join(text.split()):
        wide = unicodedata.east_asian_width(character) in "WF"
        after_space = bool(pieces) and pieces[-1].endswith(" ")
        after_wide = bool(pieces) and unicodedata.east_asian_width(pieces[-1][-1]) in "WF"
        closing = (wide or after_wide) and unicodedata.category(character) in ("Po", "Pe", "Pf")
        if not pieces or ((wide or after_space or after_wide) and not closing and character != " "):
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _cut(text: str, size: float, widest: float, end: str = "…") -> str:
    kept = text
    while len(kept) > 1 and width(kept + end, size) > widest:
        kept = kept[:-1]
    return kept.rstrip() + end if end else kept
