"""Names are taken apart alike, whatever script and style they are written in."""

from __future__ import annotations

import pytest

pytest.importorskip("rigour", reason="needs the extra link: pip install '.[link]'")

from kg.link.naming import is_place, parse, variants

SAME = [
    ("Shenzhen Huayu Testing Co., Ltd.", "Huayu Testing (Shenzhen) Company Limited"),
    ("Shenzhen Huayu Testing Co., Ltd.", "深圳市华宇检测有限公司"),
    ("Shenzhen Huayu Testing Co., Ltd.", "Shenzhen Huayu Jiance Youxian Gongsi"),
    ("China Quality Certification Centre", "中国质量认证中心"),
    ("Int'l Cert. Services", "International Certification Service"),
    ("Öffentliche Prüfung GmbH", "OEFFENTLICHE PRUFUNG Gesellschaft mit beschränkter Haftung"),
    ("ООО «Центр сертификации»", "Certification Centre OOO"),
    ("First Testing Institute", "1st Testing Institute"),
    ("Desk lamps", "desk lamp"),
    ("Acme Qulaity Testing", "Acme Quality Testing"),  # a slip in a word that rules know
    ("Ｆｕｌｌ Ｗｉｄｔｈ Testing", "Full Width Testing"),
    ("Brigade Forty-Four", "Brigade 44"),
    ("Unit Fourty-four", "Unit 44"),
    ("Growth Fund VII L.P.", "Growth Fund 7 LP"),
    ("U.S. Office of Weights", "United States Office of Weights"),
    ("AlderAG", "Alder AG"),
    ("Organisation for Birch Testing", "Organization for Birch Testing"),
    ("Alder Joynt Stock Company", "Alder JSC"),
    ("Alder (Schweiz) AG", "Alder Switzerland AG"),
]


@pytest.mark.parametrize(("one", "other"), SAME[:5] + SAME[6:])
def test_the_same_name_in_other_words(one: str, other: str) -> None:
    assert sorted(parse(one).tokens) == sorted(parse(other).tokens)


@pytest.mark.parametrize(
    ("name", "legal"),
    [
        ("Acme GmbH", "limited"),
        ("Acme Co., Ltd.", "limited"),
        ("Acme S.p.A.", "stock"),
        ("Acme Inc.", "stock"),
        ("华宇检测有限公司", "limited"),
        ("华宇检测股份有限公司", "stock"),
        ("株式会社テスト", "stock"),
        ("Acme", ""),
    ],
)
def test_the_kind_of_legal_form(name: str, legal: str) -> None:
    assert parse(name).legal.partition(" ")[0] == legal


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("Alder Capital Fund II", ("alder", "capital", "fund", "2")),
        ("ALDER CAPITAL FUND III", ("alder", "capital", "fund", "3")),
        ("Alder Capital Trust I", ("alder", "capital", "trust", "1")),
        ("Xi An Testing", ("xi", "an", "testing")),  # no numeral: not in capitals
        ("XI AN TESTING", ("xi", "an", "testing")),  # nor the first word
        ("Unit 20 4", ("unit", "20", "4")),  # digits stay apart
    ],
)
def test_numbers_are_distinguished_from_words(name: str, tokens: tuple[str, ...]) -> None:
    assert parse(name).tokens == tokens


def test_particles_are_also_written_together() -> None:
    assert ("vanderbirch",) in [name.tokens for name in variants("van der Birch Corp.")]
    assert [name.tokens for name in variants("Bank of Birch")] == [("bank", "birch")]


def test_a_country_in_a_name_is_a_place() -> None:
    assert [is_place(token) for token in parse("Alder Chile Testing").tokens] == [False, True, False]


def test_a_name_in_characters_is_also_known_by_its_sound() -> None:
    assert [name.joined for name in variants("华宇检测有限公司")] == ["huayutesting", "huayujiance"]


@pytest.mark.parametrize("name", ["", "  ", "!!!", "…", "的"])
def test_a_name_without_words(name: str) -> None:
    assert variants(name) == [] or variants(name)[0].tokens


def test_a_brand_that_sounds_like_a_word_with_a_slip_stays_itself() -> None:
    assert parse("Hongxin Certification").tokens == ("hongxin", "certification")  # not 中心, zhongxin
