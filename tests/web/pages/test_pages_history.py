"""Plots of figures: their labels can be read."""

from __future__ import annotations

from itertools import combinations

import pytest

from kg.describe import figures
from kg.web.pages import history


def test_labels_do_not_cover_each_other(graph):
    """A digit is 11 px high and some 6 px wide; a hedge is a line more."""
    plots = history.plots(figures.read(graph))
    assert len(plots) > 5
    for plot in plots:
        shown = [point for point in plot.points if point.label]
        for one, other in combinations(shown, 2):
            wide = max(len(one.label), len(one.hedge)) + max(len(other.label), len(other.hedge))
            (foot, _), (_, head) = sorted([_span(one), _span(other)], reverse=True)
            assert abs(one.x - other.x) >= 6 * wide / 2 or head <= foot, (plot.title, one.label, other.label)


def _span(point: history.Point) -> tuple[float, float]:
    """Where a label begins and ends, from the top."""
    foot = point.y - point.above
    return foot - (23 if point.hedge else 11), foot


def test_labels_stay_within(graph):
    for plot in history.plots(figures.read(graph)):
        assert all(_span(point)[0] >= 0 for point in plot.points if point.label), plot.title


@pytest.mark.parametrize(("time", "many"), [("2021", 3), ("2021-12-31", 2)])
def test_many_of_one_time_stand_over_each_other(time, many):
    one = figures.Figure("i", frozenset(), "x", "x", "100", "", "", "", time, "", False, ())
    later = figures.Figure("j", frozenset(), "x", "x", "100", "", "", "", "2022", "", False, ())
    (plot,) = history.plots([one] * many + [later])
    here = [point.y - point.above for point in plot.points[:many]]
    assert len(set(here)) == many


def test_a_hedge_is_not_lost(graph):
    three = ("economic-daily-2019", "cnca-2021", "science-and-technology-daily-2025")
    some = [one for one in figures.read(graph) if any(source in one.passages[0] for source in three)]
    shown = [point for plot in history.plots(some) for point in plot.points]
    hedges = {(point.period[:4], point.label): point.hedge for point in shown}
    assert hedges["2018", "40,000"] == "nearly"
    assert hedges["2024", "4,158,000"] == "more than"
    assert hedges["2021", "3,020,000"] == ""
