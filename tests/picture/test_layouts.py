"""Layouts of small graphs of every shape: marks and names apart, a page no larger than it must be, centre and order."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from drawing import overlap, texts

from kg.picture.content import Content, Link, Node
from kg.picture.draw import draw
from kg.picture.layouts.apart import apart, overlapping
from kg.picture.layouts.force import force
from kg.picture.layouts.layered import layered
from kg.picture.layouts.radial import radial
from kg.picture.layouts.timeline import timeline
from kg.picture.measure import block, width
from kg.picture.save import save, style

ALL = [force, layered, radial]


def made(pairs, count, label="Body number {}", **more):
    """Nodes 00, 01, … and links between the numbered ones."""
    degree = [sum(number in pair for pair in pairs) for number in range(count)]
    nodes = tuple(Node(f"{number:02}", label.format(number), "body", "body", degree[number]) for number in range(count))
    links = tuple(Link(f"{one:02}", f"{other:02}", ("part of",)) for one, other in pairs)
    return Content("made up", nodes, links, **more)


SHAPES = {
    "one": ([], 1),
    "two apart": ([], 2),
    "two linked": ([(0, 1)], 2),
    "chain of 3": ([(0, 1), (1, 2)], 3),
    "chain of 12": ([(number, number + 1) for number in range(11)], 12),
    "ring of 8": ([(number, (number + 1) % 8) for number in range(8)], 8),
    "star of 30": ([(0, number) for number in range(1, 31)], 31),
    "all with all": (list(combinations(range(9), 2)), 9),
    "many alone": ([], 60),
    "chains beside each other": ([(0, 1), (1, 2), (3, 4), (4, 5), (6, 7), (7, 8)], 9),
}


@pytest.mark.parametrize("layout", ALL)
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_overlaps_and_no_page_is_a_desert(shape, layout):
    laid = layout(made(*SHAPES[shape]))
    boxes = [spot.box for spot in laid.spots]
    for one, other in combinations(boxes, 2):
        assert not (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])
    wide = max(box[2] for box in boxes) - min(box[0] for box in boxes)
    high = max(box[3] for box in boxes) - min(box[1] for box in boxes)
    assert wide <= 400 + 160 * len(boxes)
    assert wide * high <= 40_000 + 30_000 * len(boxes)


@pytest.mark.parametrize("layout", [force, layered])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_node_has_a_place(shape, layout):
    content = made(*SHAPES[shape])
    assert [spot.node for spot in layout(content).spots] == list(content.nodes)


def test_a_chain_stays_in_order():
    laid = force(made(*SHAPES["chain of 12"]))
    places = [spot.x for spot in laid.spots]
    assert places in (sorted(places), sorted(places, reverse=True))


def test_radial_leaves_out_what_is_not_connected_and_counts_it():
    laid = radial(made([(0, 1), (1, 2), (3, 4)], 6, asked=("01",)))
    assert [spot.node.key for spot in laid.spots] == ["00", "01", "02"]
    assert (laid.left_out, laid.why) == (3, "unconnected")
    assert (laid.spots[1].x, laid.spots[1].y) == (0, 0)


def test_layered_puts_wholes_left_of_parts():
    spots = {spot.node.key: spot for spot in layered(made([(1, 0), (2, 1), (3, 1)], 4)).spots}
    assert spots["00"].x < spots["01"].x < spots["02"].x == spots["03"].x


def test_a_timeline_is_true_to_the_dates():
    dates = {"00": "2019", "01": "2020-07-01", "02": "2021-03", "03": "2019-12-31"}
    laid = timeline(made([], 5, dates=dates))
    spots = {spot.node.key: spot for spot in laid.spots}
    assert (sorted(spots), laid.left_out) == (["00", "01", "02", "03"], 1)
    year = next(guide.x1 for guide in laid.guides if guide.kind == "line" and guide.x1 > 0)
    for key, years in {"00": 0.0, "01": 1.5, "02": 2 + 2 / 12, "03": 364 / 365}.items():
        assert spots[key].x - (spots[key].radius if spots[key].end else 0) == pytest.approx(years * year, abs=5)
    assert spots["00"].end == pytest.approx(year, abs=5)  # all of 2019
    assert spots["01"].end is None  # one day
    assert spots["02"].end == pytest.approx((2 + 3 / 12) * year, abs=5)


def test_a_timeline_shows_days_from_one_to_another_and_no_unknown_year():
    laid = timeline(made([], 3, dates={"00": "2019", "01": "2019-03-01/2019-06-30", "02": "XXXX"}))
    spots = {spot.node.key: spot for spot in laid.spots}
    assert (sorted(spots), laid.left_out) == (["00", "01"], 1)
    assert spots["01"].end == pytest.approx(spots["00"].end / 2, abs=5)


def test_boxes_on_one_spot_are_pushed_apart():
    halves = [[20.0, 5.0]] * 40
    centres = [[0.0, 0.0]] * 40
    assert overlapping(np.array(centres), np.array(halves))
    assert not overlapping(apart(np.array(centres), np.array(halves)), np.array(halves))


def test_boxes_that_are_apart_stay_where_they_are():
    centres = np.array([[0.0, 0.0], [50.0, 0.0], [0.0, 30.0]])
    assert (apart(centres, np.full((3, 2), 10.0)) == centres).all()


def test_a_label_is_broken_between_words_and_an_endless_one_ends_in_an_ellipsis():
    lines = block("Certification and Accreditation Administration of China", 8, 118).lines
    assert " ".join(lines) == "Certification and Accreditation Administration of China"
    assert all(width(line, 8) <= 118 for line in lines)
    # even lines are no reason to break a word
    assert block("agreement status", 6.4, 40).lines == ("agreement", "status")
    endless = block("Endless" + "ness" * 400, 8, 118)
    assert len(endless.lines) == 4
    assert endless.lines[-1].endswith("…")
    assert endless.width <= 118


@pytest.mark.parametrize("comma", [",", "\uff0c"])
def test_chinese_is_broken_between_characters_but_not_before_a_comma(comma):
    text = f"国家认证认可监督管理委员会{comma}国家市场监督管理总局"
    lines = block(text, 8, 105).lines
    assert "".join(lines) == text
    assert len(lines) == 2
    assert not any(line.startswith(comma) for line in lines)


def test_of_very_many_the_best_linked_are_named_on_the_page():
    rays = [(hub, number) for number in range(10, 500) for hub in (number % 10,)]
    content = made([*rays, *combinations(range(10), 2)], 500, label="Certification body number {}")
    laid = force(content)
    assert not any(spot.label.lines for spot in laid.spots)
    with style():
        figure, tips = draw(content, laid)
        svg = save(figure, "svg", content.title, tips)
    lines = texts(svg)
    named = {line.said for line in lines}
    hubs = {f"Certification body number {number}" for number in range(10)}
    assert len(hubs & named) >= 7
    left_out = next(line.said for line in lines if "left out for room" in line.said)
    labels = [line for line in lines if line.said.startswith("Certification body")]
    assert f"names left out for room: {500 - len(labels)}" in left_out
    assert not [pair for pair in combinations(labels, 2) if overlap(pair[0].box, pair[1].box)]
    wide, high = map(float, re.search(rb'viewBox="0 0 (\S+) (\S+)"', svg).groups())
    for line in lines:
        assert line.box[0] >= 0
        assert line.box[2] <= wide
        assert line.box[3] <= high
