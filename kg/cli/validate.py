"""``kg validate``: check record files, and list every problem with file, line and column."""

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

    A folder with a sources.yaml is checked on its own. Any other path is checked together with the shipped records and
    replaces shipped files of the same name. Mistakes give exit code 1; gaps, which a source may leave open, do not.
    """
    with working("Checking the records"):
        findings = validate(paths, selected(data)["data"])
    if form == "table":
        lines = [*map(str, findings.problems), *(f"{gap} (a gap, no mistake)" for gap in findings.gaps)]
        write_text("".join(f"{line}\n" for line in lines), output)
    else:
        write(_table(findings), form, output)
    click.echo(_summary(findings), err=True)
    return 1 if findings.problems else 0


def _table(findings: Findings) -> Table:
    rows = [("mistake", problem) for problem in findings.problems] + [("gap", gap) for gap in findings.gaps]
    return Table(COLUMNS, tuple(_row(severity, problem) for severity, problem in rows))


def _row(severity: str, problem: Problem) -> tuple[Literal, ...]:
    where = problem.where
    return Literal(severity), Literal(where.file), Literal(where.line), Literal(where.column), Literal(problem.message)


def _summary(findings: Findings) -> str:
    read = f"{findings.files} file{'s' * (findings.files != 1)}"
    if findings.problems:
        return f"{read} read, {len(findings.problems)} problem{'s' * (len(findings.problems) != 1)}."
    gaps = f", {len(findings.gaps)} gap{'s' * (len(findings.gaps) != 1)}" if findings.gaps else ""
    return f"{read} read, {findings.entities} entities, no problem{gaps}."
