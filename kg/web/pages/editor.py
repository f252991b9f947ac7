"""``/query``: a SPARQL editor, and for those without scripts a text field; an answer as a table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pyoxigraph import Literal, QueryBoolean, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import names
from kg.ask import library
from kg.describe.search import Index
from kg.store import Table
from kg.web import static
from kg.web.pages.ask import MOST_ROWS
from kg.web.pages.cells import grid
from kg.web.pages.html import render
from kg.web.pages.site import Site
from kg.web.reconciliation.catalogue import Catalogue

#: What stands in the editor before anything is typed.
FIRST = """# Who signed what, when, and where does it say so?
SELECT ?agreement ?party ?date ?passage {
  GRAPH ?passage { ?agreement cr:party ?party }
  OPTIONAL { ?agreement cr:date ?date }
}
"""


def routes(site: Site) -> list[Route]:
    """The page, and the words that its editor completes."""
    scripted = static.find("yasgui.min.js") is not None  # looked for now: a worker can open no file
    terms = JSONResponse(_terms(site.catalogue)).body

    async def query(request: Request) -> Response:
        said = json.loads(await request.body() or b"null")
        if said is None:
            return render(site, "query.html", scripted=scripted, query=FIRST, told="", triples="", grid=None, ran=False)
        return _answered(site, said, scripted)

    async def completions(request: Request) -> Response:
        return Response(terms, media_type="application/json")

    return [Route("/query", query, methods=["GET", "POST"]), Route("/terms.json", completions)]


def _answered(site: Site, said: dict[str, Any], scripted: bool) -> Response:
    told = said["text"] if said["status"] != 200 or said["media_type"] == "text/plain" else ""
    table = _table(said["text"]) if said["media_type"].startswith("application/sparql-results+json") else None
    shown = Table(table.variables, table.rows[:MOST_ROWS]) if table is not None else None
    return render(
        site,
        "query.html",
        said["status"],
        scripted=scripted,
        query=said["query"],
        told=told,
        triples=said["text"] if said["media_type"].startswith("text/turtle") else "",
        grid=grid(site, library.with_labels(shown, site.all, "en")) if shown is not None else None,
        count=len(table.rows) if table is not None else 0,
        most=MOST_ROWS,
        ran=not told,
    )


def _table(text: str) -> Table:
    found = parse_query_results(text, format=QueryResultsFormat.JSON)
    if isinstance(found, QueryBoolean):
        return Table(("answer",), ((Literal(bool(found)),),))
    assert isinstance(found, QuerySolutions)
    variables = tuple(variable.value for variable in found.variables)
    return Table(variables, tuple(tuple(row[name] for name in variables) for row in found))


def _terms(catalogue: Catalogue) -> dict[str, Any]:
    """Prefixes, and what may stand behind them: IRI, name and meaning of classes, properties and things."""
    things = [iri for iri in catalogue.things if iri.startswith((names.ID, names.CODE))]
    return {
        "prefixes": dict(names.PREFIXES),
        "classes": _described(catalogue, _ours(catalogue.types)),
        "properties": _described(catalogue, catalogue.properties),
        "things": _described(catalogue, things),
    }


def _ours(types: Index) -> Iterable[str]:
    return (iri for iri in types if not iri.startswith(names.CODE))


def _described(catalogue: Catalogue, iris: Iterable[str]) -> list[dict[str, str]]:
    return [{"iri": iri, "name": catalogue.name(iri), "about": catalogue.about(iri)[:160]} for iri in iris]
