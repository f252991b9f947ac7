"""``kg path``: how two entities are connected."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.options import ASKING, STORE, WRITING, opened, with_options, write


@with_options(*WRITING, *ASKING, STORE)
@click.command(
    "path",
    epilog="""\b
Examples:
  kg path mfds ansi
  kg path ccc "Beijing Winter Olympic Games"
  kg path haccp kimchi -f md
""",
)
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
def command(start: str, end: str, form: str, output: str, lang: str, **given: Any) -> None:
    """Show the shortest chains of relations between A and B (keys, acronyms or names), one step a row, with passages.

    Chains through countries and reports, which connect almost everything, are shown only if there are no others.
    """
    answer = opened(**given).path(start, end, lang=lang)
    write(answer, form, output)
    if not answer.rows:
        click.echo(f"No chain connects {start} and {end}.", err=True)
