"""Queries are parsed as rdflib parses them, comments and all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pyparsing import ParseResults
from rdflib import BNode
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from kg import names, shipped
from kg.store.registers.algebra import algebra, prepare, without_comments

TEXTS = {path.stem: path.read_text("utf-8") for path in sorted((shipped.ROOT / "queries").rglob("*.rq"))[::10]}
TRICKY = (
    'SELECT ?s { ?s <http://x.example/#a> "b # no comment" } # comment "',
    "SELECT ?s # 'one\n{ ?s ?p 'it\\'s # none' # two\n}",
    'SELECT ?s { ?s ?p """a "quoted" # none\n# none either""" , \'\'\'\'# none\'\'\' }',
    "SELECT ?s { ?s ?p ?o . FILTER(?o<3 # ?x > 4\n && ?o>2) }",
    "PREFIX x: <http://x.example/#>\nSELECT ?s { ?s x:a\\#b ?o }#",
    "#\n#\nASK { ?s ?p '#' }",
)


def plain(part: Any) -> Any:
    """A part of the algebra without what differs each time: the order of sets and the names of blank nodes."""
    if isinstance(part, Mapping):
        return [getattr(part, "name", ""), {key: plain(each) for key, each in part.items()}]
    if isinstance(part, set):
        return sorted(map(str, map(plain, part)))
    if isinstance(part, list | tuple | ParseResults):
        return [plain(each) for each in part]
    return "blank" if isinstance(part, BNode) else repr(part)


@pytest.mark.parametrize("text", [*TEXTS.values(), *TRICKY], ids=[*TEXTS, *(f"tricky{n}" for n in range(len(TRICKY)))])
def test_the_algebra_is_that_of_rdflib(text: str) -> None:
    prepare()
    assert plain(algebra(text)) == plain(translateQuery(parseQuery(text), initNs=names.PREFIXES).algebra)


def test_places_stay_where_they_are() -> None:
    assert without_comments("ASK # all\n{}") == "ASK      \n{}"


def test_rdflib_still_knows_comments() -> None:
    prepare()
    parseQuery("ASK {} # comment")
