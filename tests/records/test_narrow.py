"""What was published by a date, or by one source: whole passages go or stay, and names stay with what is left.

Three logbooks: one of a day, one of a month, one without a date.
"""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import Literal
from support import reported

from kg import names
from kg.errors import NotFound
from kg.records import interpret, loader, reader
from kg.records.narrow import narrow

SOURCES = """\
sources:
- {id: day, type: Logbook, label: {en: Day book}, issuedOn: 1900-02-10}
- {id: month, type: Logbook, label: {en: Month book}, issuedOn: 1900-02}
- {id: year, type: Logbook, label: {en: Year book}, issuedOn: 1900}
- {id: chart, type: Logbook, label: {en: Old chart}}
"""
FILES = {
    "sources.yaml": SOURCES,
    "day.yaml": "source: day\nrecords:\n- {id: ada, type: Tug, label: {en: Ada}, berth: gull, quote: she lies there}\n",
    "month.yaml": "source: month\nrecords:\n- {about: ada, callSign: QX, altLabel: {en: Old Ada}}\n",
    "year.yaml": "source: year\nrecords:\n- {id: bo, type: Tug, label: {en: Bo}, quote: and Bo}\n",
    "chart.yaml": "source: chart\nrecords:\n- {id: gull, type: Harbour, label: {en: Gull Haven}, remark: {en: Deep}}\n",
}


@pytest.fixture
def whole(write, harbour):
    found = interpret.check(reader.read(write(FILES)), harbour)
    assert reported(found) == []
    return found


def left(checked):
    """(entity, key, value) of what is left of the statements, sources aside."""
    sources = {"day", "month", "year", "chart"}
    return {
        (item.subject, item.property.key, names.short(item.value.value))
        for item in checked.statements
        if item.subject not in sources
    }


def books(checked):
    return {passage.source for passage in checked.passages}


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("1900-02-09", {"chart"}),
        ("1900-02-10", {"chart", "day"}),
        ("1900-02-27", {"chart", "day"}),
        ("1900-02-28", {"chart", "day", "month"}),  # 1900 was no leap year
        ("1900-12-30", {"chart", "day", "month"}),
        ("1900-12-31", {"chart", "day", "month", "year"}),
    ],
)
def test_a_month_or_year_is_known_on_its_last_day_and_what_has_no_date_always(whole, day, known):
    assert books(narrow(whole, as_of=date.fromisoformat(day))) == known


def test_what_was_not_yet_published_is_not_said(whole):
    assert left(narrow(whole, as_of=date(1900, 2, 9))) == {
        ("gull", "label", "Gull Haven"),
        ("gull", "remark", "Deep"),
    }


def test_one_source_keeps_its_claims_and_the_names_of_what_it_speaks_of(whole):
    """The claims of others go, also those on an entity that is left; the curators' words stay."""
    found = narrow(whole, sources=["day"])
    assert left(found) == {
        ("ada", "label", "Ada"),
        ("ada", "altLabel", "Old Ada"),
        ("ada", "berth", "gull"),
        ("gull", "label", "Gull Haven"),
    }
    assert set(found.definitions) == {"ada", "gull"} | {"day"}


def test_an_entity_defined_elsewhere_keeps_its_class_and_name(whole):
    found = narrow(whole, sources=["month"])
    assert found.classes["ada"].key == "Tug"
    assert left(found) == {("ada", "label", "Ada"), ("ada", "altLabel", "Old Ada"), ("ada", "callSign", "QX")}


def test_the_words_of_a_source_that_is_left_out_are_not_quoted(whole, harbour):
    quotes = {
        quad.object.value
        for quad in loader.load(narrow(whole, sources=["month"]), harbour)
        if quad.predicate == loader.QUOTE
    }
    assert quotes == set()
    kept = {quad.object.value for quad in loader.load(narrow(whole, sources=["day"]), harbour)}
    assert "she lies there" in kept


def test_several_sources_and_a_date_narrow_together(whole):
    assert books(narrow(whole, sources=["day", "year"])) == {"day", "year"}
    assert books(narrow(whole, as_of=date(1900, 3, 1), sources=["day", "year"])) == {"day"}


def test_a_date_after_all_and_every_source_leave_everything(whole):
    for found in (narrow(whole, as_of=date(2000, 1, 1)), narrow(whole, sources=["day", "month", "year", "chart"])):
        assert left(found) == left(whole)
        assert books(found) == books(whole)


def test_the_whole_stays_as_it_was(whole):
    before = left(whole)
    narrow(whole, sources=["year"])
    assert left(whole) == before
    assert [record.quote for record in whole.records if record.key == "ada"] == ["she lies there", None]


def test_an_unknown_source_has_the_nearest(whole):
    with pytest.raises(NotFound, match='no source "mnth" \\(did you mean "month"'):
        narrow(whole, sources=["day", "mnth"])


def test_nothing_in_a_narrowed_graph_points_at_what_has_no_name(whole, harbour):
    """Every entity that a kept passage mentions is described somewhere."""
    for sources in (["day"], ["month"], ["year"], ["chart"]):
        made = loader.load(narrow(whole, sources=sources), harbour)
        named = {quad.subject for quad in made if quad.predicate == names.node("rdfs:label")}
        pointed = {quad.object for quad in made if not isinstance(quad.object, Literal)}
        lost = {node.value for node in pointed if node.value.startswith(names.ID)} - {node.value for node in named}
        assert lost == set(), sources
