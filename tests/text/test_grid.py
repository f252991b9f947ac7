"""A table within a width: words stay whole, Chinese counts two columns, and what does not fit becomes records."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from kg.text.grid import Column, lay_out, wrap

SCHEME = Column("scheme", ("China Compulsory Certification", "HACCP certification"))
VALUE = Column("value", ("1,479,000", "33"), right=True)
PASSAGE = Column("passage", ("cnca-2021/overview", "cnas-half-year-report-2021"), dispensable=1)


def lines(*columns: Column, width: int | None, whole: bool = False) -> list[str]:
    return list(lay_out(columns, width, whole).lines)


def test_a_table_that_fits_has_a_line_a_row_and_numbers_on_the_right() -> None:
    expected = [
        "scheme                              value",
        "─────────────────────────────────────────",
        "China Compulsory Certification  1,479,000",
        "HACCP certification                    33",
    ]
    assert lines(SCHEME, VALUE, width=None) == lines(SCHEME, VALUE, width=41) == expected


def test_names_wrap_between_words_and_the_first_column_shows_where_a_row_starts() -> None:
    assert lines(SCHEME, VALUE, width=30) == [
        "scheme                   value",
        "──────────────────────────────",
        "China Compulsory     1,479,000",
        "  Certification",
        "HACCP certification         33",
    ]


def test_the_most_dispensable_column_is_hidden_where_not_even_words_fit() -> None:
    many = [
        Column(column.heading, column.cells * 3, column.right, column.dispensable)
        for column in (SCHEME, VALUE, PASSAGE)
    ]
    grid = lay_out(many, 50)
    assert grid.hidden == ("passage",)
    assert all(cell_len(line) <= 50 for line in grid.lines)
    assert lay_out(many, 60).hidden == ()


def test_rows_become_records_where_nothing_may_be_hidden_or_they_are_few() -> None:
    expected = [
        "scheme:   China Compulsory",
        "          Certification",
        "value:    1,479,000",
        "passage:  cnca-2021/overview",
        "",
        "scheme:   HACCP certification",
        "value:    33",
        "passage:  cnas-half-year-",
        "          report-2021",
    ]
    assert lines(SCHEME, VALUE, PASSAGE, width=29) == expected
    assert lines(SCHEME, VALUE, PASSAGE, width=29, whole=True) == expected


def test_records_leave_out_what_is_empty() -> None:
    one = [Column("a", ("x" * 12,)), Column("b", ("",)), Column("c", ("y" * 12,))]
    assert lines(*one, width=20) == ["a:  xxxxxxxxxxxx", "c:  yyyyyyyyyyyy"]


def test_a_column_without_a_value_is_left_out_where_room_is_short() -> None:
    empty = Column("quote", ("", ""))
    assert lines(SCHEME, empty, VALUE, width=41) == lines(SCHEME, VALUE, width=41)
    assert "quote" in lines(SCHEME, empty, VALUE, width=60)[0]


def test_chinese_counts_two_columns_and_breaks_between_characters_not_before_a_comma() -> None:
    name = "国家认证，认可监督管理委员会"
    assert wrap(name, 8) == ["国家认", "证，认可", "监督管理", "委员会"]
    table = lines(Column("name", (name,)), Column("key", ("cnca",)), width=20)
    assert table[2:] == ["国家认证，认可  cnca", "  监督管理委员", "  会"]


def test_a_date_breaks_nowhere_and_an_interval_between_its_dates() -> None:
    assert wrap("on 2021-12-31", 10) == ["on", "2021-12-31"]
    assert wrap("2022-01-01/2024-12-31", 12) == ["2022-01-01/", "2024-12-31"]


def test_an_address_breaks_after_a_slash() -> None:
    assert wrap("https://example.org/a/path/of/some/length", 24) == ["https://example.org/a/", "path/of/some/length"]


@pytest.mark.parametrize("width", [20, 21, 33])
def test_a_word_wider_than_the_line_is_broken_rather_than_the_line_exceeded(width: int) -> None:
    word = "samr-testing-statistics-2019-" + "x" * 50 + "国" * 30
    broken = wrap(word, width)
    assert "".join(broken) == word
    assert all(cell_len(line) <= width for line in broken)


def test_no_columns_give_no_lines() -> None:
    assert lines(width=80) == []


def test_where_nothing_else_fits_values_that_repeat_stand_above_their_rows():
    columns = [
        Column("indicator", ("certification bodies",) * 3 + ("valid certificates",) * 2),
        Column("area", ("China",) * 3 + ("Korea",) * 2),
        Column("part", ("total", "foreign-invested", "total", "self-declaration", "total")),
        Column("value", ("932", "31", "1000", "12", "3020000"), right=True),
    ]
    grid = lay_out(columns, 30)
    assert grid.lines == (
        "indicator · area",
        "  part                value",
        "────────────────────────────",
        "certification bodies · China",
        "  total                 932",
        "  foreign-invested       31",
        "  total                1000",
        "valid certificates · Korea",
        "  self-declaration       12",
        "  total             3020000",
    )


def test_values_that_hardly_repeat_do_not():
    cells = tuple(f"certification-body-{number}" for number in range(6))
    columns = [Column("body", cells), Column("scheme", cells), Column("place", cells)]
    assert not lay_out(columns, 30).headings
