"""Linking on one machine: DuckDB joins, spilling to disk where memory does not suffice; Python does the rest.

All processors take part. Between the steps, row numbers stand for records.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from kg.link import blocking, steps
from kg.link.parallel import spread
from kg.link.records import LinkRecord
from kg.link.scoring import Model, Weights
from kg.link.steps import Comparison, Linked, Pair

T = TypeVar("T")

#: Rows that one process takes at a time.
BATCH = 5000
_SIDES = ("left", "right")


def link(
    left: Sequence[LinkRecord],
    right: Sequence[LinkRecord],
    model: Model,
    *,
    workers: int = 0,
    progress: Callable[[str], None] = lambda step: None,
    known: Mapping[str, int] | None = None,
    all_names: int = 0,
) -> Linked:
    """Find the counterparts on the right of each record on the left.

    `workers` 0 takes every processor; `progress` is called with the name of each step. Where a side is only part of a
    larger dataset, `all_names` is the number of names in that, and `known` how many of them contain a token.
    """
    with duckdb.connect(config={"threads": str(workers or os.cpu_count() or 1)}) as tables:
        comparison = Comparison(_read_names(tables, (left, right), workers, progress, known or {}, all_names), model)
        progress("Finding candidates")
        for side in _SIDES:
            tables.execute(f"CREATE TABLE {side}_keys (name INTEGER, key VARCHAR)")
            names = fetched(tables, f"SELECT name, tokens, acronym, identifiers FROM {side}_names")
            for keys in spread(steps.key_rows, names, comparison.weight, workers):
                insert(tables, f"{side}_keys", keys)
        tables.execute(f"CREATE TABLE candidates AS {blocking.CANDIDATES}")
        tables.execute("DROP TABLE left_keys; DROP TABLE right_keys")
        progress("Comparing")
        tables.execute("CREATE TABLE scores (one INTEGER, other INTEGER, probability DOUBLE)")
        for scored in spread(steps.score_rows, fetched(tables, steps.PAIRS), comparison, workers):
            insert(tables, "scores", scored)
        ranked = tables.sql(steps.RANKED).fetchall()
    return Linked(list(_pairs(ranked, left, right)), comparison)


def _pairs(
    ranked: Sequence[tuple[int, int, float, int]], left: Sequence[LinkRecord], right: Sequence[LinkRecord]
) -> Iterator[Pair]:
    for place, (one, other, probability, rank) in enumerate(ranked):
        if rank == 1:
            after = ranked[place + 1] if place + 1 < len(ranked) else (-1, -1, 0.0, 1)
            rival = (right[after[1]], after[2]) if after[0] == one else (None, 0.0)
            yield Pair(left[one], right[other], probability, *rival)


def _read_names(
    tables: Any,
    sides: Sequence[Sequence[LinkRecord]],
    workers: int,
    progress: Callable[[str], None],
    known: Mapping[str, int],
    all_names: int,
) -> Weights:
    counts: Counter[str] = Counter()
    total = 0
    columns = ", ".join(f"{name} VARCHAR" for name in steps.NAME_COLUMNS[1:])
    for side, records in zip(_SIDES, sides, strict=True):
        progress(f"Parsing names ({side})")
        tables.execute(f"CREATE TABLE {side}_names (name INTEGER, record INTEGER, {columns})")
        for rows in spread(steps.name_rows, _batches(enumerate(records)), None, workers):
            insert(tables, f"{side}_names", [(total + place, *row) for place, row in enumerate(rows)])
            total += len(rows)
            for row in rows:
                counts.update(set(row[1].split()))
    for token in counts.keys() & known.keys():
        counts[token] = max(counts[token], known[token])
    return steps.weights(counts, max(total, all_names))


def insert(tables: Any, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows to a table of DuckDB."""
    if rows:
        columns = [pa.array(column) for column in zip(*rows, strict=True)]
        tables.register("batch", pa.table(columns, names=[f"c{place}" for place in range(len(columns))]))
        tables.execute(f"INSERT INTO {table} SELECT * FROM batch")
        tables.unregister("batch")


def fetched(tables: Any, query: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query in batches, while the connection stays free."""
    for batch in tables.cursor().sql(query).to_arrow_reader(BATCH):
        yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch
