"""``data/**/*.yaml`` to records: who says what, in which passage, on which line; no word of it interpreted yet.

A folder of records is a ``sources.yaml`` (a list of sources) and any number of other ``.yaml`` files, each with
``source:`` and either ``passages:`` (a report's sections) or ``records:`` (entities known from elsewhere).
Values are looked at by `kg.records.interpret`, against the ontology; this module knows the outer form only.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Quad

from kg import names
from kg.errors import Problem, Where, cut, did_you_mean
from kg.files import yaml
from kg.files.folders import files_below, folders_below
from kg.files.yaml import Node, Scalar, YamlMapping
from kg.text.suggest import nearest

SOURCES_FILE = "sources.yaml"
SUFFIX = ".yaml"
#: What a file of records may be called by mistake; it is refused, lest it be left out in silence.
_OTHER_SUFFIXES = frozenset({".yml"})
#: Files of a data folder that hold no records.
OTHER_FILES = frozenset({"expectations.yaml", "left-out.yaml"})
#: Folders of a data folder that hold no records.
OTHER_FOLDERS = frozenset({"links", "mappings"})
MAX_QUOTE_WORDS = 8

_FILE_KEYS = ("source", "passages", "records")
_PASSAGE_KEYS = ("section", "quote", "records")
_TABLE_KEYS = ("table", "rows", "quote")
#: The keys of a record that are no properties.
STRUCTURE = ("id", "about", "type", "quote")
#: What a record's key looks like in a file that cannot be parsed.
_ID = re.compile(r"""\bid: *["']?([a-z0-9-]+)""")


@dataclass(frozen=True, slots=True)
class Passage:
    """Where statements stand: a section of a source, or a source as a whole (`section` is None)."""

    source: str
    section: str | None
    quote: str | None
    where: Where

    @property
    def graph(self) -> str:
        return names.passage(self.source, self.section).value


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a file: the entity it defines (`type` given) or adds to (`type` None), and its statements."""

    key: str
    where: Where
    type: Scalar | None
    quote: str | None
    statements: tuple[tuple[Scalar, Node], ...]
    passage: Passage


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table of a file of records: what all its rows share, and the rows; `kg.records.tables` makes records of it."""

    header: YamlMapping
    rows: tuple[yaml.Sequence, ...]
    quote: str | None
    passage: Passage


@dataclass(slots=True)
class Records:
    """All that was read: passages in file order, records in file order, and every problem met."""

    passages: list[Passage] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    tables: list[FigureTable] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    #: What the reader should know that is no problem.
    notices: list[str] = field(default_factory=list)
    #: Keys that ``sources.yaml`` files define.
    sources: set[str] = field(default_factory=set)
    #: Keys of records that stand in the files but could not be read; a link to one of these is no second problem.
    lost: set[str] = field(default_factory=set)
    #: Source key -> its external quads, read from files of quads (see `kg.records.external`).
    external: dict[str, list[Quad]] = field(default_factory=dict)


def files_of(folder: Path) -> list[Path]:
    """The record files below a folder, sorted, ``sources.yaml`` first.

    Folders named like a file are among them: reading them reports the error.
    """
    paths = [
        path
        for path in (*files_below(folder), *folders_below(folder))
        if path.suffix.lower() in (SUFFIX, *_OTHER_SUFFIXES)
        and path.name not in OTHER_FILES
        and not OTHER_FOLDERS.intersection(path.relative_to(folder).parts[:-1])
    ]
    return sorted(paths, key=lambda path: (not is_sources(path), path.as_posix()))


def is_sources(path: Path) -> bool:
    """Whether a file lists sources, by its name: sources.yaml, or draft.sources.yaml for those of draft.yaml."""
    return path.name == SOURCES_FILE or path.name.endswith(f".{SOURCES_FILE}")


def sources_of(path: Path) -> Path:
    """The file with the sources of one file of records: draft.sources.yaml next to draft.yaml."""
    return path.with_name(f"{path.stem}.{SOURCES_FILE}")


def read(files: Iterable[Path]) -> Records:
    """Read record files. Nothing is raised: what cannot be read is a problem of the result."""
    result = Records()
    for path in files:
        tree, problems = yaml.read(path)
        result.problems.extend(problems)
        if path.suffix != SUFFIX:
            result.problems.append(Problem(Where.of(path), f"files of records end in {SUFFIX}; rename it"))
        if tree is None:
            result.lost.update(_ids(path))
            if not problems:
                result.problems.append(Problem(Where.of(path), "an empty file"))
        elif not isinstance(tree, YamlMapping):
            result.problems.append(Problem(tree.where, f"expected source: and records:, found {tree.kind}"))
        else:
            _Reader(path, result).file(tree)
    return result


def _ids(path: Path) -> list[str]:
    """The keys that a file seems to define, although it cannot be parsed."""
    with contextlib.suppress(OSError):
        if path.is_file() and path.stat().st_size <= yaml.MAX_BYTES:
            return _ID.findall(path.read_text("utf-8", errors="replace"))
    return []


class _Reader:
    """Walks one file's tree; collects into a `Records`."""

    def __init__(self, path: Path, result: Records) -> None:
        self.path = path
        self.result = result

    def problem(self, where: Where, message: str) -> None:
        self.result.problems.append(Problem(where, message))

    def file(self, tree: YamlMapping) -> None:
        if is_sources(self.path):
            self.unknown(tree, ("sources",))
            if "sources" not in tree.entries:
                self.problem(tree.where, "no sources: in the file")
            for item in self.mappings(tree, "sources"):
                key = self.text(item, "id")
                if key is not None:
                    passage = Passage(key.text, None, None, item.where)
                    self.result.passages.append(passage)
                    self.result.sources.add(key.text)
                    self.record(item, passage)
                else:
                    self.problem(item.where, "a source without an id:")
            return
        self.unknown(tree, _FILE_KEYS)
        source = self.text(tree, "source")
        if source is None:
            if "source" not in tree.entries:
                self.problem(tree.where, "no source: at the top of the file; every record needs one")
            return
        if "passages" not in tree.entries and "records" not in tree.entries:
            self.problem(tree.where, "neither passages: nor records: in the file")
        if "records" in tree.entries:
            passage = Passage(source.text, None, None, source.where)
            self.result.passages.append(passage)
            self.records(tree, passage)
        for item in self.mappings(tree, "passages"):
            self.passage(item, source.text)

    def passage(self, tree: YamlMapping, source: str) -> None:
        self.unknown(tree, _PASSAGE_KEYS)
        section = self.text(tree, "section")
        if section is None:
            if "section" not in tree.entries:
                self.problem(tree.where, 'a passage without a section: (such as "2.5.3")')
            return
        if not names.SECTION.match(section.text):
            self.problem(
                section.where, f'"{cut(section.text)}" is not a section; write numbers and dots (2.5.3) or a word'
            )
            return
        quote = self.quote(tree)
        if quote is None and "quote" not in tree.entries:
            self.problem(tree.where, "a passage without a quote: (at most 8 words found once in its section)")
        passage = Passage(source, section.text, quote, tree.where)
        self.result.passages.append(passage)
        if "records" not in tree.entries:
            self.problem(tree.where, "a passage without records:")
        self.records(tree, passage)

    def records(self, tree: YamlMapping, passage: Passage) -> None:
        for item in self.mappings(tree, "records"):
            if "table" in item.entries:
                self.table(item, passage)
            else:
                self.record(item, passage)

    def table(self, tree: YamlMapping, passage: Passage) -> None:
        self.unknown(tree, _TABLE_KEYS)
        header = tree.entries["table"][1]
        if not isinstance(header, YamlMapping):
            self.problem(header.where, f"table: takes what all rows share and columns:, not {header.kind}")
            return
        if "rows" not in tree.entries:
            self.problem(tree.where, "a table without rows:")
            return
        rows = tree.entries["rows"][1]
        items = rows.items if isinstance(rows, yaml.Sequence) else []
        if not items:
            self.problem(rows.where, "rows: takes a list of rows, each a list of values")
        for item in items:
            if not isinstance(item, yaml.Sequence):
                self.problem(item.where, f"rows: each row is a list of values, not {item.kind}")
        whole = tuple(item for item in items if isinstance(item, yaml.Sequence))
        self.result.tables.append(FigureTable(header, whole, self.quote(tree), passage))

    def record(self, tree: YamlMapping, passage: Passage) -> None:
        identifier, about = self.text(tree, "id"), self.text(tree, "about")
        if "id" in tree.entries and "about" in tree.entries:
            self.problem(tree.where, "both id: and about:; id: defines an entity, about: adds to one")
            return
        key = identifier or about
        if key is None:
            if not {"id", "about"}.intersection(tree.entries):
                self.problem(tree.where, "a record without id: (defines an entity) or about: (adds to one)")
            return
        if not names.KEY.match(key.text):
            self.problem(
                key.where, f'"{cut(key.text)}" is not a key; use lower-case letters, digits and single hyphens'
            )
            self.result.lost.add(key.text)
            return
        kind = self.text(tree, "type")
        if identifier is not None and kind is None:
            self.result.lost.add(key.text)
            if "type" not in tree.entries:
                self.problem(key.where, f'"{key.text}" has no type:')
            return
        if about is not None and kind is not None:
            self.problem(kind.where, "about: takes no type:; the type stands where the entity is defined")
            kind = None
        statements = tuple(pair for name, pair in tree.entries.items() if name not in STRUCTURE)
        self.result.records.append(Record(key.text, key.where, kind, self.quote(tree), statements, passage))

    def quote(self, tree: YamlMapping) -> str | None:
        quote = self.text(tree, "quote")
        if quote is None:
            return None
        count = len(quote.text.split())
        if not count:
            self.problem(quote.where, "an empty quote; leave the key out")
        elif count > MAX_QUOTE_WORDS:
            self.problem(quote.where, f"a quote of {count} words; at most {MAX_QUOTE_WORDS}")
        return quote.text

    def text(self, tree: YamlMapping, name: str) -> Scalar | None:
        if name not in tree.entries:
            return None
        node = tree.entries[name][1]
        if isinstance(node, Scalar):
            return node
        self.problem(node.where, f"{name}: takes text, not {node.kind}")
        return None

    def mappings(self, tree: YamlMapping, name: str) -> Sequence[YamlMapping]:
        if name not in tree.entries:
            return ()
        node = tree.entries[name][1]
        if not isinstance(node, yaml.Sequence):
            self.problem(node.where, f"{name}: takes a list, not {node.kind}")
            return ()
        if not node.items and name != "passages":  # a text may contain nothing for the graph
            self.problem(node.where, f"{name}: an empty list")
        for item in node.items:
            if not isinstance(item, YamlMapping):
                self.problem(item.where, f"{name}: each entry is a mapping (key: value), not {item.kind}")
        return [item for item in node.items if isinstance(item, YamlMapping)]

    def unknown(self, tree: YamlMapping, known: tuple[str, ...]) -> None:
        for name, (key, _) in tree.entries.items():
            if name not in known:
                hint = did_you_mean(nearest(name, known))
                self.problem(key.where, f'unknown key "{cut(name)}" here{hint}; expected {", ".join(known)}')
