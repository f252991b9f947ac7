"""Search in everything a graph holds, ranked by the words that tell.

A `Searcher` weighs each word of a search by how rare it is among names, classes, relations, questions and quotations.
It prefers entities over codes, questions, figures, passages and terms, and questions where the words are one. It reads
the graph once and then asks no engine.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile

from pyoxigraph import Literal, NamedNode

from kg import names
from kg.ask import entities
from kg.ask.index import LONGEST, Index, Name, Why, names_in
from kg.describe import registers
from kg.describe.questions import Questions, clearly
from kg.store import Graph, Layered, Table
from kg.text.language import translate
from kg.text.words import is_asian, is_question, telling, words

#: What a result is; the earlier of two that fit alike comes first.
KINDS = ("entity", "code", "question", "figure", "passage", "term")
#: What the kind of a result adds to its score, so that a scheme comes before the class that it belongs to.
_PRIOR = {"entity": 8.0, "code": 5.0, "question": 3.0, "figure": 2.0, "passage": 0.0, "term": -12.0}
#: Lists whose codes stand for parts of totals and scopes: what they are the part of is meant rather than they.
_SECONDARY = ("breakdown", "membership-scope")
#: What is left of a score for such a code, and for what something newer replaces.
_STANDS_FOR, _REPLACED = 0.9, 0.9
#: How much the score of a question counts where the words typed are one and where they clearly mean it, what it gains
#: where they are one, and how much it counts where they are rather the name of something.
_AS_QUESTION, _AS_MEANT, _ASKED, _AS_NAME = 0.9, 0.87, 25.0, 0.7
#: Words that are no question find no question with a lower score.
_LEAST_QUESTION = 35.0
#: From this score of an `Index` on, a name is what was typed, whatever else holds the same words.
_NAMED = 95.0
#: How much a word counts that is met only unfinished, and one that is met with a typo.
_UNFINISHED, _MISTYPED = 0.8, 0.6
#: A word of a thing's class, description or relations counts this much of one of its names.
_CONTEXT = 0.7

_CONTEXTS = f"""
SELECT DISTINCT ?thing ?text WHERE {{
  {{ ?thing a ?class . ?class rdfs:label ?text }} UNION {{ ?thing skos:definition|dct:description ?text }}
  UNION {{ ?thing skos:inScheme/rdfs:label ?text }}
  UNION {{ ?thing ?relation ?other . ?other rdfs:label|cr:acronym ?text
    FILTER(STRSTARTS(STR(?thing), "{names.ID}") && STRSTARTS(STR(?other), "{names.ID}")) }}
}}"""
_GROUPS = "SELECT DISTINCT ?thing ?group WHERE { ?thing a/cr:nodeGroup ?group }"
_LISTS = "SELECT DISTINCT ?thing ?list WHERE { ?thing skos:inScheme ?list }"
#: The context of groups in the catalogue.
GROUP = "group"
_FIGURES = "SELECT DISTINCT ?thing ?name WHERE { ?thing a qb:Observation ; rdfs:label ?name }"
_UNITS = """
SELECT DISTINCT ?thing ?property ?name WHERE {
  VALUES ?property { skos:prefLabel skos:altLabel skos:notation }
  ?observation sdmx-attribute:unitMeasure ?thing . ?thing ?property ?name
}"""
_QUOTES = "SELECT DISTINCT ?thing ?passage ?quote WHERE { GRAPH ?passage { ?thing cr:quote ?quote } }"
_OLD = "SELECT DISTINCT ?thing ?newer WHERE { { ?thing dct:isReplacedBy ?newer } UNION { ?newer dct:replaces ?thing } }"
_ELSEWHERE = "SELECT DISTINCT ?thing ?other WHERE { ?thing skos:exactMatch ?other }"
_LINKED = "SELECT ?thing (COUNT(*) AS ?statements) WHERE { ?other ?property ?thing } GROUP BY ?thing"

#: The columns of a table of results.
COLUMNS = ("what", "name", "key", "matched", "score")


@dataclass(frozen=True, slots=True)
class Result:
    """Something that a search found: an entity, code, class or property, figure or passage by IRI, a question by name.

    `group` says more closely what it is: "scheme", "product category". `matched` is the name, the quoted words or the
    summary that fits best, in `language` where that is known; `score` goes from 0 to 100; `why` is how it was found.
    """

    kind: str
    id: str
    name: str
    group: str
    matched: str
    score: float
    why: Why
    language: str = ""
    #: of a question: the values that the words give to its parameters
    given: Mapping[str, str] = field(default_factory=dict)


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
    language: str = ""


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
    return Table(COLUMNS, tuple(tuple(map(Literal, row)) for row in rows))


class Searcher:
    """Everything in a graph that can be searched for, read once."""

    def __init__(self, graph: Graph) -> None:
        """Reads the records of `graph`; registers, which may be too large to read, are asked at each search."""
        self._all = graph
        self._graph = entities.records(graph)
        known = names_in(self._graph)
        #: the questions, to be found by plain words
        self.questions = Questions(graph, known)
        identifiers: dict[str, set[str]] = defaultdict(set)
        for thing, other in _iris(self._graph, _ELSEWHERE):
            if last := re.split(r"[/#:]", other.rstrip("/"))[-1]:
                identifiers[last].add(thing)
        units = list(_texts(self._graph, _UNITS))
        self._index = Index([*known, *(Name(unit, text, "") for unit, text in units)], identifiers)
        contexts: dict[str, set[str]] = defaultdict(set)
        for thing, text in _texts(self._graph, _CONTEXTS):
            contexts[thing].update(words(text))
        self._documents = list(self._read(known, units, contexts))
        self._groups = dict(sorted(_texts(self._graph, _GROUPS), reverse=True))
        self._lists = dict(sorted(_iris(self._graph, _LISTS), reverse=True))
        self._linked = {
            thing.value: int(count.value)
            for thing, count in self._graph.select(_LINKED).rows
            if isinstance(thing, NamedNode) and isinstance(count, Literal)
        }
        self._secondary = tuple(f"{names.CODE}{key}/" for key in _SECONDARY)
        self._replaced = {thing for thing, _ in _iris(self._graph, _OLD)}
        self._bearers: dict[str, list[int]] = defaultdict(list)
        for place, document in enumerate(self._documents):
            for word in document.words | document.context:
                self._bearers[word].append(place)
        self._known = sorted(self._bearers)

    def _read(
        self, known: Iterable[Name], units: Iterable[tuple[str, str]], contexts: Mapping[str, set[str]]
    ) -> Iterator[_Document]:
        for name in known:
            key = names.short(name.thing).replace("-", " ").replace("/", " ")
            context = contexts.get(name.thing, set()).union(words(key))
            yield _document(_kind(name.thing), name.thing, name.text, context, language=name.language)
        for unit, text in units:
            yield _document("code", unit, text, contexts.get(unit, ()))
        for figure, text in _texts(self._graph, _FIGURES):
            yield _document("figure", figure, text, ())
        for thing, passage, quote in self._graph.select(_QUOTES).rows:
            if isinstance(passage, NamedNode) and isinstance(quote, Literal) and isinstance(thing, NamedNode):
                yield _document("passage", passage.value, quote.value, (), named=False)

    def search(self, text: str, lang: str = "en", limit: int = 20) -> list[Result]:
        """The best results for some words; see `kg.describe.search.search`."""
        if not text.strip() or len(text) > LONGEST:
            return []
        best: dict[tuple[str, str], Result] = {}
        asked = is_question(text)

        def propose(result: Result) -> None:
            score = (
                result.score
                + _PRIOR[result.kind]
                + (_ASKED if asked and result.kind == "question" else 0)
                + min(3.0, math.log10(1 + self._linked.get(result.id, 0)))
            )
            if result.id.startswith(self._secondary):
                score *= _STANDS_FOR
            if result.id in self._replaced:
                score *= _REPLACED
            known = best.get((result.kind, result.id))
            if score > (known.score if known else 0.0):
                best[result.kind, result.id] = replace(result, score=score)

        for document, score, why in self._by_words(text):
            propose(Result(document.kind, document.id, "", "", document.text, score, why, document.language))
        questions = self.questions.find(text)
        clear = clearly(questions)
        for meant in questions:
            summary = meant.question.summary
            if not asked and meant.score < _LEAST_QUESTION:
                continue
            score = meant.score * (_AS_QUESTION if asked else _AS_MEANT if meant is clear else _AS_NAME)
            propose(Result("question", meant.question.name, "", "", summary, score, "words", given=meant.given))
        for hit in self._index.find(text):
            if hit.score >= _NAMED or not best or hit.why in ("prefix", "transliterated"):
                score = hit.score if hit.score >= _NAMED else 0.9 * hit.score
                propose(Result(_kind(hit.thing), hit.thing, "", "", hit.name, score, hit.why, hit.language))
        if isinstance(self._all, Layered):
            for hit in registers.find(self._all, text, limit):
                propose(Result("entity", hit.thing, "", "", hit.name, hit.score, hit.why, hit.language))
        ranked = sorted(best.values(), key=lambda one: (-round(one.score, 1), KINDS.index(one.kind), one.id))
        return self._shown(list(_newest_of_series(ranked))[:limit], lang)

    def _shown(self, ranked: list[Result], lang: str) -> list[Result]:
        """Results with the names and groups to show."""
        things = [one.id for one in ranked if one.kind != "question"]
        shown = entities.labels(self._graph, things, lang)
        if isinstance(self._all, Layered):
            shown |= entities.labels(self._all, set(things) - set(shown), lang)
        lists = entities.labels(self._graph, {self._lists[one.id] for one in ranked if one.id in self._lists}, lang)
        return [
            replace(
                one,
                name=translate(one.matched, lang) if one.kind == "question" else shown.get(one.id, names.short(one.id)),
                group=self._group(one, lists, lang),
                score=round(min(100.0, one.score), 1),
            )
            for one in ranked
        ]

    def _group(self, one: Result, lists: Mapping[str, str], lang: str) -> str:
        """What a result is: the group of its class, the name of its code list, or else its kind."""
        if one.kind == "code" and (name := lists.get(self._lists.get(one.id, ""))):
            return name.lower()
        group = self._groups.get(one.id, one.kind) if one.kind == "entity" else one.kind
        return translate(group, lang, GROUP)

    def _by_words(self, text: str) -> Iterator[tuple[_Document, float, Why]]:
        """Documents that hold the words that tell, each with 0 to 95 for how much of the words and of it agrees."""
        wanted = telling(text)
        meant = {word: self._spellings(word) for word in wanted}
        rare = {word: self._rarity(meant[word]) for word in wanted}
        whole = sum(rare.values())
        if not whole:
            return
        places = {place for spellings in meant.values() for known in spellings for place in self._bearers[known]}
        for place in sorted(places):
            document = self._documents[place]
            agreed, own, certainty = 0.0, set(), 1.0
            for word, spellings in meant.items():
                in_name = [(certain, known) for known, certain in spellings.items() if known in document.words]
                in_context = [certain * _CONTEXT for known, certain in spellings.items() if known in document.context]
                best_in_name, known = max(in_name, default=(0.0, ""))
                agreed += rare[word] * max(best_in_name, max(in_context, default=0.0))
                if known:
                    own.add(known)
                    certainty = min(certainty, best_in_name)
            share = len(own) / max(1, len(document.words))
            if own:
                weight = 0.75 + 0.25 * share if document.named else 0.7
                why: Why = "quoted" if not document.named else "fuzzy" if certainty < _UNFINISHED else "words"
                yield document, 95 * (agreed / whole) ** 2 * weight, why

    def _spellings(self, word: str) -> dict[str, float]:
        """Known words that a word may stand for, with how certain that is."""
        if word in self._bearers:
            return {word: 1.0}
        begun = self._known[bisect_left(self._known, word) :]
        spellings = dict.fromkeys(takewhile(lambda known: known.startswith(word), begun), _UNFINISHED)
        if spellings or len(word) < 4 or is_asian(word):
            return spellings
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extract(word, self._known, scorer=OSA.normalized_similarity, score_cutoff=0.75, limit=3)
        return {known: _MISTYPED * alike for known, alike, _ in near}

    def _rarity(self, spellings: Collection[str]) -> float:
        """How telling a word is: rare among the documents; a word nobody uses counts as the rarest."""
        bearers = max((len(self._bearers[known]) for known in spellings), default=1)
        return math.log(1 + len(self._documents) / bearers)


def _newest_of_series(ranked: list[Result]) -> Iterator[Result]:
    """The results with one figure of each series, the newest, where the words typed tell its figures not apart."""

    def series(one: Result) -> tuple[str, float]:
        return one.matched.rpartition(", ")[0], round(one.score, 1)

    newest: dict[tuple[str, float], Result] = {}
    for one in ranked:
        if one.kind == "figure":
            key = series(one)
            newest[key] = max(newest.get(key, one), one, key=lambda figure: figure.matched)
    for one in ranked:
        if one.kind != "figure":
            yield one
        elif newest.get(series(one)) is not None:
            yield newest.pop(series(one))


def _kind(thing: str) -> str:
    return "entity" if thing.startswith(names.ID) else "term" if thing.startswith(names.NS) else "code"


def _document(
    kind: str, thing: str, text: str, context: Iterable[str], *, named: bool = True, language: str = ""
) -> _Document:
    own = frozenset(words(text))
    return _Document(kind, thing, text, own, frozenset(context) - own, named, language)


def _texts(graph: Graph, query: str) -> Iterator[tuple[str, str]]:
    for first, *_, last in graph.select(query).rows:
        if isinstance(first, NamedNode) and isinstance(last, Literal):
            yield first.value, last.value


def _iris(graph: Graph, query: str) -> Iterator[tuple[str, str]]:
    for first, last in graph.select(query).rows:
        if isinstance(first, NamedNode) and isinstance(last, NamedNode):
            yield first.value, last.value
