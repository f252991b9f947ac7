"""Whose a scheme is, and whether it is compulsory, by the words of its name and those next to it.

"The Council's Green Scheme", "the mandatory certification scheme of the Bureau", 自愿性产品认证.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from kg.extract.drafting.records import Draft
from kg.extract.drafting.roles import Roles
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import short
from kg.extract.drafting.things import Things
from kg.extract.parsed import Phrase
from kg.extract.tokens import fold
from kg.text.han import simplified

#: Between a body and its scheme.
_OWNS = re.compile(r"['’]s?\s(?:[a-z-]+\s){0,2}")
#: A name that begins with whose the scheme is.
_WHOSE = re.compile(r"(?:[Tt]he\s)?(?P<owner>[A-Z].*?)['’]s\s(?P<name>[A-Z].*)", re.DOTALL)
#: Between a scheme and whose it is.
_OF = re.compile(r"\s?(?:\([^()]{0,40}\)\s?)?of\s(?:the\s)?")
#: How many characters in front of a scheme may say that it is compulsory.
_NEAR = 14
_RULE = "whose scheme"


class Schemes:
    """States what the words at the schemes of one section say of them."""

    def __init__(self, section: SectionDraft, things: Things, roles: Roles) -> None:
        self.section = section
        self.things = things
        self.roles = roles
        self.text = section.parsed.text
        rows: Mapping[str, Any] = section.tables["schemes"]
        self.kinds: Sequence[str] = rows["kinds"]
        self.administers, self.obligation = str(rows["owner"]), str(rows["obligation"]["property"])
        self.codes = [(code, re.compile("|".join(words))) for code, words in rows["obligation"]["codes"].items()]

    def state(self) -> None:
        """State it of every scheme."""
        for low, high in pairwise([*self.section.sentence_starts, self.section.last_token]):
            inside = [one for one in self.section.phrases if low <= one.first < high]
            for scheme in inside:
                if self.roles.is_a(scheme, self.kinds):
                    self.scheme(scheme, inside)

    def scheme(self, scheme: Phrase, phrases: Sequence[Phrase]) -> None:
        """State it of one scheme; `phrases`: those of its sentence."""
        keys = self.things.entity(scheme)
        for key in (key for one in self.owners(scheme, phrases) for key in self.roles.keys(one)):
            record = self.section.record(key)
            if record is not None and keys:
                self.section.say(record, self.administers, keys[0], _RULE, 0.6, short(self.section.words(scheme)))
        record = self.section.record(keys[0]) if keys else None
        if record is None or not record.type:
            return
        if whose := _WHOSE.fullmatch(self.section.words(scheme)):
            self.named_with_owner(record, whose["owner"], whose["name"])
        if record.get(self.obligation):
            return
        start = self.roles.at(scheme.first)
        words = simplified(
            self.text[max(0, start - _NEAR) : start].split("\n")[-1] + self.section.words(scheme)
        ).lower()
        for code, pattern in self.codes:
            if found := pattern.search(words):
                self.section.say(record, self.obligation, code, "compulsory or voluntary", 0.7, found[0])
                return

    def named_with_owner(self, record: Draft, owner: str, name: str) -> None:
        """State whose a scheme is that its name begins with, and leave it out of the name."""
        memory = self.section.memory
        met = memory.names.get(fold(owner))
        body = self.section.record(met[0]) if met is not None and self.section.is_organisation(met[1]) else None
        if body is not None:
            self.section.say(body, self.administers, record.key, _RULE, 0.6, short(owner))
            for label in (one for one in record.statements if one.property == "label" and one.language == "en"):
                label.values = [name]

    def owners(self, scheme: Phrase, phrases: Sequence[Phrase]) -> Iterator[Phrase]:
        """The bodies of which the words next to a scheme say that it is theirs."""
        start, end = self.roles.at(scheme.first), self.roles.at(scheme.last)
        own = next((one for one in scheme.parts if self.section.is_agent(one)), None)
        if own is not None and _OWNS.match(self.text, self.roles.at(own.first) + len(self.section.words(own))):
            yield own
        for one in phrases:
            if not self.section.is_agent(one):
                continue
            last = self.roles.at(one.first) + len(self.section.words(one))
            if one.last <= scheme.first and (_OWNS.fullmatch(self.text, last, start) or self.ends_owning(one, start)):
                yield one
            elif one.first >= scheme.last:
                article = re.match(r"the\s", self.section.parsed.tokens[one.first], re.IGNORECASE)
                if _OF.fullmatch(self.text[end : self.roles.at(one.first)] + (article[0] if article else "")):
                    yield one

    def ends_owning(self, one: Phrase, start: int) -> bool:
        """Whether a body right in front of a place has its 's within its own words."""
        words = self.section.words(one)
        gap = self.text[self.roles.at(one.first) + len(words) : start]
        return words.endswith(("'s", "’s")) and re.fullmatch(r"\s(?:[a-z-]+\s){0,2}", gap) is not None
