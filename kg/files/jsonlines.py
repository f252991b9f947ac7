"""JSON lines to rows of text: an object a line. An object leaves out what is empty, so the columns are those of all.

Numbers keep their digits as they are written, as in a CSV file of the same table. What is in an object of an object has
a column too, ``outer.inner``; of a list of objects, the list of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from kg.errors import DataError, LimitError, Problem, Where, cut
from kg.files.cells import as_text

#: As many as a sheet has; objects whose keys are data have more.
MAX_COLUMNS = 16_384


def columns(lines: Iterator[str], where: Where) -> list[str]:
    """The keys of all objects, in the order in which they first appear.

    Raises DataError for a line that is not an object, LimitError for more than `MAX_COLUMNS` keys.
    """
    keys: dict[str, None] = {}
    for number, item in _objects(lines, where):
        keys.update(dict.fromkeys(item))
        if len(keys) > MAX_COLUMNS:
            raise LimitError(f"{Where(where.file, number)}: more than {MAX_COLUMNS:,} different keys; the limit")
    return list(keys)


def rows(lines: Iterator[str], columns: Sequence[str], where: Where) -> Iterator[tuple[int, Sequence[str]]]:
    """(line, cells) of each object; what it lacks is empty. Raises DataError for a line that is not an object."""
    for number, item in _objects(lines, where):
        yield number, [as_text(item.get(column), Where(where.file, number), column) for column in columns]


class _Number(float):
    """A number that keeps its digits: 1.10 stays 1.10 in a cell."""

    def __new__(cls, text: str) -> _Number:
        number = super().__new__(cls, text)
        number.text = text
        return number

    text: str

    def __str__(self) -> str:
        return self.text


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is not a value of JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    item = dict(pairs)
    if len(item) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f'the key "{cut(next(key for key in item if keys.count(key) > 1))}" is there twice')
    return item


def _objects(lines: Iterator[str], where: Where) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line, parse_float=_Number, parse_constant=_no_number, object_pairs_hook=_object)
        except RecursionError:
            raise DataError([Problem(Where(where.file, number), "no row: nested too deeply")]) from None
        except ValueError as fault:
            raise DataError([Problem(Where(where.file, number), f"no JSON: {fault}")]) from None
        if not isinstance(item, dict):
            raise DataError([Problem(Where(where.file, number), "not an object; each line is one, as {…}")])
        yield number, _with_inner(item)


def _with_inner(item: dict[str, Any]) -> dict[str, Any]:
    """An object, and what is in the objects that it holds."""
    inner: dict[str, Any] = {}
    for key, value in item.items():
        if isinstance(value, dict):
            inner |= {f"{key}.{name}": each for name, each in value.items()}
        elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            names = dict.fromkeys(name for each in value for name in each)
            inner |= {f"{key}.{name}": [each.get(name) for each in value] for name in names}
    return inner | item
