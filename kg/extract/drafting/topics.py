"""What a section is about, by what it names: what follows from no relation rule, but from where things stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kg.extract.drafting.attribution import Owners
from kg.extract.drafting.records import Draft
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import parent_of, short
from kg.extract.drafting.things import Things
from kg.extract.parsed import Phrase
from kg.extract.tokens import bare, fold

#: A heading that is longer is a paragraph.
_LONG_HEADING = 150
#: A name that has its year in it.
_YEAR = re.compile(r"(?:19|20)\d\d")
_JOINS = frozenset({",", "，", "、", "and", "和", ""})


class About:
    """Says what one section is about."""

    def __init__(self, section: SectionDraft, things: Things, owners: Owners) -> None:
        self.section = section
        self.things = things
        self.owners = owners

    def defaults(self) -> None:
        """State what follows from where things stand: what they are part of, their year, and what a reform reforms."""
        own = self.section.own
        if own is None:
            return
        memory = self.section.memory
        kind = own.type
        for phrase in self.section.phrases:
            self.named(phrase, phrase, set())
        self.topics()
        for record in self.section.records.values():
            if record is own or not record.type or record.type == self.section.role("figure"):
                continue
            if not record.get("partOf") and record.type not in self.section.tables["apart"]:
                self.section.say(record, "partOf", own.key, "stands in the section", 0.6, "")
            if (
                record.type in self.section.tables["dated"]
                and self.section.year_of()
                and not record.get("date")
                and not any(_YEAR.search(value) for value in record.get("label"))
            ):
                record.add("date", self.section.year_of(), "year", 0.6, "", single=True)
        if kind == self.section.role("reform"):
            classes = self.section.word_classes()
            for word_class, code in self.section.tables["reform-words"].items():
                if word_class in classes:
                    self.section.say(own, "kindOfReform", code, word_class, 0.75, "")
            inherited = memory.initiatives.get(
                parent_of(self.section.part.section, memory.initiatives) or "", ("", "", ())
            )[2]
            regimes = self.section.tables["reformed"]
            if not any(memory.classes.get(value) in regimes for value in own.get("reforms")):
                for value in (value for value in inherited if memory.classes.get(value) in regimes):
                    self.section.say(own, "reforms", value, "what the section above reforms", 0.6, "")
            reformed = tuple(own.get("reforms"))
            memory.remember(memory.initiatives, self.section.part.section, (own.key, kind, reformed))

    def named(self, phrase: Phrase, outer: Phrase, seen: set[int]) -> None:
        """Say what follows from a phrase being named, and from those that it is made of."""
        section = self.section
        owner = self.owners.of(outer.first)
        if id(phrase) in seen or owner is None:
            return
        seen.add(id(phrase))
        rows: Mapping[str, Sequence[str]] = section.tables["about"]
        for value in self.things.entity(phrase) if phrase is outer or phrase.known is not None else ():
            target = f"code.{value.partition('/')[0]}" if "/" in value else section.memory.classes.get(value, "")
            words = short(section.words(phrase))
            if phrase is outer and (owners := self.owners_of(phrase, target)):
                for record, name in owners:
                    section.say(record, name, value, "named with the scheme", 0.6, words)
                continue
            for name in rows.get(f"{owner.type} {target}", rows.get(target, ())):
                if value != owner.key and value not in self.stated(owner):
                    section.say(owner, name, value, "named in the sentence", 0.55, words)
        apart = phrase.kind in section.tables["parts-apart"]
        for part in phrase.parts:
            if not apart or part.kind in section.tables["covering"]:
                self.named(part, outer, seen)

    def topics(self) -> None:
        """What a heading is about in a word, and the topics that a sentence lists."""
        section = self.section
        own, parsed = section.own, section.parsed
        assert own is not None
        title = re.split("[:：]", section.part.title, maxsplit=1)[0]
        sentence = title == section.part.title and title.endswith((".", "。"))
        if len(title) <= _LONG_HEADING and not sentence and own.type != section.role("reform"):
            heading = section.begins + len(title)
            for one in section.loose:
                if parsed.offsets[one.first] < heading and one.known is not None:
                    self.concerns(own, one, "word of the heading")
        known = [one for one in section.phrases if one.known is not None and one.known.kind == "code.topic"]
        listed: list[Phrase] = []
        for one in sorted([*section.loose, *known], key=lambda phrase: phrase.first):
            between = parsed.tokens[listed[-1].last : one.first] if listed else []
            if not all(fold(bare(token)) in _JOINS for token in between):
                self.list_of_topics(listed)
                listed = []
            listed.append(one)
        self.list_of_topics(listed)

    def list_of_topics(self, listed: Sequence[Phrase]) -> None:
        """Say what a sentence is about that lists topics: three at least, or in front of "area" and the like."""
        section, tokens = self.section, self.section.parsed.tokens
        if not listed or section.parsed.offsets[listed[0].first] < section.begins + len(section.part.title) * bool(
            section.has_heading
        ):
            return
        behind = fold(bare(tokens[listed[-1].last])) if listed[-1].last < len(tokens) else ""
        if len(listed) < 3 and behind not in section.tables["sector-words"]:
            return
        owner = self.owners.of(listed[0].first)
        scheme = self.scheme_before(listed[-1], "code.topic")
        for one in listed:
            for record in (owner, scheme):
                if record is not None and record.type != section.role("reform"):
                    self.concerns(record, one, "topics listed")

    def concerns(self, record: Draft, topic: Phrase, rule: str) -> None:
        """State that a record concerns a topic, where the graph knows the topic."""
        if topic.known is not None:
            value = f"{topic.known.kind[5:]}/{topic.known.key}"
            self.section.say(record, "concerns", value, rule, 0.5, self.section.words(topic))

    def owners_of(self, phrase: Phrase, kind: str) -> list[tuple[Draft, str]]:
        """The records that a code in the sentence belongs to, and how, where it is not simply the section's."""
        property_of: Mapping[str, str] = self.section.tables["covered"]
        listed = kind == "code.sector" and self.listed_after(phrase, self.section.tables["sector-words"])
        if kind not in property_of and not listed:
            return []
        name = property_of.get(kind, "covers")
        title = self.title_before(phrase) if kind == "code.group" else []
        if title:
            return title
        scheme = self.scheme_before(phrase, kind)
        if scheme is not None:
            return [(scheme, name)]
        return [(self.section.own, name)] if listed and self.section.own is not None else []

    def title_before(self, phrase: Phrase) -> list[tuple[Draft, str]]:
        """The document that the sentence names before a group, and the scheme of its title."""
        low, _ = self.section.sentence(phrase.first)
        for one in self.section.phrases:
            if low <= one.first < phrase.first and id(one) in self.things.title_schemes:
                keys = [*self.things.entity(one), self.things.title_schemes[id(one)]]
                document, scheme = (self.section.record(key) for key in keys[:2])
                if document is not None and scheme is not None:
                    return [(document, "concerns"), (scheme, "supports")]
        return []

    def listed_after(self, phrase: Phrase, words: Sequence[str]) -> bool:
        """Whether one of these words stands before a phrase in its sentence."""
        low, _ = self.section.sentence(phrase.first)
        return any(fold(bare(token)) in words for token in self.section.parsed.tokens[low : phrase.first])

    def scheme_before(self, phrase: Phrase, kind: str) -> Draft | None:
        """The record of the scheme that the sentence names before a phrase, or the only one that the section names."""
        low, high = self.section.sentence(phrase.first)
        schemes = [
            (one, key)
            for one in self.section.phrases
            for key in self.section.keys.get(id(one), ())
            if self.section.memory.classes.get(key) in self.section.tables["covering"]
            and one is not phrase
            and phrase not in one.parts
        ]
        titles = self.things.title_schemes
        schemes += [(one, titles[id(one)]) for one in self.section.phrases if id(one) in titles]
        schemes = [row for row in schemes if row[0].first < high]
        before = [key for one, key in schemes if low <= one.first < phrase.first]
        if kind == "code.group":
            return self.section.record(before[-1]) if before else None
        candidates = before[-1:] or (
            sorted({key for _, key in schemes}) if len({key for _, key in schemes}) == 1 else []
        )
        if not candidates and kind == "code.sector":
            candidates = [key for one, key in schemes if one.first < phrase.first][-1:]
        return self.section.record(candidates[0]) if candidates else None

    def stated(self, own: Draft) -> set[str]:
        """Every value that a record states so far, names aside."""
        return {value for statement in own.statements if not statement.language for value in statement.values}
