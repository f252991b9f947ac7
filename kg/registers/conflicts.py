"""Which things earlier rows have described, and how: kept in a temporary file, so that memory use stays small.

It can also be written to a file, from which another process reads it again.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import IO

from kg.errors import EnvironmentFault

#: Sixteen bytes of a hash: among a thousand million things, two share one with a probability below 1e-20.
_SIZE = 16
#: One note: subject, what is said, place.
_NOTE = struct.Struct(f">{_SIZE}s{_SIZE}sQ")
_NOTES_READ = 10_000
_REMEMBER = "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)"


class Seen:
    """Remembers the single-valued statements about each subject, and on which line they came first."""

    def __init__(self, database: sqlite3.Connection, notes: IO[bytes] | None = None) -> None:
        self._database = database
        self._notes = notes
        database.execute("CREATE TABLE seen (subject BLOB PRIMARY KEY, said BLOB, place INTEGER) WITHOUT ROWID")
        database.execute("BEGIN")  # one transaction, never committed: each statement's own would cost more than itself

    def conflicts(self, claims: Sequence[tuple[str, str, int]]) -> dict[int, int]:
        """Takes (subject, claim, place) in order; gives place -> the earliest place with another claim about it."""
        run = self._database
        now = [(hashed(subject), hashed(text), place) for subject, text, place in claims]
        if self._notes is not None:
            self._notes.write(b"".join([_NOTE.pack(*each) for each in now]))
        before = run.total_changes
        run.executemany(_REMEMBER, now)
        result: dict[int, int] = {}
        if run.total_changes - before < len(now):  # else each is the first of its subject
            for subject, text, place in now:
                first = run.execute("SELECT said, place FROM seen WHERE subject = ?", (subject,)).fetchone()
                if first[0] != text:
                    result[place] = min(first[1], result.get(place, first[1]))
        return result

    def learn(self, notes: IO[bytes]) -> None:
        """Read what another process has written."""
        while read := notes.read(_NOTE.size * _NOTES_READ):
            self._database.executemany(_REMEMBER, _NOTE.iter_unpack(read))


@contextmanager
def remembering(notes: IO[bytes] | None = None) -> Iterator[Seen]:
    """The memory of one import, deleted afterwards; its claims are also written to `notes`.

    Raises EnvironmentFault when the disk has no room for it.
    """
    database = sqlite3.connect("", isolation_level=None)  # an unnamed database lives in a temporary file
    try:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -65536")
        yield Seen(database, notes)
    except sqlite3.Error as fault:
        raise EnvironmentFault(f"temporary files cannot be written: {fault}; TMPDIR says where they go") from fault
    finally:
        database.close()


def hashed(text: str) -> bytes:
    """The hash by which a text is remembered."""
    return blake2b(text.encode(), digest_size=_SIZE).digest()
