"""Standard input and output as the protocol's streams: every request gets a reply, even one that cannot be parsed."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import anyio
import mcp_types as types
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from pydantic import ValidationError

#: The longest request, in characters: room for a report's text, and far more than any query has.
MAX_LINE = 4 * 1024 * 1024
#: Half of a character, which JSON can write as an escape and UTF-8 cannot hold.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@asynccontextmanager
async def streams() -> AsyncIterator[tuple[Any, Any]]:
    """The streams of incoming and outgoing messages.

    The protocol's package drops lines that it cannot parse. Here a lone surrogate becomes U+FFFD, as in any UTF-8
    decoder; any other such line gets the error that JSON-RPC 2.0 prescribes, with the id of the request if it has one.
    """
    errors, unanswered = anyio.create_memory_object_stream[SessionMessage](1)
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    stdin = cast("anyio.AsyncFile[str]", _valid_lines(lines, errors))
    async with stdio_server(stdin=stdin) as (incoming, outgoing):

        async def answer() -> None:
            async for message in unanswered:
                await outgoing.send(message)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(answer)
            yield incoming, outgoing
            tasks.cancel_scope.cancel()


async def _valid_lines(lines: io.TextIOWrapper, errors: Any) -> AsyncIterator[str]:
    """The lines that hold a message; errors go to the stream of that name."""

    async def next_piece() -> str:
        return await anyio.to_thread.run_sync(lines.readline, MAX_LINE)

    while line := await next_piece():
        too_long = len(line) == MAX_LINE and not line.endswith("\n")
        if too_long:
            while (rest := await next_piece()) and not rest.endswith("\n"):
                pass
        message, error = ("", _too_long()) if too_long else _parse(line)
        if error is not None:
            await errors.send(SessionMessage(error))
        else:
            yield message


def _parse(line: str) -> tuple[str, types.JSONRPCError | None]:
    """A line that the protocol's package can parse, and an error if there is none."""
    try:
        message = types.jsonrpc_message_adapter.validate_json(line, by_name=False)
        if not (isinstance(message, types.JSONRPCNotification) and "id" in json.loads(line)):
            return line, None
        # the package takes a request with an id that is neither a string nor an integer for a notification
        return line, _error(None, types.INVALID_REQUEST, "the id of a request is a string or an integer")
    except ValidationError:
        pass
    try:
        content = json.loads(line)
        repaired = _LONE_SURROGATE.sub("\ufffd", json.dumps(content, ensure_ascii=False))
    except (ValueError, RecursionError):
        return line, _error(None, types.PARSE_ERROR, "this line is not JSON")
    try:
        types.jsonrpc_message_adapter.validate_json(repaired, by_name=False)
        return repaired, None
    except ValidationError:
        number = content.get("id") if isinstance(content, dict) else None
        known = number if isinstance(number, int | str) and not isinstance(number, bool) else None
        return line, _error(known, types.INVALID_REQUEST, "this is not a JSON-RPC 2.0 request")


def _error(number: int | str | None, code: int, message: str) -> types.JSONRPCError:
    return types.JSONRPCError(jsonrpc="2.0", id=number, error=types.ErrorData(code=code, message=message))


def _too_long() -> types.JSONRPCError:
    return _error(None, types.INVALID_REQUEST, f"a request of more than {MAX_LINE:,} characters")
