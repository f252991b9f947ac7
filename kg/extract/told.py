"""Whether a passage tells that two things are linked: by a word of the relation, by a name that holds another, or not.

The words are those of ``rules/told.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import yaml

from kg.extract import wording
from kg.extract.claims import ClaimedPassage
from kg.extract.rule_compiler import RULES
from kg.extract.wording import Span, TextWords
from kg.text.han import simplified

#: A sentence that says that something is not so.
_NEGATED = re.compile(
    r"\b(?:not|never|no longer|neither|nor|without|failed to|refused to|declined to|cannot|yet to)\b|n['’]t\b"
    r"|\b[Nn]o (?=[a-z])(?!(?:more|less|fewer|later|earlier|doubt) )|没有|没能|未能|并未|尚未|未曾|不再|并不|不予|拒绝"
)
#: Behind the word of a relation, a denial is of something else unless it stands this near.
_BEHIND = 16
#: So many words of a relation are given where none of them stands in the text.
_MOST_WORDS = 14
_HAN = re.compile(r"[\u3400-\u9fff]")
#: Behind a name, that something is theirs.
_OWN = re.compile(r"(?:\s?\([^()]{0,30}\))?(?:['’]s|(?<=s)['’])\s")
#: How many characters of a list may stand between a word and the thing that it tells of.
_LIST = 120


class Places:
    """Where a passage names things, by their names or by the quotes of their records."""

    def __init__(self, passage: ClaimedPassage, text: str, names_of: Mapping[str, tuple[str, ...]]) -> None:
        self.text = text
        self._words = TextWords(text)
        self._names_of = names_of
        self._quoted: dict[str, list[str]] = {}
        for thing, quote in passage.quotes:
            self._quoted.setdefault(thing, []).append(quote)

    def named(self, thing: str) -> list[Span]:
        """Where one of its names stands."""
        return [span for name in self._names_of.get(thing, ()) for span in self._words.find(name)]

    def sentences(self, thing: str) -> set[Span]:
        """The sentences that name a thing, or hold its quote."""
        quoted = [span for quote in self._quoted.get(thing, ()) for span in self._words.find(quote)]
        return {wording.sentence(self.text, start) for start, _ in (*self.named(thing), *quoted)}

    def held(self, one: str, other: str) -> list[Span]:
        """Where a name of one thing holds a name of another."""
        inner = self.named(other)
        return [(first, last) for first, last in self.named(one) if any(first <= a and b <= last for a, b in inner)]

    def both_named(self, one: str, other: str) -> bool:
        """Whether a sentence has a name of each of two things."""
        first, second = (
            {wording.sentence(self.text, start) for start, _ in self.named(thing)} for thing in (one, other)
        )
        return not first.isdisjoint(second)


def wrong(name: str, subject: str, value: str, places: Places) -> str | None:
    """What is wrong with a statement of a property; empty where a sentence that names both ends tells it and does not
    deny it. Where none names both, the sentence that names the second has to tell it; if none does that either, nothing
    can be said (None).
    """
    word = _relation_words().get(name)
    first, second = places.sentences(subject), places.sentences(value)
    both = first & second
    ends = [*places.named(subject), *places.named(value)]
    near = both or (second if first and word is not None else set())
    matches = [
        (span, at)
        for span in near
        if (
            at := _word_of(word, places.text, span, ends)
            or _before(name, "before", places, value, span)
            or _before(name, "before-first", places, subject, span)
            or _own(name, places, (subject, value), span)
        )
        is not None
    ]
    matches += [(wording.sentence(places.text, start), (start, end)) for start, end in places.held(subject, value)]
    if not matches:  # a quote may state the relation in any words
        return _untold(name, places.text, both) if places.both_named(subject, value) else None
    return "its sentence denies it" if all(_denied(places.text, span, at) for span, at in matches) else ""


def _untold(name: str, text: str, both: Iterable[Span]) -> str:
    """That no word of the sentences that name both ends tells a relation, and which words would."""
    words = _told()[name]
    chinese = any(_HAN.search(text, *span) for span in both)
    beginnings = words["zh"] if chinese else [f"{word}…" for word in words["en"]]
    before = [word for word in words.get("before", ()) if word.isascii() is not chinese]
    listed = ", ".join(beginnings[:_MOST_WORDS]) + (" and others" if len(beginnings) > _MOST_WORDS else "")
    also = f", or “{'/'.join(before)}” in front of the second" if before else ""
    first = [] if chinese else words.get("before-first", [])
    also += f", or “{'/'.join(first)}” in front of the first" if first else ""
    also += ", or “'s” behind a name" if "own" in words and not chinese else ""
    return f"no word of its sentence tells it ({listed}{also})"


@lru_cache(maxsize=1)
def _relation_words() -> Mapping[str, re.Pattern[str]]:
    """Property -> the words by which a sentence tells it."""
    return {
        name: re.compile(
            rf"(?<![^\W_])(?:{'|'.join(map(re.escape, words['en']))})|{'|'.join(words['zh'])}",
            re.IGNORECASE,
        )
        for name, words in _told().items()
    }


@lru_cache(maxsize=1)
def _told() -> Mapping[str, Mapping[str, list[str]]]:
    """The table of ``rules/told.yaml``."""
    content = yaml.load((RULES / "told.yaml").read_text("utf-8"), yaml.BaseLoader)
    return dict(content["told"])


@lru_cache(maxsize=2)
def _words_before(end: str) -> Mapping[str, re.Pattern[str]]:
    """Property -> what tells it in front of its second end (`before`) or its first: on, on the, on nets and"""
    made = {}
    for name, words in _told().items():
        if before := words.get(end):
            english = rf"\b(?:{'|'.join(word for word in before if word.isascii())})\s"
            chinese = "".join(f"|{word}" for word in before if not word.isascii())
            made[name] = re.compile(
                rf"(?:{english}{chinese})(?:[^.;:。；：]{{0,{_LIST}}}(?:[,，、]|\band|和|及)\s?)?(?:(?:the|an?|its)\s)?(?:\w+\s)?\Z",
                re.IGNORECASE,
            )
    return made


def _before(name: str, end: str, places: Places, thing: str, span: Span) -> Span | None:
    """Where a word in front of a thing tells a relation, in a sentence; None where none does."""
    pattern = _words_before(end).get(name)
    for start, _ in places.named(thing) if pattern is not None else ():
        if pattern is not None and span[0] <= start < span[1]:
            match = pattern.search(simplified(places.text[max(span[0], start - 2 * _LIST) : start]))
            if match is not None:
                return start - len(match[0]), start
    return None


def _own(name: str, places: Places, things: Iterable[str], span: Span) -> Span | None:
    """Where 's stands behind a name of one of two things, in a sentence, and tells a relation; None where none does."""
    for end in (end for thing in things for _, end in places.named(thing)) if "own" in _told()[name] else ():
        if span[0] < end <= span[1] and (match := _OWN.match(places.text, end)) is not None:
            return match.span()
    return None


def _word_of(word: re.Pattern[str] | None, text: str, span: Span, ends: Iterable[Span]) -> Span | None:
    """Where a sentence has a word of a relation, outside the names of both ends; the sentence's end where any does."""
    if word is None:
        return span[1], span[1]
    apart = [end for end in ends if span[0] <= end[0] < span[1]]
    for match in word.finditer(simplified(text), *span):
        if not any(first <= match.start() < last for first, last in apart):
            return match.span()
    return None


def _denied(text: str, span: Span, word: Span) -> bool:
    """Whether a sentence denies what a word of it tells: in front of that word, or right behind it."""
    return _NEGATED.search(simplified(text), span[0], min(span[1], word[1] + _BEHIND)) is not None
