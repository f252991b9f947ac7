"""The Graph protocol: one interface to every engine (embedded Oxigraph, a store on disk, a SPARQL 1.1 endpoint)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from pyoxigraph import Triple

from kg.errors import QueryError
from kg.store.answers import Result, Row, Table, Term

__all__ = ["Graph", "Layered", "Result", "Row", "Table", "Term"]


class Graph(Protocol):
    """The interface of every engine. An engine implements `query`; the typed forms build on it."""

    def query(self, text: str, timeout: float | None = None) -> Result:
        """Run a SPARQL 1.1 query over the union of all graphs; `timeout` is in seconds.

        Raises QueryError when the text cannot be run and LimitError when a limit was hit.
        """
        ...

    def select(self, text: str, timeout: float | None = None) -> Table:
        """The solutions of a SELECT query. Raises as `query` does, and QueryError for another form of query."""
        result = self.query(text, timeout)
        if not isinstance(result, Table):
            raise QueryError("not a SELECT query")
        return result

    def ask(self, text: str, timeout: float | None = None) -> bool:
        """The truth of an ASK query. Raises as `query` does, and QueryError for another form of query."""
        result = self.query(text, timeout)
        if not isinstance(result, bool):
            raise QueryError("not an ASK query")
        return result

    def construct(self, text: str, timeout: float | None = None) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query. Raises as `query` does, and QueryError for another form."""
        result = self.query(text, timeout)
        if not isinstance(result, list):
            raise QueryError("not a CONSTRUCT or DESCRIBE query")
        return result


@runtime_checkable
class Layered(Graph, Protocol):
    """A graph of records with large external data next to them, which questions about the records need not search."""

    @property
    def records(self) -> Graph:
        """The records alone."""
        ...

    def register_graphs(self) -> Mapping[str, int]:
        """Graph -> how many statements it holds, of those that are not of the records."""
        ...
