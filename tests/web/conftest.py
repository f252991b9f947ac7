"""A server over the shipped graph, for all tests that only ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, serving


@pytest.fixture(scope="session")
def server(own_cache: Path) -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def hasty(own_cache: Path) -> Iterator[Server]:
    """A server whose queries have two seconds."""
    with serving("--deadline", "2") as running:
        yield running
