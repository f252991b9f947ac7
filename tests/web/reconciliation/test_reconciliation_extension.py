"""Values for a client's table, as the kinds the protocol has, and which properties are on offer."""

from __future__ import annotations

import json

import pytest
from protocol import EXTENSION, PROPOSAL, valid

from kg.errors import NotFound, UsageError
from kg.web.reconciliation import extension, requests
from kg.web.reconciliation.catalogue import Catalogue


def cells(catalogue: Catalogue, thing: str, property: str, **settings) -> list[dict]:
    """The cell of one thing and one property, asked for as a client would."""
    asked = {"ids": [thing], "properties": [{"id": property, "settings": settings}]}
    answer = valid(extension.extend(catalogue, *requests.extension(json.dumps(asked))), EXTENSION)
    return answer["rows"][thing][property]


@pytest.mark.parametrize(
    ("property", "settings", "expected"),
    [
        ("country", {}, [{"id": "norland", "name": "Norland"}]),
        ("country", {"content": "name"}, [{"str": "Norland"}]),
        ("country", {"content": "iri"}, [{"str": "https://w3id.org/certreg/id/norland"}]),
        ("depth", {}, [{"float": 12.5}]),
        ("berths", {}, [{"int": 7}]),
        ("opened", {}, [{"date": "1900-12-31T00:00:00Z"}]),
        ("free", {}, [{"str": "true"}]),
        ("motto", {}, [{"str": "Come in"}, {"str": "进来"}]),
        ("motto", {"language": "zh"}, [{"str": "进来"}]),
        ("motto", {"language": "EN"}, [{"str": "Come in"}]),
        ("motto", {"language": "z"}, []),
        ("motto", {"limit": 1}, [{"str": "Come in"}]),
        ("motto", {"limit": "1"}, [{"str": "Come in"}]),
        ("motto", {"limit": 0}, [{"str": "Come in"}, {"str": "进来"}]),
        ("rdfs:label", {"language": "zh"}, [{"str": "海鸥港"}]),
        ("rdf:type", {}, [{"str": "harbour"}]),
        ("^calls", {}, [{"id": "gull-ship", "name": "Gull Haven"}]),
        ("calls", {}, []),
        ("skos:exactMatch", {}, [{"str": "http://example.org/ports/Q77"}]),
    ],
)
def test_a_cell_of_each_kind(harbours, property, settings, expected):
    assert cells(harbours, "gull", property, **settings) == expected


def test_rows_and_columns_as_asked_for(harbours):
    asked = {"ids": ["gull", "nobody", "cargo/rope"], "properties": [{"id": "country"}, {"id": "berths"}]}
    answer = valid(extension.extend(harbours, *requests.extension(json.dumps(asked))), EXTENSION)
    assert answer == {
        "meta": [
            {"id": "country", "name": "lies in", "type": {"id": "Country", "name": "country"}},
            {"id": "berths", "name": "berths"},
        ],
        "rows": {
            "gull": {"country": [{"id": "norland", "name": "Norland"}], "berths": [{"int": 7}]},
            "nobody": {"country": [], "berths": []},
            "cargo/rope": {"country": [], "berths": []},
        },
    }


@pytest.mark.parametrize(
    ("property", "settings", "kind"),
    [
        ("depht", {}, NotFound),
        ("depth", {"limit": -1}, UsageError),
        ("depth", {"limit": "many"}, UsageError),
        ("depth", {"limit": True}, UsageError),
        ("depth", {"language": 5}, UsageError),
        ("depth", {"content": "html"}, UsageError),
        ("depth", {"content": []}, UsageError),
        ("depth", {"sort": "up"}, UsageError),
    ],
)
def test_unknown_properties_and_settings_are_refused(harbours, property, settings, kind):
    with pytest.raises(kind):
        cells(harbours, "gull", property, **settings)


def test_what_a_type_has_is_proposed_the_most_frequent_first(harbours):
    answer = valid(extension.propose(harbours, "Harbour", 3), PROPOSAL)
    assert answer == {
        "type": "Harbour",
        "limit": 3,
        "properties": [
            {"id": "rdf:type", "name": "type"},
            {"id": "rdfs:label", "name": "label"},
            {"id": "country", "name": "lies in"},
        ],
    }
    every = valid(extension.propose(harbours, None), PROPOSAL)
    assert {"id": "^calls", "name": "calls at (inverse)"} in every["properties"]
    with pytest.raises(NotFound):
        extension.propose(harbours, "Harbor")


def test_who_administers_a_scheme(shipped):
    assert {"id": "cnca", "name": "Certification and Accreditation Administration of China"} in cells(
        shipped, "haccp", "^administers"
    )
    assert cells(shipped, "mfds", "rdfs:label", language="ko") == [{"str": "식품의약품안전처"}]


def test_every_proposed_property_can_be_fetched_for_everything(shipped):
    proposed = [{"id": one["id"]} for one in extension.propose(shipped, None)["properties"]]
    for start in range(0, len(proposed), requests.MOST_OF_ONE):
        asked = {"ids": [], "properties": proposed[start : start + requests.MOST_OF_ONE]}
        _, columns = requests.extension(json.dumps(asked))
        everything = [name.removeprefix("https://w3id.org/certreg/id/") for name in shipped.things]
        valid(extension.extend(shipped, everything, columns), EXTENSION)
