"""``/query``, and ``/sparql`` for browsers: a page, whose queries go through the lanes of queries like any other."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from kg.web import page_proxy
from kg.web.live_graph import LiveGraph
from kg.web.protocol import Refused
from kg.web.receive import while_there
from kg.web.sparql import asked, job_of
from kg.web.worker_client import WorkerReply

_TABLE, _TRIPLES = "application/sparql-results+json", "text/turtle"


Page = Callable[[Request], Awaitable[Response]]


def page(current: LiveGraph) -> Page:
    """The page with its editor, and with the answer to the query that it was sent."""

    async def query(request: Request) -> Response:
        told = b""
        if "query" in request.query_params or request.method == "POST":
            try:
                told = await _told(request)
            except Refused as fault:
                told = _said("", fault.status, "text/plain", str(fault))
        job = replace(page_proxy.job(request, told), path="/query")
        return page_proxy.reply(request, await while_there(request, current.visit(job)))

    async def _told(request: Request) -> bytes:
        sent = await asked(request)
        if sent is None:
            return b""
        answer, _ = await while_there(request, current.ask(job_of(sent, _TABLE, _TRIPLES)))
        return _shown(sent.query, answer)

    return query


def _shown(query: str, answer: WorkerReply) -> bytes:
    head = answer.head
    if not isinstance(answer.body, bytes):
        answer.body.close()
        said = f"the answer has {head.length:,} bytes, too many for a page; download it instead"
        return _said(query, head.status, "text/plain", said)
    return _said(query, head.status, head.media_type, answer.body.decode("utf-8", "replace"))


def _said(query: str, status: int, media_type: str, text: str) -> bytes:
    return json.dumps({"query": query, "status": status, "media_type": media_type, "text": text}).encode()
