"""Opens the graph that the user's options select: records, a date, sources, an endpoint or a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from os import PathLike
from pathlib import Path

from kg.api import KnowledgeGraph
from kg.errors import UsageError


def open_graph(
    data: Sequence[str | PathLike[str]] = (),
    as_of: date | str | None = None,
    source: Sequence[str] = (),
    endpoint: str | None = None,
    store: str | PathLike[str] | None = None,
    checked: Sequence[str] = (),
) -> KnowledgeGraph:
    """See `kg.load`."""
    if store is not None:
        if data or as_of is not None or source or checked or endpoint is not None:
            raise UsageError("--data, --as-of, --source, --checked and --endpoint cannot be combined with --store")
        from kg.store import stored

        return KnowledgeGraph(stored.opened(Path(store)))
    if endpoint is not None:
        if data or as_of is not None or source or checked:
            raise UsageError(
                "--data, --as-of and --source select among the shipped records; they cannot be combined with --endpoint"
            )
        from kg.store.endpoint import EndpointGraph

        return KnowledgeGraph(EndpointGraph(endpoint))
    from kg.records.assemble import Selection, assemble

    selection = Selection(tuple(map(Path, data)), _date(as_of), tuple(source), checked=tuple(checked))
    return KnowledgeGraph(assemble(selection))


def _date(given: date | str | None) -> date | None:
    if not isinstance(given, str):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError as fault:
        raise UsageError(f'as of: "{given}" is not a date (2021-12-31)') from fault
