"""The files below a folder, all of them or an error: what cannot be looked into is never left out in silence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from kg.errors import EnvironmentFault


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder, sorted by path. Links to files count as files; links to folders are not followed.

    Raises EnvironmentFault for a folder that cannot be read.
    """
    return sorted(Path(place, name) for place, _, names in _walk(folder) for name in names)


def folders_below(folder: Path) -> list[Path]:
    """Every folder below a folder, and every link to one, sorted by path; raises what `files_below` does."""
    return sorted(Path(place, name) for place, names, _ in _walk(folder) for name in names)


def _walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    def fail(fault: OSError) -> None:
        raise EnvironmentFault(f"{fault.filename}: cannot be read: {fault.strerror}") from fault

    return os.walk(folder, onerror=fail)
