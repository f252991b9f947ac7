"""One graph to ask, whatever holds it: embedded (Oxigraph, the default) or any SPARQL 1.1 endpoint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Protocol

from kg.errors import UsageError
from kg.store.answers import Answer, Row, Table, Term

__all__ = ["Answer", "Graph", "Row", "Table", "Term", "open"]


class Graph(Protocol):
    """What every engine offers."""

    def query(self, text: str, timeout: float | None = None) -> Answer:
        """Run a SPARQL 1.1 query over the union of all graphs; `timeout` is in seconds.

        Raises QueryError when the text cannot be run and LimitError when a limit was hit.
        """
        ...


def open(
    *,
    data: Sequence[str | PathLike[str]] = (),
    as_of: date | str | None = None,
    source: Sequence[str] = (),
    endpoint: str | None = None,
) -> Graph:
    """The graph that `kg.load` asks; see there for what goes in and what is raised."""
    if endpoint is not None:
        if data or as_of is not None or source:
            raise UsageError("--data, --as-of and --source narrow or add to the shipped records, not to an endpoint's")
        from kg.store.endpoint import EndpointGraph

        return EndpointGraph(endpoint)
    from kg.assemble import Selection, assemble

    return assemble(Selection(tuple(map(Path, data)), _date(as_of), tuple(source)))


def _date(given: date | str | None) -> date | None:
    if not isinstance(given, str):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError as fault:
        raise UsageError(f'as of: "{given}" is not a date (2021-12-31)') from fault
