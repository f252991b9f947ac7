"""The probability that two records are the same organisation, by their names and by what else they share.

Tokens are aligned as a reader would: equal ones first, then those written together or apart, shortened, or mistyped.
Each token has a weight: high for a token that is rare in both datasets, low for a common word of such names. The
alignment gives a few features; a logistic model (`model.yaml`, fitted by ``benchmarks/linking.py --fit`` on invented
names) turns them into a probability. `kg.link.naming` makes the tokens.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import yaml
from rapidfuzz.distance import OSA

from kg.link.naming import is_place

MODEL = Path(__file__).parent / "model.yaml"

#: The weights of a word that the rules know as common in such names, and of one that names often leave out ("Group"),
#: next to 1 for an unknown word.
_COMMON = 0.35
_GENERIC = 0.0
#: A name of one word shorter than this, an acronym mostly, is another with every other letter.
_ALONE = 5
#: What has to agree before a word of four letters may be mistyped.
_AGREED = 0.5
#: A slip in a word of more letters than this weighs less.
_USUAL = 6
#: Below this many names, frequencies say nothing yet.
_FEW = 1000


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a pair of names; the weight of a token is between 0 and 1."""

    #: "same", "slips" (all of both agrees, give or take letters), "more" (one says more), "other" (both do), "acronym"
    level: str
    #: share of the weight of both names that agrees, 0 to 1
    agreed: float
    #: the weight that agrees, in all
    shared: float
    #: the most telling token that agrees
    rarest: float
    #: weight left over on the side that has less of it, and on the other
    left_both: float
    left_one: float
    #: weight of mistyped tokens of which one is seen nowhere else; and of those both known, so likely two words
    mistyped: float
    two_words: float
    #: weight of shortened tokens
    shortened: float
    #: numbers that differ, or that only one side has
    numbers: float
    #: 1 when each name has a place that the other has not
    places: float
    #: same tokens in the same order
    exact: float
    #: legal form, country and kind: 1 same, -1 different, 0 unknown
    legal: float
    country: float
    kind: float
    #: not only the kind of legal form is the same, but the form
    form: float
    #: legal form and country differ
    other_legal: float
    other_country: float


#: The levels, and the features that are numbers.
LEVELS = ("same", "slips", "more", "other", "acronym")
NAMES = tuple(field.name for field in fields(Features) if field.name != "level")


class Weights(dict[str, float]):
    """The weight of each token among the names of both datasets, from 0 to 1."""

    def __init__(
        self, counts: Mapping[str, int], names: int, common: frozenset[str], generic: frozenset[str] = frozenset()
    ) -> None:
        super().__init__()
        self._generic = generic
        self._counts = counts
        self._names = names + _FEW
        self._common = common
        self._top = math.log(self._names)

    def __missing__(self, token: str) -> float:
        rare = math.log(self._names / (self._counts.get(token, 0) + 1)) / self._top
        common = token in self._common or len(token) == 1
        self[token] = weight = rare * (_GENERIC if token in self._generic else _COMMON if common else 1.0)
        return weight

    def known(self, token: str) -> bool:
        """Whether a token is met often enough to be a word of its own, not a typo."""
        return token in self._common or self._counts.get(token, 0) > 2


def edits(one: str, other: str, shortest: int = 5) -> int | None:
    """How many letters are mistyped between two tokens that may count as one; None when they may not.

    `shortest`: so many letters one of them has at least. A slip in four letters spares the first.
    """
    shorter, longer = sorted((len(one), len(other)))
    allowed = 0 if longer < shortest or shorter < 4 else 1 if shorter < 8 else 2 if shorter < 14 else 3
    if longer < 5 and one[:1] != other[:1]:
        return None
    if longer - shorter > allowed or not (one.isalpha() and other.isalpha()):
        return None
    distance = OSA.distance(one, other, score_cutoff=allowed)
    return distance if distance <= allowed else None


def _shortened(one: str, other: str) -> bool:
    """Whether the shorter abbreviates the longer: its beginning, or its first letter and later consonants."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    if len(long) - len(short) < 2 or not short or short[0] != long[0] or short.isdigit():
        return False
    if long.startswith(short):
        return True
    if len(short) < 3 or short[-1] != long[-1]:
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)


def compare(
    one: Sequence[str],
    other: Sequence[str],
    weight: Weights,
    *,
    acronyms: tuple[str, str] = ("", ""),
    legal: float = 0.0,
    form: float = 0.0,
    country: float = 0.0,
    kind: float = 0.0,
) -> Features:
    """The features of two names, given as tokens in order."""
    rest_one, rest_other = list(one), list(other)
    shared = rarest = mistyped = two_words = shortened = 0.0
    for token in one:
        if token in rest_other:
            rest_one.remove(token)
            rest_other.remove(token)
            value = weight[token]
            shared += value
            rarest = max(rarest, value)
    if rest_one and rest_other:
        joined = _joined(rest_one, rest_other, weight)
        shared += joined
        rarest = max(rarest, joined)
    alone = len(one) == len(other) == 1 and min(len(one[0]), len(other[0])) < _ALONE
    while rest_one and rest_other and not alone:
        best = _nearest(rest_one, rest_other, weight, 4 if rarest > _AGREED else 5)
        if best is None:
            break
        first, second, how, slips = best
        rest_one.remove(first)
        rest_other.remove(second)
        value = min(weight[first], weight[second])
        if how == "short":
            shortened += value
            shared += value * 0.8
        else:
            if weight.known(first) and weight.known(second):
                two_words += value
            mistyped += value * slips * min(1.0, _USUAL / max(len(first), len(second)))
            shared += value * 0.8
    left = sorted((sum(map(weight.__getitem__, rest_one)), sum(map(weight.__getitem__, rest_other))))
    digits = [sum(token.isdigit() for token in rest) for rest in (rest_one, rest_other)]
    whole = shared + (left[0] + left[1]) / 2
    if sorted(one) == sorted(other):
        level = "same"
    elif _is_acronym(one, acronyms[1]) or _is_acronym(other, acronyms[0]):
        level = "acronym"
    elif rest_one or rest_other:
        level = "other" if rest_one and rest_other else "more"
    else:
        level = "slips"
    return Features(
        level=level,
        agreed=shared / whole if whole else 0.0,
        shared=min(shared, 4.0),
        rarest=rarest,
        left_both=left[0],
        left_one=left[1],
        mistyped=mistyped,
        two_words=two_words,
        shortened=shortened,
        numbers=1.0 if all(digits) else 0.7 if any(digits) else 0.0,
        places=float(any(map(is_place, rest_one)) and any(map(is_place, rest_other))),
        exact=float(tuple(one) == tuple(other)),
        legal=legal,
        country=country,
        kind=kind,
        form=form,
        other_legal=float(legal < 0),
        other_country=float(country < 0),
    )


def _joined(one: list[str], other: list[str], weight: Weights) -> float:
    """Take out of both what is the same when written together; its weight."""
    agreed = 0.0
    for first, second in ((one, other), (other, one)):
        for token in [token for token in first if len(token) > 3]:
            if run := _run(token, second):
                agreed += sum(map(weight.__getitem__, second[run])) / (run.stop - run.start)
                first.remove(token)
                del second[run]
    return agreed


def _run(token: str, apart: Sequence[str]) -> slice | None:
    """Where neighbouring tokens make up one token, a slip allowed in a long one."""
    for start in range(len(apart) - 1):
        together = apart[start]
        for end in range(start + 1, len(apart)):
            together += apart[end]
            if len(together) > len(token) + 1:
                break
            if together == token or (len(token) > 9 and OSA.distance(together, token, score_cutoff=1) <= 1):
                return slice(start, end + 1)
    return None


def _nearest(one: list[str], other: list[str], weight: Weights, shortest: int) -> tuple[str, str, str, int] | None:
    best: tuple[float, str, str, str, int] | None = None
    for first in one:
        for second in other:
            slips = edits(first, second, shortest)
            if slips:
                pair = (slips / max(len(first), len(second)), first, second, "typo", slips)
            elif first[0] == second[0] and _shortened(first, second) and weight.known(max(first, second, key=len)):
                pair = (0.5, first, second, "short", 0)
            else:
                continue
            if best is None or pair < best:
                best = pair
    return best[1:] if best else None


def _is_acronym(tokens: Sequence[str], acronym: str) -> bool:
    return len(tokens) == 1 and len(acronym) > 2 and tokens[0] == acronym


@dataclass(frozen=True)
class Model:
    """A logistic model over `Features` for each level."""

    constants: Mapping[str, float]
    weights: Mapping[str, Sequence[float]]

    @classmethod
    def read(cls, path: Path = MODEL) -> Model:
        """The model as it was fitted."""
        levels = yaml.load(path.read_text("utf-8"), yaml.SafeLoader)
        weights = {level: [float(levels[level].get(name, 0)) for name in NAMES] for level in LEVELS}
        return cls({level: float(levels[level]["constant"]) for level in LEVELS}, weights)

    def probability(self, features: Features) -> float:
        """0 to 1."""
        total = self.constants[features.level]
        for name, weight in zip(NAMES, self.weights[features.level], strict=True):
            total += weight * getattr(features, name)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
