"""The pages as files for any web host: what a server would answer, with relative links; the pages in other languages
than English in a folder each.

The pages are requested as a browser would, starting with the front page and every entity of the graph. Whatever they
link to is written too, so that no link is broken. What only a server can answer leads to a page that says so.
"""

from __future__ import annotations

import json
import posixpath
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from pyoxigraph import NamedNode
from starlette.types import ASGIApp

from kg import names
from kg.ask.index import Name
from kg.errors import CertregError, EnvironmentFault
from kg.rdf.serialize import language_tag
from kg.store import Graph
from kg.text.language import ENGLISH, LANGUAGES
from kg.text.normalize import fold, romanised
from kg.web import asgi, static
from kg.web.ipc import PageJob
from kg.web.pages import app, entity, negotiation
from kg.web.pages.html import render
from kg.web.pages.site import Site

NAMES = "/static/names.js"
_SITEMAP = "sitemap.xml"
#: Paths that need a server; all of them lead to the page of the first.
_SERVED = ("/query", "/sparql", "/reconcile", "/suggest")
#: Paths with these endings are files already; others are pages.
_FILES = (*negotiation.ENDINGS, ".json", ".csv", ".tsv", ".md", ".xlsx", ".nq", ".trig", ".js", ".css", ".svg", ".txt")
#: Where to begin; the entities of the graph follow.
_FIRST = ("/", "/ask", "/chart", "/list", "/search", "/ns", "/code", "/dataset", "/query", "/robots.txt")


class StaticSite(Site):
    """A site whose addresses are relative to the page that is being written, and which records the pages linked to."""

    live = False

    def __init__(self, graph: Graph, lang: str = ENGLISH) -> None:
        super().__init__(graph, lang)
        self._here = "/"
        self.linked: dict[str, None] = {}

    def write_page(self, path: str) -> None:
        """Make addresses relative to the page at this path from now on."""
        self._here = path

    def to(self, path: str) -> str:
        """The address of a page, relative to the current one; all queries of a form lead to one page."""
        path, mark, anchor = path.partition("#")
        path, _, form = path.partition("?")
        if _starts_with(path, _SERVED):
            path = _SERVED[0]
        self.linked[path] = None
        return (
            self._relative(file_of(path, self.lang))
            + (f"?{form}" if form and path == "/search" else "")
            + mark
            + anchor
        )

    def in_language(self, tag: str) -> str:
        """The address of the current page in another language."""
        return self._relative(file_of(self._here, tag))

    def _relative(self, file: str) -> str:
        here = posixpath.dirname("/" + file_of(self._here, self.lang))
        return quote(posixpath.relpath("/" + file, here), safe="/.-_~")


def file_of(path: str, lang: str = ENGLISH) -> str:
    """The file that holds what a server has at a path: ``/id/cnca`` -> ``id/cnca.html``, in Chinese ``zh-Hans/…``."""
    folder = f"{lang}/" if lang != ENGLISH and not _same_in_all(path) else ""
    if path.endswith(_FILES):
        return folder + path.removeprefix("/")
    return folder + (path.removeprefix("/") + ".html" if path != "/" else "index.html")


def _same_in_all(path: str) -> bool:
    """Whether the file at a path is the same in every language."""
    if path.startswith("/static/"):
        return path != NAMES
    return path == "/robots.txt" or path.endswith((*negotiation.ENDINGS, ".nq", ".trig"))


def files(
    graph: Graph, base: str, on_progress: Callable[[int, int], None] = lambda done, known: None
) -> Iterator[tuple[str, bytes]]:
    """(path in the folder, content) of every file, in a fixed order; `base` is the address where they will be.

    `on_progress` gets how many are done and how many are known so far. Raises CertregError when a page fails.
    """
    known: set[str] = set()
    pages: list[str] = []
    done = 0
    for lang in LANGUAGES:
        site = StaticSite(graph, lang)
        asgi_app = app.create(site)
        waiting: deque[str] = deque()
        _add(waiting, known, lang, [*_FIRST, *_entity_paths(site)])
        while waiting:
            path = waiting.popleft()
            site.write_page(path)
            yield file_of(path, lang), _content(site, asgi_app, path)
            _add(waiting, known, lang, site.linked)
            site.linked.clear()
            if file_of(path, lang).endswith(".html"):
                pages.append(file_of(path, lang))
            done += 1
            on_progress(done, len(known))
    yield _SITEMAP, _sitemap(base, pages)


def _add(waiting: deque[str], known: set[str], lang: str, paths: Iterable[str]) -> None:
    """Put the paths whose files are not known yet into the queue."""
    for path in paths:
        if (file := file_of(path, lang)) not in known:
            known.add(file)
            waiting.append(path)


def _content(site: StaticSite, asgi_app: ASGIApp, path: str) -> bytes:
    if path == _SERVED[0]:
        return bytes(render(site, "served.html").body)
    if path == NAMES:
        return _names(site)
    if path.startswith("/static/"):
        return _static_file(path.removeprefix("/static/"))
    status, _, body = asgi.call(asgi_app, PageJob("GET", "http", unquote(path), "", [("accept", "text/html")]))
    if status not in (200, 404):  # a link to what is not there leads to a page that says so
        raise CertregError(f"{path}: {body.decode('utf-8', 'replace').strip()}")
    return body


def _static_file(name: str) -> bytes:
    path = static.find(name)
    if path is not None:
        return path.read_bytes()
    raise EnvironmentFault(
        f"this installation has no {name}: npm could not be reached when it was built; "
        "install again where npm's registry can be reached"
    )


def _entity_paths(site: StaticSite) -> list[str]:
    """The paths of all entities that have a page, and of the neighbours of each."""
    answer = site.graph.select("SELECT DISTINCT ?thing WHERE { { ?thing ?p ?o } UNION { GRAPH ?thing { ?s ?q ?v } } }")
    iris = {row[0].value for row in answer.rows if isinstance(row[0], NamedNode)}
    paths = {iri.removeprefix(names.BASE) for iri in iris if site.has_page(iri) and "#" not in iri}
    sources = {path.rpartition("/")[0] for path in paths if path.startswith("source/") and path.count("/") == 2}
    near = [node["iri"].removeprefix(names.BASE) + entity.NEIGHBOURS for _, node in site.whole.nodes(data=True)]
    return [f"/{path}" for path in (*sorted(paths | sources), *near)]


def _names(site: StaticSite) -> bytes:
    """Everything that search can find, folded as `kg.ask.index` folds it, for local.js."""
    catalogue = site.catalogue
    entries = [
        (catalogue.name(iri), site.kind(iri), site.href(iri), [_folded(name) for name in index.names_of(iri)])
        for index in (catalogue.things, catalogue.types, catalogue.properties)
        for iri in index
        if site.href(iri)
    ]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries)
    return f"window.certregNamesFile = [\n{lines}\n];\n".encode()


def _folded(name: Name) -> tuple[str, str, str, str]:
    return name.text, language_tag(name.language), fold(name.text), romanised(name.text)


def _sitemap(base: str, pages: list[str]) -> bytes:
    lines = "".join(f"<url><loc>{escape(base + quote(page))}</loc></url>\n" for page in sorted(pages))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{lines}</urlset>\n".encode()


def _starts_with(path: str, starts: tuple[str, ...]) -> bool:
    return any(path == start or path.startswith(start + "/") for start in starts)
