"""Tables as rows of text: separators, headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DataError
from kg.files import table


def test_excel_names_the_separator_in_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("sep=;\nid;name\n1;Alder\n", "utf-8")
    with table.opened(str(path)) as opened:
        assert opened.columns == ("id", "name")
        assert list(opened.rows) == [(3, ["1", "Alder"])]


def test_a_bar_separates_too(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id|name\n1|Alder\n", "utf-8")
    with table.opened(str(path)) as opened:
        assert list(opened.rows) == [(2, ["1", "Alder"])]


def test_a_wide_header_is_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(",".join(f"c{place}" for place in range(100_000)) + ",c7\n", "utf-8")
    with pytest.raises(DataError, match='two columns are called "c7"'), table.opened(str(path)):
        pass
