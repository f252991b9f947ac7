"""Where a command writes to (``-o FILE``): standard output, a plain file, or whatever else has a name.

A plain file is replaced as a whole or not at all, and a link is followed to the file it leads to. What is no plain file
(a device, a FIFO, an open descriptor) is written into and stays what it is.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kg.errors import EnvironmentFault, UsageError

STDOUT = "-"
_STDOUT_NAMES = frozenset({STDOUT, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
#: Names of open descriptors: a file behind one is shared with whoever opened it.
_DESCRIPTORS = ("/dev/fd/", "/dev/stderr", "/proc/")


def write(output: str | os.PathLike[str], pieces: Iterable[bytes]) -> None:
    """Write bytes, given in pieces, to `output`; ``-`` is standard output. Raises what `opened` raises."""
    with opened(output) as file:
        file.writelines(pieces)


def is_stdout(output: str | os.PathLike[str]) -> bool:
    """Whether this name stands for standard output."""
    return os.fspath(output) in _STDOUT_NAMES


def format_of(output: str | os.PathLike[str], endings: Mapping[str, str], instead: str = " (or give -f)") -> str | None:
    """The format that the ending of a file's name asks for; None where there is no ending, or no file.

    `endings` has ending -> format; the longest that fits decides, in any case (``.YED.graphml``).
    Raises UsageError for another ending, naming those there are and what helps `instead`.
    """
    name = Path(output).name.lower()
    if is_stdout(output) or not Path(name).suffix or not is_plain_name(output):
        return None
    fitting = [ending for ending in endings if name.endswith(ending)]
    if not fitting:
        known = ", ".join(sorted(endings))
        raise UsageError(f"{os.fspath(output)}: no format has this ending; there are {known}{instead}")
    return endings[max(fitting, key=len)]


def is_plain_name(output: str | os.PathLike[str]) -> bool:
    """Whether a name is not that of an open descriptor."""
    return not os.fspath(output).startswith(_DESCRIPTORS)


@contextmanager
def opened(output: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """`output`, open for writing; ``-`` is standard output. A plain file is there once the block ends, and only if it
    ends without an exception.

    Raises EnvironmentFault when it cannot be written: a folder, no rights, a full disk.
    """
    if is_stdout(output):
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(output)
    try:
        if is_plain(target):
            with replacing(target) as file:
                yield file
        else:
            with os.fdopen(os.open(target, os.O_WRONLY | getattr(os, "O_NOCTTY", 0)), "wb") as file:
                yield file
    except BrokenPipeError:
        raise  # the reader has seen enough
    except OSError as fault:
        raise EnvironmentFault(f"{target}: cannot be written: {fault.strerror or fault}") from fault


def is_plain(target: Path) -> bool:
    """Whether a path is a plain file, or free for one. Raises OSError for a folder and for links in a circle."""
    if not is_plain_name(target):
        return False
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return True
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(21, "a folder, not a file", os.fspath(target))
    return stat.S_ISREG(mode)


@contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `target`, links followed, when the block ends without an exception. An existing
    file keeps its permissions. Raises OSError."""
    final = Path(os.path.realpath(target))
    part = final.with_name(f".{final.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
        with suppress(FileNotFoundError):
            part.chmod(stat.S_IMODE(final.stat().st_mode))
        part.replace(final)
    finally:
        with suppress(OSError):
            part.unlink()
