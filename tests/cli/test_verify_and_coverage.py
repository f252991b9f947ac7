"""`kg verify` and `kg coverage`: a report from a file or standard input, tables, exit codes, and bad input."""

from __future__ import annotations

import csv
import io
import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "extract"))
from test_verify import RECORDS, REPORT, SOURCES

SOURCE = ("--source", "erewhon-2019", "--data", "records")

#: What is printed of the one statement whose ends no sentence of the invented report names together.
UNCHECKED = (
    "1 statement could not be checked, as no sentence names both ends or tells how they are linked: administers 1.\n"
)


@pytest.fixture
def erewhon(tmp_path):
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "sources.yaml").write_text(SOURCES, "utf-8")
    (folder / "erewhon.yaml").write_text(RECORDS, "utf-8")
    (tmp_path / "report.txt").write_text(REPORT, "utf-8")
    return tmp_path


def test_verify_a_true_graph(kg, erewhon):
    done = kg("verify", "report.txt", *SOURCE)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "23 claims, 23 supported, 0 not.\n" + UNCHECKED
    assert done.stdout.splitlines()[2].split() == ["preamble", "1/1", "1/1"]
    assert "Not supported" not in done.stdout
    assert kg("verify", "-", *SOURCE, text=REPORT).stdout == done.stdout


def test_verify_tells_what_is_not_borne_out(kg, erewhon):
    (erewhon / "report.txt").write_text(REPORT.replace("450 farms", "405 farms"), "utf-8")
    done = kg("verify", "report.txt", *SOURCE)
    assert done.returncode == 1
    assert "no 450 in its sentence" in done.stdout
    assert done.stderr == "23 claims, 22 supported, 1 not.\n" + UNCHECKED
    rows = list(csv.DictReader(io.StringIO(kg("verify", "report.txt", *SOURCE, "-f", "csv").stdout)))
    assert [row["thing"].rpartition("/")[2] for row in rows if row["supported"] == "false"] == ["tea-farms-2019"]


def test_coverage_tells_what_is_missing_or_left_out(kg, erewhon):
    assert kg("coverage", "report.txt", *SOURCE).returncode == 0
    (erewhon / "report.txt").write_text(REPORT.replace("All is", "All of Arcadia is"), "utf-8")
    done = kg("coverage", "report.txt", *SOURCE)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-2].split() == ["1", "name", "Arcadia", "missing"]
    assert done.stderr.endswith(" 1 missing.\n")
    entry = "source: erewhon-2019\nleft-out:\n- {section: '1', mention: Arcadia, reason: a dream}\n"
    (erewhon / "records" / "left-out.yaml").write_text(entry, "utf-8")
    done = kg("coverage", "report.txt", *SOURCE)
    assert (done.returncode, done.stdout.splitlines()[-2].split()[3:]) == (0, ["left", "out", "a", "dream"])


def test_numbering_that_does_not_follow_is_reported_on_the_side(kg, erewhon):
    (erewhon / "report.txt").write_text(REPORT.replace("(2) The", "(3) The"), "utf-8")
    done = kg("verify", "report.txt", *SOURCE)
    assert "report.txt:6: (1) 3 follows 1" in done.stderr
    assert "the report has no such section" in done.stdout


@pytest.mark.parametrize("command", ["verify", "coverage"])
@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", 1, "empty"),
        (bytes(range(256)), 1, "no text to read"),
        ("Grüße".encode("latin-1"), 1, "neither UTF-8"),
        (b"x" * 2_000_000, 1, "a line of 2,000,000 characters"),
        (b"%PDF-1.4\n1 0 obj\n<<", 1, "truncated PDF"),
        (None, 2, "cannot be read"),
    ],
)
def test_bad_input_is_one_clear_error(kg, tmp_path, command, content, code, said):
    if content is not None:
        (tmp_path / "bad").write_bytes(content)
    done = kg(command, "bad")
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 2


@pytest.mark.skipif("CERTREG_REPORT" not in os.environ, reason="needs the report; CERTREG_REPORT names its file")
def test_the_shipped_graph_and_its_report(kg):
    report = os.environ["CERTREG_REPORT"]
    for command, said in (("verify", " 0 not."), ("coverage", " 0 missing.")):
        done = kg(command, report)
        assert done.returncode == 0
        assert done.stderr.splitlines()[0].endswith(said)
