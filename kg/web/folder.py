"""The folder of a static site: replaced as a whole, and recognised by ``site.json``, which lists every file in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from kg import __version__
from kg.errors import EnvironmentFault
from kg.files import atomic
from kg.store import Graph
from kg.web.static_site import files

NAME = "site.json"
FORMAT = "certreg site"


def write(
    graph: Graph, target: Path, base: str, on_progress: Callable[[int, int], None] = lambda done, known: None
) -> int:
    """Write the site of a graph to the folder `target`, replacing an earlier one; returns how many files it has.

    `base` is the address where the folder will be; `on_progress` gets how many files are done and how many are known.
    Raises EnvironmentFault when the folder cannot be written or holds something else, CertregError for a page that
    cannot be made; either way the folder stays as it was.
    """
    with atomic.replaced(target, check_replaceable) as new:
        names: list[str] = []
        for name, content in files(graph, base, on_progress):
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            names.append(name)
        listing = {"format": FORMAT, "certreg": __version__, "files": sorted(names)}
        (new / NAME).write_text(json.dumps(listing, indent=1) + "\n", "utf-8", newline="")
    return len(names)


def check_replaceable(target: Path) -> None:
    """Raise EnvironmentFault when a folder holds anything but a site."""
    present = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
    if not present:
        return
    try:
        listing = json.loads((target / NAME).read_bytes())
        known = set(listing["files"]) if listing["format"] == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError):
        known = None
    if known is None:
        raise EnvironmentFault(f"{target}: not empty, and not a site of `kg site`; choose another folder")
    if foreign := sorted(present - known - {NAME}):
        raise EnvironmentFault(f"{target}: holds {foreign[0]}, which does not belong to the site; move it elsewhere")
