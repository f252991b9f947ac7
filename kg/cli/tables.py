"""What ``kg import`` and ``kg load`` do with tables: find the mapping, fill a store, report rejected rows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from kg import shipped
from kg.errors import NotFound, UsageError
from kg.files.table import files
from kg.rdf import vocabulary
from kg.registers import importer, mapping
from kg.registers.rejected import Rejected
from kg.text.suggest import nearest


def to_store(
    tables: Sequence[str],
    wanted: str,
    store: Path,
    rejected: Path | None = None,
    encoding: str = "utf-8",
    strict: bool = False,
    data: Sequence[Path] = (),
) -> None:
    """Put the register of these tables into a store, by a mapping file or the name of a shipped one.

    Raises what `kg.registers.store.write` raises, and UsageError when an input would be written over.
    """
    from kg.registers import store as stores
    from kg.registers.job import ImportJob

    terms = vocabulary.read(shipped.ONTOLOGY)
    plan = mapping.read(mapping_file(wanted), terms)
    rejected = rejected or store.with_name(f"{store.name}.{plan.key}.rejected.csv")
    apart(tables, str(store), rejected)
    with counting() as count:
        job = ImportJob(plan, tables, terms, store, rejected, encoding, strict, data)
        report(stores.write(job, count, going_on), rejected)


def report(left_out: Rejected, rejected: Path | None) -> None:
    """List rejected rows, and the file that holds them."""
    for problem in left_out.reported:
        click.echo(str(problem), err=True)
    if left_out.count:
        where = f"; they are in {rejected}" if rejected is not None else ""
        click.echo(f"{left_out.count:,} rows rejected{where}.", err=True)


def apart(tables: Sequence[str], output: str, rejected: Path | None) -> None:
    """Raise UsageError when what is written would take the place of what is read, or of what else is written."""
    written = [Path(os.path.realpath(one)) for one in (output, rejected) if one is not None and one != "-"]
    read = {Path(os.path.realpath(one)) for one in files(tables) if one != "-"}
    for place, path in enumerate(written):
        if path in read or path in written[:place]:
            raise UsageError(f"{path.name}: would be overwritten; give another -o or --rejected")


def going_on(rows: int) -> None:
    """Report where an import continues."""
    click.echo(f"Continuing after row {rows:,}, where an earlier import stopped.", err=True)


def mapping_file(wanted: str) -> Path:
    """A file, or a shipped mapping by its name."""
    path = Path(wanted)
    known = {each.stem: each for each in sorted((shipped.DATA / "mappings").glob("*.yaml"))}
    if path.suffix in (".yaml", ".yml") or path.exists():
        return path
    if wanted not in known:
        raise NotFound("mapping", wanted, nearest(wanted, known) or sorted(known))
    return known[wanted]


@contextmanager
def counting() -> Iterator[importer.Progress]:
    """Rows gone through, on a terminal; anywhere else, nothing."""
    if not sys.stderr.isatty():
        yield lambda rows: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    shown = BarColumn(), TextColumn("{task.completed:,} rows"), TimeElapsedColumn()
    with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("rows", total=None)
        yield lambda rows: progress.update(task, completed=rows)
