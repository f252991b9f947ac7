"""Entities and codes at their own paths: ``/id/cnca`` leads to all that is said of it, in the form asked for."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg import names
from kg.web import replies
from kg.web.pages.site import Site


def routes(site: Site) -> list[Route]:
    """The paths of entities and of codes."""
    return [Route("/id/{key}", _described), Route("/code/{list}/{key}", _described)]


async def _described(request: Request) -> Response:
    """Lead to the description of the thing at this path; 404 for what can be the name of none."""
    local = request.url.path.removeprefix("/")
    key = local.partition("/")[2]
    if not all(names.KEY.match(part) for part in key.split("/")):
        return replies.error(404, "no entity has this address", request.headers.get("accept", ""))
    return RedirectResponse("/sparql?" + urlencode({"query": f"DESCRIBE <{names.BASE}{local}>"}), status_code=303)
