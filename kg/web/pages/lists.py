"""``/list``: the classes and code lists with how many members each has; ``/list/KEY``: the members of one."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg.describe import listing
from kg.describe.listing import CLASS, Listable
from kg.errors import NotFound
from kg.text.language import translate
from kg.web.pages import cells, headings
from kg.web.pages.cells import Cell, PageTable
from kg.web.pages.html import render
from kg.web.pages.missing import missing
from kg.web.pages.site import Site

_PATH = "/list"


def routes(site: Site) -> list[Route]:
    """The index, and the page of each list."""

    async def index(request: Request) -> Response:
        return _index(site)

    async def one(request: Request) -> Response:
        key = request.path_params["key"]
        try:
            matches = listing.find(site.graph, key)
        except NotFound:
            return missing(site, request, key)
        # A class and a code list may have keys that differ in capitals alone: Service, service.
        wanted = next((one for one in matches if one.key == key), None)
        return _members(site, wanted) if wanted else RedirectResponse(address(site, matches[0]), 303)

    return [Route(_PATH, index), Route(_PATH + "/{key}", one)]


def address(site: Site, one: Listable) -> str:
    """The page of a class or code list."""
    return site.to(f"{_PATH}/{one.key}")


def _index(site: Site) -> Response:
    known = listing.listable(site.graph)
    labels = site.labels(one.iri for one in known)

    def grid(kind: str) -> PageTable:
        rows = tuple(
            (Cell(labels[one.iri], address(site, one)), Cell(f"{one.members:,}")) for one in known if one.kind == kind
        )
        return PageTable((translate("name", site.lang), translate("members", site.lang)), (False, True), rows)

    kinds = list(dict.fromkeys(one.kind for one in known))
    return render(site, "lists.html", grids_of={kind: grid(kind) for kind in kinds}, classes=CLASS)


def _members(site: Site, wanted: Listable) -> Response:
    table = listing.members(site.graph, wanted, site.lang)
    head = headings.heading(site.graph, wanted.iri, site.lang)
    return render(
        site,
        "list.html",
        iri=wanted.iri,
        is_class=wanted.kind == CLASS,
        title=head.title,
        definitions=head.definitions,
        count=wanted.members,
        shown=len(table.rows),
        grid=cells.in_words(cells.grid(site, table), site.lang),
    )
