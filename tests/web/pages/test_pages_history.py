"""Plots of figures: their labels can be read."""

from __future__ import annotations

from itertools import combinations

import pytest

from kg import figures
from kg.web.pages import history


def test_labels_do_not_cover_each_other(graph):
    """A digit is 11 px high and some 6 px wide."""
    plots = history.plots(figures.read(graph))
    assert len(plots) > 5
    for plot in plots:
        shown = [point for point in plot.points if point.label]
        for one, other in combinations(shown, 2):
            beside = abs(one.x - other.x) >= 6 * (len(one.label) + len(other.label)) / 2
            above = abs((one.y - one.above) - (other.y - other.above)) >= 11
            assert beside or above, (plot.title, one.label, other.label)


def test_labels_stay_within(graph):
    for plot in history.plots(figures.read(graph)):
        assert all(point.y - point.above >= 11 for point in plot.points if point.label), plot.title


@pytest.mark.parametrize(("time", "many"), [("2021", 3), ("2021-12-31", 2)])
def test_many_of_one_time_stand_over_each_other(time, many):
    one = figures.Figure("i", frozenset(), "x", "x", "100", "", "", "", time, "", False, ())
    later = figures.Figure("j", frozenset(), "x", "x", "100", "", "", "", "2022", "", False, ())
    (plot,) = history.plots([one] * many + [later])
    here = [point.y - point.above for point in plot.points[:many]]
    assert len(set(here)) == many
