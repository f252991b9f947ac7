"""``kg import``: a table to quads."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from kg import shipped
from kg.cli.options import write_bytes
from kg.errors import MissingExtra, NotFound, UsageError
from kg.files.table import files
from kg.rdf import vocabulary
from kg.rdf.vocabulary import Vocabulary
from kg.registers import checkpoint, importer, mapping
from kg.registers.checkpoint import Job
from kg.registers.mapping import Mapping
from kg.registers.rejected import Rejected
from kg.text.suggest import nearest

_ENDINGS = (".nq", ".nq.gz")


@click.command(
    "import",
    short_help="Read a register (CSV, TSV, Parquet) into the graph's format.",
    epilog="""\b
Examples:
  kg import certificates.parquet --mapping national-certificates --store china
  kg import bodies.csv --mapping notified-bodies -o bodies.nq
  kg import 'parts/*.csv.gz' --mapping my-mapping.yaml -o register.nq.gz
  kg import labs.csv --mapping accredited-laboratories --encoding gb18030 -o labs.nq
  kg import - --mapping notified-bodies -o - --strict
  kg import 'parts/*.csv' --mapping my-mapping.yaml -o register --engine spark --master spark://host:7077
""",
)
@click.argument("tables", metavar="TABLE...", nargs=-1, required=True)
@click.option(
    "--mapping", "wanted", required=True, metavar="NAME", help="A mapping file, or the name of a shipped mapping."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True),
    help="Write N-Quads: to FILE.nq, FILE.nq.gz or -; for Spark, to FOLDER.",
)
@click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    help="Put the register into this store, in the place of an earlier one of the same mapping.",
)
@click.option(
    "--rejected",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where rejected rows go, with line and reason.  [default: beside the output, .rejected.csv]",
)
@click.option("--encoding", default="utf-8", show_default=True, help="Of the tables, where it is not UTF-8.")
@click.option("--strict", is_flag=True, help="Stop at the first row that cannot be taken; write nothing.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"], case_sensitive=False),
    default="local",
    show_default=True,
    help="Where it runs: this machine, or Apache Spark, a task a table, for registers in many files.",
)
@click.option("--master", default="local[*]", show_default=True, metavar="URL", help="The master of the Spark cluster.")
def command(
    tables: tuple[str, ...],
    wanted: str,
    output: str | None,
    store: Path | None,
    rejected: Path | None,
    encoding: str,
    strict: bool,
    engine: str,
    master: str,
) -> None:
    """Read tables (CSV, TSV, Parquet; .gz, .zst; patterns; - for standard input) by a mapping.

    With --store, the rows become typed columns of a store, which `--store` of other commands asks in SPARQL. With -o,
    they become N-Quads. Rows that cannot be taken are left out, counted, and written to a file of their own. The output
    is complete or absent. An interrupted import continues when the same command is run again.
    """
    if (output is None) == (store is None):
        raise UsageError("name either a store (--store) or a file for N-Quads (-o)")
    if store is not None:
        _to_store(tables, wanted, store, rejected, encoding, strict, engine)
        return
    assert output is not None
    if engine == "local" and output != "-" and not output.endswith(_ENDINGS):
        raise UsageError(f"-o {output}: N-Quads go to a file that ends in {' or '.join(_ENDINGS)}")
    if engine == "spark" and (output == "-" or output.endswith(_ENDINGS)):
        raise UsageError(f"-o {output}: --engine spark writes a folder of parts; name a folder")
    terms = vocabulary.read(shipped.ONTOLOGY)
    found = mapping.read(_mapping_file(wanted), terms)
    if rejected is None and output != "-":
        rejected = Path(output.rstrip("/").removesuffix(".gz").removesuffix(".nq") + ".rejected.csv")
    _apart(tables, output, rejected)
    if engine == "spark":
        left_out = _on_spark(master, found, tables, terms, Rejected(rejected, strict), Path(output), encoding)
    elif output == "-":
        left_out = Rejected(rejected, strict)
        with closing(left_out), _counting() as count:
            write_bytes(importer.quads(found, tables, terms, left_out, encoding, count), output)
    else:
        with _counting() as count:
            job = Job(found, tables, terms, Path(output), rejected, encoding, strict)
            left_out = checkpoint.write(job, count, _going_on)
    _report(left_out, rejected)


def _to_store(
    tables: tuple[str, ...],
    wanted: str,
    store: Path,
    rejected: Path | None,
    encoding: str,
    strict: bool,
    engine: str,
) -> None:
    if engine == "spark":
        raise UsageError("--engine spark writes N-Quads; a store is written on this machine")
    from kg.registers import store as stores

    terms = vocabulary.read(shipped.ONTOLOGY)
    found = mapping.read(_mapping_file(wanted), terms)
    rejected = rejected or store.with_name(f"{store.name}.{found.key}.rejected.csv")
    _apart(tables, str(store), rejected)
    with _counting() as count:
        job = stores.Job(found, tables, terms, store, rejected, encoding, strict)
        _report(stores.write(job, count, _going_on), rejected)


def _report(left_out: Rejected, rejected: Path | None) -> None:
    for problem in left_out.told:
        click.echo(str(problem), err=True)
    if left_out.count:
        where = f"; they are in {rejected}" if rejected is not None else ""
        click.echo(f"{left_out.count:,} rows rejected{where}.", err=True)


def _apart(tables: tuple[str, ...], output: str, rejected: Path | None) -> None:
    """Raise UsageError when what is written would take the place of what is read, or of what else is written."""
    written = [Path(os.path.realpath(one)) for one in (output, rejected) if one is not None and one != "-"]
    read = {Path(os.path.realpath(one)) for one in files(tables) if one != "-"}
    for place, path in enumerate(written):
        if path in read or path in written[:place]:
            raise UsageError(f"{path.name}: would be written over; say another -o or --rejected")


def _going_on(rows: int) -> None:
    click.echo(f"Going on after row {rows:,}, where an earlier import was ended.", err=True)


def _on_spark(
    master: str,
    found: Mapping,
    tables: tuple[str, ...],
    terms: Vocabulary,
    left_out: Rejected,
    output: Path,
    encoding: str,
) -> Rejected:
    try:
        from kg.files.spark import session as start

        session = start(master)
    except ImportError as fault:
        raise MissingExtra("--engine spark", "spark", fault) from fault
    from kg.registers import spark

    with closing(left_out):
        spark.write(session, found, tables, terms, left_out, output, encoding)
    return left_out


def _mapping_file(wanted: str) -> Path:
    """A file, or a shipped mapping by its name."""
    path = Path(wanted)
    known = {each.stem: each for each in sorted((shipped.DATA / "mappings").glob("*.yaml"))}
    if path.suffix in (".yaml", ".yml") or path.exists():
        return path
    if wanted not in known:
        raise NotFound("mapping", wanted, nearest(wanted, known) or sorted(known))
    return known[wanted]


@contextmanager
def _counting() -> Iterator[importer.Progress]:
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
