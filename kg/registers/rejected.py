"""Rejected rows: counted, reported, and written to a table with line, reason and cells."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kg.errors import DataError, EnvironmentFault, Problem, Where
from kg.files.spreadsheet import spreadsheet_safe


@dataclass(frozen=True, slots=True)
class Saved:
    """The state of a table of rejected rows: its rows, its bytes, and the first problems (file, line, message)."""

    count: int = 0
    bytes: int = 0
    reported: Sequence[tuple[str, int, str]] = ()


class Rejected:
    """Takes rejected rows; the table exists once `done` was called, and only if a row was rejected.

    Cells that a spreadsheet would take for a formula start with an apostrophe in it. With `strict`, the first
    row raises DataError. Until it is complete the table is at `part`, or else next to its place.
    """

    #: The number of problems kept for the report; the table has all of them.
    MOST_REPORTED = 10

    def __init__(self, path: Path | None, strict: bool = False, part: Path | None = None) -> None:
        self.count = 0
        self.reported: list[Problem] = []
        self._path = path
        self._part = part or (path and path.with_name(f".{path.name}.{os.getpid()}.part"))
        self._strict = strict
        self._file: IO[str] | None = None

    def add(self, problem: Problem, cells: Sequence[str]) -> None:
        """One rejected row. Raises DataError with `strict`, EnvironmentFault when the table cannot be written."""
        if self._strict:
            raise DataError([problem])
        self.count += 1
        if len(self.reported) < self.MOST_REPORTED:
            self.reported.append(problem)
        if self._part is not None:
            self._write(self._part, [problem.where.file, str(problem.where.line), problem.message, *cells])

    def _write(self, part: Path, row: Sequence[str]) -> None:
        try:
            if self._file is None:
                self._file = part.open("w", encoding="utf-8", errors="backslashreplace", newline="")
                csv.writer(self._file).writerow(["file", "line", "reason", "cells"])
            csv.writer(self._file).writerow([spreadsheet_safe(cell) for cell in row])
        except OSError as fault:
            raise EnvironmentFault(f"{self._path}: cannot be written: {fault.strerror}") from fault

    def saved(self) -> Saved:
        """How far it is, once all of that is on the disk. Raises OSError."""
        size = 0
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            size = os.fstat(self._file.fileno()).st_size
        return Saved(self.count, size, [(each.where.file, each.where.line, each.message) for each in self.reported])

    def go_on(self, saved: Saved) -> None:
        """Be as far as another process was when it had saved that much. Raises OSError."""
        if self._part is not None and saved.bytes:
            if self._part.stat().st_size < saved.bytes:
                raise FileNotFoundError(f"{self._part}: shorter than it was")
            os.truncate(self._part, saved.bytes)
            self._file = self._part.open("a", encoding="utf-8", errors="backslashreplace", newline="")
        self.count = saved.count
        self.reported = [Problem(Where(file, line), message) for file, line, message in saved.reported]

    def done(self) -> None:
        """Put the table in its place; one of an earlier run goes, whether or not there is a new one.

        Raises EnvironmentFault when it cannot be written.
        """
        if self._path is None or self._part is None:
            return
        if self._file is None:
            with suppress(OSError):
                self._path.unlink()
            return
        try:
            self._file.close()
            self._part.replace(self._path)
        except OSError as fault:
            raise EnvironmentFault(f"{self._path}: cannot be written: {fault.strerror}") from fault
        self._file = None

    def leave(self) -> None:
        """Leave what is written as it is, for another process to go on with."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()

    def close(self) -> None:
        """Leave nothing half-written behind."""
        self.leave()
        if self._file is not None and self._part is not None:
            with suppress(OSError):
                self._part.unlink()
