"""Parquet to rows of text, a few thousand rows in memory at a time. Needs the extra ``bulk`` (pyarrow)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from kg.errors import DataError, EnvironmentFault, Problem, Where

_BATCH = 4096


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
            yield columns, _rows(file.iter_batches(batch_size=_BATCH))
    except pyarrow.ArrowException as fault:
        raise DataError([Problem(Where(name), f"not readable as Parquet: {fault}")]) from fault


def _rows(batches: Iterator[Any]) -> Iterator[tuple[int, Sequence[str]]]:
    number = 0
    for batch in batches:
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            yield number, [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    """A value as a CSV file would hold it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
