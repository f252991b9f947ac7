"""``/``: what this is, what people ask first, how the figures moved, what it is made from; and what robots may read."""

from __future__ import annotations

from collections import Counter

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg import names
from kg.ask import entities, library
from kg.ask.library import Question
from kg.describe.figures import Figure
from kg.web.pages import cells, history
from kg.web.pages.html import render
from kg.web.pages.site import Site

#: The questions that people have most, of those that the library has.
FIRST = (
    "compulsory-products",
    "easier",
    "time-limits",
    "partners",
    "cancelled",
    "scheme-obligation",
    "agreements",
    "latest-figures",
)
#: The section of a report that its opening figures stand in.
_OPENING = "/overview"
#: Plots of the indicators known of the most years.
MOST_PLOTS = 6
#: Pages made anew for each form that is sent would keep a robot busy for ever.
_CLOSED = ("/ask/", "/query", "/search", "/suggest", "/sparql", "/reconcile")
_ROBOTS = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in _CLOSED)


def routes(site: Site) -> list[Route]:
    """The front page and ``/robots.txt``."""
    known = library.questions()
    asked = [known[name] for name in FIRST if name in known]

    async def front(request: Request) -> Response:
        return _page(site, asked)

    async def robots(request: Request) -> Response:
        return PlainTextResponse(_ROBOTS)

    return [Route("/", front), Route("/robots.txt", robots)]


def _page(site: Site, asked: list[Question]) -> Response:
    plots = sorted(history.plots(site.figures), key=lambda plot: -len(plot.points))[:MOST_PLOTS]
    return render(
        site,
        "front.html",
        asked=asked,
        opening=[(figure, site.labels(figure.passages)) for figure in _opening(site)],
        kinds=_kinds(site),
        published=len({figure.iri for figure in site.figures if not figure.estimated}),
        plots=plots,
        size=(history.WIDTH, history.HEIGHT),
        beside=_beside(site),
        reports=cells.grid(site, library.ask(site.graph, "reports", lang=site.lang)),
    )


def _opening(site: Site) -> list[Figure]:
    """The figures that the newest report opens with; of several reports, those of the last period."""
    found = [figure for figure in site.figures if any(passage.endswith(_OPENING) for passage in figure.passages)]
    last = max((figure.period for figure in found), default="")
    return [figure for figure in history.in_order(found) if figure.period == last]


def _beside(site: Site) -> list[tuple[str, str, int]]:
    """Registers beside the records, their names, and how many statements each has, the largest first."""
    labels = entities.labels(site.all, site.registers, site.lang) if site.registers else {}
    named = [(graph, labels.get(graph, names.short(graph)), quads) for graph, quads in site.registers.items()]
    return sorted(named, key=lambda one: (-one[2], one[1]))


def _kinds(site: Site) -> list[tuple[str, str, int]]:
    """Classes, their names, and how many things are of just this kind, the most frequent first."""
    own = (kinds for thing, kinds in site.catalogue.types_of.items() if thing.startswith(names.ID))
    counts = Counter(kind for kinds in own for kind in kinds)
    named = [(kind, site.catalogue.name(kind), count) for kind, count in counts.items()]
    return sorted(named, key=lambda one: (-one[2], one[1], one[0]))
