"""Numbers of tables have the heads of their row and column; the tables are made up."""

from __future__ import annotations

import pytest

from kg.extract.figures.tables import NumberTables


def cells(text):
    tables = NumberTables(text, 0, len(text))
    found = [tables.at(place) for place in range(len(text))]
    return [(one.words, one.period) for one in found if one is not None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kind\t2021\t2022\nGull houses\t932\t1,128\n", [("Gull houses", "2021"), ("Gull houses", "2022")]),
        ("2021\t2022\nGull houses\t932\t1,128\n", [("Gull houses", "2021"), ("Gull houses", "2022")]),  # empty corner
        (
            "| Kind | Boats | Share (%) |\n|---|---|---|\n| Red | 40 | 12.5 |\n",
            [("Boats: Red", ""), ("Share: Red", "")],
        ),
        ("指标\t2022年\n海鸥机构\t52,769\n", [("海鸥机构", "2022年")]),
        ("Boats by year\n2021 2022\nRed boats 40 1,050\n", [("Red boats", "2021"), ("Red boats", "2022")]),
        ("Sector\tNumber\nRopes\t9\nBoats in 2020\nKind\tNumber\nRed\t4\n", [("Ropes", ""), ("Red", "Boats in 2020")]),
        ("Red boats 40 1,050\n", []),
        ("Kind\t2021\nRed boats\t40\t50\n", []),  # whose column is 50?
        ("One\ttwo words\nthree\tfour\n", []),
    ],
)
def test_heads_of_rows_and_columns(text, found):
    assert cells(text) == found


def test_a_table_in_thousands_says_so():
    text = "Kind\tCertificates (thousands)\nRed\t40\n"
    cell = NumberTables(text, 0, len(text)).at(text.index("40"))
    assert cell is not None and cell.scaled


def test_a_cell_of_many_numbers_and_a_word_ends():
    """Numbers that spaces could belong to were tried in every way: a cell of thirty took hours."""
    text = f"kind\t2020\t2021\ntests\t{'1 ' * 200}x\t7\n"
    assert NumberTables(text, 0, len(text)).at(text.index("7")) is not None
