"""What is loaded into a store: files of N-Quads, plain or packed, folders of such; a build in the records' place."""

from __future__ import annotations

import gzip
import re
import warnings
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, cast

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from kg.build import manifest
from kg.errors import DataError, EnvironmentFault, Notice, Problem, UsageError, Where, cut
from kg.names import PREFIXES
from kg.rdf.foreign import SafeLines
from kg.records.external import rewriting
from kg.store.oxigraph import rewritten

ENDINGS = (".nq", ".nq.gz")
#: A literal with a datatype of XSD, but for the commonest that are kept as they are: dates and plain integers.
_TYPED = re.compile(
    rb'"(?!\d{4}-\d\d-\d\d"\^\^<[^>]*#date>|(?:0|[1-9]\d{0,17})"\^\^<[^>]*#integer>)([^"\\\n]*)"\^\^<'
    + re.escape(PREFIXES["xsd"]).encode()
    + rb"(\w+)>"
)
#: How many different literals are remembered as looked at.
_REMEMBERED = 100_000


def files(given: Iterable[Path]) -> list[Path]:
    """The files of quads that are named, those of a folder in the order of their names.

    Raises UsageError for a folder without any and for a file of another kind.
    """
    matches: list[Path] = []
    for path in given:
        if path.is_dir():
            parts = sorted(each for each in path.iterdir() if each.name.endswith(ENDINGS))
            if not parts:
                raise UsageError(f"{path}: holds no file that ends in {' or '.join(ENDINGS)}")
            matches += parts
        elif not path.name.endswith(ENDINGS):
            raise UsageError(
                f"{path}: quads come from a file that ends in {' or '.join(ENDINGS)}; for a table, name its --mapping"
            )
        elif not path.is_file():
            raise EnvironmentFault(f"{path}: no such file")
        else:
            matches.append(path)
    return matches


def parted(given: Sequence[Path]) -> tuple[Path | None, list[Path]]:
    """(the build among what is named, if there is one, the rest)."""
    builds = [path for path in given if path.is_dir() and manifest.read(path) is not None]
    if len(builds) > 1:
        raise UsageError(f"{builds[0]} and {builds[1]}: a store holds one build")
    return builds[0] if builds else None, [path for path in given if path not in builds]


def load(store: Store, path: Path) -> None:
    """Load one file; issues a Notice when the engine does not keep the text of some of its literals.

    Raises DataError, with the line, when it is not sound; EnvironmentFault when it cannot be read.
    """
    rewrites = _Rewrites()
    try:
        if path.suffix == ".gz" and not path.stat().st_size:  # gzip takes nothing for nothing packed
            raise EOFError
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as content:
            safe = SafeLines(cast(IO[bytes], content), Where.of(path), look=rewrites.look)
            store.bulk_load(cast(IO[bytes], safe), format=RdfFormat.N_QUADS)
    except SyntaxError as fault:
        problem = Problem(Where.of(path, fault.lineno or 0), f"not N-Quads: {cut(fault.msg, 200)}")
        raise DataError([problem]) from fault
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        state = "cut short" if isinstance(fault, EOFError) else "damaged"
        raise DataError([Problem(Where.of(path), f"{state} as a gzip file; fetch or make it again")]) from fault
    if rewrites.first is not None:
        warnings.warn(rewriting(Where.of(path), rewrites.count, *rewrites.first), Notice, stacklevel=2)


class _Rewrites:
    """Counts, in blocks of N-Quads, the literals that the engine rewrites."""

    def __init__(self) -> None:
        self.count = 0
        #: One of them, and what the engine makes of it.
        self.first: tuple[Literal, Literal] | None = None
        self._changes: dict[tuple[bytes, bytes], bool] = {}

    def look(self, lines: bytes) -> None:
        counts = Counter(_TYPED.findall(lines))
        if len(self._changes) > _REMEMBERED:
            self._changes.clear()
        new = {_literal(*typed): typed for typed in counts.keys() - self._changes.keys()}
        changed = rewritten(new)
        self._changes |= {typed: literal in changed for literal, typed in new.items()}
        self.count += sum(count for typed, count in counts.items() if self._changes[typed])
        if changed and self.first is None:
            self.first = next(iter(changed.items()))


def _literal(value: bytes, kind: bytes) -> Literal:
    return Literal(value.decode("utf-8", "replace"), datatype=NamedNode(PREFIXES["xsd"] + kind.decode()))
