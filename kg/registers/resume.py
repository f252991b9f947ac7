"""What an import leaves in its folder, so that the same command continues it after an interruption.

``state.json`` says what is imported how, and how far the import and its rejected rows are. It is replaced as a whole,
after everything that it counts is on the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kg import __version__, shipped
from kg.errors import CertregError, EnvironmentFault
from kg.files.table import STDIN
from kg.registers.importer import Place
from kg.registers.rejected import Rejected, Saved

_STATE = "state.json"
_UNFINISHED = f"{_STATE}.new"
#: The files in the folder that belong to this module.
NAMES = frozenset({_STATE, _UNFINISHED})


@dataclass(frozen=True, slots=True)
class State:
    """How far an import has come: in rows, and in what it has made of them (bytes or files, by name)."""

    job: str
    place: Place = field(default_factory=Place)
    made: Mapping[str, int] = field(default_factory=dict)
    rejected: Saved = field(default_factory=Saved)


def digest(how: Sequence[object], tables: Sequence[str]) -> str:
    """Changes with anything that could change the output; tables count by name, size and time."""
    parts: list[object] = [__version__, *how]
    parts += ((name, (stat := Path(name).stat()).st_size, stat.st_mtime_ns) for name in tables if name != STDIN)
    parts += (path.read_bytes() for path in sorted(shipped.ONTOLOGY.iterdir()) if path.is_file())
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def load(folder: Path, job: str, rejected: Rejected, complete: Callable[[State], bool] = lambda state: True) -> State:
    """The state of an interrupted import of the same job, if its files are `complete`; else that of a new one."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        content = json.loads((folder / _STATE).read_bytes())
        place, left_out = Place(**content.pop("place")), Saved(**content.pop("rejected"))
        state = State(place=place, rejected=left_out, **content)
        if state.job == job and complete(state):
            rejected.go_on(left_out)
            return state
    (folder / _STATE).unlink(missing_ok=True)
    return State(job)


def save(folder: Path, state: State) -> None:
    """Replace the state. Raises OSError."""
    unfinished = folder / _UNFINISHED
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(asdict(state), file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / _STATE)


@contextmanager
def cleared(folder: Path, rejected: Rejected, rest: Sequence[str]) -> Iterator[None]:
    """Keep the folder's files (the `rest` are the import's own) only if the import can continue with them."""
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
        if keep and (folder / _STATE).exists():
            rejected.leave()
        else:
            rejected.close()
            for name in (_STATE, _UNFINISHED, *rest):  # the state first: without it the rest is nothing
                if (folder / name).is_dir():
                    shutil.rmtree(folder / name, ignore_errors=True)
                else:
                    (folder / name).unlink(missing_ok=True)
