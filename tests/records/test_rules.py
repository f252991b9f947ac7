"""Rules: read with their summary, run into a graph of their own, refused when they are none."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, Quad

from kg import names
from kg.errors import DataError
from kg.records import rules
from kg.records.rules import Rule
from kg.store.oxigraph import OxigraphGraph

SHIPS = OxigraphGraph(
    [
        Quad(names.entity("ada"), names.node("cr:berth"), names.entity("gull"), names.passage("log", "1")),
        Quad(names.entity("bo"), names.node("cr:berth"), names.entity("gull"), names.passage("log", "2")),
    ]
)
NEIGHBOURS = "CONSTRUCT { ?a cr:beside ?b } WHERE { ?a cr:berth ?h . ?b cr:berth ?h FILTER (?a != ?b) }"


def test_a_rule_sees_all_passages_and_writes_into_its_own_graph():
    found = rules.run(Rule("neighbours", {"en": "Ships of one harbour", "zh-Hans": "同港的船"}, NEIGHBOURS), SHIPS)
    own = names.derived("neighbours")
    assert set(found) == {
        Quad(names.entity("ada"), names.node("cr:beside"), names.entity("bo"), own),
        Quad(names.entity("bo"), names.node("cr:beside"), names.entity("ada"), own),
        Quad(own, names.node("rdf:type"), names.node("prov:Entity"), own),
        Quad(own, names.node("rdfs:label"), Literal("Ships of one harbour", language="en"), own),
        Quad(own, names.node("rdfs:label"), Literal("同港的船", language="zh-Hans"), own),
    }


def test_rules_run_in_the_order_of_their_names(tmp_path):
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.rq").write_text(f"#+ summary: The rule {name}\n{NEIGHBOURS}\n")
    (tmp_path / "c.rq").write_text(f"#+ summary: The rule c\n#+ summary-zh-Hans: 规则丙\n{NEIGHBOURS}\n", "utf-8")
    (tmp_path / "notes.txt").write_text("no rule")
    assert [(rule.name, rule.summary) for rule in rules.read(tmp_path)] == [
        ("a", {"en": "The rule a"}),
        ("b", {"en": "The rule b"}),
        ("c", {"en": "The rule c", "zh-Hans": "规则丙"}),
    ]


@pytest.mark.parametrize(
    "head", ["", "#+ description: no summary\n", "#+ summary: [unclosed\n", "#+ just words\n"], ids=repr
)
def test_a_rule_without_a_summary_is_refused_with_its_file(tmp_path, head):
    (tmp_path / "quiet.rq").write_text(head + NEIGHBOURS)
    with pytest.raises(DataError, match=r"quiet\.rq:1: no readable #\+ summary"):
        rules.read(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * { ?s ?p ?o }", r"odd\.rq: not a CONSTRUCT or DESCRIBE query"),
        ("ASK { ?s ?p ?o }", r"odd\.rq: not a CONSTRUCT or DESCRIBE query"),
        ("CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", r"odd\.rq"),
        ("DELETE WHERE { ?s ?p ?o }", r"odd\.rq: .*update"),
    ],
)
def test_what_is_no_construct_is_refused_with_its_file(text, message):
    with pytest.raises(DataError, match=message):
        rules.run(Rule("odd", "Odd", text), SHIPS)
