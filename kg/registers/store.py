"""A register's tables to a store: typed Parquet by the mapping, which replaces the store when it is complete.

The rows are read into parts first (`staging`); from these this module writes the tables, sorted by key.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from kg import __version__
from kg.errors import DataError, EnvironmentFault, MissingExtra, Problem, cut
from kg.files import atomic, lock
from kg.files.table import files, opened
from kg.records.assemble import Selection
from kg.registers import columns, importer, records_files, resume, staging, verify_tables
from kg.registers.columns import TableLayout
from kg.registers.importer import Place, Progress
from kg.registers.job import ImportJob
from kg.registers.rejected import Rejected
from kg.registers.staging import PARTS, SPOOL
from kg.store.registers import layout
from kg.store.registers.graph import RegisterGraph
from kg.store.registers.layout import TableManifest
from kg.store.registers.small import Summary
from kg.store.registers.tables import ColumnStatement, Register, Thing, table_name
from kg.store.registers.terms import same

if TYPE_CHECKING:
    import duckdb

#: What the merging of stretches may take; more goes to the disk.
_MEMORY = "1GB"
#: Different IRIs of a column that the manifest lists.
_FEW = 1000
#: Rows of a Parquet row group: a look-up by key reads one.
_GROUP = 20_000


def write(
    job: ImportJob,
    progress: Progress = lambda rows: None,
    going_on: Callable[[int], None] = lambda rows: None,
    stretch: int = staging.STRETCH,
) -> Rejected:
    """Put a register into a store, in the place of an earlier one of the same key; gives the rejected rows.

    `going_on` is called with the rows that an earlier import has done, when this one continues it.
    Raises DataError for what is wrong with a table or a mapping, and EnvironmentFault when something cannot be read or
    written, the folder holds anything else, or another process writes to the same store.
    """
    _installed()
    _may_be_replaced(job.output)
    folder = job.output.with_name(f".{job.output.name}.{job.mapping.key}.import")
    part = job.rejected and job.rejected.with_name(f".{job.rejected.name}.of-{job.output.name}.part")
    rejected = Rejected(job.rejected, job.strict, part)
    try:
        with lock.held(folder, job.output, {*resume.NAMES, PARTS, SPOOL}), _cleared(folder, rejected):
            job = staging.spooled(job, folder)
            place = staging.stage(job, folder, rejected, progress, going_on, stretch)
            with atomic.replaced(job.output, _may_be_replaced) as new:
                _written(job, folder, new, rejected, place)
            rejected.done()
    except OSError as fault:
        raise EnvironmentFault(f"{job.output}: cannot be written: {fault.strerror or fault}") from fault
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
        raise EnvironmentFault(f"{folder}: holds {foreign[0]}, which does not belong to the store; move it elsewhere")


@contextmanager
def _cleared(folder: Path, rejected: Rejected) -> Iterator[None]:
    """Keep only what an import can continue with; the copy of standard input never."""
    try:
        with resume.cleared(folder, rejected, (PARTS,)):
            yield
    finally:
        (folder / SPOOL).unlink(missing_ok=True)


def _written(job: ImportJob, folder: Path, new: Path, rejected: Rejected, place: Place) -> None:
    """Write the whole store to `new`: this register's tables, and those of the others as they were."""
    before = layout.read(job.output) if layout.is_store(job.output) else None
    others = [each for each in before.registers if each.key != job.mapping.key] if before else []
    token = secrets.token_hex(6)
    with _connection(new) as base:
        register = _register(job, folder, new, base, token, rejected, place)
    shutil.rmtree(new / "work", ignore_errors=True)
    for each in others:
        for thing in each.things:
            _link(job.output / thing.file, new / thing.file)
    registers = tuple(sorted([*others, register], key=lambda each: each.key))
    records = records_files.read(Selection(tuple(job.data)))
    for name, content in {
        f"records-{token}.nq": records.nquads,
        f"quads-{token}.parquet": records.table,
        f"summary-{token}.json": records.summary,
        f"registers-{token}.nq": "".join(each.description for each in registers).encode(),
    }.items():
        (new / name).write_bytes(content)
    manifest = TableManifest(
        versions={"certreg": __version__, "pyoxigraph": pyoxigraph.__version__},
        records=f"records-{token}.nq",
        descriptions=f"registers-{token}.nq",
        quads=f"quads-{token}.parquet",
        summary=f"summary-{token}.json",
        registers=registers,
        graphs={},
        files={path.name: layout.measured(path) for path in sorted(new.iterdir())},
    )
    (new / layout.NAME).write_text(manifest.text(), "utf-8", newline="")
    graph = RegisterGraph(new)
    if problems := [*_overlaps(graph, Summary.read(records.summary))]:
        raise DataError([Problem(job.mapping.register.where, each) for each in problems])
    whole = replace(manifest, graphs=verify_tables.counted(graph, graph.small.summary.quads))
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
    job: ImportJob,
    folder: Path,
    new: Path,
    base: duckdb.DuckDBPyConnection,
    token: str,
    rejected: Rejected,
    place: Place,
) -> Register:
    """Write the tables of the register; rows that contradict an earlier row about the same entity are left out."""
    plans = list(columns.layouts(job.mapping))
    sources = [f"read_parquet({_text(str(folder / PARTS / f'{number}-*.parquet'))})" for number in range(len(plans))]
    if not any((folder / PARTS).glob("0-*.parquet")):
        raise DataError(rejected.reported or [Problem(job.mapping.register.where, "the tables hold no row")])
    contradicting = _contradicting(base, plans, sources)
    if contradicting:
        _reject(job, contradicting, rejected)
        if rejected.count == place.all_rows:
            raise DataError(rejected.reported)
        base.execute("CREATE TEMP TABLE rejected (place BIGINT)")
        base.executemany("INSERT INTO rejected VALUES (?)", [[each] for each in contradicting])
        sources = [f"(FROM {source} ANTI JOIN rejected USING (place))" for source in sources]
    things = [_table(job, plan, source, new, base, token) for plan, source in zip(plans, sources, strict=True)]
    description = importer.description(job.mapping, job.vocabulary).decode()
    rows_taken = place.all_rows - rejected.count
    return Register(job.mapping.key, job.mapping.graph, tuple(things), description, rows_taken)


def _contradicting(
    base: duckdb.DuckDBPyConnection, plans: Sequence[TableLayout], sources: Sequence[str]
) -> dict[int, int]:
    """Place of a row that contradicts the first row about the same entity -> the place of that row."""
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


def _reject(job: ImportJob, contradicting: dict[int, int], rejected: Rejected) -> None:
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


def _table(
    job: ImportJob, plan: TableLayout, source: str, new: Path, base: duckdb.DuckDBPyConnection, token: str
) -> Thing:
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
    statements = tuple(_measured(plan.statements, several, base, written))
    return Thing(job.mapping.key, plan.name, job.mapping.graph, file, plan.prefix, different, statements, plan.marks)


def _measured(
    statements: Sequence[ColumnStatement], several: Sequence[bool], base: duckdb.DuckDBPyConnection, written: str
) -> Iterator[ColumnStatement]:
    """The statements with what their columns in a table hold, from which queries are planned."""
    asked = ["count(*)"]
    for number, many in enumerate(several):
        asked += [f"count(c{number})", "NULL" if many else f"approx_count_distinct(c{number})"]
    rows, *counts = _one(base, f"SELECT {', '.join(asked)} FROM {written}")
    for each in statements:
        if each.column is None:
            yield each
            continue
        number = int(each.column[1:])
        filled, distinct = counts[2 * number : 2 * number + 2]
        values: list[tuple[str]] = []
        if each.kind == "iri" and distinct is not None and distinct <= _FEW:
            values = base.execute(
                f"SELECT DISTINCT {each.column} FROM {written} WHERE {each.column} IS NOT NULL ORDER BY 1"
            ).fetchall()
        yield replace(
            each,
            several=several[number],
            nullable=filled < rows,
            distinct=distinct,
            values=tuple(value for (value,) in values),
        )


def _one(base: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = base.execute(sql).fetchone()
    assert row is not None
    return tuple(row)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _overlaps(graph: RegisterGraph, records: Summary) -> Iterator[str]:
    """Why the registers conflict with the records or with each other, a sentence each."""
    yield from (
        f"{each.graph}: is a graph of the records; external files may not write to it"
        for each in graph.manifest.registers
        if each.graph in records.quads
    )
    for place, thing in enumerate(graph.things):
        keys = [iri.removeprefix(thing.prefix) for iri in records.subjects if iri.startswith(thing.prefix)]
        if keys:
            listed = ", ".join(map(_text, keys))
            for (key,) in graph.database.rows(f"SELECT s FROM {table_name(thing)} WHERE s IN ({listed}) LIMIT 1"):
                yield f"<{thing.prefix}{key}>: the records describe it; external files may not"
        for other in graph.things[place + 1 :]:
            equal = same(thing.subject("a"), other.subject("b"))
            if not equal:
                continue
            tables = f"{table_name(thing)} a, {table_name(other)} b"
            for (key,) in graph.database.rows(f"SELECT a.s FROM {tables} WHERE {equal} LIMIT 1"):
                yield f"<{thing.prefix}{key}>: two tables describe it ({thing.register}, {other.register})"
