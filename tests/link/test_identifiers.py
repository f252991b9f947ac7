"""Identifiers are recognised by their values, and are the same when only their spelling differs."""

from __future__ import annotations

import pytest

pytest.importorskip("rigour", reason="needs the extra link: pip install '.[link]'")

from kg.link import identifiers
from kg.link.identifiers import agreement, canonical, recognise


@pytest.mark.parametrize(
    ("scheme", "cell", "wanted"),
    [
        ("lei", " 5493 001K-JTIIGC8Y1R12 ", "lei:5493001kjtiigc8y1r12"),
        ("vat", "BE 0401.574.852", "vat:be.401574852"),
        ("vat", "0401574852", "vat:401574852"),
        ("vat", "12/345/678", "vat:12345678"),
        ("nb", "NB 0100", "nb:100"),
        ("nb", "0100", "nb:100"),
        ("wikidata", "http://www.wikidata.org/entity/Q458", "wikidata:q458"),
        ("ror", "https://ror.org/021sy4w91/", "ror:021sy4w91"),
        ("lei", "N/A", ""),
        ("lei", "-", ""),
        ("nb", "0000", ""),
        ("vat", "未知", ""),
    ],
)
def test_the_canonical_form(scheme: str, cell: str, wanted: str) -> None:
    assert canonical(scheme, cell) == wanted


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (["vat:401574852"], ["vat:be.401574852"], 1),
        (["vat:fr.401574852"], ["vat:be.401574852"], -1),
        (["nb:100"], ["nb:101"], -1),
        (["nb:100", "lei:x"], ["nb:101", "lei:x"], 1),
        (["nb:100"], ["lei:100"], 0),
        ([], ["lei:100"], 0),
    ],
)
def test_agreement(one: list[str], other: list[str], wanted: int) -> None:
    assert agreement(one, other) == wanted
    assert agreement(other, one) == wanted


def test_spellings_of_one_identifier_share_a_key() -> None:
    assert identifiers.key("vat:be.401574852") == identifiers.key("vat:401574852") == "vat:401574852"


def column(*values: str) -> list[tuple[str, str]]:
    return [(value, f"Name {place}") for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("header", "values", "scheme", "evidence"),
    [
        ("lei", ["5493001KJTIIGC8Y1R12", "N/A"], "lei", "1 of 1 values pass the checksum"),
        ("reference", ["5493001KJTIIGC8Y1R12", ""], "lei", "1 of 1 values pass the checksum"),
        ("代码", ["91110000600037341L"], "uscc", "1 of 1 values pass the checksum"),
        ("notified body", ["0100", "NB 0197", "1234"], "nb", "3 of 3 values have the form, 3 distinct"),
        ("vat number", ["12/345/678", "98/111/678"], "vat", "2 of 2 values have the form, 2 distinct"),
        ("iso certified", ["yes", "no"], "", ""),
        ("nb of employees", ["120", "345"], "", ""),
        ("nb", ["0120", "0345"], "nb", "2 of 2 values have the form, 2 distinct"),
        ("cnca approval date", ["2021-03-04", "2021-03-05"], "", ""),
        ("cnca approval", ["2021-03-04", "2021-03-05"], "", "0 of 2 values have the form of an identifier"),
        ("lei status", ["5493001KJTIIGC8Y1R12"], "lei", "1 of 1 values pass the checksum"),
        ("lei", ["yes", "no"], "", "yes or no"),
        ("vat rate", ["20%", "7%"], "", ""),
        ("vat", ["20%", "7%"], "", "0 of 2 values have the form of an identifier"),
        ("vat country", ["DE", "FR"], "", ""),
        ("vat", ["12345678"] * 5, "", "5 names share 1 values"),
        ("lei", ["N/A", "-", "unknown"], "", "no values"),
        ("id", ["1", "2", "3"], "", ""),
        ("size", ["12345678", "22345678"], "", ""),
    ],
)
def test_a_column_is_recognised_by_its_values(header: str, values: list[str], scheme: str, evidence: str) -> None:
    assert recognise(header, column(*values)) == (scheme, evidence)


def test_one_organisation_in_many_rows_keeps_its_identifier() -> None:
    assert recognise("vat", [("12345678", "Alder")] * 5 + [("22345678", "Birch")])[0] == "vat"
