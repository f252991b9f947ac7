"""certreg: regulators' reports on certification as a knowledge graph.

>>> import kg
>>> graph = kg.load()
>>> graph.query("ASK { id:cnca cr:administers id:ccc }")
True
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from os import PathLike
from typing import TYPE_CHECKING

from kg import moved
from kg.shipped import VERSION as __version__

if TYPE_CHECKING:
    from kg.api import KnowledgeGraph

__all__ = ["__version__", "load"]

moved.install()


def load(
    *,
    data: str | PathLike[str] | Sequence[str | PathLike[str]] = (),
    as_of: date | str | None = None,
    source: str | Sequence[str] = (),
    endpoint: str | None = None,
    store: str | PathLike[str] | None = None,
    checked: Sequence[str] = (),
) -> KnowledgeGraph:
    """Open the graph of the shipped records.

    `data`: folders or files of further records, or files of quads (.nq, .trig), to add; one or several.
    `as_of` (a date or ``YYYY-MM-DD``) and `source` (the key of a source, or several) keep only what was published by
    that date, or in those sources.
    `checked` (issuer, two-copies, sums, copy) keeps only sources whose records were checked in one of these ways.
    `endpoint`: the address of a SPARQL 1.1 endpoint to query instead of the shipped records.
    `store`: a folder made by `kg load`, to query instead.

    Raises DataError (invalid records; all problems at once), NotFound (an unknown source), UsageError (options that
    cannot be combined) and EnvironmentFault (a path that does not exist).
    """
    from kg.opening import open_graph

    files = [data] if isinstance(data, str | PathLike) else data
    return open_graph(files, as_of, [source] if isinstance(source, str) else source, endpoint, store, checked=checked)
