"""``/``: what this is, what people ask first, how the figures moved, what it is made from; and what robots may read."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg import library
from kg.library import Question
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
        plots=plots,
        size=(history.WIDTH, history.HEIGHT),
        reports=cells.grid(site, library.ask(site.graph, "reports", lang=site.lang)),
    )
