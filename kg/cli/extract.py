"""``kg extract``: draft records from a report's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import click

from kg import shipped
from kg.cli.options import (
    DATA,
    ENDPOINT,
    opened,
    output_named,
    selected,
    with_options,
    working,
    write_bytes,
    write_text,
)
from kg.cli.verify import REPORT
from kg.errors import UsageError, cut, did_you_mean
from kg.extract import formats
from kg.extract.drafting import places, prepared
from kg.extract.drafting.records import ReportPart, Settings
from kg.extract.drafting.source import source_record
from kg.extract.drafting.territories import territories
from kg.extract.drafting.written import written
from kg.extract.engines import ENGINES
from kg.extract.outline import Doubt, Section, outline, sections
from kg.extract.review import checker
from kg.extract.review import review as review_draft
from kg.extract.wording import unbroken
from kg.files.output import is_stdout
from kg.rdf import vocabulary
from kg.records import reader
from kg.text.suggest import nearest

#: How many characters of a text are searched for its title and its date of publication.
_OPENING = 4_000
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@with_options(output_named(".yaml", ".yml"), DATA, ENDPOINT)
@click.command(
    "extract",
    epilog="""\b
Examples:
  kg extract report.txt -o draft.yaml
  kg extract report.pdf --source cnas-2022 --area china -o draft.yaml
  kg extract report.txt --engine nlp -o draft.yaml  with trained models
  kg extract report.txt --review -o draft.yaml      accept, edit or drop each record
  kg extract https://example.org/report.html | less
  kg validate draft.yaml                            with draft.sources.yaml, which describes the report
""",
)
@REPORT
@click.option("--source", metavar="KEY", help="The report's key. [default: made from the file's name]")
@click.option("--year", metavar="YYYY", help="The year reported on. [default: the year that the text names most]")
@click.option(
    "--area",
    metavar="KEY",
    default="",
    help="The country or area that figures are about: the key of a place, or a country's name (south-africa).",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    help="What reads the text: rules, or trained models too (docs/reports.md says how to install them).",
)
@click.option(
    "--review",
    is_flag=True,
    help="Review the draft on the terminal: one key accepts, edits or drops a record. Stop at any time; the same "
    "command continues there.",
)
def command(
    report: str,
    source: str | None,
    year: str | None,
    area: str,
    engine: str,
    review: bool,
    output: str,
    data: tuple[Path, ...],
    endpoint: str | None,
) -> None:
    """Draft records, in the format of data/, from REPORT (a file, - or a URL: text, Markdown, HTML or PDF).

    Entities that the graph knows by any name are linked; others get new records. Each value is followed by the rule
    that drafted it, its confidence, and the words it rests on. A draft is a proposal: review it. With -o draft.yaml,
    draft.sources.yaml describes the report; kg validate draft.yaml reads both.
    """
    key = source if source is not None else _key(report)
    if not _KEY.fullmatch(key):
        raise UsageError(f'--source "{cut(key)}": a key has small letters, digits and hyphens')
    if year is not None and not re.fullmatch(r"(?:19|20)\d\d", year):
        raise UsageError(f'--year "{cut(year)}": write four digits, as in 2021')
    doubts: list[Doubt] = []
    with working("Reading the report"):
        notes: list[str] = []
        opening, lines = _opening(formats.lines(report, notes))
        terms = vocabulary.read(shipped.ONTOLOGY)
        graph = opened(data, None, (), endpoint).engine
        settings = Settings(key, year or "", area, _names_of_area(area, places(graph, terms)), engine)
        made = prepared(graph, terms, settings, opening)
    drafted = written(made.passages(_parts(sections(lines, doubts))), settings)
    going_on = _going_on(output, key) if review else ""
    draft = going_on or ("".join(drafted) if review else "")
    if not review:
        with working("Drafting"):
            write_bytes((piece.encode() for piece in drafted), output)
    if not is_stdout(output) and not going_on:
        words = made.memory.tables["source"]
        described = source_record(opening, settings, terms, words, made.memory.until)
        write_text(described, str(reader.sources_of(Path(output))))
    if review:
        _walk(draft, report, data, output)
    for note in notes:
        click.echo(note, err=True)
    for doubt in doubts:
        click.echo(f"{report}:{doubt.line}: {doubt.message}", err=True)


def _names_of_area(area: str, known: Sequence[str]) -> Mapping[str, str]:
    """The names of an area that the graph does not know, by language. Raises UsageError where nobody knows it."""
    if not area or area in known:
        return {}
    if area not in (countries := territories()):
        raise UsageError(f'--area: no place "{cut(area)}"{did_you_mean(nearest(area, [*known, *countries]))}')
    return countries[area]


def _going_on(output: str, key: str) -> str:
    """The draft with which a review continues: the output file, if it exists."""
    path = Path(output)
    if is_stdout(output) or not path.is_file() or not path.stat().st_size:
        return ""
    sources = {passage.source for passage in reader.read([path]).passages}
    if sources != {key}:
        raise UsageError(f"{output} holds no draft of the source {key}; give another file, or remove this one")
    click.echo(f"Continuing the review of the draft in {output}.", err=True)
    return path.read_text("utf-8")


def _walk(text: str, report: str, data: tuple[Path, ...], output: str) -> None:
    """Ask on the terminal what to do with each record; each decision is saved at once where there is a file."""
    if report == formats.STDIN:
        raise UsageError("--review asks on standard input, so the report cannot come from there")
    selection = selected(data)["data"]
    known = [*reader.files_of(shipped.DATA), *(file for path in selection for file in reader.files_of(path))]
    save = None if is_stdout(output) else lambda decided: write_text(decided, output)
    check = checker(known, vocabulary.read(shipped.ONTOLOGY))
    outcome = review_draft(text, outline(unbroken(formats.read(report).text)), check, save)
    if save is None:
        write_text(outcome.text, output)
    for problem in outcome.problems:
        click.echo(str(problem), err=True)
    later = "; the same command continues with them" if save is not None and outcome.untouched else ""
    click.echo(
        f"{outcome.accepted} accepted, {outcome.edited} edited, {outcome.dropped} dropped, "
        f"{outcome.untouched} left as drafted{later}.",
        err=True,
    )


def _opening(lines: Iterable[str]) -> tuple[str, Iterator[str]]:
    """The beginning of a text, and all of its lines."""
    coming = iter(lines)
    first: list[str] = []
    for line in coming:
        first.append(line)
        if sum(map(len, first)) > _OPENING:
            break
    return "".join(first), chain(first, coming)


def _parts(sections: Iterable[tuple[Section, str]]) -> Iterator[ReportPart]:
    for section, text in sections:
        yield ReportPart(section.number, section.title, text, section.start)


def _key(report: str) -> str:
    name = Path(report.rstrip("/").rpartition("/")[2]).stem.lower() if report != formats.STDIN else ""
    return "-".join(re.findall(r"[a-z0-9]+", name)) or "report"
