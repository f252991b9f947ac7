"""Import on Apache Spark: a task a table, the same functions over its rows, so the same quads and the same refusals.

A table is read twice: once for what its rows say of which thing, so that Spark finds the rows that say otherwise than
an earlier one, and once to write its part. Tables and output lie where every worker sees them under the same name.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import CertregError, DataError, EnvironmentFault, Problem, UsageError, Where
from kg.files import atomic
from kg.files.table import STDIN, files
from kg.rdf.vocabulary import Vocabulary
from kg.registers import importer
from kg.registers.conflicts import hashed
from kg.registers.mapping import Mapping
from kg.registers.rejected import Rejected

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_CLAIMS = "subject BINARY, said BINARY, place BIGINT, number INT"
#: Rows that contradict the first row about the same entity, with the place of that row.
_CONFLICTS = """
SELECT place, min(first) AS first FROM (
  SELECT place, said, first_value(said) OVER earlier AS said_first, first_value(place) OVER earlier AS first
  FROM claims WINDOW earlier AS (PARTITION BY subject ORDER BY place, number)
) WHERE said <> said_first GROUP BY place"""


@dataclass(frozen=True, slots=True)
class TablePart:
    """The outcome of one table: its rows, those rejected (some with reasons), or why it cannot be read."""

    rows: int = 0
    rejected: int = 0
    reported: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class SparkJob:
    """What the tasks share."""

    mapping: Mapping
    vocabulary: Vocabulary
    tables: Sequence[str]
    encoding: str
    #: the driver's folder, which names of tables are relative to
    folder: Path

    def claims(self, number: int) -> Iterator[tuple[bytes, bytes, int, int]]:
        """What the rows of one table say of things that may be said once only; none if it cannot be read."""
        held: list[tuple[str, str, int]] = []

        def conflicts(claims: Sequence[tuple[str, str, int]]) -> dict[int, int]:
            held.extend(claims)
            return {}

        try:
            for _ in self._quads(number, Rejected(None), conflicts):
                for order, (subject, claim, place) in enumerate(held):
                    yield hashed(subject), hashed(claim), place, order
                held.clear()
        except (CertregError, OSError):
            return  # reported when its part is written

    def part(self, number: int, target: Path, against: dict[int, int]) -> TablePart:
        """Write the part of one table, and its rejected rows next to it."""
        rejected = Rejected(_rejected(target, number))
        rows = 0
        try:
            with target.joinpath(f"part-{number + 1:05}.nq").open("wb") as out:
                for piece, read in self._quads(number, rejected, lambda claims: against):
                    out.write(piece)
                    rows += read
            rejected.done()
        except DataError as fault:
            return TablePart(problems=fault.problems)
        except CertregError as fault:
            return TablePart(fault=str(fault))
        except OSError as fault:
            return TablePart(fault=f"{fault.filename or target}: cannot be used: {fault.strerror}")
        finally:
            rejected.close()
        return TablePart(rows, rejected.count, tuple(rejected.reported))

    def _quads(self, number: int, rejected: Rejected, conflicts: importer.Conflicts) -> Iterator[tuple[bytes, int]]:
        os.chdir(self.folder)
        return importer.table_quads(
            self.mapping, number, self.tables[number], self.vocabulary, rejected, self.encoding, conflicts
        )


def write(
    spark: SparkSession,
    mapping: Mapping,
    tables: Sequence[str],
    vocabulary: Vocabulary,
    rejected: Rejected,
    target: Path,
    encoding: str = "utf-8",
) -> None:
    """Write a folder of parts which, put together in order, are what `importing.quads` gives.

    Raises what that raises. The folder is whole or not there; it takes the place of one of parts only.
    """
    if STDIN in tables:
        raise UsageError("--engine spark reads files, not standard input")
    job = SparkJob(mapping, vocabulary, files(tables), encoding, Path.cwd())
    numbers = spark.sparkContext.parallelize(range(len(job.tables)), len(job.tables))
    spark.createDataFrame(numbers.flatMap(job.claims), _CLAIMS).createOrReplaceTempView("claims")
    against = spark.sparkContext.broadcast({row["place"]: row["first"] for row in spark.sql(_CONFLICTS).collect()})
    with atomic.replaced(target, _only_parts) as new:
        (new / "part-00000.nq").write_bytes(importer.description(mapping, vocabulary))
        parts = numbers.map(lambda number: job.part(number, new, against.value)).collect()
        for part in parts:
            if part.fault:
                raise EnvironmentFault(part.fault)
            if part.problems:
                raise DataError(part.problems)
        for number, part in enumerate(parts):
            if part.rejected:
                _take(_rejected(new, number), part, rejected)
        if rejected.count == sum(part.rows for part in parts):
            raise DataError(rejected.reported or [importer.nothing_to_import(job.tables)])
    rejected.done()


def _take(path: Path, part: TablePart, rejected: Rejected) -> None:
    """Adds the rejected rows of one part to the table of all; the first reasons come with the part."""
    reported = iter(part.reported)
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for name, line, reason, *cells in rows:
            rejected.add(next(reported, None) or Problem(Where(name, int(line)), reason), cells)
    path.unlink()


def _rejected(folder: Path, number: int) -> Path:
    return folder / f"part-{number + 1:05}.rejected.csv"


def _only_parts(target: Path) -> None:
    """Raises UsageError for a folder with other things than parts in it."""
    others = [path.name for path in target.iterdir() if not path.match("part-*.nq")] if target.exists() else []
    if others:
        raise UsageError(f"{target}: holds {others[0]}, which is not part of an import; name another folder")
