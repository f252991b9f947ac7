"""Two datasets of records -> which of them mean the same thing, and how sure that is.

Names are taken apart (`naming`), pairs worth comparing are found by joins in DuckDB (`blocking`), and compared
(`scoring`), all on several processors. Between the steps a record is its row number and short strings in DuckDB,
which moves to disk what does not fit into memory. Where both records have an identifier of one scheme, it decides.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import duckdb
import pyarrow as pa

from kg.link import blocking, naming
from kg.link.parallel import spread
from kg.link.records import Record
from kg.link.scoring import Features, Model, Weights, compare

T = TypeVar("T")

#: Rows that one process takes at a time.
_BATCH = 5000
#: How many counterparts of a record are kept, and the least probability worth keeping.
_KEPT = 3
_LEAST = 0.05
#: How sure an equal identifier is, and what another identifier of the same scheme leaves of a name's sureness.
_SAME_IDENTIFIER = 0.995
_OTHER_IDENTIFIER = 0.05
_NAMES = "name INTEGER, record INTEGER, tokens VARCHAR, legal VARCHAR, acronym VARCHAR, country VARCHAR, kind VARCHAR"
_PAIRS = """
SELECT l.record, r.record, l.tokens, r.tokens, l.acronym, r.acronym,
    l.legal, r.legal, l.country, r.country, l.kind, r.kind
FROM candidates c JOIN left_names l ON l.name = c.one JOIN right_names r ON r.name = c.other
"""
_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records by row number (from 0), and how sure it is that they mean the same (0 to 1)."""

    left: int
    right: int
    probability: float


@dataclass(frozen=True)
class Comparison:
    """What comparing needs: how telling each token is, and the model."""

    weight: Weights
    model: Model


@dataclass(frozen=True)
class Linked:
    """For each record on the left that has any, its likely counterparts, the best first; and how they were compared."""

    pairs: Mapping[int, Sequence[Pair]]
    comparison: Comparison


def link(
    left: Sequence[Record],
    right: Sequence[Record],
    model: Model,
    *,
    workers: int = 0,
    progress: Callable[[str], None] = lambda step: None,
) -> Linked:
    """Find the counterparts on the right of each record on the left.

    `workers` 0 takes every processor; `progress` is told of each step.
    """
    with duckdb.connect(config={"threads": str(workers or os.cpu_count() or 1)}) as tables:
        weight = _read_names(tables, (left, right), workers, progress)
        comparison = Comparison(weight, model)
        progress("Finding candidates")
        for side in _SIDES:
            tables.execute(f"CREATE TABLE {side}_keys (name INTEGER, key VARCHAR)")
            names = _fetched(tables, f"SELECT name, tokens, acronym FROM {side}_names")
            for rows in spread(key_rows, names, weight, workers):
                _insert(tables, f"{side}_keys", rows)
        tables.execute(f"CREATE TABLE candidates AS {blocking.CANDIDATES}")
        tables.execute("DROP TABLE left_keys; DROP TABLE right_keys")
        progress("Comparing")
        found: dict[int, dict[int, float]] = {}
        for scored in spread(scores, _fetched(tables, _PAIRS), comparison, workers):
            for one, other, probability in scored:
                others = found.setdefault(one, {})
                others[other] = max(probability, others.get(other, 0.0))
    _identify(left, right, found)
    return Linked({one: ranked(one, others) for one, others in sorted(found.items())}, comparison)


def _read_names(
    tables: Any, sides: Sequence[Sequence[Record]], workers: int, progress: Callable[[str], None]
) -> Weights:
    counts: Counter[str] = Counter()
    total = 0
    for side, records in zip(_SIDES, sides, strict=True):
        progress(f"Taking names apart ({side})")
        tables.execute(f"CREATE TABLE {side}_names ({_NAMES})")
        for rows in spread(name_rows, _batches(enumerate(records)), None, workers):
            _insert(tables, f"{side}_names", [(total + place, *row) for place, row in enumerate(rows)])
            total += len(rows)
            for row in rows:
                counts.update(set(row[1].split()))
    return Weights(counts, total, frozenset(naming.words().canonical.values()))


def _identify(left: Sequence[Record], right: Sequence[Record], found: dict[int, dict[int, float]]) -> None:
    """Let identifiers decide: equal ones make a match, different ones of a scheme hardly leave any."""
    bearers: dict[str, list[int]] = {}
    for row, record in enumerate(right):
        for identifier in record.identifiers:
            bearers.setdefault(identifier, []).append(row)
    if not bearers:
        return
    for row, record in enumerate(left):
        for other, probability in found.get(row, {}).items():
            if contradict(record, right[other]):
                found[row][other] = probability * _OTHER_IDENTIFIER
        for other in [other for identifier in record.identifiers for other in bearers.get(identifier, ())]:
            found.setdefault(row, {})[other] = _SAME_IDENTIFIER


def contradict(one: Record, other: Record) -> bool:
    """Whether two records have identifiers of the same scheme, and no scheme in which they agree."""
    own, others = (dict(part.split(":", 1) for part in record.identifiers) for record in (one, other))
    shared = own.keys() & others.keys()
    return bool(shared) and all(own[scheme] != others[scheme] for scheme in shared)


def ranked(one: int, others: Mapping[int, float]) -> list[Pair]:
    """The likeliest first. At most one of them is right, so each is as sure as its odds among all of them."""
    odds = {other: probability / (1 - min(probability, 0.999)) for other, probability in others.items()}
    whole = 1 + sum(odds.values())
    order = sorted(odds.items(), key=lambda item: (-item[1], item[0]))[:_KEPT]
    return [Pair(one, other, value / whole) for other, value in order]


def name_rows(records: Sequence[tuple[int, Record]], _: None) -> list[tuple[int, str, str, str, str, str]]:
    """The names of some records, taken apart: record, tokens, legal form, acronym, country, kind."""
    return [
        (number, " ".join(name.tokens), name.legal, name.acronym, record.country, record.kind)
        for number, record in records
        for written in record.names
        for name in naming.variants(written)
    ]


def key_rows(names: Sequence[tuple[Any, ...]], weight: Weights) -> list[tuple[int, str]]:
    """The keys of some names: (name, tokens, acronym) -> (name, key)."""
    return [(name, key) for name, tokens, acronym in names for key in blocking.keys(tokens.split(), acronym, weight)]


def scores(pairs: Sequence[tuple[Any, ...]], comparison: Comparison) -> list[tuple[int, int, float]]:
    """How sure it is that each pair of names is one; left out where it is hardly possible."""
    scored = ((pair[0], pair[1], comparison.model.probability(features(pair, comparison.weight))) for pair in pairs)
    return [found for found in scored if found[2] > _LEAST]


def features(pair: Sequence[Any], weight: Weights) -> Features:
    """The features of a pair of names, in the columns of `_PAIRS`."""
    one, other, acronym, other_acronym, *evidence = pair[2:]
    return compare(
        one.split(),
        other.split(),
        weight,
        acronyms=(acronym, other_acronym),
        legal=_agree(evidence[0], evidence[1]),
        country=_agree(evidence[2], evidence[3]),
        kind=_agree(evidence[4], evidence[5]),
    )


def _agree(one: str, other: str) -> float:
    return 0.0 if not one or not other else 1.0 if one == other else -1.0


def _insert(tables: Any, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        columns = [pa.array(column) for column in zip(*rows, strict=True)]
        tables.register("batch", pa.table(columns, names=[f"c{place}" for place in range(len(columns))]))
        tables.execute(f"INSERT INTO {table} SELECT * FROM batch")
        tables.unregister("batch")


def _fetched(tables: Any, query: str) -> Iterator[list[tuple[Any, ...]]]:
    for batch in tables.cursor().sql(query).to_arrow_reader(_BATCH):
        yield list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    rows = iter(rows)
    while batch := list(islice(rows, _BATCH)):
        yield batch
