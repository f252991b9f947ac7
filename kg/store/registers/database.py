"""DuckDB over the tables of a store: reads the store's files and nothing else, within limits of memory and time."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kg.errors import EnvironmentFault, LimitError, MissingExtra
from kg.store.registers import layout
from kg.store.registers.layout import CheckedFile
from kg.store.registers.small import Small
from kg.store.registers.tables import Thing, table_name

#: Enough for joins of millions of rows; measured, 3 million certificates need less.
MEMORY = "1GB"


class Database:
    """One connection, which one thread uses at a time."""

    def __init__(
        self,
        folder: Path,
        things: Iterable[Thing],
        small: Small,
        quads: str,
        files: Mapping[str, CheckedFile],
        memory: str = MEMORY,
    ) -> None:
        """`quads` is the file of the small tables. Raises EnvironmentFault when DuckDB is not installed."""
        try:
            import duckdb
        except ImportError as fault:
            raise MissingExtra("a register store", "bulk", fault) from fault
        self.folder = folder
        self._files = files
        self._unread = {table_name(thing): thing.file for thing in things}
        self._small, self._quads = small, quads
        self._unmade = {part.table: part for part in small.parts}
        self._lock = threading.Lock()
        base = self._base = duckdb.connect()
        base.execute(f"SET memory_limit = '{memory}'; SET preserve_insertion_order = false")
        base.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        base.execute("SET enable_progress_bar = false; SET parquet_metadata_cache = true")
        base.execute("SET temp_directory = ''")
        base.execute(f"SET allowed_directories = [{_text(str(folder.resolve()) + '/')}]")
        base.execute("SET enable_external_access = false")
        for name, file in self._unread.items():
            path = str(folder.resolve() / file)
            try:
                base.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({_text(path)})")
            except duckdb.Error as fault:
                layout.compare(folder, file, files[file])
                message = str(fault).splitlines()[0]
                raise EnvironmentFault(f"{folder / file}: cannot be read ({message})") from fault
        base.execute("SET lock_configuration = true")

    def rows(self, sql: str, timeout: float | None = None, most: int | None = None) -> list[tuple[Any, ...]]:
        """The rows of a SELECT, no more than `most` where that is given.

        Raises LimitError for a query that takes too long or too much memory, DataError for a damaged file, and
        `duckdb.Error` for a value that SQL cannot calculate.
        """
        import duckdb

        with self._lock:
            self._verify(sql)
            self._make_parts(sql)
            timer = threading.Timer(timeout, self._base.interrupt) if timeout is not None else None
            try:
                if timer is not None:
                    timer.start()
                answer = self._base.execute(sql)
                return answer.fetchall() if most is None else answer.fetchmany(most)
            except duckdb.InterruptException as fault:
                raise LimitError(f"no answer within {timeout:g} s; ask for less, or allow more time") from fault
            except (duckdb.OutOfMemoryException, MemoryError) as fault:
                raise LimitError("the query needs more memory than it may have; ask for less") from fault
            except duckdb.IOException as fault:
                message = str(fault).splitlines()[0]
                raise EnvironmentFault(f"{self.folder}: cannot be read ({message})") from fault
            finally:
                if timer is not None:
                    timer.cancel()

    def _verify(self, sql: str) -> None:
        """Compare each table that a query reads with its checksum, the first time."""
        for name in [name for name in self._unread if name in sql]:
            file = self._unread.pop(name)
            layout.compare(self.folder, file, self._files[file])

    def _make_parts(self, sql: str) -> None:
        """Make the tables of the records that a query reads, the first time."""
        for name in [name for name in self._unmade if name in sql]:
            if len(self._unmade) == len(self._small.parts):
                layout.compare(self.folder, self._quads, self._files[self._quads])
                self._small.create(self._base, _text(str(self.folder.resolve() / self._quads)))
            self._small.create_part(self._base, self._unmade[name])
            del self._unmade[name]


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
