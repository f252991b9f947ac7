"""``kg verify``: hold the graph against a report's text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
from pyoxigraph import Literal

from kg.cli.options import DATA, ENDPOINT, WRITING, opened, with_options, working, write, write_parts
from kg.extract import formats
from kg.extract.outline import Outline, outline
from kg.extract.verify import Finding, by_section, check, table
from kg.extract.wording import unbroken
from kg.names import short
from kg.store import Table

REPORT = click.argument("report")
SOURCE = click.option("--source", metavar="KEY", help="The report's key in the graph, when there are several.")


@with_options(*WRITING, DATA, ENDPOINT)
@click.command(
    "verify",
    epilog="""\b
Examples:
  kg verify report.txt
  kg verify report.pdf --source cnca-2021 -f csv -o claims.csv
  kg verify https://example.org/report.html
  pdftotext report.pdf - | kg verify -
""",
)
@REPORT
@SOURCE
def command(
    report: str, source: str | None, form: str, output: str, data: tuple[Path, ...], endpoint: str | None
) -> int:
    """Check what the graph takes from REPORT (a file, - or a URL: text, Markdown, HTML or PDF) against its text: every
    quote, figure, name and date, and whether the text denies a statement.

    `kg validate` checks records, `kg verify` the graph against a text, `kg coverage` a text against the graph, and
    `kg verify-store` a store against its manifest.

    The table counts claims by section; the other formats have one row for each claim. The exit code is 1 when the
    report does not support a claim.
    """
    with working("Reading the report"):
        read = outlined(report)
        findings, unchecked = check(opened(data, None, (), endpoint).engine, read, source)
    bad = [finding for finding in findings if not finding.supported]
    if form == "table":
        write_parts([by_section(findings), *(("\nNot supported by the report", _in_words(bad)) if bad else ())], output)
    else:
        write(table(findings), form, output)
    for doubt in read.doubts:
        click.echo(f"{report}:{doubt.line}: {doubt.message}", err=True)
    click.echo(f"{len(findings):,} claims, {len(findings) - len(bad):,} supported, {len(bad):,} not.", err=True)
    if total := len(unchecked):
        counts = Counter(one.property for one in unchecked)
        listed = ", ".join(f"{name} {count:,}" for name, count in counts.most_common())
        click.echo(
            f"{total:,} statement{'s' * (total != 1)} could not be checked, as no sentence names both ends or tells "
            f"how they are linked: {listed}.",
            err=True,
        )
    return 1 if bad else 0


def outlined(report: str) -> Outline:
    """The outline of a report that may be a file, standard input or a URL; what was not read is reported."""
    read = formats.read(report)
    for note in read.notes:
        click.echo(note, err=True)
    return outline(unbroken(read.text))


def _in_words(findings: Sequence[Finding]) -> Table:
    columns = ("section", "kind", "thing", "claim", "reason")
    rows = (tuple(map(Literal, (one.section, one.kind, short(one.thing), one.claim, one.reason))) for one in findings)
    return Table(columns, tuple(rows))
