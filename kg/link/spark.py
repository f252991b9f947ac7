"""Linking on Apache Spark, for tables that do not fit one machine: the same functions over batches, the same SQL.

Tables are read by Spark, so that a cluster reads them where it runs; only how often each token is met, and the matches
themselves, come to the driver. What is not a table of Spark's (the graph, RDF) is sent from the driver.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from kg.link import blocking, steps
from kg.link.columns import Columns, RecordColumns, layout_of, sample_size
from kg.link.dataset import Dataset
from kg.link.records import LinkRecord
from kg.link.scoring import Model
from kg.link.steps import Comparison, Linked, Pair

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

C = TypeVar("C")
Batches = Iterator[pa.RecordBatch]

_RECORDS = "record BIGINT, id STRING, names STRING, country STRING, kind STRING, identifiers STRING"
_NAMES = "record BIGINT, " + ", ".join(f"{name} STRING" for name in steps.NAME_COLUMNS[1:])
_KEYS = "name BIGINT, key STRING"
_SCORES = "one BIGINT, other BIGINT, probability DOUBLE"
_SEPARATOR = "\x1f"


def table(spark: SparkSession, path: str, given: Columns) -> tuple[DataFrame, RecordColumns]:
    """The records of a table of Spark's (CSV, TSV, JSON lines, Parquet; a file, a folder, any address it reads).

    Also returns which column holds what. Raises the errors of `layout_of`.
    """
    reading = spark.read
    if path.endswith((".parquet", ".pq")) or Path(path).is_dir():
        raw = reading.parquet(path)
    elif path.endswith((".jsonl", ".ndjson", ".jsonl.gz")):
        raw = reading.json(path, mode="FAILFAST")
    else:
        mark = "\t" if ".tsv" in path else ","
        raw = reading.csv(path, sep=mark, header=True, escape='"', mode="FAILFAST", multiLine=False)
    rows = raw.limit(sample_size(len(raw.columns))).collect()
    layout = layout_of(path, raw.columns, given, [_texts(row.asDict()) for row in rows])
    from pyspark.sql.functions import monotonically_increasing_id

    numbered = raw.withColumn("_row", monotonically_increasing_id())
    return numbered.mapInArrow(_reading(layout), _RECORDS), layout


def _texts(cells: Mapping[str, Any]) -> dict[str, str]:
    return {column: str(value) for column, value in cells.items() if value is not None}


def sent(spark: SparkSession, dataset: Dataset) -> DataFrame:
    """The records of a dataset that the driver reads."""
    rows = [_written(number, record) for number, record in enumerate(dataset.records)]
    return spark.createDataFrame(rows, _RECORDS)


def link(
    spark: SparkSession,
    left: DataFrame,
    right: DataFrame,
    model: Model,
    progress: Callable[[str], None] = lambda step: None,
) -> Linked:
    """Find the counterparts on the right of each record on the left, as `kg.link.local.link` does."""
    progress("Parsing names")
    records = {"left": left.persist(), "right": right.persist()}
    from pyspark.sql.functions import array_distinct, explode, monotonically_increasing_id, split

    names: dict[str, DataFrame] = {}
    counts: Counter[str] = Counter()
    for side, frame in records.items():
        apart = frame.mapInArrow(_mapped(_named, None, _NAMES), _NAMES)
        names[side] = apart.withColumn("name", monotonically_increasing_id()).persist()
        names[side].createOrReplaceTempView(f"{side}_names")
        tokens = names[side].select(explode(array_distinct(split("tokens", " "))).alias("token"))
        counts.update({row["token"]: row["count"] for row in tokens.groupBy("token").count().collect() if row["token"]})
    comparison = Comparison(steps.weights(counts, sum(frame.count() for frame in names.values())), model)
    progress("Finding candidates")
    for side, frame in names.items():
        chosen = frame.select("name", "tokens", "acronym", "identifiers")
        keys = chosen.mapInArrow(_mapped(steps.key_rows, comparison.weight, _KEYS), _KEYS)
        keys.createOrReplaceTempView(f"{side}_keys")
    spark.sql(blocking.CANDIDATES).createOrReplaceTempView("candidates")
    progress("Comparing")
    scores = spark.sql(steps.PAIRS).mapInArrow(_mapped(steps.score_rows, comparison, _SCORES), _SCORES)
    scores.createOrReplaceTempView("scores")
    ranked = spark.sql(steps.RANKED).collect()
    ones = _fetched(spark, left, {row["one"] for row in ranked})
    others = _fetched(spark, right, {row["other"] for row in ranked})
    return Linked(list(_pairs(ranked, ones, others)), comparison)


def _pairs(ranked: Sequence[Any], ones: dict[int, LinkRecord], others: dict[int, LinkRecord]) -> Iterator[Pair]:
    second = {row["one"]: (others[row["other"]], row["probability"]) for row in ranked if row["rank"] == 2}
    for row in ranked:
        if row["rank"] == 1:
            rival = second.get(row["one"], (None, 0.0))
            yield Pair(ones[row["one"]], others[row["other"]], row["probability"], *rival)


def _fetched(spark: SparkSession, records: DataFrame, wanted: set[int]) -> dict[int, LinkRecord]:
    numbers = spark.createDataFrame([(number,) for number in sorted(wanted)], "record BIGINT")
    chosen = records.join(numbers, "record", "left_semi").toLocalIterator()
    return {row["record"]: _read(row[1:]) for row in chosen}


def _written(number: int, record: LinkRecord) -> tuple[Any, ...]:
    return number, record.id, _SEPARATOR.join(record.names), record.country, record.kind, " ".join(record.identifiers)


def _read(row: Sequence[str]) -> LinkRecord:
    key, names, country, kind, identifiers = row
    return LinkRecord(key, tuple(names.split(_SEPARATOR)), country, kind, tuple(identifiers.split()))


def _reading(layout: RecordColumns) -> Callable[[Batches], Batches]:
    """Rows of a table to records."""

    def read(batches: Batches) -> Batches:
        for batch in batches:
            made = []
            for cells in batch.to_pylist():
                number = cells.pop("_row")
                if (record := layout.record(_texts(cells), str(number))) is not None:
                    made.append(_written(number, record))
            yield _batch(made, _RECORDS)

    return read


def _named(rows: Sequence[tuple[Any, ...]], _: None) -> list[tuple[Any, ...]]:
    return list(steps.name_rows([(row[0], _read(row[1:])) for row in rows], None))


def _mapped(
    function: Callable[[Sequence[tuple[Any, ...]], C], Sequence[tuple[Any, ...]]], context: C, schema: str
) -> Callable[[Batches], Batches]:
    """A function over rows as one over Arrow's batches."""

    def run(batches: Batches) -> Batches:
        for batch in batches:
            rows = list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
            yield _batch(function(rows, context), schema)

    return run


def _batch(rows: Sequence[tuple[Any, ...]], schema: str) -> pa.RecordBatch:
    kinds = {"BIGINT": pa.int64(), "STRING": pa.string(), "DOUBLE": pa.float64()}
    fields = [part.split() for part in schema.split(", ")]
    columns = list(zip(*rows, strict=True)) or [() for _ in fields]
    arrays = [pa.array(column, kinds[kind]) for column, (_, kind) in zip(columns, fields, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=[name for name, _ in fields])
