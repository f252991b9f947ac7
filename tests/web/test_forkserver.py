"""The process that forks workers, on the command of the one that serves."""

from __future__ import annotations

import asyncio

from kg.web.forkserver_client import ForkServer, ServeTarget


def test_workers_are_forked_while_the_pages_load():
    """Loading them takes seconds: queries need not wait for it."""

    async def both() -> bool:
        fork_server = await ForkServer.open(ServeTarget())
        try:
            pages = asyncio.create_task(fork_server.prepare_pages())
            await asyncio.sleep(0)  # so that its command is sent first
            _, channel = await fork_server.fork_worker()
            channel.close()
            forked_first = not pages.done()
            assert await pages
            return forked_first
        finally:
            await fork_server.close()

    assert asyncio.run(both())
