"""A process that loads one graph and forks workers that share it. It does nothing else, so no hostile input reaches it.

    python -m kg.web.forkserver FD PARENT    the socket to the parent, and the parent's pid

The parent sends what to load, gets the graph's digest or an error back, and then has workers forked and killed.
Forking takes a millisecond, loading does not. When the parent ends in any way, so do this process and its workers.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from socket import recv_fds, socket
from typing import TYPE_CHECKING, Any

from kg.errors import CertregError
from kg.registers import verify
from kg.store import stored
from kg.store.oxigraph import OxigraphGraph, this_thread_is_deep
from kg.store.registers.graph import RegisterGraph
from kg.web import ipc, limits
from kg.web.orphans import die_with_parent
from kg.web.worker import serve_jobs, warm_up

if TYPE_CHECKING:
    from starlette.types import ASGIApp

#: The largest of what the pages import.
_LARGE_MODULES = ("networkx", "pygal", "starlette.applications", "jinja2", "kg.web.pages.html")
#: How often to look whether a killed worker has ended.
_REAP_SECONDS = 0.005


def main(control: socket) -> None:
    """Load what the parent names, report, and run its commands until it closes the socket."""
    content = ipc.receive(control)
    if content is None:
        return
    this_thread_is_deep()  # enough for what is asked here; another would leave its stack to all workers
    options = json.loads(content)
    try:
        graph, digest = _load(options)
    except CertregError as error:
        _report(control, {"error": str(error), "exit_code": error.exit_code})
        return
    _report(control, {"digest": digest, "quads": len(graph)})
    warm_up(OxigraphGraph() if isinstance(graph, stored.STORED) else graph)
    gc.collect()
    gc.freeze()  # workers share what is there; a collection in one of them would copy it
    _run_commands(control, graph, options["routes"], options["deadline"])


def _report(control: socket, message: Mapping[str, object]) -> None:
    content = json.dumps(message).encode()
    control.sendall(ipc.LENGTH.pack(len(content)) + content)


def _load(options: Mapping[str, Any]) -> tuple[OxigraphGraph, str]:
    """The graph of a store, of a build folder or of selected records, and its digest.

    A store is verified here and opened in each worker: its engine has threads, which do not survive a fork.
    """
    if options["build"] is not None and stored.is_store(Path(options["build"])):
        digest = verify.check(Path(options["build"])).digest
        graph = stored.opened(Path(options["build"]))
        if isinstance(graph, RegisterGraph):
            graph.memory = limits.TABLES_MEMORY
            graph.prepare()
        return graph, digest
    if options["build"] is not None:
        from kg.build import manifest
        from kg.build.write import QUADS_FILE

        content = manifest.verify(Path(options["build"]), QUADS_FILE).read_bytes()
        return OxigraphGraph.of_nquads(content), hashlib.sha256(content).hexdigest()
    from kg.records.assemble import Selection, assemble, identity

    as_of = date.fromisoformat(options["as_of"]) if options["as_of"] else None
    selection = Selection(tuple(map(Path, options["data"])), as_of, tuple(options["source"]))
    return assemble(selection), identity(selection)


def _run_commands(control: socket, graph: OxigraphGraph, routes: list[str], deadline: float) -> None:
    """Fork and kill workers on command. A killed worker may take its time to end, and nothing waits for it.

    Only a command to kill a worker has it reaped, so until then its pid belongs to no other process. Pages are loaded
    in steps, and commands are obeyed between them: queries do not wait for pages.
    """
    running: set[int] = set()
    ending: set[int] = set()
    pages: ASGIApp | None = None
    loading: Iterator[ASGIApp | None] | None = None
    try:
        while True:
            patience = 0 if loading else _REAP_SECONDS if ending else None
            if select.select([control], [], [], patience)[0]:
                message, descriptors, _, _ = recv_fds(control, ipc.COMMAND.size, 1)
                if len(message) < ipc.COMMAND.size:
                    return
                command, pid = ipc.COMMAND.unpack(message)
                if command == ipc.FORK:
                    worker = _fork(control, socket(fileno=descriptors[0]), graph, pages, deadline)
                    running.add(worker)
                    control.sendall(ipc.REPLY.pack(ipc.FORK, worker, 0))
                elif command == ipc.PREPARE:
                    loading = _loading_pages(graph, routes)
                elif pid in running:
                    os.kill(pid, signal.SIGKILL)
                    running.remove(pid)
                    ending.add(pid)
            elif loading:
                try:
                    pages = next(loading)
                except StopIteration:
                    loading = None
                    control.sendall(ipc.REPLY.pack(ipc.PREPARE, 0, pages is None))
            for pid in list(ending):
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    ending.remove(pid)
                    control.sendall(ipc.REPLY.pack(ipc.KILL, pid, status))
    except OSError:
        return  # the parent ended with replies unread
    finally:
        for pid in running:
            os.kill(pid, signal.SIGKILL)


def _fork(control: socket, channel: socket, graph: OxigraphGraph, pages: ASGIApp | None, deadline: float) -> int:
    fork_server = os.getpid()
    pid = os.fork()
    if pid:
        with contextlib.suppress(OSError):  # it has just been killed
            os.setpgid(pid, pid)  # so that one priority applies to all its threads
        channel.close()
        return pid
    try:
        control.close()
        serve_jobs(channel, graph, pages, deadline, fork_server)
    finally:
        os._exit(0)


def _loading_pages(graph: OxigraphGraph, routes: list[str]) -> Iterator[ASGIApp | None]:
    """Load the app of the pages, with all that it imports and reads, since a worker can open no file.

    None after each step, and the app at last, unless loading it fails; queries go on without pages.
    """
    try:
        for module in _LARGE_MODULES:
            import_module(module)
            yield None
        from kg.web.pages.app import loading

        yield None
        yield from loading(graph, routes)
    except Exception:
        traceback.print_exc()
        yield None
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    die_with_parent(int(sys.argv[2]))
    main(socket(fileno=int(sys.argv[1])))
