"""The command as a user runs it: a process of its own, its output and its exit code."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import processes
import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def kg(own_cache: Path, tmp_path: Path) -> Run:
    """Run `kg ARGUMENTS` in an empty folder; the cache is shared by all tests of a session."""

    def run(*arguments: str, text: str = "", env: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KG_")}
        return processes.kg(arguments, text=text, cwd=tmp_path, env={**inherited, "KG_CACHE": str(own_cache), **env})

    return run
