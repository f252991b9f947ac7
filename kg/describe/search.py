"""Search in a graph: `Searcher` ranks everything by the words that tell, `Index` finds things by one of their names.

A `Searcher` weighs each word of a search by how rare it is among names, classes, relations, questions and quotations.
It prefers entities over codes, questions, figures, passages and terms, and questions where the words are one. An
`Index` compares whole names: in any language and script, whole or begun, with typos. Both read the graph once and then
ask no engine. Scores of an `Index` go from 0 to 100:

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

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal as OneOf

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities, library
from kg.store import Graph, Layered, Table
from kg.text.normalize import fold, romanised

#: No name is longer; comparing whole pages would only take time.
LONGEST = 400
#: Less than this share of letters in common is another name, not a typo: CNKA and CNCA have 0.75, CNKA and CNAS 0.5.
_LEAST_ALIKE = 0.7

Why = OneOf["identifier", "exact", "acronym", "words", "transliterated", "prefix", "part", "fuzzy"]

#: Figures and claims have labels too, but nobody calls them by these.
_NAMES = f"""
SELECT DISTINCT ?thing ?property ?name WHERE {{
  VALUES ?property {{ rdfs:label skos:prefLabel skos:altLabel cr:acronym }}
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


def read(graph: Graph) -> list[Name]:
    """All names of entities, codes, classes and properties in a graph, in a fixed order."""
    answer = graph.select(_NAMES)
    names_found: dict[tuple[str, str], tuple[str, bool, bool]] = {}
    for thing, relation, name in answer.rows:
        if isinstance(thing, NamedNode) and isinstance(relation, NamedNode) and isinstance(name, Literal):
            language, alternative, acronym = names_found.get((thing.value, name.value), ("", True, False))
            names_found[thing.value, name.value] = (
                max(language, name.language or ""),
                alternative and relation.value in (_ACRONYM, _ALTERNATIVE),
                acronym or relation.value == _ACRONYM,
            )
    return sorted(Name(thing, text, *rest) for (thing, text), rest in names_found.items())


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


#: What a result is; the earlier of two that fit alike comes first.
KINDS = ("entity", "code", "question", "figure", "passage", "term")
#: What the kind of a result adds to its score, so that a scheme comes before the class that it belongs to.
_PRIOR = {"entity": 8.0, "code": 5.0, "question": 3.0, "figure": 2.0, "passage": 0.0, "term": -12.0}
#: What a question gains where the words typed are one.
_ASKED = 25.0
_ASKING = frozenset(
    {*("can", "does", "how", "is", "what", "when", "where", "which", "who", "whose", "why")}
    | {*("哪些", "什么", "谁", "多少", "如何", "怎么")}
)
#: From this score of an `Index` on, a name is what was typed, whatever else holds the same words.
_NAMED = 95.0
#: Words that carry no meaning of their own in what people ask.
_FUNCTION_WORDS = frozenset(
    {*("a", "about", "all", "an", "and", "any", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from")}
    | {*("has", "have", "how", "i", "in", "into", "is", "it", "its", "many", "me", "much", "my", "need", "of", "on")}
    | {*("or", "our", "she", "show", "tell", "that", "the", "their", "them", "there", "they", "this", "to", "was")}
    | {*("we", "were", "what", "when", "where", "which", "who", "whom", "whose", "why", "will", "with", "you", "your")}
    | {*("的", "了", "和", "与", "是", "在", "有", "哪些", "什么", "吗")}
)
_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
#: How much a word counts that is met only unfinished, and one that is met with a typo.
_UNFINISHED, _MISTYPED = 0.8, 0.6
#: A word of a thing's class, description or relations counts this much of one of its names.
_CONTEXT = 0.7
#: In a question, a word counts this much that another name of a thing has: "compulsory" for CCC.
_OTHER_NAME = 0.9

_CONTEXTS = f"""
SELECT DISTINCT ?thing ?text WHERE {{
  {{ ?thing a ?class . ?class rdfs:label ?text }} UNION {{ ?thing skos:definition|dct:description ?text }}
  UNION {{ ?thing skos:inScheme/rdfs:label ?text }}
  UNION {{ ?thing ?relation ?other . ?other rdfs:label|cr:acronym ?text
    FILTER(STRSTARTS(STR(?thing), "{names.ID}") && STRSTARTS(STR(?other), "{names.ID}")) }}
}}"""
_GROUPS = """
SELECT DISTINCT ?thing ?group WHERE {
  { ?thing a/cr:nodeGroup ?group } UNION { ?thing skos:inScheme/rdfs:label ?group FILTER(LANG(?group) = "en") }
}"""
_FIGURES = "SELECT DISTINCT ?thing ?name WHERE { ?thing a qb:Observation ; rdfs:label ?name }"
_UNITS = """
SELECT DISTINCT ?thing ?property ?name WHERE {
  VALUES ?property { skos:prefLabel skos:altLabel skos:notation }
  ?observation sdmx-attribute:unitMeasure ?thing . ?thing ?property ?name
}"""
_QUOTES = "SELECT DISTINCT ?thing ?passage ?quote WHERE { GRAPH ?passage { ?thing cr:quote ?quote } }"
_ELSEWHERE = "SELECT DISTINCT ?thing ?other WHERE { ?thing skos:exactMatch ?other }"
_LINKED = "SELECT ?thing (COUNT(*) AS ?statements) WHERE { ?other ?property ?thing } GROUP BY ?thing"


@dataclass(frozen=True, slots=True)
class Result:
    """Something that a search found: an entity, code, class or property, figure or passage by IRI, a question by name.

    `group` says more closely what it is: "scheme", "product category". `matched` is the name, the quoted words or the
    summary that fits best; `score` goes from 0 to 100.
    """

    kind: str
    id: str
    name: str
    group: str
    matched: str
    score: float


@dataclass(frozen=True, slots=True)
class _Document:
    """A text that stands for something, and the words that describe it further."""

    kind: str
    id: str
    text: str
    words: frozenset[str]
    context: frozenset[str]
    #: whether people look the thing up by this text: a name, not a quotation
    named: bool = True
    #: whether it is a question that takes an entity
    takes_entity: bool = False


def search(graph: Graph, words: str, lang: str = "en", limit: int = 20) -> list[Result]:
    """What the graph holds about some words, the best first: entities, codes, questions, figures, quoted passages and
    terms of the ontology.

    `words` may be in any language: a name, an acronym, a code, a few keywords or a whole question. `lang` is the
    language of the names shown. The list is empty where nothing matches.
    """
    return Searcher(graph).search(words, lang, limit)


def table(results: Iterable[Result]) -> Table:
    """Results as a table: `what` it is, its name and key, and the text that matched where that is not the name."""
    rows = [
        (
            result.group,
            result.name,
            result.id if result.kind == "question" else names.short(result.id),
            result.matched if result.matched != result.name else "",
            f"{result.score:.1f}",
        )
        for result in results
    ]
    return Table(("what", "name", "key", "matched", "score"), tuple(tuple(map(Literal, row)) for row in rows))


class Searcher:
    """Everything in a graph that can be searched for, read once."""

    def __init__(self, graph: Graph) -> None:
        """Reads the records of `graph`; what was loaded in addition to them is found by exact name elsewhere."""
        self._graph = graph.records if isinstance(graph, Layered) else graph
        known = read(self._graph)
        identifiers: dict[str, set[str]] = defaultdict(set)
        for thing, other in _iris(self._graph, _ELSEWHERE):
            if last := re.split(r"[/#:]", other.rstrip("/"))[-1]:
                identifiers[last].add(thing)
        units = list(_texts(self._graph, _UNITS))
        self._index = Index([*known, *(Name(unit, text, "") for unit, text in units)], identifiers)
        contexts: dict[str, set[str]] = defaultdict(set)
        for thing, text in _texts(self._graph, _CONTEXTS):
            contexts[thing].update(_words(text))
        self._documents = list(self._read(known, units, contexts))
        self._groups = dict(sorted(_texts(self._graph, _GROUPS), reverse=True))
        self._linked = {
            thing.value: int(count.value)
            for thing, count in self._graph.select(_LINKED).rows
            if isinstance(thing, NamedNode) and isinstance(count, Literal)
        }
        self._bearers: dict[str, list[int]] = defaultdict(list)
        for place, document in enumerate(self._documents):
            for word in document.words | document.context:
                self._bearers[word].append(place)
        self._known = sorted(self._bearers)

    def _read(
        self, known: Iterable[Name], units: Iterable[tuple[str, str]], contexts: Mapping[str, set[str]]
    ) -> Iterator[_Document]:
        for name in known:
            kind = "entity" if name.thing.startswith(names.ID) else "code" if "/code/" in name.thing else "term"
            key = names.short(name.thing).replace("-", " ").replace("/", " ")
            context = contexts.get(name.thing, set()).union(_words(key))
            yield _document(kind, name.thing, name.text, context)
        for unit, text in units:
            yield _document("code", unit, text, contexts.get(unit, ()))
        for figure, text in _texts(self._graph, _FIGURES):
            yield _document("figure", figure, text, ())
        for thing, passage, quote in self._graph.select(_QUOTES).rows:
            if isinstance(passage, NamedNode) and isinstance(quote, Literal) and isinstance(thing, NamedNode):
                yield _document("passage", passage.value, quote.value, (), named=False)
        for question in library.questions().values():
            if question.subject != library.CHECKS:
                more = (
                    question.name.replace("-", " "),
                    question.description,
                    " ".join(question.tags),
                    question.subject,
                )
                takes = any(parameter.kind == "entity" for parameter in question.parameters)
                yield replace(
                    _document("question", question.name, question.summary, _words(" ".join(more))), takes_entity=takes
                )

    def search(self, text: str, lang: str = "en", limit: int = 20) -> list[Result]:
        """The best results for some words; see `kg.describe.search.search`."""
        if not text.strip() or len(text) > LONGEST:
            return []
        best: dict[tuple[str, str], tuple[float, str]] = {}
        asked = text.rstrip().endswith(("?", "？")) or bool(_ASKING & set(fold(text).split()))

        def propose(kind: str, thing: str, score: float, matched: str) -> None:
            score += (
                _PRIOR[kind]
                + (_ASKED if asked and kind == "question" else 0)
                + min(3.0, math.log10(1 + self._linked.get(thing, 0)))
            )
            if score > best.get((kind, thing), (0.0, ""))[0]:
                best[kind, thing] = score, matched

        for document, score in self._by_words(text):
            propose(document.kind, document.id, score, document.text)
        for hit in self._index.find(text):
            kind = "entity" if hit.thing.startswith(names.ID) else "term" if hit.thing.startswith(names.NS) else "code"
            if hit.score >= _NAMED:
                propose(kind, hit.thing, hit.score, hit.name)
            elif not best or hit.why in ("prefix", "transliterated"):
                propose(kind, hit.thing, hit.score * 0.9, hit.name)
        if not best:
            return []
        ranked = sorted(best.items(), key=lambda one: (-round(one[1][0], 1), KINDS.index(one[0][0]), one[0][1]))[:limit]
        shown = entities.labels(self._graph, [thing for (kind, thing), _ in ranked if kind != "question"], lang)
        return [
            Result(
                kind,
                thing,
                matched if kind == "question" else shown.get(thing, names.short(thing)),
                self._group(kind, thing),
                matched,
                round(min(100.0, score), 1),
            )
            for (kind, thing), (score, matched) in ranked
        ]

    def _group(self, kind: str, thing: str) -> str:
        if kind in ("entity", "code"):
            return self._groups.get(thing, kind).lower()
        return kind

    def _by_words(self, text: str) -> Iterator[tuple[_Document, float]]:
        """Documents that hold the words that tell, each with 0 to 95 for how much of the words and of it agrees."""
        wanted = list(dict.fromkeys(_words(text)))
        wanted = [word for word in wanted if word not in _FUNCTION_WORDS] or wanted
        meant = {word: self._spellings(word) for word in wanted}
        named = {word: self._index.named(word) for word in wanted}
        others = {word: self._other_words(things, {*wanted}) for word, things in named.items()}
        rare = {word: self._rarity(meant[word]) for word in wanted}
        whole = sum(rare.values())
        if not whole:
            return
        places = {place for spellings in meant.values() for known in spellings for place in self._bearers[known]}
        for place in sorted(places):
            document = self._documents[place]
            agreed, own = 0.0, set()
            for word, spellings in meant.items():
                in_name = [(certain, known) for known, certain in spellings.items() if known in document.words]
                in_context = [certain * _CONTEXT for known, certain in spellings.items() if known in document.context]
                best_in_name, known = max(in_name, default=(0.0, ""))
                best = max(best_in_name, max(in_context, default=0.0))
                if document.kind == "question":
                    if document.takes_entity and any(thing.startswith(names.ID) for thing in named[word]):
                        best = 1.0
                    elif others[word] & (document.words | document.context):
                        best = max(best, _OTHER_NAME)
                agreed += rare[word] * best
                own.update({known} - {""})
            share = len(own) / max(1, len(document.words))
            if own or document.kind == "question":
                weight = 0.75 + 0.25 * share if document.named else 0.7
                yield document, 95 * (agreed / whole) ** 2 * weight

    def _other_words(self, things: Iterable[str], wanted: set[str]) -> set[str]:
        """The words in the other names of some things, but for those that very many documents have."""
        words = {word for thing in things for name in self._index.names_of(thing) for word in _words(name.text)}
        return {word for word in words - wanted if len(self._bearers.get(word, ())) < len(self._documents) / 5}

    def _spellings(self, word: str) -> dict[str, float]:
        """Known words that a word may stand for, with how certain that is."""
        if word in self._bearers:
            return {word: 1.0}
        begun = self._known[bisect_left(self._known, word) :]
        spellings = dict.fromkeys(takewhile(lambda known: known.startswith(word), begun), _UNFINISHED)
        if spellings or len(word) < 4 or _ASIAN.search(word):
            return spellings
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extract(word, self._known, scorer=OSA.normalized_similarity, score_cutoff=0.75, limit=3)
        return {known: _MISTYPED * alike for known, alike, _ in near}

    def _rarity(self, spellings: Collection[str]) -> float:
        """How telling a word is: rare among the documents; a word nobody uses counts as the rarest."""
        bearers = max((len(self._bearers[known]) for known in spellings), default=1)
        return math.log(1 + len(self._documents) / bearers)


def _document(kind: str, thing: str, text: str, context: Iterable[str], *, named: bool = True) -> _Document:
    words = frozenset(_words(text))
    return _Document(kind, thing, text, words, frozenset(context) - words, named)


def _words(text: str) -> list[str]:
    """The words of a text, folded, in the singular; of Chinese, Japanese and Korean text each two characters."""
    words: list[str] = []
    for word in fold(text).split():
        for run in _ASIAN.findall(word):
            words += [run[place : place + 2] for place in range(max(1, len(run) - 1))]
        words += [_singular(rest) for rest in _ASIAN.sub(" ", word).split()]
    return words


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "sui" else word


def _texts(graph: Graph, query: str) -> Iterator[tuple[str, str]]:
    for first, *_, last in graph.select(query).rows:
        if isinstance(first, NamedNode) and isinstance(last, Literal):
            yield first.value, last.value


def _iris(graph: Graph, query: str) -> Iterator[tuple[str, str]]:
    for first, last in graph.select(query).rows:
        if isinstance(first, NamedNode) and isinstance(last, NamedNode):
            yield first.value, last.value
