"""The records next to the tables of registers: held in memory, as SQL tables of quads by the kind of their object."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from kg.store.registers import terms
from kg.store.registers.terms import Kind, NotTranslatable


@dataclass(frozen=True, slots=True)
class Part:
    """The quads whose objects are of one kind: the SQL table with columns g, s, p and o."""

    table: str
    kind: Kind
    rows: tuple[tuple[str, str, str, Any], ...]


class Small:
    """Quads as SQL tables, and what is known of them before a query runs."""

    def __init__(self, quads: Iterable[Quad], prefixes: Sequence[str]) -> None:
        """`prefixes` are those of the subjects of registers."""
        parts: dict[Kind, list[tuple[str, str, str, Any]]] = defaultdict(list)
        self._blank = False
        self._kinds: dict[str, set[Kind]] = defaultdict(set)
        self._subjects: set[str] = set()
        self._pairs: set[tuple[str, Kind, str]] = set()
        found: dict[str, set[str]] = {"s": set(), "o": set()}
        for quad in quads:
            subject, predicate, object_, graph = quad.subject, quad.predicate.value, quad.object, quad.graph_name
            if not (
                isinstance(subject, NamedNode)
                and isinstance(graph, NamedNode)
                and isinstance(object_, NamedNode | Literal)
            ):
                self._blank = True
                continue
            kind = terms.kind_of(object_)
            parts[kind].append((graph.value, subject.value, predicate, object_.value))
            self._kinds[predicate].add(kind)
            self._subjects.add(subject.value)
            self._pairs.add((predicate, kind, object_.value))
            found["s"].update(each for each in prefixes if subject.value.startswith(each))
            if kind == terms.IRI:
                found["o"].update(each for each in prefixes if object_.value.startswith(each))
        order = sorted(parts, key=lambda kind: (kind.name, kind.datatype, kind.language))
        self.parts = [Part(f"small{place}", kind, tuple(parts[kind])) for place, kind in enumerate(order)]
        #: prefixes of registers that no subject, no object begins with
        self.misses = {place: frozenset(prefixes) - hits for place, hits in found.items()}

    def matching(
        self, subject: str | None, predicates: Sequence[str], kind: Kind | None, value: str | None
    ) -> Iterator[Part]:
        """The parts that may hold quads of a pattern. Raises NotTranslatable where there are blank nodes."""
        if self._blank:
            raise NotTranslatable("the records hold blank nodes")
        if subject is not None and subject not in self._subjects:
            return
        for part in self.parts:
            if kind is not None and part.kind != kind:
                continue
            held = [each for each in predicates if part.kind in self._kinds.get(each, ())]
            if value is not None:
                held = [each for each in held if (each, part.kind, value) in self._pairs]
            if held or not predicates:
                yield part

    def create(self, connection: Any) -> None:
        """Make the tables in a DuckDB connection."""
        import pyarrow

        for part in self.parts:
            columns = [list(column) for column in zip(*part.rows, strict=True)]
            arrow = pyarrow.table(
                {name: pyarrow.array(column, pyarrow.string()) for name, column in zip("gspo", columns, strict=True)}
            )
            connection.register("given", arrow)
            value = "o" if part.kind.name == "odd" else f"CAST(o AS {part.kind.sql_type})"
            connection.execute(f"CREATE TABLE {part.table} AS SELECT g, s, p, {value} AS o FROM given")
            connection.unregister("given")
