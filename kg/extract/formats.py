"""A report from wherever it lies (file, standard input, URL) as plain text, each stretch with its place in the source.

Plain text and Markdown are read as they are; Markdown's marks are left out. HTML is read with the standard library's
parser, which alone says at which character each stretch of text stands (lxml knows lines, selectolax nothing); PDF
with pypdf, where the place is the page. What cannot be read as text is one DataError.
"""

from __future__ import annotations

import codecs
import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import IO

from kg.errors import DataError, EnvironmentFault, LimitError, Problem, UsageError, Where
from kg.extract.numbering import marker

MAX_BYTES = 128 * 1024 * 1024
#: No paragraph of a report is longer; a text without line ends is no report.
MAX_LINE = 1_000_000
MAX_PAGES = 5_000
#: How long to wait for a server, in seconds.
TIMEOUT = 30.0
STDIN = "-"

_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|article|div|p|h[1-6])\b", re.I | re.S
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([\w-]{1,40})", re.I)
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKDOWN_SUFFIXES = (".md", ".markdown")


@dataclass(frozen=True)
class Text:
    """A report's text. `stretches` pairs offsets in it with places in the source, in order."""

    text: str
    #: what to call it in messages
    name: str
    #: text, markdown, html or pdf
    form: str
    #: (offset in `text`, offset in the source's characters, or the page of a PDF)
    stretches: tuple[tuple[int, int], ...] = ((0, 0),)
    source: str = field(default="", repr=False)

    def place(self, offset: int) -> Where:
        """Where in the source a character of the text stands: line and column, or the page as a line of a PDF."""
        start, at = self.stretches[max(0, bisect_right(self.stretches, (offset, sys.maxsize)) - 1)]
        if self.form == "pdf":
            return Where(f"{self.name}, page {at}")
        exact = at + offset - start
        line = self.source.count("\n", 0, exact) + 1
        return Where(self.name, line, exact - self.source.rfind("\n", 0, exact))


def read(where: str) -> Text:
    """The text of a report: a file's path, ``-`` for standard input, or an http or https URL.

    Raises EnvironmentFault (it is not there), DataError (it is no readable text) and LimitError (far too large).
    """
    name, content = _fetched(where)
    if not content.strip():
        raise _no_text(name, "empty")
    if content.startswith(b"%PDF-"):
        return _pdf(name, content)
    suffix = Path(name.partition("?")[0]).suffix.lower()
    if suffix in (".html", ".htm", ".xhtml") or _HTML_START.match(content[:4096]):
        return _html(name, _decoded(name, content, html=True))
    text = _decoded(name, content)
    return _markdown(name, text) if suffix in _MARKDOWN_SUFFIXES else _checked(Text(text, name, "text", source=text))


def lines(where: str) -> Iterator[str]:
    """The lines of a report with their ends. A file of plain UTF-8 text is read as it goes, whatever its length.

    Raises what `read` raises; a file that is read as it goes may end so in its midst.
    """
    path = Path(where)
    if where == STDIN or _ADDRESS.match(where) or not path.is_file() or not _is_plain(path):
        yield from _LINE.findall(read(where).text)
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
                raise _no_text(str(path), "neither UTF-8 nor another encoding throughout", number) from None
            if len(line) > MAX_LINE:
                raise _no_text(
                    str(path), f"a line of more than {MAX_LINE:,} characters; the limit is {MAX_LINE:,}", number
                )
            if _NOT_TEXT.search(line):
                raise _no_text(str(path), "a binary file", number)
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


def _fetched(where: str) -> tuple[str, bytes]:
    if where == STDIN:
        return "standard input", _limited(sys.stdin.buffer, "standard input")
    if _ADDRESS.match(where):
        return where, _downloaded(where)
    path = Path(where)
    try:
        if path.is_dir():
            raise EnvironmentFault(f"{path}: a folder, not a report")
        with path.open("rb") as file:
            return str(path), _limited(file, str(path))
    except (OSError, ValueError) as fault:
        raise EnvironmentFault(f"{path}: cannot be read: {getattr(fault, 'strerror', None) or fault}") from fault


def _limited(file: IO[bytes], name: str) -> bytes:
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise LimitError(f"{name}: more than {MAX_BYTES // 2**20} MiB; a report is far smaller")
    return content


def _downloaded(address: str) -> bytes:
    """What an address gives; redirects are followed within http and https only (urllib sees to that)."""
    import urllib.error
    import urllib.request

    if not re.match(r"https?://[^/]", address, re.I):
        raise UsageError(f"{address}: only http and https addresses are read")
    request = urllib.request.Request(
        address, headers={"User-Agent": "certreg", "Accept": "text/html, application/pdf, text/*"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            if not answer.url.lower().startswith(("http://", "https://")):
                raise EnvironmentFault(f"{address}: sends on to {answer.url}, which is not read")
            return _limited(answer, address)
    except urllib.error.HTTPError as fault:
        with fault:
            raise EnvironmentFault(f"{address}: HTTP {fault.code} {fault.reason}") from None
    except (urllib.error.URLError, OSError, ValueError) as fault:
        reason = getattr(fault, "reason", fault)
        raise EnvironmentFault(
            f"{address}: cannot be reached: {getattr(reason, 'strerror', None) or reason}"
        ) from fault


def _decoded(name: str, content: bytes, html: bool = False) -> str:
    """UTF-8, UTF-16 with its mark, what an HTML page declares, or GB 18030 where the text then is Chinese."""
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    declared = _CHARSET.search(content[:4096]) if html else None
    tried = [marked] if marked else ["utf-8", *([declared[1].decode("ascii")] if declared else []), "gb18030"]
    for encoding in tried:
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding == "gb18030" and not _is_chinese(text):
            continue
        found = _NOT_TEXT.search(text)
        if found:
            at = text.count("\n", 0, found.start()) + 1
            raise _no_text(name, f"a control character (U+{ord(found[0]):04X}); is it a binary file?", at)
        return text
    raise _no_text(
        name, f"neither UTF-8, UTF-16 with a byte order mark{', what it declares' if declared else ''} nor GB 18030"
    )


def _is_chinese(text: str) -> bool:
    """Most of what is not ASCII is a Chinese character or punctuation."""
    foreign = [character for character in text[:20_000] if character > "\x7f"]
    return sum(
        "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef" for character in foreign
    ) > 0.9 * len(foreign)


def _no_text(name: str, reason: str, line: int = 0) -> DataError:
    return DataError([Problem(Where(name, line), f"no text to read: {reason}")])


def _checked(text: Text) -> Text:
    start = 0
    for number, line in enumerate(text.text.splitlines(keepends=True), start=1):
        if len(line) > MAX_LINE:
            place = number if text.form == "text" else 0
            raise _no_text(text.name, f"a line of {len(line):,} characters; the limit is {MAX_LINE:,}", place)
        start += len(line)
    if not re.search(r"\w", text.text):
        raise _no_text(text.name, "no words in it")
    return text


class _Writer:
    """Text put together from stretches of a source."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.stretches: list[tuple[int, int]] = []

    def add(self, text: str, place: int) -> None:
        if text:
            self.stretches.append((self._length, place))
            self._parts.append(text)
            self._length += len(text)

    def made(self, name: str, form: str, source: str = "") -> Text:
        return _checked(Text("".join(self._parts), name, form, tuple(self.stretches) or ((0, 0),), source))


# -- Markdown --------------------------------------------------------------------------------------------------------

#: What is written but not said: emphasis, escapes, comments, where a link leads.
_MARKS = re.compile(
    r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|__|\\(?=[!-/:-@\[-`{-~])|<!--.{0,5000}?-->|!?\[(?=[^\]\n]{1,500}\]\()|\]\([^)\n]{0,2000}\)|`",
    re.S,
)


def _markdown(name: str, text: str) -> Text:
    writer = _Writer()
    at = 0
    for found in _MARKS.finditer(text):
        line_start = text.rfind("\n", 0, found.start()) + 1
        if found[0] == "*" and not text[line_start : found.start()].strip():
            continue  # the bullet of a list
        writer.add(text[at : found.start()], at)
        at = found.end()
    writer.add(text[at:], at)
    return writer.made(name, "markdown", text)


# -- HTML ------------------------------------------------------------------------------------------------------------

_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    }
)
_UNSAID = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "head",
        "nav",
        "footer",
        "button",
        "select",
        "textarea",
        "iframe",
        "object",
    }
)
#: How items of an ordered list are numbered, by how deep the list lies.
_ITEM_MARKS = ("{}. ", "({}) ", "{}) ")


class _Html(HTMLParser):
    """Text of a page, a line a block; items of ordered lists get the number that a browser shows."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.writer = _Writer()
        self._lines = [0, *(found.end() for found in re.finditer("\n", source))]
        self._source = source
        self._unsaid: list[str] = []
        self._lists: list[int | None] = []
        self._item = ""
        self._fresh = True

    def place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unsaid == ["head"] and tag in _BLOCKS:  # </head> may be left out
            self._unsaid.clear()
        if self._unsaid:
            if tag in _UNSAID:
                self._unsaid.append(tag)
            return
        if tag in _UNSAID:
            self._unsaid.append(tag)
        elif tag in _BLOCKS:
            self._break()
        if tag in ("td", "th") and not self._fresh:
            self.writer.add("\t", self.place())
        if tag in ("ol", "ul"):
            start = dict(attrs).get("start") or "1"
            self._lists.append(int(start) - 1 if tag == "ol" and start.isdecimal() else 0 if tag == "ol" else None)
        if tag == "li" and self._lists:
            count = self._lists[-1]
            depth = sum(each is not None for each in self._lists)
            if count is None:
                self._item = "· "
            else:
                self._lists[-1] = count + 1
                self._item = _ITEM_MARKS[min(depth, len(_ITEM_MARKS)) - 1].format(count + 1)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            self._item = "#" * int(tag[1]) + " "

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS and not self._unsaid:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if self._unsaid:
            if tag in self._unsaid:
                while self._unsaid.pop() != tag:
                    pass
            return
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        if tag in ("li", "h1", "h2", "h3", "h4", "h5", "h6"):
            self._item = ""
        if tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self._unsaid:
            return
        place = self.place()
        for found in re.finditer(r"\s+|\S+", data):
            said = found[0]
            if said.isspace():
                said = "" if self._fresh else " "
            elif self._fresh:
                # a number that the text brings along counts, not the list's
                if self._item and not (marker(data[found.start() :]) and not self._item.startswith("#")):
                    self.writer.add(self._item, place + found.start())
                self._item = ""
                self._fresh = False
            self.writer.add(said, place + found.start())

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name};")

    def _reference(self, written: str) -> None:
        import html

        if not self._unsaid:
            said = html.unescape(written)
            self.writer.add(" " if said.isspace() else said, self.place())
            self._fresh = self._fresh and said.isspace()

    def _break(self) -> None:
        if not self._fresh:
            self.writer.add("\n", self.place())
        self._fresh = True


def _html(name: str, source: str) -> Text:
    parser = _Html(source)
    parser.feed(source)
    parser.close()
    return parser.writer.made(name, "html", source)


# -- PDF -------------------------------------------------------------------------------------------------------------

#: A line that only numbers its page.
_PAGE_NUMBER = re.compile(
    r"\s*(?:-\s*|—\s*|page\s+|第\s*)?[0-9]{1,4}(?:\s*-|\s*—|\s*页|\s*(?:/|of)\s*[0-9]{1,4})?\s*\Z", re.I
)


def _pdf(name: str, content: bytes) -> Text:
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is odd inside a PDF is not for our readers
    writer = _Writer()
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _no_text(name, "the PDF is encrypted; save it without a password")
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
        raise _no_text(name, f"a damaged or truncated PDF ({fault})") from fault
    try:
        return writer.made(name, "pdf")
    except DataError:
        raise _no_text(name, "the PDF holds pictures of pages, no text; run it through OCR first") from None
