"""Who publishes a text, whom "we" means: the body at its head, or the one that announces, or the one named most."""

from __future__ import annotations

import re
from collections import Counter

from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import short
from kg.extract.drafting.things import Things
from kg.extract.parsed import Phrase

#: Behind the name of who publishes.
_ANNOUNCES = re.compile(
    r"(?:\s?\([^()]{1,20}\))?,?\s?(?:(?:has|have|is|are|would|today|recently|also|hereby|will|now|just|like|to|pleased|proud|delighted)\s){0,5}"
    r"(?:announc|publish|releas|launch|issu|welcom|unveil)(?:e|es|ed|ing)?\b"
)
_WE = re.compile(r"\b(?:[Ww]e|[Oo]ur)\b")
_QUOTED = re.compile(r"[“\"][^”\"]{0,2000}[”\"]")
#: How far from the beginning of a text its publisher stands, and what it announces.
_HEAD = 800
#: How many lines may stand between who publishes a document and its title.
_NEAR = 4


class Publisher:
    """Finds who publishes a text, in the section that names it first."""

    def __init__(self, section: SectionDraft, things: Things) -> None:
        self.section = section
        self.things = things
        self.text = section.parsed.text

    def find(self) -> None:
        """Note who publishes the text, unless an earlier section said so; state it of a title next to its name."""
        memory = self.section.memory
        if memory.publisher or self.section.offset > _HEAD:
            return
        agents = [
            one for one in self.section.phrases if self.section.is_agent(one) and one.kind not in ("Anaphor", "Both")
        ]
        head = [one for one in agents if self.at(one) < self.section.offset + _HEAD]
        alone = next((one for one in head if self.alone(one)), None)
        announcing = next(
            (one for one in head if _ANNOUNCES.match(self.text, self.end(one)) and not self.described(one)), None
        )
        chosen = alone or announcing
        if chosen is None and _WE.search(_QUOTED.sub("", self.section.part.text)):
            named = Counter(key for one in agents for key in self.things.entity(one))
            memory.publisher = named.most_common(1)[0][0] if named else ""
        elif chosen is not None:
            memory.publisher = next(iter(self.things.entity(chosen)), "")
        if alone is not None:
            self.title(alone)

    def title(self, body: Phrase) -> None:
        """State who issued the document whose title stands next to the name of a body, each on a line of its own."""
        issued_by = str(self.section.tables["whose"][self.section.role("document")])
        for one in self.section.phrases:
            if self.is_document(one.kind) and self.alone(one):
                low, high = sorted((self.at(body), self.at(one)))
                keys = self.things.entity(one)
                record = self.section.record(keys[0]) if keys else None
                if record is not None and len(self.text[low:high].split("\n\n")) <= _NEAR and not record.get(issued_by):
                    words = short(self.section.words(body))
                    self.section.say(record, issued_by, self.section.memory.publisher, "head of the text", 0.7, words)
                return

    def is_document(self, kind: str) -> bool:
        """Whether things of a kind are documents."""
        return self.section.role("document") in (kind, *self.section.memory.above.get(kind, ()))

    def alone(self, one: Phrase) -> bool:
        """Whether a phrase has a line of its own."""
        start, end = self.at(one), self.end(one)
        line = self.text[self.text.rfind("\n", 0, start) + 1 : start], self.text[end:].split("\n", 1)[0]
        return not line[0].strip(" \t#*\x1e") and not line[1].strip(" \t#*.\x1e")

    def described(self, one: Phrase) -> bool:
        """Whether a body is only named to say whose another is: an agency within the Department, announced"""
        article = re.match(r"the\s", self.section.parsed.tokens[one.first], re.IGNORECASE)
        before = self.text[max(0, self.at(one) - 20) : self.at(one)] + (article[0] if article else "")
        return re.search(r"\b(?:of|within|under|in|with|by)\s(?:the\s)?\Z", before) is not None

    def at(self, one: Phrase) -> int:
        """Where a phrase begins in the text."""
        return self.section.parsed.offsets[one.first]

    def end(self, one: Phrase) -> int:
        """Where the words of a phrase end in the text."""
        return self.at(one) + len(self.section.words(one))
