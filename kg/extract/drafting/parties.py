"""Who the parties of an agreement are where no verb names them: its title does, or a list of states."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.drafting.records import Draft
from kg.extract.drafting.roles import Roles
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN
from kg.extract.drafting.things import Things
from kg.extract.engines import Span
from kg.extract.names.spans import LABELLED
from kg.extract.parsed import Phrase
from kg.text.han import simplified

#: How many characters in front of a list of states may say whose they are.
_BEFORE = 90
_BETWEEN = re.compile(r"[与和]|與|\bbetween\b")
#: Between two countries of a list; behind one, that something of it is meant.
_LISTED = re.compile(r"\s*[,，、]?\s*(?:(?:and|和|与|及|以及)\s*)?(?:the\s)?")
_OWNS = re.compile(r"['’]s\b")
#: In front of a country, that bodies of it are meant, and no state; or that it is the end of another name.
_OF_COUNTRY = re.compile(r"(?<!government\s)(?<!governments\s)\b(?:of|from|in)\s(?:the\s)?\Z|\b[A-Z][a-z]+\s\Z")


class Parties:
    """Finds the parties of the agreements of one section."""

    def __init__(self, section: SectionDraft, things: Things, roles: Roles) -> None:
        self.section = section
        self.things = things
        self.roles = roles
        self.text = section.parsed.text
        self.plain = simplified(self.text)

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

    def countries(self, record: Draft, phrases: Sequence[Phrase], words: str) -> None:
        """States that take part, where no organisation is named."""
        runs: list[list[Phrase]] = []
        for one in phrases:
            if one.rule == LABELLED or one.kind != self.section.role("place"):
                continue
            if runs and _LISTED.fullmatch(self.plain[self.roles.at(runs[-1][-1].last) : self.roles.at(one.first)]):
                runs[-1].append(one)
            else:
                runs.append([one])
        run = max(runs, key=len, default=[])
        start = self.roles.at(run[0].first) if run else 0
        if _OF_COUNTRY.search(self.text[max(0, start - _BEFORE) : start]):
            return
        if len(run) > 1 and not _OWNS.search(self.text, self.roles.at(run[-1].first), self.roles.at(run[-1].last) + 2):
            for key in (key for one in run for key in self.things.entity(one)):
                self.section.say(record, self.section.tables["countries"]["property"], key, "countries", 0.6, words)
