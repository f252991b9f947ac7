"""Whether a store is as it was loaded: every file by its checksum, every graph by its quads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Store

from kg.errors import DataError, EnvironmentFault, Problem, Where, cut
from kg.registers import load, verify_tables
from kg.store.disk import layout
from kg.store.disk.layout import StoreManifest
from kg.store.registers import layout as tables
from kg.store.registers.layout import TableManifest

_REMEDY = "load the store again"


def manifest(folder: Path) -> StoreManifest | TableManifest:
    """What the store of a folder states about itself. Raises EnvironmentFault when it is not a store."""
    return tables.read(folder) if tables.is_store(folder) else layout.read(folder)


def check(folder: Path) -> StoreManifest | TableManifest:
    """The manifest of a sound store. Raises DataError with every problem, EnvironmentFault when it is not a store."""
    if tables.is_store(folder):
        return verify_tables.check(folder)
    read = layout.read(folder)
    if problems := [*_files(folder, read)] or [*_graphs(folder, read)]:
        raise DataError(problems)
    return read


def _files(folder: Path, manifest: StoreManifest) -> Iterator[Problem]:
    present = {path.relative_to(folder).as_posix() for path in layout.files_below(folder)}
    for name in sorted(present - manifest.files.keys()):
        yield Problem(Where.of(folder / name), "not part of the store as it was loaded")
    yield from verify_tables.changed_files(folder, manifest.files, layout.measured, _REMEDY)


def _graphs(folder: Path, manifest: StoreManifest) -> Iterator[Problem]:
    try:
        counted = load.counted(Store.read_only(str(folder / manifest.quads)))
    except (OSError, RuntimeError) as fault:
        reason = cut(" ".join(str(fault).split()), 200)
        raise EnvironmentFault(f"{folder}: cannot be opened: {reason}") from fault
    yield from verify_tables.changed_graphs(folder, counted, manifest.graphs, _REMEDY)
