"""Solutions of a SPARQL pattern as SQL: a list of branches, in each of which the kind of every variable is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from kg.store.registers import terms
from kg.store.registers.terms import Col, NotTranslatable

#: More branches than this would make SQL that takes longer to plan than to run.
MOST_BRANCHES = 400


@dataclass(frozen=True, slots=True)
class Branch:
    """One SELECT without its list of columns. `rows` says which table rows its variables stand for."""

    froms: tuple[str, ...] = ()
    wheres: tuple[str, ...] = ()
    cols: Mapping[str, Col] = field(default_factory=dict)
    #: (table, variable or constant of the subject) -> alias of the table
    rows: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def select(self, columns: Sequence[str]) -> str:
        """The SELECT with these columns."""
        source = f" FROM {', '.join(self.froms)}" if self.froms else ""
        where = f" WHERE {' AND '.join(_by_keys_first(self.wheres))}" if self.wheres else ""
        return f"SELECT {', '.join(columns) or '1'}{source}{where}"

    def where(self, *conditions: str) -> Branch:
        """The branch with further conditions."""
        return Branch(self.froms, (*self.wheres, *conditions), self.cols, self.rows)

    def binding(self, name: str, col: Col) -> Branch:
        """The branch in which a variable has this value."""
        return Branch(self.froms, self.wheres, {**self.cols, name: col}, self.rows)

    def reading(self, *items: str) -> Branch:
        """The branch with further FROM items."""
        return Branch((*self.froms, *items), self.wheres, self.cols, self.rows)


#: That columns of two tables are equal.
_EQUAL = re.compile(r"\(?(t[0-9]+)\.(\w+) = (t[0-9]+)\.(\w+)\)?")


def _by_keys_first(wheres: Sequence[str]) -> Iterator[str]:
    """The conditions, so written that tables which keys join are joined by nothing else.

    The engine takes values of any column to be as different as keys, and a join by a province before one by a key
    makes rows without end; of what stands within CASE it makes a test of the rows that are joined.
    """
    of: dict[str, str] = {}

    def root(alias: str) -> str:
        while alias in of:
            alias = of[alias]
        return alias

    equal = {where: match.groups() for where in wheres if (match := _EQUAL.fullmatch(where))}
    for one, key, other, other_key in equal.values():
        if "s" in (key, other_key) and root(one) != root(other):
            of[root(one)] = root(other)
    for where in wheres:
        one, key, other, other_key = equal.get(where, ("", "s", "", "s"))
        apart = "s" in (key, other_key) or root(one) != root(other) or one == other
        yield where if apart else f"(CASE WHEN {where} THEN true END)"


#: That a row has a key.
KEY = re.compile(r"(t[0-9]+)\.s = ('(?:[^']|'')*')")
#: So many reads of the same row are one.
_OFTEN = 3


class Aliases:
    """Names for tables and columns that no two parts of a query share."""

    def __init__(self) -> None:
        self._count = count()

    def new(self, letter: str = "t") -> str:
        """A name that was not given yet; the letter says what it names."""
        return f"{letter}{next(self._count)}"


def wrapped(branches: Sequence[Branch], variables: Iterable[str], aliases: Aliases) -> Branch:
    """Branches as one: a subquery in which each variable has one kind."""
    names = list(variables)
    alias = aliases.new()
    rows, branches = _read_once(branches, aliases)
    shapes = {name: terms.unified([branch.cols.get(name) for branch in branches]) for name in names}
    outer = {name: f"c{place}" for place, name in enumerate(names)}
    selects = [
        branch.select([f"{terms.shaped(branch.cols.get(name), shapes[name])} AS {outer[name]}" for name in names])
        for branch in branches
    ]
    if not selects:
        empty = [f"CAST(NULL AS VARCHAR) AS {outer[name]}" for name in names]
        selects = [f"SELECT {', '.join(empty) or '1'} WHERE false"]
    cols = {
        name: replace(shape, sql=f"{alias}.{outer[name]}") if shape.kind != terms.NONE else terms.UNBOUND
        for name, shape in shapes.items()
    }
    return Branch((f"({rows}{' UNION ALL '.join(selects)}) {alias}",), (), cols)


def _read_once(branches: Sequence[Branch], aliases: Aliases) -> tuple[str, Sequence[Branch]]:
    """A WITH of the rows that several branches find by the same key, and these branches over it."""

    def key(item: str, branch: Branch) -> tuple[str, str] | None:
        table, _, alias = item.rpartition(" ")
        if not table.startswith('"'):
            return None
        tests = (where for where in branch.wheres if where.startswith(f"{alias}.s = '"))
        return next(((table, match[2]) for where in tests if (match := KEY.fullmatch(where))), None)

    often = Counter(key(item, branch) for branch in branches for item in branch.froms)
    names = {each: aliases.new("w") for each, number in often.items() if each is not None and number >= _OFTEN}
    if not names:
        return "", branches
    made = []
    for branch in branches:
        froms = []
        for item in branch.froms:
            name = names.get(key(item, branch) or ("", ""))
            froms.append(f"{name} {item.rpartition(' ')[2]}" if name else item)
        made.append(replace(branch, froms=tuple(froms)))
    listed = (
        f"{name} AS MATERIALIZED (SELECT * FROM {table} WHERE s = {text})" for (table, text), name in names.items()
    )
    return f"WITH {', '.join(listed)} ", made


def joined(one: Branch, other: Branch) -> list[Branch]:
    """The compatible pairs of two branches' solutions."""
    cols = {**other.cols, **one.cols}
    made = [Branch((*one.froms, *other.froms), (*one.wheres, *other.wheres), cols, {**other.rows, **one.rows})]
    for name in one.cols.keys() & other.cols.keys():
        made = [better for branch in made for better in _agreed(branch, name, one.cols[name], other.cols[name])]
    return made


def _agreed(branch: Branch, name: str, one: Col, other: Col) -> list[Branch]:
    """A pair of branches in which a variable has the same value, or none in one of them."""
    equal = terms.same(one, other)
    if not one.maybe and not other.maybe:
        return [] if equal is False else [branch if equal is True else branch.where(equal)]
    if one.kind == terms.NONE or other.kind == terms.NONE:
        col = other if one.kind == terms.NONE else one
        return [branch.binding(name, col)]
    branches = []
    if equal is not False:
        bound = replace(one, maybe=False)
        condition = "true" if equal is True else equal
        branches.append(branch.where(condition).binding(name, bound))
    if other.maybe:
        branches.append(branch.where(f"{other.bare()} IS NULL"))
    if one.maybe:
        lone = branch.where(f"{one.bare()} IS NULL", *([f"{other.bare()} IS NOT NULL"] if other.maybe else []))
        branches.append(lone.binding(name, other))
    return branches


def compatible(one: Branch, other: Branch, shared: Iterable[str]) -> str | None:
    """The SQL condition under which two solutions are compatible; None when they never are."""
    conditions = []
    for name in shared:
        mine, theirs = one.cols[name], other.cols[name]
        equal = terms.same(mine, theirs)
        nulls = [f"{col.bare()} IS NULL" for col in (mine, theirs) if col.maybe]
        if "none" in (mine.kind.name, theirs.kind.name) or equal is True:
            continue
        if equal is False and not nulls:
            return None
        conditions.append(f"({' OR '.join([*nulls, *([equal] if isinstance(equal, str) else [])])})")
    return " AND ".join(conditions) or "true"


def limited(branches: list[Branch]) -> list[Branch]:
    """Raises NotTranslatable when there are too many."""
    if len(branches) > MOST_BRANCHES:
        raise NotTranslatable(f"more than {MOST_BRANCHES} ways in which tables could match")
    return branches
