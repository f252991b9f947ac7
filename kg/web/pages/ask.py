"""``/ask``: the questions of the library as forms; an answer is a table, a picture, a file, or the SPARQL query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

import xlsxwriter  # noqa: F401  # now, since a worker can open no file
from pyoxigraph import NamedNode, Triple
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from kg import names
from kg.ask import library, translation
from kg.ask.library import CHECKS, Question
from kg.ask.parameters import Parameter
from kg.ask.render import encoded
from kg.describe.questions import clearly
from kg.errors import LimitError, NotFound, UsageError
from kg.store import Table
from kg.text import language
from kg.text.language import NAMES, translate
from kg.web.pages import charts, cite, neighbours
from kg.web.pages.cells import grid, in_words, without_empty
from kg.web.pages.charts import Drawn
from kg.web.pages.html import render as page
from kg.web.pages.site import Site

#: Rows on a page; the files hold all.
MAX_ROWS = 1000
#: Names offered in a form; a graph with more suggests them as the user types.
MAX_CHOICES = 1000
#: Entities in one query.
_BATCH = 400
#: Format -> media type; Turtle has the statements about the entities in the answer.
FILES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "md": "text/markdown",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ttl": "text/turtle",
}


@dataclass(frozen=True)
class Field:
    """A parameter as a form shows it: the choices (value, name), or free text when `open`."""

    name: str
    title: str
    label: str
    value: str
    choices: tuple[tuple[str, str], ...]
    open: bool
    type: str = "text"
    #: the address of suggestions, empty for none
    suggest: str = ""


def routes(site: Site) -> list[Route]:
    """The list of questions, and the page of each with its answer."""
    known = subjects(site.lang)  # read now, since a worker can open no file

    subject_name = partial(translation.subject_name, lang=site.lang)

    async def list_questions(request: Request) -> Response:
        if words := request.query_params.get("q", "").strip():
            return RedirectResponse(_meant(site, words), 303)
        return page(site, "questions.html", subjects=known, subject_name=subject_name, message="")

    async def answer(request: Request) -> Response:
        name = request.path_params["name"]
        name, _, form = name.partition(".")
        given = {key: value for key, value in request.query_params.items() if value.strip()}
        lang = given.pop("lang", site.lang)
        lang = language.known(lang) or lang
        try:
            question = library.find(name)
        except NotFound as error:
            return page(site, "questions.html", 404, subjects=known, subject_name=subject_name, message=str(error))
        if form in FILES:
            return _answer_file(site, question, given, lang, form)
        if form:
            return page(
                site,
                "questions.html",
                404,
                subjects=known,
                subject_name=subject_name,
                message=f"answers come as {', '.join(FILES)}",
            )
        return _answer_page(site, question, given, lang)

    return [Route("/ask", list_questions), Route("/ask/{name}", answer)]


def _meant(site: Site, words: str) -> str:
    """The address of the question that plain words mean, or else of a search for them."""
    meant = clearly(site.searcher.questions.find(words))
    if meant is None:
        return site.to("/search?" + urlencode({"q": words}, errors="replace"))
    given = urlencode(dict(meant.given), errors="replace")
    return site.to(f"/ask/{meant.question.name}" + (f"?{given}" if given else ""))


def subjects(lang: str) -> list[tuple[str, list[Question]]]:
    """The questions by subject, in a language, without the checks, which are for curators."""
    known = library.questions().values()
    shown = [translation.in_language(question, lang) for question in known if question.subject != CHECKS]
    return [(subject, list(of_subject)) for subject, of_subject in groupby(shown, lambda question: question.subject)]


def _answer_page(site: Site, question: Question, given: Mapping[str, str], lang: str) -> Response:
    known = {parameter.name for parameter in question.parameters}
    values = {parameter.name: given.get(parameter.name, parameter.default) for parameter in question.parameters}
    free = [values[parameter.name] for parameter in question.parameters if parameter.kind == "text"]
    link = _address(site, question, given, lang)
    message, status = "", 200
    nearest: list[tuple[str, str]] = []
    table, text = Table((), ()), ""
    asked: frozenset[str] = frozenset()
    drawn: Drawn | None = None
    try:
        text = library.bind(question, site.all, given)
        asked = library.subjects(question, site.all, given)
        table = library.ask(site.all, question.name, given, lang)
        drawn = charts.of_question(site, question, given)
    except (UsageError, LimitError) as error:
        message, status = str(error), 404 if isinstance(error, NotFound) else 400
        if isinstance(error, NotFound):
            wrong = next((name for name in known if given.get(name) == error.name), "")
            nearest = [(name, _address(site, question, {**given, wrong: name}, lang)) for name in error.nearest]
    return page(
        site,
        "question.html",
        status,
        question=translation.in_language(question, site.lang),
        subject=translation.subject_name(question.subject, site.lang),
        fields=[_field(site, parameter, values[parameter.name]) for parameter in question.parameters],
        languages=NAMES,
        lang=lang,
        message=message,
        nearest=nearest,
        grid=in_words(without_empty(grid(site, table, MAX_ROWS)), site.lang),
        count=len(table.rows),
        notes=table.notes,
        search=site.to("/search?" + urlencode({"q": free[0]}, errors="replace")) if free and not table.rows else "",
        most=MAX_ROWS,
        chart=drawn,
        near=_picture(site, table, asked),
        cited=cite.answer(site, translate(question.summary, site.lang), _address(site, question, given, lang), table)
        if table.rows
        else None,
        files={form: _address(site, question, given, lang, f".{form}") for form in FILES},
        link=link,
        sparql=text,
        edit=site.to("/query?" + urlencode({"query": text})),
    )


def _address(site: Site, question: Question, given: Mapping[str, str], lang: str, ending: str = "") -> str:
    """The address of the same question with these values."""
    kept = {parameter.name: given[parameter.name] for parameter in question.parameters if parameter.name in given}
    return site.to(f"/ask/{question.name}{ending}?{urlencode({**kept, 'lang': lang})}")


def _picture(site: Site, table: Table, asked: Iterable[str]) -> dict[str, Any] | None:
    """The entities asked about and in the answer, and the relations between them; None when no two are related."""
    keys = {names.short(term.value) for row in table.rows for term in row if isinstance(term, NamedNode)}
    picture = neighbours.among(site.whole, keys, map(names.short, sorted(asked)), site.href, site.lang)
    return picture if picture["edges"] else None


def _answer_file(site: Site, question: Question, given: Mapping[str, str], lang: str, form: str) -> Response:
    try:
        table = library.ask(site.all, question.name, given, lang)
    except (UsageError, LimitError) as error:
        return Response(f"{error}\n", 404 if isinstance(error, NotFound) else 400, media_type="text/plain")
    headers = {"Content-Disposition": f'attachment; filename="{question.name}.{form}"'}
    content = encoded(_about(site, table) if form == "ttl" else table, form, title=question.name)
    return Response(content, headers=headers, media_type=FILES[form])


def _about(site: Site, table: Table) -> list[Triple]:
    """The statements about the entities in an answer."""
    iris = {term.value for row in table.rows for term in row if isinstance(term, NamedNode)}
    things = sorted(iri for iri in iris if iri.startswith((names.ID, names.CODE)))
    triples: set[Triple] = set()
    for start in range(0, len(things), _BATCH):
        values = " ".join(f"<{iri}>" for iri in things[start : start + _BATCH])
        triples.update(site.all.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"))
    return list(triples)


def _field(site: Site, parameter: Parameter, value: str) -> Field:
    title = translation.parameter_name(parameter.name, site.lang)
    label = translate(parameter.description, site.lang)
    if parameter.kind == "code":
        return Field(parameter.name, title, label, value, _codes(site, parameter.list or ""), open=False)
    if parameter.kind == "class":
        return Field(parameter.name, title, label, value, _classes(site), open=False)
    if parameter.kind == "entity":
        suggest = site.to("/suggest?of=entities")
        return Field(parameter.name, title, label, value, _entities(site), open=True, suggest=suggest)
    examples = tuple((example, "") for example in parameter.examples)
    kinds = {"date": "date", "year": "number", "integer": "number"}
    return Field(parameter.name, title, label, value, examples, open=True, type=kinds.get(parameter.kind, "text"))


def _codes(site: Site, code_list: str) -> tuple[tuple[str, str], ...]:
    start = f"{names.CODE}{code_list}/"
    codes = [iri for iri in site.catalogue.members.get(f"{names.CODE}{code_list}", ()) if iri.startswith(start)]
    return _named(site, {iri.removeprefix(start): iri for iri in codes})


def _classes(site: Site) -> tuple[tuple[str, str], ...]:
    classes = [iri for iri in site.catalogue.members if iri.startswith(names.NS)]
    return _named(site, {iri.removeprefix(names.NS): iri for iri in classes})


def _entities(site: Site) -> tuple[tuple[str, str], ...]:
    entities = {iri.removeprefix(names.ID): iri for iri in site.catalogue.things if iri.startswith(names.ID)}
    return _named(site, entities) if len(entities) <= MAX_CHOICES else ()


def _named(site: Site, iris: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    choices = ((key, site.catalogue.name(iri)) for key, iri in iris.items())
    return tuple(sorted(choices, key=lambda choice: (choice[1].casefold(), choice[0])))
