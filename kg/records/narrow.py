"""What was published by a date, or by whom: fewer passages, and of the entities only those still spoken of.

Sources are dated and every passage has one, so narrowing keeps or drops whole passages. Names and definitions are
the curators' words, not claims of a source; they stay for every entity that a kept passage mentions.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from pyoxigraph import Literal

from kg import names
from kg.errors import NotFound
from kg.records.interpret import Checked, Statement
from kg.text.suggest import nearest

# The property of a source that says when it was published.
PUBLISHED = names.expand("cr:date")


def narrow(
    checked: Checked, as_of: date | None = None, sources: Collection[str] = (), other_sources: Collection[str] = ()
) -> Checked:
    """The part of the records published on or before `as_of` and, if `sources` is given, by one of them.

    A source without a date counts as always known; `other_sources` are keys that stand for no records.
    Raises NotFound for a source key nobody knows.
    """
    known = {passage.source for passage in checked.passages}
    for source in sources:
        if source not in known and source not in other_sources:
            raise NotFound("source", source, nearest(source, {*known, *other_sources}))
    published = {
        statement.subject: statement.value.value
        for statement in checked.statements
        if statement.property.iri == PUBLISHED and statement.subject in known
    }
    kept_sources = {
        source
        for source in known
        if (not sources or source in sources) and (as_of is None or _by(published.get(source), as_of))
    }
    kept = [statement for statement in checked.statements if statement.record.passage.source in kept_sources]
    spoken_of = kept_sources | {record.key for record in checked.records if record.passage.source in kept_sources}
    spoken_of |= {_key(statement) for statement in kept}
    names_only = [
        statement
        for statement in checked.statements
        if statement.record.passage.source not in kept_sources
        and statement.property.annotation
        and statement.subject in spoken_of
    ]
    curated = {id(statement.record) for statement in names_only}
    definitions = {key: record for key, record in checked.definitions.items() if key in spoken_of}
    return replace(
        checked,
        passages=[passage for passage in checked.passages if passage.source in kept_sources],
        records=[
            record if record.passage.source in kept_sources else replace(record, quote=None)  # the source's words
            for record in checked.records
            if record.passage.source in kept_sources or id(record) in curated
        ],
        definitions=definitions,
        classes={key: checked.classes[key] for key in definitions},
        statements=[*kept, *names_only],
        beside={source: said for source, said in checked.beside.items() if source in kept_sources},
    )


def _by(published: str | None, as_of: date) -> bool:
    """A year or month counts as its last day: only then it was surely out."""
    if published is None:
        return True
    known = [int(part) for part in published.split("-")]
    year, month, day = [*known, *(12, 31)[len(known) - 1 :]]
    return date(year, month, min(day, monthrange(year, month)[1])) <= as_of


def _key(statement: Statement) -> str:
    value = statement.value
    return "" if isinstance(value, Literal) else value.value.removeprefix(names.ID)
