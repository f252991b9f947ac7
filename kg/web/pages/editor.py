"""``/query``: a SPARQL editor, or without scripts a text field; answers as tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pyoxigraph import Literal, QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import names
from kg.ask import library, translation
from kg.ask.index import Index
from kg.ask.library import Question
from kg.ask.unknown_terms import warnings
from kg.store import Table
from kg.text.language import marked, translate
from kg.web import limits, static
from kg.web.pages.ask import MAX_ROWS, subjects
from kg.web.pages.cells import grid
from kg.web.pages.html import render
from kg.web.pages.site import Site
from kg.web.reconciliation.catalogue import Catalogue

#: The query an editor starts with, and what it asks.
_ASKS = marked("Who signed what, when, and where does it say so?")
FIRST = """SELECT ?agreement ?party ?date ?passage {
  GRAPH ?passage { ?agreement cr:party ?party }
  OPTIONAL { ?agreement cr:signedOn ?date }
}
"""


def routes(site: Site) -> list[Route]:
    """The page, and the terms that its editor completes."""
    scripted = static.find("yasgui.min.js") is not None  # looked up now, since a worker can open no file
    terms = JSONResponse(_terms(site.catalogue)).body
    examples = [(translation.subject_name(subject, site.lang), known) for subject, known in subjects(site.lang)]

    async def query(request: Request) -> Response:
        reply = json.loads(await request.body() or b"null")
        if reply is None:
            return render(
                site,
                "query.html",
                scripted=scripted,
                query=_example(site, request.query_params.get("example", "")),
                examples=examples,
                message="",
                warnings=(),
                triples="",
                grid=None,
                ran=False,
            )
        return _answer_page(site, reply, scripted, examples)

    async def unknown(request: Request) -> Response:
        return JSONResponse(warnings(site.all, request.query_params.get("query", "")))

    async def completions(request: Request) -> Response:
        return Response(terms, media_type="application/json")

    return [
        Route("/query", query, methods=["GET", "POST"]),
        Route("/terms.json", completions),
        Route("/query-warnings", unknown),
    ]


def _example(site: Site, name: str) -> str:
    """The query of a question with its default values; the first query where there is no such question."""
    question = library.questions().get(name)
    return library.bind(question, site.all, {}) if question else f"# {translate(_ASKS, site.lang)}\n{FIRST}"


def _answer_page(
    site: Site, reply: dict[str, Any], scripted: bool, examples: list[tuple[str, list[Question]]]
) -> Response:
    message = reply["text"] if reply["status"] != 200 or reply["media_type"] == "text/plain" else ""
    answer = _table(reply["text"]) if reply["media_type"].startswith("application/sparql-results+json") else None
    return render(
        site,
        "query.html",
        reply["status"],
        scripted=scripted,
        query=reply["query"],
        message=message,
        examples=examples,
        warnings=() if message else warnings(site.all, reply["query"]),
        triples=reply["text"] if reply["media_type"].startswith("text/turtle") else "",
        grid=grid(site, library.with_labels(answer.shown, site.all, site.lang)) if answer else None,
        count=answer.rows if answer else 0,
        shown_rows=len(answer.shown.rows) if answer else 0,
        columns=answer.columns if answer else 0,
        shown_columns=len(answer.shown.variables) if answer else 0,
        ran=not message,
    )


@dataclass(frozen=True)
class _Answer:
    """How large an answer is, and the part of it that a page shows, which has at most `limits.PAGE_CELLS` cells."""

    rows: int
    columns: int
    shown: Table


def _table(text: str) -> _Answer:
    results = parse_query_results(text, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return _Answer(1, 1, Table(("answer",), ((Literal(bool(results)),),)))
    assert isinstance(results, QuerySolutions)
    variables = tuple(variable.value for variable in results.variables)
    shown = variables[: limits.PAGE_COLUMNS]
    most = min(MAX_ROWS, limits.PAGE_CELLS // max(len(shown), 1))
    rows = [tuple(row[name] for name in shown) for row in islice(results, most)]
    return _Answer(len(rows) + sum(1 for _ in results), len(variables), Table(shown, tuple(rows)))


def _terms(catalogue: Catalogue) -> dict[str, Any]:
    """Prefixes, and the terms with them: IRI, name and meaning of classes, properties and entities."""
    things = [iri for iri in catalogue.things if iri.startswith((names.ID, names.CODE))]
    return {
        "prefixes": dict(names.PREFIXES),
        "classes": _described(catalogue, _own_classes(catalogue.types)),
        "properties": _described(catalogue, catalogue.properties),
        "things": _described(catalogue, things),
    }


def _own_classes(types: Index) -> Iterable[str]:
    return (iri for iri in types if not iri.startswith(names.CODE))


def _described(catalogue: Catalogue, iris: Iterable[str]) -> list[dict[str, str]]:
    return [{"iri": iri, "name": catalogue.name(iri), "about": catalogue.about(iri)[:160]} for iri in iris]
