"""The relations that the rules found in a section, as statements."""

from __future__ import annotations

import re

from kg.extract.drafting.attribution import BEGINS, Owners
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import short
from kg.extract.drafting.things import Things
from kg.extract.parsed import RelationMatch

#: Words of a sentence that says what nobody did.
_DENIED = re.compile(r"\b(?:not|never)\s")


class Relating:
    """States the relations of one section."""

    def __init__(self, section: SectionDraft, things: Things, owners: Owners) -> None:
        self.section = section
        self.things = things
        self.owners = owners
        #: what the section cancels
        self.ended: list[str] = []

    def state(self) -> None:
        """State every relation of the section, in the order in which the rules matched."""
        for relation in self.section.relations:
            if _DENIED.search(self.section.parsed.words(relation.first, relation.last)):
                continue
            for subject, name, value in relation.rule.drafts:
                if name in ("percentChange", "previousValue", BEGINS):
                    continue
                self.statement(relation, subject, name, value)

    def statement(self, relation: RelationMatch, subject: str, name: str, value: str) -> None:
        """State one property of one relation. `subject` and `value` are slots of the rule or words such as ``section``;
        `value` may also be a code or key itself.
        """
        words = short(self.section.parsed.words(relation.first, relation.last))
        subjects = self.meant(relation, subject)
        values = (
            self.meant(relation, value)
            if value in relation.slots or value in ("section", "whole", "subject", "ended")
            else [value]
        )
        if value not in relation.slots and value in relation.rule.slots:
            return
        for one in subjects:
            record = self.section.record(one)
            if record is None:
                continue
            for other in values:
                if other != one:
                    self.section.say(record, name, other, relation.rule.name, relation.rule.sure, words)
        if name == "cancels":
            self.ended.extend(values)

    def meant(self, relation: RelationMatch, slot: str) -> list[str]:
        """The keys that a slot of a relation stands for.

        Besides the slots of its rule: ``section`` (the record that owns the place), ``whole`` (the section's record),
        ``subject`` (the first organisation of the section) and ``ended`` (what the section cancelled so far).
        """
        if slot == "section":
            owner = self.owners.of(relation.last - 1)
            return [owner.key] if owner else []
        if slot == "whole":
            return [self.section.own.key] if self.section.own else []
        if slot == "ended":
            return self.ended
        if slot == "subject":
            agents = filter(self.section.is_agent, self.section.phrases)
            first = next((one for one in agents if one.first < relation.last), None)
            return self.things.entity(first) if first is not None else []
        if slot not in relation.slots:
            return []
        return [key for phrase in relation.slots[slot][2] for key in self.things.entity(phrase)]
