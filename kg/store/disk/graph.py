"""A store as a graph to ask: Oxigraph over the files, and the columns for questions that go through all of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Store

from kg.errors import EnvironmentFault
from kg.store import Table
from kg.store.disk import layout
from kg.store.disk.columns import Columns
from kg.store.oxigraph import OxigraphGraph, opened

#: How a question may be answered: by what suits it, or by one engine only.
ENGINES = ("auto", "oxigraph", "duckdb")


class StoredGraph(OxigraphGraph):
    """The graph of a store's folder, which is only read; nothing of it is opened before it is asked."""

    def __init__(self, folder: Path, engine: str = "auto") -> None:
        """Raises EnvironmentFault and DataError when there is no store, or not all of one."""
        self.folder = folder
        self.manifest = layout.complete(folder)
        self._engine = engine
        self._columns = Columns(folder / self.manifest.columns) if self.manifest.columns else None

    def __len__(self) -> int:
        return sum(self.manifest.graphs.values())

    @cached_property
    def _store(self) -> Store:  # type: ignore[override]
        """Opened when first asked."""
        return opened(self.folder / self.manifest.quads)

    @cached_property
    def records(self) -> OxigraphGraph:
        """The records alone, in memory: what a question about them takes does not grow with the registers."""
        return OxigraphGraph.of_nquads((self.folder / self.manifest.records).read_bytes())

    def register_graphs(self) -> Mapping[str, int]:
        """Graph -> how many statements it holds, of those that are not of the records."""
        answer = self.records.select("SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }")
        own = {row[0].value for row in answer.rows if isinstance(row[0], NamedNode)}
        return {graph: quads for graph, quads in self.manifest.graphs.items() if graph not in own}

    def scan(self, sql: str, parameters: Mapping[str, str]) -> Table | None:
        """The answer of the columns; None when they cannot give it, or are not wanted.

        Raises EnvironmentFault when the columns are wanted and cannot give it.
        """
        if self._engine == "oxigraph":
            return None
        answer = self._columns.query(sql, parameters) if self._columns else None
        if answer is None and self._engine == "duckdb":
            raise EnvironmentFault(f"{self.folder}: no columns for this question; --engine auto asks the graph itself")
        return answer
