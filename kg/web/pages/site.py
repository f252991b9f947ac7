"""Shared by all routes: the graph, its search indexes, and the addresses of entities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from urllib.parse import quote

from networkx import MultiDiGraph

from kg import names
from kg.ask import entities, library
from kg.describe import figures
from kg.describe.figures import Figure
from kg.describe.search import Searcher
from kg.network.project import project
from kg.store import Graph, Layered
from kg.text.language import marked, translate
from kg.web.pages.language import HERE, PARAMETER
from kg.web.reconciliation import catalogue
from kg.web.reconciliation.catalogue import Catalogue

_KEY = names.KEY.pattern.removesuffix(r"\Z")
_REGISTER_KEY = names.REGISTER_KEY.pattern.removesuffix(r"\Z")
_SECTION = names.SECTION.pattern.removesuffix(r"\Z")
#: What follows `names.BASE` in the IRI of an entity that has a page.
_PAGES = re.compile(
    rf"(?:id/{_REGISTER_KEY}|code(?:/{_KEY}(?:/[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)?)?|source/{_KEY}(?:/(?:{_KEY}|{_SECTION}))?|derived/{_KEY}"
    r"|dataset(?:/[a-z]+\.[a-z]+)?|ns(?:#\w+|/[0-9]+(?:\.[0-9]+)*)?)\Z",
    re.ASCII,
)
#: Characters of an IRI; a query about an entity repeats its IRI up to four times, and has 64 kB.
MAX_IRI = 8000
_WEB = re.compile(r"https?://[^\s/]\S*\Z")


class Site:
    """One graph as pages show it. Names are read at once, the rest of the records and registers on demand."""

    #: whether a server answers forms; otherwise pages are files
    live = True

    def __init__(self, graph: Graph, lang: str = "en", other: Site | None = None) -> None:
        """`other` is a site of the same graph in another language, with which this one shares what it can."""
        #: the whole graph, which may be too large to read
        self.all = graph
        #: the records
        self.graph = graph = graph.records if isinstance(graph, Layered) else graph
        #: graph -> how many statements it holds, for graphs in addition to the records
        self.registers = self.all.register_graphs() if isinstance(self.all, Layered) else {}
        self.lang = lang
        self.catalogue: Catalogue = replace(other.catalogue, lang=lang) if other else catalogue.read(graph, lang)
        self._other = other

    @cached_property
    def whole(self) -> MultiDiGraph:
        """The records as a network."""
        return project(self.graph, lang=self.lang, with_concepts=True)

    @cached_property
    def figures(self) -> list[Figure]:
        """All figures of the records."""
        return figures.read(self.graph, self.lang)

    @cached_property
    def newest(self) -> str:
        """The date of the newest source, which is the date of the data; "" where no source has one."""
        published = library.ask(self.graph, "sources", lang=self.lang).column("published")
        return max((str(date) for date in published if date), default="")

    @cached_property
    def searcher(self) -> Searcher:
        """Search in the graph."""
        return self._other.searcher if self._other else Searcher(self.all)

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """IRI -> its name; the shortest form of the IRI where it has none."""
        wanted = set(iris)
        return {iri: names.short(iri) for iri in wanted} | entities.labels(self.graph, wanted, self.lang)

    def graph_of(self, iri: str) -> Graph | None:
        """The graph that mentions an entity: the records, or else the whole graph; None when neither does."""
        known = f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} }}"
        return next((graph for graph in dict.fromkeys((self.graph, self.all)) if graph.ask(known)), None)

    def kind(self, iri: str) -> str:
        """The kind of an entity in a word: its class as a source states it, or its code list; "term" for terms."""
        key = names.short(iri)
        if iri.startswith(names.ID) and key in self.whole:
            return str(self.whole.nodes[key]["kind"])
        kinds = self.catalogue.types_of.get(iri)
        return self.catalogue.name(kinds[0]) if kinds else translate(marked("term"), self.lang)

    def has_page(self, iri: str) -> bool:
        """Whether an IRI has the form of one with a page here."""
        if len(iri) > MAX_IRI:
            return False
        return iri.startswith(names.BASE) and _PAGES.match(iri, len(names.BASE)) is not None

    def iri(self, path: str) -> str:
        """The IRI for a page's decoded path, with characters that a key may not hold percent-encoded again."""
        parts = path.removeprefix("/").split("/", 1 if path.startswith("/id/") else -1)
        return names.BASE + "/".join(quote(part, safe="") for part in parts)

    def href(self, iri: str) -> str | None:
        """The address of an entity: its page here, a web page elsewhere, or None when it cannot be a link."""
        if iri.startswith(names.BASE):
            return self.to("/" + iri.removeprefix(names.BASE)) if self.has_page(iri) else None
        return iri if _WEB.match(iri) else None

    def to(self, path: str) -> str:
        """The address of a page here by its path; it names the language if the address of the current page does."""
        lang = HERE.get().lang
        if not lang or path.startswith("/static/"):
            return path
        path, mark, anchor = path.partition("#")
        if f"{PARAMETER}=" not in path:
            path += f"{'&' if '?' in path else '?'}{PARAMETER}={lang}"
        return path + mark + anchor

    def in_language(self, tag: str) -> str:
        """The address of the current page in another language."""
        return HERE.get().in_language(tag)
