"""Records to a graph: read, check, narrow, load, run the rules, and cache the result.

The result depends only on the bytes of the ontology and the records, the narrowing and this package. It is kept in the
user's cache folder under the digest of these, so that a second start only reads it.
"""

from __future__ import annotations

import contextlib
import json
import warnings
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pyoxigraph

import kg
from kg import __version__, shipped
from kg.errors import DataError, Notice
from kg.files import cache
from kg.rdf import vocabulary
from kg.records import external, interpret, links, loader, reader, rules
from kg.records import files as inputs
from kg.records.links import Linkset
from kg.records.narrow import narrow
from kg.store.oxigraph import OxigraphGraph

_NOTICES = b"# notices "
PACKAGE = Path(kg.__file__).parent
#: The folders whose code decides the graph; `tests/test_layers.py` checks that this module reaches no other.
ROOMS = ("records", "store", "rdf", "files", "text")


@dataclass(frozen=True)
class Selection:
    """Which records make the graph: the shipped ones, the user's folders or files, and the narrowing."""

    extra: tuple[Path, ...] = ()
    as_of: date | None = None
    sources: tuple[str, ...] = ()
    #: Files and folders that stand in for the shipped files of the same name.
    replace: tuple[Path, ...] = ()
    #: Keep only sources whose records were checked in one of these ways (codes of the property `CHECKED`).
    checked: tuple[str, ...] = ()
    #: Read these files instead of the shipped ones, `extra` and `replace`.
    files: tuple[Path, ...] | None = field(default=None)

    def record_files(self) -> list[Path]:
        if self.files is not None:
            return [path for path in self.files if not inputs.is_links(path)]
        return inputs.record_files(self.extra, self.replace)

    def link_files(self) -> list[Path]:
        if self.files is not None:
            return [path for path in self.files if inputs.is_links(path)]
        return inputs.link_files(self.extra, self.replace)

    @property
    def narrowed(self) -> bool:
        """Whether only a part of the records is wanted."""
        return self.as_of is not None or bool(self.sources) or bool(self.checked)

    @property
    def whole(self) -> Selection:
        """The same files, not narrowed."""
        return replace(self, as_of=None, sources=(), checked=())


def checked(selection: Selection = Selection()) -> tuple[interpret.Checked, vocabulary.Vocabulary]:
    """The statements of the selected records, whole and sound; issues a Notice for each remark of the reader.

    Raises DataError with all problems otherwise.
    """
    terms = vocabulary.read(shipped.ONTOLOGY)
    quads, files = external.parted(selection.record_files())
    read = reader.read(files)
    external.read(quads, read, terms)
    result = interpret.check(read, terms)
    if result.problems:
        raise DataError(result.problems)
    _notify(result.notices)
    return narrowed(result, selection), terms


def narrowed(records: interpret.Checked, selection: Selection) -> interpret.Checked:
    """What is left of statements when the selection narrows them."""
    if not selection.narrowed:
        return records
    other = set(map(links.key_of, selection.link_files()))
    return narrow(records, selection.as_of, selection.sources, other, selection.checked)


def linked(
    selection: Selection, everything: interpret.Checked, records: interpret.Checked, terms: vocabulary.Vocabulary
) -> list[Linkset]:
    """The links of the selected files, which may lead from `everything`, narrowed as the statements `records` are.

    Raises DataError for what is wrong with them.
    """
    whole = links.read(selection.link_files(), everything, terms)
    return links.narrow(whole, selection.as_of, selection.sources, records.definitions) if selection.narrowed else whole


def derived(
    statements: interpret.Checked, terms: vocabulary.Vocabulary, linksets: Iterable[Linkset] = ()
) -> OxigraphGraph:
    """The graph of sound statements and links, with what the rules derive, and the external quads.

    External quads are added after the rules have run, so they never change what is derived.
    """
    graph = curated(statements, terms, linksets)
    for quads in statements.external.values():
        graph.add(quads)
    return graph


def curated(
    statements: interpret.Checked, terms: vocabulary.Vocabulary, linksets: Iterable[Linkset] = ()
) -> OxigraphGraph:
    """The graph of sound statements and links, with what the rules derive, without external quads."""
    graph = OxigraphGraph({*loader.load(statements, terms), *links.quads(linksets)})
    for rule in rules.read(shipped.ONTOLOGY / "rules"):
        graph.add(rules.run(rule, graph))
    return graph


def assemble(selection: Selection = Selection()) -> OxigraphGraph:
    """The graph of the selected records, from the cache when nothing changed since it was made."""
    if (content := kept(identity(selection))) is not None:
        return OxigraphGraph.of_nquads(content)
    everything, terms = checked(selection.whole)
    records = narrowed(everything, selection)
    made = derived(records, terms, linked(selection, everything, records, terms))
    keep(selection, made, records.notices)
    return made


def kept(name: str) -> bytes | None:
    """N-Quads and comments of the graph with this `identity` from the cache, if it is there; issues its notices."""
    with contextlib.suppress(OSError):  # nothing kept yet, or not for this user to read
        if (content := cache.whole(file := _cache_file(name))) is not None:
            cache.used(file)
            _notify(_kept_notices(content))
            return content
    return None


def _notify(notices: Iterable[str]) -> None:
    for notice in notices:
        warnings.warn(notice, Notice, stacklevel=3)


def identity(selection: Selection) -> str:
    """A digest of all that decides the graph of a selection."""
    files = [
        *selection.record_files(),
        *selection.link_files(),
        *sorted(shipped.ONTOLOGY.rglob("*.ttl")),
        *rules.files(shipped.ONTOLOGY / "rules"),
        *sorted(path for room in ROOMS for path in PACKAGE.joinpath(room).rglob("*.py")),
        *sorted(PACKAGE.glob("*.py")),
    ]
    narrowing = (str(selection.as_of), *sorted(selection.sources), "checked", *sorted(selection.checked))
    decides = (__version__, pyoxigraph.__version__, *narrowing)
    return inputs.digest(files, *decides)


def _cache_file(name: str) -> Path:
    return cache.cache_folder() / f"{name}.nq"


def _kept_notices(content: bytes) -> list[str]:
    """The notices of a cached graph: its first line, a comment."""
    if not content.startswith(_NOTICES):
        return []
    return [str(notice) for notice in json.loads(content[len(_NOTICES) : content.index(b"\n")])]


def keep(selection: Selection, made: OxigraphGraph, notices: Collection[str] = ()) -> None:
    """Put the graph of a selection into the cache, so that `assemble` finds it, with the notices of its reading.

    Without a cache all works, slower.
    """
    head = _NOTICES + json.dumps(list(notices)).encode() + b"\n" if notices else b""
    with contextlib.suppress(OSError):
        path = _cache_file(identity(selection))
        cache.write(path, head + made.dumped())
        cache.forget_old(path.parent, "*.nq")
