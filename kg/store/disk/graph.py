"""A store of N-Quads as a graph to ask: Oxigraph over its files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode, Store

from kg.store.disk import layout
from kg.store.oxigraph import OxigraphGraph, opened


class StoredGraph(OxigraphGraph):
    """The graph of a store's folder, which is only read; nothing of it is opened before it is asked."""

    def __init__(self, folder: Path) -> None:
        """Raises EnvironmentFault and DataError when there is no store, or not all of one."""
        self.folder = folder
        self.manifest = layout.complete(folder)

    def __len__(self) -> int:
        return sum(self.manifest.graphs.values())

    @cached_property
    def _store(self) -> Store:  # type: ignore[override]
        """Opened when first asked."""
        return opened(self.folder / self.manifest.quads)

    @cached_property
    def records(self) -> OxigraphGraph:
        """The records alone, in memory: what a question about them takes does not grow with the registers."""
        return OxigraphGraph.of_nquads(layout.content(self.folder, self.manifest))

    def register_graphs(self) -> Mapping[str, int]:
        """Graph -> how many statements it holds, of those that are not of the records."""
        answer = self.records.select("SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s ?p ?o } }")
        own = {row[0].value for row in answer.rows if isinstance(row[0], NamedNode)}
        return {graph: quads for graph, quads in self.manifest.graphs.items() if graph not in own}
