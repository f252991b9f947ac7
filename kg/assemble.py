"""Records to a graph one can ask: read, check, narrow, load, run the rules; and keep the outcome for next time.

The outcome depends on nothing but the bytes of the ontology and the records, the narrowing and this package, so it
is kept in the user's cache folder under the digest of these, and a second start only reads it. What is kept ends
with a digest of its own, so that a damaged file is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyoxigraph

from kg import __version__, check, loader, records, rules, shipped, sources, vocabulary
from kg.errors import DataError
from kg.narrow import narrow
from kg.store.oxigraph import OxigraphGraph

#: How many outcomes the cache keeps; a person switches between a few sets of records, not between hundreds.
KEPT = 8
_SEAL = b"# sha256 "


@dataclass(frozen=True)
class Selection:
    """Which records make the graph: the shipped ones, folders or files laid beside them, and the narrowing."""

    extra: tuple[Path, ...] = ()
    as_of: date | None = None
    sources: tuple[str, ...] = ()
    #: Files and folders that stand in for the shipped files of the same name.
    replace: tuple[Path, ...] = ()
    #: Read these files instead of the shipped ones, `extra` and `replace`.
    files: tuple[Path, ...] | None = field(default=None)

    def record_files(self) -> list[Path]:
        return list(self.files) if self.files is not None else sources.record_files(self.extra, self.replace)

    @property
    def narrowed(self) -> bool:
        """Whether only a part of the records is wanted."""
        return self.as_of is not None or bool(self.sources)


def checked(selection: Selection = Selection()) -> tuple[check.Checked, vocabulary.Vocabulary]:
    """The statements of the selected records, whole and sound. Raises DataError with all problems otherwise."""
    terms = vocabulary.read(shipped.ONTOLOGY)
    found = check.check(records.read(selection.record_files()), terms)
    if found.problems:
        raise DataError(found.problems)
    if selection.narrowed:
        found = narrow(found, selection.as_of, selection.sources)
    return found, terms


def derived(statements: check.Checked, terms: vocabulary.Vocabulary) -> OxigraphGraph:
    """The graph of sound statements, rules included."""
    graph = OxigraphGraph(loader.load(statements, terms))
    for rule in rules.read(shipped.ONTOLOGY / "rules"):
        graph.add(rules.run(rule, graph))
    return graph


def assemble(selection: Selection = Selection()) -> OxigraphGraph:
    """The graph of the selected records, from the cache when nothing changed since it was made."""
    with contextlib.suppress(OSError):  # nothing kept yet, or not for this user to read
        kept = _cache_file(selection)
        content = kept.read_bytes()
        if _whole(content):
            return OxigraphGraph.of_nquads(content)
    made = derived(*checked(selection))
    keep(selection, made)
    return made


def cache_folder() -> Path:
    """Where outcomes are kept: ``KG_CACHE``, else the platform's cache folder."""
    if chosen := os.environ.get("KG_CACHE"):
        return Path(chosen)
    import platformdirs

    return platformdirs.user_cache_path("certreg", appauthor=False)


def identity(selection: Selection) -> str:
    """A digest of all that decides the graph of a selection."""
    files = [
        *selection.record_files(),
        *sorted(shipped.ONTOLOGY.rglob("*.ttl")),
        *rules.files(shipped.ONTOLOGY / "rules"),
        *sorted(Path(__file__).parent.glob("*.py")),  # what reads, checks and derives
    ]
    decides = (__version__, pyoxigraph.__version__, str(selection.as_of), *sorted(selection.sources))
    return sources.digest(files, *decides)


def _cache_file(selection: Selection) -> Path:
    return cache_folder() / f"{identity(selection)}.nq"


def _sealed(content: bytes) -> bytes:
    """N-Quads with their digest as a comment below."""
    return content + _SEAL + hashlib.sha256(content).hexdigest().encode()


def _whole(kept: bytes) -> bool:
    content, _, _ = kept.rpartition(_SEAL)
    return kept == _sealed(content)


def keep(selection: Selection, made: OxigraphGraph) -> None:
    """Put the graph of a selection into the cache, so that `assemble` finds it; without a cache all works, slower.

    Written beside and renamed: no other process ever reads half a file.
    """
    with contextlib.suppress(OSError):
        path = _cache_file(selection)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(_sealed(made.dumped()))
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        by_age = sorted(path.parent.glob("*.nq"), key=lambda kept: kept.stat().st_mtime, reverse=True)
        for old in by_age[KEPT:]:
            old.unlink(missing_ok=True)
