"""Spark gives the rows of DuckDB over the same Parquet files, or another way is taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sampled import Pair
from test_oracle import bag

pytest.importorskip("sqlglot", reason="needs the extra spark")

from kg.store.registers.graph import RegisterGraph
from kg.store.registers.spark import in_words_of_spark
from kg.store.registers.terms import NotTranslatable

#: One for each form that Spark answers itself.
QUERIES = [
    "SELECT ?n ?u { ?c cr:underScheme id:ccc ; cr:certificateNumber ?n ; cr:validUntil ?u } ORDER BY ?n LIMIT 20",
    "SELECT ?b ?p { ?c cr:issuedBy ?b ; cr:underScheme id:haccp . ?b cr:province ?p }",
    "SELECT ?y (COUNT(*) AS ?n) (MAX(?d) AS ?last) { ?c cr:validFrom ?d BIND(YEAR(?d) AS ?y) } GROUP BY ?y",
    "SELECT ?l (COUNT(*) AS ?n) { ?c cr:underScheme ?s . ?s rdfs:label ?l FILTER(LANG(?l) = 'en') } GROUP BY ?l",
    "SELECT (SUM(?v) AS ?s) (SUM(?w) AS ?t) { ?o sdmx-measure:obsValue ?v ; cr:previousValue ?w ; cr:measures ?l ."
    " ?l a cr:TestingLaboratory }",
    "SELECT ?l ?a ?c { ?l a cr:TestingLaboratory OPTIONAL { ?l cr:acronym ?a } OPTIONAL { ?l cr:countryName ?c } }",
    "SELECT ?l ?s { ?l a cr:TestingLaboratory ; cr:concerns ?s }",
    "SELECT ?l { ?l a cr:TestingLaboratory MINUS { ?l cr:countryName 'Germany' } }",
    "SELECT ?h { ?h a cr:Enterprise FILTER NOT EXISTS { ?c cr:certificateHolder ?h } }",
    "SELECT ?s ?x { ?s a cr:CertificationBody { ?s cr:province ?x } UNION { ?s skos:prefLabel ?x } }",
    "SELECT ?c { ?c cr:certificateNumber ?n FILTER(STRSTARTS(?n, 'C0000001') && STRLEN(?n) = 9) }",
    "SELECT * { VALUES ?n { 'C00000077' 'C00000078' } ?c cr:certificateNumber ?n ; cr:validUntil ?u }",
    "SELECT ?g (COUNT(DISTINCT ?t) AS ?n) { GRAPH ?g { ?x a ?t } } GROUP BY ?g",
    "ASK { ?c cr:certificateNumber 'C00000077' }",
    "DESCRIBE id:national-bodies-R-0001",
]


@pytest.fixture(scope="module")
def tables(pair: Pair) -> Iterator[RegisterGraph]:
    pytest.importorskip("pyspark", reason="needs the extra spark")
    from kg.files.spark import session

    made = session("local[2]")
    graph = RegisterGraph(pair.tables.folder)
    graph.run_on(made)
    yield graph
    made.stop()


@pytest.mark.ci
@pytest.mark.spark
@pytest.mark.parametrize("query", QUERIES)
def test_spark_gives_the_rows_of_duckdb(pair: Pair, tables: RegisterGraph, query: str) -> None:
    assert bag(tables.query(query)) == bag(pair.tables.query(query))


@pytest.mark.ci
@pytest.mark.spark
def test_what_spark_does_not_run_is_answered_by_look_ups(pair: Pair, tables: RegisterGraph) -> None:
    query = "SELECT ?n { ?l cr:accreditationNumber ?n FILTER(REGEX(?n, '^L1')) }"
    assert bag(tables.query(query)) == bag(pair.tables.query(query))


@pytest.mark.parametrize("query", QUERIES[:-1])
def test_sql_in_the_words_of_spark(pair: Pair, query: str) -> None:
    """No part of it is refused; without Spark."""
    select = pair.tables.plan(query).select
    assert select is not None
    views = {f"{thing.register}.{thing.name}": f"register{n}" for n, thing in enumerate(pair.tables.things)}
    assert not any(name in in_words_of_spark(select.sql, views) for name in views)


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT regexp_matches('a', 'b', 'c')", "the function regexp_like"),
        ("SELECT 7 // 2", "a quotient"),
        ("SELECT string_agg(x, ',') FROM t", "the function group_concat"),
        ("WITH RECURSIVE a AS (SELECT 1 UNION SELECT 2 FROM a) SELECT * FROM a", "a path of any length"),
    ],
)
def test_what_engines_calculate_in_different_ways_is_refused(sql: str, reason: str) -> None:
    with pytest.raises(NotTranslatable, match=reason):
        in_words_of_spark(sql, {})
