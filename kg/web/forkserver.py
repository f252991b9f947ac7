"""A process that loads one graph and forks workers that share it; it does nothing else, so nothing hostile reaches it.

    python -m kg.web.forkserver FD    the socket to its parent

The parent says over the socket what to load, is told the graph's digest or what is wrong, and then has workers made
and ended. Forking takes a millisecond, loading does not. When the parent goes, however it goes, all of it goes.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from socket import recv_fds, socket
from typing import TYPE_CHECKING, Any

from kg.errors import CertregError
from kg.registers import verify
from kg.store import stored
from kg.store.oxigraph import OxigraphGraph, this_thread_is_deep
from kg.store.registers.graph import RegisterGraph
from kg.web import ipc, limits
from kg.web.worker import rehearse, work

if TYPE_CHECKING:
    from starlette.types import ASGIApp

#: How often to look whether a killed worker has ended.
_REAP_SECONDS = 0.005


def main(control: socket) -> None:
    """Load what the parent names, say so, and obey until it goes."""
    content = ipc.received(control)
    if content is None:
        return
    this_thread_is_deep()  # enough for what is asked here; another would leave its stack to all workers
    given = json.loads(content)
    try:
        graph, digest = _loaded(given)
    except CertregError as fault:
        _tell(control, {"fault": str(fault), "exit_code": fault.exit_code})
        return
    _tell(control, {"digest": digest, "quads": len(graph)})
    rehearse(OxigraphGraph() if isinstance(graph, stored.STORED) else graph)
    gc.collect()
    gc.freeze()  # workers share what is there; a collection in one of them would copy it
    _obey(control, graph, given["routes"])


def _tell(control: socket, said: Mapping[str, object]) -> None:
    content = json.dumps(said).encode()
    control.sendall(ipc.LENGTH.pack(len(content)) + content)


def _loaded(given: Mapping[str, Any]) -> tuple[OxigraphGraph, str]:
    """The graph of a store, a build folder or of selected records, and a digest of it.

    A store is verified here and opened in each worker: its engine has threads, which do not survive a fork.
    """
    if given["build"] is not None and stored.is_store(Path(given["build"])):
        digest = verify.check(Path(given["build"])).digest
        graph = stored.opened(Path(given["build"]))
        if isinstance(graph, RegisterGraph):
            graph.memory = limits.TABLES_MEMORY
            graph.prepare()
        return graph, digest
    if given["build"] is not None:
        from kg.build import manifest
        from kg.build.write import QUADS_FILE

        content = manifest.verify(Path(given["build"]), QUADS_FILE).read_bytes()
        return OxigraphGraph.of_nquads(content), hashlib.sha256(content).hexdigest()
    from kg.records.assemble import Selection, assemble, identity

    as_of = date.fromisoformat(given["as_of"]) if given["as_of"] else None
    selection = Selection(tuple(map(Path, given["data"])), as_of, tuple(given["source"]))
    return assemble(selection), identity(selection)


def _obey(control: socket, graph: OxigraphGraph, routes: list[str]) -> None:
    """Make and kill workers as told; a killed one may take its time to end, and nobody waits for it."""
    running: set[int] = set()
    dying: set[int] = set()
    pages: ASGIApp | None = None
    while True:
        if select.select([control], [], [], _REAP_SECONDS if dying else None)[0]:
            command, descriptors, _, _ = recv_fds(control, ipc.COMMAND.size, 1)
            if len(command) < ipc.COMMAND.size:
                break
            order, pid = ipc.COMMAND.unpack(command)
            if order == ipc.MAKE:
                made = _made(control, socket(fileno=descriptors[0]), graph, pages)
                running.add(made)
                control.sendall(ipc.REPLY.pack(ipc.MAKE, made, 0))
            elif order == ipc.PREPARE:
                pages = _prepared(graph, routes)
                control.sendall(ipc.REPLY.pack(ipc.PREPARE, 0, pages is None))
            elif pid in running:
                os.kill(pid, signal.SIGKILL)  # until it is waited for, its pid is nobody else's
                running.remove(pid)
                dying.add(pid)
        for pid in list(dying):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                dying.remove(pid)
                control.sendall(ipc.REPLY.pack(ipc.END, pid, status))
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _made(control: socket, channel: socket, graph: OxigraphGraph, pages: ASGIApp | None) -> int:
    pid = os.fork()
    if pid:
        os.setpgid(pid, pid)  # so that one priority goes for all its threads
        channel.close()
        return pid
    try:
        control.close()
        work(channel, graph, pages)
    finally:
        os._exit(0)


def _prepared(graph: OxigraphGraph, routes: list[str]) -> ASGIApp | None:
    """The app of the pages, with all that it imports and reads: a worker can open no file. None for a fault of ours."""
    try:
        from kg.web.pages.app import app

        made = app(graph, routes)
    except Exception:  # queries go on without pages
        traceback.print_exc()
        return None
    gc.collect()
    gc.freeze()
    return made


if __name__ == "__main__":
    main(socket(fileno=int(sys.argv[1])))
