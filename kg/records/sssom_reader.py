"""Reads SSSOM files, a table with a block of YAML in front of it, by the specification.

`kg.records.links` decides which rows the graph takes. Columns and predicates that are typos are problems, slots of
versions before 1.0 get their present names, and a row that repeats another in every slot is read once.
"""

from __future__ import annotations

import csv
import io
import re
import stat
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from kg.errors import DataError, EnvironmentFault, Problem, Where, cut, did_you_mean
from kg.files import yaml as strict_yaml
from kg.records.sssom import BUILT_IN, IRI, LITERAL, PROPAGATED, REQUIRED, SLOTS, MappingSet, Row, Value
from kg.text.missing import is_missing
from kg.text.suggest import nearest

#: Slots that a row may leave empty in any spelling ("N/A").
_TYPED = frozenset({"confidence", "similarity_score", "reviewer_agreement", "mapping_date", "predicate_modifier"})
#: The properties of SKOS that a mapping may use; SKOS is closed, so another one is a typo.
_SKOS = tuple(
    f"skos:{name}"
    for name in (
        *("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch", "mappingRelation", "broader"),
        *("narrower", "related", "broaderTransitive", "narrowerTransitive", "semanticRelation", "inScheme"),
    )
)
#: Slots of versions before 1.0: what their values are now.
_JUSTIFICATIONS = {
    "Lexical": "semapv:LexicalMatching",
    "Logical": "semapv:LogicalMatching",
    "HumanCurated": "semapv:ManualMappingCuration",
    "Complex": "semapv:CompositeMatching",
    "Unspecified": "semapv:UnspecifiedMatching",
    "SemanticSimilarity": "semapv:SemanticSimilarityThresholdMatching",
}
_RENAMED = {"semantic_similarity_score": "similarity_score", "semantic_similarity_measure": "similarity_measure"}
#: Files of metadata of a table that has none in it, by their endings.
_METADATA_SUFFIXES = (".sssom.yml", ".sssom.yaml", ".yml", ".yaml")
#: An unknown column that differs from a slot by so many letters is a typo; others are extensions.
_TYPO = 2
MAX_BYTES = 64 * 1024 * 1024
_CURIE = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]*):([^\s<>\"{}|\\^`]*)\Z")


def read(path: Path) -> MappingSet:
    """The mappings of a file. Raises DataError with every problem in it, EnvironmentFault where it cannot be read."""
    mappings, problems = read_valid(path)
    if problems:
        raise DataError(problems)
    return mappings


def read_valid(path: Path) -> tuple[MappingSet, list[Problem]]:
    """The valid mappings of a file, and the problems of its other rows.

    Raises DataError where no row can be read, EnvironmentFault where the file cannot.
    """
    content = _content(path)
    head, table, first = _parted(content)
    problems: list[Problem] = []
    metadata, prefixes = _metadata(path, head, problems)
    if problems:
        raise DataError(problems)
    rows = _rows(path, table, first)
    known = {**BUILT_IN, **prefixes}
    inherited = {slot: _cell(metadata[slot]) for slot in PROPAGATED if slot in metadata}
    valid: dict[frozenset[tuple[str, str]], Row] = {}  # a row that repeats another in every slot adds nothing
    for row in (Row(slots, where, inherited) for slots, where in rows):
        met = [Problem(row.where, message) for message in _faults(row, known)]
        problems += met
        if not met:
            valid.setdefault(frozenset(row.slots.items()), row)
    return MappingSet(metadata, prefixes, list(valid.values())), problems


def _content(path: Path) -> str:
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise EnvironmentFault(f"{path}: not a plain file; a set of mappings is read from one")
        if state.st_size > MAX_BYTES:
            raise DataError([Problem(Where.of(path), f"larger than {MAX_BYTES // 2**20} MB; split the file")])
        return path.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise DataError([Problem(Where.of(path), f"not UTF-8 text (byte {fault.start})")]) from None


def _parted(content: str) -> tuple[list[str], str, int]:
    """The lines of metadata without their ``#``, the table, and the line on which it begins."""
    lines: list[str] = []
    place = 0
    while content.startswith("#", place):
        end = content.find("\n", place)
        end = len(content) if end < 0 else end + 1
        lines.append(content[place + 1 : end].rstrip("\r\n\t"))
        place = end
    indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return [line[indent:] for line in lines], content[place:], len(lines) + 1


def _metadata(path: Path, head: list[str], problems: list[Problem]) -> tuple[dict[str, Value], dict[str, str]]:
    file, text = path, "\n".join(head)
    if not text.strip():
        stem = path.name.removesuffix(".tsv").removesuffix(".sssom")
        candidates = (path.with_name(stem + suffix) for suffix in _METADATA_SUFFIXES)
        file = next((other for other in candidates if other.is_file()), path)
        text = _content(file) if file != path else ""
    tree, met = strict_yaml.parse(text + "\n", Where.of(file).file)
    problems += [problem for problem in met if not problem.message.startswith(strict_yaml.EMPTY_VALUE)]
    if not isinstance(tree, strict_yaml.YamlMapping):
        if not problems:
            problems.append(Problem(Where.of(path, 1), 'no metadata: expected lines such as "#mapping_set_id: …"'))
        return {}, {}
    metadata = {name: value for name, (_, node) in tree.entries.items() if (value := _value(node))}
    declared = metadata.pop("curie_map", {})
    if not isinstance(declared, dict):
        problems.append(Problem(tree.entries["curie_map"][0].where, "curie_map: expected prefixes and their IRIs"))
        declared = {}
    return metadata, {prefix: iri for prefix, iri in declared.items() if isinstance(iri, str)}


def _value(node: strict_yaml.Node) -> Value:
    if isinstance(node, strict_yaml.Sequence):
        return [value for item in node.items if (value := _value(item))]
    if isinstance(node, strict_yaml.YamlMapping):
        return {name: value for name, (_, item) in node.entries.items() if (value := _value(item))}
    return "" if node.text in ("~", "null") else node.text


def _cell(value: Value) -> str:
    """A value of the metadata as a cell of the table would hold it."""
    if not isinstance(value, list):
        return value if isinstance(value, str) else ""
    return "|".join(str(item).replace("\\", "\\\\").replace("|", "\\|") for item in value)


def _rows(path: Path, table: str, first: int) -> list[tuple[dict[str, str], Where]]:
    """The slots of each row with a value, and where it stands. Raises DataError for a table without the slots."""
    reader = csv.reader(io.StringIO(table, newline=""), delimiter="\t")
    columns = [column.strip() for column in next(reader, [])]
    where = Where.of(path, first)
    if not any(columns):
        raise DataError([Problem(where, "no table below the metadata")])
    problems = [
        Problem(where, f'no slot of SSSOM has the name "{cut(column)}"{did_you_mean([meant])}')
        for column in columns
        if (meant := _mistyped(column, columns))
    ]
    older = {"mapping_justification": "match_type"}
    missing = [slot for slot in REQUIRED if slot not in columns and older.get(slot) not in columns]
    missing = [slot for slot in missing if f"{slot.removesuffix('_id')}_label" not in columns]  # a literal's label
    problems += [Problem(where, f'the table has no column "{slot}"') for slot in missing]
    if problems:
        raise DataError(problems)
    rows: list[tuple[dict[str, str], Where]] = []
    begins = first + reader.line_num
    try:
        for cells in reader:
            where, begins = Where.of(path, begins), first + reader.line_num
            if any(cell.strip() for cell in cells[len(columns) :]):
                problems.append(Problem(where, f"{len(cells)} cells, but {len(columns)} columns"))
                continue
            slots = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if cell.strip()}
            slots = {slot: value for slot, value in slots.items() if slot not in _TYPED or not is_missing(value)}
            if slots:
                rows.append((_renamed(slots), where))
    except csv.Error as fault:
        problems.append(Problem(Where.of(path, begins), f"no table: {fault}"))
    if problems:
        raise DataError(problems)
    return rows


def _mistyped(column: str, columns: list[str]) -> str:
    """The slot that a column's name is a typo of, empty where it is a slot or another word."""
    from rapidfuzz.distance import OSA

    if not column or column in SLOTS:
        return ""
    close = [slot for slot in SLOTS if slot not in columns and OSA.distance(column, slot) <= _TYPO]
    return close[0] if close else ""


def _renamed(slots: dict[str, str]) -> dict[str, str]:
    """Slots of versions before 1.0 by their present names."""
    slots = {_RENAMED.get(slot, slot): value for slot, value in slots.items()}
    older = slots.pop("match_type", "")
    if older and "mapping_justification" not in slots:
        slots["mapping_justification"] = _JUSTIFICATIONS.get(older, older)
    return slots


def _faults(row: Row, known: Mapping[str, str]) -> Iterable[str]:
    """What is wrong with a row by the specification."""
    for slot in REQUIRED:
        value, curie = row[slot], _CURIE.match(row[slot])
        if not value:
            literal = slot in ("subject_id", "object_id") and row[slot.replace("_id", "_type")] == LITERAL
            if not (literal and row[slot.replace("_id", "_label")]):
                yield f"{slot}: missing"
        elif IRI.match(value):
            continue
        elif not curie:
            yield f'{slot}: "{cut(value)}" is not a CURIE (prefix:name)'
        elif curie[1] not in known:
            yield f'{slot}: prefix "{cut(curie[1])}" is not in the curie_map{did_you_mean(nearest(curie[1], known))}'
    if (predicate := row["predicate_id"]).startswith("skos:") and predicate not in _SKOS:
        near = did_you_mean(nearest(predicate, _SKOS))
        yield f'predicate_id: "{cut(predicate)}" is not a mapping property of SKOS{near}'
    if row["predicate_modifier"] not in ("", "Not"):
        yield f'predicate_modifier: "{cut(row["predicate_modifier"])}"; it is "Not" or empty'
    if row["confidence"] and not _fraction(row["confidence"]):
        yield f'confidence: "{cut(row["confidence"])}" is not a number from 0 to 1'
    if row["mapping_date"] and not _date(row["mapping_date"]):
        yield f'mapping_date: "{cut(row["mapping_date"])}" is not a date (2021-12-31)'


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
