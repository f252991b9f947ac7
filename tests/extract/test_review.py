"""`kg.extract.review`, as a reader meets it: a process of its own, with a pipe or a terminal for the answers."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg import shipped
from kg.records import reader
from kg.records.reader import Records

TEXT = """The office reported on its year.

1. Agreements
(1) The Harbour Office signed a memorandum with the Lake Institute. It covers lamps \x1b[31mand rafts.
"""
#: Every value has a comment of its own; the last record is written on one line.
DRAFT = """# drafted, not yet read
source: harbour-2020
passages:
  - section: preamble
    quote: The office reported
    records:
      # found by its name
      - id: harbour-office
        type: RegulatoryAgency  # organisation, 0.80
        label: {en: Harbour Office}
  - section: "1.1"
    quote: signed a memorandum
    records:
      - id: lake-institute
        type: StandardsBody  # organisation, 0.70
        label: {en: Lake Institute}
        quote: the Lake Institute
      - id: lake-memo
        type: Memorandum
        label: {en: Memorandum with the Lake Institute}
        party:  # signed, 0.90
          - harbour-office
          - lake-institute
        agreementStatus: new
        quote: signed a memorandum
      - about: lake-institute
        concerns: [safety, lake-memo]
      - {id: lamps, type: Service, label: {en: Lamps}, concerns: [lake-memo, safety], carriedOutBy: [lake-institute]}
"""
DRIVER = """
import sys
from pathlib import Path
from kg import shipped
from kg.rdf import vocabulary
from kg.records import reader as records
from kg.extract.outline import outline
from kg.extract.review import checker, review
check = checker(records.files_of(shipped.DATA), vocabulary.read(shipped.ONTOLOGY))
done = review(Path("draft.yaml").read_text("utf-8"), outline(Path("report.txt").read_text("utf-8")), check)
sys.stdout.write(done.text)
sys.stderr.write(f"{done.accepted} {done.edited} {done.dropped} {done.untouched} {len(done.problems)}")
"""

Review = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def review(tmp_path: Path) -> Review:
    """Review DRAFT with some answers, and an editor that runs a sed script over the file."""
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    (tmp_path / "draft.yaml").write_text(DRAFT, "utf-8")

    def run(answers: str, script: str = "", editor: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", DRIVER],
            input=answers,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=300,
            env={**os.environ, "PYTHONPATH": str(shipped.ROOT), "EDITOR": editor or _editor(tmp_path, script)},
        )

    return run


def _editor(folder: Path, script: str) -> str:
    path = folder / "editor.sh"
    path.write_text(f"#!/bin/sh\nsed -i '{script}' \"$1\"\n", "utf-8")
    path.chmod(0o755)
    return str(path)


def _read(text: str, folder: Path) -> Records:
    path = folder / "result.yaml"
    path.write_text(text, "utf-8")
    found = reader.read([path])
    assert found.problems == []
    return found


def test_what_is_accepted_comes_out_byte_for_byte(review: Review) -> None:
    done = review("a\n\naccept\na\na\n")
    assert done.returncode == 0
    assert done.stdout == DRAFT
    assert done.stderr.endswith("5 0 0 0 0")


def test_shows_the_passage_the_record_and_the_rule_but_no_escape_of_the_text(review: Review) -> None:
    shown = review("a\na\na\na\na\n").stderr
    assert "section 1.1 · record 3 of 5" in shown
    assert "The Harbour Office signed a memorandum with the Lake Institute.\n" in shown  # its sentence, no other
    assert "type: StandardsBody  # organisation, 0.70" in shown
    assert "# found by its name\n- id: harbour-office" in shown
    assert "\x1b" not in shown


def test_quitting_keeps_the_rest_as_drafted(review: Review) -> None:
    done = review("a\nq\n")
    assert done.stdout == DRAFT
    assert done.stderr.endswith("1 0 0 4 0")


def test_dropping_a_record_drops_the_links_to_it_and_a_passage_left_empty(review: Review, tmp_path: Path) -> None:
    done = review("d\nd\na\na\na\n")
    found = _read(done.stdout, tmp_path)
    assert [record.key for record in found.records] == ["lake-memo", "lamps"]
    assert [passage.section for passage in found.passages] == ["1.1"]
    assert "party" not in done.stdout and "carriedOutBy" not in done.stdout
    assert "concerns: [lake-memo, safety]}" in done.stdout
    assert done.stderr.endswith(" 0")


def test_one_of_several_values_is_taken_out_alone(review: Review) -> None:
    done = review("d\na\nd\na\na\n")
    assert "concerns: [safety]\n" in done.stdout
    assert "concerns: [safety], carriedOutBy: [lake-institute]" in done.stdout
    assert "agreementStatus" not in done.stdout


def test_an_edit_takes_the_place_of_the_draft(review: Review) -> None:
    done = review("a\na\ne\nq\n", script="s/agreementStatus: new/agreementStatus: renewed/")
    assert done.stdout == DRAFT.replace("agreementStatus: new", "agreementStatus: renewed")
    assert done.stderr.endswith("2 1 0 2 0")


def test_a_faulty_edit_is_reported_and_can_be_taken_back(review: Review) -> None:
    done = review("a\na\ne\nt\nq\n", script="s/agreementStatus: new/agreementStatus: old/")
    assert 'no code "old"' in done.stderr
    assert done.stdout == DRAFT
    broken = review("a\na\ne\nt\nq\n", script="s/party:/party: [/")
    assert "not valid YAML" in broken.stderr
    assert broken.stdout == DRAFT


def test_an_editor_that_is_not_there_loses_nothing(review: Review) -> None:
    done = review("e\na\na\na\na\n", editor="/nowhere/editor")
    assert "EDITOR" in done.stderr
    assert done.stdout == DRAFT


def test_answers_that_end_too_early_write_nothing(review: Review) -> None:
    done = review("a\na\n")
    assert done.returncode != 0
    assert done.stdout == ""
    assert "nothing is written" in done.stderr


def test_a_decision_is_saved_at_once_with_a_mark_that_a_later_walk_takes_away(review: Review, tmp_path: Path) -> None:
    saved = DRIVER.replace(
        "vocabulary.read(shipped.ONTOLOGY))\n",
        "vocabulary.read(shipped.ONTOLOGY))\nsave = Path('draft.yaml').write_text\n",
    )
    saved = saved.replace(", check)\nsys", ", check, save)\nsys")
    environment = {**os.environ, "PYTHONPATH": str(shipped.ROOT)}

    def walk(answers: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", saved]
        return subprocess.run(
            command, input=answers, capture_output=True, text=True, cwd=tmp_path, timeout=300, env=environment
        )

    assert walk("a\nd\n").returncode != 0
    marked = (tmp_path / "draft.yaml").read_text("utf-8")
    assert "      # reviewed\n      # found by its name\n      - id: harbour-office\n" in marked
    assert "id: lake-institute" not in marked and "- lake-institute" not in marked
    assert walk("a\na\na\n").returncode == 0
    assert (tmp_path / "draft.yaml").read_text("utf-8") == marked.replace("      # reviewed\n", "")


def test_an_answer_nobody_knows_is_asked_again(review: Review) -> None:
    done = review("x\nq\n")
    assert '"x" is not one of a, e, d, q.' in done.stderr
    assert done.stdout == DRAFT


def test_dropping_everything_leaves_nothing(review: Review) -> None:
    assert review("d\n" * 5).stdout == ""


def test_on_a_terminal_the_quote_stands_out(review: Review, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(shipped.ROOT), "TERM": "xterm"}
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER],
        stdin=slave,
        stdout=subprocess.PIPE,
        stderr=slave,
        cwd=tmp_path,
        env=environment,
    )
    os.close(slave)
    shown = b""
    for answer in (b"a", b"\n", b"q"):  # a line end decides nothing
        while not shown.endswith(b"uit and keep the rest: "):
            shown += os.read(master, 4096)
        os.write(master, answer)
        shown += b" "
    out, _ = process.communicate(timeout=300)
    os.close(master)
    assert out.decode() == DRAFT
    assert b"the Lake Institute\x1b[0m" in shown
    assert b"\x1b[31m" not in shown
