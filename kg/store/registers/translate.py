"""A SPARQL query as one SQL query: rdflib's algebra, operator by operator, to branches of known kinds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import rdflib

from kg.store.registers import aggregates, kinds, onerow, terms
from kg.store.registers.branch import Aliases, Branch, compatible, joined, limited, wrapped
from kg.store.registers.expressions import condition, expression
from kg.store.registers.modifiers import Modifiers, sort_values
from kg.store.registers.onerow import RowSolution
from kg.store.registers.patterns import Matcher, Pattern, Place, constant, place
from kg.store.registers.small import Small
from kg.store.registers.tables import Thing
from kg.store.registers.terms import Col, NotTranslatable


@dataclass(frozen=True, slots=True)
class Select:
    """The SQL of the solutions: a column for each variable, and the kind of each column."""

    sql: str
    variables: tuple[str, ...]
    shapes: tuple[Col, ...]
    #: whether tables of registers take part; else the records alone could answer
    tables_used: bool
    #: where one row makes several solutions: these, of which `shapes` says nothing
    solutions: tuple[RowSolution, ...] = ()


class Translator:
    """Translates the patterns of one query."""

    def __init__(self, things: Sequence[Thing], small: Small) -> None:
        self.aliases = Aliases()
        self.matcher = Matcher(things, small, self.aliases)
        self._graph: Place | None = None

    def query(self, node: Any, variables: Sequence[str]) -> Select:
        """The SELECT of a whole query. Raises NotTranslatable."""
        order = Modifiers.of(node)
        branches = self.branches(order.pattern)
        plain = not (order.conditions or order.distinct or order.start) and order.length is None
        if plain and (made := onerow.solutions(branches, variables)) is not None:
            return Select(made[0], tuple(variables), (), self.matcher.tables_used, made[1])
        return self._select(branches, order, variables)

    def select(self, node: Any, variables: Sequence[str]) -> Select:
        """The SELECT of a pattern's solutions, a row for each. Raises NotTranslatable."""
        order = Modifiers.of(node)
        return self._select(self.branches(order.pattern), order, variables)

    def _select(self, branches: list[Branch], order: Modifiers, variables: Sequence[str]) -> Select:
        branches, keys = self._sorted(branches, order, variables)
        shown = [*variables, *(key for key, _ in keys)]
        one = branches[0] if len(branches) == 1 else wrapped(branches, shown, self.aliases)
        cols = [one.cols.get(name, terms.UNBOUND) for name in shown]
        shapes = tuple(terms.unified([col]) for col in cols)
        columns = [
            f"{terms.shaped(col, shape)} AS o{n}" for n, (col, shape) in enumerate(zip(cols, shapes, strict=True))
        ]
        sql = one.select(columns)
        if order.distinct:
            sql = sql.replace("SELECT ", "SELECT DISTINCT ", 1)
        if keys:
            places = [f"o{len(variables) + n} {direction}" for n, (_, direction) in enumerate(keys)]
            listed = ", ".join(f"o{n}" for n in range(len(variables))) or "1"
            sql = f"SELECT {listed} FROM ({sql}) ordered ORDER BY {', '.join(places)}"
        if order.length is not None:
            sql += f" LIMIT {order.length}"
        if order.start:
            sql += f" OFFSET {order.start}"
        return Select(sql, tuple(variables), shapes[: len(variables)], self.matcher.tables_used)

    def _sorted(
        self, branches: list[Branch], order: Modifiers, variables: Sequence[str]
    ) -> tuple[list[Branch], list[tuple[str, str]]]:
        """The branches with columns to sort by, and these columns with their direction."""
        keys: list[tuple[str, str]] = []
        for number, each in enumerate(order.conditions):
            if order.distinct and not set(_variables(each.expr)) <= set(variables):
                raise NotTranslatable("DISTINCT rows sorted by what is not shown")
            cols = [expression(each.expr, _Scope(self, branch)) for branch in branches]
            direction = "DESC NULLS LAST" if each.order == "DESC" else "ASC NULLS FIRST"
            for part, values in enumerate(sort_values(cols)):
                name = f"_:sort{number}.{part}"
                keys.append((name, direction))
                branches = [branch.binding(name, value) for branch, value in zip(branches, values, strict=True)]
        return branches, keys

    # Patterns

    def branches(self, node: Any) -> list[Branch]:
        """The solutions of a pattern."""
        handler = getattr(self, _PATTERNS.get(node.name, ""), None)
        if handler is None:
            raise NotTranslatable(f"the pattern {node.name}")
        matches: list[Branch] = handler(node)
        return limited(matches)

    def _bgp(self, node: Any) -> list[Branch]:
        if self._graph is not None and not node.triples:
            raise NotTranslatable("GRAPH around no pattern")
        return self.matcher.match([Branch()], node.triples or [], self._graph)

    def _join(self, node: Any) -> list[Branch]:
        if node.p1.name == "BGP" and not node.p1.triples:
            return self.branches(node.p2)
        left = self.branches(node.p1)
        if node.p2.name == "BGP" and node.p2.triples and left:
            used = {str(term) for triple in node.p2.triples for term in triple if isinstance(term, rdflib.Variable)}
            if isinstance(self._graph, str):
                used.add(self._graph)
            if not any(branch.cols[name].maybe for branch in left for name in used & branch.cols.keys()):
                return self.matcher.match(left, node.p2.triples, self._graph)
        right = self.branches(node.p2)
        return [made for one in left for other in right for made in joined(one, other)]

    def _union(self, node: Any) -> list[Branch]:
        return [*self.branches(node.p1), *self.branches(node.p2)]

    def _named(self, node: Any) -> list[Branch]:
        with self._within(place(node.term)):
            return self.branches(node.p)

    @contextmanager
    def _within(self, graph: Place | None) -> Iterator[None]:
        """Translate patterns of a graph."""
        before, self._graph = self._graph, graph
        try:
            yield
        finally:
            self._graph = before

    def _graph_within(self, shown: Collection[str]) -> Place | None:
        """The graph of a sub-select: where it does not show the variable, that is another one of the same name."""
        return self.matcher.fresh() if isinstance(self._graph, str) and self._graph not in shown else self._graph

    def _filter(self, node: Any) -> list[Branch]:
        return self._kept(self.branches(node.p), node.expr)

    def _kept(self, branches: Iterable[Branch], expr: Any) -> list[Branch]:
        """The branches with a filter, without those in which it never holds."""
        if getattr(expr, "name", "") == "ConditionalAndExpression":
            for each in (expr.expr, *expr.other):
                branches = self._kept(branches, each)
            return list(branches)
        made = []
        for branch in branches:
            test = condition(expr, _Scope(self, branch))
            if test == kinds.TRUE:
                made.append(branch)
            elif test not in (kinds.FALSE, kinds.NULL):
                made.append(branch.where(test))
        return made

    def _extend(self, node: Any) -> list[Branch]:
        made = []
        for branch in self.branches(node.p):
            name = str(node.var)
            col = expression(node.expr, _Scope(self, branch))
            made.append(branch if col.kind == terms.NONE else branch.binding(name, col))
        return made

    def _tomultiset(self, node: Any) -> list[Branch]:
        if isinstance(node.p, list):
            return self._values(node.p)
        if node.p.name == "values":
            return self._values(node.p.res)
        return [replace(branch, rows={}) for branch in self.branches(node.p)]

    def _values(self, rows: Sequence[Mapping[Any, Any]]) -> list[Branch]:
        """Inline data: a branch for each combination of kinds."""
        groups: dict[tuple[tuple[str, Any], ...], list[list[Col]]] = {}
        for row in rows:
            given = {str(name): terms.constant(constant(term)) for name, term in row.items() if term != "UNDEF"}
            names = sorted(given)
            groups.setdefault(tuple((name, given[name].kind) for name in names), []).append([given[n] for n in names])
        made: list[Branch] = []
        for key, listed in groups.items():
            if not key:
                made.extend(Branch() for _ in listed)
                continue
            if len(listed) == 1:
                made.append(Branch(cols={name: col for (name, _), col in zip(key, listed[0], strict=True)}))
                continue
            alias = self.aliases.new("v")
            texts = ", ".join(f"({', '.join(col.value() for col in row)})" for row in listed)
            columns = ", ".join(f"c{n}" for n in range(len(key)))
            cols = {name: Col(kind, f"{alias}.c{n}") for n, (name, kind) in enumerate(key)}
            made.append(Branch((f"(VALUES {texts}) {alias}({columns})",), (), cols))
        return made

    def _project(self, node: Any) -> list[Branch]:
        shown = {str(name) for name in node.PV}
        with self._within(self._graph_within(shown)):
            branches = self.branches(node.p)
        return [
            replace(branch, cols={name: col for name, col in branch.cols.items() if name in shown}, rows={})
            for branch in branches
        ]

    def _modified(self, node: Any) -> list[Branch]:
        """A sub-select with DISTINCT, ORDER BY or LIMIT."""
        order = Modifiers.of(node)
        variables = order.shown
        if variables is None:
            raise NotTranslatable("a solution modifier without a projection")
        with self._within(self._graph_within(variables)):
            select = self.select(node, variables)
        alias = self.aliases.new()
        cols = {
            name: replace(shape, sql=f"{alias}.o{n}")
            for n, (name, shape) in enumerate(zip(variables, select.shapes, strict=True))
            if shape.kind != terms.NONE
        }
        return [Branch((f"({select.sql}) {alias}",), (), cols)]

    def _leftjoin(self, node: Any) -> list[Branch]:
        left = self.branches(node.p1)
        plain = getattr(node.expr, "name", "") == "TrueFilter"
        if node.p2.name == "BGP" and plain:
            rows = [self._same_row(branch, node.p2.triples) for branch in left]
            if all(branch is not None for branch in rows):
                return [branch for branch in rows if branch is not None]
        right = self.branches(node.p2)
        if not plain:
            used = set(_variables(node.expr))
            if all(name in branch.cols and not branch.cols[name].maybe for branch in right for name in used):
                right, plain = self._kept(right, node.expr), True
        if not right:
            return left
        made = []
        for one in left:
            matching = [other for other in right if compatible(one, other, one.cols.keys() & other.cols.keys())]
            names = sorted({name for branch in matching for name in branch.cols})
            other = wrapped(matching, names, self.aliases)
            made.append(self._outer(one, other, None if plain else node.expr) if matching else one)
        return made

    def _same_row(self, branch: Branch, triples: Sequence[Any]) -> Branch | None:
        """An OPTIONAL pattern that only a column of a row at hand can match: NULL where the column is empty."""
        if len(triples) != 1:
            return None
        subject, predicate, object_ = triples[0]
        if not all(isinstance(each, rdflib.term.Identifier) for each in triples[0]):
            return None
        if not isinstance(predicate, rdflib.URIRef) or not isinstance(object_, rdflib.Variable):
            return None
        name, iri = str(object_), str(predicate)
        if name in branch.cols or self._graph is not None or not isinstance(subject, rdflib.Variable):
            return None
        pattern = Pattern(str(subject), place(predicate), name)
        ways = list(self.matcher.ways(pattern, branch))
        if not ways:
            return branch
        if len(ways) > 1 or ways[0].froms != branch.froms:
            return None
        thing = next(
            thing for thing in self.matcher.things if (f"{thing.register}.{thing.name}", str(subject)) in branch.rows
        )
        number = next((number for _, number in thing.stated(iri)), None)
        if number is None:
            return None
        if thing.statements[number].several or ways[0].cols[name].constant:
            return ways[0] if ways[0].wheres == branch.wheres else None
        nullable = len(ways[0].wheres) > len(branch.wheres)
        return branch.binding(name, replace(ways[0].cols[name], maybe=nullable))

    def _outer(self, one: Branch, other: Branch, expr: Any) -> Branch:
        """The left join of two branches."""
        inner = wrapped([one], one.cols, self.aliases)
        shared = sorted(inner.cols.keys() & other.cols.keys())
        test = compatible(inner, other, shared)
        if expr is not None and test is not None:
            both = Branch(cols={**{n: terms.optional(c) for n, c in other.cols.items()}, **inner.cols})
            test = f"{test} AND ({condition(expr, _Scope(self, both))})"
        if test is None:
            return one
        cols = dict(inner.cols)
        for name, col in other.cols.items():
            if name not in cols or cols[name].kind == terms.NONE:
                cols[name] = terms.optional(col)
            elif cols[name].maybe and col.kind != terms.NONE:
                mine = cols[name]
                shape = terms.unified([mine, col])
                sql = f"coalesce({terms.shaped(mine, shape)}, {terms.shaped(col, shape)})"
                cols[name] = replace(shape, sql=sql, maybe=True)
        return Branch((f"{inner.froms[0]} LEFT JOIN {other.froms[0]} ON {test}",), (), cols)

    def _minus(self, node: Any) -> list[Branch]:
        right = self.branches(node.p2)
        made = []
        for branch in self.branches(node.p1):
            for other in right:
                shared = sorted(branch.cols.keys() & other.cols.keys())
                test = compatible(branch, other, shared)
                if not shared or test is None:
                    continue
                bound = [
                    " AND ".join(
                        f"{col.bare()} IS NOT NULL" for col in (branch.cols[name], other.cols[name]) if col.maybe
                    )
                    or "true"
                    for name in shared
                ]
                clash = other.where(test, f"({' OR '.join(f'({each})' for each in bound)})").select(["1"])
                branch = branch.where(f"NOT EXISTS ({clash})")
            made.append(branch)
        return made

    def _aggregatejoin(self, node: Any) -> list[Branch]:
        group = node.p
        branches = self.branches(group.p)
        keys = list(group.expr or [])
        if any(not isinstance(each, rdflib.Variable) for each in keys):
            raise NotTranslatable("a group by an expression without a name")
        names = [str(each) for each in keys]
        needed: dict[str, None] = dict.fromkeys(names)
        for branch in branches:
            needed.update(dict.fromkeys(branch.cols))
        if len(branches) == 1:
            one = branches[0]
        else:
            used = set(names) | {str(v) for each in node.A for v in _variables(each)}
            every = any(each.vars == "*" and each.distinct for each in node.A)
            one = wrapped(branches, [name for name in needed if every or name in used], self.aliases)
        scope = _Scope(self, one)
        return aggregates.grouped(one, names, bool(group.expr), node.A, scope, self.aliases, self.matcher.things)

    def exists(self, graph: Any, outer: Branch) -> str:
        """The SQL condition that a pattern has a solution in which the outer variables have their values."""
        tests = []
        for branch in self._inner(graph, outer):
            shared = sorted(branch.cols.keys() & outer.cols.keys())
            conditions = []
            for name in shared:
                mine, theirs = outer.cols[name], branch.cols[name]
                if theirs.maybe or mine.maybe:
                    raise NotTranslatable("EXISTS over a variable that may be unbound")
                equal = terms.same(mine, theirs)
                if equal is False:
                    break
                if isinstance(equal, str):
                    conditions.append(equal)
            else:
                tests.append(f"EXISTS ({branch.where(*conditions).select(['1'])})")
        return f"({' OR '.join(tests)})" if tests else "false"

    def _inner(self, graph: Any, outer: Branch) -> list[Branch]:
        """The branches of a pattern within EXISTS; its filters see the outer variables."""
        if graph.name == "Filter":
            made = []
            for branch in self._inner(graph.p, outer):
                both = replace(branch, cols={**outer.cols, **branch.cols})
                test = condition(graph.expr, _Scope(self, both))
                if test not in (kinds.FALSE, kinds.NULL):
                    made.append(branch.where(test))
            return made
        _plain(graph)
        return self.branches(graph)


#: Operator -> the method that translates it.
_PATTERNS = {
    "BGP": "_bgp",
    "Join": "_join",
    "Union": "_union",
    "Graph": "_named",
    "Filter": "_filter",
    "Extend": "_extend",
    "ToMultiSet": "_tomultiset",
    "Project": "_project",
    "Distinct": "_modified",
    "Reduced": "_modified",
    "OrderBy": "_modified",
    "Slice": "_modified",
    "LeftJoin": "_leftjoin",
    "Minus": "_minus",
    "AggregateJoin": "_aggregatejoin",
}


def _plain(node: Any) -> None:
    """Raises NotTranslatable for a pattern that the values of outer variables could change."""
    if node.name not in ("BGP", "Join", "Union", "Graph"):
        raise NotTranslatable(f"{node.name} within EXISTS")
    for part in (node.p, node.p1, node.p2):
        if part is not None:
            _plain(part)


class _Scope:
    """The variables of one branch, and the patterns that expressions ask for."""

    def __init__(self, translator: Translator, branch: Branch) -> None:
        self._translator = translator
        self.branch = branch

    def col(self, name: str) -> Col:
        """The column of a variable, `UNBOUND` where the branch has none."""
        return self.branch.cols.get(name, terms.UNBOUND)

    def exists(self, graph: Any) -> str:
        """The SQL condition that a pattern within EXISTS matches."""
        return self._translator.exists(graph, self.branch)


def _variables(node: Any) -> Iterable[str]:
    """The variables that an expression reads."""
    if isinstance(node, rdflib.Variable):
        yield str(node)
    elif isinstance(node, dict):  # rdflib's nodes are
        for key, value in node.items():
            if key not in ("_vars", "res"):
                yield from _variables(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _variables(value)
