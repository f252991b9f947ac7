"""``kg export``: the graph, or a part of it, as a file for another program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from kg.cli.options import ASKING, PART, STORE, opened, part_of, with_options, working, write_bytes
from kg.errors import EnvironmentFault, UsageError
from kg.export import FORMATS, Wanted, export
from kg.files.output import format_of

_WIDTH = max(map(len, FORMATS))


@with_options(*PART, *ASKING, STORE)
@click.command(
    "export",
    epilog="\b\nWhich format for which program:\n"
    + "\n".join(f"  {name:<{_WIDTH}}  {form.opens}" for name, form in FORMATS.items())
    + """

\b
Examples:
  kg export -o graph.gexf                       all of it for Gephi
  kg export --around haccp --hops 2 -o haccp.graphml
  kg export -f yed -o graph.graphml             for yEd, with names and shapes
  kg export -f csv -o neo4j                     a folder with nodes.csv and edges.csv
  kg export --question partners -o partners.xlsx
  kg export --class Reform -f mermaid           on standard output
  kg export -f nq -o graph.nq
""",
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(list(FORMATS), case_sensitive=False),
    help="The format; without it the ending of the file decides.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True),
    help="The file to write; for csv a folder. [default: standard output]",
)
@click.option("--with-figures", is_flag=True, help="Figures are nodes too; else they are attributes.")
@click.option("--with-codes", is_flag=True, help="Codes (sectors, products …) are nodes too; else they are attributes.")
def command(
    form: str | None,
    output: str | None,
    with_figures: bool,
    with_codes: bool,
    around: str | None,
    hops: int,
    question: str | None,
    params: tuple[str, ...],
    classes: tuple[str, ...],
    lang: str,
    **given: Any,
) -> None:
    """Write the graph, or the part of it that the options select, as a file for another program."""
    form, output = _target(form, output)
    part = part_of(around, hops, question, params, classes)
    with working("Exporting"):
        made = export(opened(**given).engine, form, Wanted(part, lang, with_figures, with_codes))
        if not FORMATS[form].folder:
            write_bytes(made[""], output)
            return
        folder = Path(output)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise EnvironmentFault(f"{folder}: cannot be written: {fault.strerror}") from fault
        for name, pieces in made.items():
            write_bytes(pieces, os.fspath(folder / name))


def _target(form: str | None, output: str | None) -> tuple[str, str]:
    """Format and file; the ending of the file decides where no format is given."""
    if form is None:
        if output is None:
            raise UsageError(
                "give a format: -f gexf, or -o graph.gexf (kg export --help lists the formats and their programs)"
            )
        endings = {known.ending: name for name, known in FORMATS.items() if known.ending}
        form = format_of(output, endings)
        if form is None:
            raise UsageError(f"{output}: name the file {', '.join(sorted(endings))}, or give -f")
    if FORMATS[form].folder and output in (None, "-"):
        raise UsageError(f"-f {form} writes several files: give -o FOLDER")
    return form, output or "-"
