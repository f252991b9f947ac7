"""Charts of indicators: a page, the chart as a file, its values as a table and as CSV."""

from __future__ import annotations

import csv
import io

import pytest
from lxml import html
from reading import page, words

CERTIFICATES = "/chart/valid-certificates"


def rows(shown: html.HtmlElement) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in shown.xpath("//table[@class='answer']/tbody/tr")]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_list_names_every_indicator_with_its_latest_value(client):
    listed = {row[0]: row[1:3] for row in rows(page(client, "/chart"))}
    assert listed["valid certificates"] == ["4,190,049", "2025-01-31"]
    assert len(listed) > 70
    assert client.get("/chart").text.count(f'href="{CERTIFICATES}"') == 1


def test_a_chart_has_its_values_as_a_table_with_source_and_qualifier(client):
    shown = page(client, CERTIFICATES)
    assert [one.get("class") for one in shown.xpath("//figure/div")] == ["wide", "slim"]
    listed = rows(shown)
    assert ["total", "2021-12-31", "3,020,000", "", "CNCA 2021 work report, overview"] in listed
    assert ["total", "2023-12-31", "3,760,000", "approximately", "CCTV on certification and testing in 2023"] in listed
    marks = shown.xpath("//figure/div[1]//*[starts-with(@class, 'mark')]")
    assert len(marks) == len(listed)


def test_the_series_are_chosen_by_the_address_which_is_kept(client):
    address = f"{CERTIFICATES}?part=qms&part=ccc"
    shown = page(client, address)
    series = {row[0] for row in rows(shown)}
    assert series == {"quality management systems", "compulsory product certification"}
    assert shown.xpath("//a[.='Link to this chart']/@href") == [address]
    assert shown.xpath("//a[.='CSV']/@href") == [f"{CERTIFICATES}.csv?part=qms&part=ccc"]
    assert shown.xpath("//input[@name='part'][@checked]/@value") == ["qms", "ccc"]


def test_growth_is_marked_where_it_is_calculated(client):
    given = table(client.get(f"{CERTIFICATES}/growth.csv?part=total").text)
    assert {(row["period"], row["value"], row["status"]) for row in given} >= {("2021-12-31", "12", "published")}
    grown = {row["period"]: row for row in table(client.get("/chart/testing-reports/growth.csv").text)}
    assert (grown["2019"]["value"], grown["2019"]["status"]) == ("23.13", "published")
    assert grown["2020"]["status"] == "calculated"
    assert float(grown["2020"]["value"]) == pytest.approx((567 / 527 - 1) * 100)


def test_shares_add_up(client):
    by_period: dict[str, float] = {}
    for row in table(client.get(f"{CERTIFICATES}/shares.csv").text):
        by_period[row["period"]] = by_period.get(row["period"], 0.0) + float(row["value"])
    assert len(by_period) > 5
    assert all(99 < total < 100.5 for total in by_period.values())


def test_parts_that_overlap_have_no_chart_of_shares(client):
    shown = page(client, "/chart/inspection-and-testing-bodies")
    assert "Shares" not in [words(one) for one in shown.xpath("//nav[@aria-label='Views']/a")]
    assert client.get("/chart/inspection-and-testing-bodies/shares").status_code == 404


def test_a_comparison_is_of_one_period_that_can_be_chosen(client):
    shown = page(client, f"{CERTIFICATES}/parts?period=2019-03-31")
    assert {row[1] for row in rows(shown)} == {"2019-03-31"}
    assert shown.xpath("//select[@name='period']/option[@selected]/text()") == ["2019-03-31"]
    latest = {row[1] for row in rows(page(client, f"{CERTIFICATES}/parts"))}
    assert latest == {"2025-01-31"}


def test_places_are_compared(client):
    listed = {row[0] for row in rows(page(client, f"{CERTIFICATES}/places"))}
    assert "Beijing" in listed


def test_a_chart_is_a_file_too(client):
    answer = client.get(f"{CERTIFICATES}/shares.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["content-disposition"] == 'attachment; filename="valid-certificates-shares.svg"'
    assert answer.text.startswith("<svg")
    (last,) = [row for row in table(client.get(f"{CERTIFICATES}.csv?part=total").text) if row["period"] == "2023-12-31"]
    assert last == {
        "indicator": "valid-certificates",
        "place": "china",
        "series": "total",
        "period": "2023-12-31",
        "value": "3760000",
        "unit": "",
        "qualifier": "approximately",
        "status": "published",
        "source": "cctv-2024",
    }


@pytest.mark.parametrize("path", ["/chart/nothing", f"{CERTIFICATES}/pie", f"{CERTIFICATES}.png", "/chart/a/b/c"])
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("query", ["part=%00", "area=x%22y", "period=9999", "part=nothing", "part=" + "a" * 3000])
def test_nonsense_in_the_address_does_no_harm(client, query):
    assert client.get(f"{CERTIFICATES}/parts?{query}").status_code == 200
    assert client.get(f"{CERTIFICATES}?{query}").status_code in (200, 404)


def test_every_chart_of_every_indicator_is_drawn(client):
    for path in page(client, "/chart").xpath("//table//a/@href"):
        for view in page(client, path).xpath("//nav[@aria-label='Views']/a/@href"):
            assert client.get(view).status_code == 200, view
