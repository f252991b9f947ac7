"""The tools with which an assistant drafts records: the format, the known names, and the gate that lists all faults."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from kg import shipped
from kg.errors import NotFound
from kg.mcp.drafting import _by_question, check_draft, read_report
from kg.mcp.record_forms import EXAMPLE, record_format
from kg.rdf import vocabulary
from kg.store.oxigraph import STACK_BYTES

TEXT = """1. Agreements
CNCA signed a memorandum of understanding with the Lake Institute on 4 May 2021. It covers HACCP certification.
2. Figures
At the end of 2020 there were over 1,200 certification bodies.
"""
DRAFT = """source: lake-2021
passages:
  - section: "1"
    quote: signed a memorandum of understanding
    records:
      - {id: lake-institute, type: StandardsBody, label: {en: Lake Institute}}
      - id: lake-mou
        type: Memorandum
        label: {en: Memorandum of understanding}
        party: [cnca, lake-institute]
        signedOn: 2021-05-04
        agreementStatus: new
        concerns: [haccp]
        quote: memorandum of understanding
  - section: "2"
    quote: over 1,200 certification bodies
    records:
      - {id: lake-bodies-2020, type: Observation, indicator: certification-bodies, obsValue: 1200, qualifier: more-than,
         unitMeasure: NUM, refPeriod: 2020-12-31, refArea: china, quote: certification bodies}
"""


def checked(draft: str = DRAFT, text: str = TEXT, sources: str = "") -> dict:
    return check_draft({"draft": draft, "text": text, "sources": sources})


def faults(answer: dict) -> list[tuple[str, str, str]]:
    return [(one["severity"], one["where"], one["message"]) for one in answer["structured"]["faults"]]


def test_the_format_lists_every_class_that_a_record_may_have():
    terms = vocabulary.read(shipped.ONTOLOGY).classes
    listed = record_format("")["structured"]
    assert {one["name"] for one in listed["classes"]} == {
        key for key, term in terms.items() if not (term.abstract or term.derived_only)
    }
    assert "about: harbour-board" in listed["format"]


def test_the_format_of_a_class_has_its_properties_their_values_and_a_record():
    found = record_format("Memorandum")["structured"]
    properties = {one["name"]: one for one in found["properties"]}
    assert properties["party"]["values"] == "key of org:Organization"
    assert properties["party"]["many"] and not properties["signedOn"]["many"]
    assert properties["agreementStatus"]["values"] == "code of agreement-status"
    assert "- agreement-status: new, renewed" in record_format("Memorandum")["text"]
    assert "obsValue" not in properties
    assert "type: Memorandum" in found["example"]


def test_an_unknown_class_is_reported_with_the_nearest():
    with pytest.raises(NotFound, match='did you mean "Memorandum"'):
        record_format("Memorandom")


def test_the_format_of_a_class_says_what_a_record_has_to_have():
    required = {key: record_format(key)["structured"]["required"] for key in ("Observation", "Membership", "Reform")}
    assert required == {
        "Observation": ["obsValue", "unitMeasure", "refPeriod"],
        "Membership": ["member", "membershipIn", "membershipRole"],
        "Reform": ["label (en)", "kindOfReform or reforms"],
    }
    wanted = {key: record_format(key)["structured"]["wanted"] for key in ("Memorandum", "RecognitionArrangement")}
    assert wanted == {
        "Memorandum": ["party or participantCountry (2 or more)", "concerns"],
        "RecognitionArrangement": ["concerns"],
    }
    assert "Required: obsValue; unitMeasure; refPeriod." in record_format("Observation")["text"]


def test_the_answer_for_a_class_is_short():
    terms = vocabulary.read(shipped.ONTOLOGY).classes
    usable = [key for key, term in terms.items() if not (term.abstract or term.derived_only)]
    assert max(len(record_format(key)["text"]) for key in usable) < 4_000


def test_a_code_list_has_all_its_codes():
    terms = vocabulary.read(shipped.ONTOLOGY)
    for listed, codes in terms.codes.items():
        found = record_format(listed)["structured"]["codes"]
        assert [one["name"] for one in found] == [key for key, code in codes.items() if not code.replaced_by]
    assert "- UGX: Ugandan shilling, 乌干达先令" in record_format("unit")["text"]
    assert "inScheme: product-category" in record_format("product-category")["text"]
    with pytest.raises(NotFound, match='did you mean "indicator"'):
        record_format("indicators")


def test_the_example_of_the_format_passes_the_gate():
    text = (
        "1. Ropes\nThe Harbour Board runs rope certification. In 2023 it issued about 1,200 rope certificates. "
        "14 laboratories test ropes.\n"
    )
    answer = checked(EXAMPLE, text)
    assert [one for one in faults(answer) if one[0] != "gap"] == []
    assert answer["structured"]["passes"]


def test_a_report_has_its_sections_and_the_names_that_the_graph_knows():
    found = read_report({"text": TEXT})["structured"]
    assert [one["section"] for one in found["sections"]] == ["1", "2"]
    names = {(one["section"], one["words"], one["key"]) for one in found["names"]}
    assert ("1", "CNCA", "cnca") in names
    assert ("1", "HACCP certification", "haccp") in names
    assert ("2", "certification bodies", "organisation-kind/certification-body") in names


def test_a_true_draft_passes_and_its_source_is_described():
    answer = checked()
    assert faults(answer) == []
    assert answer["structured"]["passes"]
    assert answer["structured"]["claims"] > 8
    assert "id: lake-2021" in answer["structured"]["sources"]
    assert answer["text"].startswith("The draft passes.")


def test_every_fault_of_the_records_and_of_the_text_is_listed():
    draft = DRAFT.replace("type: StandardsBody", "type: StandardBody").replace("party: [cnca", "party: [cnka")
    draft = draft.replace("2021-05-04", "2021-05-08").replace("qualifier: more-than", "qualifier: exact")
    draft = draft.replace("quote: memorandum of understanding", "quote: memorandum of agreement")
    answer = checked(draft)
    assert not answer["structured"]["passes"]
    assert {(severity, message.split(" (did")[0]) for severity, _, message in faults(answer)} >= {
        ("mistake", 'no class "StandardBody"'),
        ("mistake", 'party: no record "cnka"'),
        ("unsupported", "quote “memorandum of agreement”: is not in the report"),
        ("unsupported", "date “2021-05-08”: its sentence says 4 May 2021"),
        ("unsupported", "figure “exact 1200”: the report says more-than, not exact"),
    }
    assert ("mistake", "line 6", 'no class "StandardBody"') in {
        (severity, where.partition(",")[0], message.split(" (did")[0]) for severity, where, message in faults(answer)
    }


def test_gaps_are_told_apart_and_what_could_not_be_checked_is_listed():
    draft = DRAFT.replace("agreementStatus: new", "place: [lakeland]").replace("        concerns: [haccp]\n", "")
    draft += "      - {id: lakeland, type: Place, label: {en: Lakeland}, quote: end of 2020}\n"
    answer = checked(draft)
    assert answer["structured"]["complete"]
    text = answer["text"].splitlines()
    at = text.index("Gaps are hints, no faults: fill one only where the text says it.")
    assert text[at + 1].startswith("- gap, lake-mou: concerns: What is the memorandum about?")
    assert {"section": "1", "statement": "lake-mou place lakeland"} in answer["structured"]["unchecked"]
    assert "- section 1: lake-mou place lakeland" in text


def test_a_question_is_asked_once_of_all_its_things():
    messages = ["a-2021, refArea: Where? Write it.", "b, refArea: Where? Write it.", "pact: Two, or none."]
    assert list(_by_question(messages)) == ["- gap, a-2021, b: refArea: Where? Write it.", "- gap, pact: Two, or none."]


def test_an_answer_says_that_gaps_come_after_mistakes():
    answer = checked(DRAFT.replace("type: StandardsBody", "type: StandardBody"))
    assert not answer["structured"]["complete"]
    assert "looked for once these mistakes are mended" in answer["text"]


def test_an_anchor_is_named_and_nothing_was_checked():
    answer = checked(DRAFT.replace("[cnca, lake-institute]", "&both [cnca]").replace("[haccp]", "*both"))
    assert any("anchors and aliases are not used here; write it out" in one for _, _, one in faults(answer))
    assert "Nothing could be checked against the text" in answer["text"]


@pytest.mark.parametrize(
    ("draft", "message"),
    [
        ("source: [", ""),
        ("- a list", "expected source: and records:"),
        ("source: lake\nrecords: []\n", "an empty list"),
        ("a: b\n", "no source: at the top"),
    ],
)
def test_what_is_no_file_of_records_is_a_fault_and_no_crash(draft, message):
    answer = checked(draft)
    assert not answer["structured"]["passes"]
    assert any(message in one for _, _, one in faults(answer))


def test_a_check_needs_the_address_space_of_one_deep_stack(tmp_path):
    """Threads end later than they are joined: on a busy machine the stacks of several queries lay side by side."""
    two_stacks = 2 * STACK_BYTES
    request = {"tool": "check_draft", "arguments": {"draft": DRAFT, "text": TEXT, "sources": ""}, "data": []}
    ended = subprocess.run(
        [sys.executable, "-m", "kg.mcp.drafting"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "KG_CACHE": str(tmp_path)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (two_stacks, two_stacks)),
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["structured"]["passes"]


@pytest.mark.ci
def test_the_tools_of_a_server_answer_from_a_process_of_their_own(tool):
    said = tool("check_draft", draft=DRAFT.replace("more-than", "exact"), text=TEXT)
    assert not said.structured_content["passes"]
    assert "the report says more-than, not exact" in said.content[0].text
    assert tool("record_format", **{"class": "Memorandom"}).is_error
    assert tool("record_format", **{"class": "unit"}).structured_content["codes"]
    assert "Required" in tool("record_format", **{"class": "Reform"}).content[0].text
    assert "cnca" in tool("read_report", text=TEXT).content[0].text
