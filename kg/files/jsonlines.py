"""JSON lines to rows of text: an object a line; the first object's keys are the columns, what others lack is empty."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from kg.errors import DataError, Problem, Where


def rows(lines: Iterator[str], where: Where) -> Iterator[tuple[int, Sequence[str]]]:
    """(line, cells), the columns first. Raises DataError for a line that is no object."""
    columns: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as fault:
            raise DataError([Problem(Where(where.file, number), f"no JSON: {fault}")]) from None
        if not isinstance(said, dict):
            raise DataError([Problem(Where(where.file, number), "not an object; each line is one, as {…}")])
        if not columns:
            columns = list(said)
            yield number, columns
        yield number, [_text(said.get(column)) for column in columns]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
