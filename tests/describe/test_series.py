"""Figures as series: order, doubles, growth and shares."""

from __future__ import annotations

import pytest

from kg import names
from kg.describe import series
from kg.describe.figures import Figure
from kg.describe.series import CALCULATED, ESTIMATED, PROVISIONAL, PUBLISHED

CHINA, KOREA = names.ID + "china", names.ID + "south-korea"
QMS = names.CODE + "breakdown/qms"


def figure(period: str, value: str, **more: object) -> Figure:
    given = {"area": CHINA, "hedge": "", "unit": "", "change": "", "estimated": False, "passages": ("p",), **more}
    return Figure(f"{period}={value}", frozenset(), "i", "certificates", value, period=period, **given)


def whole(*figures: Figure) -> series.Series:
    return series.by_part(figures, {})[0]


def values(one: series.Series) -> list[tuple[str, float, str]]:
    return [(point.period, point.value, point.kind) for point in one.points]


def test_a_series_a_part_the_whole_first_and_in_order_of_time():
    known = series.by_part(
        [figure("2022", "9", part=QMS), figure("2022-12-31", "7"), figure("2021-06-30", "6")], {QMS: "quality"}
    )
    assert [(one.key, one.label) for one in known] == [("total", ""), ("qms", "quality")]
    assert [point.period for point in known[0].points] == ["2021-06-30", "2022-12-31"]


def test_a_series_a_place_the_largest_first():
    known = series.by_place([figure("2022", "3", area=KOREA), figure("2022", "7")], {CHINA: "China"})
    assert [(one.key, one.label) for one in known] == [("china", "China"), ("south-korea", "south-korea")]


def test_an_estimate_gives_way_to_what_a_source_states():
    known = whole(figure("2021", "100"), figure("2021", "99", estimated=True), figure("2020", "90", estimated=True))
    assert values(known) == [("2020", 90, ESTIMATED), ("2021", 100, PUBLISHED)]


def test_a_final_value_goes_before_a_provisional_one():
    known = whole(figure("2021", "100", provisional=True), figure("2021", "101"))
    assert known.on("2021").kind == PUBLISHED
    assert {point.kind for point in known.points} == {PUBLISHED, PROVISIONAL}


@pytest.mark.parametrize(
    ("period", "time"),
    [("2021", 2021.0), ("2021-12-31", 2021.0), ("2021-06-30", 2020.5), ("2021-01-01/2021-06-30", 2020.5), ("x", None)],
)
def test_a_period_stands_at_its_end(period, time):
    assert series.time(period) == time


@pytest.mark.parametrize("text", ["NaN", "INF", "1e400", "1e31", "many"])
def test_what_no_chart_can_show_is_no_number(text):
    assert series.number(text) is None


def test_an_exact_value_goes_before_a_hedged_one():
    known = whole(figure("2018", "400", hedge="more than"), figure("2018", "428"))
    assert known.on("2018").value == 428


def test_growth_is_calculated_from_published_values_without_hedges():
    known = whole(figure("2020", "100"), figure("2021", "112"), figure("2022", "120", hedge="nearly"))
    assert [(point.period, point.text, point.kind) for point in series.growth(known).points] == [
        ("2021", "+12.0%", CALCULATED)
    ]


def test_a_published_change_takes_the_place_of_a_calculated_one():
    figures = [figure("2020", "100"), figure("2021", "112", change="11.9"), figure("2022", "101")]
    grown = series.published_growth(figures, whole(*figures))
    assert [(point.text, point.kind) for point in grown.points] == [("+11.9%", PUBLISHED), ("−9.8%", CALCULATED)]


def test_shares_are_of_the_same_period():
    all_of_it = whole(figure("2021", "200"), figure("2022", "300", estimated=True))
    (share,) = series.shares(
        all_of_it, series.by_part([figure("2021", "50", part=QMS), figure("2022", "60", part=QMS)], {})
    )
    assert [(point.period, point.text) for point in share.points] == [("2021", "25.0%")]


def test_parts_that_overlap_do_not_add_up():
    parts = [figure("2021", "150", part=QMS), figure("2021", "90", part=QMS + "-other")]
    shares = series.shares(whole(figure("2021", "200")), series.by_part(parts, {}))
    assert not series.add_up(shares, "2021")
    assert series.add_up(series.shares(whole(figure("2021", "240")), series.by_part(parts, {})), "2021")


def test_the_unit_of_most_is_the_unit(graph):
    assert (
        series.main([figure("2021", "1", unit="%"), figure("2022", "1"), figure("2023", "1")], lambda one: one.unit)
        == ""
    )
