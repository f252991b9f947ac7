"""Which media type a client gets for what it says it takes."""

from __future__ import annotations

import pytest

from kg.web import formats

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"


@pytest.mark.parametrize(
    ("accept", "got"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("text/*, text/csv;q=0", "text/tab-separated-values"),
        (f"{XML}, {JSON};q=0.9", XML),
        (f"{XML};q=0.5, {JSON};q=0.9", JSON),
        ("application/xml;q=0.9, */*;q=0.1", "application/xml"),
        ("APPLICATION/SPARQL-RESULTS+XML", XML),
        ("application/pdf, text/tab-separated-values; q=0.2", "text/tab-separated-values"),
        ("application/pdf", None),
        ("*/*;q=0", None),
        ("text/csv;q=much", None),
        ("text/csv;q=nan, text/tab-separated-values;q=0.1", "text/tab-separated-values"),
        ("text/csv;q=-1", None),
        ("nonsense", None),
        (f"{JSON};q=7", JSON),
    ],
)
def test_the_best_liked_type_for_tables(accept, got):
    assert formats.negotiate(accept, formats.TABLES) == got


def test_a_type_named_whole_counts_before_a_range_that_holds_it():
    assert formats.negotiate("text/turtle;q=0.1, */*;q=0.5", formats.TRIPLES) == "application/n-triples"


@pytest.mark.parametrize(
    ("said", "takes"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip; q=0", False), ("gzip;q=0.000", False), ("", False)],
)
def test_gzip_only_for_those_who_can_read_it(said, takes):
    assert formats.accepts_gzip(said) is takes
