"""The nth number of a series belongs to the nth thing or year; the sentences are made up."""

from __future__ import annotations

import pytest

from kg.extract.figures.series import Member, member
from kg.text.numbers import numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "The number of boats, buoys and ropes rose by 3, 4.5 and 6% respectively in 2022.",
            [("number of boats", ""), ("buoys", ""), ("ropes", "")],
        ),
        (
            "In 2020, 2021 and 2022, the number of recalls was 310, 420 and 530 respectively.",
            [("number of recalls", "2020"), ("number of recalls", "2021"), ("number of recalls", "2022")],
        ),
        ("截至2022年底,港口机构和绳索机构分别为1,128家和52,769家。", [("港口机构", ""), ("绳索机构", "")]),
        ("2021年和2022年,不合格率分别为7.1%和6.3%。", [("不合格率", "2021"), ("不合格率", "2022")]),
        (
            "从海域看,东部地区、西部地区船只分别占全港总数的76.3%、15.5%。",
            [("东部地区船只占全港总数的", ""), ("西部地区船只占全港总数的", "")],
        ),
        ("大、小型浮标不合格率分别为1.6%、2.9%。", [("大型浮标不合格率", ""), ("小型浮标不合格率", "")]),
        ("绳索、浮标及灯具不合格率较高,分别为24.8%和23.1%。", [("绳索", ""), ("浮标及灯具不合格率", "")]),
        ("Lamps, toys and cords were recalled 12 and 14 times respectively.", [False, False]),
        ("Boats and ropes rose by 3 and 4%.", [None, None]),
    ],
)
def test_members_of_a_series(text, found):
    read = numbers(text)
    members = [member(text, one, read, 0, len(text)) for one in read if one.period is None]
    reported = [
        (one.words, one.period.label if one.period else "") if isinstance(one, Member) else one for one in members
    ]
    assert reported == found
