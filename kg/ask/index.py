"""Finds things by one of their names: whole or begun, in any language and script, with typos.

An `Index` compares whole names, reads the graph once and then asks no engine. Scores go from 0 to 100:

======  ==============================================================================================
100     a name, an acronym, the key or the IRI, as it stands but for case, width, accents, punctuation
97      the same words in another order
95      the same when both are written in Latin letters (``guojia renjianwei``)
70-94   the name begins so
60-90   all words typed are words of the thing's names, one of them perhaps unfinished
50-80   the words typed are a part of the name
50-90   the name, or a part of it, but for typos
======  ==============================================================================================
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.store import Graph, Row
from kg.text.normalize import fold, romanised

#: No name is longer; comparing whole pages would only take time.
LONGEST = 400
#: Less than this share of letters in common is another name, not a typo: CNKA and CNCA have 0.75, CNKA and CNAS 0.5.
_LEAST_ALIKE = 0.7

#: How something was found; "quoted" is for words of a passage.
Why = OneOf["identifier", "exact", "acronym", "words", "transliterated", "prefix", "part", "fuzzy", "quoted"]

_PROPERTIES = tuple(map(names.expand, ("rdfs:label", "skos:prefLabel", "skos:altLabel", "cr:acronym")))
#: Figures and claims have labels too, but nobody calls them by these.
_NAMES = f"""
SELECT DISTINCT ?thing ?property ?name WHERE {{
  VALUES ?property {{ {" ".join(f"<{iri}>" for iri in _PROPERTIES)} }}
  ?thing ?property ?name
  FILTER({" || ".join(f'STRSTARTS(STR(?thing), "{start}")' for start in (names.ID, names.CODE, names.NS))})
  FILTER NOT EXISTS {{ ?thing a qb:Observation }}
  FILTER NOT EXISTS {{ ?thing a rdf:Statement }}
}}"""
_ACRONYM = names.expand("cr:acronym")
_ALTERNATIVE = names.expand("skos:altLabel")


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """One of the names of a thing; `language` is empty where it has none."""

    thing: str
    text: str
    language: str = ""
    #: not the name to show
    alternative: bool = False
    acronym: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing found: by which of its names, how sure (0-100), and why."""

    thing: str
    name: str
    language: str
    score: float
    why: Why


def names_in(graph: Graph) -> list[Name]:
    """All names of entities, codes, classes and properties in a graph, in a fixed order."""
    return names_among(graph.select(_NAMES).rows)


def names_among(rows: Iterable[Row]) -> list[Name]:
    """The names among triples, in a fixed order."""
    flags: dict[tuple[str, str], tuple[str, bool, bool]] = {}
    for thing, relation, name in rows:
        if not (isinstance(thing, NamedNode) and isinstance(relation, NamedNode) and isinstance(name, Literal)):
            continue
        if relation.value in _PROPERTIES:
            language, alternative, acronym = flags.get((thing.value, name.value), ("", True, False))
            flags[thing.value, name.value] = (
                max(language, name.language or ""),
                alternative and relation.value in (_ACRONYM, _ALTERNATIVE),
                acronym or relation.value == _ACRONYM,
            )
    return sorted(Name(thing, text, *rest) for (thing, text), rest in flags.items())


class Index:
    """Names to search in. The same names give the same hits in the same order."""

    def __init__(self, known: Iterable[Name], identifiers: Mapping[str, Collection[str]] | None = None) -> None:
        """`identifiers`: what else stands for a thing and is no name, as IRI or number -> things."""
        self._names = sorted(known)
        self._folded = [fold(name.text) for name in self._names]
        self._sorted_words = [" ".join(sorted(folded.split())) for folded in self._folded]
        self._romanised = [romanised(name.text) for name in self._names]
        self._whole = _places(self._folded)
        self._whole_words = _places(self._sorted_words)
        self._whole_romanised = _places(self._romanised)
        self._places: dict[str, list[int]] = defaultdict(list)
        words: dict[str, set[str]] = defaultdict(set)
        for place, name in enumerate(self._names):
            self._places[name.thing].append(place)
            for word in self._folded[place].split():
                words[word].add(name.thing)
        self._bearers = dict(words)
        self._words = sorted(words)
        self._identifiers: dict[str, set[str]] = defaultdict(set)
        for thing in self._places:
            for own in (thing, names.short(thing), names.curie(thing)):
                self._identifiers[own].add(thing)
        for identifier, things in (identifiers or {}).items():
            self._identifiers[identifier].update(things)

    def find(self, text: str, *, among: Collection[str] | None = None, limit: int | None = None) -> list[Hit]:
        """The best hit of each thing, the surest first; `among`: only these things."""
        if len(text) > LONGEST:
            return []
        best: dict[str, Hit] = {}
        for hit in self._hits(text):
            known = best.get(hit.thing)
            if (among is None or hit.thing in among) and (known is None or rank(hit) < rank(known)):
                best[hit.thing] = hit
        return sorted(best.values(), key=rank)[:limit]

    def extended(self, more: Iterable[Name], identifiers: Mapping[str, Collection[str]] | None = None) -> Index:
        """The index with further names."""
        return Index([*self._names, *more], {**self._identifiers, **(identifiers or {})})

    def names_of(self, thing: str) -> list[Name]:
        """All names of one thing; none for a thing nobody named."""
        return [self._names[place] for place in self._places.get(thing, ())]

    def named(self, text: str) -> set[str]:
        """The things with just this name or acronym, but for case, width, accents and punctuation."""
        return {self._names[place].thing for place in self._whole.get(fold(text), ())}

    def identified(self, text: str) -> str | None:
        """The one thing with this key, CURIE, IRI or other identifier."""
        things = self._identifiers.get(text.strip(), set())
        return next(iter(things)) if len(things) == 1 else None

    def __iter__(self) -> Iterator[str]:
        """All things, in alphabetical order."""
        return iter(self._places)

    def _hits(self, text: str) -> Iterable[Hit]:
        for thing in self._identifiers.get(text.strip(), ()):
            yield self._hit(self._places[thing][0], 100, "identifier")
        wanted = fold(text)
        if not wanted:
            return
        latin = romanised(text)
        for place in self._whole.get(wanted, ()):
            yield self._hit(place, 100, "acronym" if self._names[place].acronym else "exact")
        for place in self._whole_words.get(" ".join(sorted(wanted.split())), ()):
            yield self._hit(place, 97, "words")
        for place in self._whole_romanised.get(latin, ()) if latin else ():
            yield self._hit(place, 95, "transliterated")
        yield from self._parts(wanted, latin)
        yield from self._of_all_words(wanted)
        yield from self._alike(wanted, latin)

    def _parts(self, wanted: str, latin: str) -> Iterable[Hit]:
        """Names that begin with what is wanted or hold it."""
        from_here = len(latin) >= 3  # two letters run together are in every other name
        for place, (folded, roman) in enumerate(zip(self._folded, self._romanised, strict=True)):
            if folded.startswith(wanted):
                yield self._hit(place, 70 + 24 * len(wanted) / len(folded), "prefix")
            elif wanted in folded:
                yield self._hit(place, 50 + 30 * len(wanted) / len(folded), "part")
            elif from_here and latin in roman:
                start, share = (70, 24) if roman.startswith(latin) else (50, 30)
                yield self._hit(place, start + share * len(latin) / len(roman) - 2, "transliterated")

    def _of_all_words(self, wanted: str) -> Iterable[Hit]:
        """Things whose names, taken together, hold every word: ``MFDS Korea``; the last word may be unfinished."""
        words = wanted.split()
        if len(words) < 2:
            return
        *whole, last = words
        bearers = [self._bearers.get(word, set()) for word in whole]
        begun: set[str] = set()
        for word in self._words[bisect_left(self._words, last) :]:
            if not word.startswith(last):
                break
            begun |= self._bearers[word]
        for thing in set.intersection(begun, *bearers):
            for place in self._places[thing]:
                own = self._folded[place].split()
                share = sum(word in own for word in words) / max(len(own), len(words))
                yield self._hit(place, 60 + 30 * share, "words")

    def _alike(self, wanted: str, latin: str) -> Iterable[Hit]:
        """Names that differ by typos. Short texts are compared too: CNKA is CNCA with one letter wrong."""
        from rapidfuzz import fuzz, process
        from rapidfuzz.distance import OSA

        if len(latin) < 3:
            return
        ways = [(self._folded, wanted), (self._romanised, latin)]
        if " " in wanted:
            ways.append((self._sorted_words, " ".join(sorted(wanted.split()))))
        for known, sought in ways:
            for _, alike, place in process.extract(
                sought, known, scorer=OSA.normalized_similarity, score_cutoff=_LEAST_ALIKE, limit=None
            ):
                yield self._hit(place, 90 * alike, "fuzzy")
        if len(latin) >= 6:  # begun, or a part, with typos in it
            for _, alike, place in process.extract(
                latin, self._romanised, scorer=fuzz.partial_ratio, score_cutoff=85, limit=None
            ):
                if len(self._romanised[place]) >= len(latin):
                    yield self._hit(place, 0.65 * alike, "fuzzy")

    def _hit(self, place: int, score: float, why: Why) -> Hit:
        name = self._names[place]
        return Hit(name.thing, name.text, name.language, round(score, 1), why)


def _places(texts: Iterable[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        places[text].append(place)
    return dict(places)


#: Of hits with one score, the plainest reason, the shorter name, and then the alphabet.
_PLAINEST = ("identifier", "exact", "acronym", "words", "transliterated", "prefix", "part", "fuzzy")


def rank(hit: Hit) -> tuple[float, int, int, str, str]:
    """What hits are put in order by."""
    return (-hit.score, _PLAINEST.index(hit.why), len(hit.name), hit.name, hit.thing)
