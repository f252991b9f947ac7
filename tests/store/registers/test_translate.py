"""What the SQL of a query looks like where that decides how long it takes."""

from __future__ import annotations

import pytest
from sampled import Pair


def sql(pair: Pair, query: str) -> str:
    select = pair.tables.plan(query).select
    assert select is not None
    return select.sql


def test_certificates_by_the_label_of_their_scheme_are_counted_by_scheme(pair: Pair) -> None:
    english = "FILTER(LANG(?l) = 'en')"
    text = sql(pair, f"SELECT ?l (COUNT(?c) AS ?n) {{ ?c cr:underScheme ?s . ?s rdfs:label ?l {english} }} GROUP BY ?l")
    assert 'FROM "national-certificates.certificate" t0 GROUP BY t0.c1' in text
    assert "national-enterprises" not in text  # no scheme has the IRI of one


def test_things_that_are_counted_once_each_are_counted_before_the_join(pair: Pair) -> None:
    query = "SELECT ?a (COUNT(DISTINCT ?c) AS ?n) { ?a cr:administers ?s . ?c cr:underScheme ?s } GROUP BY ?a"
    assert "count(DISTINCT" not in sql(pair, query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?p (COUNT(*) AS ?n) { ?c cr:certificateHolder ?e . ?e cr:province ?p } GROUP BY ?p",
        "SELECT ?l (SUM(YEAR(?u)) AS ?n) { ?c cr:underScheme ?s ; cr:validUntil ?u . ?s rdfs:label ?l"
        " FILTER(LANG(?l) = 'en') } GROUP BY ?l",
        "SELECT ?l (COUNT(DISTINCT ?n) AS ?k) { ?c cr:underScheme ?s ; cr:certificateNumber ?n . ?s rdfs:label ?l"
        " FILTER(LANG(?l) = 'en') } GROUP BY ?l",
    ],
)
def test_rows_are_joined_as_they_are_where_counting_first_would_not_help(pair: Pair, query: str) -> None:
    assert "AS n FROM" not in sql(pair, query)


@pytest.mark.parametrize("equal", [". ?h cr:province ?p", "; cr:province ?q FILTER(?p = ?q)"])
def test_tables_that_keys_join_are_joined_by_nothing_else(pair: Pair, equal: str) -> None:
    both = equal if equal.startswith(".") else f". ?h cr:organisationNumber ?n {equal}"
    query = f"SELECT ?c {{ ?c cr:issuedBy ?b ; cr:certificateHolder ?h . ?b cr:province ?p {both} }}"
    assert "(CASE WHEN" in sql(pair, query)


def test_an_optional_pattern_meets_only_what_could_match(pair: Pair) -> None:
    text = sql(pair, "SELECT * { ?c cr:certificateHolder ?h OPTIONAL { ?h skos:prefLabel ?l ; a ?t } }")
    assert "national-bodies" not in text


def test_a_long_sum_is_a_short_text(pair: Pair) -> None:
    total = " + ".join(["YEAR(?u)"] * 30)
    assert len(sql(pair, f"SELECT ({total} AS ?t) {{ ?c cr:validUntil ?u }}")) < 5000


def test_all_that_a_row_states_is_read_at_once(pair: Pair) -> None:
    text = sql(pair, "SELECT ?p ?o { id:national-certificates-C00000007 ?p ?o }")
    assert text.count('"national-certificates.certificate"') == 1
    assert "UNION" not in text
