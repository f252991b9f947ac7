"""``kg validate``: check record files; every problem at once, each with file, line and column."""

from __future__ import annotations

from pathlib import Path

import click
from pyoxigraph import Literal

from kg.build.validation import Findings, validate
from kg.cli.options import DATA, FORMAT, OUTPUT, selected, with_options, working, write, write_text
from kg.errors import Problem
from kg.store import Table

COLUMNS = ("severity", "file", "line", "column", "message")


@with_options(FORMAT, OUTPUT, DATA)
@click.command(
    "validate",
    epilog="""\b
Examples:
  kg validate                      the shipped records
  kg validate data/cnca-2021       files of these names instead of the shipped ones
  kg validate my-records           a folder with its own sources.yaml stands alone
  kg validate mine.sssom.tsv       links from the shipped records to other datasets
  kg validate draft.yaml -f json   for a program
""",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def command(paths: tuple[Path, ...], form: str, output: str, data: tuple[Path, ...]) -> int:
    """Check files and folders of records and links (PATHS; the shipped records if none is given).

    `kg validate` checks records, `kg verify` the graph against a text, `kg coverage` a text against the graph, and
    `kg verify-store` a store against its manifest.

    A folder with a sources.yaml stands alone; any other path is read with the shipped records and replaces those of
    the same file name. A mistake ends with exit code 1; a gap, which a source may leave open, does not.
    """
    with working("Checking the records"):
        found = validate(paths, selected(data)["data"])
    if form == "table":
        lines = [*map(str, found.problems), *(f"{gap} (a gap, no mistake)" for gap in found.gaps)]
        write_text("".join(f"{line}\n" for line in lines), output)
    else:
        write(_table(found), form, output)
    click.echo(_summary(found), err=True)
    return 1 if found.problems else 0


def _table(found: Findings) -> Table:
    rows = [("mistake", problem) for problem in found.problems] + [("gap", gap) for gap in found.gaps]
    return Table(COLUMNS, tuple(_row(severity, problem) for severity, problem in rows))


def _row(severity: str, problem: Problem) -> tuple[Literal, ...]:
    where = problem.where
    return Literal(severity), Literal(where.file), Literal(where.line), Literal(where.column), Literal(problem.message)


def _summary(found: Findings) -> str:
    read = f"{found.files} file{'s' * (found.files != 1)}"
    if found.problems:
        return f"{read} read, {len(found.problems)} problem{'s' * (len(found.problems) != 1)}."
    gaps = f", {len(found.gaps)} gap{'s' * (len(found.gaps) != 1)}" if found.gaps else ""
    return f"{read} read, {found.entities} entities, no problem{gaps}."
