"""From what to serve to a running server on standard input and output, and its shutdown."""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import logging
import os
import signal
import sys
from dataclasses import replace

from kg.errors import MissingExtra
from kg.web.forkserver_client import ServeTarget
from kg.web.server import signature


def serve(target: ServeTarget, deadline: float) -> None:
    """Reply on standard output to what arrives on standard input, until that closes (or SIGINT, SIGTERM).

    Raises CertregError when the graph cannot be loaded, and EnvironmentFault when the protocol's package is missing.
    """
    if importlib.util.find_spec("mcp") is None:
        raise MissingExtra("kg mcp", "mcp")
    logging.basicConfig(format="kg: %(message)s", stream=sys.stderr)
    logging.getLogger("kg.web").setLevel(logging.INFO)
    if asyncio.run(_serve(target, deadline)):
        sys.stderr.flush()
        os._exit(130)  # a thread still waits for a line of standard input, and cannot be interrupted


async def _serve(target: ServeTarget, deadline: float) -> bool:
    """Whether a signal ended it."""
    from kg.web.live_graph import LiveGraph

    loaded = signature(target)
    opening = asyncio.create_task(LiveGraph.open(replace(target, routes=("kg.mcp.tools",)), deadline))
    importing = asyncio.create_task(asyncio.to_thread(importlib.import_module, "kg.mcp.protocol"))
    live = await opening
    try:
        loop = asyncio.get_running_loop()
        preparing = loop.create_task(live.pool.pages_ready())  # so that the first call need not wait for it
        await importing
        from kg.mcp.protocol import run

        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        watching = loop.create_task(live.watch(lambda: signature(target), loaded))
        running, stopping = loop.create_task(run(live)), loop.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (preparing, watching, stopping):
            task.cancel()
        if stop.is_set():
            return True
        try:
            running.result()
        except* BrokenPipeError:
            pass  # the client is gone
        return False
    finally:
        await live.close()
