"""What all routes share: the graph, what search knows of it, and where things have their pages."""

from __future__ import annotations

from kg import names
from kg.store import Graph
from kg.web.reconciliation import catalogue
from kg.web.reconciliation.catalogue import Catalogue


class Site:
    """One graph as pages show it; everything is read when it is made."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.catalogue: Catalogue = catalogue.read(graph)

    def href(self, iri: str) -> str | None:
        """The address of a thing: its own page, a web page elsewhere, or None for what is no link."""
        if iri.startswith(names.BASE):
            return "/" + iri.removeprefix(names.BASE)
        return iri if iri.startswith(("https://", "http://")) else None

    def to(self, path: str) -> str:
        """The address of a page of ours by its path."""
        return path
