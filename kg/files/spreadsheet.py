"""Cells that a spreadsheet opens as text or numbers, never as a formula."""

from __future__ import annotations

import re
import unicodedata

#: A number as SPARQL, CSV and spreadsheets write it.
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_FORMULA = frozenset("=+-@\t\r")
#: Where a cell ends for a spreadsheet that is set to another list separator than the file's, or reads line by line.
_SEPARATOR = re.compile(r"([;\t\r\n])")
#: Unicode's categories of what does not show: format and control characters, marks that join a letter.
_INVISIBLE = frozenset({"Cf", "Cc", "Mn"})


def spreadsheet_safe(cell: str) -> str:
    """The cell, with an apostrophe in front of whatever a spreadsheet would run as a formula.

    Full-width and small forms of the signs count as the signs, and characters that do not show count as absent.
    """
    if _starts_formula(cell, skip_spaces=True):
        cell = f"'{cell}"
    if _SEPARATOR.search(cell):
        first, *rest = _SEPARATOR.split(cell)
        cell = first + "".join(f"'{part}" if _starts_formula(part, skip_spaces=False) else part for part in rest)
    return cell


def _starts_formula(text: str, skip_spaces: bool) -> bool:
    if not text or text[0].isalnum() or NUMBER.match(text):
        return False
    if text[0] in _FORMULA:
        return not _SEPARATOR.fullmatch(text)
    for letter in text:
        if (skip_spaces and letter.isspace()) or unicodedata.category(letter) in _INVISIBLE:
            continue
        return unicodedata.normalize("NFKC", letter)[:1] in _FORMULA
    return False
