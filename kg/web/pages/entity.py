"""Entities and codes at their own paths: ``/id/cnca`` is everything known about it, as a page or as triples."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Triple
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import names
from kg.describe import assertions, figures
from kg.describe.assertions import Assertion
from kg.store import Graph
from kg.web import limits
from kg.web.pages import charts, cite, entries, external_links, headings, negotiation, overview, statements
from kg.web.pages.html import render
from kg.web.pages.missing import missing
from kg.web.pages.neighbours import neighbourhood
from kg.web.pages.site import Site

#: Small charts on a page; the table of its figures has all values.
MAX_CHARTS = 9
#: Appended to the path of an entity.
NEIGHBOURS = ".neighbours.json"


def routes(site: Site) -> list[Route]:
    """The paths of entities and of codes."""

    async def respond(request: Request) -> Response:
        path = request.scope["path"]
        if path.endswith(NEIGHBOURS):
            return _neighbours(site, request, path.removesuffix(NEIGHBOURS))
        return page_or_triples(site, request)

    return [Route("/id/{key:path}", respond), Route("/code/{list}/{key}", respond)]


def page_or_triples(site: Site, request: Request) -> Response:
    """Every statement about the entity at this path, as subject or object; 404 when there is none."""
    # A key may end like a format, so the entity of the whole path comes first.
    path, ending = request.scope["path"], ""
    graph = _graph_of(site, site.iri(path))
    if graph is None:
        path, ending = negotiation.split_ending(path)
        graph = _graph_of(site, site.iri(path))
    iri = site.iri(path)
    if graph is None:
        return missing(site, request, names.short(iri))
    return negotiation.respond(request, ending, lambda: _page(site, graph, iri), lambda: triples(graph, iri))


def _graph_of(site: Site, iri: str) -> Graph | None:
    return site.graph_of(iri) if site.has_page(iri) else None


def triples(graph: Graph, iri: str) -> list[Triple]:
    """Every triple with an entity as subject or object, at most one more than the limit of an answer."""
    return graph.construct(
        f"CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> }} WHERE {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?q <{iri}> }} }} "
        f"LIMIT {limits.MAX_ANSWER_TRIPLES + 1}"
    )


def _page(site: Site, graph: Graph, iri: str) -> Response:
    lang = site.lang
    if in_records := graph is site.graph:
        (outward, inward), others = assertions.about(graph, iri), 0
    else:
        outward, (inward, others) = (
            assertions.of(graph, [iri]),
            assertions.mentioning(graph, iri, statements.MAX_VALUES),
        )
    links = external_links.links(graph, iri, lang)
    linked = {link.target for link in links}
    known = (
        figure for figure in site.figures if iri in figure.about | figure.measured | {figure.indicator, figure.part}
    )
    counted = figures.in_order(known)
    all_figures = {figure.iri for figure in site.figures}
    mentions = [
        item for item in inward if item.subject not in all_figures and item.predicate not in assertions.CLAIM_PROPERTIES
    ]
    head = headings.heading(graph, iri, lang)
    stated = statements.outward(graph, _listed(outward, linked), lang)
    resting = {one.iri for relation in stated for value in relation.values for one in value.citations}
    return render(
        site,
        "entity.html",
        iri=iri,
        key=names.short(iri),
        path="/" + iri.removeprefix(names.BASE),
        head=head,
        cited=cite.graphs(site, head.title, iri, resting | {place for figure in counted for place in figure.passages}),
        outward=stated,
        inward=statements.inward(graph, mentions, lang) if in_records else [],
        entries=[] if in_records else entries.tables(site, graph, iri, mentions),
        others=others,
        overview=overview.overview(site, iri),
        figures=counted,
        itself=[figure for figure in site.figures if figure.iri == iri],
        passages=site.labels({place for figure in counted for place in figure.passages}),
        charts=charts.small(site, counted, MAX_CHARTS),
        links=links,
        near=neighbourhood(site.whole, names.short(iri), site.href, lang),
        endings=negotiation.ENDING_NAMES,
        media_types=negotiation.ENDINGS,
    )


def _listed(outward: Iterable[Assertion], linked: set[str]) -> list[Assertion]:
    """Without what the heading shows, and without links to other datasets, which have a section of their own."""
    return [
        item
        for item in outward
        if item.predicate not in headings.HEADING_PROPERTIES and item.object.value not in linked
    ]


def _neighbours(site: Site, request: Request, path: str) -> Response:
    key = names.short(names.BASE + path.removeprefix("/"))
    if key not in site.whole:
        return missing(site, request, key)
    return JSONResponse(neighbourhood(site.whole, key, site.href, site.lang))
