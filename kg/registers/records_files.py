"""The records as every register store holds them: as N-Quads, as a table, and what queries have to know of them.

They change only with the records, so they are made once and kept in the user's cache next to the graph.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from pyoxigraph import RdfFormat, parse

from kg.files import cache
from kg.records import assemble
from kg.records.assemble import Selection
from kg.store.registers import small
from kg.store.registers.small import Summary

_TABLE, _SUMMARY = "table.parquet", "summary.json"


@dataclass(frozen=True, slots=True)
class RecordsFiles:
    """Content of three files of a store."""

    nquads: bytes
    table: bytes
    summary: bytes


def read(selection: Selection) -> RecordsFiles:
    """The selected records. Raises DataError when they are not sound."""
    name = assemble.identity(selection)
    content = assemble.kept(name)
    if content is None:
        content = assemble.assemble(selection).dumped()
    nquads = b"".join(sorted(line for line in content.splitlines(keepends=True) if not line.startswith(b"#")))
    table, summary = _kept(name, _TABLE), _kept(name, _SUMMARY)
    if table is None or summary is None:
        made = Summary()
        table = small.table(made.add(parse(nquads, format=RdfFormat.N_QUADS)))
        summary = made.text()
        with contextlib.suppress(OSError):  # without a cache all works, slower
            for ending, each in ((_TABLE, table), (_SUMMARY, summary)):
                cache.write(cache.cache_folder() / f"{name}.{ending}", each)
                cache.forget_old(cache.cache_folder(), f"*.{ending}")
    return RecordsFiles(nquads, table, summary)


def _kept(name: str, ending: str) -> bytes | None:
    with contextlib.suppress(OSError):  # nothing kept yet, or not for this user to read
        file = cache.cache_folder() / f"{name}.{ending}"
        if (content := cache.content(file)) is not None:
            cache.used(file)
            return content
    return None
