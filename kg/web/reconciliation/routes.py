"""The service on the web: routes for a Starlette app, with limits on what is read and JSON for every fault.

======================  =====================================================================================
GET, POST  ``{at}``     the manifest; with ``queries``, ``query`` or ``extend`` (query string or form) an answer
GET  ``{at}/suggest/…`` entity, type or property: ``prefix``, ``cursor``
GET  ``{at}/flyout/…``  entity, type or property: ``id``
GET  ``{at}/preview``   ``id``: HTML
GET  ``{at}/view``      ``id``: leads to the entity's own page
GET  ``{at}/properties``  ``type``, ``limit``
======================  =====================================================================================

All answers may be read from any origin; ``callback`` asks for JSONP.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg import names
from kg.errors import LimitError, NotFound, UsageError
from kg.store import Layered
from kg.web import limits
from kg.web.reconciliation import candidates, extension, registered, requests, suggestions
from kg.web.reconciliation.catalogue import Catalogue
from kg.web.reconciliation.manifest import manifest

MOST_QUERY_STRING = 64 * 1024
MOST_BODY = limits.MAX_FORM_BYTES
_MOST_FIELDS = 20
_FORM = "application/x-www-form-urlencoded"
_CALLBACK = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.]{0,99}\Z")
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Accept, X-Requested-With",
    "Access-Control-Max-Age": "86400",
    "X-Content-Type-Options": "nosniff",
}
_HTML_MAY = "default-src 'none'; base-uri 'none'; form-action 'none'"

Fields = Mapping[str, str]
Handler = Callable[[Catalogue, Request, Fields], Any]


class _TooLarge(LimitError):
    """Refused for its size; `status` says what was too large."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


def routes(catalogue: Callable[[], Catalogue], at: str = "/reconcile", graph: Layered | None = None) -> list[Route]:
    """The routes of the service, below the path `at`; `catalogue` gives the one that holds when a request comes.

    `graph` is one with registers, whose things are found too.
    """

    def identified(catalogue: Catalogue, *ids: str) -> Catalogue:
        return catalogue if graph is None else registered.identified(catalogue, graph, ids)

    def named(catalogue: Catalogue, *texts: str) -> Catalogue:
        return catalogue if graph is None else registered.named(catalogue, graph, texts)

    def service(catalogue: Catalogue, request: Request, fields: Fields) -> Any:
        try:
            return asked(catalogue, request, fields)
        except NotFound as fault:  # a type or a property; the service itself is there
            raise UsageError(str(fault)) from None

    def asked(catalogue: Catalogue, request: Request, fields: Fields) -> Any:
        if "queries" in fields:
            batch = requests.batch(fields["queries"])
            return candidates.reconcile(named(catalogue, *(each.text for each in batch.values())), batch)
        if "query" in fields:
            query = requests.single(fields["query"])
            return {"result": candidates.result(named(catalogue, query.text), query)}
        if "extend" in fields:
            ids, columns = requests.extension(fields["extend"])
            return extension.extend(identified(catalogue, *ids), ids, columns)
        if request.method == "POST":
            raise UsageError('the form has none of the fields "queries", "query" and "extend"')
        return manifest(catalogue, f"{request.url.scheme}://{request.url.netloc}{at}")

    def suggest(kind: suggestions.Kind) -> Handler:
        return lambda catalogue, _, fields: suggestions.suggest(
            catalogue, kind, fields.get("prefix", ""), requests.number(fields.get("cursor"), "cursor", 0)
        )

    def flyout(kind: suggestions.Kind) -> Handler:
        return lambda catalogue, _, fields: suggestions.flyout(catalogue, kind, _needed(fields, "id"))

    def preview(catalogue: Catalogue, _: Request, fields: Fields) -> Response:
        wanted = _needed(fields, "id")
        page = suggestions.preview(identified(catalogue, wanted), wanted)
        return Response(page, media_type="text/html", headers={"Content-Security-Policy": _HTML_MAY})

    def view(catalogue: Catalogue, _: Request, fields: Fields) -> Response:
        wanted = _needed(fields, "id")
        iri = identified(catalogue, wanted).thing(wanted)
        if iri is None:
            raise NotFound("entity", wanted, [])
        return RedirectResponse("/" + quote(iri.removeprefix(names.BASE)), status_code=303)

    def properties(catalogue: Catalogue, _: Request, fields: Fields) -> Any:
        limit = requests.number(fields.get("limit"), "limit", 0)
        return extension.propose(catalogue, fields.get("type") or None, limit or None)

    def route(path: str, answer: Handler, *methods: str) -> Route:
        return _route(path, catalogue, answer, *methods)

    kinds: tuple[suggestions.Kind, ...] = ("entity", "type", "property")
    return [
        *(route(path, service, "GET", "POST") for path in (at, f"{at}/")),  # people paste both
        *(route(f"{at}/suggest/{kind}", suggest(kind), "GET") for kind in kinds),
        *(route(f"{at}/flyout/{kind}", flyout(kind), "GET") for kind in kinds),
        route(f"{at}/preview", preview, "GET"),
        route(f"{at}/view", view, "GET"),
        route(f"{at}/properties", properties, "GET"),
    ]


def _route(path: str, catalogue: Callable[[], Catalogue], answer: Handler, *methods: str) -> Route:
    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_CORS)
        callback = None
        try:
            fields = await _fields(request)
            callback = _callback(fields)
            response = _response(answer(catalogue(), request, fields), callback)
        except (UsageError, LimitError) as error:
            response = _response({"status": "error", "message": str(error)}, callback, _status(error))
        response.headers.update(_CORS)
        return response

    return Route(path, endpoint, methods=[*methods, "OPTIONS"])


async def _fields(request: Request) -> dict[str, str]:
    """The fields of the query string and of the form, the latter first."""
    query = request.scope["query_string"]
    if len(query) > MOST_QUERY_STRING:
        raise _TooLarge(414, f"the query string has {len(query):,} bytes; the limit is {MOST_QUERY_STRING:,}")
    fields = _parsed(query, "query string")
    if request.method == "POST":
        form = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if form != _FORM:
            raise UsageError(f"send the form as {_FORM}")
        fields |= _parsed(await _body(request), "form")
    return fields


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            raise _TooLarge(413, f"the form has more than {MOST_BODY:,} bytes, the limit")
    return bytes(body)


def _parsed(text: bytes, what: str) -> dict[str, str]:
    try:
        read = parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except UnicodeDecodeError:
        raise UsageError(f"the {what} is not UTF-8, percent-encoded") from None
    except ValueError:
        raise UsageError(f"the {what} has more than {_MOST_FIELDS} fields, the limit") from None
    return dict(reversed(read))  # of a field sent twice, the first


def _callback(fields: Fields) -> str | None:
    name = fields.get("callback")
    if name is not None and not _CALLBACK.match(name):
        raise UsageError("callback: must be the name of a JavaScript function")
    return name


def _response(answer: Any, callback: str | None, status: int = 200) -> Response:
    if isinstance(answer, Response):
        return answer
    text = json.dumps(answer, allow_nan=False, separators=(",", ":"))  # ASCII: safe in scripts and for any text
    if callback is None:
        return Response(text, status, media_type="application/json")
    return Response(f"/**/{callback}({text});", status, media_type="text/javascript")


def _status(error: UsageError | LimitError) -> int:
    if isinstance(error, _TooLarge):
        return error.status
    if isinstance(error, LimitError):
        return 413
    return 404 if isinstance(error, NotFound) else 400


def _needed(fields: Fields, name: str) -> str:
    if not fields.get(name):
        raise UsageError(f"{name}: say which")
    return fields[name]
