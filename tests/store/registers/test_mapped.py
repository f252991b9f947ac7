"""The forms of the W3C's SPARQL 1.1 query tests, over facts of ours in a mapped table: the answers of Oxigraph."""

from __future__ import annotations

from pathlib import Path

import pytest
from generated import Query
from mapped import NotMapped, store_of
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from sampled import Pair
from test_oracle import agree

from kg import names
from kg.store.oxigraph import OxigraphGraph

#: The fir lies in the records, as no column holds its age.
FACTS = """
PREFIX : <http://example.org/lab/> PREFIX p: <http://example.org/p#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
:oak p:name "Oak"@en, "Eiche"@de ; p:code "A1" ; p:size 7, 3 ; p:share 2.5 ; p:open true ; p:near :elm, :ash ; p:since
  "2019-05-01"^^xsd:date ; p:weight "1.5E0"^^xsd:double ; p:note "a.b" .
:elm p:name "Elm" ; p:code "A2" ; p:size 7 ; p:share 0.5 ; p:open false ; p:near :ash ; p:since "2020-02-29"^^xsd:date .
:ash p:name "ash" ; p:code "B1" ; p:size -2 ; p:share 3.0 ; p:near :oak ; p:at "2020-01-01T00:00:00Z"^^xsd:dateTime .
:yew p:name "" ; p:code "10" ; p:size 0 ; p:grade "x"^^<http://example.org/grade> ; p:near :nobody ; p:part :oak .
:fir p:name "Elm" ; p:code "A1" ; p:size 7 ; p:near :oak ; p:age "old"^^xsd:integer .
"""
#: What a variable means within a group, a sub-select or EXISTS: all of these are SQL.
SCOPES = """
SELECT * { ?s p:code ?c { SELECT ?s { ?s p:name ?c } } }
SELECT * { ?s p:code ?c OPTIONAL { SELECT ?s ?c { ?s p:name ?c } } }
SELECT * { ?s p:code ?c OPTIONAL { { ?s p:name ?n FILTER(?c = "A1") } } }
SELECT * { ?s p:code ?c OPTIONAL { ?s p:name ?n OPTIONAL { ?s p:size ?z FILTER(?c = "A1") } } }
SELECT * { ?s p:code ?c { ?s p:name ?n FILTER(!BOUND(?c)) } }
SELECT * { ?s p:code ?c { ?s p:name ?n BIND(?c AS ?x) } }
SELECT * { ?s p:code ?c MINUS { ?s p:name ?n FILTER(?c = "A1") } }
SELECT * { ?s p:code ?c MINUS { SELECT ?c { ?s p:note ?c } } }
SELECT * { ?s p:code ?c FILTER EXISTS { ?s p:name ?n FILTER(STRLEN(?n) > STRLEN(?c)) } }
SELECT * { ?s p:code ?c FILTER EXISTS { ?x p:near ?y FILTER(?y = ?s) } }
SELECT * { ?s p:code ?c FILTER(EXISTS { ?s p:open ?o } || ?c = "10") }
SELECT * { ?s p:code ?c BIND(IF(EXISTS { ?s p:open ?o }, "y", "n") AS ?e) }
SELECT (SUM(IF(EXISTS { ?s p:open ?o }, 1, 0)) AS ?t) { ?s p:code ?c }
SELECT ?e (COUNT(*) AS ?k) { ?s p:code ?c } GROUP BY (EXISTS { ?s p:open ?o } AS ?e)
SELECT * { OPTIONAL { ?s p:nothing ?n } ?t p:code ?n }
SELECT * { ?s p:code ?c OPTIONAL { ?s p:open ?o } ?t p:open ?o }
SELECT * { ?s p:code ?c OPTIONAL { ?s p:open ?o } MINUS { ?t p:open ?o } }
SELECT * { { ?s p:code ?c } UNION { ?t p:code ?c } MINUS { ?s p:open ?o } }
SELECT * { { ?s p:code ?v } UNION { ?s p:name ?v } { ?t p:code ?v } UNION { ?t p:name ?v } FILTER(?s = ?t) }
SELECT * { ?s p:code ?c VALUES ?c { UNDEF "A1" } }
SELECT * { ?s p:code ?c BIND(IF(?c = "A1", 1/0, 7) AS ?d) ?t p:size ?d }
SELECT * { ?s p:code ?c BIND(IF(?c = "A1", 1/0, 7) AS ?d) MINUS { ?t p:size ?d } }
SELECT ?c (COUNT(*) AS ?n) { ?s p:code ?c } GROUP BY ?c ?nothing
SELECT ?s (SUM(?x) AS ?t) { ?s p:size ?z OPTIONAL { ?s p:share ?d } BIND(?z + ?d AS ?x) } GROUP BY ?s
SELECT * { ?s p:code ?c OPTIONAL { SELECT ?s (MAX(?z) AS ?m) { ?s p:size ?z } GROUP BY ?s } }
SELECT * { ?s p:code ?c MINUS { SELECT ?s { ?s p:size ?z } GROUP BY ?s HAVING(COUNT(*) > 1) } }
SELECT * { { SELECT (?s AS ?t) ?s { ?s p:size 7 } } ?t p:code ?c }
SELECT * { { ?s p:code ?c BIND("x" AS ?k) } UNION { ?s p:size ?c BIND(1 AS ?k) } FILTER(?k = 1) }
SELECT ?k (COUNT(*) AS ?n) { { ?s p:code ?c BIND("x" AS ?k) } UNION { ?s p:size ?c BIND(1 AS ?k) } } GROUP BY ?k
SELECT * { ?s p:name ?n BIND(STRBEFORE(?n, "k") AS ?x) OPTIONAL { ?t p:code ?x } }
SELECT * { ?s p:age ?a ; p:near ?t . ?t p:near ?u }
""".strip().splitlines()
#: The way that a query goes, and the query; in groups as the W3C's manifests have them.
QUERIES = [
    # basic, triple-match, optional
    ("sql", "SELECT * { ?s p:size 7 ; p:name ?n }"),
    ("sql", "SELECT * { ?s ?q :ash }"),
    ("sql", "SELECT * { :oak ?q ?o }"),
    ("sql", "SELECT * { ?s p:near ?o . ?o p:near ?s }"),
    ("sql", "SELECT * { ?s p:code ?c OPTIONAL { ?s p:open ?o } OPTIONAL { ?s p:part ?w . ?w p:code ?d } }"),
    ("sql", "SELECT * { ?s p:size ?n OPTIONAL { ?s p:share ?x FILTER(?n > ?x) } }"),
    ("sql", "SELECT * { ?s p:code ?c OPTIONAL { ?s p:near ?o OPTIONAL { ?o p:since ?d } } }"),
    # bound, expr-builtin, boolean-effective-value, expr-equals, type-promotion, open-world
    ("sql", "SELECT ?s { ?s p:code ?c OPTIONAL { ?s p:since ?d } FILTER(!BOUND(?d)) }"),
    ("sql", "SELECT ?s { ?s p:open ?o FILTER(?o) }"),
    ("sql", "SELECT ?s { ?s p:open ?o FILTER(?o < true) }"),
    ("sql", "SELECT (?o <= true AS ?a) (?o > false AS ?b) (?o = ?p AS ?c) { ?s p:open ?o . ?t p:open ?p }"),
    ("sql", "SELECT ?s { ?s p:size ?n FILTER(?n) }"),
    ("sql", "SELECT ?s { ?s p:name ?n FILTER(!?n) }"),
    ("sql", "SELECT ?s ?t { ?s p:size ?n . ?t p:share ?x FILTER(?n = ?x || ?n + 0.5 = ?x) }"),
    ("sql", "SELECT ?s { ?s p:name ?n FILTER(?n = 'Elm') }"),
    ("look-ups", "SELECT ?s { ?s ?q ?o FILTER(?o = 7) }"),
    ("sql", "SELECT ?s { ?s p:grade ?g FILTER(?g < 3) }"),
    ("sql", "SELECT ?s { ?s p:name ?n FILTER(LANG(?n) = '' && ISLITERAL(?n)) }"),
    ("look-ups", "SELECT ?s { ?s p:weight ?w FILTER(?w > 1) }"),
    # regex, functions, cast
    ("sql", "SELECT ?s { ?s p:name ?n FILTER REGEX(?n, '^[ea]', 'i') }"),
    ("sql", "SELECT (REPLACE(?n, '[.]', '-') AS ?r) (STRLEN(?n) AS ?l) (UCASE(?n) AS ?u) { ?s p:note ?n }"),
    ("sql", "SELECT (CONCAT(?n, '!') AS ?r) (SUBSTR(?n, 2) AS ?t) (STRAFTER(STR(?n), 'k') AS ?a) { ?s p:name ?n }"),
    ("sql", "SELECT ?s (CONCAT() AS ?r) (COALESCE() AS ?u) (1 IN () AS ?i) { ?s p:open ?o }"),
    ("sql", "SELECT (xsd:integer(?c) AS ?i) { ?s p:code ?c }"),
    (
        "sql",
        "SELECT (FLOOR(?x) AS ?f) (CEIL(?x) AS ?c) (ROUND(?x) AS ?r) { ?s p:share ?x }",
    ),
    ("sql", "SELECT (YEAR(?d) AS ?y) (MONTH(?d) AS ?m) { ?s p:since ?d FILTER(?d < '2020-01-01'^^xsd:date) }"),
    ("look-ups", "SELECT (SHA512(?c) AS ?h) { ?s p:code ?c }"),
    ("sql", "SELECT (MD5(?c) AS ?m) (SHA1(?c) AS ?o) (SHA256(?c) AS ?h) { ?s p:code ?c }"),
    ("sql", "SELECT (MD5(?n) AS ?h) (SHA1(STR(?n)) AS ?o) (ENCODE_FOR_URI(?n) AS ?e) { ?s p:name ?n }"),
    ("sql", "SELECT (MD5(?z) AS ?h) (ENCODE_FOR_URI(?z) AS ?e) { ?s p:size ?z }"),
    ("sql", "SELECT (ENCODE_FOR_URI(CONCAT(?n, ' é%+~_-/*!()=&😀')) AS ?e) { ?s p:note ?n }"),
    ("sql", "SELECT (STRBEFORE(?n, 'k') AS ?b) (STRAFTER(?n, 'i') AS ?a) { ?s p:name ?n }"),
    ("sql", "SELECT (STRBEFORE(?n, '') AS ?b) (STRAFTER(?n, '') AS ?a) (STRBEFORE(?n, 'k'@en) AS ?e) { ?s p:name ?n }"),
    ("sql", "SELECT ?b (COUNT(*) AS ?k) { ?s p:name ?n BIND(STRBEFORE(?n, 'k') AS ?b) } GROUP BY ?b"),
    ("sql", "SELECT ?s { ?s p:name ?n FILTER(STR(STRBEFORE(?n, 'k')) = 'Oa' && LANG(STRAFTER(?n, 'k')) = 'en') }"),
    ("sql", "SELECT (xsd:boolean(?z) AS ?b) (xsd:decimal(?o) AS ?d) { ?s p:size ?z OPTIONAL { ?s p:open ?o } }"),
    ("sql", "SELECT (xsd:boolean(?x) AS ?b) { ?s p:share ?x }"),
    ("sql", "SELECT (xsd:boolean(?c) AS ?b) (xsd:boolean(SUBSTR(?c, 2)) AS ?d) { ?s p:code ?c }"),
    ("sql", "SELECT (xsd:boolean(STR(?o)) AS ?b) { ?s p:open ?o }"),
    ("sql", "SELECT (xsd:integer(?n) AS ?b) (xsd:boolean(?s) AS ?e) { ?s p:name ?n }"),
    ("sql", "SELECT (ISLITERAL(?w) AS ?l) (ISIRI(?w) AS ?i) (ISBLANK(?w) AS ?b) { ?s p:weight|p:at ?w }"),
    ("sql", "SELECT (IF(?o, 'yes', 'no') AS ?r) (IF(1/0, 1, 2) AS ?e) { ?s p:open ?o }"),
    # bind, bindings, project-expression
    ("sql", "SELECT ?z { ?s p:size ?n BIND(?n * 10 AS ?z) FILTER(?z > 0) }"),
    ("sql", "SELECT ?z { { ?s p:size ?n } BIND(?n + ?unbound AS ?z) }"),
    ("sql", "SELECT * { ?s p:code ?c } VALUES (?s ?c) { (:oak UNDEF) (UNDEF 'B1') (:elm 'B1') }"),
    ("sql", "SELECT ?s (?n + 1 AS ?m) (?m * 2 AS ?k) { ?s p:size ?n }"),
    # exists, negation
    ("sql", "SELECT ?s { ?s p:code ?c FILTER EXISTS { ?s p:near ?o . ?o p:size 7 } }"),
    ("sql", "SELECT ?s { ?s p:code ?c FILTER NOT EXISTS { ?s p:size ?n FILTER(?n > 0) } }"),
    ("sql", "SELECT ?c { ?s p:code ?c } ORDER BY EXISTS { ?s p:near ?o } ?c"),
    ("sql", "SELECT ?c (EXISTS { ?s p:near/p:size 7 } AS ?e) { ?s p:code ?c }"),
    ("sql", "SELECT ?s { ?s p:size ?z } GROUP BY ?s HAVING(EXISTS { ?s p:near|p:part ?o })"),
    ("sql", "SELECT ?s { ?s p:code ?c MINUS { ?s p:open ?o } }"),
    ("sql", "SELECT ?s { ?s p:code ?c MINUS { ?x p:open ?o } }"),
    ("sql", "SELECT ?s { ?s p:code ?c MINUS { ?s p:near ?o MINUS { ?o p:share 3.0 } } }"),
    # aggregates, grouping, subquery
    ("sql", "SELECT ?o (COUNT(*) AS ?n) (SUM(?z) AS ?t) { ?s p:near ?o ; p:size ?z } GROUP BY ?o HAVING(COUNT(*) > 1)"),
    ("sql", "SELECT (AVG(?z) AS ?a) (MIN(?z) AS ?i) (MAX(?z) AS ?x) (COUNT(DISTINCT ?z) AS ?d) { ?s p:size ?z }"),
    ("sql", "SELECT (SUM(?x) AS ?t) (AVG(?x) AS ?a) { ?s p:share ?x }"),
    ("sql", "SELECT (COUNT(*) AS ?n) (SUM(?z) AS ?t) (MAX(?z) AS ?m) { ?s p:size ?z FILTER(?z > 99) }"),
    ("sql", "SELECT (GROUP_CONCAT(?c; separator='|') AS ?g) { :oak p:code ?c }"),
    ("sql", "SELECT ?b (COUNT(*) AS ?n) { ?s p:size ?z } GROUP BY (?z > 0 AS ?b)"),
    ("sql", "SELECT ?s ?m { ?s p:size ?m { SELECT (MAX(?z) AS ?m) { ?x p:size ?z } } }"),
    ("sql", "SELECT ?s ?c { { SELECT ?s { ?s p:size ?z } ORDER BY DESC(?z) ?s LIMIT 2 } ?s p:code ?c }"),
    # property-path
    ("sql", "SELECT * { ?s p:near/p:code ?c }"),
    ("sql", "SELECT * { :ash ^p:near ?s }"),
    ("sql", "SELECT * { ?s p:near|p:part ?o }"),
    ("look-ups", "SELECT * { :yew (p:part|p:near)+ ?o }"),
    ("look-ups", "SELECT * { :elm p:near* ?o }"),
    ("look-ups", "SELECT * { :oak !(p:name|p:near) ?o }"),
    # sort, distinct, solution-seq
    ("sql", "SELECT DISTINCT ?z { ?s p:size ?z } ORDER BY DESC(?z) LIMIT 2"),
    ("sql", "SELECT ?c { ?s p:code ?c } ORDER BY ?c OFFSET 1 LIMIT 2"),
    # ask, construct
    ("sql", "ASK { ?s p:size 0 }"),
    ("sql", "CONSTRUCT { ?o p:by ?s . _:b p:of ?s } { ?s p:near ?o }"),
    ("sql", "CONSTRUCT WHERE { ?s p:open true ; p:code ?c }"),
    # graph
    ("sql", "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s p:near ?o } } GROUP BY ?g"),
    ("sql", "SELECT * { GRAPH ?g { { SELECT ?s { ?s p:near ?g } } } }"),
    ("sql", "SELECT * { GRAPH ?g { { SELECT DISTINCT ?s { ?s p:near ?g } } } }"),
    ("sql", "SELECT * { GRAPH ?g { { SELECT ?n (MAX(?g) AS ?m) { ?s p:size ?n } GROUP BY ?n } } }"),
    ("sql", "SELECT * { GRAPH ?g { { SELECT ?s ?g { ?s p:near :oak } } } }"),
    ("look-ups", "SELECT * { GRAPH ?g { { ?s p:size 0 } UNION { BIND(2 AS ?y) } } }"),
]
HEAD = "PREFIX : <http://example.org/lab/> PREFIX p: <http://example.org/p#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"


@pytest.fixture(scope="module", params=[False, True], ids=["one table", "several"])
def facts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    triples = [quad.triple for quad in parse(FACTS, RdfFormat.TURTLE)]
    graph = NamedNode(f"{names.SOURCE}facts")
    oracle = OxigraphGraph([Quad(each.subject, each.predicate, each.object, graph) for each in triples])
    # the quads of the oracle: it has numbers as the engine writes them
    return Pair(store_of(oracle.quads(), tmp_path_factory.mktemp("facts") / "store", request.param), oracle)


@pytest.mark.parametrize("query", SCOPES)
def test_variables_have_the_scope_that_oxigraph_gives_them(facts: Pair, query: str) -> None:
    assert agree(facts, Query(f"{HEAD} {query}")) == "sql"


@pytest.mark.parametrize(("way", "query"), QUERIES, ids=[query for _, query in QUERIES])
def test_a_form_of_the_published_tests(facts: Pair, way: str, query: str) -> None:
    assert agree(facts, Query(f"{HEAD} {query}")) == way


def test_what_no_mapping_makes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotMapped):
        store_of(parse("GRAPH <x:g> { _:b <x:p> 1 }", RdfFormat.TRIG), tmp_path / "store")
