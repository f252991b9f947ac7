"""What people call a thing, to the thing; and which of its names is shown."""

from __future__ import annotations

import pytest
from support import trig

from kg import names
from kg.ask import entities
from kg.errors import NotFound

PORT = trig("""
source:log {
  id:gull rdfs:label "Gull Haven"@en, "海鸥港"@zh-Hans ; skos:altLabel "The Haven"@en, "GH" .
  id:tern rdfs:label "Tern Bay"@en ; skos:altLabel "The Bay"@en .
  id:skua rdfs:label "Skua Bay"@en ; skos:altLabel "The Bay"@en .
  id:rope rdfs:label "Rope works"@en .
  id:unnamed cr:berth id:gull .
}
<https://w3id.org/certreg/code> {
  <https://w3id.org/certreg/code/cargo/rope> rdfs:label "rope works"@en .
  <https://w3id.org/certreg/code/cargo/timber> rdfs:label "timber"@en .
  cr:berth rdfs:label "berth"@en .
}
""")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gull", "id/gull"),
        ("id:gull", "id/gull"),
        ("https://w3id.org/certreg/id/gull", "id/gull"),
        ("  gull  ", "id/gull"),
        ("GULL", "id/gull"),
        ("gull haven", "id/gull"),
        ("Gull   Haven", "id/gull"),
        ("gh", "id/gull"),
        ("海鸥港", "id/gull"),
        ("unnamed", "id/unnamed"),
        ("timber", "code/cargo/timber"),
        ("cargo/timber", "code/cargo/timber"),
        ("Rope Works", "id/rope"),  # a code is called so too; the entity is meant
        ("cargo/rope", "code/cargo/rope"),
    ],
)
def test_a_thing_goes_by_each_of_its_names(text, found):
    assert entities.resolve(PORT, text).value == names.BASE + found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("The Bay", 'no single thing named "The Bay" (did you mean "skua" or "tern"?)'),
        ("gul haven", 'no entity "gul haven" (did you mean "gull"?)'),
        ("zzzzzz", 'no entity "zzzzzz"'),
        ("", 'no entity ""'),
        ("cr:berth", None),  # a term of the ontology is no entity
        ("gull> ?p ?o } #", None),
        ("x" * 100_000, f'no entity "{"x" * 59}…"'),  # reported as a name, not as too long a query
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_nobody_is_called_is_refused(text, message):
    with pytest.raises(NotFound) as fault:
        entities.resolve(PORT, text)
    if message is not None:
        assert str(fault.value) == message


@pytest.mark.parametrize(
    ("lang", "shown"),
    [("en", "Gull Haven"), ("zh", "海鸥港"), ("zh-Hans", "海鸥港"), ("ko", "Gull Haven"), ("z", "Gull Haven")],
)
def test_a_name_is_shown_in_the_language_or_in_english(lang, shown):
    assert entities.labels(PORT, [names.ID + "gull"], lang) == {names.ID + "gull": shown}


def test_what_has_no_name_is_left_out():
    assert entities.labels(PORT, [names.ID + "unnamed", names.ID + "nobody"]) == {}
    assert entities.labels(PORT, []) == {}


def test_names_of_more_things_than_one_query_asks_for():
    many = trig("source:log {" + "".join(f'id:n{n} rdfs:label "N {n}"@en .\n' for n in range(1001)) + "}")
    shown = entities.labels(many, [f"{names.ID}n{n}" for n in range(1001)])
    assert len(shown) == 1001
    assert shown[names.ID + "n1000"] == "N 1000"


@pytest.mark.parametrize(
    ("by_language", "lang", "shown"),
    [
        ({"de": "Hafen", "": "port"}, "fr", "port"),
        ({"de": "Hafen", "ko": "항구"}, "fr", "Hafen"),
        ({"en-GB": "harbour", "de": "Hafen"}, "fr", "harbour"),
        ({"en-GB": "harbour", "en": "harbor"}, "en", "harbor"),
        ({"zh-Hant": "港口", "zh-Hans": "港"}, "zh", "港"),
        ({"zh-hans": "港", "en": "port"}, "zh-Hans", "港"),  # as the engine gives it
    ],
)
def test_the_nearest_language_is_chosen(by_language, lang, shown):
    assert entities.in_language(by_language, lang) == shown


CLASSED = trig("""
source:log {
  id:gull a cr:Harbour ; rdfs:label "Gull Haven"@en, "海鸥港"@zh-Hans .
  id:gull-pilot a cr:Office ; rdfs:label "Pilots of Gull Haven"@en .
  id:rope a cr:Office ; rdfs:label "Rope"@en .
}
<https://w3id.org/certreg/ns> {
  cr:Harbour rdfs:label "harbour"@en .
  cr:Office rdfs:label "office"@en .
}
<https://w3id.org/certreg/code> {
  <https://w3id.org/certreg/code/cargo/rope> rdfs:label "rope"@en .
  <https://w3id.org/certreg/code/cargo/timber> rdfs:label "timber"@en .
  <https://w3id.org/certreg/code/cargo/rope> skos:inScheme <https://w3id.org/certreg/code/cargo> .
  <https://w3id.org/certreg/code/cargo/timber> skos:inScheme <https://w3id.org/certreg/code/cargo> .
  <https://w3id.org/certreg/code/cargo> rdfs:label "Cargo"@en .
}
""")
HARBOUR, OFFICE, CARGO = names.NS + "Harbour", names.NS + "Office", names.CODE + "cargo"


@pytest.mark.parametrize(
    ("text", "of", "found"),
    [
        ("gull", [HARBOUR], "id/gull"),
        ("海鸥港", [HARBOUR], "id/gull"),
        ("gull", [OFFICE, HARBOUR], "id/gull"),
        ("rope", [CARGO], "code/cargo/rope"),  # an office has this key
        ("rope", [OFFICE], "id/rope"),
    ],
)
def test_a_thing_of_the_class_or_list_is_meant(text, of, found):
    assert entities.resolve(CLASSED, text, of).value == names.BASE + found


@pytest.mark.parametrize(
    ("text", "of", "message"),
    [
        ("gull", [OFFICE], 'no office "gull", but a harbour: gull (did you mean "gull-pilot"?)'),
        ("timber", [OFFICE, HARBOUR], 'no office or harbour "timber", but a cargo: cargo/timber'),
        ("tern", [HARBOUR], 'no harbour "tern"'),
    ],
)
def test_a_thing_of_another_class_is_refused_and_it_is_said_what_it_is(text, of, message):
    with pytest.raises(NotFound) as fault:
        entities.resolve(CLASSED, text, of)
    assert str(fault.value) == message
