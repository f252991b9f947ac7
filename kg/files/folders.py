"""The files below a folder, all of them or an error: what cannot be looked into is never left out in silence."""

from __future__ import annotations

import os
from pathlib import Path

from kg.errors import EnvironmentFault


def files_below(folder: Path) -> list[Path]:
    """Every file below a folder, sorted by path. Links to files count as files; links to folders are not followed.

    Raises EnvironmentFault for a folder that cannot be read.
    """
    found: list[Path] = []

    def fail(fault: OSError) -> None:
        raise EnvironmentFault(f"{fault.filename}: cannot be read: {fault.strerror}") from fault

    for place, _, names in os.walk(folder, onerror=fail):
        found.extend(Path(place, name) for name in names)
    return sorted(found)
