"""The app: all routes put together, behind the headers that make them safe."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from kg.web import replies, sparql
from kg.web.current import Current
from kg.web.headers import SafeHeaders


def app(current: Current, more: Sequence[BaseRoute] = ()) -> ASGIApp:
    """The endpoint, and whatever else is mounted beside it."""
    made = Starlette(routes=[*sparql.routes(current), *more], exception_handlers={HTTPException: _refused})
    made.router.redirect_slashes = False  # it would send on to whatever the Host header says
    return SafeHeaders(made)


async def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    response = replies.error(fault.status_code, fault.detail, request.headers.get("accept", ""))
    response.headers.update(fault.headers or {})
    return response
