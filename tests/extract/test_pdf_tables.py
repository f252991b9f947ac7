"""Tables of a PDF: rows and columns by where their words stand."""

from __future__ import annotations

from test_formats import pdf_of, written

from kg.extract.figures.tables import NumberTables
from kg.extract.formats import read
from kg.extract.pdf_tables import with_tables

ROPES = [
    ("Table 4: Ropes by kind", [(60, 700)]),
    ("Kind|Tested|Found safe (%)", [(60, 680), (240, 680), (340, 680)]),
    ("Hemp ropes|1,204|93.5", [(60, 660), (246, 660), (364, 660)]),
    ("Silk ropes|87|100", [(60, 640), (260, 640), (368, 640)]),
    ("Nets and knots of every kind|350|0.4", [(60, 620), (254, 620), (372, 620)]),
    ("All ropes were tested in Ropetown, which has 12 laboratories", [(60, 580)]),
]


def cells(rows: list[tuple[str, list[tuple[int, int]]]], order: str = "rows") -> list[tuple[int, int, str]]:
    """(x, y, words) of each cell, written row by row or column by column."""
    every = [(x, y, words) for row, at in rows for (x, y), words in zip(at, row.split("|"), strict=True)]
    return every if order == "rows" else sorted(every)


def heads(text: str) -> dict[str, str]:
    """Number -> what its heads say, of each cell of a table."""
    tables = NumberTables(text, 0, len(text))
    found = {start: tables.at(start) for start in range(len(text))}
    return {text[start : cell.end]: cell.words for start, cell in found.items() if cell is not None}


def test_a_number_has_the_heads_of_its_row_and_column(tmp_path):
    text = read(written(tmp_path, "ropes.pdf", pdf_of(cells(ROPES)))).text
    assert "Kind\tTested\tFound safe (%)\nHemp ropes\t1,204\t93.5\nSilk ropes\t87\t100\n" in text
    assert heads(text) == {
        "1,204": "Tested: Hemp ropes",
        "93.5": "Found safe: Hemp ropes",
        "87": "Tested: Silk ropes",
        "100": "Found safe: Silk ropes",
        "350": "Tested: Nets and knots of every kind",
        "0.4": "Found safe: Nets and knots of every kind",
    }
    assert text.endswith("which has 12 laboratories\n")


def test_a_row_may_lack_a_number(tmp_path):
    gap = [*ROPES[:4], ("Nets|0.4", [(60, 620), (372, 620)])]
    text = read(written(tmp_path, "ropes.pdf", pdf_of(cells(gap)))).text
    assert "Nets\t\t0.4" in text


def test_heads_of_several_lines(tmp_path):
    two = [("Ropes|Ropes", [(240, 694), (340, 694)]), ("Kind|tested|found safe", [(60, 680), (240, 680), (340, 680)])]
    text = read(written(tmp_path, "ropes.pdf", pdf_of(cells([*two, *ROPES[2:5]])))).text
    assert heads(text)["87"] == "Ropes tested: Silk ropes"
    assert text.count("Ropes") == 2  # the two lines became one


def test_a_line_between_rows_ends_no_table(tmp_path):
    parted = [*ROPES[:3], ("Imported", [(60, 650)]), *ROPES[3:5]]
    text = read(written(tmp_path, "ropes.pdf", pdf_of(cells(parted)))).text
    assert heads(text)["87"] == "Tested: Silk ropes"


def test_what_is_not_sure_stays_as_it_is(tmp_path):
    for rows in (
        ROPES[2:5],  # no heads
        [("Kind|Tested|Tested", [(60, 680), (240, 680), (340, 680)]), *ROPES[2:5]],  # two of one name
        [("Kind|Tested", [(60, 680), (240, 680)]), *ROPES[2:5]],  # a column without one
    ):
        assert "\t" not in read(written(tmp_path, "ropes.pdf", pdf_of(cells(rows)))).text


def test_prose_in_two_columns_is_no_table():
    layout = (
        "In 2030 the bureau tested 12      The ropes came from 45\n"
        "ropes of hemp and 30              provinces, of which\n"
        "of silk, so 42                    all but 3 had a\n"
    )
    text = "In 2030 the bureau tested 12\nropes of hemp and 30\nof silk, so 42\nThe ropes came from 45\n"
    assert with_tables(text, layout) == text


def test_a_page_that_writes_its_columns_one_by_one_keeps_its_text(tmp_path):
    text = read(written(tmp_path, "ropes.pdf", pdf_of(cells(ROPES, "columns")))).text
    assert {"1,204", "93.5", "350"} <= set(text.split())
