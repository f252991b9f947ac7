"""A store's folder to the graph that answers: tables of registers, or files of quads."""

from __future__ import annotations

from pathlib import Path

from kg.store.disk import layout as disk
from kg.store.disk.graph import StoredGraph
from kg.store.registers import layout as tables
from kg.store.registers.graph import RegisterGraph

#: The graphs whose files are opened while they answer.
STORED = (StoredGraph, RegisterGraph)


def is_store(folder: Path) -> bool:
    """Whether a folder has the manifest of a store."""
    return tables.is_store(folder) or disk.is_store(folder)


def opened(folder: Path) -> StoredGraph | RegisterGraph:
    """The graph of a store. Raises EnvironmentFault and DataError when there is no store, or not all of one."""
    return RegisterGraph(folder) if tables.is_store(folder) else StoredGraph(folder)
