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
    help="The folder to write; an earlier build there is replaced as a whole.",
)
def command(
    output: Path, data: tuple[Path, ...], as_of: datetime | None, source: tuple[str, ...], checked: tuple[str, ...]
) -> None:
    """Write certreg.ttl, .nq, .trig and .jsonld, a description (void.ttl) and manifest.json with checksums.

    The records are checked first. If anything is wrong, every problem is listed and an earlier build stays unchanged.
    """
    selection = selected(data, as_of, source)
    with working("Checking the records and writing the graph"):
        try:
            chosen = Selection(tuple(selection["data"]), selection["as_of"], selection["source"], checked=checked)
            manifest = build(output, chosen)
        except DataError as fault:
            fault.args = (f"{fault}\nNothing was built; {output} is unchanged.",)
            raise
    counts = manifest.counts
    click.echo(
        f"{output}: {counts['triples']:,} triples, {counts['entities']} entities, {counts['graphs']} graphs, "
        f"{counts['sources']} sources",
        err=True,
    )
