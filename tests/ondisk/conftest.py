"""A store of the small register of certificates; and what a process of `kg` says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import registers
from pyoxigraph import RdfFormat

from kg.ondisk import columns, loading
from kg.serialize import serialize

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register as a file of quads."""
    path = tmp_path_factory.mktemp("register") / "certificates.nq"
    path.write_bytes(serialize(list(registers.certificates()), RdfFormat.N_QUADS))
    return path


@pytest.fixture(scope="session")
def store(register: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with columns of every class; tests that change it copy it."""
    path = tmp_path_factory.mktemp("stores") / "china"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "LEAST", 1)
        loading.load(path, [register])
    return path


@pytest.fixture
def kg_run() -> Run:
    def run(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kg", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, **more)  # type: ignore[call-overload, no-any-return]

    return run
