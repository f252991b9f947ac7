"""What a numbered section tells as a whole: one initiative, part of the one above."""

from __future__ import annotations

from bisect import bisect_left

from kg.extract.drafting.records import Draft, Value
from kg.extract.drafting.section import Section
from kg.extract.drafting.texts import HAN, first_words, parent_of, slug

#: How much of a heading says what kind of initiative it is.
_HEADING = 60


def initiative(section: Section, has_figures: bool) -> None:
    """Draft the section's initiative, unless all it does is to give a figure of the one above."""
    memory, part = section.memory, section.part
    if not part.section[:1].isdigit():
        return
    parent = parent_of(part.section, memory.initiatives)
    above = memory.initiatives.get(parent) if parent else None
    if above is not None and has_figures and _is_short(section):
        section.above = above[0]
        return
    heading = part.title or part.text.split("\n", 1)[0]
    symbols = _classes(section, heading[:_HEADING])
    kind = "Programme"
    if above is not None and above[1] == "Reform":
        kind = "Reform"
    else:
        for word_class, name in section.tables["initiative-kinds"].items():
            if word_class in symbols:
                kind = name
                break
    name = first_words(heading)
    key = memory.key(f"{slug(name) or 'section-' + part.section.replace('.', '-')}-{memory.year}".rstrip("-"))
    record = Draft(key, kind, rule="section", sure=0.6)
    chinese = bool(HAN.search(name))
    label = f"Section {part.section}" if chinese else name
    year = memory.year
    record.statements.append(Value("label", [f"{label} ({year})" if year else label], "section", 0.5, name, "en"))
    if chinese:
        record.statements.append(Value("label", [name[:40]], "section", 0.5, name, "zh-Hans"))
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


def _is_short(section: Section) -> bool:
    """Whether a section is one sentence that names nobody and nothing new."""
    return len(section.sentence_starts) <= 2 and not section.records and not any(map(section.is_agent, section.phrases))


def _classes(section: Section, heading: str) -> set[str]:
    """The classes of the words of a heading."""
    parsed = section.parsed
    end = section.begins + len(heading)
    found: set[str] = set()
    first = bisect_left(parsed.offsets, section.offset)
    unit = bisect_left(parsed.starts, first)
    while unit < len(parsed.symbols) and parsed.offsets[parsed.starts[unit]] < end:
        found |= section.memory.meaning[parsed.symbols[unit]]
        unit += 1
    return found
