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


@pytest.mark.parametrize(
    "text",
    [
        "The Lakeside Knot Laboratory has been granted accreditation by the Lake Accreditation Service.",
        "The Lakeside Knot Laboratory received accreditation from the Lake Accreditation Service.",
        "Accreditation was granted to the Lakeside Knot Laboratory by the Lake Accreditation Service.",
        "The Lakeside Knot Laboratory was accredited by the Lake Accreditation Service in May.",
    ],
)
def test_who_accredits_whom(drafted, text):
    assert says(drafted(f"News of the lake.\n{text}\n"), "accreditedBy") == {
        ("lakeside-knot-laboratory", "lake-accreditation-service")
    }


@pytest.mark.parametrize(
    "text",
    [
        "The Lake Rope Agency raided a warehouse in Paris. The raid ended at noon.",
        "The Lake Rope Agency has inspected ships in Paris. The inspection ended at noon.",
        "Nets were destroyed by the Lake Rope Agency in Paris. The destruction exercise ended.",
    ],
)
def test_a_deed_is_of_whom_its_verb_says(drafted, text):
    records = drafted(f"News of the lake.\n{text}\n")
    assert {value for _, value in says(records, "carriedOutBy")} == {"lake-rope-agency"}
    assert {value for _, value in says(records, "place")} == {"paris"}


def test_standards_and_acts_replace_others_and_are_meant_by_their_nouns(drafted):
    text = "ISO has published ISO 98765, which was developed by the Rope Committee. The standard replaces BS 43210. "
    text += "The Ministry of Ropes issued Decree No. 5, which takes effect on 1 January 2031. "
    text += "The decree repeals the Nets Act of 1998."
    records = drafted(f"{text}\n")
    standard = records["iso-98765"]
    assert (standard["draftedBy"], standard["replaces"]) == ("rope-committee", "bs-43210")
    decree = records["decree-no-5"]
    assert (decree["repeals"], decree["inForceFrom"]) == ("nets-act-1998", "2031-01-01")
    assert "issuedOn" not in decree


def test_who_issues_is_not_of_whom_he_is_a_part(drafted):
    text = "The Office for Ropes, part of the Department for Lakes, has published a report on nets."
    assert {value for _, value in says(drafted(f"{text}\n"), "issuedBy")} == {"office-ropes"}


def test_a_measure_is_no_part_of_what_a_deed_is_called(drafted):
    text = "News.\nA two-day training on nets was organised by the Lake Rope Agency."
    assert {key for key, _ in says(drafted(f"{text}\n"), "carriedOutBy")} == {"training-nets"}


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("The Lake Rope Agency carried out a search and seizure operation at the stores of Netco, located in Paris.",
         {"paris"}),
        ("The Lake Rope Agency conducted operations in parts of the country and seized nets in Paris, Berlin and Rome.",
         {"paris", "berlin", "rome"}),
        ("The Lake Rope Agency held an inspection in Paris, France.", {"paris"}),
    ],
)  # fmt: skip
def test_where_operations_were(drafted, text, places):
    records = drafted(f"News of the lake.\n{text}\n")
    assert {value for _, value in says(records, "place")} == places
    assert {value for _, value in says(records, "carriedOutBy")} == {"lake-rope-agency"}


def test_an_arrangement_is_not_where_a_meeting_is_at_which_it_starts(drafted):
    text = "The new LARC MLA will be launched by LARC at the next meeting, which is held in Paris."
    assert "larc-mla" not in {key for key, _ in says(drafted(f"{text}\n"), "place")}


@pytest.mark.parametrize(
    ("text", "name", "subject"),
    [
        ("In a public notice, the Lake Rope Agency warned buyers.", "issuedBy", "public-notice"),
        ("At its 40th meeting in Paris on the 3rd October 2029 the Lake Rope Agency considered nets.", "carriedOutBy",
         "40th-meeting"),
        ("A workshop was organised by the Knot Board in collaboration with the Lake Rope Agency.", "carriedOutBy",
         "workshop"),
        ("The resolution of the Lake Rope Agency is binding.", "issuedBy", "resolution"),
        ("The Knot Board signed a new contract with the Lake Rope Agency.", "party", "new-contract"),
    ],
)  # fmt: skip
def test_whose_things_without_a_name_are(drafted, text, name, subject):
    assert (subject, "lake-rope-agency") in says(drafted(f"News of the lake.\n{text}\n"), name)


@pytest.mark.parametrize(
    "text",
    [
        "In a letter to its members, the Lake Rope Agency welcomed the notice.",
        "Ropes are sold until further notice, and the Lake Rope Agency agrees.",
    ],
)
def test_a_notice_that_somebody_only_knows_is_not_his(drafted, text):
    assert says(drafted(f"News of the lake.\n{text}\n"), "issuedBy") == set()
