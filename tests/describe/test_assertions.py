"""What was stated, without what follows from it, and the passages behind it."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode
from support import trig

from kg import names
from kg.describe import assertions

TERMS = """
<https://w3id.org/certreg/ns> {
  cr:Tug rdfs:subClassOf cr:Vessel . cr:Vessel rdfs:subClassOf prov:Entity .
  cr:homePort rdfs:subPropertyOf cr:calledAt . cr:calledAt rdfs:subPropertyOf schema:location .
  skos:prefLabel rdfs:subPropertyOf rdfs:label .
}
"""
SHIPS = trig(
    TERMS
    + """
<https://w3id.org/certreg/source/log/1> {
  id:ada a cr:Tug, cr:Vessel, prov:Entity ; rdfs:label "Ada"@en ; skos:prefLabel "Ada"@en ;
    cr:homePort id:gull ; cr:calledAt id:gull, id:tern ; schema:location id:gull, id:tern ;
    cr:quote "there she lies" ; cr:statedIn <https://w3id.org/certreg/source/log/1> .
  <https://w3id.org/certreg/source/log/1> cr:quote "all of it" .
}
<https://w3id.org/certreg/source/log/2> {
  id:ada cr:calledAt id:gull ; schema:location id:gull ;
    cr:statedIn <https://w3id.org/certreg/source/log/2> .
  id:bo cr:rammed id:ada .
}
<https://w3id.org/certreg/derived/rammed> {
  id:ada cr:rammed id:cy .
  id:claim rdf:subject id:ada ; rdf:predicate cr:rammed ; rdf:object id:cy ; prov:wasInfluencedBy id:ada .
  id:wreck cr:rammed id:cy ; prov:wasDerivedFrom id:ada .
  id:alone cr:rammed id:cy .
}
"""
)
ONE, TWO = names.SOURCE + "log/1", names.SOURCE + "log/2"


def short(said):
    return {
        (
            names.short(item.subject),
            names.curie(item.predicate),
            item.object.value if isinstance(item.object, Literal) else names.short(item.object.value),
            names.short(item.graph),
        )
        for item in said
    }


def test_super_classes_super_properties_and_bookkeeping_are_left_out():
    outward, inward = assertions.about(SHIPS, names.ID + "ada")
    assert short(outward) == {
        ("ada", "rdf:type", "cr:Tug", "log/1"),
        ("ada", "skos:prefLabel", "Ada", "log/1"),
        ("ada", "cr:homePort", "gull", "log/1"),
        ("ada", "cr:calledAt", "tern", "log/1"),
        ("ada", "cr:calledAt", "gull", "log/2"),  # another passage says only that much
        ("ada", "cr:rammed", "cy", "derived:rammed"),
    }
    assert ("bo", "cr:rammed", "ada", "log/2") in short(inward)
    assert outward == sorted(outward, key=lambda item: (item.subject, item.predicate, str(item.object), item.graph))


def test_everything_holds_no_word_of_the_ontology():
    assert not {item for item in short(assertions.everything(SHIPS)) if item[0].startswith("cr:")}
    assert short(assertions.about(SHIPS, names.ID + "ada")[0]) <= short(assertions.everything(SHIPS))


def test_of_an_unknown_thing_nothing_is_said():
    assert assertions.about(SHIPS, names.ID + "nobody") == ([], [])


def test_ancestors_are_all_those_above():
    above = assertions.ancestors(SHIPS)
    assert above[names.expand("cr:Tug")] == {names.expand("cr:Vessel"), names.expand("prov:Entity")}
    assert above[names.expand("cr:calledAt")] == {names.expand("schema:location")}


def test_classes_in_a_circle_end():
    above = assertions.ancestors(trig("cr:A rdfs:subClassOf cr:B . cr:B rdfs:subClassOf cr:A ."))
    assert above == {names.NS + "A": {names.NS + "B"}, names.NS + "B": {names.NS + "A"}}


def behind(key, graph=names.DERIVED + "rammed"):
    item = assertions.Assertion(names.ID + key, names.NS + "rammed", NamedNode(names.ID + "cy"), graph)
    return assertions.sources_of(SHIPS, [item])[item]


def test_behind_a_statement_stands_its_passage():
    assert behind("ada", ONE) == [ONE]


def test_behind_what_a_rule_derived_stand_the_passages_of_its_grounds():
    assert behind("ada") == [ONE, TWO], "by a claim"
    assert behind("wreck") == [ONE, TWO], "by the derived thing itself"


def test_behind_what_names_no_ground_stands_the_rule():
    assert behind("alone") == [names.DERIVED + "rammed"]


def test_quotes_by_passage_and_thing():
    assert assertions.quotes(SHIPS, [ONE, TWO]) == {
        (ONE, names.ID + "ada"): "there she lies",
        (ONE, ONE): "all of it",
    }
    assert assertions.quotes(SHIPS, []) == {}


def test_a_passage_says_so_much_and_no_more():
    """Of the first things in alphabetical order, and how many there are beyond them."""
    small = trig("""
    GRAPH source:log-1900 { id:a cr:partOf id:z . id:b cr:partOf id:z ; rdfs:label "B" . id:c cr:partOf id:z }
    GRAPH source:other-1900 { id:a rdfs:label "A" }
    """)
    said, left_out = assertions.within(small, names.SOURCE + "log-1900", 2)
    assert [(names.short(item.subject), names.short(item.predicate)) for item in said] == [
        ("a", "cr:partOf"),
        ("b", "rdfs:label"),
        ("b", "cr:partOf"),
    ]
    assert {item.graph for item in said} == {names.SOURCE + "log-1900"}
    assert left_out == 1
    assert assertions.within(small, names.SOURCE + "log-1900", 3)[1] == 0
