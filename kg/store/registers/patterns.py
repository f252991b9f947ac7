"""Triple patterns over tables: which columns and which of the records could match, joined into branches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import rdflib
from pyoxigraph import Literal, NamedNode
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, Path, SequencePath

from kg.store.oxigraph import VALUED, rewritten
from kg.store.registers import terms
from kg.store.registers.branch import Aliases, Branch, limited
from kg.store.registers.small import Small, TermKindQuads
from kg.store.registers.stated import stated
from kg.store.registers.tables import Thing, table_name
from kg.store.registers.terms import Col, NotTranslatable, quoted

#: A place in a pattern: the name of a variable, or a constant.
Place = str | Col


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern, in a graph when it stands within GRAPH."""

    subject: Place
    predicate: Place
    object: Place
    graph: Place | None = None
    #: predicates any of which will do, in place of `predicate`; a pair that several of them relate counts once
    either: tuple[str, ...] = ()
    #: how often one of `either` may follow the other: "+", "*" or "?"; empty for once
    repeated: str = ""


def place(node: Any) -> Place:
    """A term of rdflib's algebra: a variable's name (a blank node is one that nobody can ask for), or a constant."""
    if isinstance(node, rdflib.Variable):
        return str(node)
    if isinstance(node, rdflib.BNode):
        return f"_:{node}"
    return terms.constant(constant(node))


def constant(node: Any) -> NamedNode | Literal:
    """A constant of rdflib's as the engine's. Raises NotTranslatable."""
    if isinstance(node, rdflib.URIRef):
        try:
            return NamedNode(str(node))
        except ValueError as fault:
            raise NotTranslatable("an IRI that is not absolute") from fault
    if isinstance(node, rdflib.Literal):
        if node.language:
            return Literal(str(node), language=node.language)
        datatype = str(node.datatype) if node.datatype else terms.STRING
        literal = Literal(_canonical(str(node), datatype), datatype=NamedNode(datatype))
        return rewritten([literal]).get(literal, literal) if datatype in VALUED - terms.ORDERED else literal
    raise NotTranslatable("a term of an unusual kind")


def _canonical(text: str, datatype: str) -> str:
    """The lexical form that the engine keeps for the same value."""
    if datatype == terms.INTEGER and text.lstrip("+-").isascii() and text.lstrip("+-").isdigit():
        return str(int(text))
    if datatype == terms.DECIMAL:
        sign = "-" if text.startswith("-") else ""
        whole, _, rest = text.lstrip("+-").partition(".")
        if (whole + rest).isascii() and (whole + rest).isdigit():
            whole, rest = whole.lstrip("0") or "0", rest.rstrip("0")
            plain = f"{whole}.{rest}" if rest else whole
            return plain if plain == "0" else sign + plain
    if datatype == terms.BOOLEAN and text in ("0", "1"):
        return "true" if text == "1" else "false"
    return text


class Matcher:
    """Joins triple patterns to branches."""

    def __init__(self, things: Sequence[Thing], small: Small, aliases: Aliases) -> None:
        self.things = things
        self.small = small
        self.aliases = aliases
        #: whether a table was used
        self.tables_used = False
        self._fresh = 0
        self._prefixes = frozenset(thing.prefix for thing in things)

    def match(self, start: list[Branch], triples: Sequence[Any], graph: Place | None) -> list[Branch]:
        """The solutions of a basic graph pattern that continue those of `start`."""
        branches = start
        waiting: list[Pattern] = []
        for subject, predicate, object_ in triples:
            waiting.extend(self._simple(place(subject), predicate, place(object_), graph))
        while waiting and branches:
            pattern = self._next(waiting, branches)
            waiting.remove(pattern)
            branches = limited([made for branch in branches for made in self.ways(pattern, branch)])
        return branches

    def fresh(self) -> str:
        """A variable that nobody can ask for."""
        self._fresh += 1
        return f"_:path{self._fresh}"

    def _simple(self, subject: Place, predicate: Any, object_: Place, graph: Place | None) -> Iterator[Pattern]:
        """A pattern as patterns without a path: sequences and inverses become patterns of their own."""
        if isinstance(predicate, SequencePath):
            start = subject
            for step in predicate.args[:-1]:
                end = self.fresh()
                yield from self._simple(start, step, end, graph)
                start = end
            yield from self._simple(start, predicate.args[-1], object_, graph)
        elif isinstance(predicate, InvPath):
            yield from self._simple(object_, predicate.arg, subject, graph)
        elif isinstance(predicate, AlternativePath):
            yield Pattern(subject, self.fresh(), object_, graph, _plain(predicate))
        elif isinstance(predicate, MulPath):
            predicates = _plain(predicate.path)
            if graph is not None or any(True for thing in self.things for _ in thing.stated_once(predicates)):
                raise NotTranslatable(f"the path {_shown(predicate)}")
            yield Pattern(subject, self.fresh(), object_, graph, predicates, str(predicate.mod))
        elif isinstance(predicate, Path):
            raise NotTranslatable(f"the path {_shown(predicate)}")
        else:
            yield Pattern(subject, place(predicate), object_, graph)

    def _next(self, waiting: Sequence[Pattern], branches: Sequence[Branch]) -> Pattern:
        """The pattern with the fewest ways to match, among those that share something with what is matched."""
        known = set(branches[0].cols)

        def apart(pattern: Pattern) -> bool:
            ends = (pattern.subject, pattern.object, pattern.predicate)
            return not any(isinstance(end, str) and end in known for end in ends) and not any(
                isinstance(end, Col) for end in ends[:2]
            )

        return min(waiting, key=lambda pattern: (apart(pattern), self.count(pattern)))

    def ways(self, pattern: Pattern, branch: Branch) -> Iterator[Branch]:
        """The continuations of one branch by one pattern."""
        if pattern.repeated:
            yield from self._chain(pattern, branch)
            return
        for thing in self.things:
            name = ""
            for iri, number in self._stated(thing, pattern, branch):
                name = name or self.aliases.new()  # one for all: no two of these ways are ever joined
                yield from self._row(thing, iri, number, pattern, branch, name)
        yield from self._records(pattern, branch)

    def count(self, pattern: Pattern) -> int:
        """In how many ways a pattern could match, at most."""
        if pattern.repeated:
            return 1_000_000  # last: it may have to begin at what other patterns find
        if pattern.either:
            return sum(1 for thing in self.things for _ in thing.stated_once(pattern.either)) + 2
        iri = pattern.predicate.prefix if isinstance(pattern.predicate, Col) else None
        own = sum(1 for thing in self.things for _ in thing.stated(iri))
        return own + (1 if iri else 10)

    @staticmethod
    def _stated(thing: Thing, pattern: Pattern, branch: Branch) -> Iterator[tuple[str, int]]:
        if pattern.either:
            return thing.stated_once(pattern.either)
        predicate = pattern.predicate if isinstance(pattern.predicate, Col) else branch.cols.get(pattern.predicate)
        if predicate is not None and predicate.kind != terms.IRI:
            return iter(())
        return thing.stated(predicate.prefix if predicate is not None and predicate.constant else None)

    def _row(
        self, thing: Thing, iri: str, number: int, pattern: Pattern, branch: Branch, name: str
    ) -> Iterator[Branch]:
        """A branch in which a row of a table states the pattern by one of its statements."""
        subject = pattern.subject if isinstance(pattern.subject, str) else f"<{pattern.subject.prefix}>"
        key = (f"{thing.register}.{thing.name}", subject)
        alias = branch.rows.get(key)
        made: Branch | None = branch
        if alias is None:
            if any(of == subject for _, of in branch.rows):
                return  # no two tables describe one thing
            alias = name
            rows = {**branch.rows, key: alias}
            made = Branch((*branch.froms, f"{table_name(thing)} {alias}"), branch.wheres, branch.cols, rows)
            made = bound(made, pattern.subject, thing.subject(alias))
        if made is not None and not pattern.either:
            made = bound(made, pattern.predicate, Col(terms.IRI, None, iri))
        if made is not None and pattern.graph is not None:
            made = bound(made, pattern.graph, Col(terms.IRI, None, thing.graph))
        if made is None:
            return
        if (value := stated(thing, pattern.either or (iri,), number, alias, self.aliases, self._prefixes)) is None:
            return
        froms, wheres, col = value
        made = bound(made.reading(*froms).where(*wheres), pattern.object, col)
        if made is not None:
            self.tables_used = True
            yield made

    def _chain(self, pattern: Pattern, branch: Branch) -> Iterator[Branch]:
        """Branches in which statements of the records lead from one end to the other, or, where a path may, none."""
        parts = list(self.small.matching(None, pattern.either, None, None))
        if any(part.kind != terms.IRI for part in parts):
            raise NotTranslatable("a path that may end at a literal")
        reflexive = pattern.repeated in "*?"
        for part in parts:
            listed = ", ".join(quoted(iri) for iri in pattern.either)
            steps = f"SELECT DISTINCT s, o FROM {part.table} WHERE p IN ({listed})"
            apart = " WHERE s <> o" if reflexive else ""
            sql = f"(SELECT s, o FROM ({steps}){apart})"
            if pattern.repeated != "?":
                further = f"SELECT chain.s, step.o FROM chain JOIN ({steps}) step ON chain.o = step.s"
                sql = f"(WITH RECURSIVE chain(s, o) AS ({steps} UNION {further}) SELECT s, o FROM chain{apart})"
            alias = self.aliases.new()
            made: Branch | None = branch.reading(f"{sql} {alias}")
            for where, name in ((pattern.subject, "s"), (pattern.object, "o")):
                if made is not None:
                    made = bound(made, where, Col(terms.IRI, f"{alias}.{name}", misses=self.small.misses[name]))
            if made is not None:
                yield made
        if reflexive:
            ends = [end if isinstance(end, Col) else branch.cols.get(end) for end in (pattern.subject, pattern.object)]
            start = ends[0] or ends[1]
            if start is None:
                raise NotTranslatable("a path of any length between two ends that nothing else binds")
            here: Branch | None = branch
            for where in (pattern.subject, pattern.object):
                here = bound(here, where, start) if here is not None else None
            if here is not None:
                yield here

    def _records(self, pattern: Pattern, branch: Branch) -> Iterator[Branch]:
        """Branches in which a quad of the records matches."""

        def given(where: Place) -> Col | None:
            return where if isinstance(where, Col) else branch.cols.get(where)

        subject, predicate, object_ = given(pattern.subject), given(pattern.predicate), given(pattern.object)
        graph = given(pattern.graph) if pattern.graph is not None else None
        for col in (subject, predicate):
            if col is not None and col.kind not in (terms.IRI, terms.TERM):
                return
        value = object_.prefix if object_ is not None and object_.constant else None
        predicates = pattern.either
        if not predicates and predicate is not None and predicate.constant:
            predicates = (predicate.prefix,)
        for part in self.small.matching(
            subject.prefix if subject is not None and subject.constant else None,
            predicates,
            object_.kind if object_ is not None and object_.kind != terms.TERM else None,
            value,
            graph.prefix if graph is not None and graph.constant else None,
        ):
            made = self._quad(part, pattern, branch)
            if made is not None:
                yield made

    def _quad(self, part: TermKindQuads, pattern: Pattern, branch: Branch) -> Branch | None:
        alias = self.aliases.new()
        source = part.table
        if pattern.either:
            listed = ", ".join(quoted(iri) for iri in pattern.either)
            graph = "g, " if pattern.graph is not None else ""
            source = f"(SELECT DISTINCT {graph}s, o FROM {part.table} WHERE p IN ({listed}))"
        made: Branch | None = branch.reading(f"{source} {alias}")
        misses = self.small.misses
        columns = (
            (pattern.graph, Col(terms.IRI, f"{alias}.g")),
            (None if pattern.either else pattern.predicate, Col(terms.IRI, f"{alias}.p")),
            (pattern.subject, Col(terms.IRI, f"{alias}.s", misses=misses["s"])),
            (
                pattern.object,
                Col(part.kind, f"{alias}.o", misses=misses["o"] if part.kind == terms.IRI else frozenset()),
            ),
        )
        for where, col in columns:
            if made is not None and where is not None:
                made = bound(made, where, col)
        return made


def bound(branch: Branch, where: Place, col: Col) -> Branch | None:
    """A branch in which a place has a value; None when it has another one already."""
    if isinstance(where, str) and where not in branch.cols:
        return branch.binding(where, col)
    known = where if isinstance(where, Col) else branch.cols[where]
    if known.maybe:
        raise NotTranslatable("a pattern over a variable that may be unbound")
    equal = terms.same(known, col)
    if equal is False:
        return None
    if isinstance(where, str) and col.constant and not known.constant:
        branch = branch.binding(where, col)
    return branch if equal is True else branch.where(equal)


def _shown(path: Any) -> str:
    """A path for a person to read; rdflib cannot write one that negates an inverse."""
    return "that negates predicates" if isinstance(path, NegatedPath) else str(path.n3())


def _plain(path: Any) -> tuple[str, ...]:
    """The predicate, or those of alternatives. Raises NotTranslatable for other paths."""
    if isinstance(path, rdflib.URIRef):
        return (str(path),)
    if not isinstance(path, AlternativePath):
        raise NotTranslatable(f"the path {_shown(path)}")
    matches: list[str] = []
    for each in path.args:
        if isinstance(each, AlternativePath):
            matches.extend(_plain(each))
        elif isinstance(each, rdflib.URIRef):
            matches.append(str(each))
        else:
            raise NotTranslatable(f"the path {_shown(path)}")
    return tuple(dict.fromkeys(matches))
