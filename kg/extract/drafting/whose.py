"""Whose a thing is, by the words between it and an organisation: OECD's campaign, a survey by the Council, our website.

Which property that is of the thing, or of the organisation, stands in ``rules/frames.yaml`` under `whose`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from kg.extract.drafting.dates import whole_days
from kg.extract.drafting.roles import Roles
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, short
from kg.extract.drafting.things import Things
from kg.extract.names.spans import GATHERED, TITLES
from kg.extract.parsed import Phrase

#: Between an organisation and what is its own.
_OWNS = re.compile(r"(?:(?:['’]s|(?<=s)['’])\s(?:[A-Za-z0-9-]+\s){0,3})\Z")
#: Between a thing and whose it is.
_OF = re.compile(r"\s?(?:\([^()]{0,40}\)\s)?(?:of|by)\s(?:the\s)?\Z")
#: Between a thing and who did it: organised by, which was carried out jointly by.
_DONE_BY = re.compile(
    r"\s?,?\s?(?:\([^()]{0,40}\),?\s)?(?:(?:which|that)\s)?(?:(?:has|have|had|will)\s)?"
    r"(?:(?:is|are|was|were|be|been|being)\s)?(?:[a-z]+ly\s)?"
    r"(?P<deed>(?:co-)?(?:[a-z]+(?:ed|en)|led|run|held)|carried\sout|put\stogether|set\sup|drawn\sup)\s"
    r"(?:(?:(?:in|on|at)\s|every\s|each\s)[^,.;:]{3,40}\s)?(?:[a-z]+ly\s)?by\s(?:the\s)?\Z"
)
#: What others than the doer do to a thing.
_OF_OTHERS = re.compile(
    r"(?:attend|follow|inspir|support|endors|fund|financ|accompani|inaugurat|grac|address|welcom|approv|recogni[sz]|accept|requir|join|caus|"
    r"draft|prepar|compil|author|propos|replac|affect|cover|us|request|review|open|visit|own|examin|not|clos|receiv|test"
    r"|certifi|accredit)ed|given|written|drawn up|seen|taken"
)
#: What who issues a document does to it.
_ISSUED = re.compile(
    r"(?:issu|publish|releas|launch|unveil|produc|adopt|enact|pass|promulgat|distribut|post|present)ed|put together"
)
#: In front of a thing, that it is of who was named before, or of who publishes the text.
_ITS = re.compile(r"\b(?:its|their)\s(?:own\s)?(?:[a-z0-9-]+\s){0,3}\Z", re.IGNORECASE)
_OUR = re.compile(r"\bour\s(?:own\s)?(?:[a-z0-9-]+\s){0,3}\Z", re.IGNORECASE)
#: In front of whose a meeting is, within its name: the 12th Meeting of the Rope Council
_MEETING_OF = re.compile(
    r"(?:[Mm]eetings?|[Ss]essions?|[Aa]ssembly|[Cc]onference|[Cc]ongress|[Pp]lenary)\sof\s(?:the\s)?\Z"
)
#: Between a thing and its date.
_IN = re.compile(
    r".?(?:\s?\([^()]{0,30}\))?,?\s?(?:(?:which\s)?(?:(?:was|is|were|to\sbe|will\sbe)\s)?(?:held|hosted|convened|conducted|carried\sout|taking\splace|took\splace)\s)?"
    r"(?:in|on|during|of|from|between)?\s?(?:the\s)?\(?"
)
#: In front of whose a thing is, within its name: a global OECD campaign.
_MODIFIERS = re.compile(r"(?:(?:the|an?|its|this)\s)?(?:(?:[a-z-]+|\d{4})\s){0,3}", re.IGNORECASE)
#: Between a thing and where it was.
_HELD_IN = re.compile(
    r".?\)?,?\s?in\s|.?\s?\((?:[^()]{3,30},\s)?|[^.;]{0,80}\b(?:held|hosted|convened|place|organi[sz]ed)\s(?:[^.;]{0,60}\s)?in\s\Z"
)
#: How many characters are looked at in front of a thing.
_BEFORE = 60
#: The most characters between a thing and whose it is.
_GAP = 120


class Whose:
    """States of one section whose its things are."""

    def __init__(self, section: SectionDraft, things: Things, roles: Roles) -> None:
        self.section = section
        self.things = things
        self.roles = roles
        self.text = section.parsed.text
        self.rows: Mapping[str, Any] = section.tables["whose"]
        self.date, self.place = str(self.rows["dated"]["says"]), str(self.rows["placed"]["says"])

    def state(self) -> None:
        """State it of every thing next to which an organisation stands."""
        section = self.section
        for low, high in pairwise([*section.sentence_starts, section.last_token]):
            inside = [one for one in section.phrases if low <= one.first < high]
            for thing in inside:
                if name := self.property_of(thing):
                    owners = [key for one in self.owners(thing, inside) for key in self.things.entity(one)]
                    self.say(thing, name, owners or list(self.publishers(thing)))
                    self.dated(thing, inside)
                    self.placed(thing, inside)

    def property_of(self, thing: Phrase) -> str:
        """What an organisation is to a thing of its kind that is its own; empty where nothing can be said."""
        kinds = (thing.kind, *self.section.memory.above.get(thing.kind, ()))
        return next((str(self.rows[kind]) for kind in kinds if kind in self.rows), "")

    def say(self, thing: Phrase, name: str, owners: Sequence[str]) -> None:
        """State that a thing is of some organisations."""
        words = short(self.section.words(thing))
        for key in self.things.entity(thing) if owners else ():
            for owner in owners:
                record = self.section.record(key)
                if record is not None and owner != key:
                    self.section.say(record, name, owner, "whose it is", 0.7, words)

    def dated(self, thing: Phrase, phrases: Sequence[Phrase]) -> None:
        """Give an event or an initiative the date that stands right behind it, or behind whose it is."""
        behind = [one for one in phrases if one.first >= thing.last]
        ends = [self.roles.at(thing.last)]
        if behind and self.section.is_agent(behind[0]) and _OF.fullmatch(self.between(ends[0], behind[0]) or ""):
            ends.extend(
                self.roles.at(one.last)
                for one in self.roles.joined([one for one in behind if self.section.is_agent(one)], backwards=False)
            )
        places = [one for one in behind if one.kind == self.section.role("place")][:1]
        held = (one for one in places if _HELD_IN.fullmatch(self.text[ends[0] - 1 : self.roles.at(one.first)]))
        ends.extend(self.roles.at(one.last) for one in held)
        year = self.section.year_of()
        dates = [
            (one, whole_days(one.period.label, year) or one.period.label)
            for one in self.section.numbers
            if one.period is not None and one.period.label.count("-")
        ]
        dates = [row for row in dates if row[1][:1].isdigit() and ("/" not in row[1] or whole_days(row[1], year))]
        for date, label in dates if self.roles.is_a(thing, self.rows["dated"]["kinds"]) else ():
            if any(end <= date.begins <= end + 60 and _IN.fullmatch(self.text[end - 1 : date.begins]) for end in ends):
                for key in self.things.entity(thing)[:1]:
                    record = self.section.record(key)
                    if (
                        record is not None
                        and not record.get(self.date)
                        and self.section.agrees(record, self.date, label)
                    ):
                        record.add(self.date, label, "date behind it", 0.65, date.text, single=True)
                return

    def placed(self, thing: Phrase, phrases: Sequence[Phrase]) -> None:
        """State where an event was, by the words behind it."""
        end = self.roles.at(thing.last)
        places = [one for one in phrases if one.kind == self.section.role("place") and one.first >= thing.last]
        keys = self.things.entity(thing)[:1] if places and self.roles.is_a(thing, self.rows["placed"]["kinds"]) else []
        for record in filter(None, map(self.section.record, keys)):
            if not record.get(self.place) and _HELD_IN.fullmatch(self.text[end - 1 : self.roles.at(places[0].first)]):
                for place in self.things.entity(places[0]):
                    words = short(self.section.words(places[0]))
                    self.section.say(record, self.place, place, "place behind it", 0.65, words)

    def owners(self, thing: Phrase, phrases: Sequence[Phrase]) -> list[Phrase]:
        """The organisations of which the words around a thing say that it is theirs."""
        if own := [part for part in thing.parts if self.section.is_agent(part)]:
            ahead_of = self.text[self.roles.at(thing.first) : self.roles.at(own[0].first)]
            if _MODIFIERS.fullmatch(ahead_of) and not self.roles.is_a(thing, self.rows["not-named-for"]):
                return own[:1]
            if _MEETING_OF.search(ahead_of) and self.roles.is_a(thing, self.rows["placed"]["kinds"]):
                return own[:1]
        agents = [one for one in phrases if self.section.is_agent(one) and one is not thing]
        start, end = self.roles.at(thing.first), self.roles.at(thing.last)
        ahead = [one for one in agents if one.last <= thing.first]
        if ahead and start - self.roles.at(ahead[-1].first) < _GAP:
            last = self.roles.at(ahead[-1].last)
            whole = self.text[last - 3 : start]
            if _OWNS.search(whole) and not re.search(r"[.;:,]", whole[2:]):
                return self.roles.joined(ahead, backwards=True)
            if not self.text[last:start].strip() and self.text[last - 1 : last] == " ":
                return self.roles.joined(ahead, backwards=True)[:1]
            if thing.rule in TITLES and not self.text[last:start].strip() and HAN.match(self.text, start + 1):
                return self.roles.joined(ahead, backwards=True)  # 根据甲局、乙局《通知》
            if _ITS.search(self.text[max(last, start - _BEFORE) : start]):
                return ahead[:1]
        behind = [one for one in agents if thing.last <= one.first]
        if behind and (between := self.between(end, behind[0])) is not None:
            done = _DONE_BY.fullmatch(between)
            common = thing.rule == GATHERED and self.roles.is_a(thing, self.rows["done-to"])
            of = _OF.fullmatch(between) is not None and not (common and " of " in between)
            if of or (done and not _OF_OTHERS.fullmatch(done["deed"]) and self.fits(thing, done["deed"])):
                return self.roles.joined(behind, backwards=False)
        return []

    def fits(self, thing: Phrase, deed: str) -> bool:
        """Whether who did something to a document issued it."""
        return not self.roles.is_a(thing, (self.section.role("document"),)) or _ISSUED.fullmatch(deed) is not None

    def between(self, end: int, other: Phrase) -> str | None:
        """The words from a place up to a phrase, its article included; None where they are too many."""
        first = self.roles.at(other.first)
        if first - end > _GAP:
            return None
        article = re.match(r"the\s", self.section.parsed.tokens[other.first], re.IGNORECASE)
        return " " + self.text[end:first].lstrip() + (article[0] if article else "")

    def publishers(self, thing: Phrase) -> Iterator[str]:
        """Who publishes the text, where a thing is "ours"."""
        start = self.roles.at(thing.first)
        token = self.section.parsed.tokens[thing.first]
        before = self.text[max(0, start - _BEFORE) : start]
        if self.section.memory.publisher and (_OUR.search(before) or token.lower().startswith("our ")):
            yield self.section.memory.publisher
