"""The latest small answers: the same request to the same graph needs no worker."""

from __future__ import annotations

from collections import OrderedDict

from kg.web import limits
from kg.web.worker_client import WorkerReply


class ResponseCache:
    """Replies by a tag that identifies graph, query and format; the least recently used one is evicted first."""

    def __init__(self) -> None:
        self._replies: OrderedDict[str, WorkerReply] = OrderedDict()
        self._bytes = 0

    def get(self, tag: str) -> WorkerReply | None:
        """The reply stored under a tag, unless it was evicted."""
        reply = self._replies.get(tag)
        if reply is not None:
            self._replies.move_to_end(tag)
        return reply

    def put(self, tag: str, reply: WorkerReply) -> None:
        """Store a reply that is successful, small, and the same every time; ignore others."""
        head = reply.head
        if head.status != 200 or not head.stable or head.length > limits.CACHE_ENTRY_BYTES:
            return
        if tag not in self._replies:
            self._replies[tag] = reply
            self._bytes += head.length + limits.CACHE_ENTRY_OVERHEAD_BYTES
        while self._bytes > limits.CACHE_BYTES:
            _, oldest = self._replies.popitem(last=False)
            self._bytes -= oldest.head.length + limits.CACHE_ENTRY_OVERHEAD_BYTES
