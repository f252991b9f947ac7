"""Splits any number of quads by graph, into a file of N-Triples each, so that memory use stays constant."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.errors import DataError, Problem, Where, cut
from kg.rdf.foreign import SafeLines, syntax_error

_MASK = (1 << 256) - 1
#: Lines buffered before they are written: with a few hundred graphs, some megabytes.
_BUFFERED_LINES = 5_000
#: The largest file that is deduplicated in memory.
_PIECE_BYTES = 64 * 1024 * 1024


@dataclass
class GraphPart:
    """One graph: its name, its file, how many triples it has, and a digest of them that ignores their order."""

    graph: str
    path: Path
    triples: int = 0
    checksum: int = 0

    @property
    def digest(self) -> str:
        """Equal for equal sets of triples."""
        return f"{self.triples}-{self.checksum:064x}"


class Parts:
    """Collects quads into one file a graph, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: dict[str, GraphPart] = {}
        self._buffer: dict[str, list[str]] = {}
        self._buffered = 0

    def add(self, quads: Iterable[Quad], where: Where) -> None:
        """Add quads. Raises DataError for a quad outside a named graph or with a blank node or triple term."""
        for quad in quads:
            if not isinstance(quad.graph_name, NamedNode):
                raise DataError(
                    [Problem(where, "a statement outside a named graph; only named graphs can be published")]
                )
            if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
                reason = "a later publication could not tell whether it is there already; give it an IRI"
                raise DataError([Problem(where, f"a blank node in {cut(quad.graph_name.value, 100)}: {reason}")])
            line = f"{quad.triple} .\n"
            self._buffer.setdefault(quad.graph_name.value, []).append(line)
            self._buffered += 1
            if self._buffered >= _BUFFERED_LINES:
                self._write()

    def finish(self) -> list[GraphPart]:
        """All parts, sorted by the name of their graph; each holds every triple once, however often it was added."""
        self._write()
        for part in self._parts.values():
            _deduplicate(part)
        return [self._parts[graph] for graph in sorted(self._parts)]

    def _write(self) -> None:
        for graph, lines in self._buffer.items():
            part = self._parts.get(graph)
            if part is None:
                part = self._parts[graph] = GraphPart(graph, self._folder / f"{len(self._parts) + 1:05}.nt")
            with part.path.open("a", encoding="utf-8", newline="") as out:
                out.writelines(lines)
        self._buffer.clear()
        self._buffered = 0


def _deduplicate(part: GraphPart) -> None:
    """Keep each line of a part once, then count and sum them; a large part is split into files that fit in memory."""
    pieces = [part.path]
    if (size := part.path.stat().st_size) > _PIECE_BYTES:
        pieces = [part.path.with_suffix(f".{number}") for number in range(size // _PIECE_BYTES + 1)]
        with contextlib.ExitStack() as stack:
            files = [stack.enter_context(piece.open("wb")) for piece in pieces]
            for line in stack.enter_context(part.path.open("rb")):
                files[zlib.crc32(line) % len(files)].write(line)
        part.path.unlink()
    for piece in pieces:
        with piece.open("rb") as content:
            lines = dict.fromkeys(content)
        piece.unlink()
        with part.path.open("ab") as out:
            out.writelines(lines)
        part.triples += len(lines)
        for line in lines:
            part.checksum = part.checksum + int.from_bytes(hashlib.sha256(line).digest(), "big") & _MASK


def read(path: Path) -> Iterator[Quad]:
    """The quads of a file (.nq, .nq.gz), one by one.

    Raises DataError, with the line, for what is not N-Quads, and LimitError for a line that is far too long.
    """
    where = Where.of(path)
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as content:
            yield from parse(cast(IO[bytes], SafeLines(cast(IO[bytes], content), where)), format=RdfFormat.N_QUADS)
    except SyntaxError as fault:
        raise syntax_error(fault, RdfFormat.N_QUADS, where) from fault
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise DataError([Problem(where, "damaged or cut short as a gzip file; make it again")]) from fault
    except OSError as fault:
        raise DataError([Problem(where, f"cannot be read: {fault.strerror}")]) from fault
