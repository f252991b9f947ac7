"""Counts: of a drawing small enough to count by hand, and of the shipped graph against its own queries."""

from __future__ import annotations

from support import trig

from kg import names
from kg.describe.stats import stats

LOGS = trig("""
<https://w3id.org/certreg/ns> {
  cr:Tug rdfs:subClassOf cr:Vessel ; rdfs:label "tug"@en, "Schlepper"@de .
  cr:berth cr:recordKey "berth" ; rdfs:label "berth"@en .
}
<https://w3id.org/certreg/source/log/1> {
  id:ada a cr:Tug, cr:Vessel, prov:Entity ; rdfs:label "Ada"@en, "艾达"@zh-Hans ; cr:berth id:gull ;
    cr:statedIn <https://w3id.org/certreg/source/log/1> .
  <https://w3id.org/certreg/source/log/1> cr:inSource id:log .
}
<https://w3id.org/certreg/source/log/2> {
  id:ada cr:berth id:gull ; cr:statedIn <https://w3id.org/certreg/source/log/2> .
  id:bo a cr:Vessel, prov:Entity ; rdfs:label "Bo"@en ; skos:altLabel "B" ;
    cr:indicator id:depth ; cr:qualifier id:nearly ;
    cr:statedIn <https://w3id.org/certreg/source/log/2> .
  <https://w3id.org/certreg/source/log/2> cr:inSource id:log .
}
<https://w3id.org/certreg/derived/rammed> { id:ada cr:rammed id:bo }
<http://e.example/foreign> { <http://e.example/x> cr:berth id:gull }
""")


def counted(about, lang="en"):
    return {row["ofLabel"] or row["of"]: row["count"] for row in stats(LOGS, lang) if row["about"] == about}


def test_totals_count_each_triple_once_and_graphs_of_others_not_at_all():
    """5 of the ontology, 8 and 10 of the passages, one of them in both, 1 of the rule."""
    totals = {row["about"]: row["count"] for row in stats(LOGS) if row["of"] is None}
    assert totals["quads"] == 5 + 8 + 10 + 1
    assert totals["triples"] == totals["quads"] - 1
    assert totals["graphs"] == 4
    assert totals["entities"] == 2


def test_a_thing_counts_for_its_most_specific_class():
    assert counted("class") == {"tug": 1, f"{names.NS}Vessel": 1}


def test_a_source_counts_each_thing_once_in_however_many_passages():
    assert counted("source") == {"log": 2}
    assert counted("passages of source") == {"log": 2}


def test_a_property_counts_each_statement_once_in_however_many_passages():
    """And only of records: neither what passages say of themselves by name nor what strangers say."""
    assert counted("property")["berth"] == 1


def test_names_by_language():
    assert counted("names in language") == {"en": 2, "zh-Hans": 1, "none": 1}


def test_figures_and_rules():
    assert counted("figures of indicator") == {"depth": 1}
    assert counted("figures with qualifier") == {"nearly": 1}
    assert counted("rule") == {f"{names.DERIVED}rammed": 1}


def test_the_largest_comes_first():
    rows = [(row["about"], row["count"]) for row in stats(LOGS)]
    for about in {about for about, _ in rows}:
        counts = [count for of, count in rows if of == about]
        assert counts == sorted(counts, reverse=True)


def test_labels_come_in_the_language_asked_for():
    assert "Schlepper" in counted("class", "de")


def test_an_empty_graph_has_totals_of_nothing():
    assert {(row["about"], row["count"]) for row in stats(trig(""))} == {
        ("triples", 0),
        ("quads", 0),
        ("graphs", 0),
        ("entities", 0),
    }
