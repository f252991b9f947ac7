"""The app: all routes together, behind the security headers."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kg.web import page_proxy, query, replies, sparql, static
from kg.web.headers import SecurityHeaders
from kg.web.live_graph import LiveGraph
from kg.web.response_cache import ResponseCache


def app(live: LiveGraph) -> ASGIApp:
    """The SPARQL endpoint, static files, and everything else from the pages in the workers."""
    cache = ResponseCache()
    page = query.query_page(live)
    routes = [
        *sparql.routes(live, cache, page),
        Route("/query", page, methods=["GET", "HEAD", "POST"]),
        *static.routes(),
        *page_proxy.routes(live, cache),
    ]
    starlette = Starlette(routes=routes, exception_handlers={HTTPException: _http_error})
    starlette.router.redirect_slashes = False  # it would redirect to whatever the Host header names
    return SecurityHeaders(starlette)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = replies.error(error.status_code, error.detail, request.headers.get("accept", ""))
    response.headers.update(error.headers or {})
    return response
