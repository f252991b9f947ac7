"""Which organisations are parts of others, and whose meetings are, by the words between their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.extract.drafting.roles import GAP, HAS_PART, PART_OF, Roles
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, short
from kg.extract.drafting.things import Things
from kg.extract.parsed import Phrase
from kg.text.han import simplified

#: Between two organisations, that the first is a part of the second.
_BELONGS = re.compile(r"[^。；;]{0,24}(?:隶属于?|直属于?|归口于?|属于?)\Z")
_IS_OF = re.compile("(?:现|均|都)?[是为系属乃]")
_SHORT = 30
_OWNS = re.compile(r"['’]s\Z")
_OF = re.compile(r"\s?of\s(?:the\s)?|的")
#: Between a body and the one above it: the Rope Department, Ministry of Lakes
_BELOW = re.compile(r",\s(?:the\s)?")
#: Between a body and an office of it.
_BY_IT = re.compile(
    r",?\s(?:acting\s)?through\sthe\s"
    r"|\s(?:has\s|have\s|also\s|recently\s)*(?:opened|inaugurated|commissioned|set\sup)\s(?:its|an?|the|their)\s(?:new\s)?"
)
#: Between names of a list; in front of one, that it stands in a list.
_LISTED = re.compile(r"\s?,?\s?(?:(?:and|or|&|as well as)\s)?(?:the\s)?")
_JOINED = re.compile(r"(?:,|\band|&|\bor)\s(?:the\s)?\Z")
#: An acronym behind a name.
_SHORT_NAME = re.compile(r"\s?\([^)]*\)\s?\Z")


class Wholes:
    """States which organisations of one section are parts of others, and whose a Chinese meeting is."""

    def __init__(self, section: SectionDraft, things: Things, roles: Roles) -> None:
        self.section = section
        self.things = things
        self.roles = roles
        self.text = section.parsed.text
        self.plain = roles.plain
        self.rows = section.tables["names"]["parts"]

    def state(self, phrases: Sequence[Phrase]) -> None:
        """State it of the phrases of one sentence."""
        name = self.rows["property"]
        for one, event in pairwise(phrases):  # 甲联盟(ABC)第三次大会
            if self.section.is_agent(one) and self.holds(one, event):
                says = str(self.section.tables["begins-with"][event.kind])
                held = self.section.record(self.things.entity(event)[0])
                for key in self.things.entity(one) if held is not None and not held.get(says) else ():
                    if held is not None:
                        self.section.say(held, says, key, "in front of its meeting", 0.65, "")
        for one, other in self.pairs(phrases):
            for key in self.things.entity(one):
                record = self.section.record(key)
                for whole in self.roles.keys(other) if record is not None else ():
                    if record is not None and whole != key:
                        self.section.say(record, name, whole, "part of", 0.7, short(self.section.words(other)))

    def pairs(self, phrases: Sequence[Phrase]) -> Iterator[tuple[Phrase, Phrase]]:
        """Organisations that are parts of others, each with the other: "X, under the Ministry of Y", "the Z Council of
        the Y"."""
        heads = self.rows["heads"]
        agents = [one for one in phrases if self.section.is_agent(one)]
        for place, (one, other) in enumerate(pairwise(agents)):
            if self.roles.at(other.first) - self.roles.at(one.last) > GAP:
                continue
            between = self.between(one, other)
            following = agents[place + 2] if place + 2 < len(agents) else None
            headed = self.head(one) in heads and _OF.fullmatch(between)
            quoted = not between.strip() and self.text[self.roles.at(other.first)] in "「『“"  # 甲部「乙大队」
            if _IS_OF.fullmatch(simplified(between).lstrip()) and HAS_PART.match(self.plain, self.roles.at(other.last)):
                yield one, other  # 甲处是乙署辖下的部门
            elif _BELONGS.match(simplified(between)) and len(between) < _SHORT:
                yield one, other
            elif self.head(other) in heads and _BY_IT.fullmatch(between):
                yield other, one  # the Ministry through the Rope Bureau, the Institute opened its Lake Office
            elif quoted or HAS_PART.fullmatch(simplified(between)) or self.is_next(one, other):
                yield other, one
            elif headed or PART_OF.fullmatch(between):
                owner = following is not None and (
                    (following.first == other.last and _OWNS.search(self.section.words(other)))
                    or HAS_PART.fullmatch(self.between(other, following))
                    or self.is_next(other, following)
                )
                yield one, following if owner and following is not None else other  # an agency of the Ministry's Board
            elif self.is_below(one, other, between, following):
                yield one, other

    def between(self, one: Phrase, other: Phrase) -> str:
        """The words between two phrases, with the mark of the genitive and the article that belong to them."""
        between = self.text[self.roles.at(one.last) : self.roles.at(other.first)]
        article = re.match(r"the\s", self.section.parsed.tokens[other.first], re.IGNORECASE)
        owns = _OWNS.search(self.section.words(one))
        between = f"{owns[0]} " if owns and not between.strip() else between.lstrip()
        return (between if between.startswith((",", ":")) else f" {between}") + (article[0] if article else "")

    def head(self, one: Phrase) -> str:
        """The word of a name of a body that says what it is, in lower case: the last in front of "of" and the like."""
        words = _SHORT_NAME.sub("", self.section.words(one)).split()
        small = next((place for place, word in enumerate(words) if place and word in ("of", "for", "on")), len(words))
        return words[small - 1].lower() if words else ""

    def level(self, one: Phrase) -> int:
        """How high bodies of this name stand, as far as their head says so: a ministry above its departments."""
        head = self.head(one)
        return next((place for place, heads in enumerate(self.rows["levels"]) if head in heads), -1)

    def is_next(self, one: Phrase, other: Phrase) -> bool:
        """Whether a body stands right in front of its part: the Rope Department (RD) Knot Bureau."""
        words = self.section.words(one)
        between = self.text[self.roles.at(one.first) + len(words) : self.roles.at(other.first)]
        whole = words.endswith(")") or words.isupper() or self.level(one) > self.level(other)
        return between == " " and whole and self.head(other) in self.rows["heads"] and not HAN.search(words)

    def is_below(self, one: Phrase, other: Phrase, between: str, following: Phrase | None) -> bool:
        """Whether the body behind a comma is the one above: the Rope Department, Ministry of Lakes, has notified"""
        if not _BELOW.fullmatch(between) or not -1 < self.level(one) < self.level(other):
            return False
        ahead = self.text[max(0, self.roles.at(one.first) - 8) : self.roles.at(one.first)]
        more = following is not None and _LISTED.fullmatch(self.between(other, following))
        return not _JOINED.search(ahead) and not more and len(self.things.entity(other)) == 1

    def holds(self, one: Phrase, event: Phrase) -> bool:
        """Whether a Chinese body stands right in front of a meeting, which is its own."""
        between = self.text[self.roles.at(one.last) : self.roles.at(event.first)].strip()
        held = self.section.memory.cascade.proper.meetings
        return event.kind in held and between in ("", "的") and HAN.search(self.section.words(event)) is not None
