"""Parquet to rows of text, a few thousand rows in memory at a time. Needs the extra ``bulk`` (pyarrow)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any

from kg.errors import DataError, EnvironmentFault, Problem, Where

_BATCH = 4096
#: As the csv module has it for other tables.
MAX_CELL = 128 * 1024


@contextmanager
def opened(name: str) -> Iterator[tuple[tuple[str, ...], Iterator[tuple[int, Sequence[str]]]]]:
    """Columns, and rows numbered from 1. Raises EnvironmentFault without pyarrow, DataError for what is no Parquet."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as fault:
        raise EnvironmentFault("reading Parquet takes the extra bulk: pip install 'certreg[bulk]'") from fault
    try:
        with pyarrow.parquet.ParquetFile(name) as file:
            columns = tuple(file.schema_arrow.names)
            yield columns, _rows(file.iter_batches(batch_size=_BATCH), name)
    except pyarrow.ArrowException as fault:
        raise DataError([Problem(Where(name), f"not readable as Parquet: {fault}")]) from fault


def _rows(batches: Iterator[Any], name: str) -> Iterator[tuple[int, Sequence[str]]]:
    number = 0
    for batch in batches:
        _bound(batch, name, number)
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            try:
                yield number, [_text(cell) for cell in cells]
            except UnicodeDecodeError as fault:
                raise DataError([Problem(Where(name, number), "a cell holds bytes that are not UTF-8 text")]) from fault


def _bound(batch: Any, name: str, before: int) -> None:
    """Raise DataError for a cell that is too long, before it is copied."""
    import pyarrow
    import pyarrow.compute

    types = pyarrow.types
    texts = (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    for column in batch.columns:
        values = column.dictionary if types.is_dictionary(column.type) else column
        if any(test(values.type) for test in texts):
            longest = pyarrow.compute.max(pyarrow.compute.binary_length(values)).as_py() or 0
            if longest > MAX_CELL:
                message = f"a cell of {longest:,} bytes, in this row or after it; the limit is {MAX_CELL:,}"
                raise DataError([Problem(Where(name, before + 1), message)])


def _text(cell: object) -> str:
    """A value as a CSV file would hold it; several values as in JSON lines, midnight as the date."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, bytes):
        return cell.decode("utf-8")
    if isinstance(cell, list):
        return "|".join(map(_text, cell))
    if isinstance(cell, datetime):
        midnight = cell.tzinfo is None and cell.time() == time.min
        return cell.date().isoformat() if midnight else cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
