"""A folder that is replaced as a whole: whoever looks sees all of the old content or all of the new.

Everything happens in one folder beside the target, ``.NAME.building``: its file ``lock`` is locked by the process
that builds (the system lets go of the lock when that process ends, however it ends), ``new`` is what is being
written, ``old`` the former content on its way out. So a killed process leaves at most this folder, and the next one
clears it away.

A folder cannot be renamed onto another that holds files. Three ways were weighed:

- replacing file by file: a reader, or a kill, between two files meets new and old mixed;
- moving the old folder away and the new one in: a reader, or a kill, between the two meets no folder at all;
- exchanging the two names in one system call (Linux ``renameat2``, macOS ``renamex_np``): there is no between.

The third is used where the system and the file system offer it, the second elsewhere (Windows, some network drives);
there the next build puts a folder back that a killed one had moved away. A reader who has files of the old folder
open goes on reading them; one who opens several files in turn can tell by the manifest's checksums that they belong
together.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.errors import EnvironmentFault

_LOCK = "lock"
_NEW = "new"
_OLD = "old"
#: Where on Windows the lock lies: far behind the text, which others may then still read.
_LOCKED_BYTE = 1 << 30
#: How often the lock file is looked for while others come and go, and the seconds between two looks.
_LOOKS = 200
_BETWEEN_LOOKS = 0.005


@contextlib.contextmanager
def replaced(target: Path, may_go: Callable[[Path], None]) -> Iterator[Path]:
    """An empty folder to write to, which takes the place of `target` when the block ends without an exception.

    `may_go` is called with the folder that is there, first and last of all, and raises when it must stay.
    Raises EnvironmentFault when another process is at it, naming that process, and when the target cannot be
    replaced: it is a file, a drive, or the folder one stands in.
    """
    made: list[Path] = []
    try:
        target = Path(os.path.realpath(target))
        _refuse(target)
        made = _make_parents(target)
        beside = target.with_name(f".{target.name}.building")
        with _locked(beside, target):
            _clear(beside, target)
            may_go(target)
            new = beside / _NEW
            new.mkdir()
            yield new
            may_go(target)
            _swap(new, target, beside / _OLD)
    except OSError as fault:
        raise EnvironmentFault(f"{fault.filename or target}: cannot be written: {fault.strerror or fault}") from fault
    finally:
        if not target.exists():
            for folder in made:
                with contextlib.suppress(OSError):
                    folder.rmdir()


def _refuse(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise EnvironmentFault(f"{target}: a file, not a folder")
    if target == Path.cwd() or target in Path.cwd().parents:
        raise EnvironmentFault(f"{target}: the folder you are in cannot be replaced; name one below it")
    if target.is_dir() and target.is_mount():
        raise EnvironmentFault(f"{target}: a drive of its own cannot be replaced; name a folder below it")


def _make_parents(target: Path) -> list[Path]:
    """Make the folders above the target; gives those that were missing, the deepest first."""
    missing = [folder for folder in target.parents if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    return missing


@contextlib.contextmanager
def _locked(beside: Path, target: Path) -> Iterator[None]:
    """Hold the lock in the folder `beside`, which is made for it and goes when nothing else is left in it."""
    path = beside / _LOCK
    handle = _opened(path)
    _take(handle, target)
    while not _is_same(handle, path):  # its former holder removed it between our opening and our locking it
        os.close(handle)
        handle = _opened(path)
        _take(handle, target)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        for leftover in (beside / _NEW, beside / _OLD) if target.exists() else (beside / _NEW,):
            shutil.rmtree(leftover, ignore_errors=True)
        if os.name == "nt":  # an open file cannot be removed there
            os.close(handle)
        if {found.name for found in beside.iterdir()} == {_LOCK}:
            with contextlib.suppress(OSError):
                path.unlink()
                beside.rmdir()
        if os.name != "nt":
            os.close(handle)


def _opened(path: Path) -> int:
    """The lock file, made if need be. Others may make and remove it and its folder all the while."""
    strangers: set[str] = set()
    for _ in range(_LOOKS):
        with contextlib.suppress(FileNotFoundError, FileExistsError):  # whoever held the lock has just left
            path.parent.mkdir(exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                return os.open(path, os.O_RDWR)
            strangers = {found.name for found in path.parent.iterdir()}
            if not strangers:
                return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            if strangers - {_LOCK, _NEW, _OLD}:
                break
        time.sleep(_BETWEEN_LOOKS)
    if strangers:
        raise EnvironmentFault(f"{path.parent}: in the way, and not made by a build; move it elsewhere")
    raise EnvironmentFault(f"{path.parent}: made and removed by others all the time; try again when they have ended")


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
        raise EnvironmentFault(f"{target}: process {holder} is building here; try again when it has ended") from None


def _is_same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _clear(beside: Path, target: Path) -> None:
    """Put back what a killed process had moved away, and remove what is left over."""
    old = beside / _OLD
    if old.exists() and not target.exists():
        old.rename(target)
    for leftover in (beside / _NEW, old):
        if leftover.exists():
            shutil.rmtree(leftover)


def _swap(new: Path, target: Path, old: Path) -> None:
    if not target.exists() or (os.name != "nt" and not any(target.iterdir())):
        new.rename(target)  # onto nothing, or onto an empty folder: one step by itself
        return
    if _exchange(new, target):
        return
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change names in one step; False where the system or the file system cannot."""
    first, second = os.fsencode(one), os.fsencode(other)
    with contextlib.suppress(AttributeError, OSError):  # a C library too old to have it
        if sys.platform == "linux":
            here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
            return bool(ctypes.CDLL(None).renameat2(here, first, here, second, exchange) == 0)
        if sys.platform == "darwin":
            swap = 2  # RENAME_SWAP
            return bool(ctypes.CDLL(None).renamex_np(first, second, swap) == 0)
    return False
