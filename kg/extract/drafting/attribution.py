"""Whose a sentence is: the section's initiative, or something of its own that the sentence tells of.

A sentence that signs an agreement speaks of the agreement; one that launches a campaign, of the campaign; one in
which somebody does another thing than the section's heading says, of an initiative that is part of the section's.
"""

from __future__ import annotations

from kg.extract.drafting.records import Draft, DraftValue
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, first_words, slug
from kg.extract.drafting.things import Things
from kg.extract.parsed import RelationMatch

#: The property that stands in a rule for "here begins something else"; what begins is the object.
BEGINS = "begins"


class Owners:
    """Says for each place of one section which record it is about."""

    def __init__(self, section: SectionDraft, things: Things) -> None:
        self.section = section
        self.things = things
        #: first token, one past the last, key
        self.spans: list[tuple[int, int, str]] = []

    def find(self) -> None:
        """Note what the sentences are about, and draft the initiatives that some of them begin."""
        section = self.section
        own = section.own
        if own is None:
            return
        owning = section.tables["owning"]
        for relation in sorted(section.relations, key=lambda one: one.first):
            for _, name, kind in relation.rule.drafts:
                if name == BEGINS:
                    self.begin(own, relation, kind)
                if (name, kind) == ("partOf", "whole"):
                    held = [key for one in relation.slots.values() for at in one[2] for key in self.things.entity(at)]
                    campaign = section.role("campaign")
                    named = [key for key in held if key in section.records and section.records[key].type == campaign]
                    if named:
                        self.spans.append((*section.sentence(relation.last - 1), named[0]))
        for phrase in section.phrases:
            for key in section.keys.get(id(phrase), ()):
                record = section.records.get(key)
                low, high = section.sentence(phrase.first)
                if record is not None and record.type in owning and not self.within(low, high):
                    self.spans.append((low, high, key))

    def within(self, low: int, high: int) -> bool:
        """Whether any of the tokens from `low` to before `high` already has an owner."""
        return any(first < high and low < last for first, last, _ in self.spans)

    def begin(self, own: Draft, relation: RelationMatch, kind: str) -> None:
        """Draft the initiative that a relation says begins here, or give the section's own record its more exact class.

        `own` is the section's record, `kind` the class that the rule names.
        """
        section = self.section
        service, reform = section.role("service"), section.role("reform")
        low, high = section.sentence(relation.last - 1)
        first = relation.slots["start"][0] if "start" in relation.slots else low
        within = first - low > 0 and "start" in relation.slots
        headed = section.begins + len(section.part.title) if section.has_heading else 0
        if self.within(first, high) or (section.parsed.offsets[first] < headed and kind != service):
            return
        opening = section.parsed.offsets[low] <= section.begins and not within
        body = section.sentence_starts[1] if section.has_heading and len(section.sentence_starts) > 1 else low
        if (opening and not section.has_heading) or kind == service:
            if low <= body and own.type == section.role("initiative"):
                own.type = kind
                section.memory.remember(section.memory.classes, own.key, kind)
                section.memory.remember(section.memory.initiatives, section.part.section, (own.key, kind, ()))
            return
        if own.type == reform and not within:
            return
        offsets, text = section.parsed.offsets, section.parsed.text
        words = text[offsets[first] : offsets[high]].strip()
        name = first_words(words)
        if not name or HAN.search(name):
            return
        year = section.year_of()
        key = section.memory.key(f"{slug(name) or kind.lower()}-{year}".rstrip("-"))
        record = Draft(key, own.type if own.type in (reform, service) else kind, rule=relation.rule.name, sure=0.5)
        record.statements.append(
            DraftValue("label", [f"{name} ({year})" if year else name], record.rule, 0.5, name, "en")
        )
        record.quote = section.quote(offsets[first], offsets[high])
        if year:
            record.add("date", year, "year", 0.7, "", single=True)
        above = own.get("partOf") if within and not section.has_heading else [own.key]
        for one in above:
            record.add("partOf", one, relation.rule.name, 0.6, name)
        section.memory.remember(section.memory.classes, key, record.type)
        section.records[key] = record
        self.spans.append((first, high, key))

    def of(self, token: int) -> Draft | None:
        """The record that a token's sentence is about."""
        for first, last, key in self.spans:
            if first <= token < last:
                return self.section.records.get(key)
        return self.section.own
