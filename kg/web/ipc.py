"""The messages between the parent, the fork server and the workers, each over a socket pair.

The parent sends a worker a `Job` or a `PageJob`. The worker replies with a `Head`, which announces how many bytes
follow, and these bytes. Jobs and heads are JSON, each preceded by its length.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from socket import socket

LENGTH = struct.Struct("!I")

#: Parent to fork server: fork a worker (the worker's end of its socket pair is attached), kill the worker of this pid,
#: or prepare the pages, so that workers forked from now on can answer for them.
COMMAND = struct.Struct("!cI")
FORK, KILL, PREPARE = b"f", b"k", b"p"
#: Fork server to parent, when it is done: the command, the worker's pid and, once it has ended, its wait status.
REPLY = struct.Struct("!cII")


@dataclass(frozen=True)
class Job:
    """A query to run, and the formats its answer may have."""

    query: str
    #: graph names from the protocol request; None leaves the dataset to the query
    default_graphs: list[str] | None = None
    named_graphs: list[str] | None = None
    #: media types, for a table or boolean and for triples; None when the client accepts none of the kind
    table_type: str | None = "application/sparql-results+json"
    triples_type: str | None = "text/turtle"
    compress: bool = False
    #: what relative IRIs in the query are resolved against; None refuses them
    base_iri: str | None = None


@dataclass(frozen=True)
class PageJob:
    """A request for a page; its texts are as HTTP carries them, one character a byte."""

    method: str
    scheme: str
    path: str
    query_string: str = ""
    #: name (lower case) and value of the headers that pages read
    headers: Sequence[tuple[str, str]] = ()
    body: str = ""


@dataclass(frozen=True)
class Head:
    """The head of a worker's reply: an HTTP status, and a description of the bytes that follow."""

    status: int
    media_type: str = "text/plain; charset=utf-8"
    length: int = 0
    compressed: bool = False
    #: whether the same job gives the same answer from the same graph
    stable: bool = False
    #: whether the worker ends after this reply
    last: bool = False
    #: headers of a page, without those about the body; None when no page made the reply
    headers: Sequence[tuple[str, str]] | None = None
    #: what went wrong inside the program, for the log; holds nothing of the request
    fault: str = ""


def pack(message: Job | PageJob | Head) -> bytes:
    """A message as it is sent."""
    content = json.dumps(asdict(message)).encode()
    return LENGTH.pack(len(content)) + content


def parse_job(content: bytes) -> Job | PageJob:
    """A job from its JSON."""
    fields = json.loads(content)
    return Job(**fields) if "query" in fields else PageJob(**fields)


def parse_head(content: bytes) -> Head:
    """A head from its JSON."""
    return Head(**json.loads(content))


def receive(channel: socket) -> bytes | None:
    """The JSON of the next message, once it has arrived; None when the other side has closed."""
    prefix = receive_exactly(channel, LENGTH.size)
    return receive_exactly(channel, LENGTH.unpack(prefix)[0]) if prefix is not None else None


def receive_exactly(channel: socket, size: int) -> bytes | None:
    """The next `size` bytes; None when the other side closes before they have arrived."""
    parts: list[bytes] = []
    while size:
        part = channel.recv(min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
