"""How to cite a page: its address, the date of the data, and the passages that it rests on, each with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg import __version__
from kg.describe import citations
from kg.describe.citations import CitedPassage
from kg.store import Table
from kg.web.pages.site import Site

#: Passages listed on a page.
MOST = 20


@dataclass(frozen=True)
class Citation:
    """What the fold-out "Cite this" of a page shows."""

    title: str
    #: the IRI, or on this site the path, of what is cited
    address: str
    version: str
    #: the date of the newest source, "" where no source has one
    date: str
    passages: tuple[CitedPassage, ...]
    #: passages beyond those listed
    left_out: int


def answer(site: Site, title: str, address: str, table: Table) -> Citation:
    """A citation of the answer to a question: the passages in its rows, else those of the entities in them."""
    return _citation(site, title, address, citations.cite(site.graph, [table], site.lang))


def graphs(site: Site, title: str, iri: str, passages: Iterable[str]) -> Citation:
    """A citation of a page about one thing, which rests on these passages."""
    rows = tuple((NamedNode(passage),) for passage in sorted(set(passages)))
    return _citation(site, title, iri, citations.cite(site.graph, [Table(("passage",), rows)], site.lang))


def _citation(site: Site, title: str, address: str, cited: citations.Citations) -> Citation:
    shown = cited.passages[:MOST]
    return Citation(title, address, __version__, site.newest, shown, cited.total - len(shown))
