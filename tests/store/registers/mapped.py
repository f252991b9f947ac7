"""Any triples as a register store: subjects are the rows of one table, and each predicate has a column a kind of value.

What no mapping makes is refused: blank nodes, and literals whose text is not one of their datatype.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import takewhile
from pathlib import Path

import pyarrow
import pyarrow.parquet
from pyoxigraph import Literal, NamedNode, Triple

from kg import names
from kg.store.registers import layout, small, terms
from kg.store.registers.graph import RegisterGraph
from kg.store.registers.layout import TableManifest
from kg.store.registers.small import Summary
from kg.store.registers.tables import ColumnStatement, Register, Thing

#: Kind of a literal -> the Arrow type of its column.
TYPES = {
    terms.INTEGER: pyarrow.int64(),
    terms.DECIMAL: pyarrow.decimal128(38, 18),
    terms.BOOLEAN: pyarrow.bool_(),
    terms.DATE: pyarrow.date32(),
}


class NotMapped(Exception):
    """Why triples are not what a mapping makes."""


def store_of(triples: Iterable[Triple], folder: Path, graph: str = f"{names.SOURCE}facts") -> RegisterGraph:
    """The triples as a store in a new folder. Raises NotMapped."""
    folder.mkdir(parents=True)
    facts: dict[str, dict[tuple[str, terms.Kind], list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if not isinstance(triple.subject, NamedNode) or not isinstance(triple.object, NamedNode | Literal):
            raise NotMapped("a blank node or a triple term")
        kind = terms.kind_of(triple.object)
        if kind.name == "odd":
            raise NotMapped("a literal whose text is not of its datatype")
        facts[triple.subject.value][triple.predicate.value, kind].append(triple.object.value)
    if not facts:
        raise NotMapped("no triples")
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*facts, strict=False))
    prefix = "".join(letters[0] for letters in same)
    prefix = prefix[: max(prefix.rfind(end) for end in "/#:") + 1]
    columns = sorted({column for row in facts.values() for column in row}, key=str)
    keys = sorted(facts)
    arrays = {"s": pyarrow.array([key[len(prefix) :] for key in keys], pyarrow.string())}
    statements = []
    for number, (predicate, kind) in enumerate(columns):
        values = [facts[key].get((predicate, kind), []) for key in keys]
        several = any(len(each) > 1 for each in values)
        type_ = pyarrow.string() if kind == terms.IRI else TYPES.get(kind.datatype, pyarrow.string())
        listed = pyarrow.array(values, pyarrow.list_(pyarrow.string())).cast(pyarrow.list_(type_))
        first = pyarrow.array([each[0].as_py() if each else None for each in listed], type_)
        arrays[f"c{number}"] = listed if several else first
        name = "iri" if kind == terms.IRI else "literal"
        nullable = not all(values)
        statements.append(
            ColumnStatement((predicate,), f"c{number}", name, "", kind.datatype, kind.language, several, nullable)
        )
    pyarrow.parquet.write_table(pyarrow.table(arrays), folder / "facts.parquet")
    (folder / "records.nq").write_bytes(b"")
    (folder / "registers.nq").write_bytes(b"")
    (folder / "quads.parquet").write_bytes(small.table([]))
    (folder / "summary.json").write_bytes(Summary().text())
    thing = Thing("facts", "fact", graph, "facts.parquet", prefix, len(keys), tuple(statements))
    manifest = TableManifest(
        versions={},
        records="records.nq",
        descriptions="registers.nq",
        quads="quads.parquet",
        summary="summary.json",
        registers=(Register("facts", graph, (thing,), "", len(keys)),),
        graphs={graph: sum(len(values) for row in facts.values() for values in row.values())},
        files={path.name: layout.measured(path) for path in sorted(folder.iterdir())},
    )
    (folder / layout.NAME).write_text(manifest.text(), "utf-8")
    return RegisterGraph(folder)
