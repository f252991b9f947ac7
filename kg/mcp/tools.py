"""The routes ``/tools/NAME`` in the workers of `kg mcp`: answers as JSON, with the passages that support them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
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
from kg.web import limits
from kg.web.pages import search
from kg.web.pages.site import Site

#: The entities in a query, as prefixed names or full IRIs.
_KEYS = re.compile(rf"(?:\bid:|<{re.escape(names.ID)})([a-z0-9][a-z0-9-]*)")
#: A result that agrees less (of 100) is another thing that shares a word: "Standards Organisation of Nigeria" and the
#: standards bodies of other countries reach 32, a name with a slip in each word 58.
_KNOWN = 45
#: Of other things so many are listed.
_MOST_NEAR = 5
_SEARCH_COLUMNS = ("entity", "name", "kind", "matched", "why")
#: A tool's answer without its passages: a heading, and tables, each with a title and its number of rows before any
#: were left out.
ToolOutput = tuple[str, list[tuple[str, Table, int]]]


def routes(site: Site) -> list[Route]:
    """One route for all tools."""
    tools: Mapping[str, Callable[[Site, Mapping[str, Any]], ToolOutput]] = {
        "ask": _ask,
        "search": _search,
        "show": _show,
        "path": _path,
        "sparql": _sparql,
    }

    async def respond(request: Request) -> Response:
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

    return [Route("/tools/{name}", respond, methods=["POST"])]


def _questions(subject: str) -> dict[str, Any]:
    """The questions of a subject, or all, without the checks, which are for curators."""
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


def _ask(site: Site, given: Mapping[str, Any]) -> ToolOutput:
    question = library.find(given["question"])
    table = library.ask(site.all, question.name, given["parameters"], given["language"])
    return " ".join([question.summary, *table.notes]), [_limited("", table, given)]


def _search(site: Site, given: Mapping[str, Any]) -> ToolOutput:
    results = [one for one in search.find(site, given["text"]) if one.iri]
    found = [one for one in results if one.score >= _KNOWN]
    rows = tuple(
        (NamedNode(one.iri), Literal(one.name), Literal(one.kind), Literal(one.matched), Literal(one.why))
        for one in found or results[:_MOST_NEAR]
    )
    heading = f"Found for: {given['text']}" if found else f"Not known: {given['text']}"
    title = "Other things with a word of it" if rows and not found else ""
    return heading, [_limited(title, Table(_SEARCH_COLUMNS, rows), given)]


def _show(site: Site, given: Mapping[str, Any]) -> ToolOutput:
    entity = describe(site.all, given["entity"], given["language"])
    also = f"; also {'; '.join(entity.other_names)}" if entity.other_names else ""
    tables = [
        ("Statements about it", entity.outward),
        ("Mentioned in", entity.inward),
        ("Figures", entity.figures),
    ]
    return f"{entity.title} ({names.short(entity.iri)}): {entity.kind}{also}", [
        _limited(title, table, given) for title, table in tables if table.rows
    ]


def _path(site: Site, given: Mapping[str, Any]) -> ToolOutput:
    chains = path(site.graph, given["start"], given["end"], given["language"])
    heading = "The shortest chains of relations" if chains.rows else "The two are not connected"
    return heading, [_limited("", chains, given)]


def _sparql(site: Site, given: Mapping[str, Any]) -> ToolOutput:
    """The answer that a query worker gave before, with labels for the rows that are shown."""
    content = given["answer"].encode()
    if given["media_type"].startswith("text/turtle"):
        triples = tuple((quad.subject, quad.predicate, quad.object) for quad in parse(content, RdfFormat.TURTLE))
        return "Triples", [_limited("", Table(("subject", "predicate", "object"), triples), given)]
    results = parse_query_results(content, QueryResultsFormat.JSON)
    if not isinstance(results, QuerySolutions):
        return "Yes" if results else "No", []
    columns = tuple(variable.value for variable in results.variables)
    rows = [tuple(row[name] for name in columns) for row in islice(results, _most_rows(columns, given))]
    table, total = Table(columns, tuple(rows)), len(rows) + sum(1 for _ in results)
    if not any(f"{name}{LABEL}" in columns for name in columns):
        table = library.with_labels(table, site.all, given["language"])
    return "Rows", [("", table, total)]


def _limited(title: str, table: Table, given: Mapping[str, Any]) -> tuple[str, Table, int]:
    """A titled table with no more rows than the call asks for, and how many it had."""
    rows = table.rows[: _most_rows(table.variables, given)]
    return title, Table(table.variables, rows), len(table.rows)


def _most_rows(columns: Sequence[str], given: Mapping[str, Any]) -> int:
    return min(int(given["limit"]), limits.PAGE_CELLS // max(len(columns), 1))


def _answer(site: Site, given: Mapping[str, Any], heading: str, tables: list[tuple[str, Table, int]]) -> dict[str, Any]:
    """The output of a tool, with the passages that support its rows."""
    queried = {names.ID + key for key in _KEYS.findall(given.get("query", ""))}
    citations = cite(site.all, [table for _, table, _ in tables], given.get("language", site.lang), queried)
    basis = citations.basis
    if not citations.passages and "query" in given:
        basis += "; add GRAPH ?passage { ... } to the query to see its passages"
    structured = {
        "heading": plain(heading),
        "tables": [
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
            for title, table, total in tables
        ],
        "passages": [{name: _clean(value) for name, value in asdict(one).items()} for one in citations.passages],
        "total_passages": citations.total,
        "passages_from": basis,
    }
    parts = [plain(heading)]
    for title, table, total in tables:
        parts += [f"## {title}" if title else "", plain(render(table, "md")).strip() if table.rows else ""]
        parts.append(counted(len(table.rows), total))
    return {
        "structured": structured,
        "text": "\n\n".join(part for part in [*parts, _passage_lines(citations, basis)] if part),
    }


def counted(shown: int, total: int) -> str:
    """How many rows there are, and whether some are left out."""
    if shown < total:
        return f"first {shown:,} of {total:,} rows; ask for more with a higher limit, or for less"
    return f"{total:,} row{'' if total == 1 else 's'}, all of them"


def _passage_lines(citations: Citations, basis: str) -> str:
    if not citations.passages:
        return f"Passages: {basis}"
    lines = [f"Passages ({citations.total}, from {basis}):"]
    for one in citations.passages:
        quotes = ", ".join(f'"{quote}"' for quote in one.quotes)
        place = f"{one.source}, section {one.section}" if one.section else one.source or one.label
        publisher = f"published by {one.publisher}" if one.publisher else ""
        parts = [place, quotes, publisher, one.published, one.address, one.url]
        lines.append(plain("- " + "; ".join(part for part in parts if part)))
    if len(citations.passages) < citations.total:
        shown = len(citations.passages)
        lines.append(f"first {shown} of {citations.total} passages; ask for less to see those of fewer rows")
    return "\n".join(lines)


def _text(term: object) -> str:
    return plain(str(getattr(term, "value", term)))


def _clean(value: str | tuple[str, ...]) -> str | list[str]:
    return plain(value) if isinstance(value, str) else [plain(one) for one in value]
