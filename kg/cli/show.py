"""``kg show``: everything about one entity."""

from __future__ import annotations

from typing import Any

import click

from kg.cli.options import ASKING, WRITING, opened, with_options, write
from kg.show import triples


@with_options(*WRITING, *ASKING)
@click.command(
    "show",
    epilog="""\b
Examples:
  kg show ccc
  kg show "Ministry of Commerce"
  kg show 国家认监委 --lang zh
  kg show ccc -f ttl
""",
)
@click.argument("entity")
def command(entity: str, form: str, output: str, lang: str, **given: Any) -> None:
    """Everything about ENTITY (a key, an acronym, or a name in any of its languages), in both directions, with the
    passage and the quoted words behind each statement."""
    graph = opened(**given)
    if form in ("ttl", "nt", "jsonld", "rdfxml"):
        write(graph.query(triples(graph.engine, entity)), form, output)
    else:
        write(graph.show(entity, lang=lang), form, output)
