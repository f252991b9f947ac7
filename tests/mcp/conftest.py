"""The real command, spoken to by the client of the protocol's own package."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")

Call = Callable[..., Any]


@contextmanager
def speaking(*arguments: str) -> Iterator[tuple[Any, Call]]:
    """`kg mcp ARGUMENTS` at work: the client, and what runs one of its methods."""
    command = mcp.StdioServerParameters(command=sys.executable, args=["-m", "kg", "mcp", *arguments])
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(mcp.Client(mcp.stdio_client(command))) as client,
    ):
        yield client, lambda method, *given: portal.call(partial(method, *given))


@pytest.fixture(scope="session")
def session(own_cache: Path) -> Iterator[tuple[Any, Call]]:
    """A client of a server over the shipped graph."""
    with speaking("--deadline", "60") as both:
        yield both


@pytest.fixture
def speaking_to(own_cache: Path) -> Callable[..., Any]:
    """Starts a server of anything, given the arguments of the command."""
    return speaking


@pytest.fixture
def hasty_tool(own_cache: Path) -> Iterator[Call]:
    """Calls a tool of a server whose queries have two seconds."""
    with speaking("--deadline", "2") as (client, run):
        yield lambda name, **arguments: run(client.call_tool, name, arguments)


@pytest.fixture(scope="session")
def tool(session: tuple[Any, Call]) -> Call:
    """Calls a tool; the client holds each answer against the schema that the tool has for it."""
    client, run = session
    return lambda name, **arguments: run(client.call_tool, name, arguments)
