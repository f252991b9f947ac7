"""Parquet to rows of text, a few thousand rows in memory at a time. Needs the extra ``bulk`` (pyarrow)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from kg.errors import DataError, MissingExtra, Problem, Where
from kg.files.cells import as_text

_BATCH = 4096


@contextmanager
def opened(name: str) -> Iterator[tuple[tuple[str, ...], Iterator[tuple[int, Sequence[str]]]]]:
    """Columns, and rows numbered from 1. Raises EnvironmentFault without pyarrow, DataError for what is no Parquet."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as fault:
        raise MissingExtra("reading Parquet", "bulk", fault) from fault
    try:
        with pyarrow.parquet.ParquetFile(name) as file:
            columns = tuple(file.schema_arrow.names)
            yield columns, _rows(file.iter_batches(batch_size=_BATCH), columns, Where(name))
    except pyarrow.ArrowException as fault:
        raise DataError([Problem(Where(name), f"not readable as Parquet: {fault}")]) from fault


def _rows(batches: Iterator[Any], columns: Sequence[str], where: Where) -> Iterator[tuple[int, Sequence[str]]]:
    number = 0
    for batch in batches:
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            place = Where(where.file, number)
            yield number, [as_text(cell, place, column) for cell, column in zip(cells, columns, strict=True)]
