"""One call of a tool: validate its arguments, get the answer from a worker or a process; errors say what to do."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

import kg
from kg.errors import CertregError, NotFound, UsageError
from kg.mcp.offers import DRAFTING, TOOLS
from kg.text.suggest import nearest
from kg.web import limits
from kg.web.ipc import Job, PageJob
from kg.web.live_graph import LiveGraph
from kg.web.worker_client import WorkerReply

#: The gate starts two processes and reads all records; a machine at work may take minutes for it.
DRAFTING_SECONDS = 300.0

log = logging.getLogger("kg.web")

_VALIDATORS = {name: Draft202012Validator(schema) for name, (_, schema, _) in TOOLS.items()}


class ToolError(CertregError):
    """The error of a worker that has no answer."""


async def call(live: LiveGraph, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of a tool: `structured` as its output schema says, and `text` for a model to read.

    Raises CertregError that says what to do about it.
    """
    values = _validated(name, arguments)
    if name in DRAFTING:
        return await _draft(name, values, live.target.data)
    if name == "sparql":
        reply = await _run_query(live, values["query"])
        values |= {"answer": reply.body.decode(), "media_type": reply.head.media_type}  # type: ignore[union-attr]
    page = PageJob("POST", "http", f"/tools/{name}", body=json.dumps(values))
    answer: dict[str, Any] = json.loads(_checked(await live.run_page(page)).body)  # type: ignore[arg-type]
    return answer


async def ontology(live: LiveGraph) -> str:
    """The ontology in Turtle. Raises CertregError."""
    reply = await live.run_page(PageJob("GET", "http", "/ns", headers=[("accept", "text/turtle"), ("host", "kg")]))
    return _checked(reply).body.decode()  # type: ignore[union-attr]


async def _draft(name: str, values: Mapping[str, Any], data: Sequence[str]) -> dict[str, Any]:
    """The answer of a tool that drafts, from a process of its own. Raises ToolError."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "kg.mcp.drafting"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(kg.__file__).parents[1])},
    )
    request = json.dumps({"tool": name, "arguments": values, "data": list(data)}).encode()
    try:
        async with asyncio.timeout(DRAFTING_SECONDS):
            content, _ = await process.communicate(request)
    except TimeoutError:
        raise ToolError(f"no answer within {DRAFTING_SECONDS:g} s, which is the limit; check a shorter text") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise ToolError("internal error: the tool ended without an answer; the server's log says why")
    answer: dict[str, Any] = json.loads(content)
    if "error" in answer:
        raise UsageError(answer["error"])
    return answer


def _validated(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, validated, with defaults for those left out. Raises UsageError."""
    if name not in TOOLS:
        raise NotFound("tool", name, nearest(name, TOOLS) or tuple(TOOLS))
    schemas = TOOLS[name][1]["properties"]
    for argument in arguments:
        if argument not in schemas:
            raise NotFound(f"argument of {name}", argument, nearest(argument, schemas) or tuple(schemas))
    for error in sorted(_VALIDATORS[name].iter_errors(dict(arguments)), key=str):
        where = ".".join(map(str, error.absolute_path)) or name
        if error.validator == "maxLength":  # whose message is the whole text
            raise UsageError(f"{where}: {len(error.instance):,} characters; the limit is {error.validator_value:,}")
        raise UsageError(f"{where}: {error.message[:200]}")
    defaults = {argument: schema["default"] for argument, schema in schemas.items() if "default" in schema}
    return {**defaults, **arguments}


async def _run_query(live: LiveGraph, query: str) -> WorkerReply:
    size = len(query.encode("utf-8", "replace"))
    if size > limits.MAX_QUERY_BYTES:
        raise ToolError(f"the query has {size:,} bytes; the limit is {limits.MAX_QUERY_BYTES:,}")
    reply, _ = await live.run_query(Job(query))
    return _checked(reply)


def _checked(reply: WorkerReply) -> WorkerReply:
    """The reply, if it succeeded and is small enough for a model. Raises ToolError."""
    if not isinstance(reply.body, bytes):
        reply.body.close()
        most = limits.IN_MEMORY_BYTES
        raise ToolError(f"the answer has {reply.head.length:,} bytes, and the limit is {most:,}; ask for less (LIMIT)")
    if reply.head.fault:
        log.error("internal error: %s", reply.head.fault)
    if reply.head.status != 200:
        raise ToolError(reply.body.decode("utf-8", "replace"))
    return reply
