"""Rows that a GROUP BY counts, counted before they are joined: a register's rows by the few values a query needs.

Certificates by the label of their scheme are counted by scheme, and the ten counts then meet the labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.store.registers.branch import Branch
from kg.store.registers.tables import Thing, table_name

#: Rows that one of the counted stands for, at least: less is not worth it.
_WORTH = 8
_TABLE = re.compile(r'(".+") (t[0-9]+)')
#: The name of the column that counts.
_COUNT = "n"


@dataclass(frozen=True, slots=True)
class CountedBranch:
    """A branch in which a row of one table stands for many, and which."""

    branch: Branch
    alias: str
    columns: tuple[str, ...]

    @property
    def weight(self) -> str:
        """How many rows a row stands for, as SQL."""
        return f"{self.alias}.{_COUNT}"

    def weighted(self, value: str) -> str:
        """How many rows have a value, as SQL; ``*`` for all rows."""
        return f"sum({self.weight})" if value == "*" else f"sum(CASE WHEN {value} IS NOT NULL THEN {self.weight} END)"


def counted(branch: Branch, used: Sequence[str], things: Sequence[Thing]) -> CountedBranch | None:
    """The branch with the rows of its largest table counted, where few of their values are of use.

    `used` is the SQL of all that is read of the branch. None where it is not worth it.
    """
    by_name = {table_name(thing): thing for thing in things}
    choices = []
    for place, item in enumerate(branch.froms):
        match = _TABLE.fullmatch(item)
        if match is None or match[1] not in by_name or len(branch.froms) < 2:
            continue
        thing, alias = by_name[match[1]], match[2]
        own = [where for where in branch.wheres if set(_aliases(where)) == {alias}]
        rest = [where for where in branch.wheres if where not in own]
        others = [*branch.froms[:place], *branch.froms[place + 1 :]]
        read = re.findall(rf"\b{alias}\.(\w+)", " ".join([*used, *rest, *others]))
        columns = tuple(dict.fromkeys(read))
        groups = 1
        for column in columns:
            groups *= thing.rows if column == "s" else thing.distinct(column) + 1
        if not columns or groups * _WORTH > thing.rows:
            continue
        listed = ", ".join(f"{alias}.{column}" for column in columns)
        where_ = f" WHERE {' AND '.join(own)}" if own else ""
        rows = f"(SELECT {listed}, count(*) AS {_COUNT} FROM {item}{where_} GROUP BY {listed}) {alias}"
        froms = (*branch.froms[:place], rows, *branch.froms[place + 1 :])
        choices.append((thing.rows, CountedBranch(replace(branch, froms=froms, wheres=tuple(rest)), alias, columns)))
    return max(choices, key=lambda choice: choice[0])[1] if choices else None


def _aliases(sql: str) -> list[str]:
    """The tables that a condition may read; also the tables of its sub-queries."""
    return re.findall(r"\b([a-z]+[0-9]+)\.", sql)
