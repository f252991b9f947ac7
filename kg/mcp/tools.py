"""The routes ``/tools/NAME`` of `kg mcp`'s own workers: answers as JSON, with the passages behind them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kg import names
from kg.ask import library
from kg.ask.library import CHECKS, Question
from kg.ask.render import LABEL, render
from kg.describe.citations import Citations, cite
from kg.describe.entity import describe
from kg.errors import LimitError, NotFound, UsageError
from kg.network.path import path
from kg.store import Table
from kg.text.suggest import nearest
from kg.text.terminal import plain
from kg.web.pages import search
from kg.web.pages.site import Site

#: The entities that a query names, written short or whole.
_KEYS = re.compile(rf"(?:\bid:|<{re.escape(names.ID)})([a-z0-9][a-z0-9-]*)")
_FOUND = ("entity", "name", "kind", "matched", "why")
#: A tool's answer but for its passages: a heading, and titled tables.
Said = tuple[str, list[tuple[str, Table]]]


def routes(site: Site) -> list[Route]:
    """One route for all tools."""
    tools: Mapping[str, Callable[[Site, Mapping[str, Any]], Said]] = {
        "ask": _ask,
        "search": _search,
        "show": _show,
        "path": _path,
        "sparql": _sparql,
    }

    async def answered(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in {*tools, "list_questions"}:
            return Response(status_code=404)
        given = json.loads(await request.body())
        try:
            if name == "list_questions":
                return JSONResponse(_questions(given["subject"]))
            return JSONResponse(_answer(site, given, *tools[name](site, given)))
        except (UsageError, LimitError) as error:
            return Response(plain(str(error)), 400, media_type="text/plain")

    return [Route("/tools/{name}", answered, methods=["POST"])]


def _questions(subject: str) -> dict[str, Any]:
    """The questions of a subject, or all; checks are for builders."""
    known = [question for question in library.questions().values() if question.subject != CHECKS]
    subjects = sorted({question.subject for question in known})
    if subject and subject not in subjects:
        raise NotFound("subject", subject, nearest(subject, subjects) or subjects)
    wanted = [question for question in known if subject in ("", question.subject)]
    structured = {"questions": [_described(question) for question in wanted]}
    return {"structured": structured, "text": "\n".join(map(_line, wanted))}


def _described(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "subject": question.subject,
        "asks": question.summary,
        "about": question.description,
        "parameters": [
            {
                "name": parameter.name,
                "kind": parameter.kind,
                "description": parameter.description,
                "default": parameter.default,
                "examples": list(parameter.examples),
            }
            for parameter in question.parameters
        ],
    }


def _line(question: Question) -> str:
    takes = [f"{parameter.name}: {parameter.kind}, default {parameter.default}" for parameter in question.parameters]
    return f"- {question.name} ({question.subject}): {question.summary}" + (f" [{'; '.join(takes)}]" if takes else "")


def _ask(site: Site, given: Mapping[str, Any]) -> Said:
    question = library.find(given["question"])
    return question.summary, [("", library.ask(site.all, question.name, given["parameters"], given["language"]))]


def _search(site: Site, given: Mapping[str, Any]) -> Said:
    found = search.find(site, given["text"])
    rows = tuple(
        (NamedNode(one.iri), Literal(one.name), Literal(one.kind), Literal(one.matched), Literal(one.why))
        for one in found
    )
    return f"Found for: {given['text']}", [("", Table(_FOUND, rows))]


def _show(site: Site, given: Mapping[str, Any]) -> Said:
    said = describe(site.all, given["entity"], given["language"])
    also = f"; also {'; '.join(said.other_names)}" if said.other_names else ""
    tables = [
        ("What is said of it", said.outward),
        ("Where it is spoken of", said.inward),
        ("Figures", said.figures),
    ]
    return f"{said.title} ({names.short(said.iri)}): {said.kind}{also}", [one for one in tables if one[1].rows]


def _path(site: Site, given: Mapping[str, Any]) -> Said:
    found = path(site.graph, given["start"], given["end"], given["language"])
    return "The shortest chains of relations" if found.rows else "The two are not connected", [("", found)]


def _sparql(site: Site, given: Mapping[str, Any]) -> Said:
    """An answer that a worker for queries gave already."""
    content = given["answer"].encode()
    if given["media_type"].startswith("text/turtle"):
        triples = tuple((quad.subject, quad.predicate, quad.object) for quad in parse(content, RdfFormat.TURTLE))
        return "Triples", [("", Table(("subject", "predicate", "object"), triples))]
    found = parse_query_results(content, QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        return "Yes" if found else "No", []
    columns = tuple(variable.value for variable in found.variables)
    rows = tuple(tuple(row[name] for name in columns) for row in found)
    if any(f"{name}{LABEL}" in columns for name in columns):
        return "Rows", [("", Table(columns, rows))]
    return "Rows", [("", library.with_labels(Table(columns, rows), site.all, given["language"]))]


def _answer(site: Site, given: Mapping[str, Any], heading: str, tables: list[tuple[str, Table]]) -> dict[str, Any]:
    """What a tool said, no more rows than asked for, with the passages behind those."""
    limit = given["limit"]
    shown = [(title, Table(table.variables, table.rows[:limit]), len(table.rows)) for title, table in tables]
    asked = {names.ID + key for key in _KEYS.findall(given.get("query", ""))}
    found = cite(site.all, [table for _, table, _ in shown], given.get("language", site.lang), asked)
    grids = [
        {
            "title": title,
            "columns": list(table.variables),
            "rows": [
                {name: _text(term) for name, term in zip(table.variables, row, strict=True) if term is not None}
                for row in table.rows
            ],
            "total_rows": total,
            "note": counted(len(table.rows), total),
        }
        for title, table, total in shown
    ]
    structured = {
        "heading": plain(heading),
        "tables": grids,
        "passages": [{name: _clean(value) for name, value in asdict(one).items()} for one in found.passages],
        "total_passages": found.total,
        "passages_from": found.basis,
    }
    parts = [plain(heading)]
    for title, table, total in shown:
        parts += [f"## {title}" if title else "", plain(render(table, "md")).strip() if table.rows else ""]
        parts.append(counted(len(table.rows), total))
    return {"structured": structured, "text": "\n\n".join(part for part in [*parts, _told(found)] if part)}


def counted(shown: int, total: int) -> str:
    """How many rows there are, and how many of them are left out."""
    if shown < total:
        return f"first {shown:,} of {total:,} rows; ask for more with a higher limit, or for less"
    return f"{total:,} row{'' if total == 1 else 's'}, all of them"


def _told(found: Citations) -> str:
    lines = [f"Passages ({found.total}, from {found.basis}):" if found.passages else f"Passages: {found.basis}"]
    for one in found.passages:
        quoted = ", ".join(f'"{quote}"' for quote in one.quotes)
        place = f"{one.source}, section {one.section}" if one.section else one.source or one.label
        by = f"published by {one.publisher}" if one.publisher else ""
        told = [place, quoted, by, one.published, one.address, one.url]
        lines.append(plain("- " + "; ".join(part for part in told if part)))
    if len(found.passages) < found.total:
        lines.append(f"first {len(found.passages)} of {found.total} passages; ask for less to see those of fewer rows")
    return "\n".join(lines)


def _text(term: object) -> str:
    return plain(str(getattr(term, "value", term)))


def _clean(value: str | tuple[str, ...]) -> str | list[str]:
    return plain(value) if isinstance(value, str) else [plain(one) for one in value]
