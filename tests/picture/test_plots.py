"""Plots say what the records say; what a rule worked out looks like nothing that was published."""

from __future__ import annotations

import re

import pytest
from drawing import dots, overlap, parsed, texts

from kg.ask import library
from kg.errors import NotFound, UsageError
from kg.picture import plot

PUBLISHED, ESTIMATED, WHITE = "#0072b2", "#d55e00", "#ffffff"


@pytest.fixture(scope="module")
def drawn(graph):
    made = {}

    def draw(name, lang="en", **given):
        key = (name, lang, *given.items())
        if key not in made:
            made[key] = plot(graph, name, form="svg", lang=lang, **given)
        return made[key]

    return draw


@pytest.fixture
def published(graph):
    """Indicator -> (year, value) of each figure of its totals that a source has, oldest first."""

    def values(indicator):
        table = library.ask(graph, "indicator-over-years", {"indicator": indicator, "breakdown": "total"}, "en")
        rows = [dict(zip(table.variables, row, strict=True)) for row in table.rows]
        return sorted((int(row["period"].value[:4]), float(row["value"].value)) for row in rows if not row["status"])

    return values


def said(svg):
    return [text.said for text in texts(svg)]


#: What data/series/*.yaml and data/cnca-2021/overview.yaml have, as it is to be read beside the dots.
CERTIFICATES = ["1,937,000", "3,020,000", "+12%", "3,366,000", "+11.46%", "4,158,000", "more than"]
BODIES = ["481", "932", "+28%", "1,128", "1,230"]


@pytest.mark.parametrize(
    ("indicator", "numbers"), [("valid-certificates", CERTIFICATES), ("certification-bodies", BODIES)]
)
def test_totals_are_those_of_the_records(drawn, indicator, numbers):
    shown = [text for text in texts(drawn("years", indicators=(indicator,))) if text.fill != ESTIMATED]
    assert set(numbers) <= {text.said for text in shown}


def test_what_a_change_implies_is_hollow_in_another_colour_and_called_approximate(drawn, published):
    svg = drawn("years", indicators=("accredited-bodies",))
    # 13,797 bodies are 11% more than a year before: 13,797 / 1.11 = 12,430
    estimated = [text.said for text in texts(svg) if text.fill == ESTIMATED]
    assert estimated == ["approximately", "12,430"]
    fills = [fill for fill, _, _ in dots(svg)]
    assert sorted(fills) == sorted([PUBLISHED] * len(published("accredited-bodies")) + [WHITE])
    assert "worked out from a published change, not published itself" in said(svg)


def test_no_line_runs_through_what_was_not_published(drawn):
    svg = drawn("years", indicators=("testing-personnel",))
    xs = [x for fill, x, _ in dots(svg) if fill == PUBLISHED]
    hollow = [x for fill, x, _ in dots(svg) if fill == WHITE]
    assert any(min(xs) < x < max(xs) and all(abs(x - other) > 1 for other in xs) for x in hollow)  # that of 2020
    line = next(path for path in parsed(svg).iter() if path.get("clip-path") and path.get("d"))
    corners = line.get("d").replace("M", "L").split("L")[1:]
    published = [(x, y) for fill, x, y in dots(svg) if fill == PUBLISHED]
    assert [tuple(map(float, corner.split())) for corner in corners] == published


def test_heights_are_to_scale_from_nought(drawn, published):
    svg = drawn("years", indicators=("certification-bodies",))
    at = sorted((x, y) for fill, x, y in dots(svg) if fill == PUBLISHED)
    values = published("certification-bodies")
    assert len(at) == len(values) > 4
    ticks = [item for item in parsed(svg).iter() if item.get("x") and float(item.get("x")) == pytest.approx(at[0][0])]
    floor = max(float(item.get("y")) for item in ticks if item.tag.endswith("use"))
    (left, _), (right, last) = at[0], at[-1]
    (first_year, _), (last_year, most) = values[0], values[-1]
    for (x, y), (year, value) in zip(at, values, strict=True):
        assert (floor - y) / (floor - last) == pytest.approx(value / most, abs=0.002)
        # all are of the last of December
        assert (x - left) / (right - left) == pytest.approx((year - first_year) / (last_year - first_year), abs=0.002)


def test_a_number_without_room_is_left_out_and_counted(drawn):
    svg = drawn("years", indicators=("valid-certificates",))
    # the platform has 3,292,259 of September 2022, a hair from others of that year
    assert "3,292,259" not in said(svg)
    (reported,) = [text for text in said(svg) if text.startswith("numbers left out for room: ")]
    assert 0 < int(reported.rpartition(" ")[2]) < 10
    assert not [text for text in said(drawn("years", indicators=("testing-instruments",))) if "left out" in text]


def test_great_numbers_are_written_out(drawn):
    assert "55,744,000,000" in said(drawn("years", indicators=("certification-turnover",)))


def test_without_a_name_every_indicator_with_a_change_is_shown(drawn):
    titles = set(said(drawn("years")))
    assert {"valid certificates", "certification bodies", "certified organisations"} <= titles
    assert "valid certificates, compulsory product certification" in titles


def test_time_limits_before_and_after(drawn):
    shown = said(drawn("time-limits"))
    # chapter-1.yaml: 45 workdays became 17, 80 about 40
    assert {"before: 45", "after: 17 (−62%)", "before: 80", "after: approximately 40 (−50%)", "workday"} <= set(shown)
    bars = [
        [float(corner.split()[0]) for corner in re.findall(r"[ML] ([^MLz]+)", path.get("d", ""))]
        for path in parsed(drawn("time-limits")).iter()
        if path.get("clip-path") and path.get("d") and "fill: none" not in path.get("style", "")
    ]
    lengths = sorted(max(xs) - min(xs) for xs in bars)
    assert [length / lengths[0] for length in lengths] == pytest.approx([1, 40 / 17, 45 / 17, 80 / 17], rel=0.001)


def test_certificates_by_scheme_largest_first_with_the_words_of_the_source(drawn):
    shown = said(drawn("schemes"))
    counts = ["461,229", "450,237", "more than 180,000", "57,680", "24,000", "more than 200", "56"]
    assert [text for text in shown if text in counts] == counts
    assert "certificates (each step ten times as many)" in shown


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["years", "time-limits", "schemes"])
def test_no_words_cover_others(drawn, name, lang):
    lines = [text for text in texts(drawn(name, lang)) if text.said.strip()]
    # matplotlib sets the lines of one note closer than letters reach at their most
    assert [
        (one.said, other.said)
        for place, one in enumerate(lines)
        for other in lines[place + 1 :]
        if overlap(one.box, other.box, 1.0)
    ] == []


def test_sources_are_named(drawn):
    foot = " ".join(said(drawn("years")))
    for source in ("CNCA 2021 work report, overview", "CCAA development report", "Economic Daily"):
        assert source in foot


@pytest.mark.parametrize(
    ("name", "given", "reported"),
    [
        ("schemes", {"form": "html"}, "figures are plotted as svg, png or pdf"),
        ("schemes", {"form": "svg", "indicators": ("valid-certificates",)}, "indicators choose what the plot years"),
        ("years", {"form": "svg", "indicators": ("pass-rate-of-nothing",)}, "no indicator"),
    ],
)
def test_what_cannot_be_plotted_is_reported(graph, name, given, reported):
    with pytest.raises((UsageError, NotFound), match=reported):
        plot(graph, name, **given)


def test_a_graph_without_figures_has_nothing_to_plot(ships):
    for name in ("years", "time-limits", "schemes"):
        with pytest.raises(UsageError, match="nothing to plot"):
            plot(ships, name, form="svg")
