"""Relations by the types of their ends, in whatever words; all texts are made up."""

from __future__ import annotations

import pytest
import yaml

pytest.importorskip("spacy", reason="needs the extra nlp: pip install '.[nlp]'")

from kg import shipped
from kg.cli.options import opened
from kg.extract.drafting import prepared
from kg.extract.drafting.records import ReportPart, Settings
from kg.extract.drafting.written import written
from kg.extract.engines import nlp_english
from kg.rdf import vocabulary

if not nlp_english.pipelines():
    pytest.skip("needs an English pipeline: docs/reports.md", allow_module_level=True)


@pytest.fixture(scope="module")
def drafted():
    """The records of a text, by key."""
    terms, graph = vocabulary.read(shipped.ONTOLOGY), opened((), None, (), None).engine

    def draft(text):
        settings = Settings("made-up", "2030", engine="nlp")
        drafter = prepared(graph, terms, settings, text)
        passages = yaml.load("".join(written(drafter.passages([ReportPart("", "", text)]), settings)), yaml.BaseLoader)[
            "passages"
        ]
        return {
            one.get("id", one.get("about")): one for passage in passages for one in passage["records"] if "type" in one
        }

    return draft


def says(records, name):
    """What the records say under a property, and the words of their keys."""
    return {
        (key, value)
        for key, record in records.items()
        for value in ([record[name]] if isinstance(record.get(name), str) else record.get(name, []))
    }


@pytest.mark.parametrize(
    "text",
    [
        "The Lake Rope Agency spearheaded a surprise inspection in three ports.",
        "A surprise inspection was mounted by the Lake Rope Agency.",
        "Goods were seized by the Lake Rope Agency after conducting a series of surprise inspections.",
        "The surprise inspection took place in Ropetown, arranged by the Lake Rope Agency.",
        "The Lake Rope Agency is the organiser of the surprise inspection.",
        "The surprise inspection ran for a week and was overseen by the Lake Rope Agency.",
        "The surprise inspection of ships by the Lake Rope Agency ended.",
    ],
)
def test_who_does_something_to_a_deed_carries_it_out(drafted, text):
    records = drafted(f"News of the lake.\n{text}\n")
    assert {value for _, value in says(records, "carriedOutBy")} == {"lake-rope-agency"}
    assert any("surprise-inspection" in key for key, _ in says(records, "carriedOutBy"))


@pytest.mark.parametrize(
    "text",
    [
        "The Lake Rope Agency attended a surprise inspection.",
        "The Lake Rope Agency would welcome a surprise inspection.",
        "The Lake Rope Agency refused to mount a surprise inspection.",
        "The Lake Rope Agency was a guest of the surprise inspection.",
    ],
)
def test_who_only_watches_or_declines_does_not(drafted, text):
    assert says(drafted(f"News of the lake.\n{text}\n"), "carriedOutBy") == set()


@pytest.mark.parametrize(
    "text",
    [
        "The Lake Rope Agency and the Knot Standards Board struck a new deal at a ceremony in Paris.",
        "A new deal was inked by the Lake Rope Agency and the Knot Standards Board in Paris.",
        "The chief of the Lake Rope Agency and the head of the Knot Standards Board signed a new deal in Paris.",
    ],
)
def test_a_deal_has_its_parties_and_its_place(drafted, text):
    records = drafted(f"News of the lake.\n{text}\n")
    assert {value for _, value in says(records, "party")} == {"lake-rope-agency", "knot-standards-board"}
    assert {value for _, value in says(records, "place")} == {"paris"}


def test_a_programme_that_this_means_is_the_one_named_before(drafted):
    text = "LARC’s biggest check to date, the Joint Rope Programme (JRP30), ended. "
    text += "This programme of rope checks ran from 15 May 2029 to 15 July 2029 and was coordinated by ECHO and LARC."
    records = drafted(f"{text}\n")
    assert records["joint-rope-programme"]["date"] == "2029-05-15/2029-07-15"
    assert says(records, "carriedOutBy") == {("joint-rope-programme", "larc"), ("joint-rope-programme", "echo")}


def test_an_acronym_that_a_model_knows_once_is_known_everywhere(drafted):
    records = drafted("LARC attended for the north. A new deal between the Knot Standards Board and LARC began.\n")
    assert "larc" in records
    assert {value for _, value in says(records, "party")} == {"knot-standards-board", "larc"}
