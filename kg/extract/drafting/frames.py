"""Frames: who did what to what, with whom and when, whatever the order of the words.

A frame is a verb (word classes) with its roles, mapped to properties by ``rules/frames.yaml``. Active and passive,
coordination ("A, B and C signed"), apposition and nouns of the verb ("the signing of") come to the same statements.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from kg.extract.drafting.records import Draft
from kg.extract.drafting.section import Section
from kg.extract.drafting.texts import short
from kg.extract.drafting.things import Things
from kg.extract.matcher import Phrase
from kg.text.han import simplified
from kg.text.periods import RELATIVE, SINCE, SPAN, YEARLESS

#: How many words may stand between the verb and its object or agent.
_NEAR = 14
_JOINS = re.compile(
    r"[\s,，、]*(?:(?:and|or|和|与|及|以及|同|the|联合|会同|jointly with|together with)\s*)*[\s,，、]*"
    r"(?:\([^)]{0,60}\)|（[^）]{0,40}）)?\s*"
)
_BY = re.compile(r"(?:\bby|[由被])\s*(?:the\s)?\Z")
_WITH = re.compile(r"(?:\b(?:with|between)|[与和同])\s*(?:the\s)?\Z")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s(?:\w+ly\s)?\Z")
_NEGATED = re.compile(r"\b(?:not|never|no longer|without)\b|[未没不]", re.IGNORECASE)


class Frames:
    """States what the frames say of one section."""

    def __init__(self, section: Section, things: Things) -> None:
        self.section = section
        self.things = things
        self.text = section.parsed.text
        self.plain = simplified(self.text)
        self.classes = section.memory.cascade.grammar.words

    def state(self) -> None:
        """State every frame of every sentence."""
        section = self.section
        starts = [*section.sentence_starts, section.last_token]
        for low, high in pairwise(starts):
            inside = [one for one in section.phrases if low <= one.first < high]
            if inside:
                self.sentence(low, high, inside)

    def sentence(self, low: int, high: int, phrases: Sequence[Phrase]) -> None:
        parsed = self.section.parsed
        covered = {token for one in phrases if one.made_by or one.known for token in range(one.first, one.last)}
        for frame in self.section.tables["frames"]:
            verbs = frozenset(frame["verb"])
            for place, end in self.verbs(low, high, verbs, covered):
                before = self.text[parsed.offsets[low] : parsed.offsets[place]]
                if _NEGATED.search(self.plain[parsed.offsets[low] : parsed.offsets[place]][-24:]):
                    continue
                found = self.object(frame["object"], phrases, place, end, before, "covers" in frame)
                if found is None:
                    continue
                what, passive = found
                self.say(frame, what, passive, place, end, low, high, phrases)

    def verbs(self, low: int, high: int, wanted: frozenset[str], covered: set[int]) -> list[tuple[int, int]]:
        """First tokens, and the ends, of the verbs of some classes in a sentence."""
        parsed, found = self.section.parsed, []
        for token in range(low, high):
            if token in covered:
                continue
            for size in (1, 2, 3):
                if token + size > high:
                    break
                word = simplified("".join(parsed.tokens[token : token + size])).strip().casefold()
                kinds = self.classes.get(word) or self.section.memory.cascade.grammar.phrases.get(word)
                if kinds and not wanted.isdisjoint(kinds):
                    found.append((token, token + size))
                    break
        return found

    def object(
        self, kinds: Sequence[str], phrases: Sequence[Phrase], place: int, end: int, before: str, subject: bool
    ) -> tuple[Phrase, bool] | None:
        """What the verb is done to, and whether it stands before the verb."""
        numbered = {one.last for one in phrases if one.number is not None}
        # "signed 15 agreements" names none of them
        fitting = [one for one in phrases if one.kind in kinds and one.first not in numbered]
        behind = [one for one in fitting if end <= one.first <= end + _NEAR]
        ahead = [one for one in fitting if place - _NEAR <= one.last <= place]
        passive = bool(_PASSIVE.search(before)) or bool(_BY.search(self.text[self.at(end) : self.at(end) + 4] + ""))
        participle = re.match(r"\s*(?:by|between)\b", self.text[self.at(end) : self.at(end) + 12])
        if ahead and (passive or participle or subject):
            return ahead[-1], True
        if behind and not passive and not subject:
            return behind[0], False
        return None

    def at(self, token: int) -> int:
        return self.section.parsed.offsets[token]

    def say(
        self, frame: Mapping[str, Any], what: Phrase, passive: bool, place: int, end: int, low: int, high: int,
        phrases: Sequence[Phrase],
    ) -> None:  # fmt: skip
        section = self.section
        keys = self.things.entity(what)
        record = section.record(keys[0]) if keys else None
        if record is None:
            return
        agents = self.led(phrases, max(end, what.last), high, _BY) if passive else self.subject(phrases, low, place)
        rest = max(end, what.last)
        others = self.led(phrases, rest, high, _WITH) or self.led(phrases, end, high, _WITH)
        words = short(section.words(what))
        rule, sure = str(frame["frame"]), 0.75
        if frame.get("covers"):
            self.covered(record, frame, phrases, rest, high, rule)
            return
        if frame.get("with"):
            everyone = [key for one in (*agents, *others) for key in self.keys(one)]
            if len(set(everyone)) < 2:
                self.countries(record, phrases, words)
                self.date(record, frame, low, high)
                return
            for key in dict.fromkeys(everyone):
                section.say(record, str(frame["with"]), key, rule, sure, words)
        else:
            for key in (key for one in agents for key in self.keys(one)):
                section.say(record, str(frame["agent"]), key, rule, sure, words)
            if not agents:
                return
        renewing = section.tables["renewing"]
        says: Mapping[str, str] | None = frame.get("says")
        for name, value in (says or {}).items():
            named = simplified(section.words(what)).casefold()
            code = "renewed" if value == "new" and any(word in named for word in renewing) else value
            if code == "renewed" and record.get(name) == ["new"]:
                record.get(name)[:] = [code]  # an updated memorandum is not a new one
            elif not record.get(name):
                section.say(record, name, code, rule, sure, words)
        self.date(record, frame, low, high)

    def covered(
        self, record: Draft, frame: Mapping[str, Any], phrases: Sequence[Phrase], start: int, high: int, rule: str
    ) -> None:
        """What stands behind "covers" or "was extended to": kinds of body, products, topics that the graph knows."""
        kinds = frame["covers"]
        for one in phrases:
            if start <= one.first < high and one.known is not None and one.kind in kinds:
                for key in self.things.entity(one):
                    self.section.say(record, str(frame["agent"]), key, rule, 0.65, short(self.section.words(one)))

    def countries(self, record: Draft, phrases: Sequence[Phrase], words: str) -> None:
        """States that take part, where no organisation is named."""
        named = [key for one in phrases for key in self.keys(one, place=True)]
        if len(named) > 1:
            for key in named:
                self.section.say(record, self.section.tables["countries"]["property"], key, "countries", 0.6, words)

    def date(self, record: Draft, frame: Mapping[str, Any], low: int, high: int) -> None:
        name = str(frame.get("date") or "")
        if not name or name not in self.section.memory.vocabulary.properties or record.get(name):
            return
        start, end = self.at(low), self.at(high)
        dated = [one.period for one in self.section.numbers if one.period is not None and start <= one.start < end]
        whole = [
            one
            for one in dated
            if one.kind not in (SPAN, SINCE, RELATIVE, YEARLESS)
            and "-" in one.label
            and not one.label.endswith("-12-31")
        ]
        if len(whole) == 1:
            record.add(name, whole[0].label, str(frame["frame"]), 0.7, whole[0].text, single=True)

    def keys(self, one: Phrase, place: bool = False) -> list[str]:
        if self.section.is_agent(one):
            return self.things.entity(one)
        return self.things.entity(one) if place and one.kind == self.section.tables["countries"]["class"] else []

    def subject(self, phrases: Sequence[Phrase], low: int, place: int) -> list[Phrase]:
        """The organisations right before a verb, those joined to them included."""
        agents = [one for one in phrases if one.last <= place and self.section.is_agent(one)]
        if not agents or place - agents[-1].last > _NEAR:
            return []
        between = self.text[self.at(agents[-1].last) : self.at(place)]
        if re.search(r"[;；:：]|\b(?:that|which|who|whose)\b", between):
            return []
        return self.joined(agents, backwards=True)

    def led(self, phrases: Sequence[Phrase], start: int, high: int, by: re.Pattern[str]) -> list[Phrase]:
        """The organisations behind "by" or "with", those joined to them included."""
        agents = [one for one in phrases if start <= one.first < high and self.section.is_agent(one)]
        for place, one in enumerate(agents):
            token = self.section.parsed.tokens[one.first]
            article = re.match(r"(?:the|an?)\s+", token, re.IGNORECASE)
            before = self.plain[max(0, self.at(one.first) - 12) : self.at(one.first)] + (article[0] if article else "")
            if by.search(before):
                return self.joined(agents[place:], backwards=False)
        return []

    def joined(self, agents: Sequence[Phrase], backwards: bool) -> list[Phrase]:
        ordered = list(reversed(agents)) if backwards else list(agents)
        found = ordered[:1]
        for one in ordered[1:]:
            first, second = (one, found[-1]) if backwards else (found[-1], one)
            if not _JOINS.fullmatch(self.plain[self.at(first.last) : self.at(second.first)]):
                break
            found.append(one)
        return found
