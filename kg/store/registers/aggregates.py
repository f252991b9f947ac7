"""GROUP BY and the aggregates as SQL. An aggregate over a value that is an error or unbound is unbound, but COUNT."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import rdflib

from kg.store.registers import terms
from kg.store.registers.branch import Aliases, Branch
from kg.store.registers.counted import counted
from kg.store.registers.expressions import Scope, expression
from kg.store.registers.kinds import DECIMAL, INTEGER, plain
from kg.store.registers.numbers import divided, over_integer
from kg.store.registers.tables import Thing
from kg.store.registers.terms import Col, NotTranslatable, quoted
from kg.store.registers.texts import lexical


def grouped(
    one: Branch,
    keys: Sequence[str],
    by_key: bool,
    wanted: Sequence[Any],
    scope: Scope,
    aliases: Aliases,
    things: Sequence[Thing],
) -> list[Branch]:
    """One row for each group (for all solutions, where there are no keys), with the value of each aggregate.

    Over no solutions at all, SUM and AVG give the whole number 0, whatever they give else.
    """
    alias = aliases.new()
    groups: list[str] = []
    values: list[tuple[Any, str]] = []
    cols: dict[str, Col] = {}
    for name in keys:
        col = one.cols.get(name, terms.UNBOUND)
        shape = terms.unified([col])
        if shape.kind == terms.NONE:
            continue
        cols[name] = replace(shape, sql=f"{alias}.k{len(groups)}")
        groups.append(terms.shaped(col, shape))
    for each in wanted:
        result = str(each.res)
        if each.name == "Aggregate_Sample" and isinstance(each.vars, rdflib.Variable) and str(each.vars) in keys:
            if str(each.vars) in cols:
                cols[result] = cols[str(each.vars)]
            continue
        made = _AGGREGATES[each.name](each, one, scope)
        if made.kind == terms.NONE:
            continue
        if each.name == "Aggregate_GroupConcat" and made.kind.language and not by_key:
            raise NotTranslatable("GROUP_CONCAT of texts with a language, of which there may be none")
        cols[result] = replace(made, sql=f"{alias}.a{len(values)}", maybe=True)
        values.append((each, made.bare()))
    select = _counted_first(one, groups, values, things) or _select(one, groups, [sql for _, sql in values])
    if by_key:
        select += "" if groups else " HAVING count(*) > 0"
        return [Branch((f"({select}) {alias}",), (), cols)]
    decimal = {
        str(each.res)
        for each in wanted
        if each.name in ("Aggregate_Sum", "Aggregate_Avg") and cols.get(str(each.res), terms.UNBOUND).kind == DECIMAL
    }
    if not decimal:
        return [Branch((f"({select}) {alias}",), (), cols)]
    empty = {name: Col(INTEGER, "CAST(0 AS BIGINT)") if name in decimal else col for name, col in cols.items()}
    return [
        Branch((f"({select} HAVING count(*) > 0) {alias}",), (), cols),
        Branch((f"({select} HAVING count(*) = 0) {alias}",), (), empty),
    ]


def _select(one: Branch, groups: Sequence[str], values: Sequence[str]) -> str:
    """The SELECT of groups, as k0, k1 …, and of what is made of each, as a0, a1 …"""
    columns = [f"{sql} AS k{n}" for n, sql in enumerate(groups)] + [f"{sql} AS a{n}" for n, sql in enumerate(values)]
    by = f" GROUP BY {', '.join(str(n + 1) for n in range(len(groups)))}" if groups else ""
    return one.select(columns or ["count(*)"]) + by


def _counted_first(
    one: Branch, groups: Sequence[str], values: Sequence[tuple[Any, str]], things: Sequence[Thing]
) -> str | None:
    """The same, with the rows of a table counted before they are joined; None where that is not worth it."""
    if any(node.name not in _FOR_COUNTED and not node.distinct for node, _ in values):
        return None
    sqls = [sql for _, sql in values]
    simple = [match[1] if (match := _SIMPLE_COUNT.fullmatch(sql)) else None for sql in sqls]
    things_counted = {match[1] for sql in sqls if (match := _COUNT_OF_THINGS.fullmatch(sql))}
    if things_counted and all(
        count or _COUNT_OF_THINGS.fullmatch(sql) for count, sql in zip(simple, sqls, strict=True)
    ):
        read = [count for count in simple if count and count != "*"]
        made = counted(one, [*groups, *read], things)
        if made is None or things_counted != {made.alias}:
            return None
        # Grouped by all that is read of it, a counted row stands for its things once.
        each = [made.weighted(count) if count else f"min({made.weight})" for count in simple]
        rows = _select(made.branch, [*groups, *(f"{made.alias}.{name}" for name in made.columns)], each)
        sums = [f"coalesce(CAST(sum(rows.a{n}) AS BIGINT), 0)" for n in range(len(values))]
        return _select(Branch((f"({rows}) rows",)), [f"rows.k{n}" for n in range(len(groups))], sums)
    made = counted(one, [*groups, *(sql for sql in sqls if sql != "count(*)")], things)
    if made is None:
        return None
    sums = [
        f"coalesce(CAST({made.weighted(count)} AS BIGINT), 0)" if count else sql
        for count, sql in zip(simple, sqls, strict=True)
    ]
    return _select(made.branch, groups, sums)


#: Aggregates to which it is the same how often a value comes, or that add up how often.
_FOR_COUNTED = ("Aggregate_Count", "Aggregate_Min", "Aggregate_Max", "Aggregate_Sample")
_SIMPLE_COUNT = re.compile(r"count\((?!DISTINCT )(.*)\)")
_COUNT_OF_THINGS = re.compile(r"count\(DISTINCT (t[0-9]+)\.s\)")


def _count(node: Any, one: Branch, scope: Scope) -> Col:
    if node.vars == "*":
        if not node.distinct:
            return Col(INTEGER, "count(*)")
        # Blank nodes of a query are variables that nobody can ask for.
        texts = [col.text() for name, col in sorted(one.cols.items()) if not name.startswith("_:")]
        return Col(INTEGER, f"count(DISTINCT [{', '.join(texts)}])" if texts else "least(count(*), 1)")
    col = expression(node.vars, scope)
    if col.kind == terms.NONE:
        return Col(INTEGER, "count(NULL)")
    if node.distinct:
        return Col(INTEGER, f"count(DISTINCT {col.bare()})")
    return Col(INTEGER, f"count({col.bare()})" if col.maybe else "count(*)")


def _values(node: Any, scope: Scope, what: str) -> Col:
    return plain(expression(node.vars, scope), what)


def _if_all(col: Col, sql: str) -> str:
    """A value for a group in which no value is unbound."""
    return f"CASE WHEN count(*) = count({col.bare()}) THEN {sql} END" if col.maybe else sql


def _sum(node: Any, one: Branch, scope: Scope) -> Col:
    col = _values(node, scope, "SUM")
    if not col.kind.numeric:
        return Col(INTEGER, "CASE WHEN count(*) = 0 THEN CAST(0 AS BIGINT) END")
    distinct = "DISTINCT " if node.distinct else ""
    if col.kind == INTEGER:
        total = f"coalesce(sum({distinct}CAST({col.value()} AS HUGEINT)), 0)"
        within = f"CASE WHEN abs({total}) <= 9223372036854775807 THEN CAST({total} AS BIGINT) END"
        return Col(INTEGER, _if_all(col, within))
    return Col(DECIMAL, _if_all(col, f"CAST(sum({distinct}{col.value()}) AS DECIMAL(38,18))"))


def _avg(node: Any, one: Branch, scope: Scope) -> Col:
    col = _values(node, scope, "AVG")
    if not col.kind.numeric:
        return Col(INTEGER, "CASE WHEN count(*) = 0 THEN CAST(0 AS BIGINT) END")
    distinct = "DISTINCT " if node.distinct else ""
    total = f"coalesce(sum({distinct}CAST({col.value()} AS HUGEINT)), 0)"
    number = f"CAST(greatest(count({distinct}{col.value()}), 1) AS HUGEINT)"
    if col.kind == DECIMAL:
        sum_ = f"CAST(coalesce(sum({distinct}{col.value()}), 0) AS DECIMAL(38,18))"
        return Col(DECIMAL, _if_all(col, over_integer(sum_, number)))
    return Col(DECIMAL, _if_all(col, divided(total, number)))


def _extreme(function: str) -> Callable[[Any, Branch, Scope], Col]:
    def read(node: Any, one: Branch, scope: Scope) -> Col:
        col = _values(node, scope, function.upper())
        if col.kind == terms.NONE:
            return terms.UNBOUND
        if col.kind.name == "literal" and not col.kind.language and col.kind.datatype not in terms.ORDERED:
            raise NotTranslatable(f"{function.upper()} of values of an unusual kind")
        value = f"{function}({terms.shaped(col, terms.unified([col]))})"
        return replace(terms.unified([col]), sql=_if_all(col, value))

    return read


def _sample(node: Any, one: Branch, scope: Scope) -> Col:
    col = expression(node.vars, scope)
    if col.kind == terms.NONE:
        return terms.UNBOUND
    # The least of them, so that the same query gives the same answer.
    return replace(terms.unified([col]), sql=f"min({terms.shaped(col, terms.unified([col]))})")


def _group_concat(node: Any, one: Branch, scope: Scope) -> Col:
    col = _values(node, scope, "GROUP_CONCAT")
    if col.kind == terms.NONE:
        return terms.UNBOUND
    if col.kind.name != "literal" or (col.kind.datatype != terms.STRING and not col.kind.language):
        raise NotTranslatable("GROUP_CONCAT of what is no text")
    text = lexical(col).value()
    separator = str(node.separator) if node.separator is not None else " "
    distinct = "DISTINCT " if node.distinct else ""
    joined = f"coalesce(string_agg({distinct}{text}, {quoted(separator)} ORDER BY {text}), '')"
    return Col(col.kind, _if_all(col, joined))


_AGGREGATES: Mapping[str, Callable[[Any, Branch, Scope], Col]] = {
    "Aggregate_Count": _count,
    "Aggregate_Sum": _sum,
    "Aggregate_Avg": _avg,
    "Aggregate_Min": _extreme("min"),
    "Aggregate_Max": _extreme("max"),
    "Aggregate_Sample": _sample,
    "Aggregate_GroupConcat": _group_concat,
}
