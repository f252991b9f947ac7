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
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.errors import EnvironmentFault
from kg.files import lock

_NEW = "new"
_OLD = "old"


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
        with lock.held(beside, target, {_NEW, _OLD}), _cleared(beside, target) as new:
            may_go(target)
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
def _cleared(beside: Path, target: Path) -> Iterator[Path]:
    """Where the new folder may be made; what a killed process had moved away is back, and nothing is left over."""
    new, old = beside / _NEW, beside / _OLD
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
