"""``/search``: entities by any of their names, in any language and script, despite typos; ``/suggest`` as one types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import names
from kg.ask import entities
from kg.describe import search
from kg.describe.search import Hit
from kg.rdf.serialize import language_tag
from kg.store import Layered
from kg.text.language import marked, translate
from kg.web.pages import headings
from kg.web.pages.html import render
from kg.web.pages.site import Site

#: Results on a page, the best first.
MAX_RESULTS = 100
MAX_SUGGESTIONS = 8
#: Why an entity was found, in words.
WHY = {
    "identifier": marked("its key"),
    "exact": marked("its name"),
    "acronym": marked("its acronym"),
    "words": marked("all words"),
    "transliterated": marked("in Latin letters"),
    "prefix": marked("begins with this"),
    "part": marked("contains this"),
    "fuzzy": marked("similar spelling"),
}


@dataclass(frozen=True)
class SearchResult:
    """A search result: `matched` is the name it was found by, unless that is the one shown."""

    iri: str
    name: str
    matched: str
    language: str
    kind: str
    about: str
    why: str


def routes(site: Site) -> list[Route]:
    """The page and the suggestions."""

    async def page(request: Request) -> Response:
        return _page(site, request.query_params.get("q", ""), request.query_params.get("kind", ""))

    async def suggest(request: Request) -> Response:
        results = find(site, request.query_params.get("q", ""))
        if request.query_params.get("of") == "entities":
            results = [one for one in results if one.iri.startswith(names.ID)]
        suggestions = [
            {
                "name": one.name,
                "matched": one.matched,
                "language": one.language,
                "kind": one.kind,
                "why": translate(one.why, site.lang),
                "href": site.href(one.iri),
                "key": names.short(one.iri),
            }
            for one in results[:MAX_SUGGESTIONS]
        ]
        return JSONResponse(suggestions)

    return [Route("/search", page), Route("/suggest", suggest)]


def find(site: Site, text: str) -> list[SearchResult]:
    """Entities and codes, then classes and properties with this name; the best first."""
    indexes = (site.catalogue.things, site.catalogue.types, site.catalogue.properties)
    hits = {hit.thing: hit for index in reversed(indexes) for hit in index.find(text)}
    results = [_result(site, hit) for hit in sorted(hits.values(), key=search.rank) if site.href(hit.thing)]
    return [*_in_registers(site, text, hits), *results]


def _in_registers(site: Site, text: str, known: Container[str]) -> list[SearchResult]:
    """Entities outside the records with exactly this key or name."""
    if not isinstance(site.all, Layered):
        return []
    iris = [iri for iri in entities.in_registers(site.all, text) if iri not in known and site.href(iri)]
    heads = {iri: headings.heading(site.all, iri, site.lang) for iri in iris}
    return [
        SearchResult(
            iri=iri,
            name=head.title,
            matched="",
            language="",
            kind=", ".join(label for _, label in head.kinds),
            about=names.short(iri),
            why=WHY["identifier" if head.title != text.strip() else "exact"],
        )
        for iri, head in heads.items()
    ]


def _result(site: Site, hit: Hit) -> SearchResult:
    catalogue = site.catalogue
    name = catalogue.name(hit.thing)
    about = catalogue.about(hit.thing)
    kind = site.kind(hit.thing)
    return SearchResult(
        iri=hit.thing,
        name=name,
        matched="" if hit.name == name or hit.why == "identifier" else hit.name,
        language=language_tag(hit.language) if hit.language else "",
        kind=kind,
        about="; ".join(part for part in about.split("; ") if part != kind),
        why=WHY[hit.why],
    )


def _page(site: Site, text: str, kind: str) -> Response:
    results = find(site, text) if text.strip() else []
    kinds = Counter(one.kind for one in results)
    shown = [one for one in results if not kind or one.kind == kind]

    def address(of_kind: str) -> str:
        return site.to("/search?" + urlencode({"q": text, **({"kind": of_kind} if of_kind else {})}, errors="replace"))

    return render(
        site,
        "search.html",
        text=text,
        kind=kind,
        too_long=len(text) > search.LONGEST,
        kinds=[(one, count, address(one)) for one, count in kinds.most_common()],
        all_kinds=address(""),
        total=len(results),
        results=shown[:MAX_RESULTS],
        left_out=max(len(shown) - MAX_RESULTS, 0),
        named=site.to("/ask/enterprises-named?" + urlencode({"text": text}, errors="replace"))
        if site.registers
        else "",
    )
