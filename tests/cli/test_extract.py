"""`kg extract` as a user types it."""

from __future__ import annotations

import pytest
import yaml

REPORT = """\
1. Made approvals simpler
(1) The Harbour Agency (HA) issued the Opinions on Safer Quays.
(2) A total of 33 laboratories took part, up 5% over the previous year.
"""


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "harbour-2030.txt"
    path.write_text(REPORT, "utf-8")
    return path


def test_a_draft_goes_to_a_file_or_to_standard_output(kg, report, tmp_path):
    done = kg("extract", "harbour-2030.txt", "-o", "draft.yaml")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    again = kg("extract", "harbour-2030.txt")
    assert again.stdout == (tmp_path / "draft.yaml").read_text("utf-8")
    assert yaml.safe_load(again.stdout)["source"] == "harbour-2030"


def test_a_draft_validates_as_it_stands_with_the_source_that_is_written_beside_it(kg, report, tmp_path):
    assert kg("extract", "harbour-2030.txt", "--year", "2030", "-o", "draft.yaml").returncode == 0
    (source,) = yaml.safe_load((tmp_path / "draft.sources.yaml").read_text("utf-8"))["sources"]
    assert source["id"] == "harbour-2030"
    done = kg("validate", "draft.yaml")
    assert done.returncode == 0, done.stdout
    assert kg("show", "harbour-2030", "--data", "draft.yaml").returncode == 0


#: Texts whose drafts once did not validate, by the key that their source gets.
DRAFTED = {
    "nothing": "Nothing here.\n",
    # the key of the source, made from the file's name, is that of somebody in it
    "ukas": (
        "UKAS and International Organization for Standardization (ISO) signed Cooperation Agreement on 08 May, 2016."
        "\n\nUKAS has many laboratories.\n"
    ),
    # renewed, and then called new
    "renewed": (
        "Updated Memorandum of Understanding signed between UKAS and the Department of Lakes\n\n"
        "In September, the Department of Lakes (DOL) and UKAS signed an updated Memorandum of Understanding (MoU).\n\n"
        "Key outcomes\n\n  1. Practice: UKAS and the DOL work together.\n  2. Access: barriers fall.\n"
        "  3. Compliance: it helps.\n  4. Independence: the MoU supports UKAS’s independence, transparency in its "
        "operations, which in turn instils confidence.\n"
    ),
    # a first day that is not that of publication
    "first-day": (
        "Update\n\nOn 20 December 2024 the Lake Agency issued a resolution.\n\n"
        "On 31 December 2024 China had 1,230 certification bodies.\n"
    ),
    # to date, and during a year
    "to-date": "2023-09-26 来源:湖报\n\n截至目前,我国共批准设立1261家认证机构,有效认证证书361万余张。\n",
    # what was left out of an earlier section, as nothing was said of it
    "left-out": "It was far from Lake Kingdom (LK) then.\n1. Ropes\nRopes comply with the LK’s Rope Safety Act.\n",
    "during-a-year": "12 March 2024\n\nIn 2024 China has 1,300 certification bodies.\n",
}


@pytest.mark.parametrize(
    "keys",
    [
        ("nothing", "ukas", "first-day", "to-date", "left-out"),
        pytest.param(("renewed", "during-a-year"), marks=pytest.mark.ci),
    ],
)
def test_a_draft_validates_whatever_the_text(kg, tmp_path, keys):
    """Some together, since a validation takes seconds; others would define the same entities."""
    for key in keys:
        (tmp_path / f"{key}.txt").write_text(DRAFTED[key], "utf-8")
        assert kg("extract", f"{key}.txt", "--area", "china", "-o", f"{key}.yaml").returncode == 0
    checked = kg("validate", *(f"{key}.yaml" for key in keys))
    assert ", no problem" in checked.stderr, checked.stdout


def test_what_stands_to_date_is_about_the_day_of_publication(kg, tmp_path):
    (tmp_path / "lake.txt").write_text("2023-09-26 来源:湖报\n\n截至目前,我国共批准设立1261家认证机构。\n", "utf-8")
    done = kg("extract", "lake.txt")
    assert "refPeriod: 2023-09-26" in done.stdout


def test_an_area_that_is_no_place_is_reported_with_the_nearest(kg, report):
    done = kg("extract", "harbour-2030.txt", "--area", "chna")
    assert done.returncode == 2
    assert 'no place "chna" (did you mean "china"' in done.stderr


def test_a_country_that_no_record_has_becomes_a_place_of_the_draft(kg, report, tmp_path):
    """`--area kenya` was refused until somebody wrote a record of it."""
    assert kg("extract", "harbour-2030.txt", "--area", "kenya", "--year", "2030", "-o", "draft.yaml").returncode == 0
    drafted = yaml.safe_load((tmp_path / "draft.yaml").read_text("utf-8"))
    assert drafted["records"] == [{"id": "kenya", "type": "Place", "label": {"en": "Kenya", "zh-Hans": "肯尼亚"}}]
    assert "refArea: kenya" in (tmp_path / "draft.yaml").read_text("utf-8")
    assert kg("validate", "draft.yaml").returncode == 0


def test_a_report_may_come_from_standard_input(kg):
    done = kg("extract", "-", "--source", "port-2030", text=REPORT)
    assert done.returncode == 0
    assert yaml.safe_load(done.stdout)["source"] == "port-2030"


def test_numbering_that_does_not_follow_is_reported(kg):
    done = kg("extract", "-", text="1. A\n3. B with 5 bodies\n")
    assert done.returncode == 0
    assert "-:2: 1. 3 follows 1" in done.stderr


def test_a_review_accepts_drops_and_keeps_the_rest(kg, report):
    done = kg("extract", "harbour-2030.txt", "--review", text="a\nd\nq\n")
    assert done.returncode == 0
    whole = yaml.safe_load(kg("extract", "harbour-2030.txt").stdout)
    kept = yaml.safe_load(done.stdout)

    def count(found):
        return sum(len(part["records"]) for part in found["passages"])

    assert count(kept) == count(whole) - 1
    assert "1 accepted, 0 edited, 1 dropped" in done.stderr


@pytest.mark.ci
def test_a_review_can_be_left_and_goes_on_where_it_was(kg, report, tmp_path):
    """Issue 16: a review that was left lost every decision."""
    whole = kg("extract", "harbour-2030.txt").stdout
    command = ("extract", "harbour-2030.txt", "--review", "-o", "draft.yaml")
    left = kg(*command, text="a\n")  # the answers end: a terminal that is closed
    assert left.returncode == 130
    assert "what was decided is kept" in left.stderr
    assert (tmp_path / "draft.yaml").read_text("utf-8").count("# reviewed") == 1
    again = kg(*command, text="a\nq\n")
    assert again.returncode == 0
    assert "Continuing the review of the draft in draft.yaml" in again.stderr
    assert "record 1 of" not in again.stderr
    assert "left as drafted; the same command continues with them" in again.stderr
    assert kg("validate", "draft.yaml").returncode == 0
    last = kg(*command, text="a\n" * 20)
    assert last.returncode == 0
    assert (tmp_path / "draft.yaml").read_text("utf-8") == whole


def test_a_review_does_not_go_on_with_the_draft_of_another_source(kg, report, tmp_path):
    assert kg("extract", "harbour-2030.txt", "-o", "draft.yaml").returncode == 0
    before = (tmp_path / "draft.yaml").read_text("utf-8")
    done = kg("extract", "harbour-2030.txt", "--source", "port", "--review", "-o", "draft.yaml", text="d\n")
    assert done.returncode == 2
    assert "draft.yaml holds no draft of the source port" in done.stderr
    assert (tmp_path / "draft.yaml").read_text("utf-8") == before


def test_an_edit_is_taken_up(kg, report, tmp_path):
    editor = tmp_path / "editor.sh"
    editor.write_text("#!/bin/sh\nsed -i 's/approvals simpler}/approvals much simpler}/' \"$1\"\n", "utf-8")
    editor.chmod(0o755)
    done = kg("extract", "harbour-2030.txt", "--review", text="e\nq\n", env={"EDITOR": str(editor)})
    assert done.returncode == 0, done.stderr
    assert "much simpler" in done.stdout
    assert "1 edited" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "text", "code", "said"),
    [
        (("nowhere.txt",), "", 2, "nowhere.txt"),
        (("-",), "", 1, "empty"),
        (("-",), "\x00\x01\x02 binary", 1, "control character"),
        (("-", "--source", "No Key"), "1. A\n", 2, "small letters"),
        (("-", "--year", "next"), "1. A\n", 2, "four digits"),
        (("-", "--review"), "1. A\n", 2, "standard input"),
        (("file:///etc/passwd",), "", 2, "only http and https"),
    ],
)
def test_wrong_input_is_one_error(kg, arguments, text, code, said):
    done = kg("extract", *arguments, text=text)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_what_goes_wrong_midway_leaves_the_earlier_draft(kg, tmp_path):
    (tmp_path / "report.txt").write_bytes(b"a line of words\n" * 6_000 + b"\xff\xfe\n")
    (tmp_path / "draft.yaml").write_text("before", "utf-8")
    assert kg("extract", "report.txt", "-o", "draft.yaml").returncode == 1
    assert (tmp_path / "draft.yaml").read_text("utf-8") == "before"


def test_a_draft_is_no_other_format(kg, report, tmp_path):
    done = kg("extract", "harbour-2030.txt", "-o", "draft.csv")
    assert (done.returncode, done.stderr) == (2, "kg: draft.csv: no format has this ending; there are .yaml, .yml\n")
    assert not (tmp_path / "draft.csv").exists()
