"""Standard input and output as the protocol's streams: every request gets a reply, one that cannot be read too."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import mcp_types as types
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from pydantic import ValidationError

#: Half of a character, which JSON can write as an escape and UTF-8 cannot hold.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@asynccontextmanager
async def streams() -> AsyncIterator[tuple[Any, Any]]:
    """The streams of incoming and outgoing messages.

    The protocol's package drops what it cannot read. Here a lone surrogate becomes U+FFFD, as in any UTF-8 decoder;
    anything else gets the error that JSON-RPC 2.0 prescribes, with the id of the request where it has one.
    """
    async with stdio_server() as (incoming, outgoing):
        sender, receiver = anyio.create_memory_object_stream[SessionMessage | Exception]()

        async def forward() -> None:
            async with sender:
                async for item in incoming:
                    message = _repaired(item) if isinstance(item, Exception) else item
                    if isinstance(message.message, types.JSONRPCError):
                        await outgoing.send(message)
                    else:
                        await sender.send(message)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(forward)
            yield receiver, outgoing
            tasks.cancel_scope.cancel()


def _repaired(error: Exception) -> SessionMessage:
    """The message that could not be read, without lone surrogates; else a JSON-RPC error."""
    line = error.errors()[0]["input"] if isinstance(error, ValidationError) else ""
    try:
        content = json.loads(line)
        content = json.loads(_LONE_SURROGATE.sub("\ufffd", json.dumps(content, ensure_ascii=False)))
    except (ValueError, TypeError, RecursionError):
        return _error(None, types.PARSE_ERROR, "this line is not JSON")
    try:
        message = types.jsonrpc_message_adapter.validate_python(content, by_name=False)
    except ValidationError:
        number = content.get("id") if isinstance(content, dict) else None
        known = number if isinstance(number, int | str) and not isinstance(number, bool) else None
        return _error(known, types.INVALID_REQUEST, "this is not a JSON-RPC 2.0 request")
    return SessionMessage(message)


def _error(number: int | str | None, code: int, text: str) -> SessionMessage:
    error = types.ErrorData(code=code, message=text)
    return SessionMessage(types.JSONRPCError(jsonrpc="2.0", id=number, error=error))
