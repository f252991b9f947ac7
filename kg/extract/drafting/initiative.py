"""The initiative that a numbered section is, or the thing it is about instead."""

from __future__ import annotations

import re
from bisect import bisect_left

from kg.extract.drafting.records import Draft, DraftValue
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, first_words, parent_of, slug
from kg.extract.figures.draft import Figures

#: How much of a heading says what kind of initiative it is.
_HEADING = 60
#: An entry of a list that says what it counts or is, and no heading: "Goods: 26 cases, ..."
_ENTRY = re.compile(r"[^\s:：。.]{1,12}(?:\s[^\s:：。.]{1,12}){0,2}[:：](?=[^\n]{8})|[^\n]{1,60}[:：]\s?https?://")
#: What stands in a section that says something, and not in an entry of a list; how many words that has at most.
_SAYS = re.compile(r"\n|[.;:!?]")
_FEW = 8
_LETTER = re.compile(r"[^\W_]")


class Initiative:
    """Finds what one section is as a whole."""

    def __init__(self, section: SectionDraft, figures: Figures) -> None:
        self.section = section
        self._figures = figures

    def find(self) -> None:
        """Draft the initiative, or note what the section is about instead."""
        section, part = self.section, self.section.part
        memory = section.memory
        if not part.section[:1].isdigit() or not memory.outlined:
            return  # the headings of an article, and the lines of a list, are no initiatives
        if (part.section not in memory.parents and self._is_entry()) or self._is_body():
            return
        parent = parent_of(part.section, memory.initiatives)
        above = memory.initiatives.get(parent) if parent else None
        if above is not None and self._only_figures():
            section.above = above[0]
            return
        if above is not None and (thing := self._only_thing()) is not None:
            section.above = above[0]
            section.say(thing, "partOf", above[0], "outline", 0.7, "")
            return
        if not section.has_heading and _ENTRY.match(part.text.lstrip()):
            return
        if (thing := self._thing_itself()) is not None:
            if above is not None:
                section.say(thing, "partOf", above[0], "outline", 0.8, f"section {parent}")
            section.own = thing
            memory.remember(memory.initiatives, part.section, (thing.key, thing.type, ()))
            return
        heading = part.title or part.text.split("\n", 1)[0]
        if first_words(heading).casefold().rstrip(".:：") in section.tables["no-initiative"] or self._is_date(heading):
            return
        symbols = self._heading_classes(heading[:_HEADING])
        kind, reform = section.role("initiative"), section.role("reform")
        if above is not None and above[1] == reform:
            kind = reform
        else:
            for word_class, name in section.tables["initiative-kinds"].items():
                if word_class in symbols:
                    kind = name
                    break
        name = first_words(heading)
        key = memory.key(f"{slug(name) or 'section-' + part.section.replace('.', '-')}-{section.year_of()}".rstrip("-"))
        record = Draft(key, kind, rule="section", sure=0.6)
        chinese = bool(HAN.search(name))
        label = f"Section {part.section}" if chinese else name
        year = section.year_of()
        record.statements.append(
            DraftValue("label", [f"{label} ({year})" if year else label], "section", 0.5, name, "en")
        )
        if chinese:
            record.statements.append(DraftValue("label", [name[:40]], "section", 0.5, name, "zh-Hans"))
            record.reviews.append("English name")
        record.quote = section.quote(section.begins, section.begins + len(heading))
        if year:
            record.add("date", year, "year", 0.7, "", single=True)
        memory.remember(memory.classes, key, kind)
        if above is not None:
            record.add("partOf", above[0], "outline", 0.9, f"section {parent}")
        section.own = record
        section.records = {key: record, **section.records}
        memory.remember(memory.initiatives, part.section, (key, kind, ()))

    def _is_entry(self) -> bool:
        """Whether the section is a few words that say nothing: an entry of a list of products."""
        text = self.section.part.text[self.section.marker :].strip()
        return not HAN.search(text) and _SAYS.search(text) is None and len(text.split()) < _FEW

    def _is_body(self) -> bool:
        """Whether the heading is the name of a body that the section describes."""
        heading = self.section.part.title.strip(" .:：").casefold()
        agents = (one for one in self.section.phrases if self.section.is_agent(one))
        names = (self.section.words(one).strip(" .:：").casefold().removeprefix("the ") for one in agents)
        return bool(heading) and heading in names

    def _is_date(self, heading: str) -> bool:
        """Whether a heading is a date that looks like a numbered line: "16. October 2025"."""
        dated = [one for one in self.section.numbers if one.period is not None and one.start >= self.section.begins]
        return bool(dated) and dated[0].text.strip() == heading.strip(" .")

    def _only_figures(self) -> bool:
        """Whether the section is one sentence that gives a number and names nobody and nothing new."""
        one = len(self._figures.counting) > 0 and len(self.section.sentence_starts) <= 2
        return one and not self.section.records and not any(map(self.section.is_agent, self.section.phrases))

    def _only_thing(self) -> Draft | None:
        """The document or standards that the section is about, where it says only that they were issued or drafted."""
        section = self.section
        if len(section.sentence_starts) > 2 or len(section.records) == 0:
            return None
        last = next((one for one in reversed(section.phrases) if one.made_by is not None), None)
        keys = section.keys.get(id(last), ()) if last is not None else ()
        record = section.records.get(keys[0]) if keys else None
        if last is None or record is None or record.type not in section.tables["alone"] or section.has_heading:
            return None
        rest = section.parsed.text[section.parsed.offsets[last.last] : section.offset + len(section.part.text)]
        made = any(
            last in held
            for relation in section.relations
            for slot, (_, _, held) in relation.slots.items()
            if slot in ("document", "project")
        )
        return record if made and not _LETTER.search(rest) else None

    def _thing_itself(self) -> Draft | None:
        """The named initiative that the section is: its first sentence is about one, and no heading says otherwise."""
        if self.section.has_heading:
            return None
        low, high = self.section.sentence(bisect_left(self.section.parsed.offsets, self.section.begins))
        for phrase in self.section.phrases:
            for key in self.section.keys.get(id(phrase), ()) if low <= phrase.first < high else ():
                record = self.section.records.get(key)
                if record is not None and record.type in self.section.tables["themselves"]:
                    return record
        return None

    def _heading_classes(self, heading: str) -> set[str]:
        parsed = self.section.parsed
        end = self.section.begins + len(heading)
        classes: set[str] = set()
        first = bisect_left(parsed.offsets, self.section.offset)
        unit = bisect_left(parsed.starts, first)
        while unit < len(parsed.symbols) and parsed.offsets[parsed.starts[unit]] < end:
            classes |= self.section.memory.meaning[parsed.symbols[unit]]
            unit += 1
        return classes
