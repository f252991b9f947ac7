"""Tables to rows of text, one row in memory at a time: CSV, TSV and JSON lines (plain or packed), Parquet.

What cannot be read further raises DataError with the line; a row that is merely of the wrong length is the caller's
to refuse. Lines and cells have a greatest length, so that no file, however odd, fills the memory.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import importlib
import io
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

from kg.errors import DataError, EnvironmentFault, Problem, UsageError, Where, cut
from kg.files import jsonlines

STDIN = "-"
#: Longer lines are those of another kind of file; registers have some hundred characters a line.
MAX_LINE = 1024 * 1024
#: Bytes that are read at once.
_PIECE = 64 * 1024
#: The csv module's own limit, said here because the message names it.
MAX_CELL = 128 * 1024
_PARQUET = ".parquet"
_SEPARATOR = re.compile(r"\ufeff?sep=(.)\r?\n?\Z")
_JSON = {".jsonl", ".ndjson"}
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class OpenTable:
    """One table: where it is, its columns, and its rows with the line each begins on."""

    where: Where
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, Sequence[str]]]


def files(named: Sequence[str]) -> list[str]:
    """The files that names and patterns (``parts/*.csv``) stand for, in order. Raises EnvironmentFault for none."""
    found: list[str] = []
    for name in named:
        matched = [name] if name == STDIN or Path(name).exists() else _fitting(Path(name))
        if not matched:
            raise EnvironmentFault(f"{name}: no such file, and no file fits it as a pattern")
        found.extend(matched)
    return found


def _fitting(pattern: Path) -> list[str]:
    return sorted(str(path) for path in Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))


@contextmanager
def opened(name: str, encoding: str = "utf-8") -> Iterator[OpenTable]:
    """A table open for reading. Raises DataError, EnvironmentFault, and UsageError for an encoding that cannot be."""
    _check(encoding)
    where = Where("standard input") if name == STDIN else Where.of(Path(name))
    try:
        if name.lower().endswith(_PARQUET):
            from kg.files import parquet

            with parquet.opened(name) as (columns, parquet_rows):
                yield OpenTable(where, named(columns, where), parquet_rows)
        else:
            with _unpacked(name) as file:
                lines = _lines(file, where, encoding)
                kinds = {suffix.lower() for suffix in Path(name).suffixes[-2:]}
                rows = jsonlines.rows(lines, where) if kinds & _JSON else _rows(lines, where, ".tsv" in kinds)
                yield OpenTable(where, _header(rows, where), rows)
    except OSError as fault:
        if isinstance(fault, gzip.BadGzipFile):
            raise DataError([Problem(where, f"not a sound .gz file: {fault}")]) from fault
        raise EnvironmentFault(f"{where}: cannot be read: {fault.strerror or fault}") from fault


def _check(encoding: str) -> None:
    try:
        plain = "\n,".encode(encoding) == b"\n,"
    except (LookupError, UnicodeError) as fault:
        raise UsageError(f'no encoding "{cut(encoding)}"; usual ones are utf-8, gb18030, cp1252') from fault
    if not plain:
        raise UsageError(f"{encoding} cannot be read line by line; save the table as UTF-8")


@contextmanager
def _unpacked(name: str) -> Iterator[IO[bytes]]:
    if name == STDIN:
        yield sys.stdin.buffer
    elif name.lower().endswith(".gz"):
        with gzip.open(name, "rb") as file:
            yield io.BufferedReader(file, MAX_LINE)
    elif name.lower().endswith(".zst"):
        zstd = _zstd()
        try:
            with zstd.open(name, "rb") as file:
                yield io.BufferedReader(file, MAX_LINE)
        except zstd.ZstdError as fault:
            raise DataError([Problem(Where.of(Path(name)), f"not a sound .zst file: {fault}")]) from fault
    else:
        with Path(name).open("rb", buffering=MAX_LINE) as file:
            yield file


def _zstd() -> Any:
    """Python's own module, or from before 3.14 its twin of the same author."""
    for name in ("compression.zstd", "backports.zstd"):
        with suppress(ImportError):
            return importlib.import_module(name)
    raise EnvironmentFault("reading .zst takes the extra bulk: pip install 'certreg[bulk]'")


def _lines(file: IO[bytes], where: Where, encoding: str) -> Iterator[str]:
    """The decoded lines, many at a time; of a wrong byte the line and the place in the whole file are known."""
    place = number = 0

    def wrong(line: int, message: str) -> DataError:
        return DataError([Problem(Where(where.file, line), message)])

    for whole in _whole_lines(file, wrong):
        if number == 0:
            if whole.startswith(_WIDE):
                raise wrong(1, "UTF-16 text; save the table as UTF-8")
            if whole.startswith(codecs.BOM_UTF8):
                whole, place = whole[len(codecs.BOM_UTF8) :], len(codecs.BOM_UTF8)
        if len(whole) > MAX_LINE and (long := _too_long(whole)) is not None:
            raise wrong(number + long, f"a line of more than {MAX_LINE:,} bytes; is this a table with a row a line?")
        try:
            lines = whole.decode(encoding).split("\n")
        except UnicodeDecodeError:
            for raw in _split(whole):
                number += 1
                try:
                    yield raw.decode(encoding)
                except UnicodeDecodeError as fault:
                    byte = raw[fault.start]
                    hint = f"byte {place + fault.start:,} of the file (0x{byte:02X}) is no {encoding}"
                    raise wrong(number, f"{hint}; name the encoding, as in --encoding gb18030") from fault
                place += len(raw)
            continue
        last = lines.pop()
        for line in lines:
            yield line + "\n"
        if last:
            yield last
        number += len(lines) + bool(last)
        place += len(whole)


def _whole_lines(file: IO[bytes], wrong: Callable[[int, str], DataError]) -> Iterator[bytes]:
    """The bytes of a file in pieces that end where lines end."""
    rest, number = b"", 1
    while True:
        try:
            piece = file.read1(_PIECE) if isinstance(file, io.BufferedReader) else file.read(_PIECE)
        except (EOFError, zlib.error) as fault:
            if rest:
                number += 1
            raise wrong(number, f"the compressed file is cut off or damaged here: {fault}") from fault
        if not piece:
            if rest:
                yield rest
            return
        end = piece.rfind(b"\n") + 1
        if end:
            yield rest + piece[:end]
            number += piece.count(b"\n")
            rest = piece[end:]
        else:
            rest += piece
        if len(rest) > MAX_LINE:
            raise wrong(number, f"a line of more than {MAX_LINE:,} bytes; is this a table with a row a line?")


def _too_long(whole: bytes) -> int | None:
    """Which of several lines, counted from 1, is longer than a line may be."""
    lengths = map(len, whole.split(b"\n"))
    return next((number for number, length in enumerate(lengths, 1) if length >= MAX_LINE), None)


def _split(whole: bytes) -> list[bytes]:
    """Lines that end in line feeds only."""
    return [line + b"\n" for line in whole.split(b"\n")[:-1]] + ([last] if (last := whole.rsplit(b"\n", 1)[-1]) else [])


def _rows(lines: Iterator[str], where: Where, tabs: bool) -> Iterator[tuple[int, Sequence[str]]]:
    """(line, cells), header first, without empty lines."""
    first = next(lines, "")
    skipped = 0
    if named := _SEPARATOR.match(first):  # Excel's first line, which names the separator
        separator, first, skipped = named[1], next(lines, ""), 1
    else:
        separator = "\t" if tabs else max(",;\t|", key=first.count)
    reader = csv.reader(chain([first], lines), delimiter=separator, strict=True)
    begins = 1 + skipped
    try:
        for cells in reader:
            if cells:
                yield begins, cells
            begins = reader.line_num + 1 + skipped
    except csv.Error as fault:
        said = str(fault)
        if "field limit" in said:
            said = f"a cell of more than {MAX_CELL:,} characters; a quotation mark that is never closed makes one"
        elif "unexpected end" in said:
            said = "the quotation mark that opens a cell here is never closed"
        elif "new-line character" in said:
            said = "lines end in carriage returns alone; save it with line feeds"
        raise DataError([Problem(Where(where.file, begins), f"no table: {said}")]) from fault


def _header(rows: Iterator[tuple[int, Sequence[str]]], where: Where) -> tuple[str, ...]:
    _, cells = next(rows, (0, ()))
    return named(cells, where)


def named(cells: Sequence[str], where: Where) -> tuple[str, ...]:
    """The names of columns, without the white space around them. Raises DataError when there are none, or one twice."""
    columns = tuple(cell.strip() for cell in cells)
    if not any(columns):
        raise DataError([Problem(where, "an empty file; a table begins with the names of its columns")])
    twice = sorted(name for name, times in Counter(columns).items() if name and times > 1)
    if twice:
        raise DataError([Problem(Where(where.file, 1), f'two columns are called "{cut(twice[0])}"')])
    return columns
