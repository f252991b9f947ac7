"""What comes first of everything that a graph holds, whatever the words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import names
from kg.describe import search


def id_of(key: str) -> str:
    return names.ID + key


#: What a person types, and the key of what should come first: written from what the words mean in the field.
GOLDEN = {
    "CCC certification": "ccc",
    "compulsory certification": "ccc",
    "3C": "ccc",
    "3C认证": "ccc",
    "充电宝": "product-category/power-banks",
    "质检总局": "aqsiq",
    "哪些产品需要3C认证": "ccc-list",
    "app certification": "app-security",
    "desk lamp": "product-category/desk-lamp",
    "desk lmap": "product-category/desk-lamp",
    "台灯": "product-category/desk-lamp",
    "认监委": "cnca",
    "guojia renjianwei": "cnca",
    "市场监管总局": "samr",
    "KR": "south-korea",
    "Korea": "south-korea",
    "韩国": "south-korea",
    "New Zealand": "new-zealand",
    "RMB": "unit:CCY_CNY",
    "人民币": "unit:CCY_CNY",
    "exemption": "ccc-exemption",
    "HACCP": "haccp",
    "haccp korea": "mou-haccp-2021",
    "organic": "organic-product",
    "有机产品认证": "organic-product",
    "green products": "green-product",
    "cybersecurity": "sector/cybersecurity",
    "ILAC": "ilac",
    "mutual recognition": "ilac-mra",
    "CASCO": "iso-casco",
    "ISO 17025": "iso-iec-17025-2017",  # the edition that is current
    "CQC": "cqc",
    "中国质量认证中心": "cqc",
    "power bank": "product-category/power-banks",
    "kimchi": "product-category/kimchi",
    "laboratories": "organisation-kind/testing-laboratory",
    "notified bodies": "organisation-kind/eu-notified-body",
    "Winter Olympics": "beijing-winter-olympics",
    "forestry": "sector/forestry",
    "valid certificates": "indicator/valid-certificates",
    "turnover": "indicator/certification-turnover",
    "valid certificates 2021-12-31": "valid-certificates-2021",
    "80 billion": "cnca-2021/2.2.2.1",
    "cr:administers": "cr:administers",
    "which products need CCC": "ccc-list",
    "who recognises CNAS": "who-recognises",
    "what was cancelled": "cancelled",
    "partners of cnca": "partners",
}


@pytest.mark.parametrize(("words", "first"), GOLDEN.items())
def test_the_best_of_everything_comes_first(searcher, words, first):
    best = searcher.search(words)[0]
    assert (best.id if best.kind == "question" else names.short(best.id)) == first


@pytest.fixture(scope="module")
def searcher(graph):
    return search.Searcher(graph)


def test_results_have_a_name_in_the_language_asked_for_a_group_and_the_text_that_matched(searcher):
    best = searcher.search("CCC certification", "zh")[0]
    assert (best.kind, best.group, best.name, best.matched) == ("entity", "制度", "强制性产品认证", "CCC")
    figure = next(result for result in searcher.search("valid certificates 2021-12-31") if result.kind == "figure")
    assert figure.id == id_of("valid-certificates-2021")
    quoted = next(result for result in searcher.search("80 billion RMB") if result.kind == "passage")
    assert (quoted.name, quoted.matched) == (
        "CNCA 2021 work report, 2.2.2.1",
        "sales of organic products hit 80 billion RMB",
    )


@pytest.mark.parametrize("words", ["", "  ", "?!", "qqqqqq", "x" * 10_000, "\ud800"])
def test_nothing_is_found_for_nothing(searcher, words):
    assert searcher.search(words) == []


def test_a_table_of_results_has_keys_that_other_commands_take(graph):
    results = search.search(graph, "partners of cnca", limit=2)
    assert results[0].given == {"agency": "cnca"}
    found = search.table(results)
    assert found.variables == ("what", "name", "key", "matched", "score")
    assert [(row[0].value, row[2].value) for row in found.rows] == [("question", "partners"), ("agency", "cnca")]
    assert search.table([]).rows == ()


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_words_give_scores_that_fall_from_100(searcher, words):
    scores = [result.score for result in searcher.search(words)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 100 for score in scores)


def test_a_series_of_figures_is_found_once_by_its_newest(searcher):
    found = [
        one.matched
        for one in searcher.search("valid certificates quality management", limit=100)
        if one.kind == "figure"
    ]
    series = [text.rpartition(", ")[0] for text in found]
    assert "valid certificates, quality management systems, 2025-01-31" in found
    assert series.count("valid certificates, quality management systems") == 1


def test_a_figure_of_a_year_is_found_by_the_year(searcher):
    found = searcher.search("valid certificates 2021-12-31", limit=5)
    assert "valid certificates, 2021-12-31" in [one.matched for one in found]
