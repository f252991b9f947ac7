"""What can go wrong, and what the exit code says about it.

CertregError                 70  a fault of ours (never raised on purpose)
├── DataError                 1  the data is wrong; carries every Problem found
├── UsageError                2  asked for something that is not there
│   ├── NotFound              2  a name nobody knows; carries the nearest ones
│   └── QueryError            2  a SPARQL text that does not parse; carries line and column
├── EnvironmentFault          2  a file, a folder, an endpoint that cannot be used
│   └── Unavailable           2  an endpoint that may answer a while later
└── LimitError                3  a limit was hit; names the limit
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class CertregError(Exception):
    """The root: one sentence that says what, where, and what to do."""

    exit_code = 70


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file; line and column count from 1, and 0 stands for "the file as a whole"."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"

    @classmethod
    def of(cls, path: Path, line: int = 0, column: int = 0) -> Where:
        """The place as a reader would type it: relative to the current folder where that is shorter."""
        try:
            shown = path.resolve().relative_to(Path.cwd())
        except (ValueError, OSError, RuntimeError):  # elsewhere, or a link that leads back to itself
            shown = path
        return cls(os.fsencode(shown).decode("utf-8", "backslashreplace"), line, column)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with the data: where it stands, what it is, what would be right."""

    where: Where
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class DataError(CertregError):
    """The records (or a build) are wrong. `problems` holds all that a run found, in file order."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        lines = [str(problem) for problem in self.problems]
        if len(lines) > 1:
            lines.append(f"{len(lines)} problems.")
        super().__init__("\n".join(lines))


class UsageError(CertregError):
    """The caller asked for something that is not there or does not fit."""

    exit_code = 2


class NotFound(UsageError):
    """A name nobody knows; the message ends with the nearest known ones."""

    def __init__(self, what: str, name: str, nearest: Sequence[str]) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        super().__init__(f'no {what} "{cut(name)}"{did_you_mean(nearest)}')


class QueryError(UsageError):
    """A SPARQL text that cannot be run, with its line and column (from 1; 0 when unknown)."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        self.line = line
        self.column = column
        #: the text that was run, where the caller knows it
        self.query: str | None = None
        super().__init__(f"line {line}, column {column}: {message}" if line else message)
        self.reason = message


class EnvironmentFault(CertregError):
    """A file, a folder or an endpoint cannot be read, written or reached."""

    exit_code = 2


class Unavailable(EnvironmentFault):
    """An endpoint cannot be reached, is busy or broke off; the same question may be answered a while later."""

    def __init__(self, message: str, after: float | None = None) -> None:
        #: how many seconds the server asks to wait
        self.after = after
        super().__init__(message)


class LimitError(CertregError):
    """A limit that protects the machine was hit; the message names it and its figure."""

    exit_code = 3


def cut(text: str, most: int = 60) -> str:
    """Text from a file, short enough for a message."""
    return text if len(text) <= most else text[: most - 1] + "…"


def did_you_mean(nearest: Sequence[str]) -> str:
    """The tail of a message about an unknown name: empty when nothing is near."""
    if not nearest:
        return ""
    return " (did you mean " + " or ".join(f'"{name}"' for name in nearest[:3]) + "?)"
