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
#: Where on Windows the lock lies: far behind the text, which others may then still read.
_LOCKED_BYTE = 1 << 30
#: How often the lock file is looked for while others come and go, and the seconds between two looks.
_LOOKS = 200
_BETWEEN_LOOKS = 0.005


@contextlib.contextmanager
def held(beside: Path, target: Path, own: Set[str]) -> Iterator[None]:
    """Hold the lock in the folder `beside`, which is made for it and goes when nothing else is left in it.

    `own` are the names of what else may lie there. Raises EnvironmentFault when another process holds it, naming that
    process, and when the folder is somebody else's.
    """
    path = beside / _NAME
    handle = _opened(path, own)
    _take(handle, target)
    while not _is_same(handle, path):  # its former holder removed it between our opening and our locking it
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
        if {found.name for found in beside.iterdir()} == {_NAME}:
            with contextlib.suppress(OSError):
                path.unlink()
                beside.rmdir()
        if os.name != "nt":
            os.close(handle)


def _opened(path: Path, own: Set[str]) -> int:
    """The lock file, made if need be. Others may make and remove it and its folder all the while."""
    for _ in range(_LOOKS):
        with contextlib.suppress(FileExistsError):  # a folder that was there, and is no more; or a file
            path.parent.mkdir(exist_ok=True)
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):  # whoever held the lock has just left
            with contextlib.suppress(FileNotFoundError):
                return os.open(path, os.O_RDWR)
            found = {each.name for each in path.parent.iterdir()}
            if not found:
                return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            if found - {_NAME, *own}:
                break
        if path.parent.is_file():
            break
        time.sleep(_BETWEEN_LOOKS)
    raise EnvironmentFault(f"{path.parent}: in the way, and not made by kg; move it elsewhere")


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
        raise EnvironmentFault(f"{target}: process {holder} is at work here; try again when it has ended") from None


def _is_same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
