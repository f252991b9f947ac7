"""``/sparql``: a SPARQL 1.1 Protocol endpoint that only reads."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable

import pyoxigraph
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from kg import __version__
from kg.web import formats, receive, replies
from kg.web.files import pieces
from kg.web.headers import CORS, METHODS
from kg.web.ipc import Job
from kg.web.live_graph import LiveGraph
from kg.web.pool import Pool
from kg.web.protocol import Asked, Refused, asked_by_get, asked_by_post
from kg.web.receive import while_there
from kg.web.response_cache import Remembered
from kg.web.service import described
from kg.web.worker_client import WorkerReply

_VARY = "Accept, Accept-Encoding"
#: A browser names text/html before all else; who takes anything gets JSON.
_FOR_PEOPLE = (*formats.TABLES, *formats.TRIPLES, "text/html")


def routes(current: LiveGraph, remembered: Remembered, page: Callable[[Request], Awaitable[Response]]) -> list[Route]:
    """The route of the endpoint; `page` answers who wants to read a page."""

    async def sparql(request: Request) -> Response:
        accept = request.headers.get("accept", "")
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        try:
            if request.method != "POST" and formats.wanted(accept, _FOR_PEOPLE) == "text/html":
                return await page(request)
            sent = await asked(request)
            if sent is None:
                return described(str(request.url.replace(query="")), current.pool, accept)
            return await _answered(request, sent, current, remembered)
        except Refused as fault:
            return replies.error(fault.status, str(fault), accept)

    return [Route("/sparql", sparql, methods=METHODS, middleware=[CORS])]


async def asked(request: Request) -> Asked | None:
    """The query that a request sends, None when it sends none. Raises Refused."""
    query_string: bytes = request.scope["query_string"]
    if request.method != "POST":
        return asked_by_get(query_string)
    return asked_by_post(request.headers.get("content-type", ""), query_string, await receive.body(request))


def job_of(sent: Asked, table_type: str | None, triples_type: str | None, compress: bool = False) -> Job:
    """The query as a worker gets it."""
    default = list(sent.default_graphs) if sent.default_graphs is not None else None
    named = list(sent.named_graphs) if sent.named_graphs is not None else None
    return Job(sent.query, default, named, table_type, triples_type, compress)


async def _answered(request: Request, sent: Asked, current: LiveGraph, remembered: Remembered) -> Response:
    accept = request.headers.get("accept", "")
    job = job_of(
        sent,
        formats.wanted(accept, formats.TABLES),
        formats.wanted(accept, formats.TRIPLES),
        formats.takes_gzip(request.headers.get("accept-encoding", "")),
    )
    pool = current.pool
    tag = _tag(pool, job)
    if request.method != "POST" and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={"ETag": tag, "Vary": _VARY, "Cache-Control": "no-cache"})
    if kept := remembered.get(tag):
        answer = kept
    else:
        answer, pool = await while_there(request, current.ask(job))
        tag = _tag(pool, job)  # the graph may have been swapped since
        remembered.put(tag, answer)
    if answer.head.status != 200:
        retry_after = round(pool.deadline) if answer.head.status == 503 else None
        assert isinstance(answer.body, bytes)
        return replies.error(answer.head.status, answer.body.decode("utf-8", "replace"), accept, retry_after)
    return _whole(answer, tag if request.method != "POST" and answer.head.stable else None)


def _tag(pool: Pool, job: Job) -> str:
    """A name for the bytes of an answer: the graph, the query, the format, and the programs that write it."""
    decides = hashlib.sha256(f"{pool.digest} {__version__} {pyoxigraph.__version__} {job!r}".encode("utf-8", "replace"))
    return f'"{decides.hexdigest()[:32]}"'


def _whole(answer: WorkerReply, tag: str | None) -> Response:
    head = answer.head
    headers = {"Content-Type": head.media_type, "Vary": _VARY, "Cache-Control": "no-cache"}
    if tag:
        headers["ETag"] = tag
    if head.compressed:
        headers["Content-Encoding"] = "gzip"
    if isinstance(answer.body, bytes):
        return Response(answer.body, 200, headers)
    return StreamingResponse(pieces(answer.body), 200, {**headers, "Content-Length": str(head.length)})
