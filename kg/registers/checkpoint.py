"""An import to a file, which goes on where an earlier import of the same tables to the same file was ended.

Until the output is whole, a folder stands beside it, ``.NAME.import``:

    quads        the output so far
    notes        what was said of which thing so far (see `seen`)
    state.json   what is imported how, and how much of these files (and of the rejected rows) counts
    lock         held by the process that writes

The state is written every so many rows, once what it speaks of is on the disk. Where that happens, a packed output
begins anew (gzip allows it), always after the same rows: so its bytes do not tell whether it was written at one go.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from kg import __version__, shipped
from kg.errors import CertregError, EnvironmentFault
from kg.files import lock
from kg.files.table import STDIN, files
from kg.rdf.vocabulary import Vocabulary
from kg.registers import conflicts, importer
from kg.registers.importer import Place, Progress
from kg.registers.mapping import Mapping
from kg.registers.rejected import Rejected, Saved

#: Rows from one state to the next: some seconds' work.
STRETCH = 100_000
_QUADS, _NOTES, _STATE = "quads", "notes", "state.json"
_UNFINISHED = f"{_STATE}.new"


@dataclass(frozen=True, slots=True)
class Job:
    """What is imported, how, and to where."""

    mapping: Mapping
    tables: Sequence[str]
    vocabulary: Vocabulary
    output: Path
    rejected: Path | None
    encoding: str = "utf-8"
    strict: bool = False

    def digest(self, shown: Sequence[str]) -> str:
        """Changes with anything that could change a byte of what is written; tables count by name, size and time."""
        parts: list[object] = [
            __version__,
            self.mapping,
            self.encoding,
            self.strict,
            str(self.output),
            str(self.rejected),
        ]
        parts += ((name, (stat := Path(name).stat()).st_size, stat.st_mtime_ns) for name in shown if name != STDIN)
        parts += (path.read_bytes() for path in sorted(shipped.ONTOLOGY.iterdir()) if path.is_file())
        return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class State:
    """How far an import has come, in rows and in bytes of its files."""

    job: str
    place: Place = field(default_factory=Place)
    quads: int = 0
    notes: int = 0
    rejected: Saved = field(default_factory=Saved)


def write(
    job: Job,
    progress: Progress = lambda rows: None,
    going_on: Callable[[int], None] = lambda rows: None,
    stretch: int = STRETCH,
) -> Rejected:
    """Write the output and the rejected rows, both whole or not at all; gives those rows.

    `going_on` is told after how many rows an earlier import is gone on with. What is done stays for the next one when
    the process is ended or something around it fails; standard input cannot be gone on with.
    Raises DataError for what is wrong with a table, EnvironmentFault when something cannot be read or written, and
    when another process writes to the same output.
    """
    staging = job.output.with_name(f".{job.output.name}.import")
    part = job.rejected and job.rejected.with_name(f".{job.rejected.name}.of-{job.output.name}.part")
    rejected = Rejected(job.rejected, job.strict, part)
    try:
        with lock.held(staging, job.output, {_QUADS, _NOTES, _STATE, _UNFINISHED}), _cleared(staging, rejected):
            _written(job, staging, rejected, progress, going_on, stretch)
            (staging / _QUADS).replace(job.output)
    except OSError as fault:
        raise EnvironmentFault(f"{job.output}: cannot be written: {fault.strerror or fault}") from fault
    return rejected


@contextmanager
def _cleared(staging: Path, rejected: Rejected) -> Iterator[None]:
    """Afterwards only what can be gone on with is left in the folder."""
    keep = True
    try:
        yield
        keep = False
    except EnvironmentFault:
        raise
    except CertregError:  # the same tables would lead to it again
        keep = False
        raise
    finally:
        if keep and (staging / _STATE).exists():
            rejected.leave()
        else:
            rejected.close()
            for name in (_STATE, _UNFINISHED, _NOTES, _QUADS):  # the state first: without it the rest is nothing
                with suppress(FileNotFoundError):
                    (staging / name).unlink()


def _written(
    job: Job,
    staging: Path,
    rejected: Rejected,
    progress: Progress,
    going_on: Callable[[int], None],
    stretch: int,
) -> None:
    shown = files(job.tables)
    digest = job.digest(shown)
    state = State(digest) if STDIN in shown else _state(staging, digest, rejected)
    with (staging / _QUADS).open("ab") as quads, (staging / _NOTES).open("a+b") as notes:
        quads.truncate(state.quads)
        notes.truncate(state.notes)
        notes.seek(0)
        with conflicts.remembering(notes) as memory:
            memory.learn(notes)
            out = _Out(quads, packed=job.output.name.endswith(".gz"))
            if state.place.all_rows:
                going_on(state.place.all_rows)
            else:
                out.write(importer.description(job.mapping, job.vocabulary))
            place = state.place
            for piece, reached in importer.pieces(
                job.mapping, shown, job.vocabulary, rejected, job.encoding, memory.conflicts, place
            ):
                out.write(piece)
                if reached.all_rows // stretch > place.all_rows // stretch:
                    out.pause()
                    if STDIN not in shown:
                        _save(staging, State(digest, reached, _on_disk(quads), _on_disk(notes), rejected.saved()))
                place = reached
                progress(place.all_rows)
            out.pause()


def _state(staging: Path, digest: str, rejected: Rejected) -> State:
    """The state that an ended import of the same job has left, or that of one that has not begun."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        stated = json.loads((staging / _STATE).read_bytes())
        place, left_out = Place(**stated.pop("place")), Saved(**stated.pop("rejected"))
        matches = State(place=place, rejected=left_out, **stated)
        sizes = [(staging / name).stat().st_size for name in (_QUADS, _NOTES)]
        if matches.job == digest and sizes[0] >= matches.quads and sizes[1] >= matches.notes:
            rejected.go_on(left_out)
            return matches
    (staging / _STATE).unlink(missing_ok=True)
    return State(digest)


def _save(staging: Path, state: State) -> None:
    with (staging / _UNFINISHED).open("w", encoding="utf-8") as file:
        json.dump(asdict(state), file)
        file.flush()
        os.fsync(file.fileno())
    (staging / _UNFINISHED).replace(staging / _STATE)


def _on_disk(file: IO[bytes]) -> int:
    file.flush()
    os.fsync(file.fileno())
    return os.fstat(file.fileno()).st_size


class _Out:
    """Bytes to a file; packed by gzip if wanted, with no time and no name in it: the same rows give the same bytes."""

    def __init__(self, file: IO[bytes], packed: bool) -> None:
        self._file = file
        self._packed = packed
        self._member: gzip.GzipFile | None = None

    def write(self, piece: bytes) -> None:
        if not self._packed:
            self._file.write(piece)
            return
        if self._member is None:
            self._member = gzip.GzipFile("", fileobj=self._file, mode="wb", compresslevel=6, mtime=0)
        self._member.write(piece)

    def pause(self) -> None:
        """Everything so far can be unpacked by itself."""
        if self._member is not None:
            self._member.close()
            self._member = None
