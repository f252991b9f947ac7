"""The pool: workers over one graph, the queues in front of them, and a deadline for every job.

A query starts in the queue of light ones. If it is not done after `LIGHT_SECONDS` of a processor it moves on to the
heavy queue, with its worker, at a lower priority; if that queue is full, it gives up its worker and starts again when
there is a slot. So heavy queries never keep light ones waiting for long. Pages have two queues of their own in the same
way. A worker is forked when none is idle, which takes about a millisecond; one that ran a heavy job is not used again.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field

from kg.web import ipc, limits
from kg.web.forkserver_client import ForkServer
from kg.web.ipc import Job, PageJob
from kg.web.queue import Busy, Queue
from kg.web.temp_files import TempFiles
from kg.web.worker_client import Run, Worker, WorkerLost, WorkerReply, error_reply, exit_reason

#: How often a job runs again when a program from outside kills its worker, until the deadline.
_ATTEMPTS = 10


class _WorkerKilled(Exception):
    """The worker was killed from outside."""


@dataclass
class _Queues:
    """The queues of one kind of job: for quick ones, how long they may have a processor there, and for the others."""

    quick: Queue
    seconds: float
    slow: Queue
    idle: deque[Worker] = field(default_factory=deque)


class Pool:
    """Workers over the graph of one fork server."""

    def __init__(self, fork_server: ForkServer, deadline: float = limits.DEADLINE_SECONDS) -> None:
        self.digest = fork_server.digest
        self.quads = fork_server.quads
        self.deadline = deadline
        self._fork_server = fork_server
        self._queries = _Queues(
            Queue("light queries", limits.LIGHT_SLOTS, limits.LIGHT_WAITING),
            limits.LIGHT_SECONDS,
            Queue("long queries", limits.HEAVY_SLOTS, limits.HEAVY_WAITING),
        )
        self._pages = _Queues(
            Queue("pages", limits.PAGE_SLOTS, limits.PAGE_WAITING),
            limits.PAGE_SECONDS,
            Queue("slow pages", limits.SLOW_PAGE_SLOTS, limits.SLOW_PAGE_WAITING),
        )
        self._files = TempFiles()
        self._ending: set[asyncio.Task[int]] = set()
        self._preparation: asyncio.Task[bool] | None = None
        self._active = 0
        self._all_done = asyncio.Event()
        self._all_done.set()

    async def warm_up(self) -> None:
        """Have a worker ready for each light slot. Raises ForkServerGone."""
        while len(self._queries.idle) < limits.LIGHT_SLOTS:
            self._queries.idle.append(Worker(*await self._fork_server.fork_worker(), self._files))

    async def pages_ready(self) -> bool:
        """Whether there are pages, which are loaded when first needed. Raises ForkServerGone."""
        if self._preparation is None:
            self._preparation = asyncio.create_task(self._fork_server.prepare_pages())
            self._preparation.add_done_callback(_retrieve_exception)
        return await asyncio.shield(self._preparation)

    async def run_query(self, job: Job, until: float | None = None) -> WorkerReply:
        """The complete answer to a query, or an error that says what is wrong, by the deadline.

        `until` is an earlier deadline, as a time of the loop's clock. Raises ForkServerGone when workers can no
        longer be forked.
        """
        until = self._until(until)
        return await self._within_deadline(self._with_retries(self._queries, ipc.pack(job), until), until)

    async def run_page(self, job: PageJob, until: float | None = None) -> WorkerReply:
        """The reply of the pages to a request, as `run_query` gives it. Raises ForkServerGone."""
        until = self._until(until)
        return await self._within_deadline(self._page(ipc.pack(job), until), until)

    async def retire(self) -> None:
        """Close once the jobs that still run are done."""
        try:
            await self._all_done.wait()
        finally:
            await self.close()

    async def close(self) -> None:
        """End all workers."""
        for queues in (self._queries, self._pages):
            while queues.idle:
                queues.idle.pop().channel.close()
        await self._fork_server.close()

    def _until(self, until: float | None) -> float:
        deadline = asyncio.get_running_loop().time() + self.deadline
        return deadline if until is None else min(until, deadline)

    async def _within_deadline(self, work: Coroutine[object, object, WorkerReply], until: float) -> WorkerReply:
        self._active += 1
        self._all_done.clear()
        try:
            # Queues and runs keep the deadline by themselves; this is for a fork server that does not reply.
            async with asyncio.timeout_at(until + limits.OVERSHOOT_SECONDS / 2):
                return await work
        except TimeoutError:
            return self._deadline_exceeded()
        except Busy as error:
            return error_reply(503, f"busy: {error}; try again later")
        finally:
            self._active -= 1
            if not self._active:
                self._all_done.set()

    async def _page(self, job: bytes, until: float) -> WorkerReply:
        if not await self.pages_ready():
            return error_reply(
                500, "internal error: the pages of this graph could not be loaded; the server's log says why"
            )
        return await self._with_retries(self._pages, job, until)

    async def _with_retries(self, queues: _Queues, job: bytes, until: float) -> WorkerReply:
        """The reply to a job, which runs again when its worker is killed from outside: jobs only read."""
        for _ in range(_ATTEMPTS):
            try:
                return await self._attempt(queues, job, until)
            except _WorkerKilled:
                continue
        return error_reply(503, f"the process that ran the query was killed {_ATTEMPTS} times; ask for less, or later")

    async def _attempt(self, queues: _Queues, job: bytes, until: float) -> WorkerReply:
        """The reply to a job. Raises _WorkerKilled, Busy and ForkServerGone."""
        loop = asyncio.get_running_loop()
        run: Run | None = None
        try:
            async with queues.quick.slot(until):
                run = Run(await self._worker(queues.idle), job)
                patience = min(until, loop.time() + limits.QUICK_PATIENCE * queues.seconds)
                if await run.quickly_done(queues.seconds, patience):
                    reply = run.reply()
                    if not reply.head.last:
                        queues.idle.append(run.worker)
                        run = None
                    return reply
                if queues.slow.full:
                    self._discard(run)
                    run = None
            async with queues.slow.slot(until):
                run = run or Run(await self._worker(queues.idle), job)
                run.worker.lower_priority()
                if await run.done(until):
                    return run.reply()
                return self._deadline_exceeded()
        except WorkerLost:
            assert run is not None
            lost, run = run, None
            return await self._lost_reply(lost)
        finally:
            if run is not None:
                self._discard(run)

    def _deadline_exceeded(self) -> WorkerReply:
        return error_reply(503, f"no answer within {self.deadline:g} s, which is the limit; ask for less")

    async def _lost_reply(self, run: Run) -> WorkerReply:
        """An error that says why a worker ended by itself. Raises _WorkerKilled when it did not."""
        status = await self._end(run)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:  # this process was stopped meanwhile
            return self._deadline_exceeded()
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGTERM):
            raise _WorkerKilled from None
        return error_reply(500, exit_reason(status))

    async def _worker(self, idle: deque[Worker]) -> Worker:
        while idle:
            worker = idle.pop()
            if worker.alive():
                return worker
            worker.channel.close()
            await self._fork_server.kill_worker(worker.pid)
        return Worker(*await self._fork_server.fork_worker(), self._files)

    def _discard(self, run: Run) -> None:
        """End a run in the background; a worker with much memory may take its time."""
        task = asyncio.create_task(self._end(run))
        self._ending.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[int]) -> None:
        self._ending.discard(task)
        _retrieve_exception(task)

    async def _end(self, run: Run) -> int:
        await run.cancel()
        return await self._fork_server.kill_worker(run.worker.pid)


def _retrieve_exception(task: asyncio.Task[object]) -> None:
    """Keep asyncio from reporting that the fork server is gone when nobody waits for the task any more."""
    if not task.cancelled():
        task.exception()
