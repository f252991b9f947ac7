"""Which files make a graph: the shipped ontology and records, and the folders a user adds or puts in their place."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from kg import shipped
from kg.errors import EnvironmentFault
from kg.files.folders import files_below
from kg.records import reader

#: What a file of links to other datasets is called (see `kg.records.links`).
LINKS_SUFFIX = ".sssom.tsv"


def record_files(extra: Sequence[Path] = (), replace: Sequence[Path] = ()) -> list[Path]:
    """The shipped record files and those of the `extra` folders or files, in a fixed order.

    `replace` names files that stand in for the shipped ones of the same file name (and join them when there is
    none). Raises EnvironmentFault for a path that is not there.
    """
    return _files(reader.files_of, extra, replace)


def link_files(extra: Sequence[Path] = (), replace: Sequence[Path] = ()) -> list[Path]:
    """The same for files of links."""
    return _files(links_of, extra, replace)


def links_of(folder: Path) -> list[Path]:
    """The files of links below a folder, sorted."""
    return [path for path in files_below(folder) if is_links(path)]


def is_links(path: Path) -> bool:
    """Whether a file holds links, by its name."""
    return path.name.endswith(LINKS_SUFFIX)


def own_folder(path: Path) -> bool:
    """Whether a path is a folder that stands alone, with sources of its own."""
    return (path / reader.SOURCES_FILE).is_file()


def _files(of: Callable[[Path], list[Path]], extra: Sequence[Path], replace: Sequence[Path]) -> list[Path]:
    """The shipped files of one kind (`of` finds them in a folder), with their replacements and the added files."""
    stand_ins: dict[str, list[Path]] = {}
    for path in _expanded(of, replace):
        stand_ins.setdefault(path.name, []).append(path)
    files = [file for path in of(shipped.DATA) for file in stand_ins.pop(path.name, [path])]
    return [*files, *(file for group in stand_ins.values() for file in group), *_expanded(of, extra)]


def _expanded(of: Callable[[Path], list[Path]], paths: Iterable[Path]) -> list[Path]:
    """The files of one kind that paths stand for, each once however often it is named."""
    by_name: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            files = of(path)
            if not files and not reader.files_of(path) and not links_of(path):
                raise EnvironmentFault(f"{path}: no .yaml files of records and no {LINKS_SUFFIX} in this folder")
        elif path.is_file():
            files = [path] if is_links(path) == (of is links_of) else []
            sources = reader.sources_of(path)
            if files and of is not links_of and not reader.is_sources(path) and sources.is_file():
                files = [sources, path]
        else:
            raise EnvironmentFault(f"{path}: no such file or folder")
        for file in files:
            by_name.setdefault(os.path.realpath(file), file)
    return list(by_name.values())


def digest(files: Iterable[Path], *more: str) -> str:
    """A name for exactly this content: files by path and bytes, and whatever else decides the outcome.

    A file that cannot be read counts by its path alone; reading it is what reports the problem.
    """
    total = hashlib.sha256()
    for path in files:
        total.update(os.fsencode(path) + b"\0")
        with contextlib.suppress(OSError):
            if path.is_file():  # reading a pipe or a device may never end
                with path.open("rb") as file:
                    total.update(hashlib.file_digest(file, "sha256").digest())
    for text in more:
        total.update(f"{text}\0".encode())
    return total.hexdigest()
