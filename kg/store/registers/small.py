"""The records next to the tables of registers: held in memory, as SQL tables of quads by the kind of their object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from kg.store.registers import terms
from kg.store.registers.terms import Kind, NotTranslatable, quoted


@dataclass(frozen=True, slots=True)
class TermKindQuads:
    """The quads whose objects are of one kind: the SQL table with columns g, s, p and o."""

    table: str
    kind: Kind


class Small:
    """Quads as SQL tables, and what is known of them before a query runs."""

    def __init__(self, quads: Iterable[Quad], prefixes: Sequence[str]) -> None:
        """`prefixes` are those of the subjects of registers."""
        self._blank = False
        self._subjects: set[str] = set()
        values: dict[Kind, set[tuple[str, str]]] = defaultdict(set)
        graphs: dict[Kind, set[tuple[str, str]]] = defaultdict(set)
        for quad in quads:
            subject, predicate, object_ = quad.subject, quad.predicate.value, quad.object
            if not (
                isinstance(subject, NamedNode)
                and isinstance(quad.graph_name, NamedNode)
                and isinstance(object_, NamedNode | Literal)
            ):
                self._blank = True
                continue
            kind = terms.kind_of(object_)
            values[kind].add((predicate, object_.value))
            graphs[kind].add((quad.graph_name.value, predicate))
            self._subjects.add(subject.value)
        self._values, self._graphs = dict(values), dict(graphs)
        self._predicates = {kind: {predicate for predicate, _ in held} for kind, held in values.items()}
        self._named = {graph for held in graphs.values() for graph, _ in held}
        objects = {value for _, value in values.get(terms.IRI, ())}
        matches = {
            place: {each for each in prefixes if any(iri.startswith(each) for iri in iris)}
            for place, iris in (("s", self._subjects), ("o", objects))
        }
        order = sorted(values, key=lambda kind: (kind.name, kind.datatype, kind.language))
        self.parts = [TermKindQuads(f"small{place}", kind) for place, kind in enumerate(order)]
        #: prefixes of registers that no subject, no object begins with
        self.misses = {place: frozenset(prefixes) - hits for place, hits in matches.items()}

    def matching(
        self,
        subject: str | None,
        predicates: Sequence[str],
        kind: Kind | None,
        value: str | None,
        graph: str | None = None,
    ) -> Iterator[TermKindQuads]:
        """The parts that may hold quads of a pattern. Raises NotTranslatable where there are blank nodes."""
        if self._blank:
            raise NotTranslatable("the records hold blank nodes")
        if subject is not None and subject not in self._subjects:
            return
        if graph is not None and graph not in self._named:
            return
        for part in self.parts:
            if kind is not None and part.kind != kind:
                continue
            held = [each for each in predicates if each in self._predicates[part.kind]]
            if graph is not None:
                held = [each for each in held if (graph, each) in self._graphs[part.kind]]
            if value is not None:
                held = [each for each in held if (each, value) in self._values[part.kind]]
            if held or not predicates:
                yield part

    def create(self, connection: Any, file: str) -> None:
        """Make the tables in a DuckDB connection, from the file that `write` wrote (its path as an SQL text)."""
        for part in self.parts:
            kind = part.kind
            value = "o" if kind.name == "odd" else f"CAST(o AS {kind.sql_type})"
            connection.execute(
                f"CREATE TABLE {part.table} AS SELECT g, s, p, {value} AS o FROM read_parquet({file})"
                f" WHERE kind = {quoted(str(kind))}"
            )


def write(quads: Iterable[Quad], path: Path) -> None:
    """Write quads as a Parquet table from which `Small.create` makes its tables."""
    import pyarrow
    import pyarrow.parquet

    rows = []
    for quad in quads:
        subject, object_, graph = quad.subject, quad.object, quad.graph_name
        if not isinstance(object_, NamedNode | Literal):
            continue
        if isinstance(subject, NamedNode) and isinstance(graph, NamedNode):
            kind = str(terms.kind_of(object_))
            rows.append((kind, graph.value, subject.value, quad.predicate.value, object_.value))
    rows.sort()
    names = ("kind", "g", "s", "p", "o")
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    table = {name: pyarrow.array(list(column), pyarrow.string()) for name, column in zip(names, columns, strict=True)}
    pyarrow.parquet.write_table(pyarrow.table(table), path, compression="zstd")
