"""Whether a register store is as it was written: every file by its checksum, every graph by the number of its quads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from kg.errors import DataError, Problem, Where
from kg.store.disk.layout import DiskFile as DiskFile
from kg.store.registers import layout
from kg.store.registers.branch import Aliases, Branch
from kg.store.registers.graph import RegisterGraph
from kg.store.registers.layout import CheckedFile, TableManifest
from kg.store.registers.small import Summary
from kg.store.registers.stated import stated
from kg.store.registers.tables import table_name

_REMEDY = "import the register again"


def check(folder: Path) -> TableManifest:
    """The manifest of a sound store. Raises DataError with every problem, EnvironmentFault when it is not a store."""
    manifest = layout.read(folder)
    if problems := [*_files(folder, manifest)] or [*_graphs(folder, manifest)]:
        raise DataError(problems)
    return manifest


def counted(graph: RegisterGraph, described: Mapping[str, int]) -> Mapping[str, int]:
    """Graph -> its quads, counted; those that do not lie in tables are given."""
    matches = Counter(described)
    aliases = Aliases()
    for thing in graph.things:
        for iri, number in thing.stated(None):
            value = stated(thing, (iri,), number, "t", aliases)
            if value is not None:
                froms, wheres, _ = value
                branch = Branch((f"{table_name(thing)} t", *froms), wheres)
                matches[thing.graph] += graph.database.rows(branch.select(["count(*)"]))[0][0]
    return dict(sorted(matches.items()))


def changed_files(
    folder: Path,
    files: Mapping[str, DiskFile] | Mapping[str, CheckedFile],
    measured: Callable[[Path], DiskFile | CheckedFile],
    remedy: str,
) -> Iterator[Problem]:
    """The files of a store that are not as its manifest describes them."""
    for name, entry in files.items():
        where = Where.of(folder / name)
        try:
            actual = measured(folder / name)
        except OSError as fault:
            yield Problem(where, f"cannot be read: {fault.strerror}; {remedy}")
            continue
        if actual.bytes != entry.bytes:
            yield Problem(where, f"{actual.bytes:,} bytes, not {entry.bytes:,} as written; {remedy}")
        elif actual != entry:
            yield Problem(where, f"damaged: its checksum has changed; {remedy}")


def changed_graphs(
    folder: Path, counts: Mapping[str, int], stated: Mapping[str, int], remedy: str
) -> Iterator[Problem]:
    """The graphs of a store that have not as many quads as its manifest states."""
    for graph in sorted(counts.keys() | stated.keys()):
        if (holds := counts.get(graph, 0)) != (expected := stated.get(graph, 0)):
            yield Problem(Where.of(folder), f"{graph} holds {holds:,} quads, not {expected:,}; {remedy}")


def _files(folder: Path, manifest: TableManifest) -> Iterator[Problem]:
    for name in sorted({path.name for path in folder.iterdir()} - {layout.NAME, *manifest.files}):
        yield Problem(Where.of(folder / name), "is not of this store; move it elsewhere")
    yield from changed_files(folder, manifest.files, layout.measured, _REMEDY)


def _graphs(folder: Path, manifest: TableManifest) -> Iterator[Problem]:
    graph = RegisterGraph(folder)
    summary = Summary()
    summary.add(graph.described())
    yield from changed_graphs(folder, counted(graph, summary.quads), manifest.graphs, _REMEDY)
