"""The competency questions in ``queries/**/*.rq``: find one, describe it, bind its parameters, run it.

Each question is a file: the file name is its name, the folder its subject. The ``#+`` lines at the top (grlc's
convention, YAML) say what it asks and which parameters it takes; ``?_name`` in the query stands for a parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from kg import names, shipped
from kg.ask import entities, notes
from kg.ask.parameters import Parameter, parameter, term
from kg.errors import CertregError, NotFound
from kg.rdf import sparql
from kg.store import Graph, Layered, Table, Term
from kg.text.language import translate
from kg.text.suggest import nearest

#: The folder of questions that are checks: a row is an error.
CHECKS = "checks"
#: The folders of questions about registers as well; all other questions are about the records alone.
REGISTER_SUBJECTS = frozenset({"certificates", "registers"})

#: Questions that have an answer whenever a register is loaded: one of scopes or one of certificates.
_REGISTERS = ("registers-beside", "certificates-by-status")


@dataclass(frozen=True, slots=True)
class Question:
    """One question: name and subject (file and folder), description, parameters and SPARQL."""

    name: str
    subject: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    #: what stands under every answer: that a list is not complete, and why
    note: str = ""
    #: what stands under an answer without rows, where these are good news
    empty: str = ""
    #: other wordings of what it asks, in any language; ``{scheme}`` stands for a value of the parameter scheme
    also: tuple[str, ...] = ()

    @property
    def has_chart(self) -> bool:
        """Whether it is about an indicator, whose figures a chart can show."""
        return any(parameter.list == "indicator" for parameter in self.parameters)


@lru_cache(maxsize=4)
def questions(folder: Path = shipped.QUERIES) -> Mapping[str, Question]:
    """All questions by name, in order of subject and name. Raises CertregError for an invalid file."""
    questions_by_name: dict[str, Question] = {}
    for path in sorted(folder.glob("*/*.rq")):
        question = _read(path)
        if question.name in questions_by_name:
            raise CertregError(
                f"{path}: a question {question.name} exists in {questions_by_name[question.name].subject} too"
            )
        questions_by_name[question.name] = question
    return questions_by_name


def find(name: str) -> Question:
    """The question of this name. Raises NotFound with the nearest names."""
    known = questions()
    if name not in known:
        raise NotFound("question", name, nearest(name, known))
    return known[name]


def of_subject(subject: str | None = None) -> list[Question]:
    """The questions of a subject, or all but the checks. Raises NotFound for an unknown subject."""
    known = [question for question in questions().values() if question.subject != CHECKS]
    if subject is None:
        return known
    if these := [question for question in known if question.subject == subject]:
        return these
    raise NotFound("subject", subject, nearest(subject, {question.subject for question in known}))


def listed(wanted: Iterable[Question]) -> Table:
    """Questions as a table: subject, name, what it asks, and its parameters as options with their defaults."""

    def usage(question: Question) -> str:
        return " ".join(f"--{parameter.name} {parameter.default}" for parameter in question.parameters)

    rows = tuple(tuple(map(Literal, (one.subject, one.name, one.summary, usage(one)))) for one in wanted)
    return Table(("subject", "question", "asks", "parameters"), rows)


def ask(graph: Graph, name: str, given: Mapping[str, str] = MappingProxyType({}), lang: str = "en") -> Table:
    """The answer to a question, with a column of names after each column of IRIs.

    `given` holds parameters as a person would write them (a key, an acronym, a name; a date; a number).
    The table's notes say that a list is not complete, or why there is no row. Raises NotFound for an unknown question,
    parameter or value, and UsageError for a value of the wrong form.
    """
    question = find(name)
    target = _target(question, graph)
    terms = values(question, graph, given)
    table = target.select(_bound(question, terms))
    own = {parameter: terms[parameter.name] for parameter in question.parameters}
    about_registers = question.subject in REGISTER_SUBJECTS
    has_registers = partial(_has_registers, graph) if about_registers else None
    remarks = [translate(question.note, lang)] if question.note else []
    if not table.rows:
        reason = translate(question.empty, lang) or notes.why_empty(own, target, lang, has_registers)
        remarks.insert(0, reason)
    return replace(with_labels(table, target, lang), notes=tuple(remarks))


def evaluate(question: Question, graph: Graph, given: Mapping[str, str] = MappingProxyType({})) -> Table:
    """The answer without names."""
    target = _target(question, graph)
    return target.select(bind(question, graph, given))


def bind(question: Question, graph: Graph, given: Mapping[str, str]) -> str:
    """The SPARQL of a question with its parameters filled in."""
    return _bound(question, values(question, graph, given))


def _bound(question: Question, values: Mapping[str, Term]) -> str:
    return sparql.bind(question.text, {name: str(value) for name, value in values.items()})


def subjects(question: Question, graph: Graph, given: Mapping[str, str]) -> frozenset[str]:
    """The IRIs of the entities that the parameters of a question name. Raises as `ask` does."""
    terms = values(question, graph, given).values()
    return frozenset(term.value for term in terms if isinstance(term, NamedNode) and term.value.startswith(names.ID))


def _target(question: Question, graph: Graph) -> Graph:
    """The graph a question is evaluated on: the whole, or the records alone."""
    return graph if question.subject in REGISTER_SUBJECTS else entities.records(graph)


def _has_registers(graph: Graph) -> bool:
    if isinstance(graph, Layered):
        return bool(graph.register_graphs())
    return any(graph.select(find(name).text).rows for name in _REGISTERS)


def values(question: Question, graph: Graph, given: Mapping[str, str]) -> dict[str, Term]:
    """Parameter -> its value as an RDF term, the default where none is given. Raises as `ask` does."""
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in given:
        if name not in known:
            raise NotFound(f"parameter of {question.name}", name, nearest(name, known) or sorted(known))
    return {name: term(given.get(name, parameter.default), parameter, graph) for name, parameter in known.items()}


def with_labels(table: Table, graph: Graph, lang: str) -> Table:
    """The table with a column ``xLabel`` after each column ``x`` that holds IRIs."""
    linked = [
        place for place in range(len(table.variables)) if any(isinstance(row[place], NamedNode) for row in table.rows)
    ]
    iris = {term.value for row in table.rows for place in linked if isinstance(term := row[place], NamedNode)}
    shown = entities.labels(graph, iris, lang)

    def named(row: tuple[Term | None, ...], place: int) -> tuple[Term | None, ...]:
        term = row[place]
        if place not in linked:
            return (term,)
        label = shown.get(term.value) if isinstance(term, NamedNode) else None
        return term, Literal(label) if label is not None else None

    variables = [
        column
        for place, name in enumerate(table.variables)
        for column in ((name, f"{name}Label") if place in linked else (name,))
    ]
    rows = tuple(tuple(cell for place in range(len(row)) for cell in named(row, place)) for row in table.rows)
    return Table(tuple(variables), rows)


def _read(path: Path) -> Question:
    text = path.read_text("utf-8")
    try:
        header = sparql.header(text)
        parameters = tuple(parameter(name, options) for name, options in (header.get("parameters") or {}).items())
        return Question(
            name=path.stem,
            subject=path.parent.name,
            summary=str(header["summary"]).strip(),
            description=str(header.get("description", "")).strip(),
            tags=tuple(map(str, header.get("tags") or ())),
            parameters=parameters,
            text=sparql.body(text),
            note=str(header.get("note", "")).strip(),
            empty=str(header.get("empty", "")).strip(),
            also=tuple(map(str, header.get("also") or ())),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise CertregError(f"{path}: not a valid question: {fault}") from fault
