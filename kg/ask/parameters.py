"""What people write for the parameters of a question, read as RDF terms.

One row of `READERS` a kind. Entities, codes and classes go by a key or any of their names, in any language; what has
the name but not the right class or list is refused, and the message says what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.ask.index import Index, Name
from kg.errors import NotFound, UsageError
from kg.store import Graph, Term
from kg.text import literals
from kg.text.normalize import fold
from kg.text.periods import periods
from kg.text.suggest import nearest


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a question; `kind` is a row of `READERS`, `list` the code list for kind ``code``."""

    name: str
    kind: str
    default: str
    examples: tuple[str, ...]
    description: str
    list: str | None = None
    #: IRIs of the classes and code lists that an entity must belong to one of; any where there is none
    of: tuple[str, ...] = ()


def parameter(name: str, options: Mapping[str, object]) -> Parameter:
    """A parameter as the header of a question declares it. Raises ValueError, KeyError or TypeError where invalid."""
    kind = str(options["kind"])
    if kind not in READERS:
        raise ValueError(f"parameter {name}: no kind {kind}; there are {', '.join(READERS)}")
    examples = options.get("examples") or ()
    of = options.get("of") or []
    return Parameter(
        name=str(name),
        kind=kind,
        default=_as_text(options["default"]),
        examples=tuple(map(_as_text, examples)) if isinstance(examples, list) else (),
        description=str(options.get("description", "")).strip(),
        list=str(options["list"]) if "list" in options else None,
        of=tuple(names.expand(str(one)) for one in (of if isinstance(of, list) else [of])),
    )


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def term(text: str, of: Parameter, graph: Graph) -> Term:
    """The term that `text` stands for as the value of a parameter.

    Raises NotFound for a name that nothing suitable has, and UsageError for text of the wrong form.
    """
    return READERS[of.kind](text, of, graph)


def _entity(text: str, parameter: Parameter, graph: Graph) -> Term:
    return entities.resolve(graph, text, parameter.of)


def _code(text: str, parameter: Parameter, graph: Graph) -> Term:
    scheme = f"<{names.CODE}{parameter.list}>" if parameter.list else "?list"
    answer = entities.records(graph).select(
        f"SELECT ?code ?name ?instead WHERE {{ ?code skos:inScheme {scheme} . "
        "OPTIONAL { ?code skos:notation|rdfs:label|skos:prefLabel|skos:altLabel ?name } "
        "OPTIONAL { ?code dct:isReplacedBy ?instead } }"
    )
    known: dict[str, set[str]] = {}
    successors: dict[str, set[str]] = {}
    for code, name, instead in answer.rows:
        if isinstance(code, NamedNode):
            short = names.short(code.value)
            known.setdefault(code.value, {short, _own(code.value)})
            if isinstance(name, Literal):
                known[code.value].add(name.value)
            if isinstance(instead, NamedNode):
                successors.setdefault(code.value, set()).add(names.short(instead.value))
    meant = _named(text, known, parameter.list or "code")
    if meant in successors:
        listed = " with ".join(
            sorted(successors[meant], key=lambda name: (not name.startswith(f"{parameter.list}/"), name))
        )
        raise UsageError(f'{parameter.list} "{text}" was retired; ask for {listed}')
    return NamedNode(meant)


def _class(text: str, parameter: Parameter, graph: Graph) -> Term:
    answer = entities.records(graph).select(
        f'SELECT ?class ?name WHERE {{ ?class a owl:Class FILTER(STRSTARTS(STR(?class), "{names.NS}")) '
        "OPTIONAL { ?class rdfs:label|skos:altLabel ?name } }"
    )
    known: dict[str, set[str]] = {}
    for one, name in answer.rows:
        if isinstance(one, NamedNode):
            known.setdefault(one.value, {_own(one.value)})
            if isinstance(name, Literal):
                known[one.value].add(name.value)
    return NamedNode(_named(text.removeprefix("cr:"), known, "class"))


def _named(text: str, known: Mapping[str, Iterable[str]], what: str) -> str:
    """The one thing with this name. Raises NotFound with the nearest keys."""
    own = {iri: _own(iri) for iri in known}
    for form in (str, str.casefold, fold):
        bearers = [iri for iri, aliases in known.items() if form(text) in map(form, aliases)]
        if len(bearers) == 1:
            return bearers[0]
        if bearers:
            raise NotFound(f"single {what} named", text, sorted(names.short(iri) for iri in bearers))
    near = nearest(text, own.values())
    if not near:
        hits = Index(Name(iri, name) for iri, aliases in known.items() for name in aliases).find(text, limit=3)
        near = [own[hit.thing] for hit in hits]
    raise NotFound(what, text, near)


def _own(iri: str) -> str:
    """The last part of an IRI, which suffices to name a code of a list or a class."""
    return names.curie(iri).rpartition(":")[2].rpartition("/")[2]


def _literal(datatype: str) -> Callable[[str, Parameter, Graph], Term]:
    iri = names.expand(f"xsd:{datatype}")

    def read(text: str, parameter: Parameter, graph: Graph) -> Term:
        literal = literals.literal(text, {iri}) or literals.literal(_time(text), {iri})
        if literal is None:
            raise UsageError(f'{parameter.name}: "{text}" is not {literals.expected({iri})}')
        return literal

    return read


def _time(text: str) -> str:
    """A day or a year that is written in words, as ISO 8601: 2022年1月1日, 1 January 2022; else the text."""
    spans = periods(text.strip())
    return spans[0].label if len(spans) == 1 and spans[0].text == text.strip() else text


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
