"""The figures that keep the server up, each with its reason."""

from __future__ import annotations

from kg.store.oxigraph import MAX_QUERY_BYTES, STACK_BYTES

__all__ = ["MAX_QUERY_BYTES", "STACK_BYTES"]

_MiB = 1024 * 1024

# Requests.
#: The longest query with every byte percent-encoded, and as much again for headers and graph names.
MAX_HEAD_BYTES = 4 * MAX_QUERY_BYTES
MAX_BODY_BYTES = 4 * MAX_QUERY_BYTES
#: A form for a page or for reconciliation. One that has fully arrived takes a slot, so forms hold 32 MB of the
#: parent's memory at most; one that is still arriving is kept in memory up to FORM_MEMORY_BYTES, then on disk.
MAX_FORM_BYTES = _MiB
FORM_SLOTS = 32
FORM_MEMORY_BYTES = 64 * 1024
#: From the first byte of a request to its last.
RECEIVE_SECONDS = 10.0
#: How much of a body that is too large is read and discarded, so that the client gets to read the error.
DRAIN_BYTES = 128 * _MiB
DRAIN_SECONDS = 3.0
#: A client that sends nothing for this long is waiting for the answer.
DRAIN_PAUSE_SECONDS = 0.25

# Connections.
#: How long a client may take no byte of an answer. A kernel reports what a slow reader has taken in steps of up to
#: 400 kB, so 20 s allow for a client that reads 20 kB a second.
SEND_SECONDS = 20.0
#: How often to look how much the client has taken.
SEND_CHECK_SECONDS = 1.0
IDLE_SECONDS = 15
#: The parent's memory: this many connections, each with the largest head and body, take 128 MB.
MAX_CONNECTIONS = 256
#: Descriptors that connections leave free: a socket for each worker, a file for each large answer, libraries.
RESERVED_DESCRIPTORS = 128

# Queries.
DEADLINE_SECONDS = 10.0
#: How late a query may end, including the restart of its worker.
OVERSHOOT_SECONDS = 0.5
#: When a worker ends itself, counted from the deadline: only a parent that is stopped or gone lets it come to that.
ALARM_SECONDS = 5.0
#: Address space of a worker: its 1 GiB of stack, the graph, and what the query needs.
WORKER_BYTES = 2048 * _MiB
#: What DuckDB may take of that in a worker over a register store.
TABLES_MEMORY = "400MB"
#: A worker that has grown beyond this is replaced, which frees its memory.
RETIRE_BYTES = 512 * _MiB
MAX_ANSWER_BYTES = 64 * _MiB
#: As many short triples as that.
MAX_ANSWER_TRIPLES = 500_000
#: A larger answer goes from the worker to a temporary file, not to the parent's memory.
IN_MEMORY_BYTES = _MiB
#: All such files together.
TEMP_FILE_BYTES = 1024 * _MiB
#: The response cache: 64 MB of the parent's 300.
CACHE_BYTES = 64 * _MiB
CACHE_ENTRY_BYTES = 256 * 1024
#: What a cache entry takes besides its bytes.
CACHE_ENTRY_OVERHEAD_BYTES = 1024

# Queues.
#: A query that has had a processor for longer moves from the light queue to the heavy one; the library's questions take
#: milliseconds.
LIGHT_SECONDS = 0.1
#: A quick job that waits for a processor, for the disk, or has been stopped, keeps its slot for so many times its
#: seconds: on a busy machine it would otherwise queue behind the heavy ones that keep it waiting.
QUICK_PATIENCE = 5
#: Clients that repeat queries which are too heavy, up to this many, leave slots for others.
LIGHT_SLOTS = 4
#: Each may use 2 GiB.
HEAVY_SLOTS = 4
#: How many queries may wait for a slot; further ones get 503. Every connected client may wait for a light slot:
#: hundreds are answered in a tenth of a second.
LIGHT_WAITING = MAX_CONNECTIONS
HEAVY_WAITING = 16
#: Entity pages, search, reconciliation: each takes milliseconds, and heavy queries never wait here.
PAGE_SLOTS = 4
PAGE_WAITING = MAX_CONNECTIONS
#: A page that has had a processor for longer moves to the queue of slow pages; the description of the dataset takes
#: about a second.
PAGE_SECONDS = 1.0
SLOW_PAGE_SLOTS = 2
SLOW_PAGE_WAITING = 16
#: The priority (nice) of what has left the light queue: it gets what the others leave.
HEAVY_NICE = 10

# Pages.
#: Cells of an answer on a page, and its columns: 20,000 cells take 0.3 s to write. Downloads hold all of them.
PAGE_CELLS = 20_000
PAGE_COLUMNS = 100
#: Characters of a cell on a page.
CELL_CHARACTERS = 10_000

# The fork server.
#: Forking takes milliseconds. A fork server that does not reply within this time is replaced.
FORK_SECONDS = 5.0
#: Loading the pages takes a second or two, and longer with a store.
PREPARE_SECONDS = 60.0
#: How often to resume processes that another program may have stopped.
RESUME_SECONDS = 0.1

# Reloading.
#: How often to look whether the build or the records have changed.
WATCH_SECONDS = 1.0
#: Reading and checking the records takes seconds; a machine a hundred times as slow still gets there.
START_SECONDS = 300.0
