"""One call of a tool: its arguments read, the answer had from a worker, errors in words that say the way out."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator

from kg.errors import CertregError, NotFound, UsageError
from kg.mcp.offers import TOOLS
from kg.text.suggest import nearest
from kg.web import limits
from kg.web.ipc import Job, PageJob
from kg.web.live_graph import LiveGraph
from kg.web.worker_client import WorkerReply

log = logging.getLogger("kg.web")

_VALIDATORS = {name: Draft202012Validator(schema) for name, (_, schema, _) in TOOLS.items()}


class Refused(CertregError):
    """What a worker says instead of an answer."""


async def call(current: LiveGraph, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of a tool: `structured` as its output schema says, and `text` for a model to read.

    Raises CertregError with what to do about it.
    """
    given = _given(name, arguments)
    if name == "sparql":
        answer = await _queried(current, given["query"])
        given |= {"answer": answer.body.decode(), "media_type": answer.head.media_type}  # type: ignore[union-attr]
    page = PageJob("POST", "http", f"/tools/{name}", body=json.dumps(given))
    found: dict[str, Any] = json.loads(_whole(await current.visit(page)).body)  # type: ignore[arg-type]
    return found


async def ontology(current: LiveGraph) -> str:
    """The ontology in Turtle."""
    answer = await current.visit(PageJob("GET", "http", "/ns", headers=[("accept", "text/turtle"), ("host", "kg")]))
    return _whole(answer).body.decode()  # type: ignore[union-attr]


def _given(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments, checked, with what is left to the default."""
    if name not in TOOLS:
        raise NotFound("tool", name, nearest(name, TOOLS) or tuple(TOOLS))
    known = TOOLS[name][1]["properties"]
    for argument in arguments:
        if argument not in known:
            raise NotFound(f"argument of {name}", argument, nearest(argument, known) or tuple(known))
    for fault in sorted(_VALIDATORS[name].iter_errors(dict(arguments)), key=str):
        where = ".".join(map(str, fault.absolute_path)) or name
        if fault.validator == "maxLength":  # whose message is the whole text
            raise UsageError(f"{where}: {len(fault.instance):,} characters; the limit is {fault.validator_value:,}")
        raise UsageError(f"{where}: {fault.message[:200]}")
    defaults = {argument: said["default"] for argument, said in known.items() if "default" in said}
    return {**defaults, **arguments}


async def _queried(current: LiveGraph, query: str) -> WorkerReply:
    size = len(query.encode("utf-8", "replace"))
    if size > limits.MAX_QUERY_BYTES:
        raise Refused(f"the query has {size:,} bytes; the limit is {limits.MAX_QUERY_BYTES:,}")
    answer, _ = await current.ask(Job(query))
    return _whole(answer)


def _whole(answer: WorkerReply) -> WorkerReply:
    """An answer that is one, and small enough for a model."""
    if not isinstance(answer.body, bytes):
        answer.body.close()
        most = limits.IN_MEMORY_BYTES
        raise Refused(f"the answer has {answer.head.length:,} bytes, and the limit is {most:,}; ask for less (LIMIT)")
    if answer.head.fault:
        log.error("%s", answer.head.fault)
    if answer.head.status != 200:
        raise Refused(answer.body.decode("utf-8", "replace"))
    return answer
