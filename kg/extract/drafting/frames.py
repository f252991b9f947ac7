"""Frames: who did what to what, with whom and when, whatever the order of the words.

A frame is a verb (word classes) with its roles, mapped to properties by ``rules/frames.yaml``. Active and passive,
coordination ("A, B and C signed"), apposition and nouns of the verb ("the signing of") come to the same statements.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from kg.extract.drafting.countries import Countries
from kg.extract.drafting.dates import Dates
from kg.extract.drafting.named_for import NamedFor
from kg.extract.drafting.parties import Parties
from kg.extract.drafting.roles import BEHALF, BY, WITH, Roles
from kg.extract.drafting.roles_chinese import ChineseRoles
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, short
from kg.extract.drafting.things import Things
from kg.extract.drafting.wholes import Wholes
from kg.extract.engines import Clause
from kg.extract.parsed import Phrase
from kg.text.han import simplified

#: What was done more than once, at other times.
_OFTEN = re.compile(r"曾(?:先后|先後|多次|于|於)?|先后|先後|\b(?:previously|earlier|in the past)\b")
_BY_ZH = re.compile(r"(?<![自理缘])由[^，,。；;]{2,24}\Z")
#: Between who runs a thing and the thing: managed by the Council (CNL), the scheme
_COMMA = re.compile(r"(?:\s?\([^()]{0,30}\))?\s?,\s?(?:the\s)?", re.IGNORECASE)
#: How many characters before a verb may deny it.
_DENIES = 24
_NEGATED = re.compile(r"\b(?:not|never|no longer|without)\b|未(?!来)|[没不]", re.IGNORECASE)


class Frames:
    """States what the frames of ``rules/frames.yaml`` say of one section: a verb with its object and participants.

    Places named `low`, `high`, `start`, `end` and `place` are indices of tokens in the parsed batch.
    """

    def __init__(self, section: SectionDraft, things: Things, roles: Roles) -> None:
        self.section = section
        self.things = things
        self.roles = roles
        self.chinese = ChineseRoles(self.roles)
        self.dates = Dates(section, roles)
        self.parties = Parties(section, things, roles)
        self.countries = Countries(section, things, roles)
        self.named_for = NamedFor(section, things, self.countries.names)
        self.wholes = Wholes(section, things, roles)
        self.text = section.parsed.text
        self.plain = simplified(self.text)
        #: rules that go by the order of the words
        self.ordered = frozenset(rule.name for rule in section.memory.cascade.grammar.relations)
        clauses = section.clauses
        self.clauses = {one.verb[0]: one for one in clauses if one.objects != (one.verb,)}
        #: nouns that say by themselves who takes part: an agreement between A and B
        self.nouns = [one for one in clauses if one.objects == (one.verb,)]

    def state(self) -> None:
        """State every frame of every sentence."""
        section = self.section
        starts = [*section.sentence_starts, section.last_token]
        for low, high in pairwise(starts):
            inside = [one for one in section.phrases if low <= one.first < high]
            if inside:
                self.sentence(low, high, inside)
                self.wholes.state(inside)
                self.countries.state(inside)
                self.parties.state(inside)
                self.named_for.state(
                    [one for one in inside if self.roles.is_a(one, section.tables["countries"]["joined"])]
                )

    def sentence(self, low: int, high: int, phrases: Sequence[Phrase]) -> None:
        """State every frame whose verb stands in the sentence of tokens `low` to before `high`, with its `phrases`."""
        parsed = self.section.parsed
        covered = {token for one in phrases if one.made_by or one.known for token in range(one.first, one.last)}
        for frame in self.section.tables["frames"]:
            verbs = frozenset(frame["verb"])
            places = self.roles.verbs(low, high, verbs, covered) if verbs else []
            for noun in self.nouns if not verbs else ():
                if self.roles.at(low) <= noun.verb[0] < self.roles.at(high):
                    self.parsed(frame, noun, low, high, phrases)
            firsts = [low, *(end for _, end in places)]
            lasts = [*(place for place, _ in places[1:]), high]
            for (place, end), first, last in zip(places, firsts, lasts, strict=False):
                clause = self.clause(place, end)
                if "does" in frame:
                    self.does(frame, clause, phrases, low, high, place, end)
                    continue
                if clause is not None and self.parsed(frame, clause, low, high, phrases):
                    continue
                before = self.text[parsed.offsets[low] : parsed.offsets[place]]
                if self.is_negated(low, place):
                    continue
                if _OFTEN.search(before):
                    continue
                # what is named with another verb of the sentence took part in something else
                own = [one for one in phrases if first <= one.first and one.last <= last]
                if HAN.match(parsed.tokens[place]) and not frame.get("covers"):
                    acting = self.chinese.read(frame, phrases, low, high, place, end)
                    if acting is not None and not self.roles.numbered(acting.what, phrases):
                        agents = [] if frame.get("itself") else acting.agents
                        until = self.chinese.clause_end(end, high) if frame.get("year") else high
                        for one in self.several(frame, acting.what, phrases):
                            self.say(frame, one, agents, (), low, until, own)
                        self.where(frame, acting.what, acting.places)
                        continue
                    if frame.get("year"):
                        continue
                clause_object = self.roles.object(frame, phrases, place, end, before)
                if clause_object is None:
                    continue
                what, passive = clause_object
                own = [one for one in phrases if first <= one.first and (one.last <= last or one is what)]
                rest = max(end, what.last)
                agents = self.roles.led(own, rest, high, BY) if passive else self.roles.subject(own, low, place)
                if frame.get("itself") and re.match(r"\s*by\b", self.text[self.roles.at(end) : self.roles.at(end) + 4]):
                    agents = []  # who opened it did not hold it
                agents = self.roles.led(own, end, high, BEHALF) or agents
                others = self.roles.led(own, rest, high, WITH) or self.roles.led(own, end, high, WITH)
                for one in self.several(frame, what, phrases) if not passive else [what]:
                    self.say(frame, one, agents, others, low, high, own)
                self.where(frame, what, self.roles.places(phrases, place, end, high))

    def several(self, frame: Mapping[str, Any], what: Phrase, phrases: Sequence[Phrase]) -> list[Phrase]:
        """The object of a verb, and those that "and" joins to it."""
        following = [one for one in phrases if one.first >= what.last and self.roles.is_a(one, frame["object"])]
        return self.roles.joined([what, *following], backwards=False)

    def does(
        self, frame: Mapping[str, Any], clause: Clause | None, phrases: Sequence[Phrase], low: int, high: int,
        place: int, end: int,
    ) -> None:  # fmt: skip
        """State a frame that says something of who does it: an agency administers acts, an act repeals others."""
        if self.is_negated(low, place) or (clause is not None and clause.negated):
            return
        kinds = frame["subject"] if "becomes" in frame else (*frame["subject"], "Anaphor")
        doers = [one for one in phrases if self.roles.is_a(one, kinds)]
        things = [one for one in phrases if self.roles.is_a(one, frame["object"])]
        near = self.roles.near(place)
        ahead = [one for one in things if one.last <= place]
        by = re.match(r"\s*by\b", self.text[self.roles.at(end) : self.roles.at(end) + 4])
        ahead_by = _BY_ZH.search(self.plain, self.roles.at(low), self.roles.at(place))
        if ahead_by is not None:  # 《条例》由甲局执行
            subject = [one for one in doers if ahead_by.start() <= self.roles.at(one.first) and one.last <= place][-1:]
            ahead = [one for one in things if self.roles.at(one.last) <= ahead_by.start()]
            objects = self.roles.joined(ahead, backwards=True) if ahead else []
        elif by or (self.roles.is_passive(low, place) and not self.roles.is_active(place, end)):
            subject = self.roles.led(phrases, end, high, BY, doers)[:1]
            objects = self.roles.joined(ahead, backwards=True) if ahead and place - ahead[-1].last <= near else []
            if subject and not self.text[self.roles.at(low) : self.roles.at(place)].strip():
                objects = [one for one in things if self.follows(subject[0], one)][:1]  # managed by A, the scheme
        else:
            before = [one for one in doers if one.last <= place]
            if self.roles.is_active(place, end):  # an act amending A and repealing B
                subject = before[:1]
            else:
                subject = [one for one in before if place - one.last <= near][-1:]
            if subject and self.roles.of_another(subject[0], place):
                return
            behind = [one for one in things if end <= one.first]
            objects = self.roles.joined(behind, backwards=False) if behind and behind[0].first - end <= near else []
        for key in (key for one in subject for key in self.things.entity(one)):
            record = self.section.record(key)
            if record is not None and record.type and objects and "becomes" in frame:
                record.type = str(frame["becomes"])
                self.section.memory.remember(self.section.memory.classes, key, record.type)
            for one in objects if record is not None else ():
                for value in self.things.entity(one):
                    if record is not None and value != key:
                        words = short(self.section.words(one))
                        self.section.say(record, str(frame["does"]), value, str(frame["frame"]), 0.7, words)

    def is_negated(self, low: int, place: int) -> bool:
        """Whether the words right before a verb of a sentence deny it."""
        start, end = self.roles.at(low), self.roles.at(place)
        return _NEGATED.search(self.plain, max(start, end - _DENIES), end) is not None

    def follows(self, one: Phrase, other: Phrase) -> bool:
        """Whether a comma alone stands between two phrases."""
        between = self.text[self.roles.at(one.last) : self.roles.at(other.first)]
        return one.last <= other.first and _COMMA.fullmatch(between) is not None

    def clause(self, place: int, end: int) -> Clause | None:
        """The engine's clause of a verb, which may have smaller words: re-signed."""
        inside = [self.clauses[at] for at in range(self.roles.at(place), self.roles.at(end)) if at in self.clauses]
        return next((one for one in inside if one.objects), inside[-1] if inside else None)

    def parsed(self, frame: Mapping[str, Any], clause: Clause, low: int, high: int, phrases: Sequence[Phrase]) -> bool:
        """State a frame whose roles the engine's grammar found; False where the order of the words must tell."""
        if clause.negated:
            return True
        spans = (*clause.agents, *clause.objects) if frame.get("itself") else clause.objects
        doers = () if frame.get("itself") else clause.agents
        agents = [one for one in self.roles.at_words(phrases, doers) if self.section.is_agent(one)]
        partners = [one for one in self.roles.at_words(phrases, clause.partners) if self.section.is_agent(one)]
        verb = bisect_right(self.section.parsed.offsets, clause.verb[0]) - 1
        if behalf := self.roles.led(phrases, verb, high, BEHALF):
            agents = behalf  # who signs for somebody is no party
            partners = partners or self.roles.led(phrases, verb, high, WITH)
        objects = [one for one in self.roles.at_words(phrases, spans) if self.roles.is_a(one, frame["object"])]
        if frame.get("itself"):  # what another verb of the sentence is done to did not do it
            objects = [one for one in objects if self.roles.at(one.last) <= clause.verb[0]] or objects
        objects = [one for one in objects if not self.roles.numbered(one, phrases)]
        places = [one for one in self.roles.at_words(phrases, clause.places) if one.kind == self.section.role("place")]
        for what in objects:
            self.only(frame, what, agents, partners)
            self.say(frame, what, agents, partners, low, high, phrases)
            at = bisect_right(self.section.parsed.offsets, clause.verb[0]) - 1
            self.where(frame, what, [*places, *self.roles.places(phrases, at, at + 1, high)])
        return bool(objects) and bool(agents or partners)

    def only(self, frame: Mapping[str, Any], what: Phrase, agents: Sequence[Phrase], others: Sequence[Phrase]) -> None:
        """Take back what the order of the words said of an object, where the grammar names who takes part."""
        name, least = (frame["with"], 2) if frame.get("with") else (frame.get("agent"), 1)
        acting = {key for one in (*agents, *others) for key in self.roles.keys(one)}
        keys = self.things.entity(what)
        record = self.section.record(keys[0]) if name and keys and len(acting) >= least else None
        for stated in record.statements if record is not None else ():
            if stated.property == name and stated.rule in self.ordered:
                stated.values = [value for value in stated.values if value in acting]
        if record is not None:
            record.statements = [one for one in record.statements if one.values]

    def where(self, frame: Mapping[str, Any], what: Phrase, places: Sequence[Phrase]) -> None:
        """State where the object of a frame took place."""
        keys = self.things.entity(what) if "place" in frame and places else []
        record = self.section.record(keys[0]) if keys else None
        if record is None or record.get(str(frame["place"])):
            return
        for key in (key for one in self.roles.all_places(places) for key in self.things.entity(one)):
            if record is not None:
                words = short(self.section.words(places[0]))
                self.section.say(record, str(frame["place"]), key, str(frame["frame"]), 0.7, words)

    def say(
        self, frame: Mapping[str, Any], what: Phrase, agents: Sequence[Phrase], others: Sequence[Phrase], low: int,
        high: int, phrases: Sequence[Phrase],
    ) -> None:  # fmt: skip
        """State what the object of a frame is to those who take part in it."""
        section = self.section
        keys = self.things.entity(what)
        record = section.record(keys[0]) if keys else None
        if record is None:
            return
        words = short(section.words(what))
        rule, sure = str(frame["frame"]), 0.75
        if frame.get("with"):
            acting = [key for one in (*agents, *others) for key in self.roles.keys(one)]
            everyone = list(dict.fromkeys(self.parties.in_title(what) or acting))
            sides = {key for name in section.tables["paired"] for key in record.get(name)}
            if everyone and len(sides) > 1 and sides.isdisjoint(everyone):
                return  # another agreement, of others
            if (len(everyone) < 2 or not acting) and not record.get(str(frame["with"])):
                self.countries.of_record(record, self.countries.before(what, phrases), words)
            if not everyone and not record.get(self.section.tables["countries"]["property"]):
                self.dates.date(record, frame, low, high)
                return
            for key in everyone:
                section.say(record, str(frame["with"]), key, rule, sure, words)
        else:
            for key in (key for one in agents for key in self.roles.keys(one)):
                section.say(record, str(frame["agent"]), key, rule, sure, words)
        renewing = section.tables["renewing"]
        sided = any(record.get(name) for name in section.tables["paired"])
        says: Mapping[str, str] | None = frame.get("says") if sided else None
        for name, value in (says or {}).items():
            named = simplified(section.words(what)).casefold()
            code = "renewed" if value == "new" and any(word in named for word in renewing) else value
            if code == "renewed" and record.get(name) == ["new"]:
                record.get(name)[:] = [code]  # an updated memorandum is not a new one
                section.memory.remember(section.memory.single, (record.key, name), code)
            elif not record.get(name):
                section.say(record, name, code, rule, sure, words)
        self.dates.date(record, frame, low, high)
