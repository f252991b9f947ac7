"""Text out of PDF, with pypdf; the place of a stretch is its page."""

from __future__ import annotations

import re
from io import BytesIO

from kg.errors import DataError, LimitError
from kg.extract.text import Text, Writer, no_text

MAX_PAGES = 5_000
#: A line that only numbers its page.
_PAGE_NUMBER = re.compile(
    r"\s*(?:-\s*|—\s*|page\s+|第\s*)?[0-9]{1,4}(?:\s*-|\s*—|\s*页|\s*(?:/|of)\s*[0-9]{1,4})?\s*\Z", re.I
)


def pdf(name: str, content: bytes) -> Text:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is odd inside a PDF is not for our readers
    writer = Writer()
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise no_text(name, "the PDF is encrypted; save it without a password")
        if len(reader.pages) > MAX_PAGES:
            raise LimitError(f"{name}: {len(reader.pages):,} pages; the limit is {MAX_PAGES:,}")
        for number, page in enumerate(reader.pages, start=1):
            lines = page.extract_text().splitlines()
            while lines and (not lines[-1].strip() or _PAGE_NUMBER.match(lines[-1])):
                lines.pop()
            while lines and (not lines[0].strip() or _PAGE_NUMBER.match(lines[0])):
                lines.pop(0)
            writer.add("".join(f"{line.rstrip()}\n" for line in lines), number)
    except (DataError, LimitError):
        raise
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
        return writer.made(name, "pdf")
    except DataError:
        raise no_text(name, "the PDF holds pictures of pages, no text; run it through OCR first") from None
