"""Text out of Markdown and HTML.

HTML is read with the standard library's parser, which alone says at which character each stretch of text stands (lxml
knows lines, selectolax nothing).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from kg.errors import LimitError
from kg.extract.numbering import marker
from kg.extract.text import ReportText, Writer

#: The longest tag, not counting quoted values (a picture may stand in one). The standard library's parser needs
#: 60 bytes of memory for each character of a tag.
MAX_TAG = 64 * 1024

#: What is written but not said: emphasis, escapes, comments, where a link leads.
_MARKS = re.compile(
    r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|__|\\(?=[!-/:-@\[-`{-~])|<!--.{0,5000}?-->|!?\[(?=[^\]\n]{1,500}\]\()|\]\([^)\n]{0,2000}\)|`",
    re.S,
)


def markdown(name: str, text: str) -> ReportText:
    """The text of a Markdown report without its marks. Raises DataError where there is no text to read.

    `name` is the report's name in messages.
    """
    writer = Writer()
    at = 0
    for match in _MARKS.finditer(text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        if match[0] == "*" and not text[line_start : match.start()].strip():
            continue  # the bullet of a list
        writer.add(text[at : match.start()], at)
        at = match.end()
    writer.add(text[at:], at)
    return writer.made(name, "markdown", text)


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
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "embed", "source", "track"}
)
#: The parts of a tag: quoted values, what stands between them, its end, and a quote that nothing closes.
_TAG_PARTS = re.compile(r"""(?:"[^"]*+"|'[^']*+')|([^>"']++)|(>)|(["'])""")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_EXPONENT = re.compile(r"(?<![A-Za-z])[kcmd]?m\Z")
_FOOTNOTE = re.compile(r"[\[(]?(?:[\d*†‡§]{1,3}|[a-z])(?:\s?,\s?\d{1,3})*[\])]?")
#: How items of an ordered list are numbered, by how deep the list lies.
_ITEM_MARKS = ("{}. ", "({}) ", "{}) ")


def _is_hidden(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    """Whether a browser shows nothing of an element, or reads nothing of it out."""
    if tag == "dialog" and all(name != "open" for name, _ in attrs):
        return True
    return any(
        name == "hidden"
        or (name == "aria-hidden" and (value or "").strip().casefold() == "true")
        or (name == "style" and _HIDING.search(value or ""))
        for name, value in attrs
    )


class _Html(HTMLParser):
    """Text of a page, a line a block; items of ordered lists get the number that a browser shows."""

    def __init__(self, name: str, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self._name = name
        self.writer = Writer()
        self._lines = [0, *(match.end() for match in re.finditer("\n", source))]
        self._source = source
        self._unsaid: list[str] = []
        self._lists: list[int | None] = []
        self._item = ""
        self._fresh = True
        #: what stands in an open superscript, with its places
        self._raised: list[tuple[str, int]] | None = None

    def parse_starttag(self, i: int) -> int:
        size = 0
        for part in _TAG_PARTS.finditer(self.rawdata, i):
            if part.lastindex == 2:
                break
            size += part.end() - part.start() if part.lastindex else 1
            if size > MAX_TAG:
                raise LimitError(
                    f"{self._name}, line {self.getpos()[0]}: a tag is too long; the limit is {MAX_TAG:,} characters "
                    "besides quoted values"
                )
        return super().parse_starttag(i)

    def place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unsaid == ["head"] and tag in _BLOCKS:  # </head> may be left out
            self._unsaid.clear()
        if self._unsaid:
            if tag in _UNSAID or tag == self._unsaid[0]:
                self._unsaid.append(tag)
            return
        if tag in _UNSAID or (tag not in _VOID and _is_hidden(tag, attrs)):
            self._unsaid.append(tag)
            return
        if tag == "sup":
            self._raised = []
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
        if tag == "sup" and self._raised is not None and not self._unsaid:
            raised, self._raised = self._raised, None
            self._superscript(raised)
            return
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
        if self._raised is not None:
            self._raised.append((data, self.place()))
            return
        self._say(data, self.place())

    def _superscript(self, raised: list[tuple[str, int]]) -> None:
        """What stands raised: an exponent of a unit (m²), the ending of an ordinal (2nd), or a footnote's mark, which
        is no part of the number or word before it."""
        words = "".join(data for data, _ in raised).strip()
        if _EXPONENT.search(self.writer.tail(4)) and words in ("2", "3"):
            self._say({"2": "²", "3": "³"}[words], raised[0][1])
        elif not _FOOTNOTE.fullmatch(words):
            for data, place in raised:
                self._say(data, place)

    def _say(self, data: str, place: int) -> None:
        for match in re.finditer(r"\s+|\S+", data):
            piece = match[0]
            if piece.isspace():
                piece = "" if self._fresh else " "
            elif self._fresh:
                # a number that the text brings along counts, not the list's
                if self._item and not (marker(data[match.start() :]) and not self._item.startswith("#")):
                    self.writer.add(self._item, place + match.start())
                self._item = ""
                self._fresh = False
            self.writer.add(piece, place + match.start())

    def handle_entityref(self, name: str) -> None:
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._reference(f"&#{name};")

    def _reference(self, written: str) -> None:
        import html

        if not self._unsaid:
            character = html.unescape(written)
            self.writer.add(" " if character.isspace() else character, self.place())
            self._fresh = self._fresh and character.isspace()

    def _break(self) -> None:
        if not self._fresh:
            self.writer.add("\n", self.place())
        self._fresh = True


def html(name: str, source: str) -> ReportText:
    """The text of an HTML report as a browser shows it. Raises DataError where there is no text to read.

    `name` is the report's name in messages.
    """
    parser = _Html(name, source)
    parser.feed(source)
    parser.close()
    return parser.writer.made(name, "html", source)
