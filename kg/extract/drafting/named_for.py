"""The two sides after which an agreement is called: the EU-Japan agreement, the A/B memorandum."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.things import Things
from kg.extract.parsed import Phrase
from kg.extract.tokens import fold

_PAIR = re.compile(
    r"(?:[Tt]he\s)?(?P<one>[A-Z][\w.]*(?:\s[A-Z][a-z]+)?)\s?[-–/]\s?(?P<other>[A-Z][\w.]*(?:\s[A-Z][a-z]+)??)\s(?=[A-Za-z])"
)
_RULE = "named for both"


class NamedFor:
    """States the parties that short names of agreements hold; `states`: the names of states, in small letters."""

    def __init__(self, section: SectionDraft, things: Things, states: Collection[str]) -> None:
        self.section = section
        self.things = things
        self.states = states

    def state(self, agreements: Sequence[Phrase]) -> None:
        """State both sides of each agreement, where each is a state, or a body that the text or the graph knows."""
        memory = self.section.memory
        for what in agreements:
            pair = _PAIR.match(self.section.words(what))
            record = self.section.record(next(iter(self.things.entity(what)), "")) if pair is not None else None
            names = pair.group("one", "other") if pair is not None else ()
            keys = [self.side(name, what) for name in names] if all(map(self.is_known, names)) else []
            for key in keys if "" not in keys else ():
                state = memory.classes[key] == self.section.role("place")
                name = self.section.tables["countries"]["property"] if state else self.section.tables["paired"][0]
                if record is not None:
                    self.section.say(record, name, key, _RULE, 0.65, self.section.words(what))

    def is_known(self, name: str) -> bool:
        """Whether the text, the graph or everybody knows a short name."""
        memory = self.section.memory
        known = memory.names.get(fold(name)) or memory.cascade.named(name)
        return known is not None or name.casefold() in self.states

    def side(self, name: str, what: Phrase) -> str:
        """The key of a state or body by a short name; empty where nobody knows it."""
        memory = self.section.memory
        place = self.section.role("place")
        met = memory.names.get(fold(name))
        kind = memory.classes.get(met[0], "") if met is not None else ""
        if met is not None and kind and (kind == place or self.section.is_organisation(kind)):
            return met[0]
        known = memory.cascade.named(name)
        if known is not None and not known.kind.startswith("code."):
            memory.remember(memory.classes, known.key, known.kind)
            return known.key
        if name.casefold() in self.states:
            return self.things.defined(name, Phrase(place, what.first, what.last, _RULE, 0.65))
        return ""
