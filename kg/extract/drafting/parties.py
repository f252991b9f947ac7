"""The parties of an agreement that its title names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kg.extract.drafting.roles import Roles
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN
from kg.extract.drafting.things import Things
from kg.extract.engines import Span
from kg.extract.parsed import Phrase

_BETWEEN = re.compile(r"[与和]|與|\bbetween\b")
#: Between the other sides of two agreements.
_ANOTHER = re.compile(
    r"\s?(?:\([^()]{0,30}\))?,?\s?(?:and\s|while\s)?(?:the\s|an?\s)?(?P<nth>second|third|fourth|other|another)\s"
    r"(?:(?:one|memorandum|agreement|arrangement|MoU|MOU|deal)\s)?with\s(?:the\s)?"
)
#: Between an agreement that some have signed and who they are: those that have signed it are A, B and C
_ARE = re.compile(
    r"(?:[^.;]{0,120}?\s)?(?:(?:are|were|include[sd]?)\s(?:as\sfollows:\s?)?|among\sothers,?\s|namely,?\s|:\s?)(?:the\s)?",
    re.IGNORECASE,
)
#: In front of such an agreement.
_THOSE = re.compile(
    r"\b(?:(?:that|which|who)\s(?:have\s|had\s|also\s)?|\w+s\s)(?:signed|joined|concluded|renewed|entered\sinto)(?:\sup\s(?:for|to))?\s"
    r"(?:the\s|an?\s)?(?:[\w-]+\s){0,5}\Z"
)


class Parties:
    """Finds the parties that the titles of one section name."""

    def __init__(self, section: SectionDraft, things: Things, roles: Roles) -> None:
        self.section = section
        self.things = things
        self.roles = roles

    def state(self, phrases: Sequence[Phrase]) -> None:
        """State the agreements of one sentence that are told one by one: the first with A, and the second with B."""
        name = self.section.tables["paired"][0]
        agreements = [one for one in phrases if self.roles.is_a(one, self.section.tables["countries"]["joined"])]
        agents = [one for one in phrases if self.section.is_agent(one)]
        self.listed(agreements, agents)
        for what in agreements[-1:]:
            first = self.section.record(next(iter(self.things.entity(what)), ""))
            behind = [one for one in agents if one.first >= what.last]
            for one, other in pairwise(behind) if first is not None else ():
                between = self.section.parsed.text[self.roles.at(one.last) : self.roles.at(other.first)]
                article = re.match(r"the\s", self.section.parsed.tokens[other.first], re.IGNORECASE)
                told = _ANOTHER.fullmatch(f" {between.lstrip(' ')}{article[0] if article else ''}")
                others = set(self.things.entity(one))
                if told is None or first is None or others.isdisjoint(first.get(name)):
                    continue
                head = self.section.words(what).split()[-1]
                made = replace(what, rule="told with another", slots={}, parts=())
                record = self.section.record(self.things.defined(f"{told['nth']} {head}", made))
                sides = [key for key in first.get(name) if key not in others]
                for key in (*sides, *self.things.entity(other)) if record is not None else ():
                    if record is not None:
                        self.section.say(record, name, key, "told with another", 0.65, self.section.words(other))

    def listed(self, agreements: Sequence[Phrase], agents: Sequence[Phrase]) -> None:
        """State the parties that a sentence lists: the bodies that have signed the agreement are A, B and C."""
        name = self.section.tables["paired"][0]
        text = self.section.parsed.text
        for what in agreements[:1]:
            start, end = self.roles.at(what.first), self.roles.at(what.last)
            article = re.match(r"(?:the|an?)\s", self.section.parsed.tokens[what.first], re.IGNORECASE)
            if not _THOSE.search(text[max(0, start - 120) : start] + (article[0] if article else "")):
                continue
            behind = [one for one in agents if one.first >= what.last]
            record = self.section.record(next(iter(self.things.entity(what)), ""))
            for at, one in enumerate(behind if record is not None else ()):
                the = re.match(r"the\s", self.section.parsed.tokens[one.first], re.IGNORECASE)
                run = self.roles.joined(behind[at:], backwards=False)
                if len(run) > 2 and _ARE.fullmatch(f"{text[end : self.roles.at(one.first)]}{the[0] if the else ''}"):
                    for key in (key for side in run for key in self.things.entity(side)):
                        if record is not None:
                            self.section.say(record, name, key, "listed as parties", 0.65, self.section.words(what))
                    break

    def in_title(self, what: Phrase) -> list[str]:
        """The organisations that the title of an agreement names, where it names two: A与B合作谅解备忘录."""
        title = self.section.words(what)
        proper = self.section.memory.cascade.proper
        bare = title.strip("《》“”「」")
        if HAN.search(title) and (named := proper.chinese.several_bodies(bare) or proper.chinese.two_bodies(bare)):
            made = (Phrase(kind, what.first, what.last, "title of an agreement", 0.7) for _, kind in named)
            return [self.things.known_or_defined(name, one) for (name, _), one in zip(named, made, strict=True)]
        if not _BETWEEN.search(title):
            return []
        begins = self.roles.at(what.first)
        names: dict[Span, str] = {}
        for one in proper.find(title):
            if self.section.is_organisation(one.kind):
                names.setdefault((one.first, one.last), one.kind)
        for part in what.parts:
            if self.section.is_agent(part):
                names.setdefault((self.roles.at(part.first) - begins, self.roles.at(part.last) - begins), part.kind)
        kept = [
            ((start, end), kind)
            for (start, end), kind in sorted(names.items())
            if not any((first, last) != (start, end) and first <= start and end <= last for first, last in names)
        ]
        if len(kept) != 2:
            return []
        made = (Phrase(kind, what.first, what.last, "title of an agreement", 0.7) for _, kind in kept)
        return [
            self.things.known_or_defined(title[start:end].strip(), phrase)
            for ((start, end), _), phrase in zip(kept, made, strict=True)
        ]
