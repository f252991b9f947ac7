"""The SQL of a register store on Apache Spark, over the same Parquet files: sqlglot writes it in Spark's words.

Only functions that both engines calculate alike are taken; a query with others is answered by look-ups, whose SQL is
plain. Every worker sees the store's folder under the same name.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import LimitError, MissingExtra, cut
from kg.store.registers import layout
from kg.store.registers.layout import CheckedFile
from kg.store.registers.small import COLUMNS, Small
from kg.store.registers.tables import Thing, table_name
from kg.store.registers.terms import NotTranslatable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: Decimals keep their 18 digits behind the point, and a value that a type cannot hold is an error.
_SETTINGS = {
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
}
#: Functions, as sqlglot calls them, that give the same in DuckDB and in Spark.
_ALIKE = frozenset(
    {
        "Abs", "And", "Array", "Case", "Cast", "Ceil", "Chr", "Coalesce", "Concat", "Contains", "Count", "Day",
        "EndsWith", "Exists", "Explode", "Floor", "Greatest", "If", "Least", "Length", "Max", "Min", "Month",
        "Nullif", "Or", "Replace", "StartsWith", "StrPosition", "Substring", "Sum", "Trim", "TryCast", "Unnest",
        "Year",
    }
)  # fmt: skip


class SparkDatabase:
    """The tables of a store as views of a Spark session."""

    def __init__(
        self,
        spark: SparkSession,
        folder: Path,
        things: Iterable[Thing],
        small: Small,
        quads: str,
        files: Mapping[str, CheckedFile],
    ) -> None:
        """Raises DataError for a damaged file, and MissingExtra when sqlglot is not installed."""
        try:
            import sqlglot  # noqa: F401
        except ImportError as fault:
            raise MissingExtra("--engine spark", "spark", fault) from fault
        self._spark = spark
        for name, value in _SETTINGS.items():
            spark.conf.set(name, value)
        #: SQL name of a table -> the name of its view; Spark allows no points in one
        self._views: dict[str, str] = {}
        for number, thing in enumerate(things):
            layout.compare(folder, thing.file, files[thing.file])
            name = f"register{number}"
            spark.read.parquet(str(folder.resolve() / thing.file)).createOrReplaceTempView(name)
            self._views[table_name(thing).strip('"')] = name
        layout.compare(folder, quads, files[quads])
        table = spark.read.parquet(str(folder.resolve() / quads)).select(*COLUMNS)
        if small.described:
            table = table.union(spark.createDataFrame(list(small.described), list(COLUMNS)))
        table.createOrReplaceTempView("quads")
        for part in small.parts:
            value = "o" if part.kind.name == "odd" else f"CAST(o AS {_spark_type(part.kind.sql_type)})"
            kind = part.kind.text().replace("\\", "\\\\").replace("'", "\\'")
            frame = spark.sql(f"SELECT g, s, p, {value} AS o FROM quads WHERE kind = '{kind}'")
            frame.createOrReplaceTempView(part.table)

    def rows(self, sql: str, timeout: float | None = None, most: int | None = None) -> list[tuple[Any, ...]]:
        """The rows of a SELECT that DuckDB would run, no more than `most` where that is given.

        Raises NotTranslatable for SQL that Spark reads in another way, and LimitError for a query that takes too long.
        """
        from pyspark.errors import PySparkException

        job, late = f"certreg-{id(sql)}", threading.Event()

        def stop() -> None:
            late.set()
            self._spark.sparkContext.cancelJobGroup(job)

        timer = threading.Timer(timeout, stop) if timeout is not None else None
        self._spark.sparkContext.setJobGroup(job, "a query", interruptOnCancel=True)
        try:
            if timer is not None:
                timer.start()
            frame = self._spark.sql(in_words_of_spark(sql, self._views))
            return [tuple(row) for row in (frame.collect() if most is None else frame.take(most))]
        except PySparkException as fault:
            if late.is_set():
                raise LimitError(f"no answer within {timeout:g} s; ask for less, or allow more time") from fault
            raise NotTranslatable(f"Spark cannot run its SQL ({cut(str(fault).splitlines()[0], 200)})") from fault
        finally:
            if timer is not None:
                timer.cancel()


def in_words_of_spark(sql: str, views: Mapping[str, str]) -> str:
    """DuckDB's SQL as Spark's. Raises NotTranslatable for what the two could read in different ways.

    `views` gives the name that Spark has for a table.
    """
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(sql, read="duckdb")
    for node in tree.walk():
        if isinstance(node, exp.With) and node.args.get("recursive"):
            raise NotTranslatable("a path of any length, on Spark")
        if isinstance(node, exp.IntDiv | exp.Mod):
            raise NotTranslatable("a quotient, on Spark")
        if isinstance(node, exp.Func) and type(node).__name__ not in _ALIKE:
            name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
            raise NotTranslatable(f"the function {name.lower()}, on Spark")
        if isinstance(node, exp.Table) and node.name in views:
            node.set("this", exp.to_identifier(views[node.name]))
    for kind in list(tree.find_all(exp.DataType)):
        if kind.this == exp.DataType.Type.INT128:
            kind.replace(exp.DataType.build("DECIMAL(38, 0)"))
    return str(tree.sql(dialect="spark"))


def _spark_type(sql_type: str) -> str:
    return "STRING" if sql_type == "VARCHAR" else sql_type
