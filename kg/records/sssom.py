"""Mappings in SSSOM 1.1 (https://mapping-commons.github.io/sssom): the slots, the rows, and how a file is written.

Each row maps a subject to an object by a predicate and carries the evidence: justification, confidence, author, date.
Several rows about one pair are several pieces of evidence. A row whose `predicate_modifier` is ``Not`` denies the
match; ``sssom:NoTermFound`` on one side states that the other side has no counterpart. Slots of the metadata that the
specification propagates, and those of authors, hold for each row without a value of its own.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from kg import names
from kg.errors import Where
from kg.files.spreadsheet import spreadsheet_safe

REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
#: The slots of a mapping, in the order in which they are written.
SLOTS = (
    *("record_id", "subject_id", "subject_label", "subject_category", "subject_type", "subject_source"),
    *("subject_source_version", "subject_match_field", "subject_preprocessing", "predicate_id", "predicate_label"),
    *("predicate_modifier", "predicate_type", "object_id", "object_label", "object_category", "object_type"),
    *("object_source", "object_source_version", "object_match_field", "object_preprocessing", "mapping_justification"),
    *("mapping_cardinality", "cardinality_scope", "mapping_source", "mapping_tool", "mapping_tool_id"),
    *("mapping_tool_version", "mapping_provider", "mapping_date", "publication_date", "review_date", "author_id"),
    *("author_label", "reviewer_id", "reviewer_label", "creator_id", "creator_label", "confidence"),
    *("reviewer_agreement", "curation_rule", "curation_rule_text", "match_string", "similarity_score"),
    *("similarity_measure", "issue_tracker_item", "license", "see_also", "other", "comment"),
)
#: Slots of the metadata that hold for each row without a value of its own.
PROPAGATED = (
    *("subject_type", "predicate_type", "object_type", "subject_source", "subject_source_version", "object_source"),
    *("object_source_version", "mapping_provider", "cardinality_scope", "mapping_tool", "mapping_tool_id"),
    *("mapping_tool_version", "mapping_date", "subject_match_field", "object_match_field", "subject_preprocessing"),
    *("object_preprocessing", "curation_rule", "curation_rule_text", "similarity_measure", "author_id"),
    *("author_label", "reviewer_id", "reviewer_label", "review_date"),
)
#: Slots with several values, between ``|``.
SEVERAL = frozenset(
    (
        *("creator_id", "creator_label", "author_id", "author_label", "reviewer_id", "reviewer_label", "match_string"),
        *("cardinality_scope", "subject_match_field", "object_match_field", "subject_preprocessing", "curation_rule"),
        *("object_preprocessing", "curation_rule_text", "see_also"),
    )
)
#: What stands for an entity that has no counterpart.
NO_TERM = "sssom:NoTermFound"
#: The type of a side that is a text and needs no identifier.
LITERAL = "rdfs literal"
#: Prefixes that SSSOM itself declares.
BUILT_IN = {
    **{prefix: names.PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "skos", "xsd", "semapv", "sssom")},
    "linkml": "https://w3id.org/linkml/",
}
#: The specification asks for CURIEs; files that write addresses out are common, and these are unambiguous.
IRI = re.compile(r"https?://[^\s<>\"{}|\\^`]+\Z")
_SEPARATOR = re.compile(r"\\[|\\]|\|")

#: A value of the metadata: a text, a list or a mapping of values.
Value = str | list[Any] | dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One mapping: its slots as they are written, where, and the slots that the metadata gives it."""

    slots: Mapping[str, str]
    where: Where = field(default=Where(""), compare=False)
    inherited: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __getitem__(self, slot: str) -> str:
        return self.slots.get(slot) or self.inherited.get(slot, "")

    def values(self, slot: str) -> list[str]:
        """The values of a slot that may have several: ``Alice\\|Bob|Charlie`` is "Alice|Bob" and "Charlie"."""
        if slot in SEVERAL:
            return split(self[slot])
        return [self[slot]] if self[slot] else []

    @property
    def key(self) -> tuple[str, str, str]:
        """What is mapped to what, and how."""
        return self["subject_id"], self["predicate_id"], self["object_id"]

    @property
    def negated(self) -> bool:
        """Whether the row denies the match."""
        return self["predicate_modifier"] == "Not"

    @property
    def matched(self) -> bool:
        """Whether the row maps one entity to another: neither side is missing or a plain text."""
        sides = ("subject", "object")
        return all(self[f"{side}_id"] not in ("", NO_TERM) and self[f"{side}_type"] != LITERAL for side in sides)

    @property
    def confidence(self) -> Decimal | None:
        """0 to 1, or None where the row has none."""
        return Decimal(self["confidence"]) if self["confidence"] else None


@dataclass
class MappingSet:
    """A file of mappings: its metadata, its prefixes and its rows."""

    metadata: dict[str, Value]
    prefixes: dict[str, str]
    rows: list[Row]

    def iri(self, curie: str) -> str:
        """A CURIE of this set as an IRI; an IRI stays one. Raises KeyError for an unknown prefix."""
        if IRI.match(curie):
            return curie
        prefix, _, local = curie.partition(":")
        return {**BUILT_IN, **self.prefixes}[prefix] + local

    def text(self, key: str) -> str:
        """A value of the metadata that is a text; empty where it is another kind of value or absent."""
        value = self.metadata.get(key)
        return value if isinstance(value, str) else ""


def split(cell: str) -> list[str]:
    """The values in a cell, between ``|``; ``\\|`` and ``\\\\`` are a bar and a backslash within a value."""
    values, start = [""], 0
    for mark in _SEPARATOR.finditer(cell):
        values[-1] += cell[start : mark.start()]
        if mark[0] == "|":
            values.append("")
        else:
            values[-1] += mark[0][1]
        start = mark.end()
    values[-1] += cell[start:]
    return [value.strip() for value in values if value.strip()]


def text(mappings: MappingSet) -> str:
    """The file: metadata, then rows in the order of what they are about. The same mappings give the same bytes."""
    head = yaml.dump(
        {"curie_map": dict(sorted(mappings.prefixes.items())), **mappings.metadata},
        allow_unicode=True,
        width=10_000,
        sort_keys=False,
    )
    used = {slot for row in mappings.rows for slot in row.slots}
    columns = [slot for slot in SLOTS if slot in used or slot in REQUIRED]
    columns += sorted(used.difference(SLOTS))
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    for row in sorted(mappings.rows, key=lambda row: (row.key, sorted(row.slots.items()))):
        writer.writerow([spreadsheet_safe(" ".join(row.slots.get(column, "").split())) for column in columns])
    return "".join(f"#{line}\n" for line in head.splitlines()) + out.getvalue()


def joined(old: MappingSet, new: Iterable[Row]) -> tuple[MappingSet, list[Row]]:
    """The old mappings with the new ones about other pairs; and the new ones that were left out."""
    decided = {(row["subject_id"], row["object_id"]) for row in old.rows}
    kept: list[Row] = []
    left: list[Row] = []
    for row in new:
        (left if (row["subject_id"], row["object_id"]) in decided else kept).append(row)
    return MappingSet(old.metadata, old.prefixes, [*old.rows, *kept]), left
