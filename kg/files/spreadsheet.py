"""Cells that a spreadsheet opens as text or numbers, never as a formula."""

from __future__ import annotations

import re

#: A number as SPARQL, CSV and spreadsheets write it.
NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet_safe(cell: str) -> str:
    """The cell, with an apostrophe in front where a spreadsheet would run it as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not NUMBER.match(cell) else cell
