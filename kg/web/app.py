"""The app: all routes put together, behind the headers that make them safe."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kg.web import page_proxy, query, replies, sparql, static
from kg.web.headers import SafeHeaders
from kg.web.live_graph import LiveGraph
from kg.web.response_cache import Remembered


def app(current: LiveGraph) -> ASGIApp:
    """The SPARQL endpoint, static files, and everything else from the pages in the workers."""
    remembered = Remembered()
    page = query.page(current)
    by_hand = Route("/query", page, methods=["GET", "HEAD", "POST"])
    own = [*sparql.routes(current, remembered, page), by_hand, *static.routes()]
    routes = [*own, *page_proxy.routes(current, remembered)]
    made = Starlette(routes=routes, exception_handlers={HTTPException: _refused})
    made.router.redirect_slashes = False  # it would send on to whatever the Host header says
    return SafeHeaders(made)


async def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    response = replies.error(fault.status_code, fault.detail, request.headers.get("accept", ""))
    response.headers.update(fault.headers or {})
    return response
