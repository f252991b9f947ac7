"""One graph to ask, whatever holds it: embedded (Oxigraph, the default) or any SPARQL 1.1 endpoint."""

from __future__ import annotations

from typing import Protocol

from kg.store.answers import Answer, Row, Table, Term

__all__ = ["Answer", "Graph", "Row", "Table", "Term"]


class Graph(Protocol):
    """What every engine offers."""

    def query(self, text: str, timeout: float | None = None) -> Answer:
        """Run a SPARQL 1.1 query over the union of all graphs; `timeout` is in seconds.

        Raises QueryError when the text cannot be run and LimitError when a limit was hit.
        """
        ...
