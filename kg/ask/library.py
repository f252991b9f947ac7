"""The competency questions in ``queries/**/*.rq``: find one, describe it, bind its parameters, run it.

Each question is a file: the file name is its name, the folder its subject. The ``#+`` lines at the top (grlc's
convention, YAML) say what it asks and which parameters it takes; ``?_name`` in the query stands for a parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from kg import names, shipped
from kg.ask import entities
from kg.errors import CertregError, NotFound, UsageError
from kg.rdf import sparql
from kg.store import Graph, Layered, Table, Term
from kg.text import literals
from kg.text.suggest import nearest

#: The folder of questions that are checks: a row is an error.
CHECKS = "checks"
#: The folders of questions about registers as well; all other questions are about the records alone.
REGISTER_SUBJECTS = frozenset({"certificates", "registers"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question; `kind` is a row of `READERS`, `list` the code list for kind ``code``."""

    name: str
    kind: str
    default: str
    examples: tuple[str, ...]
    description: str
    list: str | None = None


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


@lru_cache(maxsize=4)
def questions(folder: Path = shipped.QUERIES) -> Mapping[str, Question]:
    """All questions by name, in order of subject and name. Raises CertregError for an invalid file."""
    found: dict[str, Question] = {}
    for path in sorted(folder.glob("*/*.rq")):
        question = _read(path)
        if question.name in found:
            raise CertregError(f"{path}: a question {question.name} exists in {found[question.name].subject} too")
        found[question.name] = question
    return found


def find(name: str) -> Question:
    """The question of this name. Raises NotFound with the nearest names."""
    known = questions()
    if name not in known:
        raise NotFound("question", name, nearest(name, known))
    return known[name]


def ask(graph: Graph, name: str, given: Mapping[str, str] = MappingProxyType({}), lang: str = "en") -> Table:
    """The answer to a question, with a column of names after each column of IRIs.

    `given` holds parameters as a person would write them (a key, an acronym, a name; a date; a number).
    Raises NotFound for an unknown question, parameter or value, and UsageError for a value of the wrong form.
    """
    question = find(name)
    return with_labels(evaluate(question, graph, given), _target(question, graph), lang)


def evaluate(question: Question, graph: Graph, given: Mapping[str, str] = MappingProxyType({})) -> Table:
    """The answer without names."""
    target = _target(question, graph)
    return target.select(bind(question, graph, given))


def bind(question: Question, graph: Graph, given: Mapping[str, str]) -> str:
    """The SPARQL of a question with its parameters filled in."""
    terms = _terms(question, graph, given)
    return sparql.bind(question.text, {name: str(term) for name, term in terms.items()})


def _target(question: Question, graph: Graph) -> Graph:
    """The graph a question is evaluated on: the whole, or the records alone."""
    return graph if question.subject in REGISTER_SUBJECTS else _records(graph)


def _records(graph: Graph) -> Graph:
    return graph.records if isinstance(graph, Layered) else graph


def _terms(question: Question, graph: Graph, given: Mapping[str, str]) -> dict[str, Term]:
    """Parameter -> its value as an RDF term."""
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in given:
        if name not in known:
            raise NotFound(f"parameter of {question.name}", name, nearest(name, known) or sorted(known))
    return {
        name: READERS[parameter.kind](given.get(name, parameter.default), parameter, graph)
        for name, parameter in known.items()
    }


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
        parameters = tuple(_parameter(name, options) for name, options in (header.get("parameters") or {}).items())
        return Question(
            name=path.stem,
            subject=path.parent.name,
            summary=str(header["summary"]).strip(),
            description=str(header.get("description", "")).strip(),
            tags=tuple(map(str, header.get("tags") or ())),
            parameters=parameters,
            text=sparql.body(text),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise CertregError(f"{path}: not a valid question: {fault}") from fault


def _parameter(name: str, options: Mapping[str, object]) -> Parameter:
    kind = str(options["kind"])
    if kind not in READERS:
        raise ValueError(f"parameter {name}: no kind {kind}; there are {', '.join(READERS)}")
    examples = options.get("examples") or ()
    return Parameter(
        name=str(name),
        kind=kind,
        default=_as_text(options["default"]),
        examples=tuple(map(_as_text, examples)) if isinstance(examples, list) else (),
        description=str(options.get("description", "")).strip(),
        list=str(options["list"]) if "list" in options else None,
    )


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _entity(text: str, parameter: Parameter, graph: Graph) -> Term:
    return entities.resolve(graph, text)


def _code(text: str, parameter: Parameter, graph: Graph) -> Term:
    scheme = f"<{names.CODE}{parameter.list}>" if parameter.list else "?list"
    answer = _records(graph).select(
        f"SELECT ?code ?notation ?label ?instead WHERE {{ ?code skos:inScheme {scheme} ; skos:notation ?notation . "
        "OPTIONAL { ?code rdfs:label ?label } OPTIONAL { ?code dct:isReplacedBy ?instead } }"
    )
    by_name: dict[str, Term] = {}
    successors: dict[Term, set[str]] = {}
    for code, *aliases, instead in answer.rows:
        if isinstance(code, NamedNode):
            for name in (
                *(term.value for term in aliases if isinstance(term, Literal)),
                names.short(code.value),
            ):
                by_name.setdefault(name.casefold(), code)
            if isinstance(instead, NamedNode):
                successors.setdefault(code, set()).add(names.short(instead.value))
    if text.casefold() not in by_name:
        raise NotFound(parameter.list or "code", text, nearest(text, by_name))
    found = by_name[text.casefold()]
    if found in successors:
        listed = " with ".join(
            sorted(successors[found], key=lambda name: (not name.startswith(f"{parameter.list}/"), name))
        )
        raise UsageError(f'{parameter.list} "{text}" was retired; ask for {listed}')
    return found


def _class(text: str, parameter: Parameter, graph: Graph) -> Term:
    answer = _records(graph).select(
        f'SELECT ?class WHERE {{ ?class a owl:Class FILTER(STRSTARTS(STR(?class), "{names.NS}")) }}'
    )
    known = {row[0].value.removeprefix(names.NS): row[0] for row in answer.rows if isinstance(row[0], NamedNode)}
    wanted = text.removeprefix("cr:")
    if wanted not in known:
        raise NotFound("class", text, nearest(wanted, known))
    return known[wanted]


def _literal(datatype: str) -> Callable[[str, Parameter, Graph], Term]:
    iri = names.expand(f"xsd:{datatype}")

    def read(text: str, parameter: Parameter, graph: Graph) -> Term:
        literal = literals.literal(text, {iri})
        if literal is None:
            raise UsageError(f'{parameter.name}: "{text}" is not {literals.expected({iri})}')
        return literal

    return read


#: Kind of parameter -> how its text becomes a term.
READERS: Mapping[str, Callable[[str, Parameter, Graph], Term]] = {
    "entity": _entity,
    "code": _code,
    "class": _class,
    "date": _literal("date"),
    "year": _literal("gYear"),
    "integer": _literal("integer"),
    "text": _literal("string"),
}
