"""Sources, passages and rules: their statements, at the path of the graph that holds them."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import names
from kg.describe import assertions, figures
from kg.web.pages import cite, entity, headings, negotiation, overview, statements
from kg.web.pages.html import render
from kg.web.pages.missing import missing
from kg.web.pages.site import Site

_DIGITS = re.compile(r"([0-9]+)")


def routes(site: Site) -> list[Route]:
    """``/source/KEY``, ``/source/KEY/SECTION`` and ``/derived/RULE``."""

    async def respond(request: Request) -> Response:
        return _respond(site, request)

    paths = ("/source/{key}", "/source/{key}/{section}", "/derived/{rule}")
    return [Route(path, respond) for path in paths]


def _respond(site: Site, request: Request) -> Response:
    """The page or triples of a graph; or, for an IRI that only statements mention (how a link was made), its own."""
    path, ending = negotiation.split_ending(request.scope["path"])
    iri = site.iri(path)
    if not site.has_page(iri):
        return missing(site, request, names.short(iri))
    below = _sections(site, iri) if path.startswith("/source/") and path.count("/") == 2 else []
    if not (below or _is_graph(site, iri)):
        return entity.page_or_triples(site, request)
    return negotiation.respond(request, ending, lambda: _page(site, iri, path, below), lambda: _triples(site, iri))


def _page(site: Site, iri: str, path: str, below: list[str]) -> Response:
    graph, lang = site.graph, site.lang
    source = names.ID + path.split("/")[2] if path.startswith("/source/") else ""
    whole = names.SOURCE + source.removeprefix(names.ID)
    siblings = _sections(site, whole) if source and iri != whole else []
    assertions_within, left_out = assertions.within(graph, iri, statements.MAX_VALUES)
    listed = [
        item for item in assertions_within if item.subject != iri and item.predicate not in headings.CLAIM_PROPERTIES
    ]
    outward, _ = assertions.about(graph, source or iri)
    quotes = assertions.quotes(graph, {iri, *below})
    here = {iri, *below} if source else set()
    counted = figures.in_order(figure for figure in site.figures if here.intersection(figure.passages))
    return render(
        site,
        "source.html",
        iri=iri,
        path=path,
        head=headings.heading(graph, source if source and not siblings else iri, lang),
        label=site.labels([iri])[iri],
        source=whole if siblings else "",
        about=statements.outward(
            graph, [item for item in outward if item.predicate not in headings.HEADING_PROPERTIES], lang
        ),
        overview=overview.overview(site, source) if source and not siblings else None,
        figures=counted,
        passages=site.labels({place for figure in counted for place in figure.passages}),
        quote=quotes.get((iri, iri), ""),
        below=[(one, names.short(one).partition("/")[2], quotes.get((one, one), "")) for one in below],
        around=_around(iri, siblings),
        labels=site.labels({whole, *siblings}),
        cited=cite.graphs(site, site.labels([iri])[iri], iri, [iri]),
        statements=statements.by_subject(graph, listed, lang),
        left_out=left_out,
        is_rule=not source,
        endings=negotiation.ENDING_NAMES,
        media_types=negotiation.ENDINGS,
    )


def _triples(site: Site, iri: str) -> list[Triple]:
    """The triples of a graph; for a source with only passages, those about it."""
    triples = site.graph.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")
    return triples or entity.triples(site.graph, names.ID + iri.removeprefix(names.SOURCE))


def _is_graph(site: Site, iri: str) -> bool:
    return site.graph.ask(f"ASK {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}")


def _sections(site: Site, source: str) -> list[str]:
    """The passages of a source, in reading order."""
    answer = site.graph.select(
        f'SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{source}/")) }}'
    )
    return sorted((row[0].value for row in answer.rows if isinstance(row[0], NamedNode)), key=_reading_order)


def _reading_order(iri: str) -> tuple[bool, list[tuple[int, int, str]]]:
    """The preamble and the overview first; section 1.10 after 1.9."""
    section = names.short(iri).partition("/")[2]
    bits = [(0, int(bit), "") if bit.isdigit() else (1, 0, bit) for bit in _DIGITS.split(section) if bit]
    return section[:1].isdigit(), [(kind, number, {"preamble": ""}.get(text, text)) for kind, number, text in bits]


def _around(iri: str, siblings: list[str]) -> tuple[str, str]:
    """The passages before and after one; "" at the ends."""
    if iri not in siblings:
        return "", ""
    place = siblings.index(iri)
    return (siblings[place - 1] if place else ""), (siblings[place + 1] if place + 1 < len(siblings) else "")
