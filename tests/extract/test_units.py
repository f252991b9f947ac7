"""A figure has the unit that the text gives its number, and a fault says which part is wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg import shipped
from kg.extract import units
from kg.extract.claims import FigureClaim
from kg.rdf import vocabulary
from kg.text import numbers as figures
from kg.text.number_words import number_words
from kg.text.numbers import numbers

CODES = vocabulary.read(shipped.ONTOLOGY).codes["unit"]


def reason(text: str, unit: str) -> str:
    code = CODES[unit]
    money = "CCY_" in code.iri
    kind = figures.PERCENT if unit == "PERCENT" else figures.MONEY if money else figures.AMOUNT
    (number,) = (one for one in numbers(text) if one.kind not in (figures.YEAR, figures.DATE))
    names = tuple(code.labels.values())
    claim = FigureClaim("", None, Decimal(0), kind, "exact", None, None, None, "", unit, names)
    return units.wrong(claim, number, text)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("They seized ropes worth Shillings 4.5 billion.", "UGX"),
        ("They seized ropes worth 4.5 billion shillings.", "KES"),
        ("They seized ropes worth Shs 4.5 billion.", "TZS"),
        ("Ropes worth 12 million francs were sold.", "RWF"),
        ("Ropes worth $12 million were sold.", "SGD"),
        ("Ropes worth 12 million dollars were sold.", "TTD"),
        ("Ropes worth Rwf (in all) 12 million were sold in lots.", "RWF"),
        ("缆绳价值300万元。", "HKD"),
        ("缆绳价值300万先令。", "UGX"),
        ("緝獲的纜繩價值300萬先令。", "KES"),
        ("They seized 61 metric tonnes of rope.", "TONNE"),
        ("There were 61 rope makers.", "NUM"),
        ("They sold 61 acres of land.", "NUM"),
        ("The share was 61 per cent.", "PERCENT"),
        ("缆绳占61%。", "PERCENT"),
        ("The time limit was 17 workdays.", "workday"),
    ],
)
def test_the_unit_that_a_number_has(text, unit):
    assert reason(text, unit) == ""


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("They seized ropes worth Shillings 4.5 billion.", "NUM", "the report says Shillings 4.5 billion, not NUM"),
        ("They seized ropes worth 4.5 billion rupiah.", "NUM", "the report says 4.5 billion rupiah, not NUM"),
        ("They seized ropes worth Shillings 4.5 billion.", "PHP", "does not say PHP (Philippine peso, 菲律宾比索)"),
        ("They seized 61 metric tonnes of rope.", "NUM", "the report says 61 metric tonnes, not NUM"),
        ("They seized 61 metric tonnes of rope.", "PHP", "the report says 61 metric tonnes, not PHP"),
        ("They seized 61 metric tonnes of rope.", "KiloGM", "the report says 61 metric tonnes, not KiloGM"),
        ("There were 61 rope makers.", "TONNE", "does not say TONNE"),
        ("There were 61 rope makers.", "CNY", "does not say CNY"),
        ("Ropes worth HK$12 million were sold.", "SGD", "the report says HK$12 million, not SGD"),
        ("Ropes worth RMB 12 million were sold.", "USD", "the report says RMB 12 million, not USD"),
        ("缆绳价值300万美元。", "CNY", "the report says 300万美元, not CNY"),
        ("The share was 61 per cent.", "NUM", "the report says 61 per cent, not NUM"),
        ("It grew by 6 percentage points.", "PERCENT", "the report says 6 percentage points, not PERCENT"),
        ("There were 61 rope makers.", "PERCENT", "the report says 61, not PERCENT"),
    ],
)
def test_another_unit_is_named(text, unit, expected):
    assert expected in reason(text, unit)


def test_the_measures_with_a_code_are_those_of_the_list():
    assert set(number_words().units) & set(CODES) == units._CODED


def test_the_first_of_several_shares_is_one():
    text = "The shares of the two were 11 and 14 percent."
    number = next(one for one in numbers(text) if one.value == 11)
    claim = FigureClaim("", None, Decimal(11), figures.PERCENT, "exact", None, None, None, "", "PERCENT", ())
    assert units.wrong(claim, number, text) == ""
