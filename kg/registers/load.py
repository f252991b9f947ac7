"""Files of quads into a store, which takes the place of an earlier one when all of it is there and sound."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QuerySolutions, Store, Triple

from kg import __version__, names, shipped
from kg.build import manifest, write
from kg.errors import DataError, EnvironmentFault, Problem, Where, cut
from kg.files import atomic
from kg.rdf import vocabulary
from kg.records import assemble, external
from kg.records.assemble import Selection
from kg.registers import inputs
from kg.store.disk import layout
from kg.store.disk.layout import StoreManifest

Subject = NamedNode | BlankNode | Triple


def load(
    target: Path, given: Sequence[Path], data: Sequence[Path] = (), step: Callable[[str], None] = lambda message: None
) -> StoreManifest:
    """Make the store `target` of the records (or the build that is `given`) and of files of quads.

    `data` is added to the records, as everywhere; `step` is called with the name of each step.
    Raises DataError for what is wrong with a file, UsageError for one of another kind and EnvironmentFault when the
    store cannot be written or another process is loading; either way an earlier store stays as it was.
    """
    base, rest = inputs.parted(given)
    listed = inputs.files(rest)
    with atomic.replaced(target, layout.may_be_replaced) as new:
        token = secrets.token_hex(6)
        records = new / f"records-{token}.nq"
        records.write_bytes(_records(base, data))
        try:
            graphs = _loaded(new / f"quads-{token}", records, listed, step)
        except (OSError, RuntimeError) as fault:
            raise EnvironmentFault(f"{target}: cannot be loaded: {cut(' '.join(str(fault).split()), 200)}") from fault
        step("Writing checksums")
        measured = {path.relative_to(new).as_posix(): layout.measured(path) for path in layout.files_below(new)}
        each = sorted(f"{name} {entry.sha256}" for name, entry in measured.items())
        written = StoreManifest(
            versions={"certreg": __version__, "pyoxigraph": pyoxigraph.__version__},
            digest=hashlib.sha256("\n".join(each).encode()).hexdigest(),
            records=records.name,
            quads=f"quads-{token}",
            inputs=tuple({"name": path.name, "bytes": path.stat().st_size} for path in listed),
            graphs=graphs,
            files=measured,
        )
        (new / layout.NAME).write_text(written.text(), "utf-8", newline="")
    return written


def _records(base: Path | None, data: Sequence[Path]) -> bytes:
    """The records' graph, or a build's, as N-Quads."""
    if base is not None:
        return manifest.verify(base, write.QUADS_FILE).read_bytes()
    return assemble.assemble(Selection(tuple(data))).dumped()


def _loaded(place: Path, records: Path, listed: Sequence[Path], step: Callable[[str], None]) -> dict[str, int]:
    """Load all files into a store at `place`; gives the quads of each graph."""
    store = Store(str(place))
    inputs.load(store, records)
    own = {graph.value: _size(store, graph) for graph in store.named_graphs() if isinstance(graph, NamedNode)}
    described = {quad.subject for quad in store}
    for number, path in enumerate(listed, 1):
        step(f"Loading {path.name} ({number} of {len(listed)})")
        inputs.load(store, path)
    step("Checking")
    if problems := _problems(store, own, described):
        where = Where.of(listed[0]) if len(listed) == 1 else Where("the files")
        raise DataError([Problem(where, message) for message in problems])
    step("Putting in order")
    store.optimize()
    store.flush()
    return counted(store)


def _problems(store: Store, own: Mapping[str, int], described: set[Subject]) -> list[str]:
    """Why external quads are refused, one sentence a kind; `external.fault` has the rules, as for --data."""
    words = external.words_of(vocabulary.read(shipped.ONTOLOGY))
    faults: list[str] = []
    if next(store.quads_for_pattern(None, None, None, DefaultGraph()), None) is not None:
        faults.append(f"a statement in the default graph; its graph has to be named, {names.SOURCE}KEY")
    for graph in store.named_graphs():
        if graph.value in own:
            if _size(store, graph) != own[graph.value]:
                faults.append(f"{graph.value}: is a graph of the records; external files may not write to it")
            continue
        key = graph.value.removeprefix(names.SOURCE)
        if not graph.value.startswith(names.SOURCE) or not names.KEY.match(key):
            faults.append(
                f'"{cut(graph.value, 200)}" is not a valid name for an external graph; name it {names.SOURCE}KEY'
            )
        elif next(store.quads_for_pattern(names.entity(key), None, None, graph), None) is None:
            faults.append(f'nothing says what "{key}" is; its graph needs <{names.ID}{key}>, as `kg import` writes it')
        for reason, triple in _faults(store, graph, key, words).items():
            faults.append(f"{external.shown(triple)}: {reason}")

    twice = [
        subject
        for subject in sorted(described, key=str)
        if any(_name(quad) not in own for quad in store.quads_for_pattern(subject, None, None))
    ]
    faults += (f"{subject}: the records describe it; external files may not" for subject in twice)
    return faults


def _faults(store: Store, graph: NamedNode | BlankNode, key: str, words: Collection[str]) -> dict[str, Triple]:
    """Reason -> the first statement of a graph that is refused for it."""
    faults: dict[str, Triple] = {}
    for quad in store.quads_for_pattern(None, None, None, graph):
        if quad.subject in (names.entity(key), graph):
            continue  # the description of the source and of its graph
        reason = external.fault(quad.triple, words, f"{names.ID}{key}-")
        if reason is not None:
            faults.setdefault(reason, quad.triple)
    return faults


def _size(store: Store, graph: NamedNode | BlankNode) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, None, None, graph))


def _name(quad: Quad) -> str:
    return "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value


def counted(store: Store) -> dict[str, int]:
    """Graph -> its quads."""
    rows = store.query("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert isinstance(rows, QuerySolutions)
    return dict(sorted((row["g"].value, int(row["n"].value)) for row in rows))
