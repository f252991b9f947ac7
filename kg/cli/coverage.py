"""``kg coverage``: what a report says that the graph does not."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import click
from pyoxigraph import Literal

from kg import shipped
from kg.cli.options import DATA, ENDPOINT, WRITING, opened, selected, with_options, working, write, write_parts
from kg.cli.verify import REPORT, SOURCE, outlined
from kg.extract.coverage import FILE, IN_GRAPH, MISSING, Covered, LeftOut, coverage, read_left_out, summary, table
from kg.store import Table


@with_options(*WRITING, DATA, ENDPOINT)
@click.command(
    "coverage",
    epilog="""\b
Examples:
  kg coverage report.txt
  kg coverage report.pdf --source cnca-2021 -f csv -o mentions.csv
""",
)
@REPORT
@SOURCE
def command(
    report: str, source: str | None, form: str, output: str, data: tuple[Path, ...], endpoint: str | None
) -> int:
    """List every number, percentage, date, name, quoted title and item of REPORT (a file, - or a URL: text, Markdown,
    HTML or PDF), and where it appears in the graph.

    `kg validate` checks records, `kg verify` the graph against a text, `kg coverage` a text against the graph, and
    `kg verify-store` a store against its manifest.

    The table counts mentions by kind and lists those not in the graph; the other formats have one row for each
    mention. What a curator left out on purpose is in left-out.yaml, next to the records, with the reason. The exit code
    is 1 when something is missing.
    """
    with working("Reading the report"):
        read = outlined(report)
        covered = coverage(opened(data, None, (), endpoint).engine, read, list(_left_out(data, source)), source)
    missing = sum(one.status == MISSING for one in covered)
    if form == "table":
        rest = [one for one in covered if one.status != IN_GRAPH]
        write_parts([summary(covered), *(("\nNot in the graph", _rest(rest)) if rest else ())], output)
    else:
        write(table(covered), form, output)
    click.echo(f"{len(covered):,} mentions, {missing:,} missing.", err=True)
    return 1 if missing else 0


def _left_out(data: tuple[Path, ...], source: str | None) -> Iterable[LeftOut]:
    folders = [shipped.DATA, *(path for path in selected(data)["data"] if path.is_dir())]
    for path in chain.from_iterable(sorted(folder.rglob(FILE)) for folder in folders):
        about, entries = read_left_out(path)
        if source in (None, about):
            yield from entries


def _rest(covered: Iterable[Covered]) -> Table:
    rows = (
        tuple(map(Literal, (one.mention.section, one.mention.kind, one.mention.text, one.status, one.detail)))
        for one in covered
    )
    return Table(("section", "kind", "mention", "status", "reason"), tuple(rows))
