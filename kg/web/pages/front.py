"""``/``: an introduction, common questions, figures over time, sources; and ``/robots.txt``."""

from __future__ import annotations

from collections import Counter

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kg import names
from kg.ask import entities, library, translation
from kg.ask.library import Question
from kg.describe import figures, listing
from kg.describe.figures import Figure
from kg.web.pages import cells, charts, lists
from kg.web.pages.html import render
from kg.web.pages.site import Site

#: The most common questions, where the library has them.
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
#: The section of a report with its opening figures.
_OPENING = "/overview"
#: Charts, of the indicators with the most values.
MAX_CHARTS = 6
#: Pages that depend on a form have no end for a robot.
_CLOSED = ("/ask/", "/query", "/search", "/suggest", "/sparql", "/reconcile")
_ROBOTS = "User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in _CLOSED)


def routes(site: Site) -> list[Route]:
    """The front page and ``/robots.txt``."""
    known = library.questions()
    questions = [translation.in_language(known[name], site.lang) for name in FIRST if name in known]

    async def front(request: Request) -> Response:
        return _page(site, questions)

    async def robots(request: Request) -> Response:
        return PlainTextResponse(_ROBOTS)

    return [Route("/", front), Route("/robots.txt", robots)]


def _page(site: Site, questions: list[Question]) -> Response:
    return render(
        site,
        "front.html",
        questions=questions,
        opening=[(figure, site.labels(figure.passages)) for figure in _opening(site)],
        kinds=_kinds(site),
        published=len({figure.iri for figure in site.figures if not figure.estimated}),
        charts=charts.small(site, site.figures, MAX_CHARTS),
        registers=_registers(site),
        reports=cells.in_words(cells.grid(site, library.ask(site.graph, "reports", lang=site.lang)), site.lang),
    )


def _opening(site: Site) -> list[Figure]:
    """The figures that reports open with, of the last period."""
    opening = [figure for figure in site.figures if any(passage.endswith(_OPENING) for passage in figure.passages)]
    last = max((figure.period for figure in opening), default="")
    return [figure for figure in figures.in_order(opening) if figure.period == last]


def _registers(site: Site) -> list[tuple[str, str, int]]:
    """Registers in addition to the records, their names and statement counts, the largest first."""
    labels = entities.labels(site.all, site.registers, site.lang) if site.registers else {}
    named = [(graph, labels.get(graph, names.short(graph)), quads) for graph, quads in site.registers.items()]
    return sorted(named, key=lambda one: (-one[2], one[1]))


def _kinds(site: Site) -> list[tuple[str, str, int]]:
    """Addresses of the lists of classes, their names, and how many entities are of exactly this class, the most
    frequent first."""
    own = (kinds for thing, kinds in site.catalogue.types_of.items() if thing.startswith(names.ID))
    counts = Counter(kind for kinds in own for kind in kinds)
    listed = {one.iri: lists.address(site, one) for one in listing.listable(site.graph)}
    named = [(listed[kind], site.catalogue.name(kind), count) for kind, count in counts.items() if kind in listed]
    return sorted(named, key=lambda one: (-one[2], one[1], one[0]))
