"""A report from wherever it lies (file, standard input, URL) as plain text, each stretch with its place in the source.

Plain text is read as it is; `kg.extract.markup` reads Markdown and HTML, `kg.extract.pdf` PDF. What cannot be read as
text is one DataError.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from kg.errors import EnvironmentFault, LimitError, UsageError
from kg.extract.markup import html, markdown
from kg.extract.pdf import pdf
from kg.extract.text import MAX_LINE, ReportText, checked, no_text
from kg.extract.wording import unbroken

if TYPE_CHECKING:
    from kg.files.http import Response

__all__ = ["MAX_BYTES", "MAX_LINE", "STDIN", "ReportText", "lines", "read"]

MAX_BYTES = 128 * 1024 * 1024
#: For a download, from connecting to the last byte, in seconds.
TIMEOUT = 60.0
STDIN = "-"

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|article|div|p|h[1-6])\b", re.I | re.S
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([\w-]{1,40})", re.I)
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding=[\"']([\w-]{1,40})", re.I)
#: A Chinese character between Latin letters.
_HAN_ALONE = re.compile(
    r"(?<=[A-Za-z])[\u3400-\u9fff](?![\u3400-\u9fff])|(?<![\u3400-\u9fff])[\u3400-\u9fff](?=[A-Za-z])"
)
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKDOWN_SUFFIXES = (".md", ".markdown")


def read(where: str) -> ReportText:
    """The text of a report: a file's path, ``-`` for standard input, or an http or https URL.

    Raises EnvironmentFault (it is not there), DataError (it is no readable text) and LimitError (far too large).
    """
    name, content, declared = _fetched(where)
    if not content.strip():
        raise no_text(name, "empty")
    if content.startswith(b"%PDF-"):
        return pdf(name, content)
    suffix = Path(name.partition("?")[0]).suffix.lower()
    if suffix in (".html", ".htm", ".xhtml") or _HTML_START.match(content[:4096]):
        return html(name, _decoded(name, content, declared, html=True))
    text = _decoded(name, content, declared)
    return (
        markdown(name, text) if suffix in _MARKDOWN_SUFFIXES else checked(ReportText(text, name, "text", source=text))
    )


def lines(where: str, notes: list[str] | None = None) -> Iterator[str]:
    """The lines of a report with their ends. A file of plain UTF-8 text is read as it goes, whatever its length.

    What could not be read (pages that are pictures) is added to `notes`.

    Raises what `read` raises; a file that is read as it goes may end so in its midst.
    """
    path = Path(where)
    if where == STDIN or _ADDRESS.match(where) or not path.is_file() or not _is_plain(path):
        whole = read(where)
        if notes is not None:
            notes.extend(whole.notes)
        yield from _LINE.findall(unbroken(whole.text))
        return
    size = 0
    with path.open("rb") as file:
        for number, raw in enumerate(iter(lambda: file.readline(4 * MAX_LINE), b""), start=1):
            size += len(raw)
            if size > MAX_BYTES:
                raise LimitError(f"{path}: more than {MAX_BYTES // 2**20} MiB; a report is far smaller")
            try:
                line = raw.decode()
            except UnicodeDecodeError:
                raise no_text(str(path), "neither UTF-8 nor another encoding throughout", number) from None
            if len(line) > MAX_LINE:
                raise no_text(
                    str(path), f"a line of more than {MAX_LINE:,} characters; the limit is {MAX_LINE:,}", number
                )
            if _NOT_TEXT.search(line):
                raise no_text(str(path), "a binary file", number)
            yield line


def _is_plain(path: Path) -> bool:
    """Whether a file begins as UTF-8 text without marks that `read` would interpret."""
    if path.suffix.lower() in (*_MARKDOWN_SUFFIXES, ".html", ".htm", ".xhtml"):
        return False
    try:
        with path.open("rb") as file:
            head = file.read(65_536)
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except (OSError, ValueError):
        return False  # `read` says why
    marked = head.startswith((b"%PDF-", *(mark for mark, _ in _BYTE_ORDER_MARKS))) or _HTML_START.match(head[:4096])
    return bool(head.strip()) and not marked


def _fetched(where: str) -> tuple[str, bytes, str]:
    """The name of a report, its bytes, and the encoding that a server declared for them."""
    if where == STDIN:
        return "standard input", _limited(sys.stdin.buffer, "standard input"), ""
    if _ADDRESS.match(where):
        response = _downloaded(where)
        return where, response.content, response.charset
    path = Path(where)
    try:
        if path.is_dir():
            raise EnvironmentFault(f"{path}: a folder, not a report")
        with path.open("rb") as file:
            return str(path), _limited(file, str(path)), ""
    except (OSError, ValueError) as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {getattr(fault, 'strerror', None) or fault}") from fault


def _limited(file: IO[bytes], name: str) -> bytes:
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise LimitError(f"{name}: more than {MAX_BYTES // 2**20} MiB; a report is far smaller")
    return content


def _downloaded(address: str) -> Response:
    """The document at an address. Raises UsageError for an address that is neither http nor https."""
    from kg.files import http

    if not re.match(r"https?://[^/]", address, re.I):
        raise UsageError(f"{address}: only http and https addresses are read")
    return http.download(address, seconds=TIMEOUT, max_bytes=MAX_BYTES, accept="text/html, application/pdf, text/*")


def _decoded(name: str, content: bytes, declared: str = "", html: bool = False) -> str:
    """UTF-8, UTF-16 with its mark, what the server or the page declares, GB 18030 where the text then is Chinese, or
    Windows-1252 where it then is a Western language."""
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    encodings = [declared] if declared else []
    if match := _XML_ENCODING.match(content[:400]):
        encodings.append(match[1].decode("ascii"))
    if html and (match := _CHARSET.search(content[:4096])):
        encodings.append(match[1].decode("ascii"))
    wide = [one for one in encodings if one.lower().startswith(("utf-16", "utf-32"))]  # whose bytes are valid UTF-8
    tried = [marked] if marked else [*wide, "utf-8", *encodings, "gb18030", "windows-1252"]
    for encoding in tried:
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding == "gb18030" and not (_is_chinese(text) and not _is_mixed(content)):
            continue
        if encoding == "windows-1252" and not _is_western(text):
            continue
        broken = _NOT_TEXT.search(text)
        if broken:
            at = text.count("\n", 0, broken.start()) + 1
            raise no_text(name, f"a control character (U+{ord(broken[0]):04X}); is it a binary file?", at)
        return text
    tried_names = "neither UTF-8, UTF-16 with a byte order mark" + (", what it declares" if encodings else "")
    raise no_text(name, f"{tried_names} nor GB 18030 throughout; save it as UTF-8")


def _is_chinese(text: str) -> bool:
    """Whether what is not ASCII are Chinese characters and marks that stand together, most of them common ones.

    Two letters of a Western text read as one Chinese character stand alone, and are rare ones.
    """
    foreign = [character for character in text[:20_000] if character > "\x7f"]
    runs = _HAN_RUN.findall(text[:20_000])
    if not foreign or not runs:
        return False
    alone = len(_HAN_ALONE.findall(text[:20_000]))
    common = sum(_is_common(character) for character in foreign)
    return alone <= len(runs) / 3 and common > 0.9 * len(foreign)


def _is_common(character: str) -> bool:
    if "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef" or "\u2000" <= character <= "\u206f":
        return True
    return "\u4e00" <= character <= "\u9fff"


def _is_mixed(content: bytes) -> bool:
    """Whether a line is UTF-8 in a text that as a whole is not."""
    for line in content.splitlines()[:5_000]:
        if sum(byte > 127 for byte in line) >= 6:
            try:
                line.decode()
            except UnicodeDecodeError:
                continue
            return True
    return False


def _is_western(text: str) -> bool:
    """Whether what is not ASCII are letters and marks of a Western language, within words that are mostly ASCII."""
    foreign = [character for character in text[:20_000] if character > "\x7f"]
    letters = sum(
        character.isalpha() or character in "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u20ac\u00a0«»°·§"
        for character in foreign
    )
    return 0 < len(foreign) < 0.2 * min(len(text), 20_000) and letters == len(foreign)
