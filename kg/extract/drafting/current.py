"""Drafted statements in terms that records may use: retired codes and properties that say too little give way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.extract.drafting.records import Draft, DraftPassage, DraftValue
from kg.rdf.vocabulary import Vocabulary


def current(passage: DraftPassage, vocabulary: Vocabulary) -> DraftPassage:
    """The passage with each statement as the ontology has it now."""
    for record in passage.records:
        if record.type in vocabulary.classes:
            stated = {one.property for one in record.statements}
            record.statements = [
                value
                for old in record.statements
                for value in _now(old, record, vocabulary)
                if value.property == old.property or value.property not in stated  # a day says more than a year
            ]
    return passage


def _now(value: DraftValue, record: Draft, vocabulary: Vocabulary) -> Iterator[DraftValue]:
    term, kind = vocabulary.properties.get(value.property), vocabulary.classes[record.type]
    if term is not None and term.abstract:
        below = vocabulary.below(term, kind)
        if len(below) == 1:
            yield value  # a record may say so
        elif below:
            yield replace(value, property=below[0])
        return
    codes = vocabulary.codes.get(term.code_lists[0], {}) if term is not None and len(term.code_lists) == 1 else {}
    code = codes.get(value.values[0]) if len(value.values) == 1 else None
    if code is None or not code.replaced_by:
        yield value
        return
    for key, successor in vocabulary.instead_of(code, kind):
        yield replace(value, property=key, values=[successor])
