"""benchmarks/extraction.py says what it should of drafts whose faults are known."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kg import shipped
from kg.extract.outline import outline
from kg.records import reader

SCRIPT = shipped.ROOT / "benchmarks" / "extraction.py"
CURATED = shipped.DATA / "cnca-2021"


def _whole() -> str:
    """The curated report as one file of records."""
    passages = [path.read_text("utf-8").split("passages:\n", 1)[1] for path in reader.files_of(CURATED)]
    return "source: cnca-2021\npassages:\n" + "".join(passages)


def _measured(draft: str, folder: Path, *arguments: str) -> dict[str, Any]:
    path = folder / "draft.yaml"
    path.write_text(draft, "utf-8")
    command = [sys.executable, str(SCRIPT), "report.txt", "--draft", str(path), "-f", "json", *arguments]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(shipped.ROOT)},
    )
    result: dict[str, Any] = json.loads(done.stdout)["report"]["report.txt"]
    return result


@pytest.fixture(scope="module")
def whole() -> str:
    return _whole()


def test_the_curated_records_agree_with_themselves(whole: str, tmp_path: Path) -> None:
    result = _measured(whole, tmp_path)
    assert result["figures"]["curated"] == 47
    for kind in ("figures", "entities", "relations", "details"):
        assert (result[kind]["precision"], result[kind]["recall"]) == (1, 1), kind
        assert result[kind]["missed"] == result[kind]["extra"] == []


def test_keys_of_new_things_do_not_matter(whole: str, tmp_path: Path) -> None:
    new = set(re.findall(r"- id: ([a-z0-9-]+)", whole)) - {"cnca-2021"}
    renamed = re.sub(r"(?<![\w-])[a-z0-9]+(?:-[a-z0-9]+)*(?![\w-])", lambda word: _other(word[0], new), whole)
    assert "id: other-mou-haccp-2021" in renamed
    result = _measured(renamed, tmp_path)
    for kind in ("figures", "entities", "relations"):
        assert (result[kind]["precision"], result[kind]["recall"]) == (1, 1), result[kind]


def _other(word: str, new: set[str]) -> str:
    return f"other-{word}" if word in new and "-" in word else word


def test_one_wrong_qualifier_loses_that_figure_and_nothing_else(whole: str, tmp_path: Path) -> None:
    at = whole.index("obsValue: 374000")
    wrong = whole[:at] + whole[at:].replace("qualifier: more-than", "qualifier: exact", 1)
    result = _measured(wrong, tmp_path)
    assert (result["figures"]["right"], result["figures"]["curated"], result["figures"]["drafted"]) == (46, 47, 47)
    assert [section for section, _ in result["figures"]["missed"]] == ["2.2.1"]
    (missed,) = (sentence for _, sentence in result["figures"]["missed"])
    assert missed.startswith("374000 more-than NUM") and missed.endswith(": qualifier")
    assert [section for section, _ in result["figures"]["extra"]] == ["2.2.1"]
    assert result["entities"]["precision"] == result["relations"]["recall"] == 1


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("obsValue: 17\n", "obsValue: 71\n", "value"),
        ("unitMeasure: workday", "unitMeasure: DAY", "unit"),
        ("indicator: certification-body-approval-time", "indicator: testing-body-approval-time", "what it counts"),
    ],
)
def test_each_part_of_a_figure_counts(whole: str, tmp_path: Path, before: str, after: str, fault: str) -> None:
    at = whole.index("id: certification-body-approval-time-2021")
    result = _measured(whole[:at] + whole[at:].replace(before, after, 1), tmp_path)
    assert result["figures"]["right"] == 46
    (missed,) = (sentence for _, sentence in result["figures"]["missed"])
    assert missed.endswith(f": {fault}")


def test_a_broader_indicator_counts_the_same_and_no_indicator_does_not(whole: str, tmp_path: Path) -> None:
    broader = whole.replace("        breakdown: organic-product\n", "", 1)
    assert _measured(broader, tmp_path)["figures"]["right"] == 47
    assert _measured(broader, tmp_path)["details"]["right"] == _measured(whole, tmp_path)["details"]["right"] - 1
    none = whole.replace("        indicator: catalogue-products\n", "", 1)
    assert _measured(none, tmp_path)["figures"]["right"] == 46


def test_another_class_is_a_miss_and_an_extra_but_its_relations_still_count(whole: str, tmp_path: Path) -> None:
    at = whole.index("- id: mou-haccp-2021")
    result = _measured(whole[:at] + whole[at:].replace("type: Memorandum", "type: StandardsProject", 1), tmp_path)
    assert (result["entities"]["right"], len(result["entities"]["missed"]), len(result["entities"]["extra"])) == (
        result["entities"]["curated"] - 1,
        1,
        1,
    )
    # a class above or below the curated one is no fault
    wider = _measured(whole[:at] + whole[at:].replace("type: Memorandum", "type: Agreement", 1), tmp_path)
    assert wider["entities"]["recall"] == wider["relations"]["recall"] == 1


def test_a_lost_and_an_invented_relation_are_reported(whole: str, tmp_path: Path) -> None:
    result = _measured(whole.replace("party: [cnca, mfds]", "party: [cnca, ansi]", 1), tmp_path)
    assert result["relations"]["missed"] == [["2.5.3", "mou-haccp-2021 party mfds"]]
    assert result["relations"]["extra"] == [["2.5.3", "mou-haccp-2021 party ansi"]]


def test_an_entity_made_anew_that_the_curators_linked_is_no_pair(whole: str, tmp_path: Path) -> None:
    anew = "- id: other-body\n        type: StandardsBody\n        label: {en: American National Standards Institute}"
    draft = whole.replace("party: [cnca, ansi]", "party: [cnca, other-body]", 1)
    result = _measured(draft.replace("- about: ansi", anew, 1), tmp_path)
    assert result["entities"]["missed"] == [["2.5.3", "StandardsBody ansi (linked)"]]
    assert result["entities"]["extra"] == [["2.5.3", "StandardsBody other-body"]]
    assert ["2.5.3", "mou-ansi-2021 party ansi"] in result["relations"]["missed"]


def test_quotes_of_the_invented_reports_stand_once_in_their_sections() -> None:
    fixtures = shipped.ROOT / "tests" / "extract" / "fixtures"
    texts = [path for path in fixtures.iterdir() if path.suffix in (".txt", ".md") and path.name != "README.md"]
    assert len(texts) >= 8
    for text in texts:
        sections = outline(text.read_text("utf-8"))
        expected = reader.read([text.with_suffix(".yaml")])
        assert expected.problems == [], text
        for record in expected.records:
            if record.quote is not None:
                found = _plain(sections[record.passage.section or ""]).count(_plain(record.quote))
                assert found == 1, (text.name, record.passage.section, record.quote)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
