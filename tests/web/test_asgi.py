"""An app asked without a server: whole answers, and a clear fault for one that waits."""

from __future__ import annotations

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg.web import worker
from kg.web.asgi import call
from kg.web.ipc import PageJob


async def echo(request: Request) -> Response:
    body = (await request.body()).decode()
    seen = {"query": dict(request.query_params), "body": body, "url": str(request.url), "path": request.path_params}
    return JSONResponse(seen, 201, {"X-Way": "back"})


async def sleepy(request: Request) -> Response:
    await asyncio.sleep(0)
    return Response("never")


async def broken(request: Request) -> Response:
    raise ZeroDivisionError("on purpose")


APP = Starlette(
    routes=[Route("/e/{name}", echo, methods=["GET", "POST"]), Route("/sleepy", sleepy), Route("/broken", broken)]
)


def test_a_request_comes_in_whole_and_an_answer_out():
    job = PageJob("POST", "http", "/e/海", "q=%E6%B5%B7&r=1", [("host", "here:80")], "a=b")
    status, headers, body = call(APP, job)
    assert status == 201
    assert ("x-way", "back") in headers
    said = {"query": {"q": "海", "r": "1"}, "body": "a=b", "url": "http://here:80/e/海?q=%E6%B5%B7&r=1"}
    assert JSONResponse({**said, "path": {"name": "海"}}).body == body


def test_a_path_that_nobody_takes_is_404():
    assert call(APP, PageJob("GET", "http", "/nowhere"))[0] == 404


def test_what_waits_is_a_fault_and_leaves_nothing_running():
    with pytest.raises(RuntimeError, match="waited"):
        call(APP, PageJob("GET", "http", "/sleepy"))


@pytest.mark.parametrize("path", ["/sleepy", "/broken"])
def test_a_fault_of_a_page_is_logged_and_not_shown(path):
    head, body = worker.run_page(APP, PageJob("GET", "http", path))
    assert head.status == 500
    assert "Error" in head.fault
    assert b"on purpose" not in body


def test_long_pages_are_compressed_for_who_takes_it():
    long = PageJob("POST", "http", "/e/x", "", [("accept-encoding", "gzip")], "x" * 5000)
    assert worker.run_page(APP, long)[0].compressed
    assert not worker.run_page(APP, PageJob("POST", "http", "/e/x", "", [], "x" * 5000))[0].compressed
