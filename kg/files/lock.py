"""One process at a time: a lock in a folder made for it, which the system releases however its holder ends.

The package filelock does less than is promised here: it does not say which process holds the lock, it leaves its file
behind, and where a file system has no locks it falls back to one that outlives a killed process.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Set
from pathlib import Path

from kg.errors import EnvironmentFault

_NAME = "lock"
#: The byte that is locked on Windows: far behind the text, so that others can still read that.
_LOCKED_BYTE = 1 << 30
#: How often opening the lock file is tried while other processes create and remove it, and the seconds between.
_TRIES = 200
_PAUSE = 0.005


@contextlib.contextmanager
def held(folder: Path, target: Path, own: Set[str]) -> Iterator[None]:
    """Hold the lock in `folder`, which is created for it and removed when nothing else is left in it.

    `own` are the names of the other files that may be there. Raises EnvironmentFault when another process holds the
    lock (the message names it), and when the folder holds other files.
    """
    path = folder / _NAME
    handle = _opened(path, own)
    _take(handle, target)
    while not _is_same(handle, path):  # its former holder removed it after we opened it
        os.close(handle)
        handle = _opened(path, own)
        _take(handle, target)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        if os.name == "nt":  # an open file cannot be removed there
            os.close(handle)
        if {each.name for each in folder.iterdir()} == {_NAME}:
            with contextlib.suppress(OSError):
                path.unlink()
                folder.rmdir()
        if os.name != "nt":
            os.close(handle)


def _opened(path: Path, own: Set[str]) -> int:
    """The lock file, created if missing. Other processes may create and remove it and its folder at the same time."""
    for _ in range(_TRIES):
        with contextlib.suppress(FileExistsError):  # the folder has just been removed, or it is a file
            path.parent.mkdir(exist_ok=True)
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):  # the former holder has just removed it
            with contextlib.suppress(FileNotFoundError):
                return os.open(path, os.O_RDWR)
            present = {each.name for each in path.parent.iterdir()}
            if not present:
                return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            if present - {_NAME, *own}:
                break
        if path.parent.is_file():
            break
        time.sleep(_PAUSE)
    raise EnvironmentFault(f"{path.parent}: in the way, and not created by kg; move it elsewhere")


def _take(handle: int, target: Path) -> None:
    """Lock an open file for this process. Raises EnvironmentFault when another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        os.lseek(handle, 0, os.SEEK_SET)
        holder = os.read(handle, 20).decode("ascii", "replace").strip() or "another"
        os.close(handle)
        raise EnvironmentFault(f"{target}: process {holder} is writing here; try again when it has ended") from None


def _is_same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
