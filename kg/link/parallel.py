"""A function over many batches, on several processes, in order; a single batch stays in this one."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import Any, TypeVar

T = TypeVar("T")
C = TypeVar("C")
R = TypeVar("R")

_context: Any = None

#: Processes start from one that has no threads: DuckDB's would not survive a fork.
_START = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def spread(function: Callable[[T, C], R], batches: Iterable[T], context: C, workers: int = 0) -> Iterator[R]:
    """The result of `function(batch, context)` for each batch, in the order of the batches.

    `context` is sent to each process once; `workers` 0 takes every processor. At most a few batches wait at a time.
    """
    batches = iter(batches)
    first = list(islice(batches, 2))
    count = workers or os.cpu_count() or 1
    if count == 1 or len(first) < 2:
        for batch in chain(first, batches):
            yield function(batch, context)
        return
    start = multiprocessing.get_context(_START)
    start.set_forkserver_preload([function.__module__])
    with ProcessPoolExecutor(count, start, initializer=_keep, initargs=(context,)) as pool:
        waiting: deque[Future[R]] = deque()
        for batch in chain(first, batches):
            waiting.append(pool.submit(_run, function, batch))
            if len(waiting) > 2 * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _keep(context: Any) -> None:
    global _context
    _context = context


def _run(function: Callable[[T, Any], R], batch: T) -> R:
    return function(batch, _context)
