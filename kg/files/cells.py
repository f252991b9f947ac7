"""A cell of any type as the text that a CSV file of the same table would hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from kg.errors import DataError, Problem, Where, cut
from kg.text.literals import SURROGATE

#: The csv module's own limit, which goes for cells of every kind of table.
MAX_CELL = 128 * 1024
#: Between the values of a list.
BETWEEN = "|"


def as_text(cell: Any, where: Where, column: str) -> str:
    """The text of a cell: empty for null, ``true`` and ``false``, lists joined by ``|``, records as JSON.

    Raises DataError, at `where` and with the name of the column, for bytes that are not UTF-8, half a character, and
    a text longer than `MAX_CELL`.
    """
    try:
        text = _text(cell)
    except UnicodeDecodeError:
        raise _wrong(where, column, "bytes that are not UTF-8 text") from None
    if len(text) > MAX_CELL:
        raise _wrong(where, column, f"a cell of more than {MAX_CELL:,} characters")
    if not text.isascii() and SURROGATE.search(text):
        raise _wrong(where, column, "half of a character (a lone surrogate), which no text holds")
    return text


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, bytes):
        return cell.decode("utf-8")
    if isinstance(cell, list | tuple):
        return BETWEEN.join(map(_text, cell))
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, datetime):
        # pandas has no other type of date; a time of day at midnight is written out by those that mean one
        return cell.date().isoformat() if cell.timetz() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, Mapping):
        return json.dumps(cell, ensure_ascii=False, default=_text)
    return str(cell)


def _wrong(where: Where, column: str, message: str) -> DataError:
    return DataError([Problem(where, f'column "{cut(column)}": {message}')])
