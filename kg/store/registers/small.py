"""The records next to the tables of registers: as SQL tables of quads by the kind of their object.

What is known of them before a query runs is summed up once, so that no query has to read them first.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from kg.store.registers import terms
from kg.store.registers.terms import Kind, NotTranslatable, quoted

#: Kind of the object, graph, subject, predicate and object of a quad: a row of the table of all quads.
Row = tuple[str, str, str, str, str]
COLUMNS = ("kind", "g", "s", "p", "o")


@dataclass(frozen=True, slots=True)
class TermKindQuads:
    """The quads whose objects are of one kind: the SQL table with columns g, s, p and o."""

    table: str
    kind: Kind


@dataclass(slots=True)
class Summary:
    """What is known of quads before a query runs."""

    #: how many there are in each graph
    quads: Counter[str] = field(default_factory=Counter)
    #: graph -> predicate and kind of the object of each of its quads
    graphs: dict[str, set[tuple[str, Kind]]] = field(default_factory=lambda: defaultdict(set))
    subjects: set[str] = field(default_factory=set)
    #: predicate and kind -> the objects: IRIs, and of literals a checksum
    objects: dict[tuple[str, Kind], set[str | int]] = field(default_factory=lambda: defaultdict(set))
    #: whether there are quads with blank nodes or triple terms, which are in no table
    others: bool = False

    def add(self, quads: Iterable[Quad]) -> list[Row]:
        """Sum up more quads; gives the rows of the table."""
        rows = []
        for quad in quads:
            subject, predicate, object_, graph = quad.subject, quad.predicate.value, quad.object, quad.graph_name
            self.quads[graph.value if isinstance(graph, NamedNode) else ""] += 1
            if not (
                isinstance(subject, NamedNode)
                and isinstance(graph, NamedNode)
                and isinstance(object_, NamedNode | Literal)
            ):
                self.others = True
                continue
            kind = terms.kind_of(object_)
            self.graphs[graph.value].add((predicate, kind))
            self.subjects.add(subject.value)
            self.objects[predicate, kind].add(_noted(kind, object_.value))
            rows.append((kind.text(), graph.value, subject.value, predicate, object_.value))
        return rows

    def holds(self, predicate: str, kind: Kind, value: str) -> bool:
        """Whether a quad may have this predicate and object."""
        return _noted(kind, value) in self.objects.get((predicate, kind), ())

    def text(self) -> bytes:
        """The summary as JSON, the same for the same quads."""
        pairs = sorted(self.objects, key=lambda pair: (pair[0], pair[1].text()))
        places = {pair: place for place, pair in enumerate(pairs)}
        given = {
            "pairs": [[predicate, kind.text()] for predicate, kind in pairs],
            "objects": [sorted(self.objects[pair]) for pair in pairs],
            "subjects": sorted(self.subjects),
            "graphs": {graph: sorted(places[pair] for pair in self.graphs[graph]) for graph in sorted(self.graphs)},
            "quads": dict(sorted(self.quads.items())),
            "others": self.others,
        }
        return json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def read(cls, text: bytes) -> Summary:
        """The summary that `text` wrote."""
        given = json.loads(text)
        pairs = [(predicate, Kind.read(kind)) for predicate, kind in given["pairs"]]
        graphs = {graph: {pairs[place] for place in places} for graph, places in given["graphs"].items()}
        objects = {pair: set(values) for pair, values in zip(pairs, given["objects"], strict=True)}
        return cls(
            Counter(given["quads"]),
            defaultdict(set, graphs),
            set(given["subjects"]),
            defaultdict(set, objects),
            given["others"],
        )


def _noted(kind: Kind, value: str) -> str | int:
    return value if kind == terms.IRI else zlib.crc32(value.encode())


class Small:
    """Quads as SQL tables."""

    def __init__(self, summary: Summary, described: Sequence[Row], prefixes: Sequence[str]) -> None:
        """`described` are quads that are not in the file of the table; `prefixes` are those of registers' subjects."""
        self.summary = summary
        self.described = described
        self._kinds: dict[str, set[Kind]] = defaultdict(set)
        for predicate, kind in summary.objects:
            self._kinds[predicate].add(kind)
        order = sorted(
            {kind for _, kind in summary.objects}, key=lambda kind: (kind.name, kind.datatype, kind.language)
        )
        self.parts = [TermKindQuads(f"small{place}", kind) for place, kind in enumerate(order)]
        objects = set().union(*(values for (_, kind), values in summary.objects.items() if kind == terms.IRI))
        #: prefixes of registers that no subject, no object begins with
        self.misses = {"s": _misses(prefixes, summary.subjects), "o": _misses(prefixes, objects)}

    def matching(
        self,
        subject: str | None,
        predicates: Sequence[str],
        kind: Kind | None,
        value: str | None,
        graph: str | None = None,
    ) -> Iterator[TermKindQuads]:
        """The parts that may hold quads of a pattern. Raises NotTranslatable where there are blank nodes."""
        if self.summary.others:
            raise NotTranslatable("the records hold blank nodes")
        if subject is not None and subject not in self.summary.subjects:
            return
        if graph is not None and graph not in self.summary.graphs:
            return
        for part in self.parts:
            if kind is not None and part.kind != kind:
                continue
            held = [each for each in predicates if part.kind in self._kinds.get(each, ())]
            if graph is not None:
                held = [each for each in held if (each, part.kind) in self.summary.graphs[graph]]
            if value is not None:
                held = [each for each in held if self.summary.holds(each, part.kind, value)]
            if held or not predicates:
                yield part

    def create(self, connection: Any, file: str) -> None:
        """Make the table of all quads in a DuckDB connection, from the file that `table` made (its path as SQL)."""
        connection.execute(f"CREATE OR REPLACE TABLE quads AS SELECT {', '.join(COLUMNS)} FROM read_parquet({file})")
        if self.described:
            places = ", ".join(["(?, ?, ?, ?, ?)"] * len(self.described))
            connection.execute(f"INSERT INTO quads VALUES {places}", [cell for row in self.described for cell in row])

    def create_part(self, connection: Any, part: TermKindQuads) -> None:
        """Make the table of one part, from that of all quads."""
        value = "o" if part.kind.name == "odd" else f"CAST(o AS {part.kind.sql_type})"
        kind = quoted(part.kind.text())
        connection.execute(
            f"CREATE OR REPLACE TABLE {part.table} AS SELECT g, s, p, {value} AS o FROM quads WHERE kind = {kind}"
        )


def _misses(prefixes: Sequence[str], iris: Iterable[str | int]) -> frozenset[str]:
    """The prefixes that none of these IRIs begins with."""
    texts = [iri for iri in iris if isinstance(iri, str)]
    return frozenset(each for each in prefixes if not any(iri.startswith(each) for iri in texts))


def table(rows: Iterable[Row]) -> bytes:
    """The rows as a Parquet file, from which `Small.create` makes its table."""
    import io

    import pyarrow
    import pyarrow.parquet

    columns = list(zip(*sorted(rows), strict=True)) or [()] * len(COLUMNS)
    arrays = [pyarrow.array(list(column), pyarrow.string()) for column in columns]
    file = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(arrays, names=list(COLUMNS)), file, compression="zstd")
    return file.getvalue()
