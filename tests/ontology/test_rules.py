"""What each rule of ontology/rules derives, from the fewest triples that make it speak, and when it stays silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad, RdfFormat, parse

from kg import names
from kg.records import rules
from kg.store.oxigraph import OxigraphGraph
from kg.text.language import LANGUAGES

FOLDER = Path(__file__).parents[2] / "ontology" / "rules"
RULES = {rule.name: rule for rule in rules.read(FOLDER)}
ORGANISATIONS = 'id:a rdfs:label "A"@en, "甲"@zh-Hans . id:b rdfs:label "B"@en . id:c rdfs:label "C"@en .'
FIGURE = """
<https://w3id.org/certreg/code/indicator/bodies> rdfs:label "Bodies"@en, "机构"@zh-Hans .
<https://w3id.org/certreg/code/breakdown/total> rdfs:label "total"@en .
id:bodies-2021 a cr:Observation ; cr:indicator <https://w3id.org/certreg/code/indicator/bodies> ;
  cr:breakdown <https://w3id.org/certreg/code/breakdown/total> ; qb:dataSet <https://w3id.org/certreg/dataset/report> ;
  cr:measures id:x, id:y ; sdmx-attribute:unitMeasure unit:NUM ; sdmx-dimension:refArea id:china ;
"""

Fact = tuple[str, str, str]


def _facts(quads: list[Quad]) -> set[Fact]:
    """Triples in short: keys for what is ours, plain text for literals."""
    return {(names.short(quad.subject.value), names.curie(quad.predicate.value), _short(quad.object)) for quad in quads}


def _short(term: object) -> str:
    if isinstance(term, Literal):
        return f"{term.value}@{term.language}" if term.language else f"{term.value} {names.curie(term.datatype.value)}"
    return names.short(term.value)  # type: ignore[attr-defined]


def _derive(turtle: str, *chosen: str) -> set[Fact]:
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in names.PREFIXES.items())
    graph = OxigraphGraph(list(parse((prefixes + turtle).encode(), format=RdfFormat.TURTLE)))
    found: set[Fact] = set()
    for name in chosen:
        quads = rules.run(RULES[name], graph)
        graph.add(quads)
        found |= {fact for fact in _facts(quads) if not fact[0].startswith("derived:")}
    return found


def _partners(facts: set[Fact]) -> set[tuple[str, str]]:
    return {(one, other) for one, predicate, other in facts if predicate == "cr:partnerOf"}


def test_parties_to_an_agreement_are_partners_in_both_directions_and_each_direction_is_a_claim() -> None:
    facts = _derive(ORGANISATIONS + "id:mou a cr:Agreement ; cr:party id:a, id:b .", "partner-by-agreement")
    assert _partners(facts) == {("a", "b"), ("b", "a")}
    claim = {(predicate, value) for subject, predicate, value in facts if subject == "claim-partnerof-a--b"}
    assert claim == {
        ("rdf:type", "cr:Claim"),
        ("rdf:type", "rdf:Statement"),
        ("rdf:type", "prov:Entity"),
        ("rdf:subject", "a"),
        ("rdf:predicate", "cr:partnerOf"),
        ("rdf:object", "b"),
        ("rdfs:label", "A is a partner of B@en"),
        ("skos:prefLabel", "A is a partner of B@en"),
        ("prov:wasDerivedFrom", "mou"),
        ("prov:wasInfluencedBy", "mou"),
    }


@pytest.mark.parametrize("rule", ["partner-by-agreement", "succeeded-by"])
def test_a_claim_about_two_with_chinese_names_has_a_chinese_one(rule: str) -> None:
    facts = _derive(
        'id:a rdfs:label "A"@en, "甲"@zh-Hans . id:b rdfs:label "B"@en, "乙"@zh-Hans . '
        "id:mou a cr:Agreement ; cr:party id:a, id:b . "
        "id:merger a cr:Reorganisation ; org:originalOrganization id:a ; org:resultingOrganization id:b .",
        rule,
    )
    labels = {value for subject, predicate, value in facts if predicate == "rdfs:label" and subject.endswith("-a--b")}
    assert labels & {"甲是乙的合作方@zh-hans", "甲由乙承继@zh-hans"}
    assert len(labels) == 2


def test_every_rule_says_in_every_language_what_it_does() -> None:
    assert all(rule.summary.keys() == LANGUAGES.keys() for rule in RULES.values())


def test_claim_names_every_agreement_it_rests_on() -> None:
    agreements = "id:one a cr:Agreement ; cr:party id:a, id:b . id:two a cr:Agreement ; cr:party id:b, id:a ."
    facts = _derive(ORGANISATIONS + agreements, "partner-by-agreement")
    grounds = {
        value
        for subject, predicate, value in facts
        if (subject, predicate) == ("claim-partnerof-b--a", "prov:wasDerivedFrom")
    }
    assert grounds == {"one", "two"}


def test_three_parties_are_six_partnerships() -> None:
    facts = _derive(ORGANISATIONS + "id:mou a cr:Agreement ; cr:party id:a, id:b, id:c .", "partner-by-agreement")
    assert _partners(facts) == {(one, other) for one in "abc" for other in "abc" if one != other}


def test_agreement_with_one_party_makes_no_partners() -> None:
    assert not _derive(ORGANISATIONS + "id:mou a cr:Agreement ; cr:party id:a .", "partner-by-agreement")


@pytest.mark.parametrize("kind", ["PolicyDocument", "Report"])
def test_joint_issuers_of_a_document_are_partners(kind: str) -> None:
    facts = _derive(ORGANISATIONS + f"id:notice a cr:{kind} ; cr:issuedBy id:a, id:b .", "partner-by-document")
    assert _partners(facts) == {("a", "b"), ("b", "a")}


def test_sharing_a_website_makes_no_partners() -> None:
    assert not _derive(ORGANISATIONS + "id:site a cr:Source ; cr:issuedBy id:a, id:b .", "partner-by-document")


def test_drafting_for_another_makes_no_partners() -> None:
    drafted = "id:opinions a cr:PolicyDocument ; cr:issuedBy id:a ; cr:draftedBy id:b ."
    assert not _derive(ORGANISATIONS + drafted, "partner-by-document")


@pytest.mark.parametrize("kind", ["Initiative", "StandardsProject"])
def test_who_carries_out_one_thing_together_are_partners(kind: str) -> None:
    facts = _derive(ORGANISATIONS + f"id:work a cr:{kind} ; cr:carriedOutBy id:a, id:b .", "partner-by-programme")
    assert _partners(facts) == {("a", "b"), ("b", "a")}


def test_guiding_and_the_wider_programme_make_no_partners() -> None:
    facts = _derive(
        ORGANISATIONS
        + "id:work a cr:Initiative ; cr:carriedOutBy id:a ; cr:guidedBy id:b ; cr:partOf id:wider ."
        + "id:wider a cr:Initiative ; cr:carriedOutBy id:c .",
        "partner-by-programme",
    )
    assert not facts


def test_organisation_with_a_partner_is_a_partner_organisation() -> None:
    agreement = "id:mou a cr:Agreement ; cr:party id:a, id:b ."
    facts = _derive(ORGANISATIONS + agreement, "partner-by-agreement", "partner-organisation")
    assert {subject for subject, _, value in facts if value == "cr:PartnerOrganisation"} == {"a", "b"}
    assert ("a", "rdf:type", "org:Organization") in facts


def test_rules_that_find_partners_run_before_the_one_that_uses_them() -> None:
    order = [path.stem for path in rules.files(FOLDER)]
    assert order.index("partner-organisation") > max(map(order.index, (name for name in order if "partner-by" in name)))


def test_percent_change_implies_the_figure_of_the_year_before() -> None:
    turtle = (
        FIGURE + 'sdmx-measure:obsValue 932 ; cr:percentChange 28.0 ; sdmx-dimension:refPeriod "2021-12-31"^^xsd:date .'
    )
    facts = _derive(turtle, "implied-previous-value")
    estimates = "https://w3id.org/certreg/dataset/implied-previous-value"
    assert {subject for subject, _, _ in facts} == {"bodies-2021-implied-previous", estimates}
    assert {(predicate, value) for subject, predicate, value in facts if subject != estimates} == {
        ("qb:dataSet", estimates),
        ("cr:breakdown", "breakdown/total"),
        ("rdf:type", "cr:Observation"),
        ("rdf:type", "qb:Observation"),
        ("rdfs:label", "Bodies, 2020-12-31, implied by the change to 2021-12-31@en"),
        ("skos:prefLabel", "Bodies, 2020-12-31, implied by the change to 2021-12-31@en"),
        ("cr:indicator", "indicator/bodies"),
        ("cr:measures", "x"),
        ("cr:measures", "y"),
        ("sdmx-measure:obsValue", "728 xsd:integer"),
        ("cr:qualifier", "qualifier/approximately"),
        ("sdmx-attribute:unitMeasure", "unit:NUM"),
        ("sdmx-attribute:obsStatus", "sdmx-code:obsStatus-E"),
        ("sdmx-dimension:refArea", "china"),
        ("sdmx-dimension:refPeriod", "2020-12-31 xsd:date"),
        ("prov:wasDerivedFrom", "bodies-2021"),
    }


@pytest.mark.parametrize(
    ("value", "change", "period", "implied", "before"),
    [
        ("3020000", "12", '"2021"^^xsd:gYear', "2696429 xsd:integer", "2020 xsd:gYear"),
        ("90", "-10", '"2021"^^xsd:gYear', "100 xsd:integer", "2020 xsd:gYear"),
        ("200", "0", '"2021-12-31"^^xsd:date', "200 xsd:integer", "2020-12-31 xsd:date"),
        ("50", "300.0", '"2000"^^xsd:gYear', "13 xsd:integer", "1999 xsd:gYear"),
        ("95.88", "4.5", '"2021"^^xsd:gYear', "91.75 xsd:decimal", "2020 xsd:gYear"),
        ("10", "25.0", '"2024-02-29"^^xsd:date', "8 xsd:integer", "2023-02-28 xsd:date"),
    ],
)
def test_implied_value_and_period(value: str, change: str, period: str, implied: str, before: str) -> None:
    stated = f"sdmx-measure:obsValue {value} ; cr:percentChange {change} ; sdmx-dimension:refPeriod {period} ."
    facts = _derive(FIGURE + stated, "implied-previous-value")
    assert {value for _, predicate, value in facts if predicate == "sdmx-measure:obsValue"} == {implied}
    assert {value for _, predicate, value in facts if predicate == "sdmx-dimension:refPeriod"} == {before}


@pytest.mark.parametrize(
    "stated",
    [
        "sdmx-measure:obsValue 932 .",
        "sdmx-measure:obsValue 0 ; cr:percentChange -100.0 .",
        "sdmx-measure:obsValue 9 ; cr:percentChange 28.0 ; prov:wasDerivedFrom id:other . id:other a cr:Observation .",
    ],
    ids=["no change", "nothing left", "itself derived"],
)
def test_nothing_is_implied_by(stated: str) -> None:
    assert not _derive(FIGURE + 'sdmx-dimension:refPeriod "2021"^^xsd:gYear ; ' + stated, "implied-previous-value")


def test_two_figures_that_imply_one_key_put_their_estimates_into_two_data_sets() -> None:
    stated = 'sdmx-measure:obsValue 932 ; cr:percentChange 28.0 ; sdmx-dimension:refPeriod "2021-12-31"^^xsd:date .'
    second = (FIGURE + stated).replace("id:bodies-2021", "id:more-bodies-2021")
    second = second.replace("dataset/report", "dataset/news")
    facts = _derive(FIGURE + stated + second, "implied-previous-value")
    assert {(subject, value) for subject, predicate, value in facts if predicate == "qb:dataSet"} == {
        ("bodies-2021-implied-previous", "https://w3id.org/certreg/dataset/implied-previous-value"),
        ("more-bodies-2021-implied-previous", "https://w3id.org/certreg/dataset/implied-previous-value-news"),
    }


def test_an_interval_implies_nothing() -> None:
    period = 'sdmx-dimension:refPeriod "2021-01-01/2021-06-30"^^edtf:EDTF'
    stated = f"sdmx-measure:obsValue 9 ; cr:percentChange 2.0 ; {period} ."
    assert not _derive(FIGURE + stated, "implied-previous-value")


def test_keys_with_hyphens_make_no_claim_twice() -> None:
    """A key has single hyphens only, so two of them part the keys: a-b and c are not a and b-c."""
    organisations = "".join(f'id:{key} rdfs:label "{key}"@en . ' for key in ("a", "a-b", "b-c", "c"))
    agreements = "id:one a cr:Agreement ; cr:party id:a-b, id:c . id:two a cr:Agreement ; cr:party id:a, id:b-c ."
    facts = _derive(organisations + agreements, "partner-by-agreement")
    claims = {subject for subject, predicate, _ in facts if predicate == "rdf:subject"}
    pairs = [("a-b", "c"), ("c", "a-b"), ("a", "b-c"), ("b-c", "a")]
    assert claims == {f"claim-partnerof-{one}--{other}" for one, other in pairs}


def test_organisations_after_a_reorganisation_succeed_those_before() -> None:
    merger = (
        "id:merger a cr:Reorganisation ; org:originalOrganization id:a, id:b ; org:resultingOrganization id:b, id:c ."
    )
    facts = _derive(ORGANISATIONS + merger, "succeeded-by")
    succeeded = {(subject, value) for subject, predicate, value in facts if predicate == "cr:succeededBy"}
    assert succeeded == {("a", "b"), ("a", "c"), ("b", "c")}
    assert ("claim-succeededby-a--c", "prov:wasInfluencedBy", "merger") in facts
    assert not [fact for fact in facts if fact[1] == "prov:wasDerivedFrom"], "a reorganisation is an activity"


def test_a_claim_derives_from_no_activity() -> None:
    facts = _derive(ORGANISATIONS + "id:work a cr:Initiative ; cr:carriedOutBy id:a, id:b .", "partner-by-programme")
    assert ("claim-partnerof-a--b", "prov:wasInfluencedBy", "work") in facts
    assert not [fact for fact in facts if fact[1] == "prov:wasDerivedFrom"]


def test_who_is_accredited_by_a_body_is_accredited_from_its_side_too() -> None:
    assert _derive("id:lab cr:accreditedBy id:cnas .", "accredits") == {("cnas", "cr:accredits", "lab")}


MEMBERSHIP = "id:m a cr:Membership ; cr:member id:a ; cr:membershipIn id:b ; cr:membershipRole id:role . "


def test_membership_in_an_organisation_is_one_in_the_terms_of_org() -> None:
    facts = _derive(MEMBERSHIP + "id:a a org:Organization . id:b a org:Organization .", "membership-in-organisation")
    assert facts == {
        ("m", "rdf:type", "org:Membership"),
        ("m", "org:member", "a"),
        ("m", "org:organization", "b"),
        ("m", "org:role", "role"),
    }


def test_membership_in_an_arrangement_or_of_a_country_is_none_in_the_terms_of_org() -> None:
    assert not _derive(MEMBERSHIP + "id:a a org:Organization . id:b a cr:Agreement .", "membership-in-organisation")
    assert not _derive(MEMBERSHIP + "id:a a cr:Place . id:b a org:Organization .", "membership-in-organisation")


def test_legal_act_has_its_full_days_in_the_terms_of_eli() -> None:
    act = 'id:act a cr:LegalAct ; cr:inForceFrom "2003-11-01"^^xsd:date ; cr:noLongerInForceFrom "2010"^^xsd:gYear .'
    assert _derive(act, "legal-act-in-eli") == {("act", "eli:first_date_entry_in_force", "2003-11-01 xsd:date")}


def test_figure_of_a_part_measures_what_the_part_stands_for() -> None:
    part = "<https://w3id.org/certreg/code/breakdown/ccc>"
    figure = f"id:figure a cr:Observation ; cr:breakdown {part} . {part} cr:standsFor id:ccc ."
    assert _derive(figure, "breakdown-measures") == {("figure", "cr:measures", "ccc")}
