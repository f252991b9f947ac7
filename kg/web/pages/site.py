"""What all routes share: the graph, what search knows of it, and where things have their pages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from kg import names
from kg.ask import entities
from kg.describe import figures
from kg.network.project import project
from kg.store import Graph, Layered
from kg.web.reconciliation import catalogue
from kg.web.reconciliation.catalogue import Catalogue

_KEY = names.KEY.pattern.removesuffix(r"\Z")
_REGISTER_KEY = names.REGISTER_KEY.pattern.removesuffix(r"\Z")
_SECTION = names.SECTION.pattern.removesuffix(r"\Z")
#: What follows `names.BASE` in the IRI of a thing that has a page.
_OURS = re.compile(
    rf"(?:id/{_REGISTER_KEY}|code(?:/{_KEY}(?:/[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)?)?|source/{_KEY}(?:/(?:{_KEY}|{_SECTION}))?|derived/{_KEY}"
    r"|dataset(?:/[a-z]+\.[a-z]+)?|ns(?:#\w+|/[0-9]+(?:\.[0-9]+)*)?)\Z",
    re.ASCII,
)
_WEB = re.compile(r"https?://[^\s/]\S*\Z")


class Site:
    """One graph as pages show it; everything is read when it is made, but what lies beside the records of a store."""

    #: whether a server answers, so that there are forms to send; else pages are files
    live = True

    def __init__(self, graph: Graph, lang: str = "en") -> None:
        #: all that there is, which may be too much to read whole
        self.all = graph
        #: the records
        self.graph = graph = graph.records if isinstance(graph, Layered) else graph
        #: graph -> how many statements it holds, of those beside the records
        self.registers = self.all.register_graphs() if isinstance(self.all, Layered) else {}
        self.lang = lang
        self.catalogue: Catalogue = catalogue.read(graph, lang)
        self.whole = project(graph, lang=lang, with_concepts=True)
        self.figures = figures.read(graph, lang)

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """IRI -> its name; the shortest form of the IRI where it has none."""
        wanted = set(iris)
        return {iri: names.short(iri) for iri in wanted} | entities.labels(self.graph, wanted, self.lang)

    def graph_of(self, iri: str) -> Graph | None:
        """The graph to ask for a thing: the records, or else what lies beside them; None when nothing speaks of it."""
        known = f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} }}"
        return next((graph for graph in dict.fromkeys((self.graph, self.all)) if graph.ask(known)), None)

    def kind(self, iri: str) -> str:
        """What a thing is, in a word: its class as a source states it, or its code list; "term" for words of ours."""
        key = names.short(iri)
        if iri.startswith(names.ID) and key in self.whole:
            return str(self.whole.nodes[key]["kind"])
        kinds = self.catalogue.types_of.get(iri)
        return self.catalogue.name(kinds[0]) if kinds else "term"

    def has_page(self, iri: str) -> bool:
        """Whether an IRI is one that a thing of ours with a page could have."""
        return iri.startswith(names.BASE) and _OURS.match(iri, len(names.BASE)) is not None

    def iri(self, path: str) -> str:
        """The IRI that a page's path, decoded, stands for: in it, what a key may not hold is %XX again."""
        parts = path.removeprefix("/").split("/", 1 if path.startswith("/id/") else -1)
        return names.BASE + "/".join(quote(part, safe="") for part in parts)

    def href(self, iri: str) -> str | None:
        """The address of a thing: its own page, a web page elsewhere, or None for what is no link."""
        if iri.startswith(names.BASE):
            return self.to("/" + iri.removeprefix(names.BASE)) if self.has_page(iri) else None
        return iri if _WEB.match(iri) else None

    def to(self, path: str) -> str:
        """The address of a page of ours by its path."""
        return path
