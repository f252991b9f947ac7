"""Pages and services that only read: the parent sends the request to a worker in the page lane, and its answer back."""

from __future__ import annotations

import asyncio
import hashlib
import logging

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from kg.web import limits, receive, replies
from kg.web.files import pieces
from kg.web.headers import METHODS
from kg.web.ipc import PageJob
from kg.web.live_graph import LiveGraph
from kg.web.protocol import Refused
from kg.web.receive import while_there
from kg.web.response_cache import Remembered
from kg.web.worker_client import WorkerReply

log = logging.getLogger("kg.web")

#: What pages look at; anything else stays with the parent.
_HEADERS = ("accept", "accept-encoding", "content-type", "host")


def routes(current: LiveGraph, remembered: Remembered) -> list[Route]:
    """One route, for all paths that no other takes."""

    forms = asyncio.Semaphore(limits.FORMS_AT_ONCE)

    async def forward(request: Request) -> Response:
        accept = request.headers.get("accept", "")
        try:
            form = b""
            if request.method == "POST":
                async with forms:
                    form = await receive.body(request, limits.MAX_FORM_BYTES)
            sent = job(request, form)
            tag = hashlib.sha256(f"{current.pool.digest} {sent!r}".encode("utf-8", "replace")).hexdigest()
            answer = remembered.get(tag)
            if answer is None:
                answer = await while_there(request, current.visit(sent))
        except Refused as fault:
            return replies.error(fault.status, str(fault), accept)
        remembered.put(tag, answer)
        return reply(request, answer)

    return [Route("/{path:path}", forward, methods=METHODS)]


def job(request: Request, form: bytes) -> PageJob:
    """A request as a page gets it."""
    return PageJob(
        "GET" if request.method == "HEAD" else request.method,
        request.url.scheme,
        request.scope["path"],
        request.scope["query_string"].decode("latin-1"),
        [(name, request.headers[name]) for name in _HEADERS if name in request.headers],
        form.decode("latin-1"),
    )


def reply(request: Request, answer: WorkerReply) -> Response:
    """The answer of a page, or a plain error where none could answer."""
    head = answer.head
    if head.fault:
        log.error("%s %s\n%s", request.method, request.url.path, head.fault)
    if head.headers is None:  # no page could answer
        assert isinstance(answer.body, bytes)
        retry_after = round(limits.DEADLINE_SECONDS) if head.status == 503 else None
        said = answer.body.decode("utf-8", "replace")
        return replies.error(head.status, said, request.headers.get("accept", ""), retry_after)
    headers = dict(head.headers)
    if head.media_type:
        headers["content-type"] = head.media_type
    if head.compressed:
        headers["content-encoding"] = "gzip"
    if not isinstance(answer.body, bytes):
        return StreamingResponse(pieces(answer.body), head.status, {**headers, "content-length": str(head.length)})
    if head.stable:
        headers["etag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
        headers.setdefault("cache-control", "no-cache")
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={name: headers[name] for name in ("etag", "cache-control")})
    return Response(answer.body, head.status, headers)
