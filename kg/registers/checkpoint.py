"""An import to a file, which continues an interrupted import of the same tables to the same file.

Until the output is complete, a folder is next to it, ``.NAME.import``, with the state (see `resume`) and:

    quads        the output so far
    notes        the single-valued statements about each thing so far (see `conflicts`)
    lock         held by the process that writes

The state is saved after a fixed number of rows. There a compressed output starts a new gzip member, always after the
same rows, so its bytes do not depend on interruptions.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

from kg.errors import EnvironmentFault
from kg.files import lock
from kg.files.table import STDIN, files
from kg.registers import conflicts, importer, resume
from kg.registers.importer import Progress
from kg.registers.job import ImportJob
from kg.registers.rejected import Rejected
from kg.registers.resume import State

#: Rows from one state to the next: some seconds' work.
STRETCH = 100_000
_QUADS, _NOTES = "quads", "notes"


def write(
    job: ImportJob,
    progress: Progress = lambda rows: None,
    going_on: Callable[[int], None] = lambda rows: None,
    stretch: int = STRETCH,
) -> Rejected:
    """Write the output and the rejected rows, both whole or not at all; gives those rows.

    `going_on` is called with the number of rows after which an earlier import is continued. Progress is kept when the
    process ends or something outside it fails; an import from standard input cannot be continued.
    Raises DataError for what is wrong with a table, EnvironmentFault when something cannot be read or written, and
    when another process writes to the same output.
    """
    staging = job.output.with_name(f".{job.output.name}.import")
    part = job.rejected and job.rejected.with_name(f".{job.rejected.name}.of-{job.output.name}.part")
    rejected = Rejected(job.rejected, job.strict, part)
    try:
        held = lock.held(staging, job.output, {*resume.NAMES, _QUADS, _NOTES})
        with held, resume.cleared(staging, rejected, (_NOTES, _QUADS)):
            _written(job, staging, rejected, progress, going_on, stretch)
            (staging / _QUADS).replace(job.output)
    except OSError as fault:
        raise EnvironmentFault(f"{job.output}: cannot be written: {fault.strerror or fault}") from fault
    return rejected


def _written(
    job: ImportJob,
    staging: Path,
    rejected: Rejected,
    progress: Progress,
    going_on: Callable[[int], None],
    stretch: int,
) -> None:
    shown = files(job.tables)
    digest = job.digest(shown)
    state = State(digest) if STDIN in shown else resume.load(staging, digest, rejected, _complete(staging))
    with (staging / _QUADS).open("ab") as quads, (staging / _NOTES).open("a+b") as notes:
        quads.truncate(state.made.get(_QUADS, 0))
        notes.truncate(state.made.get(_NOTES, 0))
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
                        made = {_QUADS: _on_disk(quads), _NOTES: _on_disk(notes)}
                        resume.save(staging, State(digest, reached, made, rejected.saved()))
                place = reached
                progress(place.all_rows)
            out.pause()


def _complete(folder: Path) -> Callable[[State], bool]:
    """Whether the files of the folder have at least what a state counts."""
    return lambda state: all((folder / name).stat().st_size >= state.made[name] for name in (_QUADS, _NOTES))


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
