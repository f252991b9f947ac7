"""All that one row states, as solutions: the row is read once, and each statement of it makes a solution of its own.

A union of as many SELECTs takes the engine several times as long to plan as the row to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kg.store.registers import terms
from kg.store.registers.branch import KEY, Branch
from kg.store.registers.terms import Col

#: A union of fewer is planned as fast.
_MANY = 3


@dataclass(frozen=True, slots=True)
class RowSolution:
    """One solution that a row makes: under conditions, in columns of the row (places), and of which kinds."""

    conditions: tuple[int, ...]
    values: tuple[int, ...]
    shapes: tuple[Col, ...]


def solutions(branches: Sequence[Branch], variables: Sequence[str]) -> tuple[str, tuple[RowSolution, ...]] | None:
    """The SELECT of a row by its key, and what it makes; None where the branches are of another kind."""
    froms = branches[0].froms if len(branches) >= _MANY else ()
    if len(froms) != 1 or not froms[0].startswith('"') or any(branch.froms != froms for branch in branches):
        return None
    alias = froms[0].rpartition(" ")[2]
    shared = tuple(where for where in branches[0].wheres if all(where in branch.wheres for branch in branches))
    if not any((match := KEY.fullmatch(where)) and match[1] == alias for where in shared):
        return None
    columns: dict[str, int] = {}
    made = []
    for branch in branches:
        cols = [branch.cols.get(name, terms.UNBOUND) for name in variables]
        if any(col.kind == terms.TERM for col in cols):
            return None
        shapes = tuple(terms.unified([col]) for col in cols)
        values = [terms.shaped(col, shape) for col, shape in zip(cols, shapes, strict=True)]
        conditions = [where for where in branch.wheres if where not in shared]
        places = [columns.setdefault(sql, len(columns)) for sql in (*conditions, *values)]
        made.append(RowSolution(tuple(places[: len(conditions)]), tuple(places[len(conditions) :]), shapes))
    listed = [f"{sql} AS o{place}" for sql, place in columns.items()]
    return Branch(froms, shared).select(listed), tuple(made)


def decoded(rows: Sequence[Sequence[Any]], made: Sequence[RowSolution]) -> Iterator[tuple[Any, ...]]:
    """The solutions that the rows make."""
    decoders = [[terms.decoder(shape) for shape in each.shapes] for each in made]
    for row in rows:
        for each, decode in zip(made, decoders, strict=True):
            if all(row[place] for place in each.conditions):
                values = [row[place] for place in each.values]
                yield tuple(None if v is None else term(v) for term, v in zip(decode, values, strict=True))
