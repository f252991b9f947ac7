"""Whether a register store is as it was written: every file by its checksum, every graph by the number of its quads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from pyoxigraph import NamedNode

from kg.errors import DataError, Problem, Where
from kg.store.registers import layout
from kg.store.registers.branch import Aliases, Branch
from kg.store.registers.graph import RegisterGraph
from kg.store.registers.layout import TableManifest
from kg.store.registers.patterns import Matcher
from kg.store.registers.small import Small
from kg.store.registers.tables import table_name


def check(folder: Path) -> TableManifest:
    """The manifest of a sound store. Raises DataError with every problem, EnvironmentFault when it is not a store."""
    manifest = layout.read(folder)
    if problems := [*_files(folder, manifest)] or [*_graphs(folder, manifest)]:
        raise DataError(problems)
    return manifest


def counted(graph: RegisterGraph) -> Mapping[str, int]:
    """Graph -> its quads, counted."""
    matches: Counter[str] = Counter()
    for quad in graph.described():
        matches[quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""] += 1
    matcher = Matcher(graph.things, Small([], []), Aliases())
    for thing in graph.things:
        for iri, number in thing.stated(None):
            value = matcher.value(thing, (iri,), number, "t")
            if value is not None:
                froms, wheres, _ = value
                branch = Branch((f"{table_name(thing)} t", *froms), wheres)
                matches[thing.graph] += graph.database.rows(branch.select(["count(*)"]))[0][0]
    return dict(sorted(matches.items()))


def _files(folder: Path, manifest: TableManifest) -> Iterator[Problem]:
    for name in sorted({path.name for path in folder.iterdir()} - {layout.NAME, *manifest.files}):
        yield Problem(Where.of(folder / name), "is not of this store; move it elsewhere")
    for name, entry in manifest.files.items():
        where = Where.of(folder / name)
        try:
            measured = layout.measured(folder / name)
        except OSError as fault:
            yield Problem(where, f"cannot be read: {fault.strerror}; import the register again")
            continue
        if measured.bytes != entry.bytes:
            yield Problem(where, f"{measured.bytes:,} bytes, not {entry.bytes:,} as written; import the register again")
        elif measured != entry:
            yield Problem(where, "damaged: its checksum has changed; import the register again")


def _graphs(folder: Path, manifest: TableManifest) -> Iterator[Problem]:
    matches = counted(RegisterGraph(folder))
    for graph in sorted(matches.keys() | manifest.graphs.keys()):
        if (holds := matches.get(graph, 0)) != (expected := manifest.graphs.get(graph, 0)):
            yield Problem(
                Where.of(folder), f"{graph} holds {holds:,} quads, not {expected:,}; import the register again"
            )
