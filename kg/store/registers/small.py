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
        parts: set[Kind] = set()
        self._blank = False
        self._kinds: dict[str, set[Kind]] = defaultdict(set)
        self._subjects: set[str] = set()
        self._pairs: set[tuple[str, Kind, str]] = set()
        self._graphs: dict[str, set[tuple[str, Kind]]] = defaultdict(set)
        matches: dict[str, set[str]] = {"s": set(), "o": set()}
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
            parts.add(kind)
            self._kinds[predicate].add(kind)
            self._graphs[quad.graph_name.value].add((predicate, kind))
            self._subjects.add(subject.value)
            self._pairs.add((predicate, kind, object_.value))
            matches["s"].update(each for each in prefixes if subject.value.startswith(each))
            if kind == terms.IRI:
                matches["o"].update(each for each in prefixes if object_.value.startswith(each))
        order = sorted(parts, key=lambda kind: (kind.name, kind.datatype, kind.language))
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
        if graph is not None and graph not in self._graphs:
            return
        for part in self.parts:
            if kind is not None and part.kind != kind:
                continue
            held = [each for each in predicates if part.kind in self._kinds.get(each, ())]
            if graph is not None:
                held = [each for each in held if (each, part.kind) in self._graphs[graph]]
            if value is not None:
                held = [each for each in held if (each, part.kind, value) in self._pairs]
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
