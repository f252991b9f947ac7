"""``/search``: everything a graph holds, by a few words, ranked as `kg search` ranks it; ``/suggest`` as one types."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import names
from kg.ask import translation
from kg.ask.index import LONGEST, Hit
from kg.describe import registers
from kg.describe.search import Result
from kg.rdf.serialize import language_tag
from kg.store import Layered
from kg.text.language import marked, translate
from kg.web.pages.html import render
from kg.web.pages.site import Site

#: Results on a page, the best first.
MAX_RESULTS = 100
MAX_SUGGESTIONS = 8
#: How something was found, in words.
WHY = {
    "identifier": marked("its key"),
    "exact": marked("its name"),
    "acronym": marked("its acronym"),
    "words": marked("all words"),
    "transliterated": marked("in Latin letters"),
    "prefix": marked("begins with this"),
    "part": marked("contains this"),
    "fuzzy": marked("similar spelling"),
    "quoted": marked("quoted"),
}
#: What a result is that belongs to no class of its own.
_GROUPS = (marked("question"), marked("figure"), marked("passage"), marked("term"), marked("class"), marked("property"))


@dataclass(frozen=True)
class SearchResult:
    """A search result: `matched` is the text it was found by, unless that is the name shown."""

    iri: str
    href: str
    name: str
    matched: str
    language: str
    kind: str
    about: str
    why: str
    #: 0 to 100
    score: float = 100.0


def routes(site: Site) -> list[Route]:
    """The page and the suggestions."""
    if site.live:
        _ = site.searcher  # read now, so that workers share it

    async def page(request: Request) -> Response:
        return _page(site, request.query_params.get("q", ""), request.query_params.get("kind", ""))

    async def suggest(request: Request) -> Response:
        text = request.query_params.get("q", "")
        results = (
            find(site, text, MAX_SUGGESTIONS) if request.query_params.get("of") != "entities" else _entities(site, text)
        )
        suggestions = [
            {
                "name": one.name,
                "matched": one.matched,
                "language": one.language,
                "kind": one.kind,
                "why": translate(one.why, site.lang),
                "href": one.href,
                "key": names.short(one.iri),
            }
            for one in results
        ]
        return JSONResponse(suggestions)

    return [Route("/search", page), Route("/suggest", suggest)]


def find(site: Site, text: str, most: int = MAX_RESULTS) -> list[SearchResult]:
    """What the search of the package finds, as far as it has a page; the best first."""
    results = [_result(site, one) for one in site.searcher.search(text, site.lang, most)]
    return [one for one in results if one.href]


def _result(site: Site, one: Result) -> SearchResult:
    if one.kind == "question":
        parameters = f"?{urlencode(dict(one.given))}" if one.given else ""
        return SearchResult(
            iri="",
            href=site.to(f"/ask/{one.id}{parameters}"),
            name=translate(one.name, site.lang),
            matched="",
            language="",
            kind=translate(_GROUPS[0], site.lang),
            about=", ".join(
                f"{translation.parameter_name(name, site.lang)}: {value}" for name, value in one.given.items()
            ),
            why="",
        )
    kind = site.kind(one.id) if one.kind == "entity" and one.id in site.catalogue.types_of else one.group
    about, matched = site.catalogue.about(one.id), one.matched.casefold()
    return SearchResult(
        iri=one.id,
        href=site.href(one.id) or "",
        name=one.name,
        matched="" if one.matched == one.name or one.why == "identifier" else one.matched,
        language=language_tag(one.language) if one.language else "",
        kind=kind,
        about="; ".join(part for part in about.split("; ") if part.casefold() not in (kind.casefold(), matched)),
        why=WHY[one.why],
        score=one.score,
    )


def _entities(site: Site, text: str) -> list[SearchResult]:
    """Entities alone by one of their names, for fields that take one."""

    def shown(hit: Hit) -> str:
        return site.catalogue.name(hit.thing) if hit.thing in site.catalogue.types_of else hit.name

    hits = site.catalogue.things.find(text)
    hits = [hit for hit in hits if hit.thing.startswith(names.ID)][:MAX_SUGGESTIONS]
    if isinstance(site.all, Layered):
        hits = [*registers.find(site.all, text, MAX_SUGGESTIONS - len(hits)), *hits]
    results = (
        Result(
            "entity", hit.thing, site.catalogue.name(hit.thing), "entity", hit.name, hit.score, hit.why, hit.language
        )
        for hit in hits
    )
    return [one for one in (_result(site, result) for result in results) if one.href]


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
        too_long=len(text) > LONGEST,
        kinds=[(one, count, address(one)) for one, count in kinds.most_common()],
        all_kinds=address(""),
        total=len(results),
        results=shown,
        full=len(results) >= MAX_RESULTS,
    )
