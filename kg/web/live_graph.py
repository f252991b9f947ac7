"""The graph that is served now, and its replacement by a rebuilt one while requests go on.

A request is answered from start to end by the pool it began with; the old pool ends when its last query has.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from kg.errors import CertregError
from kg.web import limits
from kg.web.forkserver_client import ForkServer, ForkServerGone, ServeTarget
from kg.web.ipc import Job, PageJob
from kg.web.pool import Pool
from kg.web.worker_client import WorkerReply

log = logging.getLogger("kg.web")


class LiveGraph:
    """The pool over the newest sound graph."""

    def __init__(self, target: ServeTarget, pool: Pool) -> None:
        self.pool = pool
        self._target = target
        self._one_by_one = asyncio.Lock()
        self._retiring: set[asyncio.Task[None]] = set()

    @classmethod
    async def opened(cls, target: ServeTarget, deadline: float = limits.DEADLINE_SECONDS) -> LiveGraph:
        """Load what is to be served. Raises CertregError."""
        return cls(target, await _pool(target, deadline))

    async def ask(self, job: Job) -> tuple[WorkerReply, Pool]:
        """See `Pool.ask`; and the pool that answered. One that cannot make workers any more is replaced first."""
        pool = self.pool
        try:
            return await pool.ask(job), pool
        except ForkServerGone:
            await self.reload(instead_of=pool)
            pool = self.pool
            return await pool.ask(job), pool

    async def visit(self, job: PageJob) -> WorkerReply:
        """See `Pool.visit`; a pool that cannot make workers any more is replaced first."""
        pool = self.pool
        try:
            return await pool.visit(job)
        except ForkServerGone:
            await self.reload(instead_of=pool)
            return await self.pool.visit(job)

    async def reload(self, instead_of: Pool | None = None) -> None:
        """Load again and swap; the graph stays as it is when the new one is the same, or (logged) is not sound.

        `instead_of` is a pool that no longer works: whoever comes second finds it replaced already.
        """
        async with self._one_by_one:
            old = self.pool
            if instead_of is not None and old is not instead_of:
                return
            try:
                new = await _pool(self._target, old.deadline)
                await new.prepared()
            except CertregError as fault:
                log.error("the graph stays as it was: %s", fault)
                return
            if new.digest == old.digest and instead_of is None:
                await new.close()
                return
            self.pool = new
            log.info("now serving graph %.12s, %d quads", new.digest, new.quads)
            task = asyncio.create_task(old.retire())
            self._retiring.add(task)
            task.add_done_callback(self._retiring.discard)

    async def watch(self, signature: Callable[[], object], loaded: object) -> None:
        """Reload whenever `signature` is no more what it was when `loaded`, once it stays the same; never ends."""
        seen = loaded
        while True:
            await asyncio.sleep(limits.WATCH_SECONDS)
            before, seen = seen, signature()
            if seen != loaded and seen == before:
                loaded = seen
                await self.reload()

    async def close(self) -> None:
        """End all workers; a pool that retires is ended by the fork server, which sees this process end."""
        await self.pool.close()


async def _pool(target: ServeTarget, deadline: float) -> Pool:
    pool = Pool(await ForkServer.opened(target), deadline)
    await pool.warm()
    return pool
