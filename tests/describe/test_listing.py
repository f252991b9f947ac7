"""What `kg list` takes: classes and code lists by key or label, and what their members are."""

from __future__ import annotations

import pytest

from kg.describe import listing
from kg.errors import NotFound
from kg.store.oxigraph import OxigraphGraph


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("CertificationScheme", "CertificationScheme"),
        ("certification schemes", "CertificationScheme"),
        ("认证制度", "CertificationScheme"),
        ("reforms", "Reform"),
        ("regulatory agencies", "RegulatoryAgency"),
        ("product-category", "product-category"),
        ("product categories", "product-category"),
        ("产品类别", "product-category"),
        ("standards bodies", "StandardsBody"),
    ],
)
def test_a_class_or_code_list_is_found_by_key_and_label_in_singular_and_plural(
    graph: OxigraphGraph, text: str, key: str
) -> None:
    assert [one.key for one in listing.find(graph, text)] == [key]


def test_the_end_of_a_label_finds_the_largest_first(graph: OxigraphGraph) -> None:
    found = listing.find(graph, "schemes")
    assert [one.key for one in found] == ["ConformityAssessmentScheme", "CertificationScheme"]
    assert found[0].members > found[1].members


def test_an_unknown_name_gets_the_nearest(graph: OxigraphGraph) -> None:
    with pytest.raises(NotFound, match='did you mean "Reform"'):
        listing.find(graph, "reformz")


def test_what_can_be_listed_is_all_classes_and_lists_with_their_sizes(graph: OxigraphGraph) -> None:
    rows = {row["key"]: row for row in listing.lists(graph, "zh")}
    assert rows["product-category"]["kind"] == "code list"
    assert rows["Reform"]["listLabel"] == "改革"
    answer = graph.select("SELECT (COUNT(DISTINCT ?reform) AS ?n) { ?reform a cr:Reform }")
    assert rows["Reform"]["members"] == int(answer.rows[0][0].value)  # type: ignore[union-attr]


def test_members_come_by_name_with_kind_or_use(graph: OxigraphGraph) -> None:
    (schemes, _) = listing.find(graph, "schemes")
    rows = list(listing.members(graph, schemes))
    assert len(rows) == schemes.members
    assert {row["kind"] for row in rows} == {"certification scheme", "conformity assessment scheme"}
    assert next(row for row in rows if row["key"] == "ccc")["memberLabel"] == "China Compulsory Certification"
    (statuses,) = listing.find(graph, "agreement-status")
    used = {row["key"]: row["used"] for row in listing.members(graph, statuses)}
    assert used["agreement-status/new"] > 0
    assert [row["memberLabel"] for row in rows] == sorted((row["memberLabel"] for row in rows), key=str.casefold)


def test_at_most_so_many_members_are_given(graph: OxigraphGraph) -> None:
    (figures,) = listing.find(graph, "figures")
    assert len(listing.members(graph, figures, most=3)) == 3
