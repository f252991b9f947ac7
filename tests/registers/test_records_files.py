"""What every register store holds of the records: the same whether it was kept or made anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg import names
from kg.records import assemble
from kg.records.assemble import Selection
from kg.registers import records_files
from kg.store.registers import small, terms
from kg.store.registers.small import Small, Summary
from kg.store.registers.terms import NotTranslatable

SCHEME, LABEL, GRAPH = (NamedNode(f"{names.ID}a-scheme"), NamedNode(names.expand("skos:prefLabel")), NamedNode("x:g"))


def test_a_damaged_file_of_the_cache_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_CACHE", str(tmp_path))
    first = records_files.read(Selection())
    kept = sorted(path for path in tmp_path.iterdir() if path.name.endswith((".parquet", ".json")))
    assert len(kept) == 2
    assert records_files.read(Selection()) == first
    for path in kept:
        content = path.read_bytes()
        path.write_bytes(content[:100] + bytes([content[100] ^ 0xFF]) + content[101:])
        assert records_files.read(Selection()) == first
        assert path.read_bytes() == content


def test_the_summary_counts_the_quads_of_the_records() -> None:
    files = records_files.read(Selection())
    graph = assemble.assemble()
    summary = Summary.read(files.summary)
    assert sum(summary.quads.values()) == len(graph) == len(files.nquads.splitlines())
    assert {quad.subject.value for quad in graph.quads() if isinstance(quad.subject, NamedNode)} == summary.subjects


def test_a_summary_is_read_as_it_was_written() -> None:
    summary = Summary()
    rows = summary.add([Quad(SCHEME, LABEL, Literal("A scheme", language="en"), GRAPH)])
    kind = terms.literal_kind(terms.LANG_STRING, "en")
    assert rows == [(kind.text(), "x:g", SCHEME.value, LABEL.value, "A scheme")]
    assert Summary.read(summary.text()) == summary
    assert summary.holds(LABEL.value, kind, "A scheme") and not summary.holds(LABEL.value, kind, "Another")
    summary.add([Quad(BlankNode(), LABEL, Literal("nobody"), GRAPH)])
    assert Summary.read(summary.text()).others
    with pytest.raises(NotTranslatable):  # a table holds no blank node, so look-ups answer
        list(Small(summary, [], []).matching(None, (LABEL.value,), None, None))


def test_a_table_has_its_rows_in_one_order() -> None:
    rows = [("iri", "x:g", "x:b", "x:p", "x:o"), ("iri", "x:g", "x:a", "x:p", "x:o")]
    assert small.table(rows) == small.table(rows[::-1])
