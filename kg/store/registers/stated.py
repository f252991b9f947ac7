"""What a row of a table states by one of its statements, as SQL."""

from __future__ import annotations

from collections.abc import Sequence

from kg.store.registers import terms
from kg.store.registers.branch import Aliases
from kg.store.registers.tables import ColumnStatement, Thing
from kg.store.registers.terms import Col


def stated(
    thing: Thing,
    predicates: Sequence[str],
    number: int,
    alias: str,
    aliases: Aliases,
    prefixes: frozenset[str] = frozenset(),
) -> tuple[tuple[str, ...], tuple[str, ...], Col] | None:
    """What a row states by one statement: further FROM items, conditions, and the value.

    `prefixes` are those of the subjects of registers. None where another statement states the same triple already.
    """
    statement = thing.statements[number]
    rivals = thing.rivals(predicates, number)
    if statement.column is None:
        col = statement.constant()
        if any(other.column is None and other.constant() == col for other in rivals):
            return None
        froms: tuple[str, ...] = ()
        wheres: tuple[str, ...] = ()
    elif statement.several:
        unnested = aliases.new("u")
        froms = (f"unnest({alias}.{statement.column}) {unnested}(v)",)
        wheres = ()
        col = statement.value(f"{unnested}.v", prefixes)
    else:
        froms = ()
        col = statement.value(f"{alias}.{statement.column}", prefixes)
        wheres = (f"{col.sql} IS NOT NULL",) if statement.nullable else ()
    for other in rivals:
        condition = _otherwise(other, alias, col, aliases)
        if condition is False:
            return None
        if isinstance(condition, str):
            wheres = (*wheres, condition)
    return froms, wheres, col


def _otherwise(other: ColumnStatement, alias: str, col: Col, aliases: Aliases) -> str | bool:
    """The condition that another statement of the row does not have this value."""
    if other.column is None:
        equal = terms.same(other.constant(), col)
        return f"NOT ({equal})" if isinstance(equal, str) else not equal
    if other.several:
        unnested = aliases.new("u")
        equal = terms.same(other.value(f"{unnested}.v"), col)
        if not isinstance(equal, str):
            return not equal
        return f"NOT EXISTS (SELECT 1 FROM unnest({alias}.{other.column}) {unnested}(v) WHERE {equal})"
    equal = terms.same(other.value(f"{alias}.{other.column}"), col)
    return f"({equal}) IS NOT TRUE" if isinstance(equal, str) else not equal
