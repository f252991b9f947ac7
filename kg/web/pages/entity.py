"""Entities and codes at their own paths: ``/id/cnca`` is all that is known of it, as a page or as triples."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import names
from kg.describe import assertions
from kg.describe.assertions import Assertion
from kg.store import Graph
from kg.web import limits
from kg.web.pages import external_links, headings, history, negotiation, statements
from kg.web.pages.html import render
from kg.web.pages.missing import missing
from kg.web.pages.neighbours import neighbourhood
from kg.web.pages.site import Site

#: What stands before it is the path of the thing that it is about.
NEIGHBOURS = ".neighbours.json"


def routes(site: Site) -> list[Route]:
    """The paths of entities and of codes."""

    async def answered(request: Request) -> Response:
        path = request.scope["path"]
        if path.endswith(NEIGHBOURS):
            return _near(site, request, path.removesuffix(NEIGHBOURS))
        return of_thing(site, request)

    return [Route("/id/{key:path}", answered), Route("/code/{list}/{key}", answered)]


def of_thing(site: Site, request: Request) -> Response:
    """All that is said of the thing at this path and of others with it; 404 when nothing is."""
    path, ending = negotiation.parted(request.scope["path"])
    iri = site.iri(path)
    graph = site.graph_of(iri) if site.has_page(iri) else None
    if graph is None:
        return missing(site, request, names.short(iri))
    return negotiation.answered(request, ending, lambda: _page(site, graph, iri), lambda: triples(graph, iri))


def triples(graph: Graph, iri: str) -> list[Triple]:
    """Everything with a thing as subject or as object; of more than may be given, one more than that."""
    return graph.construct(
        f"CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> }} WHERE {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?q <{iri}> }} }} "
        f"LIMIT {limits.MAX_ANSWER_TRIPLES + 1}"
    )


def _page(site: Site, graph: Graph, iri: str) -> Response:
    lang = site.lang
    if graph is site.graph:
        (outward, inward), others = assertions.about(graph, iri), 0
    else:
        outward, (inward, others) = assertions.of(graph, [iri]), assertions.mentioning(graph, iri, statements.MOST)
    links = external_links.links(graph, iri, lang)
    linked = {link.target for link in links}
    known = (figure for figure in site.figures if iri in figure.about | figure.measured | {figure.indicator})
    figures = history.in_order(known)
    counted = {figure.iri for figure in site.figures}
    spoken = [item for item in inward if item.subject not in counted and item.predicate not in headings.CLAIMED]
    return render(
        site,
        "entity.html",
        iri=iri,
        key=names.short(iri),
        path="/" + iri.removeprefix(names.BASE),
        head=headings.head(graph, iri, lang),
        outward=statements.outward(graph, _said(outward, linked), lang),
        inward=statements.inward(graph, spoken, lang),
        others=others,
        figures=figures,
        passages=site.labels({place for figure in figures for place in figure.passages}),
        plots=history.plots(figures),
        size=(history.WIDTH, history.HEIGHT),
        links=links,
        near=neighbourhood(site.whole, names.short(iri), site.href),
        endings=negotiation.CALLED,
        media_types=negotiation.ENDINGS,
    )


def _said(outward: Iterable[Assertion], linked: set[str]) -> list[Assertion]:
    """Without what the head of the page tells, and without links to other datasets, which have a place of their own."""
    return [item for item in outward if item.predicate not in headings.HEAD and item.object.value not in linked]


def _near(site: Site, request: Request, path: str) -> Response:
    key = names.short(names.BASE + path.removeprefix("/"))
    if key not in site.whole:
        return missing(site, request, key)
    return JSONResponse(neighbourhood(site.whole, key, site.href))
