"""Names that tests import; fixtures are in conftest.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from kg import names
from kg.records.interpret import Checked
from kg.store.oxigraph import OxigraphGraph

#: Write files (name -> content) where the test runs, and say which of them are records.
Write = Callable[[Mapping[str, str | bytes]], list[Path]]
#: Check the records of one file.
Check = Callable[..., Checked]


def told(checked: Checked) -> list[str]:
    """The problems as a curator reads them, in file order."""
    return [str(problem) for problem in sorted(checked.problems)]


def trig(text: str) -> OxigraphGraph:
    """A small graph, written as TriG with our prefixes."""
    return OxigraphGraph(parse(f"{names.prefix_lines()}\n{text}", format=RdfFormat.TRIG))
