"""Which column holds what is decided by headers and values together, and the evidence is reported."""

from __future__ import annotations

import pytest

pytest.importorskip("rigour", reason="needs the extra link: pip install '.[link]'")

from kg.errors import DataError, UsageError
from kg.link.columns import Columns, RecordColumns, country_code, layout_of, sample_size
from kg.link.records import LinkRecord


def layout(rows: list[dict[str, str]], given: Columns | None = None) -> RecordColumns:
    return layout_of("t.csv", tuple(rows[0]), given or Columns(), rows)


@pytest.mark.parametrize(
    "header",
    [
        *("name", "Legal Name", "Supplier name", "supplier", "Company_Name", "Name of the certification body"),
        *("企业名称", "机构名称", "供应商", "获证组织名称", "업체명", "会社名", "Raison sociale", "Firmenname"),
    ],
)
def test_a_column_of_names(header: str) -> None:
    assert layout([{"id": "1", header: "Alder Testing", "colour": "red"}]).names == (header,)


@pytest.mark.parametrize("header", ["First name", "file name", "product", "colour", "contact", "城市名称"])
def test_no_column_of_names(header: str) -> None:
    with pytest.raises(DataError, match="no column of names"):
        layout([{"id": "1", header: "Alder Testing"}])


@pytest.mark.parametrize(
    "header",
    [
        *("locality", "altitude", "shortlisted", "alternate phone", "previous contact", "local office"),
        *("short description", "also certified by", "English", "local authority name"),
    ],
)
def test_a_column_that_holds_no_other_name(header: str) -> None:
    assert layout([{"name": "Alder Testing", header: "Springfield"}]).names == ("name",)


@pytest.mark.parametrize(
    "header", ["Former names", "alias", "Acronym", "English name", "trading company name", "曾用名", "AKA", "alt_label"]
)
def test_a_column_of_other_names(header: str) -> None:
    assert layout([{"name": "Alder Testing", header: "Old Alder"}]).names == ("name", header)


def test_other_names_are_texts() -> None:
    assert layout([{"name": "Alder", "acronym": "yes"}, {"name": "Birch", "acronym": "no"}]).names == ("name",)


@pytest.mark.parametrize("header", ["country", "Country (ISO)", "country_iso", "国家", "国家/地区", "Pays", "국가"])
@pytest.mark.parametrize("value", ["DE", "Germany", "德国", "Allemagne", "독일", "DEU"])
def test_a_column_of_countries_in_any_language(header: str, value: str) -> None:
    found = layout([{"name": "Alder", header: value}])
    assert found.country == header
    assert found.record({"name": "Alder", header: value}, "2") == LinkRecord("2", ("Alder",), "DE")


def test_a_column_of_countries_holds_countries() -> None:
    assert layout([{"name": "Alder", "country": "northern region"}]).country == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("cn", "CN"), ("China", "CN"), ("中国", "CN"), ("中华人民共和国", "CN"), ("韩国", "KR"), ("대한민국", "KR")),
        *(("Republic of Korea", "KR"), ("UK", "GB"), ("EL", "GR"), ("NA", "NA"), ("Germany (DE)", "DE"), ("EU", "EU")),
        *(("http://publications.europa.eu/resource/authority/country/DEU", "DE"), ("Mainland China", "CN")),
        *(("Mars", ""), ("XX", ""), ("", ""), ("N/A", ""), ("未知", ""), ("地球", ""), ("unknown", "")),
    ],
)
def test_country_codes(text: str, code: str) -> None:
    assert country_code(text) == code


def test_only_the_headers_of_organisations_state_that_there_are_any() -> None:
    assert layout([{"Supplier name": "Alder"}]).organisations
    assert not layout([{"name": "Alder"}]).organisations


def test_cells_without_a_value_are_no_name_no_key_and_no_identifier() -> None:
    held = {"LEI": "5493001KJTIIGC8Y1R12", "name": "Alder"}
    rows = [held, {"LEI": "N/A", "name": "Birch"}, {"LEI": "-", "name": "?"}]
    found = layout(rows)
    assert [found.record(row, str(line)) for line, row in enumerate(rows, 2)] == [
        LinkRecord("5493001KJTIIGC8Y1R12", ("Alder",), identifiers=("lei:5493001kjtiigc8y1r12",)),
        LinkRecord("3", ("Birch",)),
        None,
    ]


def test_the_guess_is_reported_with_its_evidence() -> None:
    rows = [{"id": "1", "name": "Alder", "LEI": "5493001KJTIIGC8Y1R12", "VAT": "20%", "country": "DE"}]
    assert layout(rows).description("t.csv") == (
        "t.csv: names in name; keys in id; countries in country; "
        "identifiers (lei) in LEI: 1 of 1 values pass the checksum; "
        "no identifiers in VAT: 0 of 1 values have the form of an identifier"
    )


def test_what_the_user_names_outranks_the_guess() -> None:
    rows = [{"id": "1", "name": "Alder", "note": "Birch", "LEI": "5493001KJTIIGC8Y1R12", "code": "x1"}]
    assert layout(rows, Columns(("note",))).names == ("note",)
    assert layout(rows, Columns(identifiers=("code",))).schemes == {"code": "code"}
    assert layout(rows, Columns(guess_identifiers=False)).schemes == {}
    with pytest.raises(UsageError, match=r'no column "nmae" \(did you mean "name"\?\)'):
        layout(rows, Columns(("nmae",)))
    with pytest.raises(UsageError, match='no column "LIE"'):
        layout(rows, Columns(identifiers=("LIE",)))


def test_the_work_on_a_wide_table_stays_linear_in_its_columns() -> None:
    assert [sample_size(columns) for columns in (3, 1000, 100_000)] == [1000, 200, 10]
