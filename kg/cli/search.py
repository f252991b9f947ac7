"""``kg search``: anything in the graph, by a few words."""

from __future__ import annotations

from typing import Any

import click

from kg.ask.render import without
from kg.cli.options import ASKING, STORE, WRITING, opened, with_options, write
from kg.describe.search import search, table


@with_options(*WRITING, *ASKING, STORE)
@click.command(
    "search",
    epilog="""\b
Examples:
  kg search CCC certification
  kg search 认监委
  kg search KR                          a code that another dataset has for it
  kg search which products need CCC     finds the question; kg ask answers it
  kg search exemption -f json
""",
)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Maximum number of results.")
def command(words: tuple[str, ...], limit: int, form: str, output: str, lang: str, **given: Any) -> None:
    """Find entities, codes, questions, figures, quoted passages and terms by WORDS, the best first.

    WORDS are a name, an acronym, a code, keywords or a question, in any language; matching tolerates typos,
    transliteration and unfinished words. The key in each row is what `kg show` takes, or the question `kg ask` takes.
    """
    graph = opened(**given)
    text = " ".join(words)
    results = search(graph.engine, text, lang, limit)
    if not results:
        click.echo(f'Nothing found for "{text}".', err=True)
    rows = table(results)
    write(without(rows, ("score",)) if form == "table" else rows, form, output)
