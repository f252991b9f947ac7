"""From what to serve to a running server: load, listen, watch for a rebuilt graph, and shut down cleanly."""

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
    """Serve until SIGINT or SIGTERM; `ready` is called with the address of the endpoint once it answers.

    `public_url` is scheme and host that answers give as the server's own, when clients reach it through a proxy.

    Raises CertregError when the graph cannot be loaded, and EnvironmentFault when the address cannot be used.
    """
    logging.basicConfig(format="kg: %(message)s")
    logging.getLogger("kg.web").setLevel(logging.INFO)
    with _bind(host, port) as listener:
        asyncio.run(_serve(target, listener, deadline, public_url, ready))


def select_target(build: Path | None, options: Mapping[str, Any]) -> ServeTarget:
    """What to serve: a build, or the records that the options of the command line select.

    Raises UsageError for both at once, and EnvironmentFault where processes cannot be forked or have too little memory.
    """
    if not hasattr(os, "fork"):
        raise EnvironmentFault("a system is needed that can fork processes: Linux, macOS, or WSL on Windows")
    from kg.web.live_graph import check_memory

    check_memory()
    selection = tuple(map(str, options["data"])), str(options["as_of"] or ""), tuple(options["source"])
    if build is not None and any(selection):
        raise UsageError("--data, --as-of and --source choose among records; a build is served as it is")
    return ServeTarget(str(build) if build is not None else None, *selection)


async def _serve(
    target: ServeTarget,
    listener: socket.socket,
    deadline: float,
    public_url: str | None,
    ready: Callable[[str], None],
) -> None:
    from kg.web.live_graph import LiveGraph

    loaded = signature(target)
    opening = asyncio.create_task(LiveGraph.open(target, deadline))
    await asyncio.sleep(0)  # another process loads the graph while this one imports the rest
    import uvicorn

    from kg.web import http
    from kg.web.address import PublicAddress
    from kg.web.app import app
    from kg.web.ipc import PageJob

    live = await opening
    try:
        asgi_app = app(live) if public_url is None else PublicAddress(app(live), public_url)
        options = http.options()
        server = uvicorn.Server(uvicorn.Config(asgi_app, **options))
        loop = asyncio.get_running_loop()
        reloads: set[asyncio.Task[None]] = set()
        loop.add_signal_handler(signal.SIGHUP, lambda: reloads.add(loop.create_task(live.reload())))
        first_page = loop.create_task(
            live.run_page(PageJob("GET", "http", "/"))
        )  # loads the pages before they are asked for
        watching = loop.create_task(live.watch(lambda: signature(target), loaded))
        listener.listen(options["backlog"])
        host, port = listener.getsockname()[:2]
        ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/sparql")
        await server.serve(sockets=[listener])
        watching.cancel()
        first_page.cancel()
    finally:
        await live.close()


def _bind(host: str, port: int) -> socket.socket:
    """A socket bound to the address, which does not listen yet. Raises EnvironmentFault."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise EnvironmentFault(
            f"{host}:{port}: cannot listen there: {error.strerror}; choose another --port"
        ) from error
    return listener


def signature(target: ServeTarget) -> object:
    """A value that changes when the files that are served change: the manifest of a build, or the records."""
    try:
        if target.build is not None:
            files = [Path(target.build) / manifest.NAME]
        else:
            data = [Path(path) for path in target.data]
            files = [*inputs.record_files(data), *inputs.link_files(data)]
        stats = [(path, path.stat()) for path in files]
        return [(path, stat.st_mtime_ns, stat.st_size, stat.st_ino) for path, stat in stats]
    except (OSError, CertregError) as error:
        return str(error)
