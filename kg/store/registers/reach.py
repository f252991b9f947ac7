"""Which triples of the tables a query could touch: its patterns, and what the rest of the query asks of their subjects.

A pattern is no reason to read a table whose rows lack what the query asks of the same variable elsewhere:
`?document a cr:LegalAct` keeps `OPTIONAL { ?document rdfs:label ?name }` away from a million certificates. This holds
where a solution with a row in that place could join nothing. So an optional part, MINUS and EXISTS know only what is
asked of the variables that the part before them binds (W3C, SPARQL 1.1 Query Language, 18.5), and a grouping, or a
sub-select that is cut off by LIMIT, knows nothing from outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import rdflib
from rdflib.paths import MulPath, NegatedPath, Path

from kg.store.registers import terms
from kg.store.registers.branch import Aliases, Branch
from kg.store.registers.patterns import bound, constant
from kg.store.registers.stated import stated
from kg.store.registers.tables import Thing, table_name
from kg.store.registers.terms import Col, NotTranslatable

#: Subject, predicate and object of what to look up; None for any.
Wanted = tuple[Any, Any, Any]
#: Of more inline values than this, a pattern is looked up without them.
_MOST_VALUES = 50
#: Operators whose solutions are some of those of their pattern.
_PASSING = ("Filter", "Extend", "OrderBy", "Distinct", "Reduced", "Slice", "Graph")
_EXISTS = ("Builtin_EXISTS", "Builtin_NOTEXISTS")


@dataclass(slots=True)
class _Asked:
    """What each solution of a pattern fulfils."""

    #: variable -> predicate and object of the triples that have it as their subject
    triples: dict[Any, set[tuple[Any, Any]]] = field(default_factory=dict)
    #: variable -> the inline values that it can have
    values: dict[Any, frozenset[Any]] = field(default_factory=dict)
    #: the variables that are bound
    bound: set[Any] = field(default_factory=set)

    def __or__(self, other: _Asked) -> _Asked:
        """What the solutions of both fulfil."""
        triples = {name: set(pairs) for name, pairs in self.triples.items()}
        for name, pairs in other.triples.items():
            triples.setdefault(name, set()).update(pairs)
        values = {**self.values, **other.values}
        for name in self.values.keys() & other.values.keys():
            values[name] = self.values[name] & other.values[name]
        return _Asked(triples, values, self.bound | other.bound)

    def of(self, names: Iterable[Any]) -> _Asked:
        """What is asked of these variables alone."""
        kept = set(names)
        return _Asked(
            {name: pairs for name, pairs in self.triples.items() if name in kept},
            {name: values for name, values in self.values.items() if name in kept},
            self.bound & kept,
        )


def reached(algebra: Any, things: Sequence[Thing], stated_elsewhere: Sequence[str]) -> dict[Thing, set[Wanted]]:
    """For each table that a query could touch, the triples to look up in it.

    `stated_elsewhere`: prefixes of tables of which the records describe a subject too.
    """
    found: dict[Thing, set[Wanted]] = {}
    asked = _Asking()
    for thing in things:
        reach = _Reach(thing, thing.prefix in stated_elsewhere, asked)
        reach.walk(algebra, _Asked())
        if reach.wanted:
            found[thing] = reach.wanted
    return found


class _Asking:
    """What patterns ask, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[int, _Asked] = {}

    def of(self, node: Any) -> _Asked:
        """What each solution of a pattern fulfils, as far as it is easily seen."""
        if id(node) not in self._known:
            self._known[id(node)] = self._made(node)
        return self._known[id(node)]

    def _made(self, node: Any) -> _Asked:
        name = getattr(node, "name", "")
        if name == "BGP":
            made = _Asked()
            for subject, predicate, object_ in node.triples or ():
                if not isinstance(predicate, Path):
                    made.triples.setdefault(subject, set()).add((predicate, object_))
                    made.bound.update(end for end in (subject, predicate, object_) if _variable(end))
                else:
                    made.bound.update(end for end in (subject, object_) if _variable(end))
            return made
        if name == "Join":
            return self.of(node.p1) | self.of(node.p2)
        if name in ("LeftJoin", "Minus"):
            return self.of(node.p1)
        if name in _PASSING:
            return self.of(node.p)
        if name == "Project":
            return self.of(node.p).of(node.PV)
        if name == "ToMultiSet" and isinstance(node.p, list):
            return _inline(node.p)
        if name == "ToMultiSet":
            return _inline(node.p.res) if node.p.name == "values" else self.of(node.p)
        return _Asked()


class _Reach:
    """What one table is wanted for."""

    def __init__(self, thing: Thing, elsewhere: bool, asked: _Asking) -> None:
        self.wanted: set[Wanted] = set()
        self._thing = thing
        self._elsewhere = elsewhere
        self._asked = asked
        self._known: dict[Wanted, bool] = {}

    def walk(self, node: Any, outside: _Asked) -> None:
        """Collect from a pattern whose solutions are joined to others that fulfil `outside`."""
        name = getattr(node, "name", "")
        if name == "BGP":
            self._bgp(node.triples or [], outside | self._asked.of(node))
        elif name == "Join":
            both = outside | self._asked.of(node)
            self.walk(node.p1, both)
            self.walk(node.p2, both)
        elif name == "LeftJoin":
            first, second = self._asked.of(node.p1), self._asked.of(node.p2)
            self.walk(node.p1, outside | first)
            self.walk(node.p2, (outside | first).of(first.bound))
            self._exists(node.expr, (outside | first | second).of(first.bound | second.bound))
        elif name == "Minus":
            first = self._asked.of(node.p1)
            self.walk(node.p1, outside | first)
            self.walk(node.p2, (outside | first).of(first.bound))
        elif name == "Union":
            self.walk(node.p1, outside)
            self.walk(node.p2, outside)
        elif name in ("Filter", "Extend"):
            asked = self._asked.of(node.p)
            self.walk(node.p, outside)
            self._exists(node.expr, (outside | asked).of(asked.bound))
        elif name in ("Graph", "Distinct", "Reduced"):
            self.walk(node.p, outside)
        elif name == "OrderBy":
            self.walk(node.p, outside)
            self._exists(node.expr, _Asked())
        elif name == "Project":
            self.walk(node.p, outside.of(node.PV))
        elif name == "ToMultiSet":
            if not isinstance(node.p, list) and node.p.name != "values":
                self.walk(node.p, outside)
        elif name in ("SelectQuery", "AskQuery", "Slice", "Group", "AggregateJoin"):
            self.walk(node.p, _Asked())
            self._exists([node.get("expr"), node.get("A")], _Asked())
        elif name == "ConstructQuery":
            self.walk(node.p, _Asked())
        else:
            self._anything(node)

    def _exists(self, expression: Any, outside: _Asked) -> None:
        """Collect from the patterns of EXISTS in an expression."""
        if getattr(expression, "name", "") in _EXISTS:
            self.walk(expression.graph, outside)
        elif isinstance(expression, dict):
            for value in expression.values():
                self._exists(value, outside)
        elif isinstance(expression, list | tuple):
            for value in expression:
                self._exists(value, outside)

    def _anything(self, node: Any) -> None:
        """Collect all patterns, wherever they stand."""
        if isinstance(node, dict):
            for name, value in node.items():
                if name == "triples" and value:
                    self._bgp(value, _Asked())
                elif name != "_vars":
                    self._anything(value)
            if getattr(node, "name", "") == "DescribeQuery":
                self._add((None, None, None))
        elif isinstance(node, list | tuple | set):
            for value in node:
                self._anything(value)

    def _bgp(self, triples: Sequence[Any], asked: _Asked) -> None:
        flat = [tuple(block[place : place + 3]) for block in triples for place in range(0, len(block), 3)]
        for subject, predicate, object_ in flat:
            if not isinstance(predicate, Path):
                if not _variable(subject) or self._fulfils(subject, asked):
                    for each in _filled((subject, predicate, object_), asked):
                        self._add(each)
                continue
            if _reflexive(predicate) and not any(
                not _variable(end) or sum(end in one[::2] for one in flat) > 1 for end in (subject, object_)
            ):
                self._add((None, None, None))  # anything is so related to itself
            for step in _steps(predicate):
                self._add((None, step, None))

    def _fulfils(self, variable: Any, asked: _Asked) -> bool:
        """Whether a row can be what the query asks of a variable."""
        values = asked.values.get(variable)
        if values is not None and not any(str(each).startswith(self._thing.prefix) for each in values):
            return False
        return self._elsewhere or all(
            any(self._states(each) for each in _filled((None, *pair), asked))
            for pair in asked.triples.get(variable, ())
        )

    def _states(self, wanted: Wanted) -> bool:
        if wanted not in self._known:
            self._known[wanted] = any(True for _ in selects(self._thing, [wanted]))
        return self._known[wanted]

    def _add(self, wanted: Wanted) -> None:
        if self._states(wanted):
            self.wanted.add(wanted)


def _inline(rows: Sequence[Mapping[Any, Any]]) -> _Asked:
    names = set.intersection(*({name for name, term in row.items() if term != "UNDEF"} for row in rows)) if rows else ()
    return _Asked(values={name: frozenset(row[name] for row in rows) for name in names}, bound=set(names))


def _filled(pattern: Wanted, asked: _Asked) -> Iterator[Wanted]:
    """A pattern for each of the inline values of its variables; None for a variable that can be anything."""
    ends: list[Iterable[Any]] = []
    for term in pattern:
        values = asked.values.get(term) if _variable(term) else frozenset([term])
        ends.append([None] if values is None or len(values) > _MOST_VALUES else values)
    yield from product(*ends)


def _reflexive(path: Any) -> bool:
    """Whether a path may have no step at all."""
    if isinstance(path, MulPath):
        return bool(path.zero) or _reflexive(path.path)
    if isinstance(path, NegatedPath):
        return False
    return any(_reflexive(each) for each in getattr(path, "args", ())) or (
        hasattr(path, "arg") and _reflexive(path.arg)
    )


def _steps(path: Any) -> Iterator[Any]:
    """The predicates of a path; None for any."""
    if isinstance(path, rdflib.URIRef):
        yield path
    elif isinstance(path, NegatedPath):
        yield None
    elif isinstance(path, MulPath):
        yield from _steps(path.path)
    elif hasattr(path, "arg"):
        yield from _steps(path.arg)
    else:
        for each in path.args:
            yield from _steps(each)


def _variable(term: Any) -> bool:
    return isinstance(term, rdflib.Variable | rdflib.BNode)


def selects(thing: Thing, patterns: Iterable[Wanted]) -> Iterator[tuple[str, str, Col]]:
    """For each statement of a table that a pattern could match: the SELECT of keys and values, the property and the
    kind of the values.
    """
    aliases = Aliases()
    for subject, predicate, object_ in _least(set(patterns)):
        for iri, number in thing.stated(None if predicate is None else str(predicate)):
            if (value := stated(thing, (iri,), number, "t", aliases)) is None:
                continue
            froms, wheres, col = value
            branch: Branch | None = Branch((f"{table_name(thing)} t", *froms), wheres)
            try:
                if subject is not None and branch is not None:
                    branch = bound(branch, terms.constant(constant(subject)), thing.subject("t"))
                if object_ is not None and branch is not None:
                    branch = bound(branch, terms.constant(constant(object_)), col)
            except NotTranslatable:
                pass  # a wider look-up gives more, never less
            if branch is not None:
                yield branch.select(["t.s", col.value()]), iri, terms.unified([Col(col.kind, col.value())])


def _least(patterns: set[Wanted]) -> list[Wanted]:
    """The patterns without those that another one covers."""

    def covers(one: Wanted, other: Wanted) -> bool:
        return one != other and all(mine is None or mine == theirs for mine, theirs in zip(one, other, strict=True))

    return sorted((each for each in patterns if not any(covers(one, each) for one in patterns)), key=repr)
