"""Which indicator a counted thing fits: words of the figure's clause against the names of the code list."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from kg.extract.tokens import Lemmas, tokens

#: Little words of names, which tell indicators apart no more than spaces do.
_LITTLE = frozenset("of in with for to the a an that and or on by from under".split())
#: The share of a name's weight that the words must hold for the code to be drafted.
ENOUGH = 0.72
#: What a word counts that stands in the clause but not in the counted thing.
BESIDE = 0.8


class Indicators:
    """The code list, indexed by word."""

    def __init__(self, named: Iterable[tuple[str, str]], lemmas: Lemmas) -> None:
        self._lemmas = lemmas
        self._names: list[tuple[str, frozenset[str]]] = []
        self._holding: dict[str, list[int]] = {}
        for key, name in sorted(set(named)):
            words = self.words(tokens(name))
            for word in words:
                self._holding.setdefault(word, []).append(len(self._names))
            self._names.append((key, words))
        count = max(1, len(self._names))
        self._weight = {word: math.log(1 + count / len(at)) for word, at in self._holding.items()}
        self._total = [sum(self._weight[word] for word in words) for _, words in self._names]

    def words(self, found: Iterable[str]) -> frozenset[str]:
        """Lemmas of the words; Han characters in pairs, since one alone says little."""
        singles, pairs, before = set(), set(), ""
        for token in found:
            lemma = self._lemmas.lemma(token)
            if len(lemma) == 1 and "\u3400" <= lemma <= "\u9fff":
                if before:
                    pairs.add(before + lemma)
                before = lemma
                continue
            before = ""
            if lemma and lemma[0].isalpha() and lemma not in _LITTLE:
                singles.add(lemma)
        return frozenset(singles | pairs)

    def best(self, counted: Sequence[str], beside: Sequence[str]) -> tuple[str, float] | None:
        """The code whose name the words fit best, and how well (0 to 1); None where none fits well enough.

        A name needs a word of the counted thing itself; the rest of its words may stand beside it.
        """
        near = self.words(counted)
        around = self.words(beside) | near
        candidates = {at for word in near for at in self._holding.get(word, ())}
        best: tuple[float, float, str] | None = None
        for at in candidates:
            key, words = self._names[at]
            held = sum(self._weight[word] * (1.0 if word in near else BESIDE) for word in words if word in around)
            score = held / self._total[at]
            # of two that fit alike, the one that says more of the counted thing
            rank = (round(score, 2), sum(self._weight[word] for word in words & near), key)
            if score >= ENOUGH and (best is None or rank > best):
                best = rank
        return (best[2], best[0]) if best else None


def names_of(labels: Mapping[str, Mapping[str, str]]) -> Iterable[tuple[str, str]]:
    """(code, name) of every label by language."""
    return ((key, name) for key, by_language in labels.items() for name in by_language.values())
