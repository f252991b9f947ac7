"""What a section is about, by what it names: what follows from no relation rule, but from where things stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kg.extract.cascade import Phrase
from kg.extract.drafting.records import Draft
from kg.extract.drafting.section import Section
from kg.extract.drafting.texts import parent_of, short
from kg.extract.drafting.things import Things
from kg.extract.tokens import bare, fold

#: A heading that is longer is a paragraph.
_LONG_HEADING = 150


class About:
    """Says what one section is about."""

    def __init__(self, section: Section, things: Things) -> None:
        self.section = section
        self.things = things

    def defaults(self) -> None:
        own = self.section.own
        if own is None:
            for record in self.section.records.values():
                if self.section.above and record.type not in ("", "Observation", *self.section.tables["apart"]):
                    self.section.say(record, "partOf", self.section.above, "stands in the section", 0.6, "")
            return
        memory = self.section.memory
        kind = own.type
        seen: set[int] = set()

        def walk(phrase: Phrase) -> Iterator[Phrase]:
            yield phrase
            for part in phrase.parts:
                yield from walk(part)

        rows: Mapping[str, Sequence[str]] = self.section.tables["about"]
        for phrase in self.section.phrases:
            for one in walk(phrase):
                if id(one) in seen:
                    continue
                seen.add(id(one))
                for value in self.things.entity(one) if one is phrase or one.known is not None else ():
                    target = f"code.{value.partition('/')[0]}" if "/" in value else memory.classes.get(value, "")
                    words = short(self.section.words(one))
                    said = self.said_with(one, target)
                    if said is not None:
                        self.section.say(*said, value, "named with the scheme", 0.6, words)
                        continue
                    for name in rows.get(f"{kind} {target}", rows.get(target, ())):
                        if value != own.key and value not in self.stated(own):
                            self.section.say(own, name, value, "named in the section", 0.55, words)
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
            tables = self.section.tables
            if (
                not record.get("partOf")
                and record.type not in tables["apart"]
                and record.rule not in tables["apart-rules"]
            ):
                self.section.say(record, "partOf", own.key, "stands in the section", 0.6, "")
            if record.type in self.section.tables["dated"] and self.section.memory.year and not record.get("date"):
                record.add("date", self.section.memory.year, "year", 0.6, "", single=True)
        if kind == "Reform":
            classes = self.section.word_classes()
            for word_class, code in self.section.tables["reform-words"].items():
                if word_class in classes:
                    self.section.say(own, "kindOfReform", code, word_class, 0.75, "")
            inherited = memory.initiatives.get(
                parent_of(self.section.part.section, memory.initiatives) or "", ("", "", ())
            )[2]
            if not own.get("reforms"):
                for value in inherited:
                    self.section.say(own, "reforms", value, "what the section above reforms", 0.6, "")
            reformed = tuple(own.get("reforms"))
            memory.remember(memory.initiatives, self.section.part.section, (own.key, kind, reformed))

    def said_with(self, phrase: Phrase, kind: str) -> tuple[Draft, str] | None:
        """The record that a code in the sentence belongs to, and how, where it is not simply the section's."""
        property_of: Mapping[str, str] = self.section.tables["covered"]
        listed = kind == "code.sector" and self.listed_after(phrase, self.section.tables["sector-words"])
        if kind not in property_of and not listed:
            return None
        name = property_of.get(kind, "covers")
        scheme = self.scheme_before(phrase)
        if scheme is not None:
            return scheme, name
        return (self.section.own, name) if listed and self.section.own is not None else None

    def listed_after(self, phrase: Phrase, words: Sequence[str]) -> bool:
        """Whether one of these words stands before a phrase in its sentence."""
        low, _ = self.section.sentence(phrase.first)
        return any(fold(bare(token)) in words for token in self.section.parsed.tokens[low : phrase.first])

    def scheme_before(self, phrase: Phrase) -> Draft | None:
        """The record of the scheme that the sentence names before a phrase, or the only one that the section names."""
        low, _ = self.section.sentence(phrase.first)
        schemes = [
            (one, key)
            for one in self.section.phrases
            for key in self.section.keys.get(id(one), ())
            if self.section.memory.classes.get(key) in self.section.tables["covering"]
            and one is not phrase
            and phrase not in one.parts
        ]
        before = [key for one, key in schemes if low <= one.first < phrase.first]
        found = before[-1:] or (sorted({key for _, key in schemes}) if len({key for _, key in schemes}) == 1 else [])
        return self.section.record(found[0]) if found else None

    def stated(self, own: Draft) -> set[str]:
        return {value for statement in own.statements if not statement.language for value in statement.values}
