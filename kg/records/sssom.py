"""Mappings in SSSOM 1.0 (https://mapping-commons.github.io/sssom): a table with a block of YAML in front of it.

Each row says that a subject and an object mean the same, nearly the same, more or less; why, how sure, by whom and
when. A row whose `predicate_modifier` is ``Not`` says that they do not. ``owl:sameAs`` is refused: it would merge all
that is said of the two, in every graph that takes it in.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import yaml

from kg import names
from kg.errors import DataError, EnvironmentFault, Problem, Where, cut, did_you_mean
from kg.files import yaml as strict_yaml
from kg.files.spreadsheet import spreadsheet_safe
from kg.text.suggest import nearest

REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
#: The slots of a mapping, in the order in which they are written.
SLOTS = (
    *("subject_id", "subject_label", "subject_category", "subject_type", "subject_source", "subject_source_version"),
    *("subject_match_field", "subject_preprocessing", "predicate_id", "predicate_label", "predicate_modifier"),
    *("predicate_type", "object_id", "object_label", "object_category", "object_type", "object_source"),
    *("object_source_version", "object_match_field", "object_preprocessing", "mapping_justification"),
    *("mapping_cardinality", "mapping_source", "mapping_tool", "mapping_tool_version", "mapping_provider"),
    *("mapping_date", "publication_date", "author_id", "author_label", "reviewer_id", "reviewer_label", "creator_id"),
    *("creator_label", "confidence", "curation_rule", "curation_rule_text", "match_string", "similarity_score"),
    *("similarity_measure", "issue_tracker_item", "license", "see_also", "other", "comment"),
)
PREDICATES = (
    *("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"),
    *("rdfs:subClassOf", "rdfs:subPropertyOf", "owl:equivalentClass", "owl:equivalentProperty"),
)
#: Prefixes that SSSOM itself declares.
BUILT_IN = {
    **{prefix: names.PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs", "skos")},
    "semapv": "https://w3id.org/semapv/vocab/",
    "sssom": "https://w3id.org/sssom/",
}
MAX_BYTES = 64 * 1024 * 1024
_CURIE = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]*):([^\s<>\"{}|\\^`]*)\Z")


@dataclass(frozen=True)
class Row:
    """One mapping: its slots as they are written, and where."""

    slots: Mapping[str, str]
    where: Where = field(default=Where(""), compare=False)

    def __getitem__(self, slot: str) -> str:
        return self.slots.get(slot, "")

    @property
    def key(self) -> tuple[str, str, str]:
        """What is said of what: two rows with the same key contradict or repeat each other."""
        return self["subject_id"], self["predicate_id"], self["object_id"]

    @property
    def negated(self) -> bool:
        """Whether the row says that the two do not match."""
        return self["predicate_modifier"] == "Not"

    @property
    def confidence(self) -> Decimal | None:
        """0 to 1, or None where nothing is said."""
        return Decimal(self["confidence"]) if self["confidence"] else None


@dataclass
class MappingSet:
    """A file of mappings: what it says of itself, its prefixes and its rows."""

    metadata: dict[str, str | list[str]]
    prefixes: dict[str, str]
    rows: list[Row]

    def iri(self, curie: str) -> str:
        """A CURIE of this set as an IRI. Raises KeyError for an unknown prefix."""
        prefix, _, local = curie.partition(":")
        return {**BUILT_IN, **self.prefixes}[prefix] + local


def read(path: Path) -> MappingSet:
    """The mappings of a file. Raises DataError with everything that is wrong with it."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DataError([Problem(Where.of(path), f"larger than {MAX_BYTES // 2**20} MB; split the file")])
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise DataError([Problem(Where.of(path), f"not UTF-8 text (byte {fault.start})")]) from None
    head = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    problems: list[Problem] = []
    metadata, prefixes = _metadata(path, [line.removeprefix("#") for line in lines[:head]], problems)
    found = MappingSet(metadata, prefixes, _rows(path, lines, head, problems))
    _check(found, problems)
    if problems:
        raise DataError(problems)
    return found


def _metadata(
    path: Path, lines: list[str], problems: list[Problem]
) -> tuple[dict[str, str | list[str]], dict[str, str]]:
    text = "\n".join(line.removeprefix(" ") if all(part[:1] in ("", " ") for part in lines) else line for line in lines)
    with tempfile.TemporaryDirectory() as folder:  # the strict reader reads files
        copy = Path(folder) / "metadata.yaml"
        copy.write_text(text + "\n", "utf-8")
        tree, met = strict_yaml.read(copy)
    problems += [Problem(Where.of(path, problem.where.line, problem.where.column), problem.message) for problem in met]
    metadata: dict[str, str | list[str]] = {}
    prefixes: dict[str, str] = {}
    if not isinstance(tree, strict_yaml.Mapping):
        if not met:
            problems.append(Problem(Where.of(path, 1), 'no metadata: expected lines such as "#mapping_set_id: …"'))
        return metadata, prefixes
    for name, (key, value) in tree.entries.items():
        if isinstance(value, strict_yaml.Scalar):
            metadata[name] = value.text
        elif isinstance(value, strict_yaml.Sequence):
            metadata[name] = [item.text for item in value.items if isinstance(item, strict_yaml.Scalar)]
        elif name == "curie_map":
            declared = value.entries.items()
            prefixes = {prefix: iri.text for prefix, (_, iri) in declared if isinstance(iri, strict_yaml.Scalar)}
        else:
            problems.append(Problem(Where.of(path, key.where.line), f'{name}: only "curie_map" is a mapping'))
    problems += [
        Problem(Where.of(path, 1), f'the metadata has no "{name}"')
        for name in ("mapping_set_id", "license")
        if name not in metadata
    ]
    return metadata, prefixes


def _rows(path: Path, lines: list[str], head: int, problems: list[Problem]) -> list[Row]:
    if head == len(lines):
        problems.append(Problem(Where.of(path, head + 1), "no table below the metadata"))
        return []
    columns = [column.strip() for column in lines[head].split("\t")]
    for column in columns:
        if column not in SLOTS:
            near = did_you_mean(nearest(column, SLOTS))
            problems.append(Problem(Where.of(path, head + 1), f'no slot of SSSOM is called "{cut(column)}"{near}'))
    missing = [slot for slot in REQUIRED if slot not in columns]
    problems += [Problem(Where.of(path, head + 1), f'the table has no column "{slot}"') for slot in missing]
    rows: list[Row] = []
    for number, line in enumerate(lines[head + 1 :], start=head + 2):
        if not line.strip():
            continue
        cells = next(csv.reader([line], delimiter="\t"))
        if len(cells) > len(columns):
            problems.append(Problem(Where.of(path, number), f"{len(cells)} cells, but {len(columns)} columns"))
        said = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if cell.strip()}
        rows.append(Row(said, Where.of(path, number)))
    return rows


def _check(found: MappingSet, problems: list[Problem]) -> None:
    known = {**BUILT_IN, **found.prefixes}
    seen: dict[tuple[str, str, str], Where] = {}
    for row in found.rows:

        def wrong(message: str, where: Where = row.where) -> None:
            problems.append(Problem(where, message))

        for slot in REQUIRED:
            value = row[slot]
            curie = _CURIE.match(value)
            if not value:
                wrong(f"{slot}: missing")
            elif not curie:
                wrong(f'{slot}: "{cut(value)}" is no CURIE (prefix:name)')
            elif curie[1] not in known:
                wrong(f'{slot}: prefix "{curie[1]}" is not in the curie_map{did_you_mean(nearest(curie[1], known))}')
        if row["predicate_id"] == "owl:sameAs":
            wrong("predicate_id: owl:sameAs would merge all that is said of both; use skos:exactMatch")
        elif row["predicate_id"] and row["predicate_id"] not in PREDICATES:
            near = did_you_mean(nearest(row["predicate_id"], PREDICATES))
            wrong(f'predicate_id: "{cut(row["predicate_id"])}" is not used here{near}')
        if row["predicate_modifier"] not in ("", "Not"):
            wrong(f'predicate_modifier: "{cut(row["predicate_modifier"])}"; it is "Not" or empty')
        if row["confidence"] and not _fraction(row["confidence"]):
            wrong(f'confidence: "{cut(row["confidence"])}" is no number from 0 to 1')
        if row["mapping_date"] and not _date(row["mapping_date"]):
            wrong(f'mapping_date: "{cut(row["mapping_date"])}" is no date (2021-12-31)')
        if first := seen.get(row.key):
            wrong(f"the same mapping as in line {first.line}")
        seen.setdefault(row.key, row.where)


def _fraction(text: str) -> bool:
    try:
        return 0 <= Decimal(text) <= 1
    except InvalidOperation:
        return False


def _date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text)) and len(text) == 10
    except ValueError:
        return False


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
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    for row in sorted(mappings.rows, key=lambda row: row.key):
        writer.writerow([spreadsheet_safe(" ".join(row[column].split())) for column in columns])
    return "".join(f"#{line}\n" for line in head.splitlines()) + out.getvalue()


def joined(old: MappingSet, new: Iterable[Row]) -> tuple[MappingSet, list[Row]]:
    """The old mappings with the new ones that say something of other pairs; and those that were left out."""
    decided = {(row["subject_id"], row["object_id"]) for row in old.rows}
    kept: list[Row] = []
    left: list[Row] = []
    for row in new:
        (left if (row["subject_id"], row["object_id"]) in decided else kept).append(row)
    return MappingSet(old.metadata, old.prefixes, [*old.rows, *kept]), left
