"""``kg diff``: what changed between two builds."""

from __future__ import annotations

from pathlib import Path

import click

from kg.build.diff import diff
from kg.cli.options import LANG, WRITING, with_options, write, write_parts
from kg.store import Result


@with_options(*WRITING, LANG)
@click.command(
    "diff",
    epilog="""\b
Examples:
  kg diff build-2024 build           in words, by graph and by statement
  kg diff old.nq new.nq -f tsv       one row a statement, for a program
""",
)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def command(old: Path, new: Path, form: str, output: str, lang: str) -> int:
    """Show the statements that only one of the builds OLD and NEW holds.

    OLD and NEW are folders that kg build wrote, or files of N-Quads. Exit codes are those of diff: 0 when they are
    equal, 1 when they differ.
    """
    difference = diff(old, new)
    if form == "table":
        parts: list[str | Result] = ["No difference."]
        if difference:
            parts = ["By graph", difference.by_graph(lang), "\nIn words", difference.in_words(lang)]
        write_parts(parts, output)
    else:
        write(difference.in_words(lang), form, output)
    return 1 if difference else 0
