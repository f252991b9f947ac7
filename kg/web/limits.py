"""The figures that keep the server up, each with its reason."""

from __future__ import annotations

from kg.store.oxigraph import MAX_QUERY_BYTES, STACK_BYTES

__all__ = ["MAX_QUERY_BYTES", "STACK_BYTES"]

_MiB = 1024 * 1024

# What a client may send.
#: The longest query with every byte percent-encoded, and as much again for headers and graph names.
MAX_HEAD_BYTES = 4 * MAX_QUERY_BYTES
MAX_BODY_BYTES = 4 * MAX_QUERY_BYTES
#: A form for a page or for reconciliation, of which so many are read at once: 32 MB of the parent's memory.
MAX_FORM_BYTES = _MiB
FORMS_AT_ONCE = 32
#: From the first byte of a request to its last.
RECEIVE_SECONDS = 10.0
#: How much of a body that is too large is read and thrown away, so that the client gets to read why.
DRAIN_BYTES = 128 * _MiB
DRAIN_SECONDS = 3.0
#: A client that sends nothing for so long waits for the answer.
DRAIN_PAUSE_SECONDS = 0.25
#: How long a client may take no byte of an answer that waits for it.
SEND_SECONDS = 10.0
IDLE_SECONDS = 15
#: The parent's memory: this many connections, each with a head and a body as large as they may be, are 128 MB.
MAX_CONNECTIONS = 256

# What a query may use.
DEADLINE_SECONDS = 10.0
#: How late a query may end, the restart of its worker included.
OVERSHOOT_SECONDS = 0.5
#: Address space of a worker: its 1 GiB of stack, the graph, and what the query needs.
WORKER_BYTES = 2048 * _MiB
#: What DuckDB may take of that in a worker over a register store.
TABLES_MEMORY = "400MB"
#: A worker that grew beyond this gives its memory back by making way for a new one.
RETIRE_BYTES = 512 * _MiB
MAX_ANSWER_BYTES = 64 * _MiB
#: As many short triples as that.
MAX_ANSWER_TRIPLES = 500_000
#: An answer up to this size stays in the parent's memory while it is sent; a larger one goes to a temporary file.
IN_MEMORY_BYTES = _MiB
#: All such files together.
FILED_BYTES = 1024 * _MiB
#: Answers that are kept for who asks the same again: 64 MB of the parent's 300.
REMEMBERED_BYTES = 64 * _MiB
REMEMBERED_ANSWER_BYTES = 256 * 1024
#: What an answer takes beside its bytes.
REMEMBERED_OVERHEAD_BYTES = 1024

# Lanes.
#: A query that takes longer leaves the light lane; the questions of the library take a few milliseconds.
LIGHT_SECONDS = 0.1
#: As many clients that come again and again with what is too much leave places for others.
LIGHT_PLACES = 4
#: Each may use 2 GiB.
HEAVY_PLACES = 4
#: How many queries may wait for a place in a lane; who comes then is told to come again. Everyone who is connected may
#: wait for a light one: hundreds are answered in a tenth of a second.
LIGHT_WAITING = MAX_CONNECTIONS
HEAVY_WAITING = 16
#: Entity pages, search, reconciliation: each takes milliseconds, and heavy queries never wait here.
PAGE_PLACES = 4
PAGE_WAITING = MAX_CONNECTIONS
#: The priority (nice) of queries in the heavy lane: they get what the others leave.
HEAVY_NICE = 10

# Swapping.
#: How often to look whether the build or the records changed.
WATCH_SECONDS = 1.0
#: Reading and checking the records takes seconds; a machine a hundred times as slow still gets there.
START_SECONDS = 300.0
