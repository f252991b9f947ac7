"""Rows of a table in a file: CSV, TSV, JSON lines or Parquet, plain or compressed, streamed with their line numbers.

Every cell is text; nothing in a file is run, and a cell that looks like a formula is just its characters.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from kg.errors import DataError, EnvironmentFault, Problem, Where

#: No cell is longer; a file without line ends is no table.
MAX_CELL = 1_000_000
STDIN = "-"
_KINDS = {".parquet": "parquet", ".pq": "parquet", ".tsv": "tsv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_PACKED = (".gz", ".zst")
_BATCH = 10_000

csv.field_size_limit(MAX_CELL)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file (of Parquet, its number) and its cells by column."""

    line: int
    cells: Mapping[str, str]


def read(path: str, encoding: str = "utf-8-sig") -> tuple[tuple[str, ...], Iterator[Row]]:
    """The columns of a table and its rows, read as they are asked for; ``-`` reads standard input.

    CSV may use commas, semicolons or tabs. The columns of JSON lines are those of the first object.
    Raises EnvironmentFault for a file that cannot be opened, and DataError, with the line, for one that is no table:
    the wrong encoding, a row of another length, a file cut short; also while rows are read.
    """
    kind = _kind(path)
    if kind == "parquet":
        return _parquet(path)
    stack = ExitStack()
    try:
        text = stack.enter_context(io.TextIOWrapper(_opened(path, stack), encoding=encoding, newline=""))
    except LookupError:
        raise EnvironmentFault(f'no encoding "{encoding}"') from None
    lines = _Lines(text, path, encoding)
    rows = _json_rows(lines) if kind == "jsonl" else _csv_rows(lines, "\t" if kind == "tsv" else None)
    columns = next(rows)
    assert isinstance(columns, tuple)
    return columns, _closing(rows, stack)


def _kind(path: str) -> str:
    suffixes = [suffix for suffix in Path(path).suffixes if suffix not in _PACKED]
    suffix = suffixes[-1].lower() if suffixes else ""
    return _KINDS.get(suffix, "csv")


def _opened(path: str, stack: ExitStack) -> IO[bytes]:
    if path == STDIN:
        return sys.stdin.buffer
    try:
        raw = stack.enter_context(Path(path).open("rb"))  # noqa: SIM115
    except OSError as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {fault.strerror}") from fault
    if path.endswith(".gz"):
        return cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=raw)))
    if path.endswith(".zst"):
        return cast(IO[bytes], stack.enter_context(_arrow(path).input_stream(raw, compression="zstd")))
    return raw


def _arrow(path: str) -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise EnvironmentFault(f"{path}: to read this kind install the extra: pip install 'certreg[link]'") from None
    return pyarrow


class _Lines:
    """The lines of a text file, with every way in which reading may fail told as a problem of the file."""

    def __init__(self, text: io.TextIOWrapper, path: str, encoding: str) -> None:
        self._text = text
        self._path = path
        self._encoding = encoding
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._text.readline(MAX_CELL + 1)
        except UnicodeDecodeError as fault:
            byte = f"byte 0x{fault.object[fault.start]:02x}"
            name = self._encoding.removesuffix("-sig").upper()
            raise self.wrong(f"not {name} ({byte}); name its --encoding", self.number + 1) from None
        except (OSError, EOFError) as fault:
            raise self.wrong(f"cannot be read to its end: {fault}", self.number + 1) from None
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_CELL:
            raise self.wrong(f"a line of more than {MAX_CELL:,} characters")
        if "\0" in line:
            raise self.wrong("a NUL character; this is no text")
        return line

    def wrong(self, message: str, line: int = 0) -> DataError:
        """The error of a line, else of the one read last."""
        return DataError([Problem(Where(self._path, line or max(1, self.number)), message)])


def _csv_rows(lines: _Lines, delimiter: str | None) -> Iterator[Any]:
    first = next(lines, "")
    if not first.strip():
        raise lines.wrong("no table: empty, or no names of columns in its first line")
    delimiter = delimiter or max(",;\t", key=first.count)
    columns = tuple(cell.strip() for cell in next(csv.reader([first], delimiter=delimiter)))
    repeated = sorted({column for column in columns if columns.count(column) > 1})
    if repeated:
        raise lines.wrong(f'two columns are called "{repeated[0]}"')
    yield columns
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = lines.number + 1
        try:
            cells = next(reader, None)
        except csv.Error as fault:
            raise lines.wrong(f"no row: {fault}") from None
        if cells is None:
            return
        if not cells:
            continue
        if len(cells) != len(columns):
            raise lines.wrong(f"{len(cells)} cells, but {len(columns)} columns", start)
        yield Row(start, dict(zip(columns, cells, strict=True)))


def _json_rows(lines: _Lines) -> Iterator[Any]:
    columns: tuple[str, ...] | None = None
    for line in lines:
        if not line.strip():
            continue
        try:
            said = json.loads(line)
        except (ValueError, RecursionError) as fault:
            raise lines.wrong(f"no JSON: {fault}") from None
        if not isinstance(said, dict):
            raise lines.wrong("not an object; each line is one, as {…}")
        cells = {key: _flat(value) for key, value in said.items()}
        if columns is None:
            columns = tuple(cells)
            yield columns
        yield Row(lines.number, cells)
    if columns is None:
        raise lines.wrong("no table: empty")


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(map(_flat, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _closing(rows: Iterator[Row], stack: ExitStack) -> Iterator[Row]:
    with stack:
        yield from rows


def _parquet(path: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    pyarrow = _arrow(path)
    try:
        file = pyarrow.parquet.ParquetFile(path)
    except OSError as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {fault}") from None
    except pyarrow.ArrowException as fault:
        raise DataError([Problem(Where(path), f"no Parquet: {fault}")]) from None

    def rows() -> Iterator[Row]:
        number = 0
        for batch in file.iter_batches(_BATCH):
            for said in batch.to_pylist():
                number += 1
                yield Row(number, {key: _flat(value) for key, value in said.items()})

    return tuple(file.schema_arrow.names), rows()
