"""Asking an endpoint that belongs to somebody else: not too often, again when it was busy, and never the same twice.

An answer is kept under the digest of endpoint, query and day, so that a run that broke off goes on where it was and a
second run of that day asks nothing.
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
#: Nobody is kept waiting longer than this between two tries, in seconds.
MAX_WAIT = 120.0
#: Kept answers count for one day; those of longer ago are for who repeats a run with its date.
KEPT_DAYS = 30
_FIRST_WAIT = 1.0
#: An absolute IRI without the characters that no format can hold; a stranger's answer is read leniently.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]*\Z")
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z")


@dataclass
class Asker:
    """One endpoint, asked at most once every `interval` seconds, and `retries` times again when it is busy."""

    endpoint: str
    day: str
    folder: Path
    interval: float
    timeout: float
    retries: int
    told: Callable[[str], None]
    #: how many answers came from the endpoint, and how many were kept ones
    asked: int = 0
    kept: int = 0
    _last: float = field(default=float("-inf"), init=False)

    def __post_init__(self) -> None:
        self._graph = EndpointGraph(self.endpoint, MAX_ANSWER_BYTES)
        with contextlib.suppress(OSError):
            for file in self.folder.glob("?" * 64 + ".nt"):
                if file.stat().st_mtime < time.time() - KEPT_DAYS * 86_400:
                    file.unlink()

    @property
    def address(self) -> str:
        """The endpoint without user and password."""
        return self._graph.address

    def ask(self, query: str) -> list[Triple]:
        """The triples that answer a query. Raises as `EndpointGraph.query` does, Unavailable after the last try."""
        digest = hashlib.sha256("\0".join((self.address, self.day, query)).encode()).hexdigest()
        file = self.folder / f"{digest}.nt"
        with contextlib.suppress(OSError):  # not asked yet
            if (content := cache.whole(file)) is not None:
                self.kept += 1
                return [quad.triple for quad in parse(content, format=RdfFormat.N_TRIPLES)]
        answer = self._answer(query)
        said = triples(answer.rows) if isinstance(answer, Table) else answer
        if isinstance(said, bool):
            raise EnvironmentFault(f"{self.address}: answers yes or no where statements were asked for")
        self.asked += 1
        sound = [triple for triple in said if all(map(_sound, triple))]
        if len(sound) < len(said):
            self.told(f"left out {len(said) - len(sound):,} statements: an address that is none")
        with contextlib.suppress(OSError):  # without a cache all works, slower
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
                    said = f"{self.address}: asks to wait {pause:,.0f} s, longer than the limit of {MAX_WAIT:g} s"
                    raise LimitError(f"{said}; what was answered is kept, so go on later") from fault
                self.told(f"{fault}; again in {pause:g} s")
                time.sleep(pause)
                wait *= 2
        raise AssertionError("the last try returns or raises")


def _sound(term: object) -> bool:
    """Whether a term can be written and read again."""
    if isinstance(term, NamedNode):
        return bool(_IRI.match(term.value))
    if isinstance(term, Literal):
        return bool(_TAG.match(term.language)) if term.language else bool(_IRI.match(term.datatype.value))
    return not isinstance(term, Triple) or all(map(_sound, term))
