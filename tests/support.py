"""Names that tests import; fixtures are in conftest.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from kg.check import Checked

#: Write files (name -> content) where the test runs, and say which of them are records.
Write = Callable[[Mapping[str, str | bytes]], list[Path]]
#: Check the records of one file.
Check = Callable[..., Checked]


def told(checked: Checked) -> list[str]:
    """The problems as a curator reads them, in file order."""
    return [str(problem) for problem in sorted(checked.problems)]
