"""What the manifests of both kinds of store share: their file, its form, and the comparison of sizes on opening."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from kg.errors import DataError, EnvironmentFault, Problem, Where

NAME = "manifest.json"


class OtherVersion(EnvironmentFault):
    """A store that another version of this package wrote, in a form of its own."""


class SizedFile(Protocol):
    """The entry of a file in a manifest."""

    @property
    def bytes(self) -> int:
        """The size of the file."""


def fields(folder: Path, form: str) -> dict[str, Any]:
    """The fields of a store's manifest.

    Raises OSError if it cannot be read, ValueError if it is not of this form, and OtherVersion if only the number of
    the form differs.
    """
    path = folder / NAME
    if not path.is_file():  # a pipe would never end
        raise ValueError(f"{path}: not a file")
    content = json.loads(path.read_bytes())
    if not isinstance(content, dict):
        raise ValueError(f"{path}: not a manifest")
    found = content.pop("format", None)
    if isinstance(found, str) and found != form and found.rstrip("0123456789") == form.rstrip("0123456789"):
        raise OtherVersion(f"{folder}: written by another version of certreg; delete it and import its tables again")
    if found != form:
        raise ValueError(f"{path}: not a manifest of the form {form}")
    return content


def compare_sizes(folder: Path, files: Mapping[str, SizedFile], remedy: str) -> None:
    """Compare the sizes of a store's files with its manifest, as is done whenever it is opened.

    Raises DataError for each file that is missing or has another size; `remedy` says what to do then.
    """
    problems = []
    for name, entry in files.items():
        path = folder / name
        if not path.is_file():
            problems.append(Problem(Where.of(path), f"missing; {remedy}"))
        elif (size := path.stat().st_size) != entry.bytes:
            problems.append(Problem(Where.of(path), f"{size:,} bytes, not {entry.bytes:,} as written; {remedy}"))
    if problems:
        raise DataError(problems)
