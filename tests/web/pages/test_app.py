"""The answers of `kg mcp` are not to be had over HTTP."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("target", ["/tools/ask", "/tools/list_questions", "/tools/nothing"])
def test_tools_are_not_there_over_http(server, target):
    body = b'{"subject": "", "question": "partners", "parameters": {}, "limit": 1, "language": "en"}'
    for more in ({}, {"X-Forwarded-Proto": "tool"}):
        said = server.send("POST", target, body, {"Content-Type": "application/json", **more})
        assert said.status == 404
        assert b"partner" not in said.body
