"""What the parent says to the fork server and to a worker, each over a socket pair, and what it hears.

To a worker: a `Job`. Back: a `Head`, which says how many bytes follow, and these bytes. Job and head are JSON behind
its length.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from socket import socket

LENGTH = struct.Struct("!I")

#: To the fork server: make a worker (the worker's end of its socket pair comes along), end the worker of this pid, or
#: send the catalogue of the graph, pickled, over the socket that comes along.
COMMAND = struct.Struct("!cI")
MAKE, END, CATALOGUE = b"m", b"e", b"c"
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


def packed(message: Job | Head) -> bytes:
    """A message as it goes over the wire."""
    content = json.dumps(asdict(message)).encode()
    return LENGTH.pack(len(content)) + content


def job(content: bytes) -> Job:
    """A job from its JSON."""
    return Job(**json.loads(content))


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
