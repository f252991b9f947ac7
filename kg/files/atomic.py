"""Replaces a folder as a whole: a reader sees either all of the old content or all of the new.

All work happens in a folder next to the target, ``.NAME.building``. Its file ``lock`` is locked by the process that
builds (the system releases the lock when that process ends, however it ends), ``new`` is the content being written,
``old`` the former content before its removal. A killed process leaves at most this folder, and the next one removes it.

A folder cannot be renamed onto another that holds files. There are three ways around that:

- replace file by file: a reader, or a kill, between two files sees new and old content mixed;
- move the old folder away, then the new one in: a reader, or a kill, between the two sees no folder at all;
- exchange the two names in one system call (Linux ``renameat2``, macOS ``renamex_np``): there is no moment between.

The third is used where the system and the file system support it, the second elsewhere (Windows, some network drives);
there the next build restores a folder that a killed one had moved away. A reader who has files of the old folder open
can go on reading them. One who opens several files in turn can check by the manifest's checksums that they belong
together.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.errors import EnvironmentFault
from kg.files import lock

_NEW = "new"
_OLD = "old"


@contextlib.contextmanager
def replaced(target: Path, may_go: Callable[[Path], None]) -> Iterator[Path]:
    """An empty folder to write to, which replaces `target` when the block ends without an exception.

    `may_go` is called with the existing folder before and after the block, and raises when it must not be replaced.
    Raises EnvironmentFault when another process is writing the same target (the message names that process), and when
    the target cannot be replaced: it is a file, a mount point, or the current folder or one above it.
    """
    created: list[Path] = []
    try:
        target = Path(os.path.realpath(target))
        _refuse(target)
        created = _make_parents(target)
        work = target.with_name(f".{target.name}.building")
        with lock.held(work, target, {_NEW, _OLD}), _clean(work, target) as new:
            may_go(target)
            new.mkdir()
            yield new
            may_go(target)
            _swap(new, target, work / _OLD)
    except OSError as fault:
        raise EnvironmentFault(f"{fault.filename or target}: cannot be written: {fault.strerror or fault}") from fault
    finally:
        if not target.exists():
            for folder in created:
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
    """Create the folders above the target; return those that were missing, the deepest first."""
    missing = [folder for folder in target.parents if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    return missing


@contextlib.contextmanager
def _clean(work: Path, target: Path) -> Iterator[Path]:
    """The path of the new folder. Restores what a killed process had moved away, and leaves nothing behind."""
    new, old = work / _NEW, work / _OLD
    if old.exists() and not target.exists():
        old.rename(target)
    for leftover in (new, old):
        if leftover.exists():
            shutil.rmtree(leftover)
    try:
        yield new
    finally:
        for leftover in (new, old) if target.exists() else (new,):
            shutil.rmtree(leftover, ignore_errors=True)


def _swap(new: Path, target: Path, old: Path) -> None:
    if not target.exists() or (os.name != "nt" and not any(target.iterdir())):
        new.rename(target)  # onto nothing or an empty folder: a single step
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
    """Exchange the names of two folders in one step; False where the system or the file system cannot."""
    first, second = os.fsencode(one), os.fsencode(other)
    with contextlib.suppress(AttributeError, OSError):  # the C library is too old
        if sys.platform == "linux":
            here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
            return bool(ctypes.CDLL(None).renameat2(here, first, here, second, exchange) == 0)
        if sys.platform == "darwin":
            swap = 2  # RENAME_SWAP
            return bool(ctypes.CDLL(None).renamex_np(first, second, swap) == 0)
    return False
