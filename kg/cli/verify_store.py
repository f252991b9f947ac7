"""``kg verify-store``: whether a store is sound."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import working


@click.command(
    "verify-store",
    epilog="""\b
Examples:
  kg verify-store china
""",
)
@click.argument("store", type=click.Path(path_type=Path))
def command(store: Path) -> None:
    """Compare STORE with its manifest: every file by its checksum, every graph by the number of its quads.

    `kg validate` checks records, `kg verify` the graph against a text, `kg coverage` a text against the graph, and
    `kg verify-store` a store against its manifest.

    Exit code 1, and a line for each fault, when something has changed since the store was written.
    """
    from kg.registers.verify import check

    with working("Checking"):
        manifest = check(store)
    quads, files = sum(manifest.graphs.values()), len(manifest.files)
    click.echo(f"{store}: sound. {quads:,} quads in {len(manifest.graphs):,} graphs, {files:,} files.")
