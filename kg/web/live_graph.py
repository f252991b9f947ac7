"""The graph that is served now, and its replacement by a rebuilt one while requests go on.

A request is answered from start to end by the pool it began with; the old pool ends when its last job is done.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
from collections.abc import Awaitable, Callable, Coroutine

from kg.errors import CertregError, EnvironmentFault
from kg.web import limits
from kg.web.forkserver_client import ForkServer, ForkServerGone, ServeTarget
from kg.web.ipc import Job, PageJob
from kg.web.pool import Pool
from kg.web.worker_client import WorkerReply, error_reply

log = logging.getLogger("kg.web")


class LiveGraph:
    """The pool over the newest valid graph."""

    def __init__(self, target: ServeTarget, pool: Pool) -> None:
        self.pool = pool
        self.target = target
        self._reload_lock = asyncio.Lock()
        self._background: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(cls, target: ServeTarget, deadline: float = limits.DEADLINE_SECONDS) -> LiveGraph:
        """Load what is to be served. Raises CertregError when it cannot be loaded, or no worker can run a query."""
        return cls(target, await _open_pool(target, deadline))

    async def run_query(self, job: Job, until: float | None = None) -> tuple[WorkerReply, Pool]:
        """See `Pool.run_query`; and the pool that answered."""
        return await self._run(lambda pool, until: pool.run_query(job, until), until)

    async def run_page(self, job: PageJob, until: float | None = None) -> WorkerReply:
        """See `Pool.run_page`; the time that pages take to load when the server starts is not the request's."""
        await self.pages_loaded()
        reply, _ = await self._run(lambda pool, until: pool.run_page(job, until), until)
        return reply

    async def pages_loaded(self) -> None:
        """Wait until the pages are loaded, or cannot be, which the reply to a request then says."""
        with contextlib.suppress(ForkServerGone):
            await self.pool.pages_ready()

    async def _run(
        self, work: Callable[[Pool, float], Awaitable[WorkerReply]], until: float | None
    ) -> tuple[WorkerReply, Pool]:
        """A reply by the deadline, and the pool it is from; a pool that can no longer fork workers is replaced."""
        deadline = asyncio.get_running_loop().time() + self.pool.deadline
        until = deadline if until is None else min(until, deadline)
        while True:
            pool = self.pool
            try:
                return await work(pool, until), pool
            except ForkServerGone:
                replacing = self._in_background(self.reload(instead_of=pool))
                try:
                    async with asyncio.timeout_at(until):
                        await asyncio.shield(replacing)
                except TimeoutError:
                    pass
                if self.pool is pool:
                    return error_reply(503, "the graph is being loaded again; try again later"), pool

    async def reload(self, instead_of: Pool | None = None) -> None:
        """Load the graph again and swap; it stays as it is when the new one is the same, or (logged) not valid.

        `instead_of` is a pool that no longer works, and that another caller may have replaced already.
        """
        async with self._reload_lock:
            old = self.pool
            if instead_of is not None and old is not instead_of:
                return
            try:
                new = await _open_pool(self.target, old.deadline, with_pages=instead_of is None)
            except CertregError as error:
                log.error("the graph stays as it was: %s", error)
                return
            if new.digest == old.digest and instead_of is None:
                await new.close()
                return
            self.pool = new
            log.info("now serving graph %.12s, %d quads", new.digest, new.quads)
            self._in_background(old.retire())

    async def watch(self, signature: Callable[[], object], loaded: object) -> None:
        """Reload whenever `signature` differs from what it was when `loaded`, once it stays the same; never ends."""
        seen = loaded
        while True:
            await asyncio.sleep(limits.WATCH_SECONDS)
            before, seen = seen, signature()
            if seen != loaded and seen == before:
                loaded = seen
                await self.reload()

    async def close(self) -> None:
        """End all workers, those of pools that are being loaded or retired too."""
        tasks = list(self._background)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await self.pool.close()

    def _in_background(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task


async def _open_pool(target: ServeTarget, deadline: float, with_pages: bool = False) -> Pool:
    """A pool that has answered a query. Raises CertregError."""
    pool = Pool(await ForkServer.open(target, deadline), deadline)
    try:
        await pool.warm_up()
        reply = await pool.run_query(Job("ASK {}"))
        if reply.head.status != 200:
            assert isinstance(reply.body, bytes)
            raise EnvironmentFault(f"no worker can run a query: {reply.body.decode()}{_memory_hint()}")
        if with_pages:
            await pool.pages_ready()
    except ForkServerGone as error:
        await pool.close()
        raise EnvironmentFault(f"the process that forks workers ended{_memory_hint()}") from error
    except BaseException:
        await pool.close()
        raise
    return pool


def check_memory() -> None:
    """Raise EnvironmentFault when this process may use too little address space for any worker."""
    if resource.getrlimit(resource.RLIMIT_AS)[0] in range(limits.STACK_BYTES + limits.RETIRE_BYTES):
        raise EnvironmentFault(f"too little memory for workers{_memory_hint()}")


def _memory_hint() -> str:
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit == resource.RLIM_INFINITY:
        return ""
    return f"; a worker needs {limits.WORKER_BYTES:,} bytes of address space, and `ulimit -v` allows {limit:,}"
