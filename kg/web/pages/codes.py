"""``/code`` and ``/code/LIST``: the code lists, and the members of each with how often they are used."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg import names
from kg.store import Graph
from kg.web.pages import headings, negotiation
from kg.web.pages.html import render
from kg.web.pages.missing import missing
from kg.web.pages.site import Site

_CODES = """
SELECT ?list ?code ?notation (COUNT(DISTINCT ?thing) AS ?used) WHERE {
  ?code skos:inScheme ?list .
  OPTIONAL { ?code skos:notation ?notation }
  OPTIONAL { ?thing ?relation ?code FILTER(STRSTARTS(STR(?thing), "https://w3id.org/certreg/id/")) }
} GROUP BY ?list ?code ?notation"""


@dataclass(frozen=True)
class CodeUse:
    """A member of a list, and how many entities use it."""

    iri: str
    notation: str
    used: int


def routes(site: Site) -> list[Route]:
    """The page of all lists, and of each."""

    async def all_lists(request: Request) -> Response:
        ending = negotiation.split_ending(request.scope["path"])[1]
        return negotiation.respond(
            request,
            ending,
            lambda: _all(site),
            lambda: _constructed(site, f"GRAPH <{names.CODE_GRAPH}> {{ ?s ?p ?o }}"),
        )

    async def one_list(request: Request) -> Response:
        return _one(site, request)

    endings = [Route("/code" + ending, all_lists) for ending in ("", *negotiation.ENDINGS)]
    return [*endings, Route("/code/{list}", one_list)]


def lists(graph: Graph) -> dict[str, list[CodeUse]]:
    """Code list -> its members, both sorted."""
    answer = graph.select(_CODES)
    members: dict[str, list[CodeUse]] = {}
    for code_list, code, notation, used in answer.rows:
        if isinstance(code_list, NamedNode) and isinstance(code, NamedNode) and isinstance(used, Literal):
            text = notation.value if isinstance(notation, Literal) else names.short(code.value)
            members.setdefault(code_list.value, []).append(CodeUse(code.value, text, int(used.value)))
    return {
        code_list: sorted(members[code_list], key=lambda code: (code.notation, code.iri))
        for code_list in sorted(members)
    }


def _all(site: Site) -> Response:
    known = lists(site.graph)
    return render(
        site,
        "codes.html",
        path="/code",
        iri=names.CODE_GRAPH,
        lists={code_list: (len(codes), sum(code.used for code in codes)) for code_list, codes in known.items()},
        heads={code_list: headings.heading(site.graph, code_list, site.lang) for code_list in known},
        endings=negotiation.ENDING_NAMES,
        media_types=negotiation.ENDINGS,
    )


def _one(site: Site, request: Request) -> Response:
    path, ending = negotiation.split_ending(request.scope["path"])
    iri = names.BASE + path.removeprefix("/")
    codes = lists(site.graph).get(iri)
    if codes is None:
        return missing(site, request, names.short(iri))

    def page() -> Response:
        return render(
            site,
            "codelist.html",
            path=path,
            iri=iri,
            head=headings.heading(site.graph, iri, site.lang),
            codes=codes,
            heads={code.iri: headings.heading(site.graph, code.iri, site.lang) for code in codes},
            endings=negotiation.ENDING_NAMES,
            media_types=negotiation.ENDINGS,
        )

    about = f"?s ?p ?o FILTER(?s = <{iri}> || EXISTS {{ ?s skos:inScheme <{iri}> }})"
    return negotiation.respond(request, ending, page, lambda: _constructed(site, about))


def _constructed(site: Site, pattern: str) -> list[Triple]:
    return site.graph.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}")
