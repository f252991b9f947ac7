"""``manifest.json`` of a build: what it was made from, what it holds, and the checksum of every file.

It is also how a folder is known as a build: one may be replaced only when everything in it stands in its manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kg.errors import DataError, EnvironmentFault, Problem, Where

NAME = "manifest.json"
FORMAT = "certreg build"
#: Files that desktops leave in every folder.
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """One file of a build; `statements` counts triples or quads, each once."""

    sha256: str
    bytes: int
    statements: int


@dataclass(frozen=True)
class BuildManifest:
    """What ``manifest.json`` says."""

    #: version of this package, of the ontology, and of the engine that ran the rules
    versions: Mapping[str, str]
    #: the date of the newest source, None when none has one
    issued: str | None
    #: the digest of the ontology, rules and records, wherever they lie, and the narrowing
    input: Mapping[str, Any]
    counts: Mapping[str, int]
    files: Mapping[str, File]

    def text(self) -> str:
        """The content of ``manifest.json``."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=2) + "\n"


def read(folder: Path) -> BuildManifest | None:
    """The manifest of a build; None when the folder is not a build."""
    path = folder / NAME
    try:
        if not path.is_file() or path.stat().st_size > _MAX_BYTES:
            return None
        fields = json.loads(path.read_bytes())
        if fields.pop("format") != FORMAT:
            return None
        files = {str(name): File(**entry) for name, entry in fields.pop("files").items()}
        return BuildManifest(files=files, **fields)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def verify(folder: Path, name: str) -> Path:
    """The path of a file of a build, sure to be as it was built.

    Raises EnvironmentFault when the folder is not a build, DataError when the file is missing or has changed since.
    """
    manifest = read(folder)
    if manifest is None or name not in manifest.files:
        raise EnvironmentFault(f"{folder}: no build ({NAME} of `kg build` is missing or unreadable)")
    path = folder / name
    if path.exists() and not path.is_file():
        raise DataError([Problem(Where.of(path), "not a plain file; build again")])
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise DataError([Problem(Where.of(path), f"cannot be read: {fault.strerror}; build again")]) from fault
    if hashlib.sha256(content).hexdigest() != manifest.files[name].sha256:
        raise DataError([Problem(Where.of(path), f"changed since it was built (its checksum is not that of {NAME})")])
    return path


def may_be_replaced(folder: Path) -> None:
    """Raise EnvironmentFault when a folder holds anything that is not of a build."""
    if not folder.exists():
        return
    present = {path.name for path in folder.iterdir()} - _LITTER
    if not present:
        return
    manifest = read(folder)
    if manifest is None:
        raise EnvironmentFault(f"{folder}: not empty and no build of `kg build`; name another folder")
    if foreign := sorted(present - {NAME, *manifest.files}):
        raise EnvironmentFault(f"{folder}: holds {foreign[0]}, which does not belong to the build; move it elsewhere")
