"""What is the same is found, what only looks alike is not, and the figures asked for are reached on unseen names."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("rigour", reason="needs the extra link: pip install '.[link]'")

from kg.link.local import link
from kg.link.matches import explained, matches
from kg.link.records import LinkRecord
from kg.link.scoring import Model

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import organisations

REGISTER = [
    LinkRecord("r1", ("Shenzhen Huayu Testing Co., Ltd.", "深圳市华宇检测有限公司"), "CN"),
    LinkRecord("r2", ("Shenzhen Huaya Electronics Co., Ltd.",), "CN"),
    LinkRecord("r3", ("Korea Testing Laboratory No. 1", "KTL"), "KR"),
    LinkRecord("r4", ("Korea Testing Laboratory No. 2",), "KR"),
    LinkRecord("r5", ("Nordmark Certification GmbH",), "DE", identifiers=("lei:5299001",)),
    LinkRecord("r6", ("Nordmark Certification AG",), "DE", identifiers=("lei:5299002",)),
    LinkRecord("r7", ("International Electrotechnical Harbour Commission",), ""),
    LinkRecord("r8", ("Harbour Control Administration of Borduria", "HCAB", "国家港监委", "国家港务监督管理委员会")),
]


def linked(*asked: LinkRecord) -> dict[str, tuple[str, float]]:
    found = link(list(asked), REGISTER, Model.read(), workers=1)
    return {pair.left.id: (pair.right.id, pair.probability) for pair in found.pairs}


@pytest.mark.parametrize(
    ("name", "country", "wanted"),
    [
        ("Huayu Testing (Shenzhen) Company Limited", "CN", "r1"),
        ("深圳华宇检测", "", "r1"),
        ("Shenzhen Huayu Jiance Youxian Gongsi", "CN", "r1"),
        ("KOREA TESTING LAB. NO.2", "KR", "r4"),
        ("Nordmark Zertifizierung Aktiengesellschaft", "DE", "r6"),
        ("Internatonal Electrotechnical Harbour Commision", "", "r7"),
        ("港监委", "", "r8"),
        ("HCAB (Harbour Control)", "", "r8"),
        ("Harbour Control Administration of Borduria (HCAB)", "", "r8"),
        ("国家港务监督管理委员会（港监委）", "", "r8"),
        ("国家港监委（HCAB）", "", "r8"),
    ],
)
def test_found(name: str, country: str, wanted: str) -> None:
    key, sure = linked(LinkRecord("l", (name,), country))["l"]
    assert (key, sure > 0.5) == (wanted, True)


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Korea Testing Laboratory No. 3", "KR"),
        ("Guangzhou Huayu Testing Co., Ltd.", "CN"),
        ("Shenzhen Huayu Food Co., Ltd.", "CN"),
        ("Nordmark Certification Ltd", "GB"),
        ("Testing", ""),
        ("KTLA", ""),
        ("Co., Ltd.", ""),
        ("Quartz Calibration (HC)", ""),
        ("监委", ""),
        ("Harbour Control (Austria)", ""),
    ],
)
def test_twins_are_not_taken_for_the_same(name: str, country: str) -> None:
    assert linked(LinkRecord("l", (name,), country)).get("l", ("", 0.0))[1] < 0.5


def test_identifiers_decide_over_names() -> None:
    by_identifier = linked(LinkRecord("l", ("Something Else",), "FR", identifiers=("lei:5299001",)))
    assert by_identifier["l"][0] == "r5"
    assert by_identifier["l"][1] > 0.9
    other = linked(LinkRecord("l", ("Nordmark Certification GmbH",), "DE", identifiers=("lei:7777777",)))
    assert other.get("l", ("", 0.0))[1] < 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("U.S. Office of Weights", "United States Office of Weights"),
        ("van der birch corp", "vanderbirch corp"),
        ("AlderAG", "Alder AG"),
        ("Brigade Forty-Four", "Brigade 44"),
        ("Bank of Birsh Limited", "Bank of Birch Limited"),
        ("AlderBirch Industrial Group", "Alder Birch Group"),
    ],
)
def test_spellings_met_in_real_lists_are_candidates(one: str, other: str) -> None:
    (pair,) = link([LinkRecord("l", (one,))], [LinkRecord("r", (other,))], Model.read(), workers=1).pairs
    assert pair.probability >= 0.05


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alder Capital Fund", "Alder Capital Fund II"),
        ("Birch Growth Fund II", "Birch Growth Fund III"),
        ("Banco Alder S.A.", "Banco Alder Chile S.A."),
        ("Alder Testing", "Quartz Calibration"),
    ],
)
def test_another_number_or_country_is_no_sure_match(one: str, other: str) -> None:
    pairs = list(link([LinkRecord("l", (one,))], [LinkRecord("r", (other,))], Model.read(), workers=1).pairs)
    assert all(pair.probability < 0.5 for pair in pairs)


def test_two_that_fit_equally_leave_it_open() -> None:
    assert linked(LinkRecord("l", ("Nordmark Certification",), "DE"))["l"][1] < 0.6


def test_what_is_found_does_not_depend_on_the_number_of_processes() -> None:
    left, right, _ = organisations.generate(6000, 6000, 5)
    asked = [LinkRecord(key, (name,), country) for key, name, country in left]
    there = [LinkRecord(key, (name,), country) for key, name, country in right]
    assert link(asked, there, Model.read(), workers=1).pairs == link(asked, there, Model.read(), workers=2).pairs


def test_quality_on_names_that_the_model_has_not_seen() -> None:
    left, right, truth = organisations.generate(4000, 4000, 7)
    asked = [LinkRecord(key, (name,), country) for key, name, country in left]
    there = [LinkRecord(key, (name,), country) for key, name, country in right]
    found = link(asked, there, Model.read()).pairs
    taken = {pair.left.id: pair.right.id for pair in found if pair.probability >= 0.5}
    wanted = dict(map(tuple, truth))
    right_ones = sum(wanted.get(one) == other for one, other in taken.items())
    precision, recall = right_ones / len(taken), right_ones / len(wanted)
    assert precision >= 0.97
    assert 2 * precision * recall / (precision + recall) >= 0.95


def test_the_evidence_names_what_speaks_for_a_match() -> None:
    asked = [LinkRecord("l", ("KOREA TESTING LAB. NO.2",), "KR")]
    found = link(asked, REGISTER, Model.read(), workers=1)
    (match,) = matches(found, 0.5)
    assert match.evidence.startswith("the same name; the same country")
    words = explained(LinkRecord("l", ("Nordmark Certification GmbH",), "FR"), REGISTER[5], found.comparison)[2]
    assert words == "the same name; another legal form; another country"


def test_an_empty_side_gives_nothing() -> None:
    assert link([], REGISTER, Model.read(), workers=1).pairs == []
    assert link([LinkRecord("l", ("Acme",))], [], Model.read(), workers=1).pairs == []
