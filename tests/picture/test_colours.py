"""Colours for every reader: kept apart with each kind of colour blindness, legible, and never the only sign."""

from __future__ import annotations

from itertools import combinations

import pytest

from kg.network.palette import DERIVED_EDGE, EDGE, LOOKS

#: What remains of linear red, green and blue for readers who lack one kind of cone (Machado et al. 2009, severity 1).
MISSING = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "none": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}


def linear(rgb):
    return [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in rgb]


def seen(rgb, sight):
    """CIELAB of a colour as this reader sees it."""
    red, green, blue = (
        min(1.0, max(0.0, sum(share * part for share, part in zip(row, linear(rgb), strict=True))))
        for row in MISSING[sight]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one, other, sight):
    return sum((a - b) ** 2 for a, b in zip(seen(one, sight), seen(other, sight), strict=True)) ** 0.5


@pytest.mark.parametrize("sight", MISSING)
def test_no_two_groups_look_alike(sight):
    near = {(one, other): distance(LOOKS[one].rgb, LOOKS[other].rgb, sight) for one, other in combinations(LOOKS, 2)}
    pair = min(near, key=near.get)
    # About 2 is the least difference that side by side is noticed; four times that is seen across a page.
    assert near[pair] > 8, (pair, near[pair])


def test_the_measure_finds_a_bad_pair():
    red, green = (200, 80, 60), (130, 120, 60)
    assert distance(red, green, "none") > 40
    assert distance(red, green, "deuteranopia") < 18


def test_no_group_is_reported_by_its_colour_alone():
    assert len({look.shape for look in LOOKS.values()}) == len(LOOKS)


def test_what_a_rule_worked_out_is_distinguished_from_what_a_source_states():
    def rgb(colour):
        return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))

    for sight in MISSING:
        assert distance(rgb(EDGE), rgb(DERIVED_EDGE), sight) > 15, sight


@pytest.mark.parametrize("group", LOOKS)
def test_letters_on_a_fill_can_be_read(group):
    def light(rgb):
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear(rgb), strict=True))

    ink = {"#000000": 0.0, "#ffffff": 1.0}[LOOKS[group].ink]
    bright, dark = sorted((ink, light(LOOKS[group].rgb)), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5
