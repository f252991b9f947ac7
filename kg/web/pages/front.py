"""``/``: what this is, and the ways in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.web.pages.html import render
from kg.web.pages.site import Site


def routes(site: Site) -> list[Route]:
    """The front page."""

    async def front(request: Request) -> Response:
        return render(site, "front.html")

    return [Route("/", front)]
