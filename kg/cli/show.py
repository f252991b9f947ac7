"""``kg show``: everything about one entity."""

from __future__ import annotations

from typing import Any

import click

from kg.ask.render import TRIPLE_FORMATS, without
from kg.cli.options import ASKING, STORE, WRITING, language, opened, with_options, write, write_parts
from kg.describe.entity import Description, describe, triples
from kg.names import short
from kg.store import Table
from kg.text.language import translate


@with_options(*WRITING, *ASKING, STORE)
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
    """Show all statements about ENTITY (a key, an acronym, or a name in any of its languages), in both directions, with
    the passage and quote behind each."""
    graph = opened(**given)
    if form == "table":
        write_parts(_parts(describe(graph.engine, entity, lang)), output, keys=True)
    elif form in TRIPLE_FORMATS:
        write(graph.query(triples(graph.engine, entity)), form, output)
    else:
        write(graph.show(entity, lang=lang), form, output)


def _parts(description: Description) -> list[str | Table]:
    """Headings and tables from top to bottom, without empty ones."""
    parts: list[str | Table] = [f"{description.title} ({short(description.iri)}): {description.kind}"]
    if description.other_names:
        parts.append(f"{translate('also', language())} {'; '.join(description.other_names)}")
    for heading, table, hidden in (
        ("Statements about it", description.outward, ("entity",)),
        ("Mentioned in", description.inward, ("value",)),
        ("Figures", description.figures, ()),
    ):
        if table.rows:
            parts += [f"\n{translate(heading, language())}", without(table, hidden)]
    return parts
