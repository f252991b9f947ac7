"""Linking on one machine: DuckDB joins, spilling to disk where memory does not suffice; Python does the rest.

All processors take part. Between the steps, row numbers stand for records.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from kg.link import blocking, steps
from kg.link.parallel import spread
from kg.link.records import Record
from kg.link.scoring import Model, Weights
from kg.link.steps import Comparison, Linked, Pair

T = TypeVar("T")

#: Rows that one process takes at a time.
_BATCH = 5000
_SIDES = ("left", "right")


def link(
    left: Sequence[Record],
    right: Sequence[Record],
    model: Model,
    *,
    workers: int = 0,
    progress: Callable[[str], None] = lambda step: None,
) -> Linked:
    """Find the counterparts on the right of each record on the left.

    `workers` 0 takes every processor; `progress` is called with the name of each step.
    """
    with duckdb.connect(config={"threads": str(workers or os.cpu_count() or 1)}) as tables:
        comparison = Comparison(_read_names(tables, (left, right), workers, progress), model)
        progress("Finding candidates")
        for side in _SIDES:
            tables.execute(f"CREATE TABLE {side}_keys (name INTEGER, key VARCHAR)")
            names = _fetched(tables, f"SELECT name, tokens, acronym, identifiers FROM {side}_names")
            for keys in spread(steps.key_rows, names, comparison.weight, workers):
                _insert(tables, f"{side}_keys", keys)
        tables.execute(f"CREATE TABLE candidates AS {blocking.CANDIDATES}")
        tables.execute("DROP TABLE left_keys; DROP TABLE right_keys")
        progress("Comparing")
        tables.execute("CREATE TABLE scores (one INTEGER, other INTEGER, probability DOUBLE)")
        for scored in spread(steps.score_rows, _fetched(tables, steps.PAIRS), comparison, workers):
            _insert(tables, "scores", scored)
        ranked = tables.sql(steps.RANKED).fetchall()
    return Linked(list(_pairs(ranked, left, right)), comparison)


def _pairs(
    ranked: Sequence[tuple[int, int, float, int]], left: Sequence[Record], right: Sequence[Record]
) -> Iterator[Pair]:
    for place, (one, other, probability, rank) in enumerate(ranked):
        if rank == 1:
            after = ranked[place + 1] if place + 1 < len(ranked) else (-1, -1, 0.0, 1)
            rival = (right[after[1]], after[2]) if after[0] == one else (None, 0.0)
            yield Pair(left[one], right[other], probability, *rival)


def _read_names(
    tables: Any, sides: Sequence[Sequence[Record]], workers: int, progress: Callable[[str], None]
) -> Weights:
    counts: Counter[str] = Counter()
    total = 0
    columns = ", ".join(f"{name} VARCHAR" for name in steps.NAME_COLUMNS[1:])
    for side, records in zip(_SIDES, sides, strict=True):
        progress(f"Parsing names ({side})")
        tables.execute(f"CREATE TABLE {side}_names (name INTEGER, record INTEGER, {columns})")
        for rows in spread(steps.name_rows, _batches(enumerate(records)), None, workers):
            _insert(tables, f"{side}_names", [(total + place, *row) for place, row in enumerate(rows)])
            total += len(rows)
            for row in rows:
                counts.update(set(row[1].split()))
    return steps.weights(counts, total)


def _insert(tables: Any, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        columns = [pa.array(column) for column in zip(*rows, strict=True)]
        tables.register("batch", pa.table(columns, names=[f"c{place}" for place in range(len(columns))]))
        tables.execute(f"INSERT INTO {table} SELECT * FROM batch")
        tables.unregister("batch")


def _fetched(tables: Any, query: str) -> Iterator[list[tuple[Any, ...]]]:
    for batch in tables.cursor().sql(query).to_arrow_reader(_BATCH):
        yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        yield batch
