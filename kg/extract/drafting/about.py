"""What a section is about, by what it names: what follows from no relation rule, but from where things stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kg.extract.cascade import Phrase
from kg.extract.drafting.records import Draft
from kg.extract.drafting.texts import parent_of, short
from kg.extract.tokens import bare, fold

if TYPE_CHECKING:
    from kg.extract.drafting.section import Section

#: A heading that is longer is a paragraph.
_LONG_HEADING = 150


class About:
    """Says what one section is about."""

    def __init__(self, section: Section) -> None:
        self.section = section

    def defaults(self) -> None:
        own = self.section.own
        if own is None:
            return
        drafter = self.section.drafter
        kind = own.type
        for phrase in self.section.phrases:
            self.named(phrase, phrase, set())
        heading = self.section.begins + len(self.section.part.title)
        if self.section.part.title and len(self.section.part.title) <= _LONG_HEADING:
            for one in self.section.loose:
                if self.section.parsed.offsets[one.first] < heading and one.known is not None:
                    self.section.say(
                        own,
                        "concerns",
                        f"{one.known.kind[5:]}/{one.known.key}",
                        "word of the heading",
                        0.5,
                        self.section.words(one),
                    )
        for record in self.section.records.values():
            if record is own or not record.type or record.type == "Observation":
                continue
            if not record.get("partOf") and record.type not in self.section.tables["apart"]:
                self.section.say(record, "partOf", own.key, "stands in the section", 0.6, "")
            if record.type in self.section.tables["dated"] and self.section.year_of() and not record.get("date"):
                record.add("date", self.section.year_of(), "year", 0.6, "", single=True)
        if kind == "Reform":
            classes = self.section.word_classes()
            for word_class, code in self.section.tables["reform-words"].items():
                if word_class in classes:
                    self.section.say(own, "kindOfReform", code, word_class, 0.75, "")
            inherited = drafter.initiatives.get(
                parent_of(self.section.part.section, drafter.initiatives) or "", ("", "", ())
            )[2]
            if not own.get("reforms"):
                for value in inherited:
                    self.section.say(own, "reforms", value, "what the section above reforms", 0.6, "")
            reformed = tuple(own.get("reforms"))
            drafter.remember(drafter.initiatives, self.section.part.section, (own.key, kind, reformed))

    def named(self, phrase: Phrase, outer: Phrase, seen: set[int]) -> None:
        """Say what follows from a phrase being named, and from those that it is made of."""
        section = self.section
        owner = section.owners.of(outer.first)
        if id(phrase) in seen or owner is None:
            return
        seen.add(id(phrase))
        rows: Mapping[str, Sequence[str]] = section.tables["about"]
        for value in section.things.entity(phrase) if phrase is outer or phrase.known is not None else ():
            target = f"code.{value.partition('/')[0]}" if "/" in value else section.drafter.classes.get(value, "")
            words = short(section.words(phrase))
            said = self.said_with(phrase, target) if phrase is outer else None
            if said is not None:
                section.say(*said, value, "named with the scheme", 0.6, words)
                continue
            for name in rows.get(f"{owner.type} {target}", rows.get(target, ())):
                if value != owner.key and value not in self.stated(owner):
                    section.say(owner, name, value, "named in the sentence", 0.55, words)
        if phrase.kind not in section.tables["parts-apart"]:
            for part in phrase.parts:
                self.named(part, outer, seen)

    def said_with(self, phrase: Phrase, kind: str) -> tuple[Draft, str] | None:
        """The record that a code in the sentence belongs to, and how, where it is not simply the section's."""
        property_of: Mapping[str, str] = self.section.tables["covered"]
        listed = kind == "code.sector" and self.listed_after(phrase, self.section.tables["sector-words"])
        if kind not in property_of and not listed:
            return None
        name = property_of.get(kind, "covers")
        scheme = self.scheme_before(phrase, kind)
        if scheme is not None:
            return scheme, name
        return (self.section.own, name) if listed and self.section.own is not None else None

    def listed_after(self, phrase: Phrase, words: Sequence[str]) -> bool:
        """Whether one of these words stands before a phrase in its sentence."""
        low, _ = self.section.sentence(phrase.first)
        return any(fold(bare(token)) in words for token in self.section.parsed.tokens[low : phrase.first])

    def scheme_before(self, phrase: Phrase, kind: str) -> Draft | None:
        """The record of the scheme that the sentence names before a phrase, or the only one that the section names."""
        low, _ = self.section.sentence(phrase.first)
        schemes = [
            (one, key)
            for one in self.section.phrases
            for key in self.section.things.keys.get(id(one), ())
            if self.section.drafter.classes.get(key) in self.section.tables["covering"]
            and one is not phrase
            and phrase not in one.parts
        ]
        before = [key for one, key in schemes if low <= one.first < phrase.first]
        if kind == "code.group":
            return self.section.record(before[-1]) if before else None
        found = before[-1:] or (sorted({key for _, key in schemes}) if len({key for _, key in schemes}) == 1 else [])
        return self.section.record(found[0]) if found else None

    def stated(self, own: Draft) -> set[str]:
        return {value for statement in own.statements if not statement.language for value in statement.values}
