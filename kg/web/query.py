"""``/query``, and ``/sparql`` for browsers: a page whose queries wait in the queues of queries like any other."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from kg.web import page_proxy
from kg.web.live_graph import LiveGraph
from kg.web.protocol import RequestError
from kg.web.receive import while_connected
from kg.web.sparql import parse_request, query_job
from kg.web.worker_client import WorkerReply

_TABLE, _TRIPLES = "application/sparql-results+json", "text/turtle"

Page = Callable[[Request], Awaitable[Response]]


def query_page(live: LiveGraph) -> Page:
    """The page with its editor, and with the answer to the query that the request holds."""

    async def respond(request: Request) -> Response:
        await live.pages_loaded()
        until = asyncio.get_running_loop().time() + live.pool.deadline  # for the query and its page together
        try:
            answer = b""
            if "query" in request.query_params or request.method == "POST":
                try:
                    answer = await run(request, until)
                except RequestError as error:
                    answer = _answer_json("", error.status, "text/plain", str(error))
            job = replace(page_proxy.page_job(request, answer), path="/query")
            return page_proxy.response(request, await while_connected(request, live.run_page(job, until)))
        except RequestError as error:
            return page_proxy.request_error(request, error)

    async def run(request: Request, until: float) -> bytes:
        query_request = await parse_request(request)
        if query_request is None:
            return b""
        job = query_job(request, query_request, _TABLE, _TRIPLES)
        reply, _ = await while_connected(request, live.run_query(job, until))
        return _page_input(query_request.query, reply)

    return respond


def _page_input(query: str, reply: WorkerReply) -> bytes:
    head = reply.head
    page_proxy.log_fault(reply)
    if not isinstance(reply.body, bytes):
        reply.body.close()
        message = f"the answer has {head.length:,} bytes, too many for a page; download it instead"
        return _answer_json(query, head.status, "text/plain", message)
    return _answer_json(query, head.status, head.media_type, reply.body.decode("utf-8", "replace"))


def _answer_json(query: str, status: int, media_type: str, text: str) -> bytes:
    return json.dumps({"query": query, "status": status, "media_type": media_type, "text": text}).encode()
