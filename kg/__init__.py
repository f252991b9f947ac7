"""certreg: what regulators say they did, as a graph one can ask.

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

if TYPE_CHECKING:
    from kg.api import KnowledgeGraph

__version__ = "0.1.0"
__all__ = ["load"]


def load(
    *,
    data: Sequence[str | PathLike[str]] = (),
    as_of: date | str | None = None,
    source: Sequence[str] = (),
    endpoint: str | None = None,
    store: str | PathLike[str] | None = None,
) -> KnowledgeGraph:
    """The graph of the shipped records, ready to ask.

    `data`: folders or files of more records, or files of quads (.nq, .trig), laid beside the shipped ones. `as_of`
    (a date or ``YYYY-MM-DD``) and `source` (keys of sources) keep only what was published by then, or by them.
    `endpoint`: the address of a SPARQL 1.1 endpoint to ask instead of the shipped records.
    `store`: a folder that `kg load` made, to ask instead.

    Raises DataError (records that are wrong; all problems at once), NotFound (an unknown source), UsageError
    (narrowing or adding to a remote graph) and EnvironmentFault (a path that is not there).
    """
    from kg.opening import open_graph

    return open_graph(data, as_of, source, endpoint, store)
