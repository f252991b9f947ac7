"""Graphs of invented records, for tests that hold a report against them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pytest

from kg.records import assemble
from kg.records.assemble import Selection
from kg.store.oxigraph import OxigraphGraph


@pytest.fixture(scope="session")
def erewhon(own_cache, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], OxigraphGraph]:
    """The graph of a file of sources and a file of records, made once for the same two texts."""

    @lru_cache
    def made(sources: str, records: str) -> OxigraphGraph:
        folder = tmp_path_factory.mktemp("erewhon")
        (folder / "sources.yaml").write_text(sources, "utf-8")
        (folder / "erewhon.yaml").write_text(records, "utf-8")
        return assemble.assemble(Selection(files=(folder / "sources.yaml", folder / "erewhon.yaml")))

    return made
