"""What the parent says to the fork server and to a worker, each over a socket pair, and what it hears.

To a worker: a `Job` or a `PageJob`. Back: a `Head`, which says how many bytes follow, and these bytes. Jobs and heads
are JSON behind its length.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from socket import socket

LENGTH = struct.Struct("!I")

#: To the fork server: make a worker (the worker's end of its socket pair comes along), end the worker of this pid, or
#: prepare the pages, so that workers made from now on can answer for them.
COMMAND = struct.Struct("!cI")
MAKE, END, PREPARE = b"m", b"e", b"p"
#: Back, when it has happened: the order, the worker's pid and, once it has ended, its wait status.
REPLY = struct.Struct("!cII")


@dataclass(frozen=True)
class Job:
    """A query to run, and how its answer may be written."""

    query: str
    #: graph names that the protocol request gives; None when it leaves the dataset to the query
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    #: media types: for a table or yes and no, and for triples; None when the client takes none of the kind
    table_type: str | None = "application/sparql-results+json"
    triples_type: str | None = "text/turtle"
    compress: bool = False


@dataclass(frozen=True)
class PageJob:
    """A request for a page; texts of HTTP are as they came, a character a byte."""

    method: str
    scheme: str
    path: str
    query_string: str = ""
    #: name (lower case) and value of those that pages look at
    headers: Sequence[tuple[str, str]] = ()
    body: str = ""


@dataclass(frozen=True)
class Head:
    """What comes back: an HTTP status, and about the bytes that follow."""

    status: int
    media_type: str = "text/plain; charset=utf-8"
    length: int = 0
    compressed: bool = False
    #: whether the same query gives the same answer from the same graph
    stable: bool = False
    #: whether the worker ends after this answer
    last: bool = False
    #: of a page: its headers but those about the body; None for what is not from a page
    headers: Sequence[tuple[str, str]] | None = None
    #: a fault of ours, for the log
    fault: str = ""


def packed(message: Job | PageJob | Head) -> bytes:
    """A message as it goes over the wire."""
    content = json.dumps(asdict(message)).encode()
    return LENGTH.pack(len(content)) + content


def job(content: bytes) -> Job | PageJob:
    """A job from its JSON."""
    said = json.loads(content)
    return Job(**said) if "query" in said else PageJob(**said)


def head(content: bytes) -> Head:
    """A head from its JSON."""
    return Head(**json.loads(content))


def received(channel: socket) -> bytes | None:
    """The next message's JSON, waiting for it; None when the other side is gone."""
    prefix = exactly(channel, LENGTH.size)
    return exactly(channel, LENGTH.unpack(prefix)[0]) if prefix is not None else None


def exactly(channel: socket, size: int) -> bytes | None:
    """That many bytes; None when the other side goes before."""
    parts: list[bytes] = []
    while size:
        part = channel.recv(min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
