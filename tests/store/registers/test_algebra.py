"""Queries are parsed as rdflib parses them, comments and all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pyparsing import ParseException, ParseResults
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
    "SELECT(COUNT(*)AS?n){?s a cr:Source;cr:url _:b;cr:issuedOn[]FILTER(?n<-1||?n>=+2.5e3&&!(?n IN(.5,7)))}LIMIT 1",
    "ask { ?s\n\t a cr:Source ; ; rdfs:label '北京'@zh-Hans, \"x\"^^xsd:string, TRUE . }\n\n",
    "BASE <http://a.example/> PREFIX é: <http://é.example/> SELECT * { <b> é:ü|^é:c/a* ?北 } VALUES ?北 { é: UNDEF }",
    "PREFIX : <http://a.example/> DESCRIBE ?s :b { ?s :p () , 1 , true OPTIONAL { GRAPH ?g { ?s $p ?o } } MINUS {} }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SELECT DISTINCT ?s (IF(BOUND(?p), <http://a.example/f>(?p), 1) AS ?o) "
    "{ ?s ?p ?q } GROUP BY ?s (STR(?q) AS ?r) HAVING(COUNT(DISTINCT ?q) > 1) ORDER BY DESC(?s) ?r OFFSET 2 LIMIT 3 }",
    "SELECT ?s { ?s ?p ?o FILTER NOT EXISTS { ?s !(a|^a) ?o } FILTER(?o NOT IN ('a', 'b')) BIND(\\u0031 AS ?x) }",
)


def plain(part: Any) -> Any:
    """A part of the algebra without what differs each time: the order of sets and the names of blank nodes."""
    if isinstance(part, Mapping):
        hidden = {key: plain(each) for key, each in getattr(part, "__dict__", {}).items() if key != "_evalfn"}
        return [hidden, {key: plain(each) for key, each in part.items()}]
    if isinstance(part, set):
        return sorted(map(str, map(plain, part)))
    if isinstance(part, list | tuple | ParseResults):
        return [plain(each) for each in part]
    return "blank" if isinstance(part, BNode) else repr(part)


@pytest.mark.parametrize("text", [*TEXTS.values(), *TRICKY], ids=[*TEXTS, *(f"tricky{n}" for n in range(len(TRICKY)))])
def test_the_algebra_is_that_of_rdflib(text: str) -> None:
    prepare()
    assert plain(algebra(text)) == plain(translateQuery(parseQuery(text), initNs=names.PREFIXES).algebra)


def test_queries_that_differ_in_texts_alone_have_each_its_own() -> None:
    prepare()
    question = """SELECT ?c (GROUP_CONCAT(?n; SEPARATOR="%s") AS ?all) {
        ?c cr:certificateNumber "%s" ; rdfs:label ?n , "%s"@en , '%s'^^xsd:token
        FILTER(REGEX(?n, '^%s') && EXISTS { ?c ?p "%s" FILTER(?p != "%s") }) # "%s"
    } GROUP BY ?c VALUES ?n { "%s" '' }"""
    first = ("; ", "C1", "one", "a", "x", "y", "z", "c", "v")
    second = ("", "C 2", "two", "b", "<x>", "'", "#", "", "?v")
    for text in (question % first, question % second, "ASK { ?s ?p '\ue0000' , 'x' }"):
        made, again = algebra(text), algebra(text)
        assert plain(made) == plain(translateQuery(parseQuery(text), initNs=names.PREFIXES).algebra)
        assert made is not again and plain(made) == plain(again)


@pytest.mark.parametrize("text", ["SELECT", "ASK { ?s ?p }", "ASK { ?s ?p ?o", "SELECT ?s { ?s a é }", "ASK {} #\n{}"])
def test_what_is_no_query_is_refused(text: str) -> None:
    prepare()
    with pytest.raises(ParseException):
        algebra(text)


def test_places_stay_where_they_are() -> None:
    assert without_comments("ASK # all\n{}") == "ASK      \n{}"


def test_rdflib_still_knows_comments() -> None:
    prepare()
    parseQuery("ASK {} # comment")
