"""``kg build``: write the graph as files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from kg.build.write import build
from kg.cli.options import CHECKED, NARROWING, selected, with_options, working
from kg.errors import DataError
from kg.records.assemble import Selection


@with_options(*NARROWING, CHECKED)
@click.command(
    "build",
    epilog="""\b
Examples:
  kg build                          into the folder build/
  kg build -o public/certreg
  kg build --as-of 2021-12-31 -o known-then
  kg build --data my-records -o ours
""",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build"),
    show_default=True,
    help="The folder to write; an earlier build in it is replaced as a whole.",
)
def command(
    output: Path, data: tuple[Path, ...], as_of: datetime | None, source: tuple[str, ...], checked: tuple[str, ...]
) -> None:
    """Write certreg.ttl, .nq, .trig and .jsonld, a description (void.ttl) and manifest.json with checksums.

    The records are checked first; if anything is wrong, all of it is told and the earlier build stays as it is.
    """
    given = selected(data, as_of, source)
    with working("Checking the records and writing the graph"):
        try:
            made = build(output, Selection(tuple(given["data"]), given["as_of"], given["source"], checked=checked))
        except DataError as fault:
            fault.args = (f"{fault}\nNothing was built; what {output} held is as it was.",)
            raise
    counts = made.counts
    click.echo(
        f"{output}: {counts['triples']:,} triples, {counts['entities']} entities, {counts['graphs']} graphs, "
        f"{counts['sources']} sources",
        err=True,
    )
