"""Pages and read-only services: the parent sends the request to a page worker, and its reply to the client."""

from __future__ import annotations

import asyncio
import hashlib
import logging

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from kg.text import language
from kg.web import limits, receive, replies
from kg.web.headers import METHODS
from kg.web.ipc import PageJob
from kg.web.live_graph import LiveGraph
from kg.web.protocol import RequestError
from kg.web.receive import while_connected
from kg.web.response_cache import ResponseCache
from kg.web.temp_files import chunks
from kg.web.worker_client import WorkerReply

log = logging.getLogger("kg.web")

#: The headers of a reply that a client has already.
_WITHOUT_BODY = ("etag", "cache-control", "vary", "content-language")
#: The headers that pages read; others stay with the parent.
_HEADERS = ("accept", "accept-encoding", "content-type", "host")


def routes(live: LiveGraph, cache: ResponseCache) -> list[Route]:
    """One route, for all paths without a route of their own."""

    slots = asyncio.Semaphore(limits.FORM_SLOTS)

    async def forward(request: Request) -> Response:
        try:
            if request.method == "POST":
                async with receive.form(request, slots) as form:
                    return await run(request, form)
            return await run(request, b"")
        except RequestError as error:
            return request_error(request, error)

    async def run(request: Request, form: bytes) -> Response:
        job = page_job(request, form)
        tag = hashlib.sha256(f"{live.pool.digest} {job!r}".encode("utf-8", "replace")).hexdigest()
        reply = cache.get(tag)
        if reply is None:
            reply = await while_connected(request, live.run_page(job))
            cache.put(tag, reply)
        return response(request, reply)

    return [Route("/{path:path}", forward, methods=METHODS)]


def page_job(request: Request, form: bytes) -> PageJob:
    """The job that has a page answer a request."""
    return PageJob(
        "GET" if request.method == "HEAD" else request.method,
        request.url.scheme,
        request.scope["path"],
        request.scope["query_string"].decode("latin-1"),
        [*((name, request.headers[name]) for name in _HEADERS if name in request.headers), _language(request)],
        form.decode("latin-1"),
    )


def _language(request: Request) -> tuple[str, str]:
    """The language that a client prefers, in the place of all that it accepts, which would divide the cache."""
    return "accept-language", language.accepted(request.headers.get("accept-language", ""))


def request_error(request: Request, error: RequestError) -> Response:
    """The response to a request that cannot be answered."""
    retry_after = round(limits.DEADLINE_SECONDS) if error.status == 503 else None
    return replies.error(error.status, str(error), request.headers.get("accept", ""), retry_after)


def log_fault(reply: WorkerReply) -> None:
    """Log what went wrong inside the program; nothing of the request is logged."""
    if reply.head.fault:
        log.error("internal error: %s", reply.head.fault)


def response(request: Request, reply: WorkerReply) -> Response:
    """The response of a page, or a plain error when no page could reply."""
    head = reply.head
    log_fault(reply)
    if head.headers is None:  # no page could reply
        assert isinstance(reply.body, bytes)
        retry_after = round(limits.DEADLINE_SECONDS) if head.status == 503 else None
        message = reply.body.decode("utf-8", "replace")
        return replies.error(head.status, message, request.headers.get("accept", ""), retry_after)
    headers = dict(head.headers)
    if head.media_type:
        headers["content-type"] = head.media_type
    if head.compressed:
        headers["content-encoding"] = "gzip"
    if not isinstance(reply.body, bytes):
        return StreamingResponse(chunks(reply.body), head.status, {**headers, "content-length": str(head.length)})
    if head.stable:
        headers["etag"] = f'"{hashlib.sha256(reply.body).hexdigest()[:32]}"'
        headers.setdefault("cache-control", "no-cache")
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={name: headers[name] for name in _WITHOUT_BODY if name in headers})
    return Response(reply.body, head.status, headers)
