"""The folder of a written site: replaced as a whole, and known by its ``site.json``, which names every file in it."""

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


def write(graph: Graph, target: Path, base: str, tell: Callable[[int, int], None] = lambda done, known: None) -> int:
    """Write the site of a graph to the folder `target`, in the place of an earlier one; how many files it has.

    `base` is the address where the folder will be, ``tell`` hears how many files are done of how many known so far.
    Raises EnvironmentFault when the folder cannot be written or holds something else, CertregError for a page that
    cannot be made; either way it stays as it was.
    """
    with atomic.replaced(target, may_be_replaced) as new:
        written: list[str] = []
        for name, content in files(graph, base, tell):
            path = new / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            written.append(name)
        about = {"format": FORMAT, "certreg": __version__, "files": sorted(written)}
        (new / NAME).write_text(json.dumps(about, indent=1) + "\n", "utf-8", newline="")
    return len(written)


def may_be_replaced(target: Path) -> None:
    """Raise EnvironmentFault when a folder holds anything that is not of a site."""
    found = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
    if not found:
        return
    try:
        said = json.loads((target / NAME).read_bytes())
        known = set(said["files"]) if said["format"] == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError):
        known = None
    if known is None:
        raise EnvironmentFault(f"{target}: not empty and no site of `kg site`; name another folder")
    if foreign := sorted(found - known - {NAME}):
        raise EnvironmentFault(f"{target}: holds {foreign[0]}, which is not of the site; move it elsewhere")
