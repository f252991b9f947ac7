"""Any quads as a register store: each graph is a register, subjects are rows of its tables, predicates are columns.

What no column holds (a literal whose text is not of its datatype, a subject of two graphs) goes with all of its subject
into the records. Blank nodes are refused, and quads of which nothing is left for a table.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path

import pyarrow
import pyarrow.parquet
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from kg.rdf.serialize import serialize
from kg.store.registers import layout, small, terms
from kg.store.registers.graph import RegisterGraph
from kg.store.registers.layout import TableManifest
from kg.store.registers.small import Summary
from kg.store.registers.tables import ColumnStatement, Register, Thing

#: Datatype -> the Arrow type of its columns.
TYPES = {
    terms.INTEGER: pyarrow.int64(),
    terms.DECIMAL: pyarrow.decimal128(38, 18),
    terms.BOOLEAN: pyarrow.bool_(),
    terms.DATE: pyarrow.date32(),
}
#: What an escaped cell adds to an IRI.
_CELL = re.compile("[A-Za-z0-9._~%-]*")
_FEW = 16
#: (predicate, kind) -> the values of one subject
Facts = dict[tuple[str, terms.Kind], list[str]]


class NotMapped(Exception):
    """Why quads are not what a store holds."""


def store_of(quads: Iterable[Quad], folder: Path, apart: bool = False) -> RegisterGraph:
    """The quads as a store in a new folder: a table for each graph, or, `apart`, for each set of predicates in it.

    Raises NotMapped.
    """
    folder.mkdir(parents=True)
    tables, records, graphs = _sorted(quads, apart)
    things: dict[str, list[Thing]] = defaultdict(list)
    for number, ((graph, _), rows) in enumerate(sorted(tables.items(), key=_order)):
        things[graph].append(_table(f"t{number}", graph, rows, folder))
    (folder / "records.nq").write_bytes(serialize(records, RdfFormat.N_QUADS))
    (folder / "registers.nq").write_bytes(b"")
    summary = Summary()
    (folder / "quads.parquet").write_bytes(small.table(summary.add(records)))
    (folder / "summary.json").write_bytes(summary.text())
    manifest = TableManifest(
        versions={},
        records="records.nq",
        descriptions="registers.nq",
        quads="quads.parquet",
        summary="summary.json",
        registers=tuple(
            Register("facts", graph, tuple(listed), "", sum(each.rows for each in listed))
            for graph, listed in things.items()
        ),
        graphs=dict(graphs),
        files={path.name: layout.measured(path) for path in sorted(folder.iterdir())},
    )
    (folder / layout.NAME).write_text(manifest.text(), "utf-8")
    return RegisterGraph(folder)


def _sorted(
    quads: Iterable[Quad], apart: bool
) -> tuple[dict[tuple[str, object], dict[str, Facts]], list[Quad], dict[str, int]]:
    """(graph, set of predicates) -> subject -> its facts; the records; and how many quads each graph has."""
    subjects: dict[str, list[Quad]] = defaultdict(list)
    graphs: dict[str, int] = defaultdict(int)
    for quad in sorted(set(quads), key=str):
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
            raise NotMapped("a blank node or a triple term")
        subjects[quad.subject.value].append(quad)
        graphs[quad.graph_name.value] += 1
    tables: dict[tuple[str, object], dict[str, Facts]] = defaultdict(dict)
    records: list[Quad] = []
    for subject, listed in subjects.items():
        if len({quad.graph_name for quad in listed}) > 1 or any(
            terms.kind_of(quad.object).name == "odd" for quad in listed
        ):
            records += listed
            continue
        facts: Facts = defaultdict(list)
        for quad in listed:
            facts[quad.predicate.value, terms.kind_of(quad.object)].append(quad.object.value)
        tables[listed[0].graph_name.value, frozenset(facts) if apart else None][subject] = facts
    if not tables:
        raise NotMapped("nothing that a table holds" if records else "no data")
    return tables, records, graphs


def _table(name: str, graph: str, rows: dict[str, Facts], folder: Path) -> Thing:
    """Write the table of these subjects."""
    keys = sorted(rows)
    prefix, marks = _common(keys)
    arrays = {"s": pyarrow.array([key[len(prefix) :] for key in keys], pyarrow.string())}
    alike: dict[tuple[terms.Kind, tuple[tuple[str, ...], ...]], list[str]] = defaultdict(list)
    for predicate, kind in sorted({column for row in rows.values() for column in row}, key=str):
        alike[kind, tuple(tuple(rows[key].get((predicate, kind), ())) for key in keys)].append(predicate)
    statements = []
    for (kind, values), predicates in alike.items():
        column = f"c{len(arrays)}"
        statement, array = _column(tuple(predicates), kind, values, column)
        statements.append(statement)
        if array is not None:
            arrays[column] = array
    pyarrow.parquet.write_table(pyarrow.table(arrays), folder / f"{name}.parquet")
    return Thing("facts", name, graph, f"{name}.parquet", prefix, len(keys), tuple(statements), marks)


def _column(
    predicates: tuple[str, ...], kind: terms.Kind, values: Sequence[Sequence[str]], column: str
) -> tuple[ColumnStatement, pyarrow.Array | None]:
    """The statement of these values, one sequence a row; no column where every row states the same."""
    name = "iri" if kind == terms.IRI else "literal"
    if len(values) > 1 and len(set(values)) == 1 and len(values[0]) == 1:
        return ColumnStatement(predicates, None, name, values[0][0], kind.datatype, kind.language), None
    each = sorted({value for row in values for value in row})
    prefix, marks = _common(each) if kind == terms.IRI else ("", None)
    type_ = pyarrow.string() if kind == terms.IRI else TYPES.get(kind.datatype, pyarrow.string())
    stripped = [[value[len(prefix) :] for value in row] for row in values]
    listed = pyarrow.array(stripped, pyarrow.list_(pyarrow.string())).cast(pyarrow.list_(type_))
    several = any(len(row) > 1 for row in values)
    nullable = not all(values)
    few = kind == terms.IRI and not several and len(each) <= _FEW
    statement = ColumnStatement(
        predicates,
        column,
        name,
        prefix,
        kind.datatype,
        kind.language,
        several,
        nullable,
        marks,
        None if several else len(each),
        tuple(value[len(prefix) :] for value in each) if few else (),
    )
    if several:
        return statement, listed
    return statement, pyarrow.array([row[0].as_py() if row else None for row in listed], type_)


def _order(item: tuple[tuple[str, object], dict[str, Facts]]) -> tuple[str, str]:
    return item[0][0], min(item[1])


def _common(iris: Sequence[str]) -> tuple[str, str | None]:
    """How all begin, up to a separator; and its characters that no cell holds, if the rest could be an escaped cell."""
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*iris, strict=False))
    prefix = "".join(letters[0] for letters in same)
    prefix = prefix[: max(prefix.rfind(end) for end in "/#:") + 1]
    cells = all(_CELL.fullmatch(iri[len(prefix) :]) for iri in iris)
    return prefix, terms.marks_of(prefix) if cells else None
