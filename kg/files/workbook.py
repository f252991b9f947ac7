"""Workbooks for spreadsheet programs: texts are written as text, never as a formula or a link, numbers as numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from kg.errors import LimitError

#: What a sheet can hold.
MOST_ROWS, MOST_LETTERS = 1_048_576, 32_767
#: What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The same content gives the same bytes: the file says no hour of its making.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_WIDEST = 60

Row = Sequence[str | float | None]


def workbook(sheets: Mapping[str, tuple[Sequence[str], Sequence[Row]]]) -> bytes:
    """A workbook of sheets: name -> headings and rows. Raises LimitError for more rows than a sheet holds."""
    import xlsxwriter

    out = io.BytesIO()
    plain_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {"in_memory": True, **plain_text}) as book:
        book.set_properties({"created": _MADE, "author": "certreg"})
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, (columns, rows) in sheets.items():
            if len(rows) >= MOST_ROWS:
                raise LimitError(f"{name}: {len(rows):,} rows; a sheet holds {MOST_ROWS - 1:,}. Write csv instead")
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [printable(column) for column in columns], bold)
            widths = [len(column) for column in columns]
            for place, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(place, column, printable(value)[:MOST_LETTERS])
                        widths[column] = max(widths[column], min(len(value), _WIDEST))
                    elif value is not None:
                        sheet.write_number(place, column, value)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width + 2)
            sheet.autofilter(0, 0, max(len(rows), 1), max(len(columns) - 1, 0))
    return out.getvalue()


def printable(text: str) -> str:
    """A text with a mark in place of each character that XML cannot hold."""
    return text if text.isascii() and text.isprintable() else _FORBIDDEN.sub("\ufffd", text)
