"""Parquet as a table of text: what other programs write is read as a CSV file would hold it, or refused."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from kg.errors import DataError
from kg.files import table
from kg.files.parquet import MAX_CELL


def rows(tmp_path: Path, columns: dict[str, Any]) -> tuple[tuple[str, ...], list[list[str]]]:
    path = tmp_path / "t.parquet"
    pyarrow.parquet.write_table(pyarrow.table(columns), path)
    with table.opened(str(path)) as opened:
        return opened.columns, [list(cells) for _, cells in opened.rows]


def test_bytes_that_are_utf_8_are_text(tmp_path: Path) -> None:
    assert rows(tmp_path, {"name": pyarrow.array([b"Alder", "é".encode()], pyarrow.binary())})[1] == [["Alder"], ["é"]]


def test_bytes_that_are_no_text_are_refused_with_their_row(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"t\.parquet:2: a cell holds bytes that are not UTF-8 text"):
        rows(tmp_path, {"name": pyarrow.array([b"A", b"\xff"], pyarrow.binary())})


def test_lists_are_written_as_from_json_lines(tmp_path: Path) -> None:
    assert rows(tmp_path, {"names": [["A", "B"], [], None]})[1] == [["A|B"], [""], [""]]


def test_midnight_is_the_date_and_any_other_time_stays(tmp_path: Path) -> None:
    times = [datetime.datetime(2021, 1, 1), datetime.datetime(2021, 1, 1, 12)]
    assert rows(tmp_path, {"from": times})[1] == [["2021-01-01"], ["2021-01-01T12:00:00"]]


def test_names_of_columns_lose_the_white_space_around_them(tmp_path: Path) -> None:
    assert rows(tmp_path, {" id ": ["1"]})[0] == ("id",)


def test_a_cell_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="a cell of 131,073 bytes"):
        rows(tmp_path, {"name": ["x" * (MAX_CELL + 1)]})
