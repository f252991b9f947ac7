"""Text out of PDF, with pypdf; the place of a stretch is its page."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from kg.errors import DataError, LimitError
from kg.extract.pdf_tables import with_tables
from kg.extract.text import ReportText, Writer, no_text

if TYPE_CHECKING:
    from pypdf import PageObject

MAX_PAGES = 5_000
#: How often one page may write text; a page of print does so a few thousand times at most.
MAX_SHOWN = 20_000
#: How often a page may write text whose tables are looked for; the layout of a line takes up to 10,000 spaces a time.
MAX_SHOWN_TABLE = 5_000
#: A line that may be a row of a table: it is, or ends with, a number.
_TABULAR = re.compile(r"\d[%)]?\s*$", re.MULTILINE)
_SHOWS = re.compile(rb"T[jJ]\b|[\"'](?=\s)")
#: A line that only numbers its page.
_PAGE_NUMBER = re.compile(
    r"\s*(?:-\s*|—\s*|page\s+|第\s*)?[0-9]{1,4}(?:\s*-|\s*—|\s*页|\s*(?:/|of)\s*[0-9]{1,4})?\s*\Z", re.I
)


def pdf(name: str, content: bytes) -> ReportText:
    """The text of a PDF report, page by page, without page numbers, tables with tabs between their cells; a note lists
    the pages that are only pictures.

    Raises DataError for a PDF that is damaged, encrypted or without text, and LimitError for one with too many pages or
    too much text on a page.
    """
    import logging

    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is odd inside a PDF is not for our readers
    writer = Writer()
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise no_text(name, "the PDF is encrypted; save it without a password")
        if len(reader.pages) > MAX_PAGES:
            raise LimitError(f"{name}: {len(reader.pages):,} pages; the limit is {MAX_PAGES:,}")
        pictures: list[int] = []
        for number, page in enumerate(reader.pages, start=1):
            shown = _shown(name, number, page)
            lines = _text(page, shown).splitlines()
            if not any(map(str.strip, lines)) and _has_picture(page):
                pictures.append(number)
            while lines and (not lines[-1].strip() or _PAGE_NUMBER.match(lines[-1])):
                lines.pop()
            while lines and (not lines[0].strip() or _PAGE_NUMBER.match(lines[0])):
                lines.pop(0)
            writer.add("".join(f"{line.rstrip()}\n" for line in lines), number)
    except (DataError, LimitError):
        raise
    except DependencyError as fault:
        if "cryptography" in str(fault):
            why = "the PDF is encrypted with AES; install cryptography, or save it without encryption"
        else:
            why = f"a part of the PDF is compressed in a way that is not read ({str(fault).rstrip('.')})"
        raise no_text(name, why) from None
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OSError,
        AssertionError,
    ) as fault:
        raise no_text(name, f"a damaged or truncated PDF ({fault})") from fault
    try:
        made = writer.made(name, "pdf")
    except DataError:
        raise no_text(name, "the PDF holds pictures of pages, no text; run it through OCR first") from None
    if not pictures:
        return made
    listed = ", ".join(map(str, pictures[:10])) + (", …" if len(pictures) > 10 else "")
    note = f"{name}: {len(pictures)} of {len(reader.pages)} pages are pictures and were not read (page {listed})"
    return replace(made, notes=(f"{note}; run it through OCR first.",))


def _shown(name: str, number: int, page: PageObject) -> int:
    """How often a page writes text. Raises LimitError where that is so often that reading it would take minutes."""
    content = page.get_contents()
    shown = len(_SHOWS.findall(content.get_data())) if content is not None else 0
    if shown > MAX_SHOWN:
        raise LimitError(f"{name}: page {number} writes text {shown:,} times; the limit is {MAX_SHOWN:,}")
    return shown


def _text(page: PageObject, shown: int) -> str:
    """The text of a page, its tables with tabs between their cells."""
    text = page.extract_text()
    if shown > MAX_SHOWN_TABLE or len(_TABULAR.findall(text)) < 2:
        return text
    return with_tables(text, page.extract_text(extraction_mode="layout"))


def _has_picture(page: PageObject) -> bool:
    return len(page.images) > 0
