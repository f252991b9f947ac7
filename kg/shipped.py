"""Where the ontology, the records and the questions stand: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_INSIDE = Path(__file__).parent / "shipped"
ROOT = _INSIDE if _INSIDE.is_dir() else Path(__file__).parent.parent

#: Scripts fetched from npm while the wheel was built (see hatch_build.py); not there where npm could not be reached.
ASSETS = Path(__file__).parent / "assets"
ONTOLOGY = ROOT / "ontology"
DATA = ROOT / "data"
QUERIES = ROOT / "queries"
