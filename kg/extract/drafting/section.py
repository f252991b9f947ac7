"""One section of a report, drafted: its initiative, and what the other modules of this folder find in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg.extract.cascade import Parsed, Phrase, Relation
from kg.extract.drafting.about import About
from kg.extract.drafting.amounts import Amounts
from kg.extract.drafting.owners import Owners
from kg.extract.drafting.records import Draft, DraftPassage, Part, Value
from kg.extract.drafting.relating import Relating
from kg.extract.drafting.texts import HAN, MAX_QUOTE_WORDS, first_words, folded, parent_of, slug
from kg.extract.drafting.things import Things

if TYPE_CHECKING:
    from kg.extract.drafting.drafter import Drafter

#: How much of a heading says what kind of initiative it is.
_HEADING = 60
_SENTENCE_END = re.compile(r"[.;。；!?！？\n](?=\s|$|[^\d\s,;])")
_LETTER = re.compile(r"[^\W_]")
_WORD = re.compile(r"[^\s\x1e\u3400-\u9fff]+|[\u3400-\u9fff]{1,24}")


class Section:
    """Drafts one section."""

    def __init__(
        self,
        drafter: Drafter,
        parsed: Parsed,
        part: Part,
        offset: int,
        units: list[int],
        loose: list[Phrase],
        relations: list[Relation],
    ) -> None:
        self.drafter = drafter
        self.parsed = parsed
        self.part = part
        self.offset = offset
        self.units = units
        self.phrases = [parsed.phrases[unit] for unit in units]
        self.loose = loose
        self.relations = relations
        self.records: dict[str, Draft] = {}
        self.own: Draft | None = None
        #: the initiative above, where the section only adds a figure to it
        self.above = ""
        self.folded = folded(part.text)
        #: how long the section's number is, where it has one
        self.marker = max(0, part.text.find(part.title[:20])) if part.title else 0
        #: where its words begin
        self.begins = offset + self.marker
        self.first_token = bisect_left(parsed.offsets, offset)
        self.last_token = bisect_left(parsed.offsets, offset + len(part.text))
        text = parsed.text
        ends = (found.end() for found in _SENTENCE_END.finditer(text, offset, offset + len(part.text)))
        starts = (bisect_left(parsed.offsets, end) for end in ends)
        self.sentence_starts = [self.first_token, *(start for start in starts if start < self.last_token)]
        self.things = Things(self)
        self.relating = Relating(self)
        self.amounts = Amounts(self)
        self.about = About(self)
        self.owners = Owners(self)

    def draft(self) -> DraftPassage | None:
        self.things.entities()
        self.initiative()
        self.owners.find()
        self.relating.state()
        self.amounts.figures()
        self.about.defaults()
        records = [record for record in self.records.values() if record.type or record.statements]
        if not records:
            return None
        heading = self.part.title or first_words(self.part.text)
        quote = self.quote(self.begins, self.begins + len(heading)) if heading else ""
        return DraftPassage(self.part.section, quote or records[0].quote, records)

    def words(self, phrase: Phrase) -> str:
        return self.parsed.words(phrase.first, phrase.last)

    def quote(self, start: int, end: int) -> str:
        """At most eight words of the section, found in it once, around these offsets."""
        text = self.parsed.text
        low, high = self.offset, self.offset + len(self.part.text)
        start, end = max(low, start), min(high, end)
        words = [at.span() for at in islice(_WORD.finditer(text, start, end), MAX_QUOTE_WORDS)]
        if not words:
            return ""
        a, b = words[0][0], words[-1][1]
        if "\n" in text[a:b]:
            b = a + text[a:b].index("\n")
        count = len(words)
        piece = text[a:b]
        while self.folded.count(folded(piece)) > 1 and count < MAX_QUOTE_WORDS:
            after = _WORD.search(text, b, high)
            if after and "\n" not in text[b : after.start()]:
                b = after.end()
            else:
                before = text[low:a].split("\n")[-1].rsplit(None, 1)
                if not before:
                    break
                a -= len(text[low:a].split("\n")[-1]) - text[low:a].split("\n")[-1].rindex(before[-1])
            count += 1
            piece = text[a:b]
        return " ".join(piece.split()).strip(" ,;:")

    def phrase_quote(self, phrase: Phrase) -> str:
        return self.quote(self.parsed.offsets[phrase.first], self.parsed.offsets[phrase.last])

    def is_organisation(self, kind: str) -> bool:
        return "http://www.w3.org/ns/org#Organization" in self.drafter.vocabulary.classes[kind].ancestors

    @property
    def tables(self) -> Mapping[str, Any]:
        return self.drafter.tables

    def initiative(self) -> None:
        drafter, part = self.drafter, self.part
        if not part.section[:1].isdigit():
            return
        parent = parent_of(part.section, drafter.initiatives)
        above = drafter.initiatives.get(parent) if parent else None
        if above is not None and self.only_figures():
            self.above = above[0]
            return
        if above is not None and (thing := self.only_thing()) is not None:
            self.above = above[0]
            self.say(thing, "partOf", above[0], "outline", 0.7, "")
            return
        if (thing := self.thing_itself()) is not None:
            if above is not None:
                self.say(thing, "partOf", above[0], "outline", 0.8, f"section {parent}")
            self.own = thing
            drafter.remember(drafter.initiatives, part.section, (thing.key, thing.type, ()))
            return
        heading = part.title or part.text.split("\n", 1)[0]
        symbols = self.heading_classes(heading[:_HEADING])
        kind = "Programme"
        if above is not None and above[1] == "Reform":
            kind = "Reform"
        else:
            for word_class, name in self.tables["initiative-kinds"].items():
                if word_class in symbols:
                    kind = name
                    break
        own = next(
            (
                r
                for r in self.records.values()
                if r.type == "Campaign" and r.rule == "quoted-campaign" and not part.title
            ),
            None,
        )
        del own
        name = first_words(heading)
        key = drafter.key(f"{slug(name) or 'section-' + part.section.replace('.', '-')}-{self.year_of()}".rstrip("-"))
        record = Draft(key, kind, rule="section", sure=0.6)
        chinese = bool(HAN.search(name))
        label = f"Section {part.section}" if chinese else name
        year = self.year_of()
        record.statements.append(Value("label", [f"{label} ({year})" if year else label], "section", 0.5, name, "en"))
        if chinese:
            record.statements.append(Value("label", [name[:40]], "section", 0.5, name, "zh-Hans"))
            record.reviews.append("English name")
        record.quote = self.quote(self.begins, self.begins + len(heading))
        if year:
            record.add("date", year, "year", 0.7, "", single=True)
        drafter.remember(drafter.classes, key, kind)
        if above is not None:
            record.add("partOf", above[0], "outline", 0.9, f"section {parent}")
        self.own = record
        self.records = {key: record, **self.records}
        drafter.remember(drafter.initiatives, part.section, (key, kind, ()))

    def only_figures(self) -> bool:
        """Whether the section is one sentence that gives a number and names nobody and nothing new."""
        one = len(self.amounts.number_starts) > 0 and len(self.sentence_starts) <= 2
        return one and not self.records and not any(map(self.is_agent, self.phrases))

    def only_thing(self) -> Draft | None:
        """The document or standards that the section is about, where it says only that they were issued or drafted."""
        if len(self.sentence_starts) > 2 or len(self.records) == 0:
            return None
        last = next((one for one in reversed(self.phrases) if one.made_by is not None), None)
        keys = self.things.keys.get(id(last), ()) if last is not None else ()
        record = self.records.get(keys[0]) if keys else None
        if last is None or record is None or record.type not in self.tables["alone"] or self.has_heading:
            return None
        said = self.parsed.text[self.parsed.offsets[last.last] : self.offset + len(self.part.text)]
        made = any(
            last in held
            for relation in self.relations
            for slot, (_, _, held) in relation.slots.items()
            if slot in ("document", "project")
        )
        return record if made and not _LETTER.search(said) else None

    def thing_itself(self) -> Draft | None:
        """The named initiative that the section is: its first sentence is about one, and no heading says otherwise."""
        if self.has_heading:
            return None
        low, high = self.sentence(bisect_left(self.parsed.offsets, self.begins))
        for phrase in self.phrases:
            for key in self.things.keys.get(id(phrase), ()) if low <= phrase.first < high else ():
                record = self.records.get(key)
                if record is not None and record.type in self.tables["themselves"]:
                    return record
        return None

    @property
    def has_heading(self) -> bool:
        """Whether the section's first line is no sentence but what the sentences below it are about."""
        title = self.part.title
        return bool(title) and len(self.part.text.strip()) - self.marker > len(title) + 1 and title[-1:] not in ".。:："

    def is_agent(self, phrase: Phrase) -> bool:
        """Whether a phrase stands for an organisation."""
        known = phrase.kind in self.drafter.vocabulary.classes and self.is_organisation(phrase.kind)
        return known or phrase.kind == "Anaphor"

    def heading_classes(self, heading: str) -> set[str]:
        parsed = self.parsed
        end = self.begins + len(heading)
        found: set[str] = set()
        first = bisect_left(parsed.offsets, self.offset)
        unit = bisect_left(parsed.starts, first)
        while unit < len(parsed.symbols) and parsed.offsets[parsed.starts[unit]] < end:
            found |= self.drafter.meaning[parsed.symbols[unit]]
            unit += 1
        return found

    def word_classes(self) -> set[str]:
        """The classes of all words of the section, also of those within names."""
        symbols, starts = self.parsed.plain
        low, high = bisect_left(starts, self.first_token), bisect_left(starts, self.last_token)
        return set().union(*(self.drafter.meaning[symbol] for symbol in set(symbols[low:high])))

    def year_of(self) -> str:
        return self.drafter.year

    def record(self, key: str) -> Draft | None:
        """The record that statements about an entity go to: its own, or `about:` one."""
        if key in self.records:
            return self.records[key]
        if "/" in key or key not in self.drafter.classes:
            return None
        record = Draft(key, "", rule="name", sure=0.9)
        phrase = next((one for one in self.phrases if key in self.things.keys.get(id(one), ())), None)
        record.quote = self.phrase_quote(phrase) if phrase is not None else ""
        self.records[key] = record
        return record

    def say(self, record: Draft, name: str, value: str, rule: str, sure: float, words: str) -> None:
        kind = record.type or self.drafter.classes[record.key]
        if not self.drafter.allowed(kind, name, value):
            return
        term = self.drafter.vocabulary.properties[name]
        record.add(name, self.drafter.written(term, value), rule, sure, words, single=term.functional)

    def sentence(self, token: int) -> tuple[int, int]:
        """First token of the sentence that holds a token, and one past its last."""
        place = bisect_right(self.sentence_starts, token) - 1
        start = self.sentence_starts[max(place, 0)]
        following = place + 1
        end = self.sentence_starts[following] if following < len(self.sentence_starts) else self.last_token
        return start, max(end, token + 1)
