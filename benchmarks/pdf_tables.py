"""Tables of PDF files: of the numbers of published reports' tables, how many are read with the heads of row and column.

Usage: python benchmarks/pdf_tables.py FOLDER

FOLDER holds the files of the ICDAR 2013 table competition (NAME.pdf, NAME-str.xml): reports of the European Union and
of the United States with their cells marked by hand; Camelot's repository has a copy. A number counts that has words in
a cell to its left and above it; it is right if the words of its row and the nearest above it are in the heads that were
read. Whatever else is read as a number of a table counts as wrong.
"""

from __future__ import annotations

import argparse
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from pypdf import PdfReader
from timing import table

from kg.extract import pdf_tables

VALUE = re.compile(r"[+-]?(?:[$€£¥]\s?)?\d[\d,.]*%?")
YEAR = re.compile(r"(?:19|20)\d\d")


class Number(NamedTuple):
    """A number of a table: its page, itself, and the heads of its row and column."""

    page: int
    value: str
    row: str
    column: str


class Cell(NamedTuple):
    """A cell as marked by hand: its page, its first and last row and column, its words."""

    page: int
    top: int
    bottom: int
    left: int
    right: int
    words: str


def plain(words: str) -> str:
    """Letters and digits alone: hyphens and spaces differ from program to program."""
    return re.sub(r"\W+", "", words).lower()


def is_number(words: str) -> bool:
    return VALUE.fullmatch(words) is not None and not YEAR.fullmatch(words)


def marked(path: Path) -> Iterator[Number]:
    """The numbers of a file's tables, as marked by hand."""
    for each in ElementTree.parse(path).iter("table"):
        cells = [
            Cell(
                int(region.get("page", "1")),
                *(int(cell.get("start-row", "0")), int(cell.get("end-row") or cell.get("start-row", "0"))),
                *(int(cell.get("start-col", "0")), int(cell.get("end-col") or cell.get("start-col", "0"))),
                (cell.findtext("content") or "").strip(),
            )
            for region in each.iter("region")
            for cell in region.iter("cell")
        ]
        numbers = [cell for cell in cells if is_number(cell.words) and cell.left]
        first = min((cell.top for cell in numbers), default=0)
        for one in numbers:
            ahead = [
                cell
                for cell in cells
                if cell.top <= one.top <= cell.bottom and cell.left < one.left and not VALUE.fullmatch(cell.words)
            ]
            above = [cell for cell in cells if cell.left <= one.left <= cell.right and cell.bottom < first]
            row = max((cell for cell in ahead if cell.words), key=lambda cell: cell.left, default=None)
            column = max((cell for cell in above if cell.words), key=lambda cell: cell.top, default=None)
            if row is not None and column is not None:
                yield Number(one.page, one.words, plain(row.words), plain(column.words))


def read(path: Path) -> Iterator[Number]:
    """The numbers of a file's tables, as read."""
    for number, page in enumerate(PdfReader(path).pages, start=1):
        text = plain(page.extract_text())
        for each in pdf_tables.tables(page.extract_text(extraction_mode="layout")):
            for words, (head, *values) in each.rows:
                for value, column in zip(values, each.heads[1:], strict=True):
                    if is_number(value) and plain(words) in text:
                        yield Number(number, value, plain(head), plain(column))


def agrees(one: Number, other: Number) -> bool:
    """Whether a number as read is the one marked."""
    return one[:2] == other[:2] and one.row in other.row and one.column in other.column


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    files = right = wanted = given = 0
    for path in sorted(parser.parse_args().folder.glob("*-str.xml")):
        report = path.with_name(path.name.replace("-str.xml", ".pdf"))
        if not report.exists():
            continue
        gold, found = list(marked(path)), list(read(report))
        files, wanted, given = files + 1, wanted + len(gold), given + len(found)
        for one in gold:
            answer = next((other for other in found if agrees(one, other)), None)
            if answer is not None:
                found.remove(answer)
                right += 1
    row = [files, wanted, given, right, f"{right / max(1, given):.2f}", f"{right / max(1, wanted):.2f}"]
    table(["files", "numbers", "read", "right", "precision", "recall"], [row])


if __name__ == "__main__":
    main()
