"""A page that a browser printed: `kg extract` reads the tables of its PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.extract.figures.tables import NumberTables
from kg.extract.formats import read

pytestmark = pytest.mark.chromium

PAGE = """<h1>Ropes tested in 2030</h1><p>The bureau tested ropes of 12 kinds.</p>
<table cellpadding="6"><tr><th>Kind<th>Samples tested<th>Not conforming</tr>
<tr><td>Hemp ropes<td align="right">1,204<td align="right">87</tr>
<tr><td>Silk ropes, coloured and plain, for ladders of any length<td align="right">350<td align="right">6</tr>
<tr><td>Nets<td align="right">9<td align="right">0</tr></table><p>All others follow in 2031.</p>"""


def test_tables_of_a_printed_page(browser, tmp_path: Path):
    tab = browser.new_page()
    tab.set_content(PAGE)
    tab.pdf(path=tmp_path / "ropes.pdf")
    tab.close()
    text = read(str(tmp_path / "ropes.pdf")).text
    tables = NumberTables(text, 0, len(text))
    found = [(text[at : cell.end], cell.words) for at in range(len(text)) if (cell := tables.at(at)) is not None]
    assert [value for value, _ in found] == ["1,204", "87", "350", "6", "9", "0"]
    assert found[0][1] == "Samples tested: Hemp ropes"
    assert found[3][1].startswith("Not conforming: Silk ropes")
