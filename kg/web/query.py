"""``/query``: SPARQL on a page. What runs goes through the lanes of queries; only its answer is dressed as a page."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.web import forward
from kg.web.current import Current
from kg.web.protocol import Refused
from kg.web.receive import while_there
from kg.web.run import Answer
from kg.web.sparql import asked
from kg.web.wire import Job, PageJob

_TABLE, _TRIPLES = "application/sparql-results+json", "text/turtle"


def routes(current: Current) -> list[Route]:
    """The page with its editor, and with the answer to the query that it was sent."""

    async def query(request: Request) -> Response:
        job = forward.job(request, b"")
        if "query" in request.query_params or request.method == "POST":
            try:
                job = await _answered(request)
            except Refused as fault:
                job = forward.job(request, _said("", fault.status, "text/plain", str(fault)))
        return forward.reply(request, await while_there(request, current.visit(job)))

    async def _answered(request: Request) -> PageJob:
        sent = await asked(request)
        if sent is None:
            return forward.job(request, b"")
        answer, _ = await while_there(request, current.ask(Job(sent.query, None, None, _TABLE, _TRIPLES)))
        return forward.job(request, _shown(sent.query, answer))

    return [Route("/query", query, methods=["GET", "HEAD", "POST"])]


def _shown(query: str, answer: Answer) -> bytes:
    head = answer.head
    if not isinstance(answer.body, bytes):
        answer.body.close()
        said = f"the answer has {head.length:,} bytes, too many for a page; download it instead"
        return _said(query, head.status, "text/plain", said)
    return _said(query, head.status, head.media_type, answer.body.decode("utf-8", "replace"))


def _said(query: str, status: int, media_type: str, text: str) -> bytes:
    return json.dumps({"query": query, "status": status, "media_type": media_type, "text": text}).encode()
