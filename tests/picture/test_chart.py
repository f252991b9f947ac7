"""Charts as SVG: every value has its mark, nothing overruns, nothing that a content policy refuses."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import pytest
from lxml import etree

from kg.describe.series import CALCULATED, ESTIMATED, PROVISIONAL, PUBLISHED, Point, Series
from kg.picture import chart
from kg.picture.chart import NARROW, WIDE, Axis

SVG = "{http://www.w3.org/2000/svg}"
AXIS = Axis("million")


def point(year: int, value: float, kind: str = PUBLISHED) -> Point:
    return Point(str(year), float(year), value, f"{value:,.0f}", kind)


TOTAL = Series("total", "total", (point(2019, 2e6), point(2020, 2.5e6, ESTIMATED), point(2021, 3.02e6)))
PART = Series("qms", "quality & <management>", (point(2019, 9e5), point(2021, 1.1e6, PROVISIONAL)))


def read(text: str) -> etree._Element:
    return etree.fromstring(text)


def marks(svg: etree._Element) -> list[tuple[str, str]]:
    """(class, title) of each mark."""
    found = svg.xpath("//*[contains(concat(' ', @class, ' '), ' mark ')]")
    return [(mark.get("class").removeprefix("mark "), mark.findtext(SVG + "title")) for mark in found]


DRAWN = {
    "lines": lambda size: chart.lines([TOTAL, PART], AXIS, size, "Certificates"),
    "columns": lambda size: chart.columns([TOTAL, PART], AXIS, size, "Certificates"),
    "stacked": lambda size: chart.columns([TOTAL, PART], AXIS, size, "Certificates", stacked=True),
    "bars": lambda size: chart.bars([TOTAL, PART], AXIS, size, "Certificates"),
}


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_chart_is_sound_and_needs_no_style_script_or_other_host(kind, size):
    text = DRAWN[kind](size)
    svg = read(text)
    assert svg.get("aria-label") == "Certificates"
    assert not svg.xpath("//*[local-name()='style' or local-name()='script' or @style]")
    assert not re.search(r"pygal|https?://(?!www\.w3\.org/)", text)
    assert text == DRAWN[kind](size)


@pytest.mark.parametrize("kind", ["lines", "columns", "stacked"])
def test_every_value_has_a_mark_with_its_title(kind):
    assert sorted(marks(read(DRAWN[kind](WIDE)))) == [
        ("estimated", "total, 2020: 2,500,000 (estimated)"),
        ("provisional", "quality & <management>, 2021: 1,100,000 (provisional)"),
        ("published", "quality & <management>, 2019: 900,000"),
        ("published", "total, 2019: 2,000,000"),
        ("published", "total, 2021: 3,020,000"),
    ]


def test_bars_show_the_latest_values_from_the_top():
    svg = read(DRAWN["bars"](WIDE))
    high = {title: float(mark.get("y")) for mark in svg.iter(SVG + "rect") for title in [mark.findtext(SVG + "title")]}
    assert high["total, 2021: 3,020,000"] < high["quality & <management>, 2021: 1,100,000 (provisional)"]


def test_estimates_look_different_and_no_line_runs_through_them():
    svg = read(chart.lines([TOTAL], AXIS))
    (estimate,) = svg.xpath("//*[@class='mark estimated']")
    (published, _) = svg.xpath("//*[@class='mark published']")
    assert (estimate.tag, published.tag) == (SVG + "rect", SVG + "circle")
    assert estimate.get("fill") != published.get("fill")
    (line,) = svg.xpath("//*[@class='line']/@d")
    assert line.count(" ") == 3  # two points, from and to


def test_the_axis_names_its_unit_and_round_values():
    svg = read(chart.lines([TOTAL], AXIS))
    labels = svg.xpath("//*[@class='label']/text()")
    assert "million" in labels
    assert {"0", "1", "2", "3", "4"} <= set(labels)
    assert {"2019", "2020", "2021"} <= set(labels)
    assert chart.scale_of([TOTAL]) == (1e6, "million")
    assert chart.scale_of([Series("a", "a", (point(2021, 999_999),))]) == (1.0, "")


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_marks_stay_within(size):
    for kind in DRAWN:
        svg = read(DRAWN[kind](size))
        box = [float(number) for number in svg.get("viewBox").split()]
        for mark in svg.xpath("//*[starts-with(@class, 'mark')]"):
            x = float(mark.get("cx") or mark.get("x"))
            y = float(mark.get("cy") or mark.get("y"))
            assert 0 <= x <= box[2], kind
            assert 0 <= y <= box[3], kind


@pytest.mark.parametrize("value", [0.0, -5.0, 1e-300, 1e29, 0.1 + 0.2])
def test_odd_values_are_drawn(value):
    odd = Series("a", "a\x00\u202eb", (point(2020, value), point(2021, value)))
    first, last = ((PUBLISHED, f"ab, {year}: {value:,.0f}") for year in (2020, 2021))
    for draw, drawn in ((chart.lines, [first, last]), (chart.columns, [first, last]), (chart.bars, [last])):
        assert marks(read(draw([odd], AXIS))) == drawn


def test_ticks_say_that_they_are_ends_of_years_where_months_stand_between_them():
    years = Series("total", "all", (point(2020, 1.0), point(2021, 2.0)))
    months = replace(years, points=(*years.points, replace(point(2022, 3.0), period="2022-09-30", time=2021.75)))
    labels = {
        kind: read(chart.lines([one], Axis(""))).xpath("//*[@class='label']/text()")
        for kind, one in (("years", years), ("months", months))
    }
    assert {"2020", "2021"} <= set(labels["years"])
    assert {"2020-12", "2021-12", "2022-12"} <= set(labels["months"])


def test_one_value_is_a_mark_without_a_line():
    svg = read(chart.lines([Series("a", "a", (point(2021, 5.0),))], Axis("")))
    assert len(marks(svg)) == 1
    assert not svg.xpath("//*[@class='line']")


def test_calculated_columns_are_full():
    svg = read(chart.columns([Series("a", "a", (point(2021, 5.0, CALCULATED),))], Axis("%")))
    assert marks(svg) == [("calculated", "a, 2021: 5 (calculated)")]


SEALED = """
import sys
sys.modules["lxml"] = None  # pygal uses it where it is, and a plain installation has none
from kg.describe.series import Point, Series
from kg.picture import chart

def refuse(event, arguments):
    if event == "open":
        raise OSError(f"opened {arguments[0]}")

sys.addaudithook(refuse)
points = (Point("2020", 2020.0, 1e6, "1,000,000"), Point("2021", 2021.0, 2e6, "2,000,000"))
for draw in (chart.lines, chart.columns, chart.bars):
    print(draw([Series("a", "证书", points)], chart.Axis("million"), chart.WIDE, "t")[:4])
"""


def test_a_worker_that_may_open_no_file_draws_charts():
    """No module and no codec is imported late: workers of the server cannot open files."""
    done = subprocess.run([sys.executable, "-c", SEALED], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["<svg"] * 3
