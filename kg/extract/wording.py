"""Finding names and quotes in a text, the way a reader would say that they stand there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from kg.text.han import simplified

Span = tuple[int, int]

#: The characters of scripts that write no spaces, each of which is taken for a word.
_ALONE = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_ALONE}]|(?:(?![{_ALONE}_])\w)+")
#: A letter or digit of a word that spaces part from others.
_LETTER = rf"[^\W_{_ALONE}]"
#: The most letters of a word on either side of a quote that ends inside of it.
_MOST_LETTERS = 30
_QUOTES = {ord(mark): '"' for mark in "“”„‟«»「」『』《》〈〉＂"} | {ord(mark): "'" for mark in "‘’‚‛＇`´"}
_DASHES = {ord(mark): "-" for mark in "‐‑‒–—―−－"}
_SENTENCE_END = re.compile(r"[.!?](?=\s|$|[\"”’)])|[。！？；;]|\n")
#: How a text gives somebody a short name: (CNCA, hereinafter referred to as the Administration), （以下简称认监委）.
_SHORT_NAME = re.compile(
    r"(?:here\s?in\s?after|hereafter)(?:\s+(?:referred\s+to\s+as|called|known\s+as))?[\s:,]*(?:the\s+)?"
    r"[\"“‘']?(?:the\s+)?(?P<latin>[^\"”’')\n]{2,60})|(?:以下|下文)(?:统一)?(?:简称|称)(?:为)?[“\"「]?(?P<han>[^”\"」）)\n]{1,20})",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"\b([^\W\d_]{1,40})-[ \t]*\r?\n[ \t]*([a-zà-ÿ][^\W\d_]{0,40})\b")
#: The mark of a footnote behind a word or number; m² and km³ are units.
_FOOTNOTE = re.compile(r"(?<=[\w.,;:)”\"’。，；：）》])(?<!\bm)(?<!\b[kcm]m)(?<!\b10)(?:\[\d{1,3}\]|[¹²³⁰⁴-⁹]{1,3})")
_HYPHENED = re.compile(r"\b[^\W\d_]{1,40}-[^\W\d_]{1,40}\b")
#: A short name belongs to whoever is named at most this many characters before it.
_BEFORE = 200


def unbroken(text: str) -> str:
    """The text with the words that line ends broke put together again, without soft hyphens and marks of footnotes.

    A hyphen stays where the text has the word with it elsewhere (on-line).
    """
    text = _FOOTNOTE.sub("", text.replace("\u00ad", ""))
    hyphened = frozenset(match[0].casefold() for match in _HYPHENED.finditer(text))

    def joined(match: re.Match[str]) -> str:
        whole = f"{match[1]}-{match[2]}"
        return whole if whole.casefold() in hyphened else match[1] + match[2]

    return _BROKEN.sub(joined, text)


def folded(text: str) -> str:
    """The text without what a quote may differ in: case, white space, the form of quote marks and dashes."""
    plain = unicodedata.normalize("NFKC", text.translate(_QUOTES).translate(_DASHES))
    return " ".join(plain.translate(_QUOTES).translate(_DASHES).casefold().split())


def count(quote: str, text: str) -> int:
    """How often a quote stands in a text, word for word."""
    words = folded(quote)
    first, last = (re.match(_LETTER, end) is not None for end in (words[:1], words[-1:]))
    before, after = f"(?<!{_LETTER})" if first else "", f"(?!{_LETTER})" if last else ""
    return len(re.findall(f"{before}{re.escape(words)}{after}", folded(text)))


def longer(quote: str, text: str) -> str:
    """The words of a text that hold a quote which begins or ends inside of one of them; empty where none do."""
    whole, words = folded(text), folded(quote)
    start = whole.find(words)
    if start < 0:
        return ""
    end = start + len(words)
    before = re.search(f"{_LETTER}{{0,{_MOST_LETTERS}}}\\Z", whole[max(0, start - _MOST_LETTERS) : start])
    after = re.match(f"{_LETTER}{{0,{_MOST_LETTERS}}}", whole[end : end + _MOST_LETTERS])
    return (before[0] if before else "") + words + (after[0] if after else "")


def sentence(text: str, place: int) -> Span:
    """The sentence around a place in a text."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match.end() > place:
            return start, match.end()
        start = match.end()
    return start, len(text)


class TextWords:
    """The words of a text, ready for many names to be looked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        plain = simplified(text)
        self._spans = [match.span() for match in _TOKEN.finditer(plain)]
        self._stems = [stem(plain[start:end]) for start, end in self._spans]
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(self._stems):
            self._places.setdefault(word, []).append(place)

    def find(self, name: str) -> Iterator[Span]:
        """Where a name stands, whatever its case, number (plural), spelling (-ise, -ize), punctuation, and whether its
        Chinese characters are traditional or simplified.

        A short name in capitals (EU) is met in capitals only.
        """
        words = stems(name)
        if not words:
            return
        size = len(words)
        shouted = name.isupper() and name.isascii() and len(name) <= 5
        for place in self._places.get(words[0], ()):
            if tuple(self._stems[place : place + size]) == words:
                span = self._spans[place][0], self._spans[place + size - 1][1]
                if not shouted or self.text[slice(*span)].isupper():
                    yield span

    def has(self, names: Iterable[str]) -> bool:
        """Whether any of these names stands in the text."""
        return any(True for name in names for _ in self.find(name))


def short_names(text: str) -> Iterator[tuple[str, str]]:
    """(short name, the words before it) for each short name that a text says it will use."""
    for match in _SHORT_NAME.finditer(text):
        yield (match["latin"] or match["han"]).strip(), text[max(0, match.start() - _BEFORE) : match.start()]


@lru_cache(maxsize=65536)
def stems(name: str) -> tuple[str, ...]:
    """The words of a name as `stem` has them."""
    return tuple(stem(match[0]) for match in _TOKEN.finditer(simplified(name)))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without case, plural and the difference between British and American spelling."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    if not plain.isascii() or len(plain) < 4:
        return plain
    if plain.endswith("ies"):
        plain = plain[:-3] + "y"
    elif plain.endswith("s") and not plain.endswith("ss"):
        plain = plain[:-1]
    return re.sub(r"iz(?=e|ing|ation)", "is", plain).replace("centre", "center").replace("programme", "program")
