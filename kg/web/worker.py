"""What runs inside a worker: one query at a time, on a deep stack, within its memory, without a socket or a file.

The engine cannot be stopped and may end its process on hostile text; so a worker is a process that can be lost. Its
answer is complete before its first byte leaves: an answer is whole, or it is an error that names the limit.
"""

from __future__ import annotations

import contextlib
import ctypes
import gzip
import io
import os
import re
import resource
import sys
import threading
import traceback
from dataclasses import replace
from itertools import islice
from socket import socket
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

from kg.errors import EnvironmentFault, LimitError, QueryError, UsageError
from kg.rdf import sparql
from kg.rdf.serialize import cased, serialize
from kg.store import stored
from kg.store.oxigraph import STACK_BYTES, Dataset, OxigraphGraph, this_thread_is_deep
from kg.web import asgi, formats, ipc, limits
from kg.web.ipc import Head, Job, PageJob

if TYPE_CHECKING:
    from starlette.types import ASGIApp

#: Functions whose value differs from one run to the next.
_UNSTABLE = frozenset({"BNODE", "NOW", "RAND", "STRUUID", "UUID"})
_SMALL_BYTES = 1024
#: A store of ten countries has some 2,000 files; the engine keeps within half of what it may open.
_STORE_FILES = 4096
#: Flags of unshare(2).
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def work(channel: socket, graph: OxigraphGraph, pages: ASGIApp | None = None) -> None:
    """Answer the jobs that come over `channel`, until it closes. Only for a process made for this: it is confined."""
    _close_all_but(channel)
    if isinstance(graph, stored.STORED):
        _leave_network()
    _confine(_STORE_FILES if isinstance(graph, stored.STORED) else 0)
    threading.stack_size(STACK_BYTES)
    thread = threading.Thread(target=_answer_all, args=(channel, graph, pages), name="queries")
    thread.start()
    thread.join()


def rehearse(graph: OxigraphGraph) -> None:
    """Run queries right and wrong, so that what is imported late is there before nothing can be opened any more."""
    for query in ("SELECT * {}", "ASK {}", "DESCRIBE <x:>", "SELEKT * {}", "SELECT * {"):
        answer(graph, Job(query))


def _close_all_but(channel: socket) -> None:
    """Close what the parent has open."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nowhere, standard)
    os.closerange(3, channel.fileno())
    os.closerange(channel.fileno() + 1, max(1024, nowhere + 1))


def _leave_network() -> None:
    """Who may open a store's files could open a socket: let it reach nobody, where the system grants that (Linux)."""
    if sys.platform == "linux":
        unshare = ctypes.CDLL(None).unshare
        if unshare(_NEW_NETWORK):  # only root may do it alone
            unshare(_NEW_USER | _NEW_NETWORK)


def _confine(files: int) -> None:
    """From now on nothing more can be opened, no file and no socket, but the `files` of a store by its engine."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    files = files if most == resource.RLIM_INFINITY else min(files, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError):  # macOS knows no limit of address space
        resource.setrlimit(resource.RLIMIT_AS, (limits.WORKER_BYTES, limits.WORKER_BYTES))


def _answer_all(channel: socket, graph: OxigraphGraph, pages: ASGIApp | None) -> None:
    this_thread_is_deep()  # a second stack would not fit into a worker's memory
    while content := ipc.received(channel):
        job = ipc.job(content)
        if isinstance(job, Job):
            head, body = answer(graph, job)
        else:
            assert pages is not None
            head, body = visit(pages, job)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > limits.RETIRE_BYTES
        channel.sendall(ipc.packed(replace(head, last=grown)) + body)
        if grown:
            return


def answer(graph: OxigraphGraph, job: Job) -> tuple[Head, bytes]:
    """Run one query and write its answer; on the caller's stack."""
    try:
        media_type, body = _written(graph, job)
    except (_NotAcceptable, UsageError) as fault:
        return _said(406, str(fault))
    except QueryError as fault:
        return _said(400, str(fault))
    except (LimitError, EnvironmentFault) as fault:
        return _said(500, str(fault))
    except MemoryError:
        return _said(500, f"the query needs more memory than the limit of {limits.WORKER_BYTES:,} bytes")
    compress, body = _compressed(body, job.compress)
    stable = not _UNSTABLE & sparql.read_only(job.query)
    return Head(200, media_type, len(body), compress, stable), body


def visit(pages: ASGIApp, job: PageJob) -> tuple[Head, bytes]:
    """Have the app of the pages answer a request."""
    try:
        status, headers, body = asgi.answered(pages, job)
    except MemoryError:
        return _said(500, f"the page needs more memory than the limit of {limits.WORKER_BYTES:,} bytes")
    except Exception:
        head, body = _said(500, "a fault of ours; the log of the server has it")
        return replace(head, fault=traceback.format_exc()), body
    media_type = next((value for name, value in headers if name == "content-type"), "")
    others = [(name, value) for name, value in headers if name not in ("content-type", "content-length")]
    wanted = formats.takes_gzip(dict(job.headers).get("accept-encoding", ""))
    compress, body = _compressed(body, wanted)
    stable = job.method == "GET" and status == 200
    return Head(status, media_type, len(body), compress, stable, headers=others), body


def _compressed(body: bytes, wanted: bool) -> tuple[bool, bytes]:
    """Whether it pays, and what comes of it."""
    if not wanted or len(body) <= _SMALL_BYTES:
        return False, body
    return True, gzip.compress(body, compresslevel=3, mtime=0)


class _NotAcceptable(Exception):
    """The client takes no format that the answer can be written in."""


class _Bounded(io.BytesIO):
    """Holds what is written into it, up to the limit of an answer."""

    def write(self, part: object) -> int:
        size = super().write(part)  # type: ignore[arg-type]
        if self.tell() > limits.MAX_ANSWER_BYTES:
            raise LimitError(
                f"the answer has more than {limits.MAX_ANSWER_BYTES:,} bytes, which is the limit; ask for less (LIMIT)"
            )
        return size


def _written(graph: OxigraphGraph, job: Job) -> tuple[str, bytes]:
    """The media type and the bytes of an answer."""
    result = graph.results(job.query, _dataset(job))
    try:
        if isinstance(result, QueryTriples):
            return _triples(result, job.triples_type)
        return _table(result, job.table_type)
    except (SyntaxError, ValueError, OSError) as fault:
        raise sparql.readable(str(fault)) from None


def _dataset(job: Job) -> Dataset | None:
    if job.default_graphs is None or job.named_graphs is None:
        return None
    return Dataset(tuple(map(NamedNode, job.default_graphs)), tuple(map(NamedNode, job.named_graphs)))


def _table(result: QuerySolutions | QueryBoolean, media_type: str | None) -> tuple[str, bytes]:
    if media_type is None:
        raise _NotAcceptable(f"the answer is a table, which comes as {', '.join(formats.TABLES)}")
    form = formats.TABLES[media_type]
    out = _Bounded()
    result.serialize(out, format=form)
    return _typed(media_type, form, cased(out.getvalue(), form))


def _triples(result: QueryTriples, media_type: str | None) -> tuple[str, bytes]:
    if media_type is None:
        raise _NotAcceptable(f"the answer is triples, which come as {', '.join(formats.TRIPLES)}")
    form = formats.TRIPLES[media_type]
    triples = dict.fromkeys(islice(result, limits.MAX_ANSWER_TRIPLES + 1))
    if len(triples) > limits.MAX_ANSWER_TRIPLES:
        raise LimitError(
            f"the answer has more than {limits.MAX_ANSWER_TRIPLES:,} triples, which is the limit; ask for less (LIMIT)"
        )
    out = _Bounded()
    out.write(serialize(list(triples), form))
    return _typed(media_type, form, out.getvalue())


def _typed(media_type: str, form: QueryResultsFormat | RdfFormat, written: bytes) -> tuple[str, bytes]:
    """The answer, if its format can hold it: the engine writes characters into XML that no XML may have."""
    if form in formats.IN_XML and (found := _NOT_IN_XML.search(written)):
        character = found.group().decode()
        raise _NotAcceptable(f"the answer holds the character U+{ord(character):04X}, which XML cannot; ask for JSON")
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type, written


def _said(status: int, message: str) -> tuple[Head, bytes]:
    body = message.encode("utf-8", "replace")
    return Head(status, length=len(body)), body
