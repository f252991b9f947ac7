"""The errors and their exit codes.

CertregError                 70  a fault of the program (never raised on purpose)
├── DataError                 1  the data is wrong; carries every Problem found
├── UsageError                2  a request that cannot be met
│   ├── NotFound              2  an unknown name; carries the nearest ones
│   └── QueryError            2  invalid SPARQL; carries line and column
├── EnvironmentFault          2  a file, a folder, an endpoint that cannot be used
│   └── Unavailable           2  an endpoint that may answer later
└── LimitError                3  a limit was exceeded; names the limit
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class CertregError(Exception):
    """The root of all errors. Its message is one sentence: what is wrong, where, and what to do."""

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
        """The place as a user would type it: relative to the current folder where that is shorter."""
        try:
            shown = path.resolve().relative_to(Path.cwd())
        except (ValueError, OSError, RuntimeError):  # elsewhere, or a link that leads back to itself
            shown = path
        return cls(os.fsencode(shown).decode("utf-8", "backslashreplace"), line, column)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with the data: where, what, and what would be right."""

    where: Where
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class DataError(CertregError):
    """Invalid records, or a damaged build. `problems` holds all that were found, in file order."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        lines = [str(problem) for problem in self.problems]
        if len(lines) > 1:
            lines.append(f"{len(lines)} problems.")
        super().__init__("\n".join(lines))


class Notice(UserWarning):
    """Something a user should know that is not an error; the command line prints it on standard error."""


class UsageError(CertregError):
    """The caller a request that cannot be met or does not fit."""

    exit_code = 2


class NotFound(UsageError):
    """An unknown name; the message ends with the nearest known ones. `instead` says what has the name, if anything."""

    def __init__(self, what: str, name: str, nearest: Sequence[str], instead: str = "") -> None:
        self.name = name
        self.nearest = tuple(nearest)
        super().__init__(f'no {what} "{cut(name)}"{f", but {instead}" if instead else ""}{did_you_mean(nearest)}')


class QueryError(UsageError):
    """SPARQL that cannot be run, with line and column (from 1; 0 when unknown)."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        self.line = line
        self.column = column
        #: the query itself, where the caller knows it
        self.query: str | None = None
        super().__init__(f"line {line}, column {column}: {message}" if line else message)
        self.reason = message


class EnvironmentFault(CertregError):
    """A file, a folder or an endpoint cannot be read, written or reached."""

    exit_code = 2


class MissingExtra(EnvironmentFault):
    """A package that only an extra of certreg brings is not installed."""

    def __init__(self, what: str, extra: str, missing: object = "") -> None:
        reason = f" ({missing})" if missing else ""
        super().__init__(f"{what} needs the extra {extra}: pip install '.[{extra}]' in certreg's folder{reason}")


class Unavailable(EnvironmentFault):
    """An endpoint cannot be reached, is busy or closed the connection; the same query may succeed later."""

    def __init__(self, message: str, after: float | None = None) -> None:
        #: how many seconds the server asks to wait
        self.after = after
        super().__init__(message)


class LimitError(CertregError):
    """A limit that protects the machine was exceeded; the message names it and its value."""

    exit_code = 3


def cut(text: str, most: int = 60) -> str:
    """Text from a file, short enough for a message."""
    return text if len(text) <= most else text[: most - 1] + "…"


def did_you_mean(nearest: Sequence[str]) -> str:
    """The tail of a message about an unknown name: empty when nothing is near."""
    if not nearest:
        return ""
    return " (did you mean " + " or ".join(f'"{name}"' for name in nearest[:3]) + "?)"
