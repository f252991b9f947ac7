"""Records to quads: each statement in its passage's graph, with what follows from it, and nothing besides.

The ontology is the small one of tests/harbour, so no word of certification can help.
"""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from support import reported

from kg import names
from kg.records import interpret, loader, reader

LOG = names.passage("log-1900")
DECK = names.passage("log-1900", "2.1")
BO = "- {id: bo, type: Tug, label: {en: Bo}}"
QUAY = """\
source: log-1900
passages:
- section: "2.1"
  quote: made fast at noon
  records:
  - {id: leg, type: Voyage, label: {en: First leg}, homePort: gull, quote: fast at noon}
  - {about: gull, remark: {en: Deep water}}
"""


@pytest.fixture
def quads(log, harbour):
    def loaded(text, **more):
        found = log(text, **more)
        assert reported(found) == []
        return loader.load(found, harbour)

    return loaded


def said(quads, key, graph=None):
    """What is said of an entity, as `curie -> values`."""
    found = {}
    for quad in quads:
        if quad.subject == names.entity(key) and graph in (None, quad.graph_name):
            value = quad.object.value if isinstance(quad.object, Literal) else names.short(quad.object.value)
            found.setdefault(names.curie(quad.predicate.value), set()).add(value)
    return found


def test_a_record_says_what_it_is_up_to_the_root(quads):
    found = said(quads("- {id: ada, type: Tug, label: {en: Ada}}"), "ada")
    assert found == {
        "rdf:type": {"cr:Tug", "cr:Vessel", "cr:Craft", "prov:Entity"},
        "skos:prefLabel": {"Ada"},
        "rdfs:label": {"Ada"},
        "cr:statedIn": {"log-1900"},
    }


def test_super_properties_stand_beside_the_statement_in_its_own_graph(quads):
    found = quads("- {id: leg, type: Voyage, label: {en: Leg}, homePort: gull}")
    leg = said(found, "leg", LOG)
    assert {key: leg[key] for key in ("cr:homePort", "cr:calledAt", "schema:location")} == {
        "cr:homePort": {"gull"},
        "cr:calledAt": {"gull"},
        "schema:location": {"gull"},
    }


def test_super_classes_come_from_the_alignments_too(quads):
    """dct:Location is a schema:Place there."""
    assert said(quads(BO), "gull")["rdf:type"] == {"cr:Harbour", "dct:Location", "schema:Place"}


def test_each_statement_stands_in_the_graph_of_its_passage_only(write, harbour, log):
    log(BO)
    found = interpret.check(reader.read(write({"quay.yaml": QUAY})), harbour)
    assert reported(found) == []
    made = loader.load(found, harbour)
    assert said(made, "gull", DECK) == {"cr:remark": {"Deep water"}, "cr:statedIn": {"log-1900/2.1"}}
    assert "cr:remark" not in said(made, "gull", LOG)
    assert said(made, "leg", LOG) == {}


def test_a_passage_describes_itself_in_its_own_graph(write, harbour, log):
    log(BO)
    made = loader.load(interpret.check(reader.read(write({"quay.yaml": QUAY})), harbour), harbour)
    own = {
        (names.curie(quad.predicate.value), quad.object.value)
        for quad in made
        if quad.subject == DECK and quad.graph_name == DECK
    }
    assert own == {
        ("rdf:type", names.expand("cr:Passage")),
        ("rdf:type", names.expand("prov:Entity")),
        ("cr:inSource", names.ID + "log-1900"),
        ("dct:isPartOf", names.ID + "log-1900"),
        ("cr:section", "2.1"),
        ("cr:quote", "made fast at noon"),
        ("rdfs:label", "Log of 1900, 2.1"),
    }
    assert {quad.graph_name for quad in made if quad.subject == DECK} == {DECK}


def test_a_records_own_quote_is_its_own(write, harbour, log):
    log(BO)
    made = loader.load(interpret.check(reader.read(write({"quay.yaml": QUAY})), harbour), harbour)
    assert said(made, "leg", DECK)["cr:quote"] == {"fast at noon"}
    assert "cr:quote" not in said(made, "gull")


def test_a_name_is_made_by_the_class_pattern_where_none_is_given(quads):
    found = quads(
        "- {id: dip, type: Sounding, gauge: lead-line, fathomedBy: ada, day: 1900}\n"
        "- {id: drop, type: Sounding, gauge: lead-line, label: {en: A drop}}\n"
        "- {id: plumb, type: Sounding, gauge: lead-line}\n"
        "- {id: ada, type: Tug, label: {en: Ada}}"
    )
    assert said(found, "dip")["rdfs:label"] == {"Lead line, Ada, 1900"}
    assert said(found, "dip")["skos:prefLabel"] == {"Lead line, Ada, 1900"}
    assert said(found, "drop")["rdfs:label"] == {"A drop"}
    assert said(found, "plumb")["rdfs:label"] == {"Lead line"}


def test_a_made_name_has_a_chinese_form_where_a_part_of_it_has_one(quads):
    found = quads(
        "- {id: dip, type: Sounding, gauge: lead-line, fathomedBy: ada, day: 1900}\n"
        "- {id: ada, type: Tug, label: {en: Ada, zh-Hans: 艾达}}"
    )
    assert said(found, "dip")["rdfs:label"] == {"Lead line, Ada, 1900", "Lead line，艾达，1900"}


def test_ontology_and_codes_have_graphs_of_their_own(quads):
    found = quads(BO)
    timber = NamedNode(names.CODE + "cargo/timber")
    label = Literal("timber", language="en")
    codes = NamedNode(names.CODE_GRAPH)
    assert Quad(timber, names.node("rdfs:label"), label, codes) in found
    assert {quad.graph_name for quad in found if quad.subject == timber} == {codes}
    assert {quad.graph_name for quad in found if quad.subject == names.node("cr:Tug")} == {
        NamedNode(names.ONTOLOGY_GRAPH)
    }


def test_the_order_of_quads_depends_on_the_quads_alone(quads):
    found = loader.in_order(quads(BO))
    assert found == loader.in_order(reversed(found))
    assert [str(quad.graph_name) for quad in found] == sorted(str(quad.graph_name) for quad in found)


def test_the_order_of_files_and_records_changes_nothing(log, harbour):
    ada, leg = "- {id: ada, type: Tug, label: {en: Ada}}\n", "- {id: leg, type: Voyage, label: {en: Leg}}\n"
    assert loader.load(log(ada + leg), harbour) == loader.load(log(leg + ada), harbour)


def test_what_a_thing_is_and_is_called_comes_first(quads):
    found = [quad for quad in loader.in_order(quads(BO)) if quad.subject == names.entity("gull")]
    assert [names.curie(quad.predicate.value) for quad in found][:4] == ["rdf:type"] * 3 + ["rdfs:label"]


def test_no_blank_node_and_no_quad_without_a_graph(quads):
    for quad in quads("- {id: ada, type: Tug, label: {en: Ada}}"):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        assert isinstance(quad.graph_name, NamedNode)
