"""``/sparql``: a read-only SPARQL 1.1 Protocol endpoint."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable

import pyoxigraph
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from kg import __version__
from kg.web import formats, page_proxy, receive, replies
from kg.web.headers import CORS, METHODS
from kg.web.ipc import Job
from kg.web.live_graph import LiveGraph
from kg.web.pool import Pool
from kg.web.protocol import QueryRequest, RequestError, parse_get, parse_post
from kg.web.receive import while_connected
from kg.web.response_cache import ResponseCache
from kg.web.service import service_description
from kg.web.temp_files import chunks
from kg.web.worker_client import WorkerReply

_VARY = "Accept, Accept-Encoding"
#: A browser prefers text/html; a client that accepts anything gets JSON.
_WITH_PAGE = (*formats.TABLES, *formats.TRIPLES, "text/html")


def routes(live: LiveGraph, cache: ResponseCache, page: Callable[[Request], Awaitable[Response]]) -> list[Route]:
    """The route of the endpoint; `page` responds to browsers."""

    async def sparql(request: Request) -> Response:
        accept = request.headers.get("accept", "")
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        try:
            if request.method != "POST" and formats.negotiate(accept, _WITH_PAGE) == "text/html":
                return await page(request)
            query_request = await parse_request(request)
            if query_request is None:
                return service_description(_address(request), live.pool, accept)
            return await _answer(request, query_request, live, cache)
        except RequestError as error:
            return page_proxy.request_error(request, error)

    return [Route("/sparql", sparql, methods=METHODS, middleware=[CORS])]


async def parse_request(request: Request) -> QueryRequest | None:
    """The query that a request holds, None when it holds none. Raises RequestError."""
    query_string: bytes = request.scope["query_string"]
    if request.method != "POST":
        return parse_get(query_string)
    return parse_post(request.headers.get("content-type", ""), query_string, await receive.body(request))


def query_job(
    request: Request,
    query_request: QueryRequest,
    table_type: str | None,
    triples_type: str | None,
    compress: bool = False,
) -> Job:
    """The job that runs the query of a request; relative IRIs in it are relative to the endpoint's address."""
    default = list(query_request.default_graphs) if query_request.default_graphs is not None else None
    named = list(query_request.named_graphs) if query_request.named_graphs is not None else None
    return Job(query_request.query, default, named, table_type, triples_type, compress, _base_iri(request))


def _address(request: Request) -> str:
    """The address of the endpoint, as the client knows it."""
    return str(request.url.replace(path="/sparql", query="", fragment=""))


def _base_iri(request: Request) -> str | None:
    """The address of the endpoint if it is an IRI, which depends on the Host header."""
    try:
        return NamedNode(_address(request)).value
    except ValueError:
        return None


async def _answer(request: Request, query_request: QueryRequest, live: LiveGraph, cache: ResponseCache) -> Response:
    accept = request.headers.get("accept", "")
    job = query_job(
        request,
        query_request,
        formats.negotiate(accept, formats.TABLES),
        formats.negotiate(accept, formats.TRIPLES),
        formats.accepts_gzip(request.headers.get("accept-encoding", "")),
    )
    pool = live.pool
    tag = _tag(pool, job)
    if request.method != "POST" and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag, "Vary": _VARY, "Cache-Control": "no-cache"})
    if cached := cache.get(tag):
        reply = cached
    else:
        reply, pool = await while_connected(request, live.run_query(job))
        tag = _tag(pool, job)  # the graph may have been swapped since
        cache.put(tag, reply)
    if reply.head.status != 200:
        page_proxy.log_fault(reply)
        retry_after = round(pool.deadline) if reply.head.status == 503 else None
        assert isinstance(reply.body, bytes)
        return replies.error(reply.head.status, reply.body.decode("utf-8", "replace"), accept, retry_after)
    return _response(reply, tag if request.method != "POST" and reply.head.stable else None)


def _tag(pool: Pool, job: Job) -> str:
    """An entity tag for the bytes of an answer: graph, query, format, and the versions of the software."""
    parts = f"{pool.digest} {__version__} {pyoxigraph.__version__} {job!r}"
    return f'"{hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:32]}"'


def _response(reply: WorkerReply, tag: str | None) -> Response:
    head = reply.head
    headers = {"Content-Type": head.media_type, "Vary": _VARY, "Cache-Control": "no-cache"}
    if tag:
        headers["ETag"] = tag
    if head.compressed:
        headers["Content-Encoding"] = "gzip"
    if isinstance(reply.body, bytes):
        return Response(reply.body, 200, headers)
    return StreamingResponse(chunks(reply.body), 200, {**headers, "Content-Length": str(head.length)})
