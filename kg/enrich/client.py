"""A polite client of a public endpoint: it limits its rate, retries when the server is busy, and caches answers.

An answer is cached under the digest of endpoint, query and day. An interrupted run therefore continues where it
stopped, and a second run on the same day sends no request.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg.enrich.question import triples
from kg.errors import EnvironmentFault, LimitError, Unavailable
from kg.files import cache
from kg.rdf.serialize import serialize
from kg.store import Result, Table
from kg.store.endpoint import EndpointGraph

#: An answer about one batch; ten thousand statements have about one megabyte.
MAX_ANSWER_BYTES = 16 * 1024 * 1024
#: The longest wait between two tries, in seconds.
MAX_WAIT = 120.0
#: Cached answers are used on their own day only; older ones serve runs that are repeated with --date.
CACHED_DAYS = 30
_FIRST_WAIT = 1.0
#: An absolute IRI without the characters that no format can hold; answers are parsed leniently.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]*\Z")
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")


@dataclass
class PoliteClient:
    """One endpoint: at most one request every `interval` seconds, and `retries` further tries when it is busy."""

    endpoint: str
    day: str
    folder: Path
    interval: float
    timeout: float
    retries: int
    report: Callable[[str], None]
    #: how many answers came from the endpoint, and how many from the cache
    requests: int = 0
    cached: int = 0
    _last: float = field(default=float("-inf"), init=False)

    def __post_init__(self) -> None:
        self._graph = EndpointGraph(self.endpoint, MAX_ANSWER_BYTES)
        with contextlib.suppress(OSError):
            for file in self.folder.glob("?" * 64 + ".nt"):
                if file.stat().st_mtime < time.time() - CACHED_DAYS * 86_400:
                    file.unlink()

    @property
    def address(self) -> str:
        """The endpoint without user and password."""
        return self._graph.address

    def fetch(self, query: str) -> list[Triple]:
        """The triples that answer a query. Raises as `EndpointGraph.query` does, Unavailable after the last try."""
        digest = hashlib.sha256("\0".join((self.address, self.day, query)).encode()).hexdigest()
        file = self.folder / f"{digest}.nt"
        with contextlib.suppress(OSError):  # not cached yet
            if (content := cache.whole(file)) is not None:
                self.cached += 1
                return [quad.triple for quad in parse(content, format=RdfFormat.N_TRIPLES)]
        answer = self._answer(query)
        received = triples(answer.rows) if isinstance(answer, Table) else answer
        if isinstance(received, bool):
            raise EnvironmentFault(f"{self.address}: answers yes or no where statements were expected")
        self.requests += 1
        sound = [triple for triple in received if all(map(_sound, triple))]
        if len(sound) < len(received):
            self.report(f"left out {len(received) - len(sound):,} statements: not a valid IRI")
        with contextlib.suppress(OSError):  # without a cache everything works, only slower
            cache.write(file, serialize(sound, RdfFormat.N_TRIPLES))
        return sound

    def _answer(self, query: str) -> Result:
        wait = _FIRST_WAIT
        for left in range(self.retries, -1, -1):
            time.sleep(max(0.0, self._last + self.interval - time.monotonic()))
            self._last = time.monotonic()
            try:
                return self._graph.query(query, self.timeout)
            except Unavailable as fault:
                if not left:
                    raise
                pause = max(wait, fault.after or 0.0)
                if pause > MAX_WAIT:
                    reason = f"{self.address}: asks to wait {pause:,.0f} s, longer than the limit of {MAX_WAIT:g} s"
                    raise LimitError(f"{reason}; answers so far are cached, so run this again later") from fault
                self.report(f"{fault}; next try in {pause:g} s")
                time.sleep(pause)
                wait *= 2
        raise AssertionError("the last try returns or raises")


def _sound(term: object) -> bool:
    """Whether a term can be serialised and parsed again."""
    if isinstance(term, NamedNode):
        return bool(_IRI.match(term.value))
    if isinstance(term, Literal):
        return bool(_TAG.match(term.language)) if term.language else bool(_IRI.match(term.datatype.value))
    return not isinstance(term, Triple) or all(map(_sound, term))
