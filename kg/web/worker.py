"""What runs inside a worker: one job at a time, on a deep stack, within its memory, without a socket or a file.

The engine cannot be interrupted, and hostile text may end its process, so a worker is disposable. Its answer is
complete before its first byte leaves: a client gets all of it, or an error that names the limit.
"""

from __future__ import annotations

import contextlib
import ctypes
import gzip
import io
import os
import re
import resource
import signal
import sys
import threading
import traceback
from dataclasses import replace
from itertools import islice
from socket import socket
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

from kg.errors import DataError, EnvironmentFault, LimitError, QueryError, UsageError
from kg.rdf import sparql, syntax
from kg.rdf.serialize import cased, serialize
from kg.store import stored
from kg.store.oxigraph import STACK_BYTES, OxigraphGraph, QueryDataset, this_thread_is_deep
from kg.web import asgi, formats, ipc, limits
from kg.web.ipc import Head, Job, PageJob
from kg.web.orphans import die_with_parent

if TYPE_CHECKING:
    from starlette.types import ASGIApp

#: Functions whose value differs between runs.
_UNSTABLE = frozenset({"BNODE", "NOW", "RAND", "STRUUID", "UUID"})
_SMALL_BYTES = 1024
#: A store of ten countries has some 2,000 files; the engine opens at most half of what it may.
_STORE_FILES = 4096
#: Flags of unshare(2).
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def serve_jobs(channel: socket, graph: OxigraphGraph, pages: ASGIApp | None, deadline: float, fork_server: int) -> None:
    """Answer the jobs that come over `channel` until it closes, each within `deadline` seconds or not much more.

    Only for a process forked for this by the process `fork_server`: it is restricted, and ends with that one.
    """
    die_with_parent(fork_server)
    _close_all_but(channel)
    if isinstance(graph, stored.STORED):
        _isolate_network()
        die_with_parent(fork_server)  # a new user forgets it
    _restrict(_STORE_FILES if isinstance(graph, stored.STORED) else 0)
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=_answer_jobs, args=(channel, graph, pages, deadline), name="queries")
    thread.start()
    thread.join()


def warm_up(graph: OxigraphGraph) -> None:
    """Run valid and invalid queries, so that everything imported late is there before no file can be opened."""
    for query in ("SELECT * {}", "ASK {}", "DESCRIBE <x:>", "SELEKT * {}", "SELECT * {"):
        run_query(graph, Job(query))


def _close_all_but(channel: socket) -> None:
    """Close everything the fork server has open."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    os.closerange(3, channel.fileno())
    os.closerange(channel.fileno() + 1, max(1024, nowhere + 1))


def _isolate_network() -> None:
    """Leave the network, since a process that may open a store's files may open a socket (Linux, where permitted)."""
    if sys.platform == "linux":
        unshare = ctypes.CDLL(None).unshare
        if unshare(_NEW_NETWORK):  # only root may do it alone
            unshare(_NEW_USER | _NEW_NETWORK)


def _restrict(files: int) -> None:
    """From now on this process can open nothing, neither file nor socket, but the `files` of a store by its engine."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = files if most == resource.RLIM_INFINITY else min(files, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError):  # macOS does not limit address space
        resource.setrlimit(resource.RLIMIT_AS, (limits.WORKER_BYTES, limits.WORKER_BYTES))


def _answer_jobs(channel: socket, graph: OxigraphGraph, pages: ASGIApp | None, deadline: float) -> None:
    this_thread_is_deep()  # a second stack would not fit into a worker's memory
    while content := ipc.receive(channel):
        # The parent kills a worker at its deadline; if that is stopped, the kernel does, a little later.
        signal.setitimer(signal.ITIMER_REAL, deadline + limits.ALARM_SECONDS)
        job = ipc.parse_job(content)
        if isinstance(job, Job):
            head, body = run_query(graph, job)
        else:
            assert pages is not None
            head, body = run_page(pages, job)
        signal.setitimer(signal.ITIMER_REAL, 0)
        retire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > limits.RETIRE_BYTES
        channel.sendall(ipc.pack(replace(head, last=retire)) + body)
        if retire:
            return


def run_query(graph: OxigraphGraph, job: Job) -> tuple[Head, bytes]:
    """Run one query and serialize its answer, on the caller's stack."""
    try:
        media_type, body = _serialize(graph, job)
    except QueryError as error:
        return _error(400, str(error))
    except (_NotAcceptable, UsageError) as error:
        return _error(406, str(error))
    except LimitError as error:
        return _error(500, str(error))
    except (
        EnvironmentFault,
        DataError,
    ) as error:  # its message names files of this machine, which are no client's business
        return internal_error("the graph cannot be read", str(error))
    except MemoryError:
        return _error(500, f"the query needs more memory than the limit of {limits.WORKER_BYTES:,} bytes")
    compress, body = _compress(body, job.compress)
    stable = not _UNSTABLE & sparql.read_only(job.query)
    return Head(200, media_type, len(body), compress, stable), body


def run_page(pages: ASGIApp, job: PageJob) -> tuple[Head, bytes]:
    """Have the app of the pages answer a request."""
    try:
        status, headers, body = asgi.call(pages, job)
    except MemoryError:
        return _error(500, f"the page needs more memory than the limit of {limits.WORKER_BYTES:,} bytes")
    except EnvironmentFault as error:
        return internal_error("the graph cannot be read", str(error))
    except Exception as error:
        return internal_error("this page cannot be made", _stack(error))
    media_type = next((value for name, value in headers if name == "content-type"), "")
    others = [(name, value) for name, value in headers if name not in ("content-type", "content-length")]
    compress, body = _compress(body, formats.accepts_gzip(dict(job.headers).get("accept-encoding", "")))
    stable = job.method == "GET" and status == 200
    return Head(status, media_type, len(body), compress, stable, headers=others), body


def internal_error(message: str, fault: str) -> tuple[Head, bytes]:
    """A reply that gives the client no detail and the log all of it; `fault` must hold nothing of the request."""
    head, body = _error(500, f"internal error: {message}; the server's log says why")
    return replace(head, fault=fault), body


def _stack(error: Exception) -> str:
    """Where an exception was raised and its type, without its message, which may quote the request."""
    return "".join([*traceback.format_tb(error.__traceback__), type(error).__name__])


def _compress(body: bytes, wanted: bool) -> tuple[bool, bytes]:
    """Whether the body is compressed, and the body."""
    if not wanted or len(body) <= _SMALL_BYTES:
        return False, body
    return True, gzip.compress(body, compresslevel=3, mtime=0)


class _NotAcceptable(Exception):
    """The client accepts no format that the answer can have."""


class _BoundedBuffer(io.BytesIO):
    """A buffer that raises LimitError beyond the limit of an answer."""

    def write(self, part: object) -> int:
        size = super().write(part)  # type: ignore[arg-type]
        if self.tell() > limits.MAX_ANSWER_BYTES:
            raise LimitError(
                f"the answer has more than {limits.MAX_ANSWER_BYTES:,} bytes, which is the limit; ask for less (LIMIT)"
            )
        return size


def _serialize(graph: OxigraphGraph, job: Job) -> tuple[str, bytes]:
    """The media type and the bytes of an answer."""
    result = graph.results(job.query, _dataset(job), job.base_iri)
    try:
        if isinstance(result, QueryTriples):
            return _serialize_triples(result, job.triples_type)
        return _serialize_table(result, job.table_type)
    except (SyntaxError, ValueError, OSError) as error:
        raise syntax.explained(str(error), job.query) from None


def _dataset(job: Job) -> QueryDataset | None:
    if job.default_graphs is None or job.named_graphs is None:
        return None
    return QueryDataset(tuple(map(NamedNode, job.default_graphs)), tuple(map(NamedNode, job.named_graphs)))


def _serialize_table(result: QuerySolutions | QueryBoolean, media_type: str | None) -> tuple[str, bytes]:
    if media_type is None:
        raise _NotAcceptable(f"the answer is a table, which is available as {', '.join(formats.TABLES)}")
    form = formats.TABLES[media_type]
    out = _BoundedBuffer()
    result.serialize(out, format=form)
    return _checked(media_type, form, cased(out.getvalue(), form))


def _serialize_triples(result: QueryTriples, media_type: str | None) -> tuple[str, bytes]:
    if media_type is None:
        raise _NotAcceptable(f"the answer is triples, which are available as {', '.join(formats.TRIPLES)}")
    form = formats.TRIPLES[media_type]
    triples = dict.fromkeys(islice(result, limits.MAX_ANSWER_TRIPLES + 1))
    if len(triples) > limits.MAX_ANSWER_TRIPLES:
        raise LimitError(
            f"the answer has more than {limits.MAX_ANSWER_TRIPLES:,} triples, which is the limit; ask for less (LIMIT)"
        )
    out = _BoundedBuffer()
    out.write(serialize(list(triples), form))
    return _checked(media_type, form, out.getvalue())


def _checked(media_type: str, form: QueryResultsFormat | RdfFormat, content: bytes) -> tuple[str, bytes]:
    """The full media type and the answer, if its format can hold it: the engine writes characters that XML forbids."""
    if form in formats.IN_XML and (match := _NOT_IN_XML.search(content)):
        character = match.group().decode()
        raise _NotAcceptable(f"the answer holds the character U+{ord(character):04X}, which XML cannot; ask for JSON")
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type, content


def _error(status: int, message: str) -> tuple[Head, bytes]:
    body = message.encode("utf-8", "replace")
    return Head(status, length=len(body)), body
