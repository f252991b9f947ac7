"""From a request's bytes to what it asks, or why not; the endpoint as a whole is in test_web_endpoint.py."""

from __future__ import annotations

import pytest

from kg.web.protocol import QueryRequest, RequestError, parse_get, parse_post

FORM = "application/x-www-form-urlencoded"


def test_a_get_without_a_query_asks_for_the_description():
    assert parse_get(b"") is None
    assert parse_get(b"theme=dark") is None


def test_a_query_is_percent_decoded_and_other_parameters_are_passed_over():
    assert parse_get(b"query=ASK+%7B%7D&format=json") == QueryRequest("ASK {}")


def test_graphs_are_taken_from_the_query_string_and_the_form():
    asked = parse_post(FORM, b"named-graph-uri=http%3A%2F%2Fa%2F1", b"query=ASK{}&default-graph-uri=http://a/2")
    assert asked == QueryRequest("ASK{}", ("http://a/2",), ("http://a/1",))


def test_named_graphs_alone_leave_the_default_graph_empty():
    assert parse_get(b"query=ASK{}&named-graph-uri=x:") == QueryRequest("ASK{}", (), ("x:",))


def test_a_query_may_be_the_body():
    assert parse_post("application/sparql-query; charset=UTF-8", b"", "ASK { ?é ?p 1 }".encode()).query.startswith(
        "ASK { ?é"
    )


@pytest.mark.parametrize(
    ("content_type", "query_string", "body", "status", "says"),
    [
        (FORM, b"", b"query=ASK{}&query=ASK{}", 400, "2 queries"),
        (FORM, b"query=ASK{}", b"query=ASK{}", 400, "2 queries"),
        ("application/sparql-query", b"query=ASK{}", b"ASK {}", 400, "2 queries"),
        (FORM, b"", b"", 400, "0 queries"),
        (FORM, b"", b"update=CLEAR ALL", 403, "read-only"),
        ("application/sparql-update", b"", b"CLEAR ALL", 403, "read-only"),
        ("text/plain", b"", b"ASK {}", 415, "application/sparql-query"),
        ("", b"", b"query=ASK{}", 415, FORM),
        ("application/sparql-query; charset=utf-16", b"", b"ASK {}", 415, "UTF-8"),
        ("application/sparql-query", b"", "ASK {}".encode("utf-16"), 400, "byte 1"),
        (FORM, b"", b"query=%ff", 400, "UTF-8"),
        (FORM, b"", b"query=ASK{}&default-graph-uri=not an iri", 400, "IRI"),
        (FORM, b"", b"&".join([b"named-graph-uri=x:"] * 2001), 400, "2,000"),
        ("application/sparql-query", b"", b"#" * 65537, 413, "65,536"),
    ],
)
def test_what_is_no_query_is_refused_with_a_reason(content_type, query_string, body, status, says):
    with pytest.raises(RequestError, match=says) as refused:
        parse_post(content_type, query_string, body)
    assert refused.value.status == status
