"""``kg picture``: draw the graph, or a part of it."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.options import ASKING, PART, STORE, opened, part_of, with_options, working, write_bytes
from kg.errors import UsageError
from kg.files.output import format_of
from kg.network.subgraph import Part
from kg.picture import FORMATS, LAYOUTS, PLOTS, picture, plot


@with_options(*PART, *ASKING, STORE)
@click.command(
    "picture",
    epilog="""\b
Examples:
  kg picture -o graph.html                      all of it, to explore in a browser
  kg picture --around haccp --hops 2 -o haccp.svg
  kg picture --around cnca --layout radial -o cnca.png
  kg picture --question agreements -o agreements.pdf
  kg picture --class Initiative --layout layered -o reforms.svg
  kg picture --class PolicyDocument --class Event --layout timeline -o when.svg
  kg picture --around ccc --lang zh -o ccc-zh.png
  kg picture --figures years --indicator valid-certificates -o certificates.svg
  kg picture --figures time-limits -o faster.png
""",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, allow_dash=True), help="The file to write.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(list(FORMATS), case_sensitive=False),
    help="The format; without it the ending of the file decides. "
    + "; ".join(f"{name}: {use}" for name, use in FORMATS.items())
    + ".",
)
@click.option(
    "--layout",
    type=click.Choice(list(LAYOUTS), case_sensitive=False),
    default="force",
    show_default=True,
    help="; ".join(f"{name}: {use}" for name, use in LAYOUTS.items()) + ".",
)
@click.option(
    "--figures",
    type=click.Choice(list(PLOTS), case_sensitive=False),
    help="Plot figures instead of drawing the graph. "
    + "; ".join(f"{name}: {use}" for name, use in PLOTS.items())
    + ".",
)
@click.option(
    "--indicator",
    "indicators",
    metavar="KEY",
    multiple=True,
    help="An indicator that --figures years plots; repeatable.",
)
@click.option("--title", metavar="TEXT", help="The heading; without it, a description of the selection.")
def command(
    output: str | None,
    form: str | None,
    around: str | None,
    hops: int,
    question: str | None,
    params: tuple[str, ...],
    classes: tuple[str, ...],
    layout: str,
    figures: str | None,
    indicators: tuple[str, ...],
    lang: str,
    title: str | None,
    **given: Any,
) -> None:
    """Draw the graph, or the part of it that the options select, as a picture (svg, png, pdf) or a page (html)."""
    form, output = _target(form, output)
    part = part_of(around, hops, question, params, classes)
    if figures is not None and part != Part(hops=hops):
        raise UsageError(
            "--figures plots figures; --around, --question and --class select what is drawn: use one or the other"
        )
    if figures is None and indicators:
        raise UsageError("--indicator goes with --figures years")
    with working("Drawing"):
        graph = opened(**given).engine
        if figures is not None:
            made = plot(graph, figures, form=form, indicators=indicators, lang=lang, title=title)
        else:
            made = picture(graph, part, form=form, layout=layout, lang=lang, title=title)
    write_bytes([made], output)


def _target(form: str | None, output: str | None) -> tuple[str, str]:
    """Format and file; the ending of the file decides where no format is given."""
    if output is None and form is None:
        raise UsageError("give a file: -o graph.svg (or .png, .pdf, .html), or -f svg for standard output")
    if form is None:
        form = format_of(str(output), {f".{name}": name for name in FORMATS})
    if form is None:
        raise UsageError(f"{output}: name the file .{', .'.join(FORMATS)}, or give -f")
    return form, output or "-"
