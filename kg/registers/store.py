"""A register's tables to a store: typed Parquet by the mapping, which takes the place of the store when it is whole.

Until then a folder stands beside the store, ``.NAME.import``:

    standard-input      a copy of it, while it is read
    parts/N-M.parquet   what the rows of the M-th stretch state of the N-th kind of thing
    state.json          what is imported how, how many stretches are whole, and how far the rejected rows are
    lock                held by the process that imports

An import that was ended goes on after the last whole stretch when the same command is given again.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, parse

from kg import __version__, shipped
from kg.errors import CertregError, DataError, EnvironmentFault, MissingExtra, Problem, Where, cut
from kg.files import atomic, lock
from kg.files.table import STDIN, files, opened
from kg.rdf.vocabulary import Vocabulary
from kg.records import assemble
from kg.records.assemble import Selection
from kg.registers import columns, importer, rows, verify_tables
from kg.registers.columns import Layout, Row, Stated
from kg.registers.importer import Place, Progress
from kg.registers.mapping import Mapping
from kg.registers.rejected import Rejected, Saved
from kg.store.registers import layout, small
from kg.store.registers.graph import RegisterGraph
from kg.store.registers.layout import TableManifest
from kg.store.registers.tables import Register, Statement, Thing, table_name
from kg.store.registers.terms import same

if TYPE_CHECKING:
    import duckdb

#: Rows from one state to the next: a second's work.
STRETCH = 200_000
#: Rows that go through together.
_BATCH = 20_000
_STATE, _PARTS, _SPOOL = "state.json", "parts", "standard-input"
_UNFINISHED = f"{_STATE}.new"
#: What the merging of stretches may take; more goes to the disk.
_MEMORY = "1GB"
#: Different IRIs of a column that the manifest lists.
_FEW = 1000
#: Rows of a Parquet row group: a look-up by key reads one.
_GROUP = 20_000


@dataclass(frozen=True, slots=True)
class Job:
    """What is imported, how, and to which store."""

    mapping: Mapping
    tables: Sequence[str]
    vocabulary: Vocabulary
    store: Path
    rejected: Path | None
    encoding: str = "utf-8"
    strict: bool = False
    data: Sequence[Path] = ()

    def digest(self, shown: Sequence[str]) -> str:
        """Changes with anything that could change what is stored; tables count by name, size and time."""
        parts: list[object] = [__version__, self.mapping, self.encoding, self.strict, str(self.rejected)]
        parts += ((name, (stat := Path(name).stat()).st_size, stat.st_mtime_ns) for name in shown)
        parts += (path.read_bytes() for path in sorted(shipped.ONTOLOGY.iterdir()) if path.is_file())
        return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class State:
    """How far an import has come."""

    job: str
    place: Place = field(default_factory=Place)
    parts: int = 0
    rejected: Saved = field(default_factory=Saved)


def write(
    job: Job,
    progress: Progress = lambda rows: None,
    going_on: Callable[[int], None] = lambda rows: None,
    stretch: int = STRETCH,
) -> Rejected:
    """Put a register into a store, in the place of an earlier one of the same key; gives the rejected rows.

    `going_on` is called with the rows that an earlier import has done, when this one continues it.
    Raises DataError for what is wrong with a table or a mapping, and EnvironmentFault when something cannot be read or
    written, the folder holds anything else, or another process writes to the same store.
    """
    _installed()
    _may_be_replaced(job.store)
    staging = job.store.with_name(f".{job.store.name}.{job.mapping.key}.import")
    part = job.rejected and job.rejected.with_name(f".{job.rejected.name}.of-{job.store.name}.part")
    rejected = Rejected(job.rejected, job.strict, part)
    try:
        with lock.held(staging, job.store, {_PARTS, _STATE, _UNFINISHED, _SPOOL}), _cleared(staging, rejected):
            job = _spooled(job, staging)
            place = _staged(job, staging, rejected, progress, going_on, stretch)
            with atomic.replaced(job.store, _may_be_replaced) as new:
                _written(job, staging, new, rejected, place)
            rejected.done()
    except OSError as fault:
        raise EnvironmentFault(f"{job.store}: cannot be written: {fault.strerror or fault}") from fault
    return rejected


def _installed() -> None:
    try:
        import duckdb  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as fault:
        raise MissingExtra("--store", "bulk", fault) from fault


def _may_be_replaced(folder: Path) -> None:
    """Raise EnvironmentFault when a folder holds anything that is not of a register store."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    manifest = layout.read(folder)
    if foreign := sorted({path.name for path in folder.iterdir()} - {layout.NAME, *manifest.files}):
        raise EnvironmentFault(f"{folder}: holds {foreign[0]}, which is not of the store; move it elsewhere")


def _spooled(job: Job, staging: Path) -> Job:
    """The job, which reads a copy of standard input: rows that contradict each other are read twice."""
    if STDIN not in job.tables:
        return job
    spool = staging / _SPOOL
    with spool.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return replace(job, tables=[str(spool) if name == STDIN else name for name in job.tables])


@contextmanager
def _cleared(staging: Path, rejected: Rejected) -> Iterator[None]:
    """Afterwards only what can be gone on with is left in the folder."""
    keep = True
    try:
        yield
        keep = False
    except EnvironmentFault:
        raise
    except CertregError:  # the same tables would lead to it again
        keep = False
        raise
    finally:
        (staging / _SPOOL).unlink(missing_ok=True)
        if keep and (staging / _STATE).exists():
            rejected.leave()
        else:
            rejected.close()
            for name in (_STATE, _UNFINISHED):  # the state first: without it the rest is nothing
                with suppress(FileNotFoundError):
                    (staging / name).unlink()
            shutil.rmtree(staging / _PARTS, ignore_errors=True)


def _staged(
    job: Job,
    staging: Path,
    rejected: Rejected,
    progress: Progress,
    going_on: Callable[[int], None],
    stretch: int,
) -> Place:
    """Read the rows of all tables into the parts of the folder; gives how many there were."""
    shown = files(job.tables)
    state = _state(staging, job.digest(shown), rejected)
    parts = staging / _PARTS
    parts.mkdir(exist_ok=True)
    for path in parts.iterdir():
        if int(path.stem.rpartition("-")[2]) >= state.parts:
            path.unlink()
    if state.place.all_rows:
        going_on(state.place.all_rows)
    plans = list(columns.layouts(job.mapping))
    writer = _Parts(parts, plans, state.parts)
    place = state.place
    for number, name in enumerate(shown[place.tables :], place.tables):
        with opened(name, job.encoding) as table:
            reader = columns.Reader(
                job.mapping, rows.columns_of(job.mapping, table), len(table.columns), job.vocabulary
            )
            for _ in islice(table.rows, place.rows):
                pass
            while batch := list(islice(table.rows, min(_BATCH, stretch - place.all_rows % stretch))):
                stated, sound, refused = reader.read(batch)
                for (line, cells), reason in refused:
                    rejected.add(Problem(Where(table.where.file, line), reason), cells)
                writer.add(stated, sound, number)
                place = Place(number, place.rows + len(batch), place.all_rows + len(batch))
                progress(place.all_rows)
                if place.all_rows % stretch == 0:
                    writer.close()
                    _save(staging, State(state.job, place, writer.parts, rejected.saved()))
        place = Place(number + 1, 0, place.all_rows)
    writer.close()
    if place.all_rows and place.all_rows == rejected.count:
        raise DataError(rejected.told)
    return place


class _Parts:
    """Writes the parts: for each kind of thing, the place of the row, the key, and the values as text."""

    def __init__(self, folder: Path, plans: Sequence[Layout], parts: int) -> None:
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
        places = pyarrow.array([importer.placed(table, line) for line, _ in sound], pyarrow.int64())
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


def _state(staging: Path, digest: str, rejected: Rejected) -> State:
    """The state that an ended import of the same job has left, or that of one that has not begun."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        given = json.loads((staging / _STATE).read_bytes())
        place, left_out = Place(**given.pop("place")), Saved(**given.pop("rejected"))
        matches = State(place=place, rejected=left_out, **given)
        if matches.job == digest:
            rejected.go_on(left_out)
            return matches
    (staging / _STATE).unlink(missing_ok=True)
    return State(digest)


def _save(staging: Path, state: State) -> None:
    unfinished = staging / _UNFINISHED
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(asdict(state), file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(staging / _STATE)


# The store


def _written(job: Job, staging: Path, new: Path, rejected: Rejected, place: Place) -> None:
    """Write the whole store to `new`: this register's tables, and those of the others as they were."""
    before = layout.read(job.store) if layout.is_store(job.store) else None
    others = [each for each in before.registers if each.key != job.mapping.key] if before else []
    token = secrets.token_hex(6)
    with _connection(new) as base:
        register = _register(job, staging, new, base, token, rejected, place)
    shutil.rmtree(new / "work", ignore_errors=True)
    for each in others:
        for thing in each.things:
            _link(job.store / thing.file, new / thing.file)
    registers = tuple(sorted([*others, register], key=lambda each: each.key))
    records = assemble.assemble(Selection(tuple(job.data)))
    record_bytes = b"".join(sorted(records.dumped().splitlines(keepends=True)))
    (new / f"records-{token}.nq").write_bytes(record_bytes)
    (new / f"registers-{token}.nq").write_bytes("".join(each.description for each in registers).encode())
    described = parse(b"".join([record_bytes, *(each.description.encode() for each in registers)]), RdfFormat.N_QUADS)
    small.write(described, new / f"quads-{token}.parquet")
    manifest = TableManifest(
        versions={"certreg": __version__, "pyoxigraph": pyoxigraph.__version__},
        records=f"records-{token}.nq",
        descriptions=f"registers-{token}.nq",
        quads=f"quads-{token}.parquet",
        registers=registers,
        graphs={},
        files={path.name: layout.measured(path) for path in sorted(new.iterdir())},
    )
    (new / layout.NAME).write_text(manifest.text(), "utf-8", newline="")
    graph = RegisterGraph(new)
    if problems := [*_overlaps(graph)]:
        raise DataError([Problem(job.mapping.register.where, each) for each in problems])
    whole = replace(manifest, graphs=verify_tables.counted(graph))
    (new / layout.NAME).write_text(whole.text(), "utf-8", newline="")


def _link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the file system knows no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


@contextmanager
def _connection(new: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    work = new / "work"
    work.mkdir()
    base = duckdb.connect()
    try:
        base.execute(f"SET memory_limit = '{_MEMORY}'; SET temp_directory = {_text(str(work))}")
        base.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
        base.execute("SET enable_progress_bar = false")
        yield base
    except duckdb.IOException as fault:
        raise EnvironmentFault(f"{new.parent}: cannot be written: {cut(str(fault).splitlines()[0], 200)}") from fault
    except (duckdb.OutOfMemoryException, MemoryError) as fault:
        raise EnvironmentFault(f"memory or disk is too small: {cut(str(fault).splitlines()[0], 200)}") from fault
    finally:
        base.close()


def _register(
    job: Job, staging: Path, new: Path, base: duckdb.DuckDBPyConnection, token: str, rejected: Rejected, place: Place
) -> Register:
    """Write the tables of the register; rows that contradict an earlier row of the same thing are left out."""
    plans = list(columns.layouts(job.mapping))
    sources = [f"read_parquet({_text(str(staging / _PARTS / f'{number}-*.parquet'))})" for number in range(len(plans))]
    if not any((staging / _PARTS).glob("0-*.parquet")):
        raise DataError(rejected.told or [Problem(job.mapping.register.where, "the tables hold no row")])
    contradicting = _contradicting(base, plans, sources)
    if contradicting:
        _reject(job, contradicting, rejected)
        if rejected.count == place.all_rows:
            raise DataError(rejected.told)
        base.execute("CREATE TEMP TABLE rejected (place BIGINT)")
        base.executemany("INSERT INTO rejected VALUES (?)", [[each] for each in contradicting])
        sources = [f"(FROM {source} ANTI JOIN rejected USING (place))" for source in sources]
    things = [_table(job, plan, source, new, base, token) for plan, source in zip(plans, sources, strict=True)]
    description = importer.description(job.mapping, job.vocabulary).decode()
    rows_taken = place.all_rows - rejected.count
    return Register(job.mapping.key, job.mapping.graph, tuple(things), description, rows_taken)


def _contradicting(base: duckdb.DuckDBPyConnection, plans: Sequence[Layout], sources: Sequence[str]) -> dict[int, int]:
    """Place of a row that says otherwise than the first row of the same thing -> the place of that row."""
    matches: dict[int, int] = {}
    for plan, source in zip(plans, sources, strict=True):
        total, different = _one(base, f"SELECT count(*), count(DISTINCT s) FROM {source}")
        if total == different or not plan.single:
            continue
        values = ", ".join(f"c{number}" for number in plan.single)
        for place, first in base.execute(
            f"SELECT place, first FROM (SELECT place, row({values}) AS stated, first_value(row({values})) OVER earlier"
            f" AS stated_first, first_value(place) OVER earlier AS first FROM {source}"
            " WINDOW earlier AS (PARTITION BY s ORDER BY place)) WHERE stated IS DISTINCT FROM stated_first"
        ).fetchall():
            matches[place] = min(first, matches.get(place, first))
    return dict(sorted(matches.items()))


def _reject(job: Job, contradicting: dict[int, int], rejected: Rejected) -> None:
    """Note rows as rejected, with their cells, which are read again."""
    for number, name in enumerate(files(job.tables)):
        wanted = {place for place in contradicting if importer.table_of(place) == number}
        if not wanted:
            continue
        with opened(name, job.encoding) as table:
            for line, cells in table.rows:
                place = importer.placed(number, line)
                if place in wanted:
                    rejected.add(importer.conflict(table, line, contradicting[place], number), cells)


def _table(job: Job, plan: Layout, source: str, new: Path, base: duckdb.DuckDBPyConnection, token: str) -> Thing:
    """Write one table, sorted by key, a row for each thing."""
    total, different = _one(base, f"SELECT count(*), count(DISTINCT s) FROM {source}")
    several = [False] * len(plan.types)
    if total != different:
        counts = [
            "false" if number in plan.single else f"count(DISTINCT c{number}) > 1" for number in range(len(plan.types))
        ]
        flags = ", ".join(f"bool_or(f{number})" for number in range(len(plan.types)))
        inner = ", ".join(f"{count} AS f{number}" for number, count in enumerate(counts))
        if plan.types:
            several = [
                bool(each) for each in _one(base, f"SELECT {flags} FROM (SELECT {inner} FROM {source} GROUP BY s)")
            ]
    listed = []
    for number, (type_, many) in enumerate(zip(plan.types, several, strict=True)):
        text = f"c{number}"
        if many:
            value = f"list_sort(list(DISTINCT CAST({text} AS {type_})) FILTER ({text} IS NOT NULL))"
        else:
            value = f"CAST({text if total == different else f'any_value({text})'} AS {type_})"
        listed.append(f"{value} AS c{number}")
    group = "" if total == different else " GROUP BY s"
    name = "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in plan.name)
    file = f"{job.mapping.key}.{name}-{token}.parquet"
    base.execute(
        f"COPY (SELECT {', '.join(['s', *listed])} FROM {source}{group} ORDER BY s) TO {_text(str(new / file))}"
        f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP})"
    )
    written = f"read_parquet({_text(str(new / file))})"
    statements = tuple(_with(each, several, base, written) for each in plan.statements)
    return Thing(job.mapping.key, plan.name, job.mapping.graph, file, plan.prefix, different, statements, plan.marks)


def _with(statement: Statement, several: Sequence[bool], base: duckdb.DuckDBPyConnection, written: str) -> Statement:
    """A statement with what its column in a table holds, from which queries are planned."""
    column = statement.column
    if column is None:
        return statement
    if several[int(column[1:])]:
        (empty,) = _one(base, f"SELECT count({column}) < count(*) FROM {written}")
        return replace(statement, several=True, nullable=bool(empty))
    empty, distinct = _one(base, f"SELECT count({column}) < count(*), approx_count_distinct({column}) FROM {written}")
    values: tuple[str, ...] = ()
    if statement.kind == "iri" and distinct <= _FEW:
        rows_ = base.execute(f"SELECT DISTINCT {column} FROM {written} WHERE {column} IS NOT NULL ORDER BY 1")
        values = tuple(value for (value,) in rows_.fetchall())
    return replace(statement, nullable=bool(empty), distinct=distinct, values=values)


def _one(base: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = base.execute(sql).fetchone()
    assert row is not None
    return tuple(row)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _overlaps(graph: RegisterGraph) -> Iterator[str]:
    """Why the registers cannot stand beside the records or beside each other, a sentence each."""
    own = {quad.graph_name.value for quad in graph.records.quads() if isinstance(quad.graph_name, NamedNode)}
    subjects = {quad.subject.value for quad in graph.records.quads() if isinstance(quad.subject, NamedNode)}
    yield from (
        f"{each.graph}: is a graph of the records; others may not write into it"
        for each in graph.manifest.registers
        if each.graph in own
    )
    for place, thing in enumerate(graph.things):
        keys = [iri.removeprefix(thing.prefix) for iri in subjects if iri.startswith(thing.prefix)]
        if keys:
            listed = ", ".join(map(_text, keys))
            for (key,) in graph.database.rows(f"SELECT s FROM {table_name(thing)} WHERE s IN ({listed}) LIMIT 1"):
                yield f"<{thing.prefix}{key}>: the records describe it; others may not"
        for other in graph.things[place + 1 :]:
            equal = same(thing.subject("a"), other.subject("b"))
            if not equal:
                continue
            tables = f"{table_name(thing)} a, {table_name(other)} b"
            for (key,) in graph.database.rows(f"SELECT a.s FROM {tables} WHERE {equal} LIMIT 1"):
                yield f"<{thing.prefix}{key}>: two tables describe it ({thing.register}, {other.register})"
