"""Which shapes of ``ontology/shapes.ttl`` a graph breaks (SHACL, by pySHACL), as plain findings.

pySHACL takes most of the time of a build: a quarter of a second to import, as much again to run. `Run` starts it in a
process of its own, which imports while the records are read and validates while the files are written. On two cores, a
build of the shipped records takes 0.6 of the time that one process takes. What was found is kept in the user's cache
folder under the digest of the graph and the shapes, so that the same graph is validated once.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kg.errors import CertregError, DataError, EnvironmentFault, Problem, Where
from kg.files import cache

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """One thing that a shape is not content with."""

    #: what the shape was about, as an IRI
    focus: str
    #: the property, when the shape is about the values of one; else empty
    path: str
    #: the value found, when it is one value's fault; else empty
    value: str
    message: str
    #: whether it is a mistake (sh:Violation) or a gap that a source may leave (sh:Warning, sh:Info)
    mistake: bool


class Run:
    """One validation in a process of its own: made early, given the graph once there is one, asked at the end.

    Leaving the block ends the process, whether or not it was asked. Raises DataError when the file of shapes cannot
    be read.
    """

    def __init__(self, shapes: Path) -> None:
        _read(shapes)
        self._shapes = shapes
        self._kept: bytes | None = None

    def __enter__(self) -> Run:
        package = str(Path(__file__).parents[2])
        start = (
            "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); "  # an interrupt is for this process
            f"sys.path.insert(0, {package!r}); from kg.build.shacl import serve; serve()"
        )
        command = [sys.executable, "-P", "-c", start, str(self._shapes)]
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
        self._file = cache.cache_folder() / f"{_digest(self._shapes, triples)}.shapes.json"
        with contextlib.suppress(OSError):  # nothing kept yet, or not for this user to read
            self._kept = cache.content(self._file)
        if self._kept is not None:
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
        return [Broken(*found) for found in json.loads(answer)]

    def __exit__(self, *fault: object) -> None:
        self._process.kill()
        for pipe in (self._to, self._from):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()


def _digest(shapes: Path, triples: bytes) -> str:
    """What decides the findings: the shapes, the triples in any order, and the validator."""
    decides = (
        shapes.read_bytes(),
        version("pyshacl").encode(),
        Path(__file__).read_bytes(),
        *sorted(triples.splitlines()),
    )
    return hashlib.sha256(b"\n".join(decides)).hexdigest()


def serve() -> None:
    """The other process: a graph comes in, findings go out."""
    import pyshacl  # noqa: F401  (while the records are still being read)

    shapes = list(parse(path=sys.argv[1], format=RdfFormat.TURTLE))
    triples = sys.stdin.buffer.read()
    found = broken(parse(triples, format=RdfFormat.N_TRIPLES, lenient=True), shapes)
    answer = json.dumps([astuple(finding) for finding in found])
    with contextlib.suppress(OSError), os.fdopen(os.dup(sys.stdout.fileno()), "wb") as out:  # nobody may be left
        out.write(answer.encode())


def broken(quads: Iterable[Quad], shapes: Iterable[Quad]) -> list[Broken]:
    """Hold the union of all graphs against shapes; sorted, each finding once."""
    import pyshacl
    import rdflib
    from rdflib.namespace import RDF, SH

    graph = _graph(quads)
    _, report, text = pyshacl.validate(
        graph, shacl_graph=_graph(shapes), inplace=True, inference="none", meta_shacl=False, advanced=False
    )
    if not isinstance(report, rdflib.Graph):
        raise CertregError(f"the shapes cannot be used: {text}")
    results = report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result)
    return sorted({_finding(report, result) for result in results})


def _finding(report: rdflib.Graph, result: Node) -> Broken:
    from rdflib.namespace import SH

    messages = sorted(str(text) for text in report.objects(result, SH.resultMessage))
    return Broken(
        focus=str(report.value(result, SH.focusNode)),
        path=str(report.value(result, SH.resultPath) or ""),
        value=str(report.value(result, SH.value) or ""),
        message=messages[0] if messages else f"breaks {report.value(result, SH.sourceShape)}",
        mistake=report.value(result, SH.resultSeverity) == SH.Violation,
    )


def _read(path: Path) -> None:
    try:
        for _ in parse(path=path, format=RdfFormat.TURTLE):
            pass
    except (OSError, SyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None) or 0
        raise DataError([Problem(Where.of(path, line), f"not readable as Turtle: {fault}")]) from fault


def _graph(quads: Iterable[Quad]) -> rdflib.Graph:
    """Straight from terms to terms: parsing the same triples takes rdflib ten times as long."""
    import rdflib

    from kg.store.rdflib import to_rdflib

    graph = rdflib.Graph()
    terms: dict[NamedNode | Literal | BlankNode | Triple, Node] = {}
    for quad in quads:
        triple = quad.subject, quad.predicate, quad.object
        for term in triple:
            if term not in terms:
                terms[term] = to_rdflib(term)
        graph.add((terms[triple[0]], terms[triple[1]], terms[triple[2]]))
    return graph
