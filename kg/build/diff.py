"""What changed between two builds: quads that are in one and not in the other, and the same in words.

Builds are compared as sets of quads; blank nodes (ours have none) by their labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.ask import entities
from kg.build import manifest
from kg.build.write import QUADS_FILE
from kg.describe import assertions
from kg.errors import EnvironmentFault, LimitError, Where
from kg.rdf.foreign import SafeLines, syntax_error
from kg.rdf.terms import RDF_TYPE, RDFS_LABEL, RDFS_SUBCLASS_OF, RDFS_SUBPROPERTY_OF, SKOS_PREF_LABEL
from kg.records.loader import in_order
from kg.store import Row, Table, Term
from kg.store.oxigraph import OxigraphGraph

#: A thousand times the shipped records.
MAX_BYTES = 2 * 1024**3
#: The longest text in the shipped records has 300 characters.
MAX_LINE_BYTES = 1024**2

_SCHEMA = frozenset((RDFS_SUBCLASS_OF, RDFS_SUBPROPERTY_OF))
_NAMES = frozenset((RDFS_LABEL, SKOS_PREF_LABEL))
ADDED, REMOVED = "added", "removed"


@dataclass(frozen=True)
class Difference:
    """The quads that only one of two builds holds, each list in the order in which quads are written."""

    added: tuple[Quad, ...]
    removed: tuple[Quad, ...]
    #: names, super-classes and super-properties of both builds, for the tables
    context: OxigraphGraph

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def by_graph(self, lang: str = "en") -> Table:
        """How many quads each graph gained and lost."""
        counts: dict[str, list[int]] = {}
        for place, quads in enumerate((self.added, self.removed)):
            for quad in quads:
                counts.setdefault(_graph(quad), [0, 0])[place] += 1
        shown = entities.labels(self.context, counts, lang)
        rows = (
            (*_named(NamedNode(iri) if iri else None, shown), Literal(added), Literal(removed))
            for iri, (added, removed) in sorted(counts.items())
        )
        return Table(("graph", "graphLabel", ADDED, REMOVED), tuple(rows))

    def in_words(self, lang: str = "en") -> Table:
        """A row a statement, by entity and property: what it says, and the graph it stands in.

        What follows from a changed statement (super-classes, super-properties, the second name of a name) is left
        out where that statement has a row of its own.
        """
        above = assertions.ancestors(self.context)
        rows = [
            *((REMOVED, quad) for quad in _stated(self.removed, above)),
            *((ADDED, quad) for quad in _stated(self.added, above)),
        ]
        rows.sort(key=lambda row: (str(row[1].subject), str(row[1].predicate), row[0] == ADDED, str(row[1].object)))
        iris = {term.value for _, quad in rows for term in _terms(quad) if isinstance(term, NamedNode)}
        shown = entities.labels(self.context, iris, lang)
        variables = ("change", "entity", "entityLabel", "property", "propertyLabel", "value", "valueLabel", "graph")
        return Table(variables, tuple(_row(change, quad, shown) for change, quad in rows))


def diff(old: Path, new: Path) -> Difference:
    """Compare two builds; each is a folder that `kg build` wrote, or a file of N-Quads.

    Raises EnvironmentFault for a path that is neither, DataError for a file that is damaged or does not parse (with
    its line), and LimitError for one that is too large.
    """
    before, after = read(old), read(new)
    both = before | after
    context = OxigraphGraph(quad for quad in both if quad.predicate.value in _SCHEMA | _NAMES)
    return Difference(tuple(in_order(after - before)), tuple(in_order(before - after)), context)


def read(path: Path) -> frozenset[Quad]:
    """The quads of a build or of a file of N-Quads; see `diff` for what it raises."""
    file = manifest.verify(path, QUADS_FILE) if path.is_dir() else path
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise LimitError(f"{path}: {size:,} bytes; the limit is {MAX_BYTES:,}")
        with file.open("rb") as lines:
            safe = SafeLines(lines, Where.of(file), MAX_LINE_BYTES)
            return frozenset(parse(cast(IO[bytes], safe), format=RdfFormat.N_QUADS))
    except SyntaxError as fault:
        raise syntax_error(fault, RdfFormat.N_QUADS, Where.of(file)) from fault
    except OSError as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {fault.strerror or fault}") from fault


def _graph(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _terms(quad: Quad) -> tuple[Term, ...]:
    return quad.subject, quad.predicate, quad.object


def _stated(quads: Iterable[Quad], above: Mapping[str, frozenset[str]]) -> Iterator[Quad]:
    """The quads without those that follow from another one of them."""
    alike: dict[tuple[str, str, bool, Term | None], list[Quad]] = {}
    for quad in quads:
        kind = quad.predicate.value == RDF_TYPE
        key = _graph(quad), str(quad.subject), kind, None if kind else quad.object
        alike.setdefault(key, []).append(quad)
    for (_, _, kind, _), group in alike.items():
        terms = {_changing(quad, kind): quad for quad in group}
        lowest = assertions.lowest(set(terms), above)
        yield from (quad for term, quad in terms.items() if term in lowest)


def _changing(quad: Quad, kind: bool) -> str:
    """The part that has super-classes or super-properties."""
    return quad.object.value if kind and isinstance(quad.object, NamedNode) else quad.predicate.value


def _row(change: str, quad: Quad, shown: Mapping[str, str]) -> Row:
    graph = quad.graph_name if isinstance(quad.graph_name, NamedNode) else None
    parts = (*_named(quad.subject, shown), *_named(quad.predicate, shown), *_named(quad.object, shown))
    return Literal(change), *parts, graph


def _named(term: Term | None, shown: Mapping[str, str]) -> tuple[Term | None, Term | None]:
    label = shown.get(term.value) if isinstance(term, NamedNode) else None
    return term, Literal(label) if label is not None else None
