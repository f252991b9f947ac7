"""The part of the records that was published by a date, by some sources, or checked in some way.

Narrowing keeps or drops whole passages, since each belongs to one source. Of the entities it keeps those that a kept
passage mentions, with their names and definitions, which are the curators' words and no claims of a source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from pyoxigraph import Literal

from kg import names
from kg.errors import NotFound
from kg.rdf.terms import SKOS_IN_SCHEME
from kg.rdf.vocabulary import CHECKED, PUBLISHED
from kg.records.interpret import Checked, Statement
from kg.text.literals import last_day
from kg.text.suggest import nearest


def narrow(
    checked: Checked,
    as_of: date | None = None,
    sources: Collection[str] = (),
    other_sources: Collection[str] = (),
    ways: Collection[str] = (),
) -> Checked:
    """The part of the records published on or before `as_of` and, if `sources` is given, by one of them.

    `ways` are the keys of ways of checking; of the sources, only those stay whose records were checked in one of them.
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
    was_checked: dict[str, set[str]] = defaultdict(set)
    for statement in checked.statements:
        if statement.property.iri == CHECKED:
            was_checked[statement.subject].add(names.short(statement.value.value).rpartition("/")[2])
    kept_sources = {
        source
        for source in known
        if (not sources or source in sources)
        and (not ways or not was_checked[source].isdisjoint(ways))
        and (as_of is None or source not in published or last_day(published[source]) <= as_of)
    }
    kept = [statement for statement in checked.statements if statement.record.passage.source in kept_sources]
    mentioned = kept_sources | {record.key for record in checked.records if record.passage.source in kept_sources}
    mentioned |= {_key(statement) for statement in kept}
    names_only = [
        statement
        for statement in checked.statements
        if statement.record.passage.source not in kept_sources
        and (statement.property.annotation or statement.property.iri == SKOS_IN_SCHEME)
        and statement.subject in mentioned
    ]
    curated = {id(statement.record) for statement in names_only}
    definitions = {key: record for key, record in checked.definitions.items() if key in mentioned}
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
        external={source: quads for source, quads in checked.external.items() if source in kept_sources},
    )


def _key(statement: Statement) -> str:
    value = statement.value
    return "" if isinstance(value, Literal) else value.value.removeprefix(names.ID)
