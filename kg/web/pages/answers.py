"""``/api/…``: answers as JSON, each with the passages it rests on; for programs, and for `kg mcp`.

==========================  =====================================================================
``/api/questions``          the questions, ``subject`` narrows
``/api/ask/NAME``           an answer; the question's parameters, ``lang``, ``limit``
``/api/show/KEY``           all that is said of a thing and of others with it; ``lang``, ``limit``
``/api/search``             things by name: ``q``, ``limit``
``/api/passages``           the passages behind things: ``iri``, as often as wanted
==========================  =====================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import cited, library, names, render, show
from kg.errors import CertregError, NotFound, UsageError
from kg.library import CHECKS
from kg.store import Table, Term
from kg.web.pages import search
from kg.web.pages.site import Site

#: Rows, unless the client says.
LIMIT = 100
MOST = 1000


def routes(site: Site) -> list[Route]:
    """The paths above."""
    known = [_question(one) for one in library.questions().values() if one.subject != CHECKS]

    def questions(request: Request, given: dict[str, str]) -> Any:
        subject = given.get("subject")
        found = [one for one in known if subject in (None, one["subject"])]
        if not found:
            raise NotFound("subject", subject or "", sorted({one["subject"] for one in known}))
        return {"questions": found}

    def ask(request: Request, given: dict[str, str]) -> Any:
        lang, limit = given.pop("lang", "en"), _limit(given)
        name = request.path_params["name"]
        table = library.ask(site.graph, name, given, lang)
        return {"question": library.find(name).summary, **_answer(site, table, limit, lang)}

    def told(request: Request, given: dict[str, str]) -> Any:
        lang, limit = given.get("lang", "en"), _limit(given)
        thing = show.describe(site.graph, request.path_params["key"], lang)
        rows = (*thing.outward.rows, *thing.inward.rows)
        variables = thing.outward.variables if thing.outward.rows else thing.inward.variables
        head = {"address": thing.iri, "name": thing.title, "kind": thing.kind, "other_names": thing.other_names}
        figures = Table(thing.figures.variables, thing.figures.rows[:limit])
        said = _answer(site, Table(variables, rows), limit, lang)
        behind = _citations(site, (term for row in (*rows[:limit], *figures.rows) for term in row), lang)
        return {**head, **said, "figures": _rows(figures), "passages": behind}

    def find(request: Request, given: dict[str, str]) -> Any:
        found = search.find(site, given.get("q", ""))
        limit = _limit(given)
        shown = found[:limit]
        behind = _citations(site, [NamedNode(one.iri) for one in shown], "en")
        things = [_found(one) for one in shown]
        return {"count": len(found), "note": _note(len(found), limit), "things": things, "passages": behind}

    def passages(request: Request, given: dict[str, str]) -> Any:
        try:
            terms = [NamedNode(iri) for iri in request.query_params.getlist("iri")[:MOST]]
        except ValueError as fault:
            raise UsageError(f"iri: {fault}") from None
        return {"passages": _citations(site, terms, given.get("lang", "en"))}

    return [
        _route("/api/questions", questions),
        _route("/api/ask/{name:path}", ask),
        _route("/api/show/{key:path}", told),
        _route("/api/search", find),
        _route("/api/passages", passages),
    ]


def _route(path: str, answer: Any) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(answer(request, dict(request.query_params)))
        except CertregError as fault:
            return JSONResponse({"error": str(fault)}, 404 if isinstance(fault, NotFound) else 400)

    return Route(path, endpoint)


def _question(question: library.Question) -> dict[str, Any]:
    parameters = [
        {"name": one.name, "kind": one.kind, "about": one.description, "default": one.default, "examples": one.examples}
        for one in question.parameters
    ]
    return {"name": question.name, "subject": question.subject, "asks": question.summary, "parameters": parameters}


def _answer(site: Site, table: Table, limit: int, lang: str) -> dict[str, Any]:
    rows = table.rows[:limit]
    return {
        "count": len(table.rows),
        "note": _note(len(table.rows), limit),
        "rows": _rows(Table(table.variables, rows)),
        "passages": _citations(site, (term for row in rows for term in row), lang),
    }


def _note(count: int, limit: int) -> str:
    return f"the first {limit:,} of {count:,}; ask for more with limit, or narrower" if count > limit else ""


def _rows(table: Table) -> list[Mapping[str, str]]:
    """A row as column -> text: names for things, with their key behind them; what is not said is left out."""
    headings, cells = render.for_reading(table)
    return [{name: render.clean(cell) for name, cell in zip(headings, row, strict=True) if cell} for row in cells]


def _citations(site: Site, terms: Iterable[Term | None], lang: str) -> list[dict[str, Any]]:
    return [asdict(one) for one in cited.behind(site.graph, terms, lang)]


def _found(found: search.Found) -> dict[str, str]:
    said = asdict(found) | {"key": names.short(found.iri), "iri": ""}
    return {name: render.clean(text) for name, text in said.items() if text}


def _limit(given: dict[str, str]) -> int:
    text = given.pop("limit", str(LIMIT))
    if not re.fullmatch(r"[0-9]{1,4}", text, re.ASCII) or not 1 <= int(text) <= MOST:
        raise UsageError(f"limit: a number from 1 to {MOST:,}")
    return int(text)
