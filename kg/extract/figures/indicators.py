"""Which indicator a number fits: the words around it against the names of the code list.

What stands in the counted phrase itself counts most, what stands in its stretch of the sentence less, what the rest of
the sentence and the sentence before say least. A share fits only an indicator that is a share, a sum of money only a
value, a time only a duration: the names say which they are (`indicator-units` of the rules).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kg.extract.tokens import Lemmas, bare, tokens
from kg.text.han import simplified

#: The share of a name's weight that the words must hold for the code to be drafted.
ENOUGH = 0.7
#: What a word is worth by where it stands: in the counted phrase, in its stretch, in the sentence, before it.
WORTH = (1.0, 0.85, 0.6, 0.55)
#: Little words of names, which tell indicators apart no more than spaces do; the first of them ends a name's head.
_LITTLE = frozenset(
    {
        "of",
        "in",
        "with",
        "for",
        "to",
        "the",
        "a",
        "an",
        "that",
        "which",
        "and",
        "or",
        "on",
        "by",
        "from",
        "under",
        "is",
        "are",
    }
    | {"was", "were", "be", "been", "at"}
)
_HAN = re.compile(r"[\u3400-\u9fff]")
#: A name of so many words may be named with further words ("three international proficiency testing programmes").
_SPECIFIC = 3
#: Both halves of "inspection and testing" must stand in the phrase.
_MANY = frozenset({"international"})
_SHARE = "PERCENT"
#: What bodies do, each other than what others do, also within a known name.
_ACTIVITIES = ("testing", "inspection", "calibration")
_TAIL = re.compile(r"\s(?:of|in|with|for|to|on|by|from|under|that|which)\s.*")
_HALVES = re.compile(r"(\w+) and (\w+)")
#: Ends the Chinese name of a count.
_COUNT = "数"
_ENDS_HEAD = frozenset({"of", "in", "with", "for", "to", "on", "by", "from", "under", "that", "which"})
_ENDING = re.compile(r"(?<=[a-z]{4})(?:ing|ed|e)\Z")
#: The number of a standard.
_STANDARD = re.compile(r"\b[A-Z]{2,5}(?:/[A-Z]{2,4})*[\s-]?[0-9]{3,6}\b")


@dataclass(frozen=True, slots=True)
class CountedPhrase:
    """A counted phrase, the predicate behind it, and the words in it that are a known name of something measured."""

    words: str
    predicate: str = ""
    known: tuple[str, ...] = ()


class Indicators:
    """The code list, indexed by word."""

    def __init__(
        self,
        named: Iterable[tuple[str, str]],
        lemmas: Lemmas,
        units: Mapping[str, Sequence[str]],
        same: Iterable[Sequence[str]],
        neutral: Iterable[str] = (),
        limiting: Iterable[str] = (),
    ) -> None:
        self._lemmas = lemmas
        self._stems: dict[str, str] = {}
        self._holding: dict[str, list[int]] = {}
        self._same = {self._stem(word): self._stem(group[0]) for group in map(list, same) for word in group}
        self._stems.clear()
        neutral = list(neutral)
        #: words of a phrase that make it no narrower
        self._neutral = frozenset(self._stem(word) for word in neutral if word.isascii()) | _LITTLE
        self._limiting = frozenset(map(self._stem, limiting))
        self._activities = frozenset(map(self._stem, _ACTIVITIES))
        self._neutral_han = re.compile(
            "|".join(sorted((one for one in neutral if not one.isascii()), key=len, reverse=True))
        )
        listed = sorted(set(named))
        kinds: dict[str, str] = {}
        for key, name in listed:
            for kind, words in units.items():
                if any(re.search(rf"\b{word}\b" if word.isascii() else word, name, re.I) for word in words):
                    kinds.setdefault(key, kind)
        unit_stems = {kind: self.words(tokens(" ".join(words))) for kind, words in units.items()}
        self._names: list[tuple[str, str, frozenset[str], frozenset[str], str]] = []
        for key, name in listed:
            kind = kinds.get(key, "")
            implied = unit_stems.get(kind, frozenset())
            name_tokens = tokens(name.removesuffix(_COUNT))
            stems, head = self._named(name_tokens) - implied, self._head(name_tokens) - implied
            if stems:
                for word in stems:
                    self._holding.setdefault(word, []).append(len(self._names))
                self._names.append((key, kind, stems, head, simplified(name.removesuffix(_COUNT))))
        count = max(1, len(self._names))
        self._weight = {word: math.log(1 + count / len(at)) for word, at in self._holding.items()}

    def _stem(self, word: str) -> str:
        lemma = self._lemmas.lemma(word)
        stem = _ENDING.sub("", lemma) if lemma.isascii() else lemma
        return self._same.get(stem, stem) if hasattr(self, "_same") else stem

    def words(self, words: Iterable[str]) -> frozenset[str]:
        """Stems of the words of a text; of Han, every character and every two neighbours, since nothing parts words.

        Two words that a name writes as one are one: cyber security, cybersecurity.
        """
        held: set[str] = set()
        before = ""
        last = ""
        stems = self._stems
        for token in words:
            stem = stems.get(token)
            if stem is None:
                stem = self._stem(token)
                if not (stem and (stem[0].isalpha())) or stem in _LITTLE:
                    stem = ""
                if len(stems) > 100_000:
                    stems.clear()
                stems[token] = stem
            if _is_han(stem):
                held.update((stem, before + stem))
                before = stem
                continue
            if stem:
                held.add(stem)
                if last and (joined := self._stem(last + token.strip())) in self._holding:
                    held.add(joined)
            last = token.strip() if stem else ""
            before = ""
        return frozenset(held)

    def _named(self, words: Sequence[str]) -> frozenset[str]:
        """Stems of the words of a name; of Han, two characters a word from its beginning, as most words are."""
        han = [token for token in words if _is_han(token)]
        if len(han) < len(words):
            return self.words(words)
        return frozenset("".join(han[at : at + 2]) for at in range(0, len(han), 2))

    def _head(self, name: Sequence[str]) -> frozenset[str]:
        """What names the counted thing: the first and the last word before the first little one; of Han, all words."""
        head = list(takewhile(lambda token: token.strip().casefold() not in _LITTLE, name))
        ends = [word for word in (head[:1], head[-1:]) if word]
        return self._named(name) if ends and _is_han(ends[0][0]) else frozenset().union(*map(self.words, ends))

    def best(self, rings: Sequence[frozenset[str]], kind: str, counted: CountedPhrase) -> tuple[str, float] | None:
        """The code whose name the words fit best, and how well (0 to 1); None where none fits well enough.

        `rings` are the words around the number, from the counted phrase outwards (see `WORTH`); `kind` is what the
        number's unit says it is, "" for a count. Of a count, the counted phrase must hold a word of the name's head,
        and no word that the name lacks: "30 large bodies" are not all bodies.
        """
        worth: dict[str, float] = {}
        for ring, value in zip(rings, WORTH, strict=True):
            for word in ring:
                worth.setdefault(word, value)
        around = rings[0] | rings[1] | rings[2]
        near = rings[0] if not kind and rings[0] else rings[0] | rings[1]
        best: tuple[bool, float, float, str] | None = None
        for at in {at for word in near for at in self._holding.get(word, ())}:
            key, of, words, head, name = self._names[at]
            if of != kind or (not kind and head.isdisjoint(near)):
                continue
            if (not kind or _HAN.search(counted.words)) and not self._whole(counted, words, name, around):
                continue
            if kind == _SHARE and len(rings[0]) > 2 and words.isdisjoint(rings[0]):
                continue  # "an average annual growth rate" is no share of anything in the sentence
            if kind and not (self.words(tokens(counted.words)) - words).isdisjoint(self._limiting):
                continue
            total = sum(self._weight[word] for word in words)
            held = sum(self._weight[word] * worth.get(word, 0.0) for word in words)
            score = held / total
            # of several that fit, the one that the phrase names in full, that says most, and says it best
            rank = (not words - rings[0] - self._neutral, round(held * score, 3), score, key)
            if score >= ENOUGH and (best is None or rank > best):
                best = rank
        return (best[3], best[2]) if best else None

    def _whole(self, counted: CountedPhrase, words: frozenset[str], name: str, around: frozenset[str]) -> bool:
        """Whether a phrase says nothing beyond a name, and the name nothing beyond the phrase and its sentence.

        What has a predicate of its own ("14 provinces issued digital certificates") is only a part of what the bare
        noun counts, so then the name must say something of the predicate.
        """
        if _HAN.search(counted.words):
            plain = simplified(counted.words)
            rest = self._neutral_han.sub("", plain.replace(name, "", 1)).strip("的")
            return name in plain and not rest and not counted.predicate
        if any(one not in name for one in _STANDARD.findall(counted.words)):
            return False  # ISO 22000 certificates are not all certificates
        own_words = [token for token in tokens(counted.words) if not bare(token).isupper() or len(bare(token)) < 2]
        stems = [stem for stem in (self._stem(token) for token in own_words) if stem and stem[0].isalpha()]
        own = frozenset(stems) - self._neutral
        missing = words - own - self._neutral
        halves = {self._stem(word) for pair in _HALVES.findall(_TAIL.sub("", name)) for word in pair}
        extra = own - words - frozenset(self._stem(token) for token in counted.known)
        whole = not extra or (len(words) >= _SPECIFIC and extra.isdisjoint(self._limiting))
        head = next((stem for stem in reversed(stems[: self._head_end(own_words)]) if stem not in _LITTLE), "")
        complete = missing <= around or len(words) >= _SPECIFIC
        if extra - _MANY and missing and not counted.known:
            return False
        noun = tokens(_TAIL.sub("", name))[-1:]
        if noun and noun[0].endswith("s") and not self.words(noun) <= frozenset(stems) | self._neutral:
            return False  # food products are no food product certificates
        if not (own - words).isdisjoint(self._activities):
            return False  # certification and inspection bodies are not certification bodies
        if not whole or not complete or not missing.isdisjoint(halves) or head not in words:
            return False
        return bool(missing) or not counted.predicate

    def _head_end(self, phrase: Sequence[str]) -> int:
        """How many words of a phrase stand before the first preposition."""
        place = 0
        for token in phrase:
            if token.strip().casefold() in _ENDS_HEAD:
                return place
            place += bool(token[0].isalpha())
        return place


def _is_han(token: str) -> bool:
    return len(token) == 1 and "\u3400" <= token <= "\u9fff"
