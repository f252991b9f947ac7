"""Who a query means, how sure, and when nobody is sure."""

from __future__ import annotations

import json

import pytest
from protocol import BATCH, valid

from kg.errors import NotFound
from kg.web.reconciliation import candidates, requests
from kg.web.reconciliation.catalogue import Catalogue


def found(catalogue: Catalogue, query: str | dict) -> list[dict]:
    """The candidates of one query, sent as a client would."""
    asked = json.dumps({"q0": {"query": query} if isinstance(query, str) else query})
    return valid(candidates.reconcile(catalogue, requests.batch(asked)), BATCH)["q0"]["result"]


@pytest.mark.parametrize(
    ("text", "first", "match"),
    [
        ("HACCP", "haccp", True),
        ("haccp", "haccp", True),
        ("国家认证认可监督管理委员会", "cnca", True),
        ("国家认监委", "cnca", True),
        ("Certification and Accreditation Administration of China", "cnca", True),
        ("CERTIFICATION & ACCREDITATION ADMINISTRATION", "cnca", False),
        ("식품의약품안전처", "mfds", True),
        ("MFDS", "mfds", True),
        ("MFDS Korea", "mfds", False),  # an acronym and a word of another of its names: likely, not sure
        ("CNKA", "cnca", False),
        ("Ministry of Comerce", "mofcom", False),
        ("of Commerce Ministry", "mofcom", False),
        ("guojia renjianwei", "cnca", False),
        ("ISO / CASCO", "iso-casco", True),
        ("iso-casco", "iso-casco", True),
        ("https://w3id.org/certreg/id/iso-casco", "iso-casco", True),
        ("Europaen Union", "eu", False),
    ],
)
def test_names_in_the_shipped_graph(shipped, text, first, match):
    best = found(shipped, text)[0]
    assert (best["id"], best["match"]) == (first, match)
    assert (best["score"] == 100) == match


@pytest.mark.parametrize("text", ["Zanzibar Poultry Board", "zzzzzzzz", "???", "x" * 5000])
def test_nobody_is_called_so(shipped, text):
    assert found(shipped, text) == []


@pytest.mark.parametrize("blank", ["", " ", "\u3000", None])
def test_a_blank_cell_has_no_candidates_and_the_others_of_its_batch_have_theirs(harbours, blank):
    sent = {"q0": {"query": "Gull Haven"}, "q1": {"query": blank}, "q2": {"query": blank, "type": "Harbour"}}
    answer = valid(candidates.reconcile(harbours, requests.batch(json.dumps(sent))), BATCH)
    assert [bool(answer[key]["result"]) for key in sent] == [True, False, False]


@pytest.mark.parametrize("blank", ["", "  ", None, [], ["", None], {"id": ""}, {"id": " "}])
def test_a_blank_property_value_is_no_evidence(harbours, blank):
    plain = {"query": "GH"}
    assert found(harbours, {**plain, "properties": [{"pid": "country", "v": blank}]}) == found(harbours, plain)


@pytest.mark.parametrize("text", [r"\ud800", r"Gull\udc00 Haven", r"\ud83d"])
def test_half_a_character_is_a_character_nobody_has(harbours, text):
    sent = f'{{"q0": {{"query": "{text}"}}, "q1": {{"query": "Gull Haven"}}}}'
    answer = valid(candidates.reconcile(harbours, requests.batch(sent)), BATCH)
    assert answer["q1"]["result"][0]["id"].startswith("gull")
    assert not any(one["match"] for one in answer["q0"]["result"])


def test_a_type_narrows(shipped):
    assert {
        kind["id"]
        for one in found(shipped, {"query": "certification", "type": "CertificationScheme"})
        for kind in one["type"]
    } == {"CertificationScheme"}
    assert found(shipped, {"query": "CNCA", "type": "sector"}) == []
    assert found(shipped, {"query": "CNCA", "type": "cr:RegulatoryAgency"})[0]["match"]
    assert found(shipped, {"query": "CNCA", "type": ["https://w3id.org/certreg/ns#RegulatoryAgency"]})[0]["match"]
    assert found(shipped, {"query": "CNCA", "type": "regulatory agency"})[0]["match"]


@pytest.mark.parametrize(
    ("more", "ids", "sure"),
    [
        ({}, ["gull", "gull-ship"], []),  # a harbour and a ship of one name: nobody is sure
        ({"type": "Harbour"}, ["gull"], ["gull"]),
        ({"type": ["Harbour", "Ship"]}, ["gull", "gull-ship"], []),
        ({"type": ["Harbour", "Ship"], "type_strict": "all"}, [], []),
        ({"type": ["Harbour", "Place"], "type_strict": "all"}, ["gull"], ["gull"]),
        ({"type": "Ship", "type_strict": "should"}, ["gull-ship", "gull"], ["gull-ship"]),
        ({"type": "Place"}, ["gull"], ["gull"]),
    ],
)
def test_types_of_namesakes(harbours, more, ids, sure):
    answer = found(harbours, {"query": "Gull Haven", **more})
    assert [one["id"] for one in answer] == ids
    assert [one["id"] for one in answer if one["match"]] == sure


@pytest.mark.parametrize(
    ("value", "scores", "sure"),
    [
        (None, {"tern-north": 100, "tern-south": 100}, []),
        ("Norland", {"tern-north": 100, "tern-south": 60 + 40 * 4 / 7}, ["tern-north"]),  # Norland, Sudland: 4 of 7
        ({"id": "sudland"}, {"tern-north": 60, "tern-south": 100}, ["tern-south"]),
        ("Atlantis!", {}, []),
    ],
)
def test_properties_tell_twins_apart(harbours, value, scores, sure):
    answer = found(harbours, {"query": "Tern Bay", "type": "Harbour", "properties": [{"pid": "country", "v": value}]})
    twins = {one["id"]: one["score"] for one in answer if one["id"] in ("tern-north", "tern-south")}
    assert {key: pytest.approx(score, abs=0.1) for key, score in scores.items()}.items() <= twins.items()
    assert [one["id"] for one in answer if one["match"]] == sure


def test_a_property_without_a_value_in_the_graph_speaks_neither_for_nor_against(harbours):
    query = {"query": "Tern Rock", "properties": [{"pid": "country", "v": "Norland"}]}
    assert found(harbours, query)[0]["score"] == 80
    assert found(harbours, query)[0]["match"]


@pytest.mark.parametrize(
    ("property", "value", "close"),
    [
        ("depth", 12.5, 1),
        ("depth", 12, 0),
        ("berths", "7", 1),
        ("free", True, 1),
        ("free", False, 0),
        ("opened", "1900-12-31", 1),
        ("motto", "come IN", 1),
        ("motto", ["no", "进来"], 1),
        ("lies in", "http://example.org/elsewhere", None),
        ("^calls", "Gull Haven", 1),
        ("cr:country", {"id": "norland", "name": "any"}, 1),
    ],
)
def test_values_are_compared_as_what_they_are(harbours, property, value, close):
    asked = {"query": "gull", "type": "Harbour", "properties": [{"pid": property, "v": value}]}
    features = {one["id"]: one["value"] for one in found(harbours, asked)[0]["features"]}
    known = [value for key, value in features.items() if key.startswith("property:")]
    assert known == [close] if close is not None else known[0] < 0.5


def test_properties_alone_find_but_are_never_sure(harbours):
    answer = found(harbours, {"properties": [{"pid": "country", "v": {"id": "norland"}}]})
    assert [(one["id"], one["score"], one["match"]) for one in answer] == [
        ("gull", 100, False),
        ("tern-north", 100, False),
    ]


def test_an_identifier_of_another_dataset_is_sure_and_a_close_one_is_none(harbours):
    for text in ("http://example.org/ports/Q77", "Q77"):
        assert [(one["id"], one["match"]) for one in found(harbours, text)] == [("gull", True)]
    assert found(harbours, "NOR")[0]["id"] == "norland"
    assert found(harbours, "Q78") == []


def test_figures_are_nobody(harbours):
    assert "tern-figure" not in {one["id"] for one in found(harbours, "Tern Bay, depth")}


def test_at_most_as_many_as_asked_for_and_sureness_regards_them_all(harbours):
    answer = found(harbours, {"query": "Tern Bay", "limit": 1})
    assert [(one["id"], one["match"]) for one in answer] == [("tern-north", False)]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"query": "x", "type": "Harbor"}, 'no type "Harbor" (did you mean "Harbour"?)'),
        (
            {"query": "x", "properties": [{"pid": "berthss", "v": "x"}]},
            'no property "berthss" (did you mean "berths"?)',
        ),
    ],
)
def test_unknown_types_and_properties_are_reported_with_the_nearest(harbours, query, message):
    with pytest.raises(NotFound) as fault:
        found(harbours, query)
    assert str(fault.value) == message


def test_order_and_scores_are_the_same_every_time(shipped):
    assert found(shipped, "certification") == found(shipped, "certification")


def test_of_the_nearest_types_those_with_the_word_come_first(shipped):
    with pytest.raises(NotFound) as fault:
        found(shipped, {"query": "x", "type": "organisation"})
    assert "PartnerOrganisation" in fault.value.nearest[:3] and "Reorganisation" not in fault.value.nearest[:3]
