"""The parties of an agreement that its title names."""

from __future__ import annotations

import re

from kg.extract.drafting.roles import Roles
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN
from kg.extract.drafting.things import Things
from kg.extract.engines import Span
from kg.extract.parsed import Phrase

_BETWEEN = re.compile(r"[与和]|與|\bbetween\b")


class Parties:
    """Finds the parties that the titles of one section name."""

    def __init__(self, section: SectionDraft, things: Things, roles: Roles) -> None:
        self.section = section
        self.things = things
        self.roles = roles

    def in_title(self, what: Phrase) -> list[str]:
        """The organisations that the title of an agreement names, where it names two: A与B合作谅解备忘录."""
        title = self.section.words(what)
        proper = self.section.memory.cascade.proper
        if HAN.search(title) and (two := proper.chinese.two_bodies(title.strip("《》“”「」"))):
            made = (Phrase(kind, what.first, what.last, "title of an agreement", 0.7) for _, kind in two)
            return [self.things.known_or_defined(name, one) for (name, _), one in zip(two, made, strict=True)]
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
