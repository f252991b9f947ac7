"""``/search``: things by any of their names, in any language and script, with typos; ``/suggest`` while one types."""

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
from kg.web.pages import headings
from kg.web.pages.html import render
from kg.web.pages.site import Site

#: The best are shown; a search that finds more should be made narrower.
MOST = 100
SUGGESTED = 8
#: Why a thing was found, as a reader is told.
WHY = {
    "identifier": "its key",
    "exact": "so called",
    "acronym": "its acronym",
    "words": "all words",
    "transliterated": "in Latin letters",
    "prefix": "begins so",
    "part": "holds this",
    "fuzzy": "spelt nearly so",
}


@dataclass(frozen=True)
class Found:
    """A thing found, as it is shown: `matched` is the name it was found by where that is not the one shown."""

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
        found = find(site, request.query_params.get("q", ""))
        if request.query_params.get("of") == "entities":
            found = [one for one in found if one.iri.startswith(names.ID)]
        said = [
            {
                "name": one.name,
                "matched": one.matched,
                "language": one.language,
                "kind": one.kind,
                "why": one.why,
                "href": site.href(one.iri),
                "key": names.short(one.iri),
            }
            for one in found[:SUGGESTED]
        ]
        return JSONResponse(said)

    return [Route("/search", page), Route("/suggest", suggest)]


def find(site: Site, text: str) -> list[Found]:
    """Entities and codes, then classes and properties, so called; the surest first."""
    indexes = (site.catalogue.things, site.catalogue.types, site.catalogue.properties)
    hits = {hit.thing: hit for index in reversed(indexes) for hit in index.find(text)}
    found = [_found(site, hit) for hit in sorted(hits.values(), key=search.rank) if site.href(hit.thing)]
    return [*_beside(site, text, hits), *found]


def _beside(site: Site, text: str, known: Container[str]) -> list[Found]:
    """Things beside the records with this key or just this name."""
    if not isinstance(site.all, Layered):
        return []
    found = [iri for iri in entities.in_registers(site.all, text) if iri not in known and site.href(iri)]
    heads = {iri: headings.head(site.all, iri, site.lang) for iri in found}
    return [
        Found(
            iri=iri,
            name=head.title,
            matched="",
            language="",
            kind=", ".join(called for _, called in head.kinds),
            about=names.short(iri),
            why=WHY["identifier" if head.title != text.strip() else "exact"],
        )
        for iri, head in heads.items()
    ]


def _found(site: Site, hit: Hit) -> Found:
    catalogue = site.catalogue
    name = catalogue.name(hit.thing)
    about = catalogue.about(hit.thing)
    kind = site.kind(hit.thing)
    return Found(
        iri=hit.thing,
        name=name,
        matched="" if hit.name == name or hit.why == "identifier" else hit.name,
        language=language_tag(hit.language) if hit.language else "",
        kind=kind,
        about="; ".join(part for part in about.split("; ") if part != kind),
        why=WHY[hit.why],
    )


def _page(site: Site, text: str, kind: str) -> Response:
    found = find(site, text) if text.strip() else []
    kinds = Counter(one.kind for one in found)
    shown = [one for one in found if not kind or one.kind == kind]

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
        total=len(found),
        found=shown[:MOST],
        left_out=max(len(shown) - MOST, 0),
        named=site.to("/ask/enterprises-named?" + urlencode({"text": text}, errors="replace"))
        if site.registers
        else "",
    )
