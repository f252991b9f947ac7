"""Selects a part of the graph: the neighbourhood of an entity, the answer of a question, the members of a class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import networkx
from pyoxigraph import NamedNode, Triple

from kg import names
from kg.ask import entities, library
from kg.describe import assertions
from kg.errors import NotFound, UsageError
from kg.network import excerpt
from kg.store import Graph, Layered, Result, Table
from kg.text.suggest import nearest

#: Groups whose nodes touch nearly everything (a country, a report): a path through one says nothing.
HUBS = frozenset({"place", "source"})


@dataclass(frozen=True)
class Part:
    """The criteria of a part; unset criteria do not narrow, several narrow together."""

    #: an entity (key, acronym or name), with all that is at most `hops` relations away, read in either direction
    around: str | None = None
    hops: int = 1
    #: a question of ``queries/``, or a file (``*.rq``) with a SELECT or CONSTRUCT: the things in its answer
    question: str | None = None
    #: the question's parameters, as a person would write them
    given: Mapping[str, str] = field(default_factory=dict)
    #: only things of one of these classes (``Reform``, ``prov:Activity``) or of a class below
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subgraph:
    """A part whose names have been resolved in one graph."""

    part: Part
    #: IRI of the entity or code in the middle
    center: str | None
    #: IRIs of the entities that the question's parameters name
    asked: frozenset[str]
    #: the answer of the question, if there is one
    answer: Table | list[Triple] | None
    #: IRIs of the classes that are wanted, those below included; empty: any
    classes: frozenset[str]

    @property
    def named(self) -> frozenset[str]:
        """IRIs that the part itself names; they become nodes even where others of their kind do not."""
        center = {self.center} if self.center else set()
        return frozenset(
            center | self.asked | {iri for iri in _iris(self.answer) if iri.startswith((names.ID, names.CODE))}
        )

    def nodes(self, whole: networkx.MultiDiGraph) -> set[str]:
        """The nodes of the whole graph that belong to the part."""
        kept = set(whole)
        if self.center is not None:
            kept &= _within(whole, names.short(self.center), self.part.hops)
        if self.answer is not None:
            kept &= {names.short(iri) for iri in _iris(self.answer) | self.asked}
        return kept

    def relates(self, subject: str, predicate: str, value: str) -> bool:
        """Whether a relation between two nodes belongs to the part; a CONSTRUCT lists its relations itself."""
        if not isinstance(self.answer, list):
            return True
        return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value)) in self._constructed

    def __post_init__(self) -> None:
        triples = self.answer if isinstance(self.answer, list) else ()
        object.__setattr__(self, "_constructed", frozenset(triples))

    _constructed: frozenset[Triple] = field(default=frozenset(), init=False, repr=False)


def in_memory(graph: Graph, part: Part) -> Graph:
    """The graph to read a part from: a store's records and what its registers state about the part; other graphs as
    they are. Raises LimitError where that is too much, and what `resolve` raises."""
    if not isinstance(graph, Layered):
        return graph
    if part == Part(hops=part.hops):
        return excerpt.everything(graph)
    resolved = resolve(graph, part)
    if resolved.center is not None:
        return excerpt.around(graph, [resolved.center], part.hops)
    if resolved.answer is not None:
        return excerpt.around(graph, sorted(_iris(resolved.answer)), 0)
    return excerpt.around(graph, excerpt.members(graph, resolved.classes), 0)


def resolve(graph: Graph, part: Part) -> Subgraph:
    """Resolve the names of a part. Raises NotFound with the nearest names, and QueryError for an invalid query."""
    if part.hops < 0:
        raise UsageError(f"{part.hops} hops: the number cannot be negative")
    return Subgraph(
        part=part,
        center=entities.resolve(graph, part.around).value if part.around is not None else None,
        asked=asked(graph, part),
        answer=_answer(graph, part) if part.question is not None else None,
        classes=classes_of(graph, part.classes),
    )


def asked(graph: Graph, part: Part) -> frozenset[str]:
    """The IRIs of the entities that the parameters of a part's question name; those of a query file are in its text."""
    if part.question is None or part.question.endswith(".rq"):
        return frozenset()
    return library.subjects(library.find(part.question), _whole(graph), part.given)


def _whole(graph: Graph) -> Graph:
    """What a question is asked of, where the graph is a part of a store."""
    return graph.whole if isinstance(graph, excerpt.Excerpt) else graph


def _answer(graph: Graph, part: Part) -> Table | list[Triple]:
    question = part.question or ""
    whole = _whole(graph)
    if question.endswith(".rq"):
        if part.given:
            raise UsageError(f"{question}: a query file takes no parameters; write the values into the query")
        try:
            text = Path(question).read_text("utf-8")
        except (OSError, ValueError) as fault:
            raise UsageError(f"{question}: cannot be read as a query: {fault}") from fault
    else:
        text = library.bind(library.find(question), whole, part.given)
    answer: Result = whole.query(text)
    if isinstance(answer, bool):
        raise UsageError(f"{question} is an ASK query; a part needs a SELECT or CONSTRUCT")
    return answer


def _iris(answer: Table | list[Triple] | None) -> set[str]:
    if answer is None:
        return set()
    rows: Iterable[Iterable[object]] = answer.rows if isinstance(answer, Table) else map(tuple, answer)
    return {term.value for row in rows for term in row if isinstance(term, NamedNode)}


def classes_of(graph: Graph, wanted: tuple[str, ...]) -> frozenset[str]:
    """The IRIs of these classes and of all their sub-classes. Raises NotFound with the nearest names."""
    if not wanted:
        return frozenset()
    above = assertions.ancestors(graph)
    answer = graph.select("SELECT ?class WHERE { ?class a owl:Class }")
    known = {row[0].value for row in answer.rows if isinstance(row[0], NamedNode)}
    known |= {parent for iri in known for parent in above.get(iri, ())}
    by_name = {name: iri for iri in known for name in (names.curie(iri), iri.removeprefix(names.NS), iri)}
    classes: set[str] = set()
    for name in wanted:
        if name not in by_name:
            raise NotFound("class", name, nearest(name, by_name))
        classes |= {by_name[name]} | {iri for iri in known if by_name[name] in above.get(iri, ())}
    return frozenset(classes)


def _within(whole: networkx.MultiDiGraph, center: str, hops: int) -> set[str]:
    """Nodes within `hops` steps, breadth first; a hub is reached but not passed through, unless it is the centre."""
    reached = {center} & set(whole)
    edge = list(reached)
    for _ in range(hops):
        through = [node for node in edge if node == center or whole.nodes[node]["group"] not in HUBS]
        edge = [
            other
            for node in through
            for other in (*whole.successors(node), *whole.predecessors(node))
            if other not in reached and not reached.add(other)  # type: ignore[func-returns-value]
        ]
    return reached
