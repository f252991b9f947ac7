"""What changed between two builds, by graph and in words; and every way in which a file can be no build."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Quad
from support import trig

from kg import names
from kg.build import diff as diffing
from kg.build import manifest
from kg.build.diff import diff
from kg.errors import DataError, EnvironmentFault, LimitError

TERMS = """
<https://w3id.org/certreg/ns> {
  cr:Tug rdfs:subClassOf cr:Vessel ; rdfs:label "tug"@en . cr:Vessel rdfs:subClassOf prov:Entity .
  cr:homePort rdfs:subPropertyOf cr:calledAt ; rdfs:label "home port"@en, "Heimathafen"@de .
}
"""
LOG = TERMS + '<https://w3id.org/certreg/source/log> { id:gull rdfs:label "Gull Haven"@en . '
OLD = LOG + 'id:ada rdfs:label "Ada"@en ; skos:prefLabel "Ada"@en ; cr:homePort id:gull ; cr:calledAt id:gull . }'
NEW = LOG + (
    'id:ada rdfs:label "Ada"@en ; skos:prefLabel "Ada"@en ; cr:calledAt id:gull . '
    'id:bo a cr:Tug, cr:Vessel, prov:Entity ; rdfs:label "Bo"@en ; skos:prefLabel "Bo"@en }'
)


@pytest.fixture
def compare(tmp_path):
    def compared(old, new):
        for name, text in (("old.nq", old), ("new.nq", new)):
            (tmp_path / name).write_bytes(trig(text).dumped())
        return diff(tmp_path / "old.nq", tmp_path / "new.nq")

    return compared


def test_the_same_quads_in_another_order_are_no_difference(tmp_path):
    lines = trig(OLD).dumped().splitlines(keepends=True)
    (tmp_path / "a.nq").write_bytes(b"".join(sorted(lines)))
    (tmp_path / "b.nq").write_bytes(b"# a comment\n\n" + b"".join(sorted(lines, reverse=True)))
    found = diff(tmp_path / "a.nq", tmp_path / "b.nq")
    assert not found
    assert len(found.by_graph()) == len(found.in_words()) == 0


def test_quads_of_one_side_are_reported_with_their_side(compare):
    found = compare(OLD, NEW)
    assert set(found.removed) == {
        Quad(names.entity("ada"), names.node("cr:homePort"), names.entity("gull"), names.passage("log"))
    }
    assert len(found.added) == 5
    assert found


def test_by_graph_counts_quads(compare):
    assert list(compare(OLD, NEW).by_graph()) == [{"graph": "log", "graphLabel": None, "added": 5, "removed": 1}]
    back = list(compare(NEW, OLD).by_graph())
    assert (back[0]["added"], back[0]["removed"]) == (1, 5)


def test_in_words_leaves_out_what_follows(compare):
    rows = [
        (row["change"], row["entityLabel"], row["propertyLabel"] or row["property"], row["valueLabel"] or row["value"])
        for row in compare(OLD, NEW).in_words()
    ]
    assert rows == [
        ("removed", "Ada", "home port", "Gull Haven"),
        ("added", "Bo", names.expand("rdf:type"), "tug"),
        ("added", "Bo", names.expand("skos:prefLabel"), "Bo"),
    ]
    german = compare(OLD, NEW).in_words("de").column("propertyLabel")
    assert "Heimathafen" in german


def test_what_follows_is_reported_where_it_changed_by_itself(compare):
    """The home port stays, only that it was called at goes."""
    without = OLD.replace("; cr:calledAt id:gull", "")
    assert compare(OLD, without).in_words().column("property") == [names.expand("cr:calledAt")]


def test_the_same_triple_in_another_graph_is_a_difference(compare):
    moved = OLD.replace("source/log>", "source/book>")
    found = compare(OLD, moved)
    assert [(row["graph"], row["added"], row["removed"]) for row in found.by_graph()] == [
        ("book", 5, 0),
        ("log", 0, 5),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<a:b> <c:d> <e:f> .\nnonsense\n", r"odd\.nq:2: not readable as N-Quads"),
        (b"<a:b> <c:d> <e:f> <g:h> ", r"odd\.nq:1: not readable as N-Quads"),
        (b"\xff\xfe", r"odd\.nq:1: not readable as N-Quads"),
        (b"\0" * 50, r"odd\.nq:1: not readable as N-Quads"),
        (b"<a:b> <c:d> <<( <a:b> <c:d> <e:f> )>> .\n", r"odd\.nq:1: a triple term"),
        (b"# 1\n<a:b> <c:d> " + b"<<( <a:b> <c:d> " * 20_000, r"odd\.nq:2: a triple term"),
    ],
    ids=["a word", "no end", "no text", "zeros", "a triple term", "triple terms without end"],
)
def test_what_is_no_n_quads_is_refused_with_its_line(tmp_path, content, message):
    (tmp_path / "odd.nq").write_bytes(content)
    (tmp_path / "fine.nq").write_bytes(b"")
    for pair in (("odd.nq", "fine.nq"), ("fine.nq", "odd.nq")):
        with pytest.raises(DataError, match=message):
            diff(*(tmp_path / name for name in pair))


def test_text_that_looks_like_a_triple_term_is_text(tmp_path):
    (tmp_path / "a.nq").write_text('<a:b> <c:d> "say <<hello>> \\" <<" .\n')
    (quad,) = diffing.read(tmp_path / "a.nq")
    assert quad.object.value == 'say <<hello>> " <<'


def test_limits_name_their_figure(tmp_path, monkeypatch):
    (tmp_path / "a.nq").write_text('<a:b> <c:d> "x" .\n<a:b> <c:d> "' + "x" * diffing.MAX_LINE_BYTES + '" .\n')
    with pytest.raises(LimitError, match=r"a\.nq:2: a line over 1,048,576 bytes"):
        diffing.read(tmp_path / "a.nq")
    monkeypatch.setattr(diffing, "MAX_BYTES", 10)
    with pytest.raises(LimitError, match="the limit is 10"):
        diffing.read(tmp_path / "a.nq")


def test_what_is_not_there_or_no_build_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / manifest.NAME).write_text('{"format": "certreg build"')
    for name, message in (("nothing.nq", "cannot be read"), ("empty", "no build"), ("torn", "no build")):
        with pytest.raises(EnvironmentFault, match=message):
            diffing.read(tmp_path / name)


def test_what_never_ends_is_refused(tmp_path):
    if not Path("/dev/zero").exists():
        pytest.skip("no /dev/zero here")
    with pytest.raises(LimitError, match="a line over"):
        diffing.read(Path("/dev/zero"))
