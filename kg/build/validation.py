"""Whether records are sound: as statements, by the shapes, by the queries of ``queries/checks``, in their numbers.

Statements come first (`kg.records.interpret`); only when they are sound is there a graph, which the other checks read.
Every problem names the file and line of the record that a curator has to look at.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode

from kg import names, shipped
from kg.ask import library
from kg.build import expectations, shacl
from kg.build.shacl import Broken
from kg.errors import CertregError, DataError, Problem, Where
from kg.rdf.vocabulary import CODE_FILE, ONTOLOGY_FILES, Vocabulary
from kg.records import assemble, reader
from kg.records import files as inputs
from kg.records.assemble import Selection
from kg.records.interpret import Checked, Statement
from kg.store import Table, Term
from kg.store.oxigraph import OxigraphGraph

#: The check that says the same of a figure as the shapes do, for stores that are checked by queries alone.
_AS_SHAPES_DO = "figure-is-complete"


@dataclass(frozen=True)
class Findings:
    """What a validation found. Only `problems` stop a build; `gaps` are what a source may leave open."""

    problems: tuple[Problem, ...] = ()
    gaps: tuple[Problem, ...] = ()
    #: what was read: record files, and entities they define
    files: int = 0
    entities: int = 0
    #: whether the shapes and checks ran: statements have to be sound before
    complete: bool = True


def validate(paths: Sequence[Path] = (), extra: Sequence[Path] = ()) -> Findings:
    """Everything wrong with the record files and folders given, or with the shipped ones.

    A folder with a ``sources.yaml`` stands alone. All other paths are read together with the shipped records (and
    `extra`, which is next to them), and stand in for the shipped files of the same name.
    Raises EnvironmentFault for a path that is not there.
    """
    shipped_folder = shipped.DATA.resolve()
    alone = [path for path in paths if inputs.own_folder(path) and Path(os.path.realpath(path)) != shipped_folder]
    together = [path for path in paths if path not in alone and Path(os.path.realpath(path)) != shipped_folder]
    parts = [
        _selected(Selection(files=(*reader.files_of(path), *inputs.links_of(path))), None)
        for path in dict.fromkeys(alone)
    ]
    if together or len(alone) < len(paths) or not paths:
        numbers = [path for path in together if path.name == expectations.FILE]
        replace = tuple(path for path in together if path not in numbers)
        selection = Selection(extra=tuple(extra), replace=replace)
        parts.append(_selected(selection, numbers[0] if numbers else expected(selection)))
    return Findings(
        problems=tuple(sorted({problem for part in parts for problem in part.problems})),
        gaps=tuple(sorted({gap for part in parts for gap in part.gaps})),
        files=sum(part.files for part in parts),
        entities=sum(part.entities for part in parts),
        complete=all(part.complete for part in parts),
    )


class Examination:
    """One validation of a selection: `graph` gives what there is to use meanwhile, `findings` what was found.

    The shapes run in a process of their own (see `kg.build.shacl`), which lives as long as the block does.
    """

    def __init__(self, selection: Selection, expected: Path | None) -> None:
        self._selection = selection
        self._expected = expected
        self._run = shacl.ValidationRun(shipped.ONTOLOGY)

    def __enter__(self) -> Examination:
        self._run.__enter__()
        return self

    def __exit__(self, *fault: Any) -> None:
        self._run.__exit__(*fault)

    def graph(self) -> tuple[Checked, Vocabulary, OxigraphGraph]:
        """The statements and the graph they make. Raises DataError when the statements are not sound."""
        self._checked, self._vocabulary = assemble.checked(self._selection)
        links = assemble.linked(self._selection, self._checked, self._checked, self._vocabulary)
        self._graph = assemble.curated(self._checked, self._vocabulary, links)
        self._run.give(self._graph.quads())
        if not self._checked.external:
            return self._checked, self._vocabulary, self._graph
        external = (quad for quads in self._checked.external.values() for quad in quads)
        return self._checked, self._vocabulary, OxigraphGraph([*self._graph.quads(), *external])

    def findings(self) -> Findings:
        """What shapes, checks and expectations say of the graph, without external statements."""
        places = _Places(self._checked, self._vocabulary, self._graph)
        by_checks = list(_by_checks(self._graph, places))  # while the shapes run
        broken_by_shapes = self._run.broken()
        mistaken = {broken.focus for broken in broken_by_shapes if broken.mistake}
        problems = {one.problem for one in by_checks if not (one.as_shapes_do and mistaken & one.about)}
        gaps: set[Problem] = set()
        if self._expected is not None:
            problems.update(expectations.unmet(self._expected, self._vocabulary, self._graph))
        for broken in broken_by_shapes:
            where = places.of(broken.focus, broken.path, broken.value)
            (problems if broken.mistake else gaps).add(Problem(where, _message(broken, self._vocabulary)))
        return Findings(
            tuple(sorted(problems)),
            tuple(sorted(gaps)),
            files=len({record.where.file for record in self._checked.records}) + len(self._selection.link_files()),
            entities=len(self._checked.definitions),
        )


def expected(selection: Selection) -> Path | None:
    """The expectations that apply to a selection: those of the shipped records, if nothing is added to them."""
    shipped_names = {path.name for path in reader.files_of(shipped.DATA)}
    same = {path.name for path in selection.record_files()} == shipped_names
    return shipped.DATA / expectations.FILE if same and selection.files is None and not selection.extra else None


def _selected(selection: Selection, expected: Path | None) -> Findings:
    files = [*selection.record_files(), *selection.link_files()]
    with Examination(selection, expected) as examination:
        try:
            examination.graph()
        except DataError as fault:
            return Findings(fault.problems, files=len(files), complete=False)
        return examination.findings()


class _Found(NamedTuple):
    """What a query of the checks found."""

    problem: Problem
    #: IRIs
    about: frozenset[str]
    #: whether the shapes report the same
    as_shapes_do: bool


def _by_checks(graph: OxigraphGraph, places: _Places) -> Iterator[_Found]:
    for question in library.questions().values():
        if question.subject != library.CHECKS:
            continue
        answer = graph.query(question.text)
        if not isinstance(answer, Table) or answer.variables[0] != "sentence":
            raise CertregError(f"{question.name}: a check is a SELECT whose first column is ?sentence")
        for sentence, *named in answer.rows:
            message = sentence.value if isinstance(sentence, Literal) else question.summary
            about = frozenset(term.value for term in named if isinstance(term, NamedNode))
            yield _Found(Problem(places.of_first(named), message), about, question.name == _AS_SHAPES_DO)


def _message(broken: Broken, vocabulary: Vocabulary) -> str:
    """``mou-haccp-2021, concerns: What is …``, or ``mou-haccp-2021, party "china" (Place): expected …``."""
    term = vocabulary.property_of(broken.path)
    about = [names.short(broken.focus)]
    if broken.path:
        about.append(term.key if term else names.curie(broken.path))
    value = f' "{names.short(broken.value)}"' if broken.value and broken.path else ""
    kinds = f" ({', '.join(_kind(iri) for iri in broken.kinds)})" if broken.kinds else ""
    return f"{', '.join(about)}{value}{kinds}: {broken.message}"


def _kind(iri: str) -> str:
    """A class, datatype or code list in a message."""
    return f"code of {names.short(iri)}" if iri.startswith(names.CODE) else names.short(iri).removeprefix("cr:")


class _Places:
    """Where in the files a thing of the graph comes from."""

    def __init__(self, checked: Checked, vocabulary: Vocabulary, graph: OxigraphGraph) -> None:
        self._checked = checked
        self._vocabulary = vocabulary
        self._graph = graph
        self._passages = {passage.graph: passage.where for passage in reversed(checked.passages)}
        self._statements: dict[str, list[Statement]] | None = None

    def of(self, iri: str, path: str = "", value: str = "") -> Where:
        """The place of a statement about the thing, if known, or else of the record that defines the thing."""
        key = iri.removeprefix(names.ID)
        if path and value and key in self._checked.definitions:
            for statement in self._of_subject(key):
                terms = statement.property.iri, *statement.property.ancestors
                if path in terms and statement.value.value == value:
                    return statement.where
        return self._thing(iri, seen=frozenset())

    def of_first(self, named: Iterable[Term | None]) -> Where:
        """The place of the first of these terms that has one in the records."""
        iris = [term.value for term in named if isinstance(term, NamedNode)]
        places = [self.of(iri) for iri in iris]
        return next((place for place in places if place.line), places[0] if places else Where.of(shipped.DATA))

    def _of_subject(self, key: str) -> Sequence[Statement]:
        if self._statements is None:
            self._statements = {}
            for statement in self._checked.statements:
                self._statements.setdefault(statement.subject, []).append(statement)
        return self._statements.get(key, ())

    def _thing(self, iri: str, seen: frozenset[str]) -> Where:
        record = self._checked.definitions.get(iri.removeprefix(names.ID)) if iri.startswith(names.ID) else None
        if record is not None:
            return record.where
        if iri in self._passages:
            return self._passages[iri]
        if iri.startswith(names.DERIVED):
            return Where.of(shipped.ONTOLOGY / "rules" / f"{iri.removeprefix(names.DERIVED)}.rq")
        grounds = [ground for ground in self._grounds(iri) if ground not in seen]
        if grounds:
            return self._thing(grounds[0], seen | {iri})
        file = ONTOLOGY_FILES[0] if iri.startswith(names.NS) else CODE_FILE
        return Where.of(shipped.ONTOLOGY / file)

    def _grounds(self, iri: str) -> list[str]:
        """What a rule derived the thing from, else the graph it stands in."""
        answer = self._graph.select(
            "SELECT ?ground WHERE { GRAPH ?graph { "
            f"<{iri}> prov:wasDerivedFrom|prov:wasInfluencedBy|cr:statedIn ?ground }} }} ORDER BY ?ground"
        )
        return [row[0].value for row in answer.rows if isinstance(row[0], NamedNode)]
