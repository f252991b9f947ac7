"""All pages and services of one graph as an app."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from importlib import import_module

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from kg.store import Graph
from kg.text.normalize import every_script
from kg.web import formats, replies
from kg.web.pages import ask, codes, dataset, editor, entity, front, ontology, search, sources
from kg.web.pages.html import render
from kg.web.pages.site import Site
from kg.web.reconciliation import routes as reconciliation


def app(graph: Graph, modules: Iterable[str] = ()) -> ASGIApp:
    """The pages of a graph, and the reconciliation service at ``/reconcile``, which knows the records.

    `modules` name further modules with a `routes(site)` of their own.
    """
    every_script()  # people search in any, in a worker that can open no file
    return create(Site(graph), modules)


def create(site: Site, modules: Iterable[str] = ()) -> ASGIApp:
    """The same for a site that is there already."""
    routes = [
        *front.routes(site),
        *ask.routes(site),
        *editor.routes(site),
        *entity.routes(site),
        *codes.routes(site),
        *sources.routes(site),
        *search.routes(site),
        *ontology.routes(site),
        *dataset.routes(site),
        *reconciliation.routes(lambda: site.catalogue),
        *(route for name in modules for route in import_module(name).routes(site)),
    ]

    async def refused(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException)
        response = _fault(site, request, fault)
        response.headers.update(fault.headers or {})
        return response

    made = Starlette(routes=routes, exception_handlers={HTTPException: refused})
    made.router.redirect_slashes = False  # it would send on to whatever the Host header says
    return made


def _fault(site: Site, request: Request, fault: HTTPException) -> Response:
    accept = request.headers.get("accept", "")
    if formats.negotiate(accept, ("text/plain", "application/json", "text/html")) != "text/html":
        return replies.error(fault.status_code, fault.detail, accept)
    told = "There is no page at this address." if fault.status_code == 404 else fault.detail
    title = HTTPStatus(fault.status_code).phrase
    return render(site, "fault.html", fault.status_code, title=title, told=told)
