"""Phrases and relations to draft records, section by section: what gets a key, a type, statements and a quote.

A numbered section is drafted as one initiative, which its parent's is `partOf`; the named things, figures and
relations in it follow from the rules. Whatever the ontology does not allow (a property on a class, a value outside a
range) is not drafted. Every drafted value remembers the rule, the words and how sure the rule is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from kg.extract.drafting.attribution import Owners
from kg.extract.drafting.context import Memory
from kg.extract.drafting.current import current
from kg.extract.drafting.defining import PLACEHOLDER
from kg.extract.drafting.frames import Frames
from kg.extract.drafting.initiative import Initiative
from kg.extract.drafting.nearby_chinese import NearChinese
from kg.extract.drafting.publisher import Publisher
from kg.extract.drafting.records import Draft, DraftPassage, ReportPart
from kg.extract.drafting.relating import Relating
from kg.extract.drafting.roles import Roles
from kg.extract.drafting.schemes import Schemes
from kg.extract.drafting.scope import RULE as SCOPE
from kg.extract.drafting.scope import ScopeLists
from kg.extract.drafting.scope_chinese import ChineseScope
from kg.extract.drafting.scope_english import EnglishScope
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.signed import Signed
from kg.extract.drafting.source import OPENING
from kg.extract.drafting.texts import HAN, first_words
from kg.extract.drafting.things import Things
from kg.extract.drafting.ties_chinese import ChineseTies
from kg.extract.drafting.topics import About
from kg.extract.drafting.typed import Typed
from kg.extract.drafting.whose import Whose
from kg.extract.figures.draft import Figures
from kg.extract.figures.reference_period import main_year, publication_day
from kg.extract.names.spans import GATHERED, LABELLED, TITLES, UNSURE
from kg.extract.tokens import BREAK
from kg.text.han import simplified
from kg.text.periods import periods

#: Sections are read together until they have this many characters.
BATCH = 65_536
#: A section longer than this is read in pieces, which do not see each other's phrases: within one, everything may look
#: at everything.
MAX_SECTION = 20_000

#: The title of a Chinese document whose sections are provisions, and tell of nothing that was done.
_PROVISIONS = re.compile(
    r"^[ \t#*\x1e]*[^\n。；，]{2,80}(?:\n[^\n。；，]{2,40})?"
    r"(?:公告|通告|通知|办法|细则|规则|规定|条例|指南|意见|批复|函)[ \t*]*$",
    re.MULTILINE,
)

#: A word in Latin letters.
_LATIN = re.compile("[a-z]{3}")

#: The name of several things, which is that of none: memoranda of understanding.
_SEVERAL = re.compile(r"^(?:[a-z]+\s)*(?:memoranda|memorandums|agreements|arrangements|platforms)\b(?!\s[A-Z])")

#: One word in capitals, or with one: what a model takes for the name of an organisation that does something.
_ACRONYM = re.compile(r"[A-Z]{3,8}|[A-Z][a-z]{3,12}")

T = TypeVar("T")


class Drafter:
    """Drafts one report; sections go in, in order, and passages come out."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    def passages(self, parts: Iterable[ReportPart]) -> Iterator[DraftPassage]:
        """Draft sections as they come; nothing is kept of one but the names and keys it brought."""
        batch: list[ReportPart] = []
        size = 0
        for part in parts:
            for piece in _pieces(part):
                batch.append(piece)
                size += len(piece.text)
                if size >= BATCH:
                    yield from self._batch(batch)
                    batch, size = [], 0
        if batch:
            yield from self._batch(batch)

    def _batch(self, parts: Sequence[ReportPart]) -> Iterator[DraftPassage]:
        text = BREAK + BREAK.join(part.text for part in parts) + BREAK
        if self.memory.published is None:
            self.memory.provisions = _PROVISIONS.search(simplified(text[:OPENING])) is not None
        self.memory.outlined = not self.memory.provisions and (
            self.memory.outlined or any("." in part.section for part in parts)
        )
        self.memory.parents.update(part.section.rpartition(".")[0] for part in parts)
        if not self.memory.year:
            opening = text[:20_000]
            self.memory.year = main_year(periods(opening), opening)
        if self.memory.published is None:
            self.memory.published = publication_day(text[:OPENING], self.memory.settings.year)
        parsed = self.memory.cascade.parse(text, self.memory.acronyms)
        ends = []
        at = 1
        for part in parts:
            at += len(part.text) + 1
            ends.append(at)
        phrases = _split(sorted(parsed.phrases), ends, lambda unit: parsed.offsets[parsed.starts[unit]])
        loose = _split(parsed.loose, ends, lambda phrase: parsed.offsets[phrase.first])
        relations = sorted(parsed.relations, key=lambda relation: relation.first)
        # a relation begins at the end of the sentence before, so its place is its last token's
        by_part = _split(relations, ends, lambda relation: parsed.offsets[relation.last - 1])
        at = 1
        for part, units, words, own in zip(parts, phrases, loose, by_part, strict=True):
            passage = _drafted(SectionDraft(self.memory, parsed, part, at, units, words, own))
            if passage is not None:
                yield current(passage, self.memory.vocabulary)
            at += len(part.text) + 1


def _drafted(section: SectionDraft) -> DraftPassage | None:
    """The passage of a section; None where it says nothing that a record could say."""
    things = Things(section)
    owners = Owners(section, things)
    figures = Figures(section, things)
    things.entities()
    Initiative(section, figures).find()
    owners.find()
    Relating(section, things, owners).state()
    Publisher(section, things).find()
    Signed(section, things).state()
    roles = Roles(section, things)
    Frames(section, things, roles).state()
    ChineseTies(section, things, roles).state()
    Whose(section, things, roles).state()
    Schemes(section, things, roles).state()
    Typed(section, things, roles).state()
    if section.memory.settings.engine == "nlp":
        NearChinese(section, things, roles).state()
    figures.figures()
    About(section, things, owners).defaults()
    _covered(section, things)
    _without_the_unsaid(section)
    _widened(section)
    records = [record for record in section.records.values() if record.type or record.statements]
    if not records:
        return None
    heading = section.part.title or first_words(section.part.text)
    quote = section.quote(section.begins, section.begins + len(heading)) if heading else ""
    return DraftPassage(section.part.section, quote or records[0].quote, records, section.left_out)


def _covered(section: SectionDraft, things: Things) -> None:
    """State every coverage that the sentences tell."""
    lists = ScopeLists(section, things)
    english, chinese = EnglishScope(lists), ChineseScope(lists)
    for low, high in lists.sentences():
        if HAN.search(lists.text, low, high):
            chinese.state(low, high)
        if _LATIN.search(lists.text, low, high):
            english.state(low, high)


def _widened(section: SectionDraft) -> None:
    """Make records whose class must say more than they do ones of a class that need not."""
    memory = section.memory
    for record in section.records.values():
        row = section.tables["saying"].get(record.type)
        if row is None or any(record.get(name) for name in row["needs"]):
            continue
        record.type = row["else"]
        memory.remember(memory.classes, record.key, record.type)
        record.statements = [
            one
            for one in record.statements
            if one.language or all(memory.allowed(record.type, one.property, value) for value in one.values)
        ]


def _without_the_unsaid(section: SectionDraft) -> None:
    """Take out the things that a common noun names ("bilateral agreement"), or only a model, and of which nothing is
    said, and what is said of one party alone."""
    tables = section.tables
    for record in section.records.values():
        sides = [one for one in record.statements if one.property in tables["paired"]]
        joined = any(one.rule in tables["joining"] for one in sides) or record.type in tables["joined"]
        if len({value for one in sides for value in one.values}) == 1 and not joined:
            record.statements = [one for one in record.statements if one not in sides]
            section.left_out.append(f"{record.key}: a single party, {sides[0].values[0]}")
    entities = [record for record in section.records.values() if not record.counted]
    stated = [one for record in entities for one in record.statements if not one.language]
    linked = {value for one in stated for value in one.values}
    dropped: set[str] = set()
    for record in entities:
        named = [one for one in record.statements if one.language and one.rule != PLACEHOLDER]
        names = [value for one in named for value in one.values]
        titled = record.rule in TITLES
        common = all(name == name.lower() or HAN.search(name) for name in names) and not titled
        seen = record.rule == LABELLED and (record.type == section.role("place") or all(map(_ACRONYM.fullmatch, names)))
        han = any(map(HAN.search, names)) and record.type in tables["bare-han"]
        unsure = (record.type in tables["bare"] and common) or han or (record.rule in UNSURE and not seen)
        ignored = [*tables["bare-ignore"], *(tables["bare-unsure"] if record.rule in UNSURE else ())]
        informative = any(
            not one.language and (one.property not in ignored or one.rule == SCOPE) for one in record.statements
        )
        several = record.type in tables["bare"] and bool(names) and all(map(_SEVERAL.search, names))
        between = any(record.get(name) for name in tables["paired"])
        if (
            (unsure and not informative and not between and record.key not in linked)
            or (several and not between)
            or (record.rule == GATHERED and _is_any(section, record, names))
        ):
            dropped.add(record.key)
    for key in dropped:
        del section.records[key]
        section.memory.remember(section.memory.dropped, key, True)
    gone = section.memory.dropped  # in an earlier section too: nothing may be said of it, or refer to it
    for key in [key for key, record in section.records.items() if key in gone and not record.type]:
        del section.records[key]
    for record in section.records.values() if gone else ():
        for one in record.statements:
            one.values = [value for value in one.values if value not in gone or value in section.records]
        record.statements = [one for one in record.statements if one.values]
    linked = {value for record in section.records.values() for one in record.statements for value in one.values}
    for key in [key for key in section.records if key in section.memory.lists and key not in linked]:
        del section.records[key], section.memory.lists[key]  # what was covered went with what covered it


def _is_any(section: SectionDraft, record: Draft, names: Sequence[str]) -> bool:
    """Whether what common nouns name is no deed of its own: the recall of a product, inspections."""
    deeds = section.tables["deeds"]
    heads = {1: {*deeds["alone"], *deeds["modified"]}, 2: {*deeds["modified"]}}
    words = [name.split() for name in names]
    told = sum(bool(record.get(name)) for name in deeds["told"])
    return all(one[-1] in heads.get(len(one), ()) for one in words if one) and told < int(deeds["least"])


def _pieces(part: ReportPart) -> Iterator[ReportPart]:
    if len(part.text) <= MAX_SECTION:
        yield part
        return
    for start in range(0, len(part.text), MAX_SECTION):
        yield ReportPart(
            part.section, part.title if not start else "", part.text[start : start + MAX_SECTION], part.offset + start
        )


def _split(items: Iterable[T], ends: Sequence[int], place: Callable[[T], int]) -> list[list[T]]:
    """Items by the part that they stand in; `ends` are where the parts end."""
    by_part: list[list[T]] = [[] for _ in ends]
    at = 0
    for item in items:
        offset = place(item)
        while at < len(ends) - 1 and offset >= ends[at] - 1:
            at += 1
        by_part[at].append(item)
    return by_part
