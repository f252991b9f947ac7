"""Cells that a spreadsheet would run, plain and disguised."""

from __future__ import annotations

import pytest

from kg.files.spreadsheet import spreadsheet_safe


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-Dash body", "'-Dash body"),
        ("\t=1+1", "'\t'=1+1"),
        (" =1+1", "' =1+1"),
        ("＝1+1", "'＝1+1"),
        ("﹢1", "'﹢1"),
        ("\u200b=1+1", "'\u200b=1+1"),
        ("\ufeff\u00ad＠x", "'\ufeff\u00ad＠x"),
        ("x;=1+1", "x;'=1+1"),
        ("x\t\u200b=1+1;y", "x\t'\u200b=1+1;y"),
        ("x\n=1+1", "x\n'=1+1"),
        ("x\r\n＝1+1", "x\r\n'＝1+1"),
    ],
)
def test_a_formula_however_disguised_gets_an_apostrophe(cell: str, safe: str) -> None:
    assert spreadsheet_safe(cell) == safe


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "a=b",
        "-5",
        "+1.5e-3",
        "x;-5",
        "a; - b",
        "Beijing,+86-10",
        "10;11",
        "海关总署",
        "(=)",
        "\u200b",
        ";",
        "a;b\n",
    ],
)
def test_all_else_stays_as_it_is(cell: str) -> None:
    assert spreadsheet_safe(cell) == cell
