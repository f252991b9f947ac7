"""HTTP servers on this machine for tests: endpoints that answer, and others that misbehave in one way each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from kg.ask.render import render
from kg.errors import QueryError
from kg.store.oxigraph import OxigraphGraph

Reply = Callable[[BaseHTTPRequestHandler, str], None]


@contextmanager
def serving(reply: Reply) -> Iterator[str]:
    """A server on a free port that hands each query to `reply`; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            reply(self, parse_qs(body)["query"][0])

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send(
    handler: BaseHTTPRequestHandler, content: bytes | str, kind: str = "text/plain", status: int = 200, **more: str
) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    for name, value in more.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(content.encode() if isinstance(content, str) else content)


def answering(graph: OxigraphGraph) -> Reply:
    """Answer as a SPARQL endpoint does."""

    def reply(handler: BaseHTTPRequestHandler, query: str) -> None:
        try:
            answer = graph.query(query)
        except QueryError as fault:
            send(handler, f"malformed: {fault}\nsecond line", status=400)
            return
        if isinstance(answer, list):
            send(handler, render(answer, "nt"), "application/n-triples; charset=utf-8")
        else:
            send(handler, render(answer, "json"), "application/sparql-results+json")

    return reply


def always(
    content: bytes | str, kind: str = "application/sparql-results+json", status: int = 200, **more: str
) -> Reply:
    return lambda handler, _: send(handler, content, kind, status, **more)
