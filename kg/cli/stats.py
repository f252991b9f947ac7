"""``kg stats``: what the graph holds, in numbers."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.options import ASKING, STORE, WRITING, opened, with_options, write
from kg.describe.stats import stats


@with_options(*WRITING, *ASKING, STORE)
@click.command(
    "stats",
    epilog="""\b
Examples:
  kg stats
  kg stats -f tsv | grep class
  kg stats --source cnca-2021
""",
)
def command(form: str, output: str, lang: str, **given: Any) -> None:
    """Count what the graph holds: triples, entities by class, sources, properties, figures, names by language."""
    write(stats(opened(**given).engine, lang), form, output)
