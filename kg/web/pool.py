"""The pool: workers over one graph, three lanes to them, and an end to every query and page by its deadline.

A query starts in the light lane. One that is not done soon moves on to the heavy lane, with its worker, at a lower
priority; if that lane is full, it gives up its worker and begins again when there is room. So heavy queries never
hold the light lane for longer than `LIGHT_SECONDS`. A worker is forked when none is idle, which takes about a
millisecond; one that ran a heavy query is not used again. Pages have a lane and workers of their own.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections import deque
from collections.abc import Awaitable, Callable

from kg.web import ipc, limits
from kg.web.files import Files
from kg.web.forkserver_client import ForkServer
from kg.web.ipc import Job, PageJob
from kg.web.queue import Busy, Lane
from kg.web.worker_client import Lost, Run, Worker, WorkerReply, said, why


class _Killed(Exception):
    """The worker was killed from outside."""


class Pool:
    """Workers over the graph of one fork_server."""

    def __init__(self, fork_server: ForkServer, deadline: float = limits.DEADLINE_SECONDS) -> None:
        self.digest = fork_server.digest
        self.quads = fork_server.quads
        self.deadline = deadline
        self._nursery = fork_server
        self._idle: deque[Worker] = deque()
        self._idle_for_pages: deque[Worker] = deque()
        self._light = Lane("light", limits.LIGHT_PLACES, limits.LIGHT_WAITING)
        self._heavy = Lane("long", limits.HEAVY_PLACES, limits.HEAVY_WAITING)
        self._pages = Lane("page", limits.PAGE_PLACES, limits.PAGE_WAITING)
        self._files = Files()
        self._ending: set[asyncio.Task[int]] = set()
        self._prepared: asyncio.Task[bool] | None = None
        self._asking = 0
        self._still = asyncio.Event()
        self._still.set()

    async def warm(self) -> None:
        """Have a worker ready for each place in the light lane."""
        while len(self._idle) < limits.LIGHT_PLACES:
            self._idle.append(Worker(*await self._nursery.make(), self._files))

    async def prepared(self) -> bool:
        """Whether pages can be answered for, found out when first needed. Raises `ForkServerGone`."""
        if self._prepared is None:
            self._prepared = asyncio.create_task(self._nursery.prepare())
        return await asyncio.shield(self._prepared)

    async def ask(self, job: Job) -> WorkerReply:
        """The answer to a query, by the deadline: 200 and whole, or an error that says what is wrong.

        Raises `ForkServerGone` when workers can no longer be made.
        """
        return await self._by_deadline(self._asked, ipc.packed(job))

    async def visit(self, job: PageJob) -> WorkerReply:
        """The answer of the pages to a request, by the deadline. Raises `ForkServerGone` as `ask` does."""
        if not await self.prepared():
            return said(500, "there are no pages of this graph: a fault of ours; the log of the server has it")
        return await self._by_deadline(self._visited, ipc.packed(job))

    async def retire(self) -> None:
        """Close once the queries that still run are done."""
        await self._still.wait()
        await self.close()

    async def close(self) -> None:
        """End all workers."""
        for idle in (self._idle, self._idle_for_pages):
            while idle:
                idle.pop().channel.close()
        await asyncio.to_thread(self._nursery.close)

    async def _by_deadline(self, work: Callable[[bytes, float], Awaitable[WorkerReply]], job: bytes) -> WorkerReply:
        until = asyncio.get_running_loop().time() + self.deadline
        self._asking += 1
        self._still.clear()
        try:
            try:
                return await work(job, until)
            except _Killed:  # by somebody else on this machine; all of them only read, so they may run twice
                return await work(job, until)
        except _Killed:
            return said(500, "the process that ran the query was killed, twice; ask again, or ask for less")
        except Busy as fault:
            return said(503, f"busy: {fault}; try again later")
        finally:
            self._asking -= 1
            if not self._asking:
                self._still.set()

    async def _asked(self, job: bytes, until: float) -> WorkerReply:
        run: Run | None = None
        try:
            async with self._light.place(until):
                run = Run(await self._worker(self._idle), job)
                if await run.done(min(until, asyncio.get_running_loop().time() + limits.LIGHT_SECONDS)):
                    answer = run.answer()
                    if not answer.head.last:
                        self._idle.append(run.worker)
                        run = None
                    return answer
                if self._heavy.full:
                    self._leave(run)
                    run = None
            async with self._heavy.place(until):
                run = run or Run(await self._worker(self._idle), job)
                run.worker.step_back()
                if await run.done(until):
                    return run.answer()
                return self._too_late()
        except Lost:
            assert run is not None
            lost, run = run, None
            return await self._lost(lost)
        finally:
            if run is not None:
                self._leave(run)

    async def _visited(self, job: bytes, until: float) -> WorkerReply:
        run: Run | None = None
        try:
            async with self._pages.place(until):
                run = Run(await self._worker(self._idle_for_pages), job)
                if not await run.done(until):
                    return self._too_late()
                answer = run.answer()
                if not answer.head.last:
                    self._idle_for_pages.append(run.worker)
                    run = None
                return answer
        except Lost:
            assert run is not None
            lost, run = run, None
            return await self._lost(lost)
        finally:
            if run is not None:
                self._leave(run)

    def _too_late(self) -> WorkerReply:
        return said(503, f"no answer within {self.deadline:g} s, which is the limit; ask for less")

    async def _lost(self, run: Run) -> WorkerReply:
        """What to say of a worker that ended by itself. Raises _Killed."""
        status = await self._end(run)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            raise _Killed from None
        return said(500, why(status))

    async def _worker(self, idle: deque[Worker]) -> Worker:
        while idle:
            worker = idle.pop()
            if worker.alive():
                return worker
            worker.channel.close()
            await self._nursery.end(worker.pid)
        return Worker(*await self._nursery.make(), self._files)

    def _leave(self, run: Run) -> None:
        """End a run that nobody waits for; a worker with much memory may take its time."""
        task = asyncio.create_task(self._end(run))
        self._ending.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[int]) -> None:
        self._ending.discard(task)
        if not task.cancelled():
            task.exception()  # the fork server is gone, and with it the worker

    async def _end(self, run: Run) -> int:
        await run.drop()
        return await self._nursery.end(run.worker.pid)
