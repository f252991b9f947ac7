"""What lies in a store's folder, and ``manifest.json``, which says what it holds and how each file was written.

    STORE/manifest.json     what was loaded, the quads of each graph, size and checksum of every file
    STORE/records-TOKEN.nq  the records alone, as N-Quads
    STORE/quads-TOKEN/      the engine's files (Oxigraph on RocksDB)

The token differs with each load: who has an old store open, and opens one more of its files when a new store has
taken its place, finds none, instead of a file of the new one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.errors import DataError, EnvironmentFault, Problem, Where
from kg.store.manifest import NAME as NAME
from kg.store.manifest import compare_sizes, fields

FORMAT = "certreg store"
_READ_BYTES = 1024 * 1024
#: Files that the engine writes whenever a store is opened, and that say nothing of the graph.
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", "LOCK", "LOG"})


@dataclass(frozen=True, slots=True)
class DiskFile:
    """One file of a store."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class StoreManifest:
    """What ``manifest.json`` says."""

    versions: Mapping[str, str]
    #: digest of all files: it names the store
    digest: str
    #: the file of the records, and the folder of the engine
    records: str
    quads: str
    #: what was loaded besides the records, by name and size
    inputs: tuple[Mapping[str, object], ...]
    #: graph -> how many quads it holds
    graphs: Mapping[str, int]
    files: Mapping[str, DiskFile]

    def text(self) -> str:
        """The content of ``manifest.json``."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"


def files_below(folder: Path) -> Iterator[Path]:
    """The files of a store but its manifest and what changes when it is opened, in a fixed order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in _LITTER and not path.name.startswith("LOG.") and path != folder / NAME:
            yield path


def measured(path: Path) -> DiskFile:
    """Size and checksum of a file, read in pieces."""
    checksum, size = hashlib.sha256(), 0
    with path.open("rb") as content:
        while piece := content.read(_READ_BYTES):
            checksum.update(piece)
            size += len(piece)
    return DiskFile(size, checksum.hexdigest())


def content(folder: Path, manifest: StoreManifest) -> bytes:
    """The file of the records, compared with its checksum. Raises DataError and EnvironmentFault."""
    path = folder / manifest.records
    try:
        read_bytes = path.read_bytes()
    except OSError as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {fault.strerror}") from fault
    if hashlib.sha256(read_bytes).hexdigest() != manifest.files[manifest.records].sha256:
        raise DataError([Problem(Where.of(path), "damaged: its checksum has changed; load the store again")])
    return read_bytes


def is_store(folder: Path) -> bool:
    """Whether a folder says of itself that it is a store."""
    try:
        read(folder)
    except EnvironmentFault:
        return False
    return True


def read(folder: Path) -> StoreManifest:
    """The manifest of a store. Raises EnvironmentFault when the folder is not a store."""
    if not folder.is_dir():
        raise EnvironmentFault(f"{folder}: no store there; `kg load` makes one")
    try:
        content = fields(folder, FORMAT)
        files = {str(name): DiskFile(**entry) for name, entry in content.pop("files").items()}
        content.pop("columns", None)  # of version 0.1
        return StoreManifest(files=files, **content)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise EnvironmentFault(f"{folder}: no store ({NAME} of `kg load` is missing or unreadable)") from fault


def complete(folder: Path) -> StoreManifest:
    """The manifest of a store whose files are all there and of their size: what is checked whenever it is opened.

    Raises EnvironmentFault when the folder is not a store, and what `compare_sizes` raises.
    """
    manifest = read(folder)
    compare_sizes(folder, manifest.files, "load the store again")
    return manifest


def may_be_replaced(folder: Path) -> None:
    """Raise EnvironmentFault when a folder holds anything that is not of a store."""
    if not folder.exists() or not (present := {path.name for path in folder.iterdir()} - _LITTER):
        return
    manifest = read(folder)
    own = {NAME, manifest.records, manifest.quads}
    present = {name for name in present if not name.startswith("columns-")}  # of version 0.1
    if foreign := sorted(present - own):
        raise EnvironmentFault(f"{folder}: holds {foreign[0]}, which does not belong to the store; move it elsewhere")
