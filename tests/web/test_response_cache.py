"""Answers that are kept: the same bytes, only where the same query gives the same answer, and never too many."""

from __future__ import annotations

from kg.web import limits
from kg.web.ipc import Head
from kg.web.response_cache import ResponseCache
from kg.web.worker_client import WorkerReply


def answer(size: int, stable: bool = True, status: int = 200) -> WorkerReply:
    return WorkerReply(Head(status, length=size, stable=stable), b"x" * size)


def test_the_same_query_gives_the_same_bytes(server):
    query = "SELECT * { id:haccp ?p ?o }"
    first, again = server.get(query), server.get(query)
    assert first.body == again.body
    assert first.headers["ETag"] == again.headers["ETag"]


def test_what_differs_each_time_is_asked_each_time(server):
    query = "SELECT (STRUUID() AS ?x) {}"
    assert server.get(query).body != server.get(query).body


def test_errors_large_and_changing_answers_are_not_kept():
    kept = ResponseCache()
    kept.put("error", answer(1, status=503))
    kept.put("changing", answer(1, stable=False))
    kept.put("large", answer(limits.CACHE_ENTRY_BYTES + 1))
    assert [kept.get(tag) for tag in ("error", "changing", "large")] == [None, None, None]


def test_the_longest_unused_goes_first():
    kept = ResponseCache()
    size = limits.CACHE_ENTRY_BYTES
    room = limits.CACHE_BYTES // (size + limits.CACHE_ENTRY_OVERHEAD_BYTES)
    for place in range(room):
        kept.put(str(place), answer(size))
    assert kept.get("0") is not None  # used just now
    kept.put("new", answer(size))
    assert kept.get("1") is None
    assert kept.get("0") is not None
    assert kept.get("new") is not None
