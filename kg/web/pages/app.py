"""All pages and services of one graph as an app."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from kg.store import Graph
from kg.web import replies
from kg.web.pages import ask, codes, dataset, entity, front, ontology, search, sources
from kg.web.pages.site import Site
from kg.web.reconciliation import routes as reconciliation


def app(graph: Graph) -> ASGIApp:
    """The pages of a graph, and the reconciliation service at ``/reconcile``."""
    return of(Site(graph))


def of(site: Site) -> ASGIApp:
    """The same for a site that is there already."""
    routes = [
        *front.routes(site),
        *ask.routes(site),
        *entity.routes(site),
        *codes.routes(site),
        *sources.routes(site),
        *search.routes(site),
        *ontology.routes(site),
        *dataset.routes(site),
        *reconciliation.routes(lambda: site.catalogue),
    ]
    made = Starlette(routes=routes, exception_handlers={HTTPException: _refused})
    made.router.redirect_slashes = False  # it would send on to whatever the Host header says
    return made


async def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    response = replies.error(fault.status_code, fault.detail, request.headers.get("accept", ""))
    response.headers.update(fault.headers or {})
    return response
