"""Which SHACL shapes a graph breaks, by pySHACL: those of ``ontology/shapes.ttl`` and those of `kg.build.ranges`.

pySHACL takes most of the time of a build: a quarter of a second to import, as much again to run. `ValidationRun` starts
it in a process of its own, which imports while the records are read and validates while the files are written. On two
cores, a build of the shipped records takes 0.6 of the time that one process takes. What was found is kept in the user's
cache folder under the digest of the graph and the shapes, so that the same graph is validated once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg.build import ranges
from kg.errors import CertregError, DataError, EnvironmentFault, Problem, Where
from kg.files import cache
from kg.rdf import vocabulary
from kg.records import interpret
from kg.text import literals

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

SHAPES_FILE = "shapes.ttl"


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """One result of a SHACL validation."""

    #: the focus node, as an IRI
    focus: str
    #: the property, when the shape constrains the values of one; else empty
    path: str
    #: the value that breaks the shape, when it is one value; else empty
    value: str
    message: str
    #: whether it is a mistake (sh:Violation) or a gap that a source may leave (sh:Warning, sh:Info)
    mistake: bool
    #: what the value is where the property expects something else: its code lists, classes or datatype, as IRIs
    kinds: tuple[str, ...] = ()


class ValidationRun:
    """One validation in a process of its own: made early, given the graph once there is one, asked at the end.

    Takes the folder of the ontology. Leaving the block ends the process, whether or not it was asked. Raises DataError
    when the file of shapes cannot be read.
    """

    def __init__(self, ontology: Path) -> None:
        self._ontology = ontology
        self._shapes = ontology / SHAPES_FILE
        self._kept: bytes | None = None
        _read(self._shapes)

    def __enter__(self) -> ValidationRun:
        package = str(Path(__file__).parents[2])
        start = (
            "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); "  # an interrupt is for this process
            f"sys.path.insert(0, {package!r}); from kg.build.shacl import serve; serve()"
        )
        command = [sys.executable, "-P", "-c", start, str(self._ontology)]
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as fault:
            raise EnvironmentFault(f"a process for validation cannot be started: {fault.strerror}") from fault
        assert self._process.stdin is not None and self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout
        return self

    def give(self, quads: Iterable[Quad]) -> None:
        """Hand over the graph; the process goes to work on it."""
        triples = pyoxigraph.serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
        self._file = cache.cache_folder() / f"{_digest(self._ontology, triples)}.shapes.json"
        with contextlib.suppress(OSError):  # nothing kept yet, or not for this user to read
            self._kept = cache.content(self._file)
        if self._kept is not None:
            cache.used(self._file)
            self._process.kill()
            return
        with contextlib.suppress(OSError):  # the process has ended; `broken` says so
            self._to.write(triples)
        with contextlib.suppress(OSError):
            self._to.close()

    def broken(self) -> list[Broken]:
        """Wait for the findings: sorted, each once."""
        answer = self._kept
        if answer is None:
            answer = self._from.read()
            if self._process.wait() != 0:
                raise CertregError(f"{self._shapes}: the validation ended with status {self._process.returncode}")
            with contextlib.suppress(OSError):  # without a cache all works, slower
                cache.write(self._file, answer + b"\n")
                cache.forget_old(self._file.parent, "*.shapes.json")
        return [Broken(**{**fields, "kinds": tuple(fields["kinds"])}) for fields in json.loads(answer)]

    def __exit__(self, *fault: object) -> None:
        self._process.kill()
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()


def _digest(ontology: Path, triples: bytes) -> str:
    """What decides the findings: the shapes and what they are made from, the triples in any order, the validator."""
    code = (__file__, *(str(module.__file__) for module in (ranges, vocabulary, interpret, literals)))
    decides = (
        version("pyshacl").encode(),
        *(path.read_bytes() for path in [*sorted(ontology.glob("*.ttl")), *map(Path, code)]),
        *sorted(triples.splitlines()),
    )
    return hashlib.sha256(b"\n".join(decides)).hexdigest()


def serve() -> None:
    """The other process: reads a graph from standard input and writes findings to standard output."""
    import pyshacl  # noqa: F401  (while the records are still being read)

    ontology = Path(sys.argv[1])
    shapes = [*_read(ontology / SHAPES_FILE), *ranges.shapes(vocabulary.read(ontology))]
    graph = sys.stdin.buffer.read()
    findings = broken((quad.triple for quad in parse(graph, format=RdfFormat.N_TRIPLES, lenient=True)), shapes)
    answer = json.dumps([asdict(finding) for finding in findings])
    with contextlib.suppress(OSError), os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:  # the reader may be gone
        out.write(answer.encode())


def broken(triples: Iterable[Triple], shapes: Iterable[Triple]) -> list[Broken]:
    """Validate triples against shapes; sorted, each finding once. Raises CertregError when the shapes are not SHACL."""
    import pyshacl
    import rdflib
    from rdflib.namespace import RDF, SH

    graph = _graph(triples)
    aimed = _aimed(_flat(_graph(shapes)), graph)
    _, report, text = pyshacl.validate(
        graph, shacl_graph=aimed, inplace=True, inference="none", meta_shacl=False, advanced=False
    )
    if not isinstance(report, rdflib.Graph):
        raise CertregError(f"the shapes cannot be used: {text}")
    results = report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result)
    return sorted({_finding(report, result, graph) for result in results})


def _flat(shapes: rdflib.Graph) -> rdflib.Graph:
    """Shapes with the same findings in which each property shape has the targets of its node shape itself.

    pySHACL validates a shape that has targets once for all of them, and a nested one anew for each: twice the time.
    """
    from rdflib.namespace import SH

    targets = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.targetNode)
    for shape, nested in list(shapes.subject_objects(SH.property)):
        aims = [(target, term) for target in targets for term in shapes.objects(shape, target)]
        if aims:
            shapes.remove((shape, SH.property, nested))
            for target, term in aims:
                shapes.add((nested, target, term))
    return shapes


def _aimed(shapes: rdflib.Graph, graph: rdflib.Graph) -> rdflib.Graph:
    """Shapes with the same findings in which a range of several kinds is aimed at the subjects of doubtful values only.

    A value of one of the classes, datatypes or code lists conforms. pySHACL tries all alternatives on each value and
    words a message for each that fails: a third of its time.
    """
    import rdflib
    from rdflib.namespace import RDF, RDFS, SH, SKOS

    for shape, head in list(shapes.subject_objects(SH["or"])):
        path = shapes.value(shape, SH.path)
        if not ranges.is_range(str(shape)) or path is None:
            continue
        alternatives = list(shapes.items(head))
        datatypes = {term for one in alternatives for term in shapes.objects(one, SH.datatype)}
        classes = {
            term
            for one in alternatives
            for kind in shapes.objects(one, SH["class"])
            for term in graph.transitive_subjects(RDFS.subClassOf, kind)
        }
        lists = {
            term
            for one in alternatives
            for constraint in shapes.objects(one, SH.property)
            for codes in shapes.objects(constraint, SH["in"])
            for term in shapes.items(codes)
        }
        shapes.remove((shape, SH.targetSubjectsOf, path))
        for subject, value in graph.subject_objects(path):
            if isinstance(value, rdflib.Literal):
                allowed = not value.ill_typed and _datatype(value) in datatypes
            else:
                kinds = graph.objects(value, RDF.type)
                allowed = not classes.isdisjoint(kinds) or not lists.isdisjoint(graph.objects(value, SKOS.inScheme))
            if not allowed:
                shapes.add((shape, SH.targetNode, subject))
    return shapes


def _finding(report: rdflib.Graph, result: Node, graph: rdflib.Graph) -> Broken:
    import rdflib
    from rdflib.namespace import SH

    messages = sorted(str(text) for text in report.objects(result, SH.resultMessage))
    value, shape = report.value(result, SH.value), str(report.value(result, SH.sourceShape))
    path = report.value(result, SH.resultPath)
    return Broken(
        focus=str(report.value(result, SH.focusNode)),
        path=str(path) if isinstance(path, rdflib.URIRef) else "",
        value=str(value or ""),
        message=messages[0] if messages else f"breaks {shape}",
        mistake=report.value(result, SH.resultSeverity) == SH.Violation,
        kinds=_kinds(graph, value) if value is not None and ranges.is_range(shape) else (),
    )


def _kinds(graph: rdflib.Graph, value: Node) -> tuple[str, ...]:
    """The datatype of a literal, the code lists of a code, the lowest classes of another thing; sorted."""
    import rdflib
    from rdflib.namespace import RDF, RDFS, SKOS

    if isinstance(value, rdflib.Literal):
        return (str(_datatype(value)),)
    types = set(graph.objects(value, RDF.type))
    above = {term for kind in types for term in graph.transitive_objects(kind, RDFS.subClassOf) if term != kind}
    return tuple(sorted(map(str, [*graph.objects(value, SKOS.inScheme)] or types - above)))


def _datatype(value: rdflib.Literal) -> Node:
    from rdflib.namespace import RDF, XSD

    return value.datatype or (RDF.langString if value.language else XSD.string)


def _read(path: Path) -> list[Triple]:
    try:
        return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]
    except (OSError, SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None) or 0
        raise DataError([Problem(Where.of(path, line), f"not readable as Turtle: {fault}")]) from fault


def _graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """Straight from terms to terms: parsing the same triples takes rdflib ten times as long."""
    import rdflib

    from kg.store.rdflib import to_rdflib

    graph = rdflib.Graph()
    terms: dict[NamedNode | Literal | BlankNode | Triple, Node] = {}
    for triple in triples:
        parts = triple.subject, triple.predicate, triple.object
        for term in parts:
            if term not in terms:
                terms[term] = to_rdflib(term)
        graph.add((terms[parts[0]], terms[parts[1]], terms[parts[2]]))
    return graph
