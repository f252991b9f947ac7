"""What lies in the folder of a register store, and ``manifest.json``, which describes it.

    STORE/manifest.json          the registers, their mapping, size and checksums of every file
    STORE/records-TOKEN.nq       the records, as N-Quads
    STORE/registers-TOKEN.nq     what the registers say of themselves, as N-Quads
    STORE/quads-TOKEN.parquet    the records as a table
    STORE/summary-TOKEN.json     what is known of the records before a query runs
    STORE/TABLE-TOKEN.parquet    one table for each kind of thing that a register describes

The token of a file differs with each import, so a reader of an earlier store never meets a file of a later one.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kg.errors import DataError, EnvironmentFault, Problem, Where
from kg.store.manifest import NAME as NAME
from kg.store.manifest import OtherVersion, compare_sizes, fields
from kg.store.registers.tables import Register

FORMAT = "certreg register store 2"
_READ_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file of a store. The short checksum is compared whenever the file is read, the long one names the content."""

    bytes: int
    crc32: int
    sha256: str


@dataclass(frozen=True)
class TableManifest:
    """What ``manifest.json`` says."""

    versions: Mapping[str, str]
    records: str
    descriptions: str
    #: the records as a table, and what is known of them
    quads: str
    summary: str
    registers: tuple[Register, ...]
    #: graph -> how many quads it holds
    graphs: Mapping[str, int]
    files: Mapping[str, CheckedFile]
    #: what was imported, by name and size
    inputs: Mapping[str, object] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Names the content of the store."""
        each = sorted(f"{name} {entry.sha256}" for name, entry in self.files.items())
        return hashlib.sha256("\n".join(each).encode()).hexdigest()

    def text(self) -> str:
        """The content of ``manifest.json``."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"


def measured(path: Path) -> CheckedFile:
    """Size and checksums of a file, read in pieces. Raises OSError."""
    long, short, size = hashlib.sha256(), 0, 0
    with path.open("rb") as content:
        while piece := content.read(_READ_BYTES):
            long.update(piece)
            short = zlib.crc32(piece, short)
            size += len(piece)
    return CheckedFile(size, short, long.hexdigest())


def is_store(folder: Path) -> bool:
    """Whether a folder has the manifest of a register store. Raises OtherVersion for that of another version."""
    try:
        read(folder)
    except OtherVersion:
        raise
    except EnvironmentFault:
        return False
    return True


def read(folder: Path) -> TableManifest:
    """The manifest of a store. Raises EnvironmentFault when the folder is not a store."""
    try:
        given = fields(folder, FORMAT)
        files = {str(name): CheckedFile(**entry) for name, entry in given.pop("files").items()}
        registers = tuple(Register.from_json(each) for each in given.pop("registers"))
        return TableManifest(files=files, registers=registers, **given)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise EnvironmentFault(f"{folder}: no register store; `kg import TABLE --store {folder}` makes one") from fault


def complete(folder: Path) -> TableManifest:
    """The manifest of a store of which every file exists and has its size.

    Raises EnvironmentFault when the folder is not a store, and what `compare_sizes` raises.
    """
    manifest = read(folder)
    compare_sizes(folder, manifest.files, "import the register again")
    return manifest


def content(folder: Path, name: str, entry: CheckedFile) -> bytes:
    """A file of a store, read and compared with its checksum. Raises DataError and EnvironmentFault."""
    path = folder / name
    try:
        read_bytes = path.read_bytes()
    except OSError as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {fault.strerror}") from fault
    if zlib.crc32(read_bytes) != entry.crc32:
        raise DataError([Problem(Where.of(path), "damaged: its checksum has changed; import the register again")])
    return read_bytes


def compare(folder: Path, name: str, entry: CheckedFile) -> None:
    """Read a file and compare it with its checksum. Raises DataError and EnvironmentFault."""
    path, short = folder / name, 0
    try:
        with path.open("rb") as file:
            while piece := file.read(_READ_BYTES):
                short = zlib.crc32(piece, short)
    except OSError as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {fault.strerror}") from fault
    if short != entry.crc32:
        raise DataError([Problem(Where.of(path), "damaged: its checksum has changed; import the register again")])
