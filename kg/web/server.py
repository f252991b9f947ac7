"""From what to serve to a running server: load, listen, watch for a rebuilt graph, and end cleanly."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kg.build import manifest
from kg.errors import CertregError, EnvironmentFault, UsageError
from kg.records import files as inputs
from kg.web.forkserver_client import ServeTarget


def serve(
    target: ServeTarget,
    host: str,
    port: int,
    deadline: float,
    public_url: str | None = None,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve until told to stop (SIGINT, SIGTERM); `ready` hears the address of the endpoint once it answers.

    `public_url` is scheme and host that answers give as the server's own, when others reach it through a proxy.

    Raises CertregError when the graph cannot be loaded, and EnvironmentFault when the address cannot be had.
    """
    logging.basicConfig(format="kg: %(message)s")
    logging.getLogger("kg.web").setLevel(logging.INFO)
    with _listening(host, port) as listener:
        asyncio.run(_serve(target, listener, deadline, public_url, ready))


def chosen(build: Path | None, given: Mapping[str, Any]) -> ServeTarget:
    """What to serve: a build, or the records that the options of the command line select.

    Raises UsageError for both at once, and EnvironmentFault where processes cannot be forked.
    """
    if not hasattr(os, "fork"):
        raise EnvironmentFault("a system is needed that can fork processes: Linux, macOS, or WSL on Windows")
    narrowing = tuple(map(str, given["data"])), str(given["as_of"] or ""), tuple(given["source"])
    if build is not None and any(narrowing):
        raise UsageError("--data, --as-of and --source choose among records; a build is served as it is")
    return ServeTarget(str(build) if build is not None else None, *narrowing)


async def _serve(
    target: ServeTarget,
    listener: socket.socket,
    deadline: float,
    public_url: str | None,
    ready: Callable[[str], None],
) -> None:
    from kg.web.live_graph import LiveGraph

    loaded = signature(target)
    opening = asyncio.create_task(LiveGraph.opened(target, deadline))
    await asyncio.sleep(0)  # the graph is loaded by another process while this one imports the rest
    import uvicorn

    from kg.web import http
    from kg.web.address import PublicAddress
    from kg.web.app import app
    from kg.web.ipc import PageJob

    current = await opening
    try:
        made = app(current) if public_url is None else PublicAddress(app(current), public_url)
        server = uvicorn.Server(uvicorn.Config(made, **http.options()))
        loop = asyncio.get_running_loop()
        reloads: set[asyncio.Task[None]] = set()
        loop.add_signal_handler(signal.SIGHUP, lambda: reloads.add(loop.create_task(current.reload())))
        first_page = loop.create_task(current.visit(PageJob("GET", "http", "/")))  # so that nobody waits for it
        watching = loop.create_task(current.watch(lambda: signature(target), loaded))
        listener.listen(1024)
        host, port = listener.getsockname()[:2]
        ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/sparql")
        await server.serve(sockets=[listener])
        watching.cancel()
        first_page.cancel()
    finally:
        await current.close()


def _listening(host: str, port: int) -> socket.socket:
    """A socket at the address, which does not listen yet."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as fault:
        raise EnvironmentFault(
            f"{host}:{port}: cannot listen there: {fault.strerror}; choose another --port"
        ) from fault
    return listener


def signature(target: ServeTarget) -> object:
    """Changes when the files that are served change: the manifest of a build, or the records."""
    try:
        if target.build is not None:
            files = [Path(target.build) / manifest.NAME]
        else:
            data = [Path(path) for path in target.data]
            files = [*inputs.record_files(data), *inputs.link_files(data)]
        return [(path, found.st_mtime_ns, found.st_size, found.st_ino) for path in files for found in [path.stat()]]
    except (OSError, CertregError) as fault:
        return str(fault)
