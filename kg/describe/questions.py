"""Which question a person means by plain words, and which values for its parameters the words name.

`Questions` weighs each word by how rare it is among the summaries, names, tags and descriptions of the questions. Words
that name something a parameter takes count as met: "partners of mfds" is the question ``partners`` with agency
``mfds``. It reads the graph once and then asks no engine.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode

from kg import names
from kg.ask import entities, library
from kg.ask.index import LONGEST, Name, names_in
from kg.ask.library import CHECKS, Question
from kg.ask.parameters import Parameter
from kg.store import Graph, Layered
from kg.text.han import without_state
from kg.text.language import ENGLISH, LANGUAGES, translate
from kg.text.normalize import fold
from kg.text.periods import DAY, periods
from kg.text.words import FUNCTION_WORDS, interrogatives, is_asian, singular, telling, words

#: How much a word counts that only the tags or the description of a question have, one that another name of something
#: mentioned has ("compulsory" for CCC) or its key ("ccc" for 3C), and one with another ending.
_CONTEXT, _OTHER_NAME, _KEY, _OTHER_ENDING = 0.7, 0.8, 0.95, 0.85
#: How much one counts that a parameter takes: of the class it wants, where it takes anything, and where the word is a
#: part of a longer name.
_OF_CLASS, _OF_ANY, _OF_LONGER = 1.0, 0.85, 0.7
#: A question says within so many words whether it asks when, where, who or how many.
_HEAD = 3
#: What is left of a score where the question asks that and the words do not, or the other way round, and where the
#: words name no value for a parameter that wants one.
_OTHER_INTERROGATIVE, _NOT_GIVEN = 0.9, 0.9
#: What is left of the score of a question about registers where none is loaded.
_NO_REGISTER = 0.8
#: What is left of one where the words only name values, such as "haccp korea".
_ONLY_VALUES = 0.3
#: What is left of two Chinese characters that no question has: as often the end of one word and the start of another.
_BETWEEN_WORDS = 0.3
#: Words that agree in so many first letters differ only in their endings.
_STEM = 5
#: A question is meant if its score reaches `_CLEAR` and the next one stays so much below.
_CLEAR, _AHEAD = 60.0, 4.0
#: Questions with a smaller share of the best score are left out.
_LEAST_SHARE = 0.3
_SCRIPTS = re.compile(r"(?<=[^\x00-\xff])[\x21-\x7e]+|[\x21-\x7e]+(?=[^\x00-\xff])")

_KINDS = "SELECT DISTINCT ?thing ?kind WHERE { { ?thing a ?kind } UNION { ?thing skos:inScheme ?kind } }"


@dataclass(frozen=True, slots=True)
class Meant:
    """A question that some words may mean, with the values they give to parameters; `score` goes from 0 to 100."""

    question: Question
    given: Mapping[str, str]
    score: float


@dataclass(frozen=True, slots=True)
class _Mention:
    """A part of the words, from `start` to `end` of the folded text, and the things it names."""

    start: int
    end: int
    text: str
    things: frozenset[str]
    #: whether no longer name in the text contains it
    whole: bool = True


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a question: of its summary in each language, in any, and of what else describes it."""

    titles: tuple[frozenset[str], ...]
    title: frozenset[str]
    context: frozenset[str]


class Questions:
    """The questions of the library, but for the checks, to be found by plain words."""

    def __init__(self, graph: Graph, known: Iterable[Name] | None = None) -> None:
        """`known`: the names in the graph, where they were read already."""
        self._has_registers = isinstance(graph, Layered)
        graph = entities.records(graph)
        self._named: dict[str, set[str]] = defaultdict(set)
        self._names_of: dict[str, list[str]] = defaultdict(list)
        for name in names_in(graph) if known is None else known:
            key = names.short(name.thing).rpartition("/")[2]
            for text in {name.text, without_state(name.text)}:
                self._named[_plain(text)].add(name.thing)
            self._named[_plain(key)].add(name.thing)
            self._names_of[name.thing].append(name.text)
        self._kinds: dict[str, set[str]] = defaultdict(set)
        for thing, kind in graph.select(_KINDS).rows:
            if isinstance(thing, NamedNode) and isinstance(kind, NamedNode):
                self._kinds[thing.value].add(kind.value)
        self._words = {question.name: _own_words(question) for question in _asked()}
        bearers: dict[str, int] = defaultdict(int)
        for own in self._words.values():
            for word in own.title | own.context:
                bearers[word] += 1
        self._bearers: Mapping[str, int] = dict(bearers)

    def find(self, text: str, limit: int | None = None) -> list[Meant]:
        """The questions that share telling words with a text, the best first."""
        if len(text) > LONGEST or not text.strip():
            return []
        mentions = self._mentions(_plain(text))
        wanted = {word: self._spellings(word) for word in telling(_apart(_plain(text), mentions))}
        candidates = []
        for question in _asked():
            given, taken = self._given(question, text, mentions)
            score = self._score(question, wanted, taken, mentions)
            if interrogatives(" ".join(question.summary.split()[:_HEAD])) != interrogatives(text):
                score *= _OTHER_INTERROGATIVE
            if any(parameter.of and parameter.name not in given for parameter in question.parameters):
                score *= _NOT_GIVEN
            if question.subject in library.REGISTER_SUBJECTS and not self._has_registers:
                score *= _NO_REGISTER
            if score > 0:
                candidates.append(Meant(question, given, round(score, 1)))
        least = _LEAST_SHARE * max((one.score for one in candidates), default=0.0)
        candidates = [one for one in candidates if one.score >= least]
        return sorted(candidates, key=lambda one: (-one.score, one.question.name))[:limit]

    def _score(
        self,
        question: Question,
        wanted: Mapping[str, Mapping[str, float]],
        taken: Mapping[str, float],
        mentions: list[_Mention],
    ) -> float:
        own = self._words[question.name]
        others, keys = self._other_names(mentions), _keys(mentions)
        parts = _parts_of_names(mentions)
        whole = agreed = 0.0
        met: set[str] = set()
        asked = False
        for word, spellings in wanted.items():
            rarity = self._rarity(spellings) / parts.get(word, 1)
            if is_asian(word) and not spellings and word not in parts:
                rarity *= _BETWEEN_WORDS
            in_title = {known: certain for known, certain in spellings.items() if known in own.title}
            best = max(in_title.values(), default=0.0)
            best = max([best, *(certain * _CONTEXT for known, certain in spellings.items() if known in own.context)])
            asked = asked or best > 0
            if word in taken:
                best = max(best, taken[word])
            elif keys.get(word, frozenset()) & own.title:
                best = max(best, _KEY)
            elif others.get(word, frozenset()) & own.title:
                best = max(best, _OTHER_NAME)
            met.update(in_title)
            whole += rarity
            agreed += rarity * best
        if not agreed:
            return 0.0
        share = max(self._weight(met & title) / (self._weight(title) or 1.0) for title in own.titles)
        score = 100 * math.pow(agreed / whole, 1.5) * (0.85 + 0.15 * share)
        return score if asked else _ONLY_VALUES * score

    def _given(
        self, question: Question, text: str, mentions: list[_Mention]
    ) -> tuple[dict[str, str], dict[str, float]]:
        """The parameters that the words give a value, and how much the words that do so count."""
        given: dict[str, str] = {}
        taken: dict[str, float] = {}
        free = list(mentions)
        found = periods(text)
        times = {"date": [one for one in found if one.kind == DAY], "year": [one for one in found if one.year]}
        for parameter in question.parameters:
            if parameter.kind in times:
                if times[parameter.kind]:
                    time = times[parameter.kind].pop(0)
                    given[parameter.name] = time.label if parameter.kind == "date" else str(time.year)
                    taken.update(dict.fromkeys(words(time.text), _OF_CLASS))
                continue
            for mention in free:
                value = self._value(parameter, mention)
                if value:
                    given[parameter.name] = value
                    counts = _OF_CLASS if parameter.of or parameter.list else _OF_ANY
                    taken.update(dict.fromkeys(words(mention.text), counts if mention.whole else _OF_LONGER))
                    free = [one for one in free if one.end <= mention.start or one.start >= mention.end]
                    break
        return given, taken

    def _value(self, parameter: Parameter, mention: _Mention) -> str:
        """The key or name that a parameter takes for a mention; empty where it takes none of the things."""
        wanted = {f"{names.CODE}{parameter.list}"} if parameter.kind == "code" else set(parameter.of)
        if parameter.kind not in ("entity", "code") and not wanted:
            return ""
        fitting = sorted(
            thing
            for thing in mention.things
            if not thing.startswith(names.NS) and (not wanted or wanted & self._kinds.get(thing, set()))
        )
        fitting = [thing for thing in fitting if thing.startswith(names.ID)] or fitting
        if not fitting or (not wanted and not fitting[0].startswith(names.ID) and self._is_common(mention)):
            return ""
        return mention.text if parameter.kind == "text" else names.short(fitting[0])

    def _is_common(self, mention: _Mention) -> bool:
        """Whether all words of a mention are words of questions too, such as "member" and "province"."""
        return all(word in self._bearers for word in words(mention.text))

    def _mentions(self, folded: str) -> list[_Mention]:
        """The names in a text, one after the other, those that a longer one contains after all others."""
        spaced = f" {folded} "
        mentions = []
        for name, things in self._named.items():
            if len(name) < 2 or name in FUNCTION_WORDS:
                continue
            start = folded.find(name) if is_asian(name) else spaced.find(f" {name} ")
            if start >= 0:
                mentions.append(_Mention(start, start + len(name), name, frozenset(things)))
        mentions = [replace(one, whole=not any(_contains(other, one) for other in mentions)) for one in mentions]
        return sorted(mentions, key=lambda one: (not one.whole, one.start, one.text))

    def _other_names(self, mentions: list[_Mention]) -> dict[str, frozenset[str]]:
        """Word of a mention -> the words of other names of what it names, but for frequent ones."""
        others: dict[str, set[str]] = defaultdict(set)
        for mention in mentions:
            own = {
                word
                for thing in mention.things
                for name in self._names_of.get(thing, ())
                for word in words(name)
                if self._bearers.get(word, 0) < len(self._words) / 5
            }
            for word in words(mention.text):
                others[word] |= own
        return {word: frozenset(own - {word}) for word, own in others.items()}

    def _spellings(self, word: str) -> dict[str, float]:
        """Known words that a word may stand for, with how certain that is."""
        spellings = {word: 1.0} if word in self._bearers else {}
        if not is_asian(word) and len(word) >= _STEM:
            for known in self._bearers:
                alike = min(len(word), len(known)) - 3
                if len(known) >= _STEM and known[: max(_STEM, alike)] == word[: max(_STEM, alike)]:
                    spellings.setdefault(known, _OTHER_ENDING)
        if not spellings and len(word) >= 4 and not is_asian(word):
            from rapidfuzz import process
            from rapidfuzz.distance import OSA

            near = process.extract(
                word, list(self._bearers), scorer=OSA.normalized_similarity, score_cutoff=0.75, limit=3
            )
            spellings = {one: 0.6 * alike for one, alike, _ in near}
        return spellings

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self._rarity({word: 1.0}) for word in words)

    def _rarity(self, spellings: Collection[str]) -> float:
        """How telling a word is: rare among the questions; a word that none has counts as one that a few have."""
        bearers = max((self._bearers.get(known, 0) for known in spellings), default=0) or 3
        return math.log(1 + len(self._words) / bearers)


def clearly(candidates: list[Meant]) -> Meant | None:
    """The one question that the words mean; None where they may mean several or fit none well."""
    if not candidates or candidates[0].score < _CLEAR:
        return None
    return candidates[0] if len(candidates) == 1 or candidates[0].score - candidates[1].score >= _AHEAD else None


def _asked() -> Iterator[Question]:
    return (question for question in library.questions().values() if question.subject != CHECKS)


def _parts_of_names(mentions: Iterable[_Mention]) -> dict[str, int]:
    """Word -> how many telling words the name has that it is a part of: a name counts no more than a word."""
    parts: dict[str, int] = {}
    for mention in mentions:
        if mention.whole and any(not thing.startswith(names.NS) for thing in mention.things):
            own = telling(mention.text)
            parts.update(dict.fromkeys(own, len(own)))
    return parts


def _keys(mentions: Iterable[_Mention]) -> dict[str, frozenset[str]]:
    """Word of a mention -> the keys of what it names, where they are single words."""
    keys: dict[str, frozenset[str]] = {}
    for mention in mentions:
        own = frozenset(names.short(thing).rpartition("/")[2] for thing in mention.things)
        for word in words(mention.text):
            keys[word] = keys.get(word, frozenset()) | own
    return keys


def _contains(longer: _Mention, one: _Mention) -> bool:
    return longer.start <= one.start and one.end <= longer.end and longer.text != one.text


def _plain(text: str) -> str:
    """A text as mentions are looked for in it: folded, each word in the singular, Chinese apart from Latin letters."""
    return " ".join(map(singular, _SCRIPTS.sub(r" \g<0> ", fold(text)).split()))


def _apart(folded: str, mentions: Iterable[_Mention]) -> str:
    """A folded text with spaces around the Chinese names in it, which is written without."""
    edges = {edge for one in mentions if one.whole and is_asian(one.text) for edge in (one.start, one.end)}
    return "".join(f" {letter}" if place in edges else letter for place, letter in enumerate(folded))


def _own_words(question: Question) -> _Words:
    summaries = {tag: translate(question.summary, tag) for tag in LANGUAGES}
    summaries[ENGLISH] += f" {question.name.replace('-', ' ')}"
    titles = tuple(frozenset(telling(summary)) for summary in summaries.values())
    title = frozenset[str]().union(*titles)
    more = [question.description, question.subject, *question.tags]
    more += [parameter.description for parameter in question.parameters]
    return _Words(titles, title, frozenset(telling(" ".join(more))) - title)
