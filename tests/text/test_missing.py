"""Cells that hold no value are recognised in any spelling, and no value is taken for one."""

from __future__ import annotations

import pytest

from kg.text.missing import is_missing


@pytest.mark.parametrize(
    "cell",
    [
        *("", "  ", "N/A", "n.a.", "NA", "#N/A", "-", "--", "—", "?", "null", "None", "NaN", "unknown", "(unknown)"),
        *("TBD", "not available", "unbekannt", "inconnu", "无", "暂无", "未知", "없음", "Ｎ／Ａ", "000-000", "XXXX"),
    ],
)
def test_no_value(cell: str) -> None:
    assert is_missing(cell)


@pytest.mark.parametrize(
    "cell", ["0", "0100", "A", "No. 1", "Nada Testing", "NAB", "无锡检测", "United", "5299-00A", "X"]
)
def test_a_value(cell: str) -> None:
    assert not is_missing(cell)
