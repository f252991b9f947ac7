"""``kg list``: what can be listed, and the members of a class or code list."""

from __future__ import annotations

from typing import Any

import click

from kg.ask.render import without
from kg.cli.options import ASKING, STORE, WRITING, opened, verbose, with_options, write
from kg.describe import listing
from kg.store import Table


@with_options(*WRITING, *ASKING, STORE)
@click.command(
    "list",
    epilog="""\b
Examples:
  kg list                       the classes and code lists, with how many members each has
  kg list schemes
  kg list reforms -v            with the key of each
  kg list product-category      a code list
  kg list 认证制度 --lang zh
  kg list certificates --store china --limit 20
""",
)
@click.argument("name", metavar="[CLASS-OR-CODE-LIST]", nargs=-1)
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    default=listing.MOST,
    show_default=True,
    help="Maximum number of members.",
)
def command(name: tuple[str, ...], limit: int, form: str, output: str, lang: str, **given: Any) -> None:
    """List the members of a class or code list; without a name, list all classes and code lists.

    The name is a key (Reform, product-category) or a label in any language, singular or plural, or its last word.
    """
    graph = opened(**given).engine
    if not name:
        write(_for(form, listing.lists(graph, lang), True), form, output)
        return
    text = " ".join(name)
    wanted, *others = listing.find(graph, text)
    answer = listing.members(graph, wanted, lang, limit)
    write(_for(form, answer, wanted.kind == listing.CODE_LIST), form, output)
    if len(answer) < wanted.members:
        click.echo(f"{len(answer):,} of {wanted.members:,}; --limit gives more.", err=True)
    if others:
        named = ", ".join(f"{other.key} ({other.members})" for other in others)
        click.echo(f"{wanted.key} is listed; the name fits {named} too.", err=True)


def _for(form: str, table: Table, keys: bool) -> Table:
    """The table; where people read it, keys come with -v only, and those of entities stand behind their names."""
    return without(table, ("key",)) if form in ("table", "md") and not (verbose() and keys) else table
