"""Which question a person means by plain words, and which values for its parameters the words name.

`Questions` weighs each word by how rare it is among the wordings, names, tags and descriptions of the questions, and
compares a text with each wording of a question. Words that name something a parameter takes count as met: "partners of
mfds" is the question ``partners`` with agency ``mfds``. It reads the graph once and then asks no engine.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg import names
from kg.ask import entities, library
from kg.ask.index import LONGEST, Name, names_in
from kg.ask.library import CHECKS, Question
from kg.ask.parameters import Parameter
from kg.describe.names_in_text import NameInText, NamesInText, apart, keys_of, overlap, parts_of_names, plain
from kg.describe.wordings import VALUE, OwnWords, Wording, form_of, own_words
from kg.store import Graph, Layered
from kg.text.period_patterns import DAY, SINCE
from kg.text.periods import days, periods
from kg.text.words import (
    FUNCTION_WORDS,
    interrogatives,
    is_asian,
    is_negated,
    is_question,
    synonyms,
    telling,
    words,
)

#: How much a word counts that another wording of a question has, or only its tags or description, one that another name
#: of something mentioned has ("compulsory" for CCC) or its key ("ccc" for 3C), one with another ending, and a synonym.
_OTHER_WORDING, _CONTEXT, _OTHER_NAME, _KEY, _OTHER_ENDING, _SYNONYM = 0.9, 0.7, 0.75, 0.95, 0.85, 0.9
#: How much one counts that a parameter takes: of the class it wants, where it takes anything, and where the word is a
#: part of a longer name.
_OF_CLASS, _OF_ANY, _OF_LONGER = 1.0, 0.85, 0.7
#: What is left of a score where only one of wording and words asks that, where both do and not the same, and where the
#: words are no question at all; where only one of them says "not"; and where no value for a parameter is named that the
#: wording wants.
_OTHER_INTERROGATIVE, _CONTRARY_INTERROGATIVE, _NO_INTERROGATIVE = 0.9, 0.8, 0.95
_OTHER_NEGATION, _NOT_GIVEN = 0.85, 0.9
#: How much a word counts that names something where the wording says what kind of thing: "a scheme" for HACCP.
_OF_KIND = 0.85
#: What is left of the score of a question about registers where none is loaded.
_NO_REGISTER = 0.8
#: What is left of one where the words only name values, such as "haccp korea"; the score of one with a wording that is
#: the same but for its values, such as "what is haccp", and of one with a wording that has no other word either.
_ONLY_VALUES, _SAME_FORM, _SAME_WORDS = 0.3, 100.0, 92.0
#: What is left of two Chinese characters that no question has: as often the end of one word and the start of another.
_BETWEEN_WORDS = 0.3
#: How much a word counts that no question has.
_UNKNOWN = 0.6
#: Words that agree in so many first letters differ only in their endings, if one has no more than so many letters more.
_STEM, _ENDING = 5, 4
#: What is left of how telling a word is that states a time: a series answers a question about one year too.
_TIME = 0.3
#: What a value given to a wording weighs in it, as a word that four questions have.
_VALUE_WEIGHT = 3.5
#: A question is meant if its score reaches `_CLEAR` and the next one stays so much below, or if it reaches
#: `_LIKELY` and the next one has no more than this share of it.
_CLEAR, _AHEAD = 60.0, 3.0
_LIKELY, _FAR_BEHIND = 35.0, 0.66
#: Questions with a smaller share of the best score are left out.
_LEAST_SHARE = 0.3

_KINDS = "SELECT DISTINCT ?thing ?kind WHERE { { ?thing a ?kind } UNION { ?thing skos:inScheme ?kind } }"


@dataclass(frozen=True, slots=True)
class Meant:
    """A question that some words may mean, with the values they give to parameters; `score` goes from 0 to 100."""

    question: Question
    given: Mapping[str, str]
    score: float


@dataclass(frozen=True, slots=True)
class _Typed:
    """What a person typed, read once for all questions."""

    text: str
    folded: str
    #: the words that state a time
    times: frozenset[str]
    mentions: list[NameInText]
    #: telling word -> known words that it may stand for, with how certain that is
    wanted: Mapping[str, Mapping[str, float]]
    #: telling word -> how telling it is
    rarity: Mapping[str, float]
    #: word of a mention -> the keys, the words of other names, and the kinds of what it names
    keys: Mapping[str, frozenset[str]]
    others: Mapping[str, frozenset[str]]
    kinds: Mapping[str, frozenset[str]]
    #: the words of each entity named, which count together: a part of its name alone is something else
    named: list[set[str]]
    is_question: bool
    asks: frozenset[str]
    negated: bool


@dataclass(slots=True)
class _Taken:
    """The words of a text that give values to parameters, with how much each counts, and its form without them."""

    words: dict[str, float] = field(default_factory=dict)
    form: str = ""

    def holds(self, wanted: Iterable[str]) -> bool:
        """Whether all words give values."""
        return self.words.keys() >= set(wanted)


class Questions:
    """The questions of the library, but for the checks, to be found by plain words."""

    def __init__(self, graph: Graph, known: Iterable[Name] | None = None) -> None:
        """`known`: the names in the graph, where they were read already."""
        self._has_registers = isinstance(graph, Layered)
        self._synonyms = synonyms()
        graph = entities.records(graph)
        self._names = NamesInText(graph, names_in(graph) if known is None else known)
        self._kinds: dict[str, set[str]] = defaultdict(set)
        for thing, kind in graph.select(_KINDS).rows:
            if isinstance(thing, NamedNode) and isinstance(kind, NamedNode):
                self._kinds[thing.value].add(kind.value)
        #: class or code list -> the last word of its English name
        self._kind_words = {
            kind: own[-1]
            for kind, label in entities.labels(graph, set[str]().union(*self._kinds.values())).items()
            if (own := words(label))
        }
        self._words = {question.name: own_words(question) for question in _asked()}
        bearers: dict[str, int] = defaultdict(int)
        for question_words in self._words.values():
            for word in question_words.title | question_words.context:
                bearers[word] += 1
        self._bearers: Mapping[str, int] = dict(bearers)

    def find(self, text: str, limit: int | None = None) -> list[Meant]:
        """The questions that share telling words with a text, the best first."""
        if len(text) > LONGEST or not text.strip():
            return []
        typed = self._read(text)
        candidates = []
        for question in _asked():
            given, taken = self._given(question, typed)
            score = self._score(question, typed, frozenset(given), taken)
            if question.subject in library.REGISTER_SUBJECTS and not self._has_registers:
                score *= _NO_REGISTER
            if score > 0:
                candidates.append(Meant(question, given, round(score, 1)))
        least = _LEAST_SHARE * max((one.score for one in candidates), default=0.0)
        candidates = [one for one in candidates if one.score >= least]
        return sorted(candidates, key=lambda one: (-one.score, one.question.name))[:limit]

    def _read(self, text: str) -> _Typed:
        """What a text says, apart from any question."""
        folded = plain(text)
        mentions = self._names.in_text(folded)
        wanted = {word: self._spellings(word) for word in telling(apart(folded, mentions))}
        parts = parts_of_names(mentions)
        times = frozenset(word for one in periods(text) for word in words(one.text))
        return _Typed(
            text,
            folded,
            times,
            mentions,
            wanted,
            rarity={
                word: self._rarity_in(word, spellings, parts) * (_TIME if word in times else 1.0)
                for word, spellings in wanted.items()
            },
            keys=keys_of(mentions),
            others=self._other_names(mentions),
            kinds=self._kinds_of(mentions),
            named=[
                own
                for one in mentions
                if one.whole and any(thing.startswith(names.ID) for thing in one.things)
                if (own := wanted.keys() & set(words(one.text)))
            ],
            is_question=is_question(text),
            asks=interrogatives(text),
            negated=is_negated(text),
        )

    def _score(self, question: Question, typed: _Typed, given: frozenset[str], taken: _Taken) -> float:
        """How well a text fits a question: the best of its wordings."""
        own = self._words[question.name]
        only_values = not any(spellings.keys() & (own.title | own.context) for spellings in typed.wanted.values())
        best = 0.0
        for wording in own.wordings:
            factor = 1.0 if wording.values <= given else _NOT_GIVEN
            if wording.asks != typed.asks:
                factor *= _otherwise_asked(wording, typed)
            if wording.negated != typed.negated:
                factor *= _OTHER_NEGATION
            if factor == 1.0 and wording.values and taken.form == wording.form:
                return _SAME_FORM
            if (
                factor == 1.0
                and wording.values
                and not wording.words
                and typed.asks
                and taken.holds(typed.wanted.keys() - typed.times)
            ):
                best, only_values = max(best, _SAME_WORDS), False
            elif wording.words:
                best = max(best, factor * self._agreement(wording, own, typed, given, taken))
        return _ONLY_VALUES * best if only_values else best

    def _agreement(self, wording: Wording, own: OwnWords, typed: _Typed, given: frozenset[str], taken: _Taken) -> float:
        """How much of a text one wording of a question has, and how much of the wording the text has: 0 to 100."""
        credits: dict[str, float] = {}
        met: set[str] = set()
        for word, spellings in typed.wanted.items():
            credit = taken.words.get(word, 0.0)
            for known, certain in spellings.items():
                if known in wording.words:
                    met.add(known)
                    credit = max(credit, certain)
                elif known in own.title:
                    credit = max(credit, certain * _OTHER_WORDING)
                elif known in own.context:
                    credit = max(credit, certain * _CONTEXT)
            if word not in taken.words:
                if typed.keys.get(word, frozenset()) & own.title:
                    credit = max(credit, _KEY)
                elif typed.others.get(word, frozenset()) & own.title:
                    credit = max(credit, _OTHER_NAME)
                elif kinds := typed.kinds.get(word, frozenset()) & wording.words:
                    credit = max(credit, _OF_KIND)
                    met |= kinds
            credits[word] = credit
        for name in typed.named:
            credits |= dict.fromkeys(name, min(credits[word] for word in name))
        agreed = sum(typed.rarity[word] * credit for word, credit in credits.items())
        filled = _VALUE_WEIGHT * len(wording.values & given) if met else 0.0
        share = (self._weight(met) + filled) / (self._weight(wording.words) + _VALUE_WEIGHT * len(wording.values))
        return 100 * math.pow(agreed / (sum(typed.rarity.values()) or 1.0), 1.5) * (0.8 + 0.2 * share)

    def _given(self, question: Question, typed: _Typed) -> tuple[dict[str, str], _Taken]:
        """The parameters that the words give a value, and the words that do so."""
        given: dict[str, str] = {}
        spans: list[tuple[int, int]] = []
        taken = _Taken()
        title = self._words[question.name].title
        free = sorted(typed.mentions, key=lambda one: (not one.whole, title.issuperset(telling(one.text))))
        for name, (value, time) in _times(question, typed.text).items():
            given[name] = value
            taken.words.update(dict.fromkeys(words(time), _OF_CLASS))
        for parameter in question.parameters:
            if parameter.kind in ("date", "year"):
                continue
            for mention in free:
                value = self._value(parameter, mention)
                if value:
                    given[parameter.name] = value
                    counts = _OF_CLASS if parameter.of or parameter.list else _OF_ANY
                    taken.words.update(dict.fromkeys(words(mention.text), counts if mention.whole else _OF_LONGER))
                    spans.append((mention.start, mention.end))
                    free = [one for one in free if one is mention or not overlap(one, mention)]
                    if not self._names.stands_for_several(mention):
                        free.remove(mention)
                    break
        taken.form = form_of(typed.folded, spans)
        free_text = [one.name for one in question.parameters if one.kind == "text" and one.name not in given]
        for wording in self._words[question.name].wordings if free_text else ():
            if wording.form and wording.values == set(free_text) and (value := self._in_form(wording.form, typed)):
                given[free_text[0]], taken.form = value, wording.form
        return given, taken

    def _in_form(self, form: str, typed: _Typed) -> str:
        """What a text has in the place of the value in a wording, where that is a name the graph need not know."""
        before, behind = (part.strip() if is_asian(part) else part for part in form.split(VALUE, 1))
        text = form_of(typed.folded, ())
        if not (text.startswith(before) and text.endswith(behind)) or len(text) <= len(before) + len(behind):
            return ""
        value = text[len(before) : len(text) - len(behind)].strip()
        is_common = all(word in FUNCTION_WORDS or word in self._bearers for word in words(value))
        return "" if is_common or not value else value

    def _value(self, parameter: Parameter, mention: NameInText) -> str:
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

    def _is_common(self, mention: NameInText) -> bool:
        """Whether all words of a mention are words of questions too, such as "member" and "province"."""
        return all(word in self._bearers for word in words(mention.text))

    def _other_names(self, mentions: list[NameInText]) -> dict[str, frozenset[str]]:
        """Word of a mention -> the words of other names of what it names, but for frequent ones."""
        others: dict[str, set[str]] = defaultdict(set)
        for mention in mentions:
            own = {
                word
                for thing in mention.things
                for name in self._names.names_of.get(thing, ())
                for word in words(name)
                if self._bearers.get(word, 0) < len(self._words) / 5
            }
            for word in words(mention.text):
                others[word] |= own
        return {word: frozenset(own - {word}) for word, own in others.items()}

    def _kinds_of(self, mentions: Iterable[NameInText]) -> dict[str, frozenset[str]]:
        """Word of a mention -> what kinds of thing it names, in a word: "scheme", "agency"."""
        return {
            word: frozenset(
                self._kind_words[kind]
                for thing in mention.things
                for kind in self._kinds.get(thing, ())
                if kind in self._kind_words
            )
            for mention in mentions
            if mention.whole
            for word in words(mention.text)
        }

    def _spellings(self, word: str) -> dict[str, float]:
        """Known words that a word may stand for, with how certain that is."""
        spellings = {word: 1.0} if word in self._bearers else {}
        for synonym in self._synonyms.get(word, ()):
            if synonym in self._bearers:
                spellings.setdefault(synonym, _SYNONYM)
        if not is_asian(word) and len(word) >= _STEM:
            for known in self._bearers:
                alike = min(len(word), len(known)) - 3
                if len(known) < _STEM or abs(len(word) - len(known)) > _ENDING:
                    continue
                if known[: max(_STEM, alike)] == word[: max(_STEM, alike)]:
                    spellings.setdefault(known, _OTHER_ENDING)
        if not spellings and len(word) >= 4 and not is_asian(word):
            from rapidfuzz import process
            from rapidfuzz.distance import OSA

            near = process.extract(
                word, list(self._bearers), scorer=OSA.normalized_similarity, score_cutoff=0.75, limit=3
            )
            spellings = {one: 0.6 * alike for one, alike, _ in near}
        return spellings

    def _rarity_in(self, word: str, spellings: Collection[str], parts: Mapping[str, int]) -> float:
        """How telling a word of a text is; `parts`: word -> how many words the name has that it is a part of."""
        rarity = self._rarity(spellings) / parts.get(word, 1)
        if spellings or word in parts:
            return rarity
        return rarity * (_BETWEEN_WORDS if is_asian(word) else _UNKNOWN)

    def _weight(self, words: Iterable[str]) -> float:
        return sum(self._rarity({word: 1.0}) for word in words)

    def _rarity(self, spellings: Collection[str]) -> float:
        """How telling a word is: rare among the questions; a word that none has counts as one that a few have."""
        bearers = max((self._bearers.get(known, 0) for known in spellings), default=0) or 3
        return math.log(1 + len(self._words) / bearers)


def clearly(candidates: list[Meant]) -> Meant | None:
    """The one question that the words mean; None where they may mean several or fit none well."""
    if not candidates:
        return None
    best, next_score = candidates[0], candidates[1].score if len(candidates) > 1 else 0.0
    if best.score >= _CLEAR and best.score - next_score >= _AHEAD:
        return best
    return best if best.score >= _LIKELY and next_score <= _FAR_BEHIND * best.score else None


def _asked() -> Iterator[Question]:
    return (question for question in library.questions().values() if question.subject != CHECKS)


def _otherwise_asked(wording: Wording, typed: _Typed) -> float:
    """What is left of the score of a wording that asks when, where, who or how many, and the words do not so."""
    if not typed.is_question:
        return _NO_INTERROGATIVE
    return _CONTRARY_INTERROGATIVE if wording.asks and typed.asks else _OTHER_INTERROGATIVE


def _times(question: Question, text: str) -> dict[str, tuple[str, str]]:
    """Parameter -> the day or year that a text gives it, and the words for it.

    Two dates take the first and last day of a period, one date its last day.
    """
    stated = [one for one in periods(text) if one.year]
    years = [parameter.name for parameter in question.parameters if parameter.kind == "year"]
    dates = [parameter.name for parameter in question.parameters if parameter.kind == "date"]
    given = {name: (str(one.year), one.text) for name, one in zip(years, stated, strict=False)}
    if len(dates) == 2 and stated and not (len(stated) == 1 and stated[0].kind == DAY):
        first, last = (days(one.label).split("/") for one in (stated[0], stated[-1]))
        since = len(stated) == 1 and stated[0].kind == SINCE
        ends = [(first[0], stated[0].text), (last[-1], stated[-1].text)]
        return given | dict(zip(dates, ends[:1] if since else ends, strict=False))
    last_days = [(days(one.label).rpartition("/")[2], one.text) for one in stated]
    return given | dict(zip(dates, last_days, strict=False))
