"""``kg load``: tables or quads into a store."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import DATA, Steps, selected, with_options
from kg.cli.tables import to_store


@with_options(DATA)
@click.command(
    "load",
    epilog="""\b
Examples:
  kg load china certificates.parquet --mapping national-certificates
  kg load china certificates.nq.gz enterprises.nq.gz bodies.nq
  kg load china parts
  kg load china build parts
  kg ask register-certificate --store china --number 2021000000001

With --mapping, rows become typed columns, as `kg import --store` writes them. Without, every statement is indexed.

The store holds the files and the shipped records (with those of --data), or those of a BUILD instead. It replaces an
earlier store of the same name once it is complete; until then the earlier one stays unchanged.
""",
)
@click.argument("store", type=click.Path(path_type=Path, file_okay=False))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--mapping", metavar="NAME", help="FILES are tables: a mapping file, or the name of a shipped mapping.")
def command(store: Path, files: tuple[Path, ...], mapping: str | None, data: tuple[Path, ...]) -> None:
    """Load tables (--mapping) or files of quads (.nq, .nq.gz, folders of such, a build) into STORE.

    Other commands query the folder STORE with `--store`.
    """
    if mapping is not None:
        to_store([str(each) for each in files], mapping, store, data=selected(data)["data"])
        return
    from kg.registers.load import load

    with Steps() as steps:
        steps.next("Reading the records")
        made = load(store, files, selected(data)["data"], steps.next)
    click.echo(f"{store}: {sum(made.graphs.values()):,} quads in {len(made.graphs):,} graphs.", err=True)
