"""Tables as rows of text, one row in memory at a time: CSV, TSV and JSON lines (plain or compressed), Parquet.

DataError, with the line, reports what cannot be read further. A row of the wrong length is for the caller to refuse.
Lines and cells have a maximum length, so that no file can fill the memory.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import importlib
import io
import re
import sys
import unicodedata
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, Any, Protocol

from kg.errors import DataError, EnvironmentFault, MissingExtra, Problem, UsageError, Where, cut
from kg.files import jsonlines
from kg.files.cells import MAX_CELL

STDIN = "-"
#: The longest line; registers have some hundred characters a line, other kinds of files have longer ones.
MAX_LINE = 1024 * 1024
#: How much of a file in UTF-8 is decoded at once.
_BLOCK = 256 * 1024
_PARQUET = ".parquet"
_JSON = {".jsonl", ".ndjson"}
_SEPARATORS = ",;\t|"
#: As Excel writes it, to name the separator of what follows.
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?\Z", re.IGNORECASE)
#: How much of a table is looked at to guess its separator.
_SAMPLE_LINES, _SAMPLE_LETTERS = 50, 256 * 1024
#: How files begin that are no text, and what to do about it.
_NO_TABLES = {
    b"PK\x03\x04": "a zip archive, as .xlsx files are; save the sheet as CSV",
    b"\x1f\x8b": "a gzip file; give it a name that ends in .gz",
    b"\x28\xb5\x2f\xfd": "a Zstandard file; give it a name that ends in .zst",
    b"PAR1": "a Parquet file; give it a name that ends in .parquet",
    b"\xd0\xcf\x11\xe0": "an old Excel file; save the sheet as CSV",
    b"%PDF-": "a PDF",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
}
#: Categories of characters without a look: controls, marks of direction and joining, spaces.
_UNSEEN = frozenset(("Cc", "Cf", "Zs"))
_RETURN_ALONE = re.compile(rb"\r[^\n]")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class OpenTable:
    """One table: where it is, its columns, and its rows with the line each begins on."""

    where: Where
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, Sequence[str]]]


def files(named: Sequence[str]) -> list[str]:
    """The files that names and patterns (``parts/*.csv``) match, in order. Raises EnvironmentFault for no match."""
    paths: list[str] = []
    for name in named:
        matched = [name] if name == STDIN or Path(name).exists() else _matching(Path(name))
        if not matched:
            raise EnvironmentFault(f"{name}: no such file, and no file matches it as a pattern")
        paths.extend(matched)
    return paths


def _matching(pattern: Path) -> list[str]:
    return sorted(str(path) for path in Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))


@contextmanager
def opened(name: str, encoding: str = "utf-8", separator: str | None = None) -> Iterator[OpenTable]:
    """A table open for reading; the `separator` of CSV is guessed from its first rows unless given.

    Raises DataError, EnvironmentFault, and UsageError for an encoding that cannot be read line by line.
    """
    _check(encoding)
    where = Where("standard input") if name == STDIN else Where.of(Path(name))
    try:
        if name.lower().endswith(_PARQUET):
            from kg.files import parquet

            with parquet.opened(name) as (columns, parquet_rows):
                yield OpenTable(where, _header([(0, columns)], where), parquet_rows)
        elif (kinds := {suffix.lower() for suffix in Path(name).suffixes[-2:]}) & _JSON:
            if not Path(name).is_file():
                raise EnvironmentFault(f"{where}: JSON lines are read twice, so they have to be in a file")
            with _unpacked(name) as file:
                keys = jsonlines.columns(_lines(file, where, encoding), where)
            with _unpacked(name) as file:
                yield OpenTable(
                    where,
                    _header([(1, keys)], where),
                    jsonlines.rows(_lines(file, where, encoding), keys, where),
                )
        else:
            with _unpacked(name) as file:
                lines = _lines(_ReturnLines(file) if _has_returns_alone(file) else file, where, encoding)
                rows = _rows(lines, where, "\t" if ".tsv" in kinds else separator)
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
    """Python's own module, or before 3.14 its backport."""
    for name in ("compression.zstd", "backports.zstd"):
        with suppress(ImportError):
            return importlib.import_module(name)
    raise MissingExtra("reading .zst", "bulk")


def _has_returns_alone(file: IO[bytes]) -> bool:
    """Whether lines end in carriage returns alone, as programs of old Macintoshes and Excel for Mac write them."""
    start = b""
    with suppress(EOFError, zlib.error):  # reading says so
        start = file.peek(_SAMPLE_LETTERS) if isinstance(file, io.BufferedReader) else b""
    return _RETURN_ALONE.search(start) is not None and b"\n" not in start


class _ReturnLines:
    """The lines of a file that end in carriage returns alone, as if they ended in line feeds."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._whole: deque[bytes] = deque()
        self._rest = b""

    def readline(self, size: int) -> bytes:
        """The next line, or its first `size` bytes and more where it is longer."""
        while not self._whole and len(self._rest) < size:
            chunk = self._file.read(MAX_LINE)
            if not chunk:
                break
            *whole, self._rest = (self._rest + chunk).split(b"\r")
            self._whole.extend(line + b"\n" for line in whole)
        if self._whole:
            return self._whole.popleft()
        rest, self._rest = self._rest, b""
        return rest


class _Readable(Protocol):
    def readline(self, size: int, /) -> bytes: ...


class _Blocks:
    """The whole lines of a file, many at a time."""

    def __init__(self, file: io.BufferedIOBase) -> None:
        self._file = file
        self._rest = b""

    def read(self) -> bytes:
        """The next lines; only the first can be longer than a block, or than `MAX_LINE`, where it is cut off."""
        while chunk := self._file.read1(_BLOCK):
            end = chunk.rfind(b"\n") + 1
            if end or len(self._rest) > MAX_LINE:
                lines, self._rest = self._rest + chunk[:end], chunk[end:]
                return lines
            self._rest += chunk
        lines, self._rest = self._rest, b""
        return lines


def _lines(file: _Readable, where: Where, encoding: str) -> Iterator[str]:
    """The decoded lines; a wrong byte is known by its line and by its place in the whole file."""
    place = number = 0
    read: Callable[[], bytes] = partial(file.readline, MAX_LINE + 1)

    def wrong(message: str) -> DataError:
        return DataError([Problem(Where(where.file, number), message)])

    while True:
        number += 1
        try:
            lines = read()
        except (EOFError, zlib.error) as fault:
            raise wrong(f"the compressed file is cut off or damaged here: {fault}") from fault
        if not lines:
            return
        if (lines.find(b"\n") + 1 or len(lines)) > MAX_LINE:
            raise wrong(f"a line of more than {MAX_LINE:,} bytes; is this a table with a row a line?")
        if number == 1:
            for start, kind in _NO_TABLES.items():
                if lines.lower().startswith(start.lower()):
                    raise wrong(f"no text but {kind}")
            if lines.startswith(_WIDE) or lines.count(b"\0") > len(lines) / 3:
                raise wrong("UTF-16 text; save the table as UTF-8")
            if lines.startswith(codecs.BOM_UTF8):
                lines, place = lines[len(codecs.BOM_UTF8) :], len(codecs.BOM_UTF8)
            if isinstance(file, io.BufferedIOBase) and codecs.lookup(encoding).name == "utf-8":
                read = _Blocks(file).read
        try:
            text = lines.decode(encoding)
        except UnicodeDecodeError as fault:
            begin = lines.rfind(b"\n", 0, fault.start) + 1
            yield from io.StringIO(lines[:begin].decode(encoding))
            number += lines.count(b"\n", 0, begin)
            hint = f"byte {place + fault.start:,} of the file (0x{lines[fault.start]:02X}) is no {encoding}"
            raw = lines[begin:].partition(b"\n")[0]
            raise wrong(f"{hint}; name the encoding, as in --encoding {_likely_encoding(raw)}") from fault
        yield from io.StringIO(text)
        number += max(lines.count(b"\n") - 1, 0)
        place += len(lines)


def _likely_encoding(line: bytes) -> str:
    """The encoding to suggest for a line that is not UTF-8: accented letters stand alone, Chinese ones are pairs."""
    runs = [len(run) for run in _HIGH_BYTES.findall(line)]
    return "cp1252" if sum(length == 1 for length in runs) > len(runs) / 2 else "gb18030"


def _rows(lines: Iterator[str], where: Where, separator: str | None) -> Iterator[tuple[int, Sequence[str]]]:
    """(line, cells), header first, without empty lines."""
    sample: list[str] = []
    size = 0
    for line in lines:
        sample.append(line)
        size += len(line)
        if len(sample) >= _SAMPLE_LINES or size > _SAMPLE_LETTERS:
            break
    skipped = 0
    if sample and (named := _SEPARATOR_LINE.match(sample[0])):
        separator, skipped = separator or named[1], 1
    delimiter = separator or _separator(sample)
    reader = csv.reader(chain(sample[skipped:], lines), delimiter=delimiter, strict=True)
    begins = 1 + skipped
    try:
        for cells in reader:
            if cells:
                yield begins, cells
            begins = reader.line_num + 1 + skipped
    except csv.Error as fault:
        reason = str(fault)
        if "field limit" in reason:
            reason = f"a cell of more than {MAX_CELL:,} characters; a quotation mark that is never closed makes one"
        elif "unexpected end" in reason:
            reason = "the quotation mark that opens a cell here is never closed"
        elif "new-line character" in reason:
            reason = "some lines end in carriage returns alone, and others do not; save it with line feeds"
        raise DataError([Problem(Where(where.file, begins), f"no table: {reason}")]) from fault


def _separator(sample: Sequence[str]) -> str:
    """The separator by which most rows have as many cells as the header; of several, that of the most cells."""

    def fitness(separator: str) -> tuple[float, int]:
        counts: list[int] = []
        with suppress(csv.Error):  # a cell that goes on behind the sample
            counts.extend(len(cells) for cells in csv.reader(sample, delimiter=separator) if cells)
        if not counts or counts[0] < 2:
            return 0.0, 0
        rows = counts[1:] or counts[:1]
        return sum(count == counts[0] for count in rows) / len(rows), counts[0]

    return max(_SEPARATORS, key=fitness)


def column_name(text: str) -> str:
    """A column's name in the one form in which two that look alike are alike.

    Accents are composed, white space of any kind is one space, and around the name there is nothing that has no look.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    shown = [place for place, letter in enumerate(plain) if unicodedata.category(letter) not in _UNSEEN]
    return plain[shown[0] : shown[-1] + 1] if shown else ""


def _header(rows: Iterable[tuple[int, Sequence[str]]], where: Where) -> tuple[str, ...]:
    """The names of the columns, as `column_name` has them."""
    _, cells = next(iter(rows), (0, ()))
    columns = tuple(map(column_name, cells))
    if not any(columns):
        raise DataError([Problem(where, "an empty file; a table begins with the names of its columns")])
    twice = sorted(name for name, count in Counter(columns).items() if name and count > 1)
    if twice:
        raise DataError([Problem(Where(where.file, 1), f'two columns are named "{cut(twice[0])}"')])
    return columns
