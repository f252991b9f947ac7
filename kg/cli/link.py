"""``kg link``: match the records of a dataset with entities of the graph, or with another dataset."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg import names
from kg.cli.options import (
    ENDPOINT,
    MASTER,
    NARROWING,
    STORE,
    NumberInRange,
    Steps,
    opened,
    output_named,
    with_options,
    working,
    write_text,
)
from kg.errors import MissingExtra, UsageError
from kg.network.subgraph import classes_of
from kg.records import sssom, sssom_reader
from kg.records.sssom import MappingSet, Row

if TYPE_CHECKING:
    from kg.link.columns import Columns
    from kg.link.dataset import Dataset
    from kg.link.steps import Linked

#: From this confidence on a match needs no review.
_SURE = 0.9
_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


@with_options(MASTER, output_named(".sssom.tsv", ".tsv"), *NARROWING, ENDPOINT, STORE)
@click.command(
    "link",
    epilog="""\b
Examples:
  kg link suppliers.csv -o suppliers.sssom.tsv             which of them does the graph know?
  kg link labs.tsv --name "Laboratory name" --country Nation --identifier LEI
  kg link schemes.jsonl --class CertificationScheme
  kg link products.csv --codes product-category
  kg link mine.parquet --against register.csv              two datasets, no graph
  kg link suppliers.csv --store china                      the records and the registers of a store
  kg link china -o bodies.sssom.tsv                        which register entities does the graph know?
  kg link suppliers.csv --review -o suppliers.sssom.tsv    decide the doubtful matches; decisions are kept
  kg link parts/ --against register.parquet --engine spark --master spark://host:7077
  kg ask links --data suppliers.sssom.tsv                  the graph, joined
""",
)
@click.argument("dataset", metavar="DATASET")
@click.option("--against", metavar="DATASET", help="Match against this dataset instead of the graph.")
@click.option("--name", "name_columns", multiple=True, metavar="COLUMN", help="A column of names; repeatable.")
@click.option("--id", "id_column", default="", metavar="COLUMN", help="The column of keys or IRIs.")
@click.option("--country", default="", metavar="COLUMN", help="The column of countries (codes or names).")
@click.option("--kind", default="", metavar="COLUMN", help="The column of kinds or types.")
@click.option("--identifier", multiple=True, metavar="COLUMN", help="A column of identifiers (LEI …); repeatable.")
@click.option("--no-identifiers", is_flag=True, help="Ignore identifiers.")
@click.option("--encoding", default="utf-8", show_default=True, metavar="NAME", help="The encoding of tables.")
@click.option("--separator", metavar="CHARACTER", help="The separator of a CSV table. [default: guessed]")
@click.option("--class", "classes", multiple=True, metavar="CLASS", help="Only entities of this class; repeatable.")
@click.option("--codes", multiple=True, metavar="LIST", help="Codes of this list (product-category) instead.")
@click.option(
    "--least",
    type=NumberInRange(0.05, 1),
    default=0.5,
    show_default=True,
    help="The lowest confidence of a match to write.",
)
@click.option("--review", is_flag=True, help="Ask about each match below 0.9; rejections are kept too.")
@click.option("--author", default="", metavar="NAME", help="The author of the decisions of --review.")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Date of the mappings. [default: today]"
)
@click.option(
    "--workers", type=click.IntRange(0, 256), default=0, help="Number of processes. [default: one per processor]"
)
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"], case_sensitive=False),
    default="local",
    show_default=True,
    help="Where to run: this machine, or Apache Spark for tables too large for it.",
)
def command(
    dataset: str,
    against: str | None,
    name_columns: tuple[str, ...],
    id_column: str,
    country: str,
    kind: str,
    identifier: tuple[str, ...],
    no_identifiers: bool,
    encoding: str,
    separator: str | None,
    classes: tuple[str, ...],
    codes: tuple[str, ...],
    least: float,
    review: bool,
    author: str,
    day: datetime | None,
    workers: int,
    engine: str,
    master: str,
    output: str,
    data: tuple[Path, ...],
    as_of: datetime | None,
    source: tuple[str, ...],
    endpoint: str | None,
    store: Path | None,
) -> None:
    """Find which records of DATASET mean the same as entities of the graph, and write the mappings as SSSOM.

    DATASET is a table (CSV, TSV, JSON lines, Parquet; .gz and .zst too), RDF, SSSOM, the folder of a register store, or
    - for standard input. Headers and values decide which column holds names, keys, countries and identifiers; what was
    recognised, and why, is printed first; the options override it. Names may be in any script: matching
    tolerates typos, word order, abbreviations, legal forms and transliteration. A shared identifier is decisive;
    country and legal form also count. Each mapping has its confidence and the evidence for it. An existing output file
    is extended, never overwritten.
    """
    try:
        from kg.link.columns import Columns
        from kg.link.dataset import read
        from kg.link.matches import Prefixes, matches, rows
    except ImportError as fault:
        raise MissingExtra("kg link", "link", fault) from fault
    if review and "-" in (dataset, against):
        raise UsageError("--review asks on standard input, so no dataset can come from there")
    if identifier and no_identifiers:
        raise UsageError("--identifier and --no-identifiers exclude each other")
    old = sssom_reader.read(Path(output)) if output != "-" and Path(output).is_file() else None
    if separator is not None and len(separator.replace("\\t", "\t")) != 1:
        raise UsageError(f'--separator is one character (\\t for a tab), not "{separator}"')
    mark = separator.replace("\\t", "\t") if separator else None
    columns = Columns(name_columns, id_column, country, kind, identifier, not no_identifiers)

    def right_side(organisations: bool) -> Dataset:
        if against is not None:
            return read(against, Columns(guess_identifiers=not no_identifiers), encoding)
        from kg.ask.entities import records as records_of
        from kg.link.dataset import Dataset, of_graph, of_register
        from kg.store.registers.graph import RegisterGraph

        graph = opened(data, as_of, source, endpoint, store).engine
        own = records_of(graph)
        wanted = classes_of(own, classes)
        known = of_graph(own, wanted, codes, organisations=organisations)
        if codes or not isinstance(graph, RegisterGraph):
            return known
        things = of_register(graph, wanted, organisations=organisations, guess_identifiers=not no_identifiers)
        return Dataset(known.records, f"{known.reading}; {things.reading}", known.organisations, things.register)

    if engine == "spark":
        if store is not None:
            raise UsageError("--engine spark does not read a store; leave it out to link on this machine")
        linked = _on_spark(master, dataset, columns, against, right_side)
    else:
        linked = _on_this_machine(lambda: read(dataset, columns, encoding, mark), right_side, workers)
    prefixes = Prefixes(dict(old.prefixes) if old else {})
    when = (day.date() if day else date.today()).isoformat()
    spaces = _space(dataset), _space(against or "graph")
    proposed = list(rows(matches(linked, least), prefixes, spaces, when))
    decided, undecided = (old.rows if old else []), proposed
    if review:
        decided, undecided = _reviewed(proposed, old, author, when)
    mappings = MappingSet(old.metadata if old else _metadata(dataset, when), prefixes.declared, list(decided))
    mappings, repeated = sssom.joined(mappings, undecided)
    write_text(sssom.text(mappings), output)
    sure = sum(float(row["confidence"]) >= _SURE for row in proposed)
    click.echo(
        f"{len(proposed):,} matched: {sure:,} sure, {len(proposed) - sure:,} to be reviewed"
        + (f"; the file had {len(old.rows):,} rows, {len(repeated):,} of the matches among them" if old else ""),
        err=True,
    )


def _on_this_machine(left: Callable[[], Dataset], right: Callable[[bool], Dataset], workers: int) -> Linked:
    from kg.link.local import link
    from kg.link.scoring import Model

    with working("Reading"):
        one = left()
        other = right(one.organisations)
        ones, others = list(one.records), list(other.records)
    if one.register and other.register:
        raise UsageError("both sides are register stores; write one of them to a table first (kg sparql -o)")
    for side, records in ((one, ones), (other, others)):
        counted = f"; {len(records):,} records" if records or not side.register else ""
        click.echo(f"{side.reading}{counted}", err=True)
    with Steps() as steps:
        known, total = None, 0
        for side, records, opposite in ((one, ones, others), (other, others, ones)):
            if side.register is not None:
                chosen = side.register.like(opposite, workers, steps.next)
                records += chosen.records
                known, total = chosen.counts, chosen.names
        return link(ones, others, Model.read(), workers=workers, progress=steps.next, known=known, all_names=total)


def _on_spark(
    master: str, dataset: str, columns: Columns, against: str | None, right_side: Callable[[bool], Dataset]
) -> Linked:
    try:
        import pyspark  # noqa: F401

        from kg.files.spark import session as start
        from kg.link import spark
    except ImportError as fault:
        raise MissingExtra("--engine spark", "spark", fault) from fault
    from kg.link.columns import Columns
    from kg.link.scoring import Model

    with Steps() as steps:
        session = start(master)
        left, layout = spark.table(session, dataset, columns)
        click.echo(layout.description(dataset), err=True)
        if against is None:
            right = spark.sent(session, right_side(layout.organisations))
        else:
            right, layout = spark.table(session, against, Columns(guess_identifiers=columns.guess_identifiers))
            click.echo(layout.description(against), err=True)
        return spark.link(session, left, right, Model.read(), steps.next)


def _reviewed(proposed: Sequence[Row], old: MappingSet | None, author: str, when: str) -> tuple[list[Row], list[Row]]:
    """The rows that are decided, before or now, and those that stay undecided."""
    from kg.link.review import review

    before = old.rows if old else []
    settled = {(row["subject_id"], row["object_id"]) for row in before if row["author_label"] or row["author_id"]}
    unsettled = [row for row in proposed if (row["subject_id"], row["object_id"]) not in settled]
    outcome = review([row for row in unsettled if float(row["confidence"]) < _SURE], author or "reviewer", when)
    decided = [*outcome.accepted, *outcome.rejected]
    pairs = {(row["subject_id"], row["object_id"]) for row in decided}
    kept = [row for row in before if (row["subject_id"], row["object_id"]) not in pairs]
    click.echo(
        f"{len(outcome.accepted)} accepted, {len(outcome.rejected)} rejected, {len(outcome.open)} left open.", err=True
    )
    sure = [row for row in unsettled if float(row["confidence"]) >= _SURE]
    return [*kept, *decided], [*sure, *outcome.open]


def _space(dataset: str) -> tuple[str, str]:
    """The prefix of a dataset's keys and its IRI."""
    stem = "-".join(re.findall(r"[a-z0-9]+", Path(dataset).name.partition(".")[0].lower())) or "dataset"
    return stem, f"{names.ID}{stem}-"


def _metadata(dataset: str, when: str) -> dict[str, sssom.Value]:
    return {
        "mapping_set_id": f"{names.SOURCE}links-{_space(dataset)[0]}",
        "mapping_set_title": f"Links to {Path(dataset).name}",
        "mapping_date": when,
        "license": _LICENCE,
    }
