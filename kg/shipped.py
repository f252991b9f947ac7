"""The folders that ship with the package: next to it in a checkout, inside it in a wheel."""

from __future__ import annotations

import re
from pathlib import Path

_INSIDE = Path(__file__).parent / "shipped"
ROOT = _INSIDE if _INSIDE.is_dir() else Path(__file__).parent.parent

#: Scripts that hatch_build.py fetches from npm while a wheel is built; absent if npm could not be reached.
ASSETS = Path(__file__).parent / "assets"
ONTOLOGY = ROOT / "ontology"
DATA = ROOT / "data"
QUERIES = ROOT / "queries"


def _version() -> str:
    """The version of the ontology, the records and this package: they have one, and the ontology's header states it."""
    with (ONTOLOGY / "certreg.ttl").open(encoding="utf-8") as file:
        match = re.search(r'owl:versionInfo "([^"]+)"', file.read(16_384))
    if match is None:
        raise ImportError("ontology/certreg.ttl does not state owl:versionInfo")
    return match[1]


VERSION = _version()
