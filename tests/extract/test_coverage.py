"""Each thing a report mentions is in the graph, left out by name, or missing."""

from __future__ import annotations

import os

import pytest
from test_verify import RECORDS, REPORT, SOURCES

import kg
from kg import shipped
from kg.errors import DataError
from kg.extract import formats
from kg.extract.coverage import FILE, IN_GRAPH, LEFT_OUT, MISSING, LeftOut, coverage, read_left_out, summary
from kg.extract.mentions import DATE, ITEM, NAME, NUMBER, PERCENTAGE, TITLE, mentions
from kg.extract.outline import outline


@pytest.fixture
def found(erewhon):
    def run(report=REPORT, records=RECORDS, left_out=()):
        return coverage(erewhon(SOURCES, records), outline(report), left_out, "erewhon-2019")

    return run


def reported(found, status):
    return [(one.mention.section, one.mention.kind, one.mention.text) for one in found if one.status == status]


def test_mentions_of_each_kind():
    report = "1. Work\nIn 2019 the Office of Tea and Milk issued “A Word on Tea” and 12 rules, 5% more. Later "
    report += "Utopia won 3 prizes."
    assert [(one.kind, one.text) for one in mentions(outline(report))] == [
        (ITEM, "Work"),
        (DATE, "2019"),
        (NAME, "Office of Tea and Milk"),
        (TITLE, "A Word on Tea"),
        (NUMBER, "12"),
        (PERCENTAGE, "5%"),
        (NAME, "Utopia"),
        (NUMBER, "3"),
    ]
    assert all(report[one.start : one.end].strip() == one.text for one in mentions(outline(report)) if one.kind != ITEM)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The tea. A cup. It was", []),
        ("The Tea Board met; On Monday it left", ["Tea Board", "Monday"]),
        ("worth RMB 80 million on May 3, 2019", []),
        ("the Tea Board. While the EU", ["Tea Board", "EU"]),
    ],
)
def test_capitals_that_are_names(text, names):
    assert [one.text for one in mentions(outline(text)) if one.kind == NAME] == names


def test_a_graph_that_holds_all(found):
    assert reported(found(), MISSING) == []


@pytest.mark.parametrize(
    ("was", "now", "missing"),
    [
        ("around 17", "around 17, in 12 towns,", ("1.2", NUMBER, "12")),
        ("All is voluntary", "All is 7% voluntary", ("1", PERCENTAGE, "7%")),
        ("in 1.2", "", None),
        ("The bureau signed", "Then the Tea League and the bureau signed", ("1.2", NAME, "Tea League")),
        ("All is voluntary", "All follows “Drink and Be Merry”", ("1", TITLE, "Drink and Be Merry")),
        ("around 17", "over 17", ("1.2", NUMBER, "over 17 workdays")),
        ("450 farms", "nearly 450 farms", ("1.1", NUMBER, "nearly 450")),
        ("nearly RMB 80 billion", "more than RMB 80 billion", ("1.2", NUMBER, "more than RMB 80 billion")),
        ("All is voluntary", "All is 7 days old on May 3, 2019", ("1", DATE, "May 3, 2019")),
        ("All is voluntary", "有证书302万张", ("1", NUMBER, "302万张")),
        ("All is voluntary", "All began in 1999", ("1", DATE, "1999")),
        (
            "\n(2) The",
            "\n(2) Then.\n(3) The",
            ("1.3", ITEM, "The time limit was cut from 45 to around 17 workdays. The sales reached nearly R"),
        ),
    ],
)
def test_what_is_missing_is_reported(found, was, now, missing):
    said = reported(found(REPORT.replace(was, now)), MISSING)
    assert (missing in said) if missing else (said == [])


def test_a_quote_of_a_figure_does_not_stand_for_the_names_in_it(found):
    report = REPORT.replace("450 farms", "450 farms of Arcadia")
    records = RECORDS.replace("quote: farms", "quote: farms of Arcadia")
    assert reported(found(report, records), MISSING) == [("1.1", NAME, "Arcadia")]


def test_what_is_left_out_has_its_reason(found):
    report = REPORT.replace("All is voluntary", "All of Arcadia is voluntary")
    entries = [LeftOut("Arcadia", "a place of dreams", "1")]
    (one,) = [one for one in found(report, left_out=entries) if one.status == LEFT_OUT]
    assert (one.mention.text, one.detail) == ("Arcadia", "a place of dreams")
    assert reported(found(report, left_out=[LeftOut("Arcadia", "no", "1.1")]), MISSING) == [("1", NAME, "Arcadia")]


def test_a_file_of_what_is_left_out(tmp_path):
    path = tmp_path / FILE
    path.write_text(
        'source: s\nleft-out:\n- {mention: "3", reason: pages}\n- {section: "1", mention: X, reason: Y}\n', "utf-8"
    )
    assert read_left_out(path) == ("s", [LeftOut("3", "pages", None), LeftOut("X", "Y", "1")])
    for wrong in (
        "",
        "source: s\n",
        "source: s\nleft-out: no\n",
        "source: s\nleft-out:\n- {mention: a}\n- {mentoin: b, reason: c}\n",
    ):
        path.write_text(wrong, "utf-8")
        with pytest.raises(DataError, match=FILE):
            read_left_out(path)


@pytest.mark.skipif("CERTREG_REPORT" not in os.environ, reason="needs the report; CERTREG_REPORT names its file")
def test_the_report_is_covered():
    about, left_out = read_left_out(shipped.DATA / "cnca-2021" / FILE)
    found = coverage(kg.load().engine, outline(formats.read(os.environ["CERTREG_REPORT"]).text), left_out, about)
    assert reported(found, MISSING) == []
    by_kind = {row["kind"]: row for row in summary(found)}
    assert by_kind["items"] == {
        "kind": "items",
        "mentioned": 40,
        IN_GRAPH.replace(" ", "_"): 40,
        "left_out": 0,
        "missing": 0,
    }
    used = {(one.mention.section, one.mention.text) for one in found if one.status == LEFT_OUT}
    assert used == {(entry.section, entry.mention) for entry in left_out}, "an entry that leaves nothing out"
