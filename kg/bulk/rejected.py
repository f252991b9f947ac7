"""Rows that were left out: counted, told, and written to a table with line, reason and cells."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from kg.errors import DataError, EnvironmentFault, Problem
from kg.render import spreadsheet_safe


class Rejected:
    """Takes rejected rows; the table is there, whole, once `done` was called, and only if a row was rejected.

    Cells that a spreadsheet would take for a formula start with an apostrophe in it. With `strict`, the first
    row raises DataError.
    """

    #: So many are kept to be told; the table has them all.
    MOST_TOLD = 10

    def __init__(self, path: Path | None, strict: bool = False) -> None:
        self.count = 0
        self.told: list[Problem] = []
        self._path = path
        self._strict = strict
        self._file: IO[str] | None = None

    def add(self, problem: Problem, cells: Sequence[str]) -> None:
        """One rejected row. Raises DataError with `strict`, EnvironmentFault when the table cannot be written."""
        if self._strict:
            raise DataError([problem])
        self.count += 1
        if len(self.told) < self.MOST_TOLD:
            self.told.append(problem)
        if self._path is not None:
            self._write(self._path, [problem.where.file, str(problem.where.line), problem.message, *cells])

    def _write(self, path: Path, row: Sequence[str]) -> None:
        try:
            if self._file is None:
                self._file = self._beside(path).open("w", encoding="utf-8", newline="")
                csv.writer(self._file).writerow(["file", "line", "reason", "cells"])
            csv.writer(self._file).writerow([spreadsheet_safe(cell) for cell in row])
        except OSError as fault:
            raise EnvironmentFault(f"{path}: cannot be written: {fault.strerror}") from fault

    def done(self) -> None:
        """Put the table in its place; one of an earlier run goes, whether or not there is a new one.

        Raises EnvironmentFault when it cannot be written.
        """
        if self._path is None:
            return
        if self._file is None:
            with suppress(OSError):
                self._path.unlink()
            return
        try:
            self._file.close()
            self._beside(self._path).replace(self._path)
        except OSError as fault:
            raise EnvironmentFault(f"{self._path}: cannot be written: {fault.strerror}") from fault
        self._file = None

    def close(self) -> None:
        """Leave nothing half-written behind."""
        if self._file is not None and self._path is not None:
            with suppress(OSError):
                self._file.close()
            with suppress(OSError):
                self._beside(self._path).unlink()

    @staticmethod
    def _beside(path: Path) -> Path:
        return path.with_name(f".{path.name}.{os.getpid()}.part")
