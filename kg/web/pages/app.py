"""The app of all pages and services of one graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from importlib import import_module

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from kg.store import Graph, Layered
from kg.text.language import LANGUAGES, marked, translate
from kg.text.normalize import every_script
from kg.web import formats, replies
from kg.web.pages import ask, charts, codes, dataset, editor, entity, front, lists, ontology, search, sources
from kg.web.pages.html import render
from kg.web.pages.language import ByLanguage
from kg.web.pages.site import Site
from kg.web.reconciliation import routes as reconciliation


def app(graph: Graph, modules: Iterable[str] = ()) -> ASGIApp:
    """The pages of a graph, and the reconciliation service at ``/reconcile``, which covers the records
    and finds the things of registers by key and name.

    `modules` names further modules with a `routes(site)` of their own.
    """
    *_, pages = loading(graph, modules)
    assert pages is not None
    return pages


def loading(graph: Graph, modules: Iterable[str] = ()) -> Iterator[ASGIApp | None]:
    """The same in steps of some tenths of a second: None after each, and at last the app.

    All is read now that many pages need, since a worker can open no file.
    """
    every_script()
    yield None
    modules = tuple(modules)
    first = Site(graph)
    yield None
    _ = first.whole, first.figures  # other languages are rarer
    yield None
    apps = {first.lang: create(first, modules)}
    for lang in LANGUAGES:
        if lang not in apps:
            yield None
            apps[lang] = create(Site(graph, lang, first), modules)
    yield ByLanguage(apps)


def create(site: Site, modules: Iterable[str] = ()) -> ASGIApp:
    """The same for an existing site."""
    routes = [
        *front.routes(site),
        *ask.routes(site),
        *charts.routes(site),
        *editor.routes(site),
        *entity.routes(site),
        *codes.routes(site),
        *sources.routes(site),
        *search.routes(site),
        *lists.routes(site),
        *ontology.routes(site),
        *dataset.routes(site),
        *reconciliation.routes(lambda: site.catalogue, graph=site.all if isinstance(site.all, Layered) else None),
        *(route for name in modules for route in import_module(name).routes(site)),
    ]

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = _error_page(site, request, error)
        response.headers.update(error.headers or {})
        return response

    starlette = Starlette(routes=routes, exception_handlers={HTTPException: http_error})
    starlette.router.redirect_slashes = False  # it would redirect to whatever the Host header names
    return starlette


#: Status of an error -> the title of its page.
_TITLES = {404: marked("Not found"), 405: marked("Method Not Allowed")}
_NO_PAGE = marked("There is no page at this address.")


def _error_page(site: Site, request: Request, error: HTTPException) -> Response:
    accept = request.headers.get("accept", "")
    if formats.negotiate(accept, ("text/plain", "application/json", "text/html")) != "text/html":
        return replies.error(error.status_code, error.detail, accept)
    title = translate(_TITLES.get(error.status_code, HTTPStatus(error.status_code).phrase), site.lang)
    message = translate(_NO_PAGE if error.status_code == 404 else error.detail, site.lang)
    return render(site, "error.html", error.status_code, title=title, message=message)
