"""The rows of a register's tables, read by the mapping into parts: the first half of an import into a store.

The folder of the import, ``.NAME.import``, has besides the state (see `resume`):

    standard-input      a copy of it, while it is read
    parts/N-M.parquet   what the rows of the M-th stretch state of the N-th kind of thing

An interrupted import continues after the last complete stretch.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from kg.errors import DataError, EnvironmentFault, Problem, Where
from kg.files.table import STDIN, files, opened
from kg.registers import columns, importer, resume, rows
from kg.registers.columns import Row, Stated, TableLayout
from kg.registers.importer import Place, Progress
from kg.registers.job import ImportJob
from kg.registers.rejected import Rejected
from kg.registers.resume import State

#: Rows from one state to the next: a second's work.
STRETCH = 200_000
#: Rows that go through together.
_BATCH = 20_000
PARTS, SPOOL = "parts", "standard-input"


def spooled(job: ImportJob, folder: Path) -> ImportJob:
    """The job, which reads a copy of standard input: rows that contradict each other are read twice."""
    if STDIN not in job.tables:
        return job
    spool = folder / SPOOL
    with spool.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return replace(job, tables=[str(spool) if name == STDIN else name for name in job.tables])


def stage(
    job: ImportJob,
    folder: Path,
    rejected: Rejected,
    progress: Progress,
    going_on: Callable[[int], None],
    stretch: int,
) -> Place:
    """Read the rows of all tables into the parts of the folder; gives how many rows there were."""
    shown = files(job.tables)
    state = resume.load(folder, job.digest(shown), rejected)
    done = state.made.get(PARTS, 0)
    parts = folder / PARTS
    parts.mkdir(exist_ok=True)
    for path in parts.iterdir():
        if int(path.stem.rpartition("-")[2]) >= done:
            path.unlink()
    if state.place.all_rows:
        going_on(state.place.all_rows)
    plans = list(columns.layouts(job.mapping))
    writer = _Parts(parts, plans, done)
    place = state.place
    with _uncollected():
        for number, name in enumerate(shown[place.tables :], place.tables):
            with opened(name, job.encoding) as table:
                reader = columns.Reader(
                    job.mapping, rows.columns_of(job.mapping, table), len(table.columns), job.vocabulary
                )
                for _ in islice(table.rows, place.rows):
                    pass
                while batch := list(islice(table.rows, min(_BATCH, stretch - place.all_rows % stretch))):
                    stated, sound, refused = reader.read(batch)
                    place = Place(number, place.rows + len(batch), place.all_rows + len(batch))
                    with _writing(job.output):
                        for (line, cells), reason in refused:
                            rejected.add(Problem(Where(table.where.file, line), reason), cells)
                        writer.add(stated, sound, number)
                        if place.all_rows % stretch == 0:
                            writer.close()
                            resume.save(folder, State(state.job, place, {PARTS: writer.parts}, rejected.saved()))
                    progress(place.all_rows)
            place = Place(number + 1, 0, place.all_rows)
    writer.close()
    if place.all_rows and place.all_rows == rejected.count:
        raise DataError(rejected.reported)
    return place


@contextmanager
def _uncollected() -> Iterator[None]:
    """Python looks for no cycles meanwhile: rows are in none, and looking takes as long as reading them."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@contextmanager
def _writing(store: Path) -> Iterator[None]:
    """A fault of writing while a table is open is no fault of the table."""
    try:
        yield
    except OSError as fault:
        reason = os.strerror(fault.errno) if fault.errno else str(fault)
        raise EnvironmentFault(f"{store}: cannot be written: {reason}") from fault


class _Parts:
    """Writes the parts: for each kind of thing, the place of the row, the key, and the values as text."""

    def __init__(self, folder: Path, plans: Sequence[TableLayout], parts: int) -> None:
        import pyarrow

        self.parts = parts
        self._folder = folder
        self._plans = plans
        self._schemas = [
            pyarrow.schema(
                [("place", pyarrow.int64()), ("s", pyarrow.string())]
                + [(f"c{number}", pyarrow.string()) for number in range(len(plan.types))]
            )
            for plan in plans
        ]
        self._writers: list[Any] = []

    def add(self, stated: Sequence[Stated], sound: Sequence[Row], table: int) -> None:
        """One batch."""
        import pyarrow
        import pyarrow.parquet

        if not self._writers:
            self._writers = [
                pyarrow.parquet.ParquetWriter(self._folder / f"{number}-{self.parts}.parquet", schema)
                for number, schema in enumerate(self._schemas)
            ]
        first = importer.placed(table, 0)
        places = pyarrow.array([first + line for line, _ in sound], pyarrow.int64())
        for writer, schema, one in zip(self._writers, self._schemas, stated, strict=True):
            arrays = [places, *(pyarrow.array(column, pyarrow.string()) for column in (one.keys, *one.columns))]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))

    def close(self) -> None:
        """Make the parts so far whole, and on the disk."""
        if not self._writers:
            return
        for number, writer in enumerate(self._writers):
            writer.close()
            with (self._folder / f"{number}-{self.parts}.parquet").open("rb") as file:
                os.fsync(file.fileno())
        self._writers = []
        self.parts += 1
