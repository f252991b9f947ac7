"""A record file as pieces of text, one a record: what was not touched is put together again byte for byte."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import DataError, Problem
from kg.files import yaml
from kg.files.yaml import Node, Scalar, YamlMapping
from kg.records import reader


@dataclass(slots=True)
class RecordBlock:
    """One record as it stands in the file; `about` is the key it adds to, None where it defines one."""

    text: str
    key: str
    about: str | None
    section: str
    quote: str


@dataclass(slots=True)
class PassageBlock:
    """A passage: the lines in front of its first record, and its records."""

    head: str
    blocks: list[RecordBlock] = field(default_factory=list)


def parsed(text: str) -> tuple[str, list[PassageBlock]]:
    """The lines in front of the first passage, and the passages. Raises DataError."""
    tree, problems = _tree(text)
    if not isinstance(tree, YamlMapping):
        raise DataError(problems)
    lines = text.splitlines(keepends=True)
    starts: list[tuple[int, PassageBlock | None, YamlMapping]] = []
    parts: list[PassageBlock] = []
    for passage in _items(tree, "passages"):
        part = PassageBlock("")
        parts.append(part)
        starts.append((_first_line(lines, passage), None, passage))
        starts.extend((_first_line(lines, record), part, record) for record in _items(passage, "records"))
    bounds = [line for line, _, _ in starts] + [len(lines)]
    head = "".join(lines[: bounds[0]])
    passages = iter(parts)
    section = ""
    for (line, owner, node), end in zip(starts, bounds[1:], strict=True):
        words = "".join(lines[line:end])
        if owner is None:
            next(passages).head = words
            section = _text(node, "section") or ""
        else:
            about = _text(node, "about")
            owner.blocks.append(
                RecordBlock(words, _text(node, "id") or about or "", about, section, _text(node, "quote") or "")
            )
    return head, parts


def _tree(text: str) -> tuple[Node | None, list[Problem]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "draft.yaml"
        path.write_text(text, "utf-8")
        return yaml.read(path)


def _first_line(lines: Sequence[str], node: YamlMapping) -> int:
    """The line (from 0) where an item of a list begins, comment lines of its own included."""
    line = node.where.line - 1
    while line > 0 and lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _items(tree: YamlMapping, name: str) -> list[YamlMapping]:
    node = tree.entries[name][1] if name in tree.entries else None
    return [item for item in node.items if isinstance(item, YamlMapping)] if isinstance(node, yaml.Sequence) else []


def _text(tree: YamlMapping, name: str) -> str | None:
    node = tree.entries[name][1] if name in tree.entries else None
    return node.text if isinstance(node, Scalar) else None


def joined(head: str, parts: Sequence[PassageBlock]) -> str:
    """The text of the file; a passage without records is left out."""
    kept = ["".join([part.head, *(block.text for block in part.blocks)]) for part in parts if part.blocks]
    return head + "".join(kept) if kept else ""


def line_of(head: str, parts: Sequence[PassageBlock], wanted: RecordBlock) -> int:
    """The line (from 1) on which a block begins."""
    line = head.count("\n") + 1
    for part in parts:
        line += part.head.count("\n") if part.blocks else 0
        for block in part.blocks:
            if block is wanted:
                return line
            line += block.text.count("\n")
    return line


def unlink(parts: list[PassageBlock], dropped: set[str]) -> int:
    """Take out what refers to dropped records; how many statements and records that were."""
    count = 0
    for part in parts:
        for block in list(part.blocks):
            if block.about in dropped:
                part.blocks.remove(block)
                count += 1
            elif any(key in block.text for key in dropped):
                block.text, taken = _without(block.text, dropped)
                count += taken
    return count


def _without(text: str, dropped: set[str]) -> tuple[str, int]:
    """A record's text without the values that are dropped keys, and how many there were."""
    tree, _ = _tree(text)
    lines = text.splitlines(keepends=True)
    count = 0
    record = tree.items[0] if isinstance(tree, yaml.Sequence) and tree.items else None
    for key, value in record.entries.values() if isinstance(record, YamlMapping) else ():
        items = value.items if isinstance(value, yaml.Sequence) else [value]
        gone = [item for item in items if isinstance(item, Scalar) and item.text in dropped]
        if key.text in reader.STRUCTURE or not gone:
            continue
        count += len(gone)
        if len(gone) == len(items):
            _blank(lines, key, items)
            continue
        for item in gone:
            _take(lines, item)
    return "".join(line for line in lines if line), count


def _blank(lines: list[str], key: Scalar, items: Sequence[Node]) -> None:
    """Remove a whole statement: its lines, or its part of a record written on one line."""
    first, last = key.where.line - 1, items[-1].where.line - 1
    if lines[first].lstrip(" -").startswith("{"):
        rest = re.compile(rf"(?:, )?{re.escape(key.text)}: (?:\[[^\]]*\]|[^,}}]*)")
        lines[first] = rest.sub("", lines[first], count=1)
        return
    for line in range(first, last + 1):
        lines[line] = ""


def _take(lines: list[str], item: Scalar) -> None:
    """Remove one value of a list: its line, or its place in a list written on one line."""
    line, column = item.where.line - 1, item.where.column - 1
    text = lines[line]
    if text[:column].strip() == "-":
        lines[line] = ""
        return
    at = text.index(item.text, max(0, column - 1))
    before, after = text[:at], text[at + len(item.text) :]
    after = after.lstrip(", ") if before.rstrip().endswith("[") else after
    lines[line] = before.removesuffix(", ") + after if not before.rstrip().endswith("[") else before + after


def dedented(text: str) -> str:
    """A block of text without the indentation of its first line, taken from every line that has as much."""
    indent = len(text) - len(text.lstrip(" "))
    return "".join(line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in text.splitlines(keepends=True))
