"""``kg load``: quads into a store."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import DATA, Steps, selected, with_options


@with_options(DATA)
@click.command(
    "load",
    epilog="""\b
Examples:
  kg load china certificates.nq.gz enterprises.nq.gz bodies.nq
  kg load china parts
  kg load china build parts
  kg ask register-certificate --store china --number 2021000000001

The store holds the shipped records (with --data beside them, or a BUILD in their place) and the files. It takes the
place of an earlier store of this name when all of it is there; until then, and whatever happens, the earlier one stays.
""",
)
@click.argument("store", type=click.Path(path_type=Path, file_okay=False))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(store: Path, files: tuple[Path, ...], data: tuple[Path, ...]) -> None:
    """Load files of quads (.nq, .nq.gz, folders of such, a build) into STORE, a folder that `--store` asks."""
    from kg.registers.load import load

    with Steps() as steps:
        steps.next("Reading the records")
        made = load(store, files, selected(data)["data"], steps.next)
    click.echo(f"{store}: {sum(made.graphs.values()):,} quads in {len(made.graphs):,} graphs.", err=True)
