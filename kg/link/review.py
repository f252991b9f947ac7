"""A walk through the doubtful matches: is it the same, is it not, or leave it open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import click

from kg.records.sssom import Row
from kg.text.terminal import ask, plain

_CHOICES = {"y": "yes", "n": "no", "l": "leave it open", "q": "quit and leave the rest open"}


@dataclass
class MatchDecisions:
    """The decisions of a review."""

    accepted: list[Row] = field(default_factory=list)
    rejected: list[Row] = field(default_factory=list)
    open: list[Row] = field(default_factory=list)


def review(doubtful: Iterable[Row], author: str, day: str) -> MatchDecisions:
    """Ask about each row on standard error; answers come from standard input.

    A decision carries its author; a "no" is kept too, so that no pair is asked about twice.
    Raises click.Abort when the answers end before the rows do.
    """
    rows = list(doubtful)
    outcome = MatchDecisions()
    for number, row in enumerate(rows, start=1):
        click.echo(click.style(f"── {number} of {len(rows)} · confidence {row['confidence']}", bold=True), err=True)
        for side in ("subject", "object"):
            click.echo(f"  {plain(row[f'{side}_label'])}  ({plain(row[f'{side}_id'])})", err=True)
        click.echo(click.style(f"  {plain(row['comment'])}", dim=True), err=True)
        answer = ask(_CHOICES, "l")
        if answer == "y":
            outcome.accepted.append(_decided(row, {"predicate_id": "skos:exactMatch", "confidence": "1"}, author, day))
        elif answer == "n":
            no = {"predicate_id": "skos:exactMatch", "predicate_modifier": "Not", "confidence": "1"}
            outcome.rejected.append(_decided(row, no, author, day))
        elif answer == "l":
            outcome.open.append(row)
        else:
            outcome.open += rows[number - 1 :]
            break
    return outcome


def _decided(row: Row, slots: dict[str, str], author: str, day: str) -> Row:
    by = {"author_label": author, "mapping_date": day, "mapping_justification": "semapv:ManualMappingCuration"}
    return Row({**row.slots, **slots, **by})
