"""What a numbered section tells as a whole: one initiative, part of the one above."""

from __future__ import annotations

from bisect import bisect_left

from kg.extract.drafting.records import Draft, Value
from kg.extract.drafting.section import Section
from kg.extract.drafting.texts import HAN, first_words, parent_of, slug

#: The rule that drafts a campaign without a name of its own.
_LAUNCHED = "launched-campaign"
#: How much of a heading says what kind of initiative it is.
_HEADING = 75


def initiative(section: Section, has_figures: bool) -> None:
    """Draft the section's initiative, unless all it does is to give a figure, or a document, of the one above."""
    memory, part = section.memory, section.part
    if not part.section[:1].isdigit():
        return
    parent = parent_of(part.section, memory.initiatives)
    above = memory.initiatives.get(parent) if parent else None
    if above is not None and section.sentences == 1 and (_only_issues(section) or (has_figures and _is_bare(section))):
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
    if kind == "Campaign":  # the campaign that the heading launches is this one
        launched = {one for one, found in section.records.items() if found.rule == _LAUNCHED}
        section.records = {one: found for one, found in section.records.items() if one not in launched}
        section.keys = {one: [key if met in launched else met for met in keys] for one, keys in section.keys.items()}
    section.records = {key: record, **section.records}
    memory.remember(memory.initiatives, part.section, (key, kind, ()))


def _is_bare(section: Section) -> bool:
    """Whether a section names nobody and nothing new."""
    return not section.records and not any(map(section.is_agent, section.phrases))


def _only_issues(section: Section) -> bool:
    """Whether all that a section tells is that a document was drafted or issued."""
    said = {name for relation in section.relations for _, name, _ in relation.rule.drafts}
    return not said.isdisjoint({"issuedBy", "draftedBy"}) and said <= {"issuedBy", "draftedBy", "carriedOutBy"}


def _classes(section: Section, heading: str) -> set[str]:
    """The classes of the words of a heading."""
    symbols, starts = section.parsed.plain
    end = bisect_left(section.parsed.offsets, section.begins + len(heading))
    units = symbols[bisect_left(starts, section.first_token) : bisect_left(starts, end)]
    return set().union(*(section.memory.meaning[symbol] for symbol in set(units)))
