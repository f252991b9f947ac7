"""Things that a text named before, under the same name or another: an acronym, a short name, the end of a long one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN
from kg.extract.names.english.words import initials
from kg.extract.names.spans import ACTING, LABELLED, TITLES
from kg.extract.parsed import Phrase
from kg.extract.tokens import fold
from kg.text.han import simplified

_SYSTEM_FOR = re.compile(r"certification (?:system|scheme|programme) (?:for|of) (.+)")
#: Meetings of a sort of their own: the workshop is no assembly that was named before.
_NARROW = frozenset(
    ("workshop", "seminar", "webinar", "exhibition", "ceremony", "course", "training", "dinner", "symposium")
)

#: In front of the name of a meeting, which one it is.
_NTH = re.compile(r"(?:首[届次]|第[0-9一二三四五六七八九十百]{1,4}[届次期]|(?:19|20)[0-9]{2}年?)(?=[\u4e00-\u9fff]{4})")


class MetBefore:
    """Finds the things of a report that a name of one section means. `place`: phrase (by identity) -> its place among
    those of the section."""

    def __init__(self, section: SectionDraft, place: Mapping[int, int]) -> None:
        self.section = section
        self.place = place

    def so_called(self, head: str) -> str | None:
        """Whom a Chinese word means: the last body whose name ends so (本局), else the first of all."""
        memory = self.section.memory
        end = simplified(head).lstrip("本该我省市").removesuffix("方")
        named = (met for name, met in reversed(memory.titles) if end and simplified(name).endswith(end))
        bodies = (key for key, kind in named if self.section.is_organisation(kind))
        return next(bodies, None) or memory.by_head.get("")

    def named(self, folded: str, kind: str) -> str | None:
        """The thing that was named so before, or as "X certification" where this is a "certification system for X"."""
        memory = self.section.memory
        earlier = memory.names.get(folded)
        words = folded.split()
        heads = memory.cascade.grammar.words
        if earlier is None and len(words) > 2 and "schemehead" in heads.get(words[-1], ()):
            shorter = memory.names.get(" ".join(words[:-1]))
            earlier = shorter if shorter is not None and shorter[1] == kind else None
        if earlier is None and (longer := memory.suffixes.get(folded)) is not None and longer[1] == kind:
            earlier = longer
        if earlier is None and (alias := self.arrangement(words)) and alias != folded:
            earlier = memory.names.get(alias)
        if earlier is None and len(words) == 2 and HAN.search(words[1]):  # 「结」计划, which was called 「结」
            met = memory.names.get(words[0])
            same = met is not None and met[1] == kind and kind not in memory.cascade.proper.meetings
            earlier = met if same or len(words[1]) < len("计划书") else None
        if earlier is None and HAN.search(folded):  # 合作协议 of 《甲与乙合作协议》
            earlier = next((met for name, met in memory.titles if met[1] == kind and name.endswith(folded)), None)
        if earlier is None and (nth := _NTH.match(folded)) and kind in memory.cascade.proper.meetings:
            met = memory.names.get(folded[nth.end() :])  # 首届绳索论坛, which was called 绳索论坛
            earlier = met if met is not None and met[1] == kind else None
        if earlier is None and folded.startswith("国家"):  # 国家海关总署, which was called 海关总署
            earlier = memory.names.get(folded.removeprefix("国家"))
        if earlier is None and HAN.search(folded) and self.section.is_organisation(kind):
            earlier = memory.names.get(f"国家{folded}")
        if earlier is None and HAN.search(folded) and self.section.is_organisation(kind):
            earlier = next((met for name, met in memory.titles if abbreviates(folded, name)), None)
        if earlier is None:
            earlier = self.longer_name(words, kind)
        if earlier is not None:
            return earlier[0]
        turned = _SYSTEM_FOR.fullmatch(folded)
        known = memory.cascade.named(f"{turned[1]} certification") if turned else None
        if known is None or known.kind != kind:
            return None
        memory.remember(memory.classes, known.key, known.kind)
        return known.key

    def explained(self, name: str, phrase: Phrase) -> str | None:
        """The thing that was met under its acronym alone, in a heading; from here on it has its whole name."""
        memory = self.section.memory
        written = "acronym" in phrase.slots
        acronym = self.section.parsed.words(*phrase.slots["acronym"]) if written else initials(name)
        met = memory.names.get(fold(acronym)) if len(acronym) > 2 else None
        record = self.section.records.get(met[0]) if met is not None else None
        if record is None or (record.type != phrase.kind and record.rule not in (ACTING, LABELLED)):
            return None
        if record.type != phrase.kind and self.section.is_organisation(phrase.kind):
            record.type = phrase.kind
            memory.remember(memory.classes, record.key, record.type)
        label = next((one for one in record.statements if one.language == "en"), None)
        if label is None or [fold(value) for value in label.values] != [fold(acronym)]:
            return None
        label.values = [name]
        record.add("acronym", acronym, phrase.rule, phrase.sure, acronym, single=True)
        memory.remember(
            memory.names, " ".join(fold(word) for word in re.findall(r"[\w'-]+", name)), (record.key, record.type)
        )
        return record.key

    def headed(self, name: str, folded: str, phrase: Phrase) -> str | None:
        """The agreement that a heading names by the last words of its Chinese name; from here on it has all of it."""
        memory = self.section.memory
        heading = self.section.begins + len(self.section.part.text[self.section.marker :].split("\n", 1)[0])
        if phrase.kind not in self.agreements or not HAN.search(name):
            return None
        for one in self.section.phrases[: self.place.get(id(phrase), 0)]:
            record = self.section.records.get(next(iter(self.section.keys.get(id(one), ())), ""))
            if self.section.parsed.offsets[one.first] >= heading:
                return None
            label = next((said for said in record.statements if said.language == "zh-Hans"), None) if record else None
            if record is None or label is None or record.rule in TITLES or record.type not in self.agreements:
                continue
            if shortens(fold(label.values[0]), folded):
                record.type, record.rule, label.values = phrase.kind, phrase.rule, [name]
                memory.remember(memory.classes, record.key, record.type)
                memory.remember(memory.names, folded, (record.key, record.type))
                memory.titles.append((folded, (record.key, record.type)))
                return record.key
        return None

    def lengthened(self, name: str, folded: str, phrase: Phrase) -> str | None:
        """The body that the section named by a short Chinese name before (绳检局); from here on it has all of it."""
        memory = self.section.memory
        if not self.section.is_organisation(phrase.kind) or not HAN.search(name):
            return None
        begins = [name, *(name[len(whole) :] for whole, _ in memory.cascade.proper.chinese.wholes(name))]
        for record in self.section.records.values():
            label = next((said for said in record.statements if said.language == "zh-Hans"), None)
            said = label.values[0] if label is not None else ""
            fits = record.type == phrase.kind and any(one[:1] == said[:1] for one in begins)
            if label is not None and fits and abbreviates(fold(said), folded):
                label.values = [name]
                memory.remember(memory.names, folded, (record.key, record.type))
                memory.titles.append((folded, (record.key, record.type)))
                return record.key
        return None

    def agreement(self, name: str, phrase: Phrase, definite: bool) -> str | None:
        """The agreement that only a common noun names, where the text named it before: "this memorandum" behind "an
        agreement", "a memorandum of understanding" behind a heading that says "MoU". It is then of the narrower kind.
        """
        memory, common = self.section.memory, self.section.tables["common-agreements"]
        if phrase.kind not in self.agreements or " ".join(fold(name).split()) not in common:
            return None
        key = next((key for kind, key in reversed(memory.latest.items()) if kind in self.agreements), None)
        record = self.section.records.get(key) if key is not None else None
        label = next((one for one in record.statements if one.language == "en"), None) if record is not None else None
        if record is None or label is None or record.type not in self.agreements:
            return None
        before = fold(label.values[0])
        headed = len(before) < 5 and self.only_headed(record.key, phrase)
        narrower = record.type in memory.above[phrase.kind] and before in common
        fits = " " not in before or set(fold(name).split()) <= set(before.split())  # no memorandum of another sort
        if not (headed or (definite and fits and (narrower or record.type == phrase.kind))):
            return None
        if headed:
            label.values = [name]
        if narrower:
            record.type = phrase.kind
            memory.remember(memory.classes, record.key, record.type)
        return record.key

    def only_headed(self, key: str, phrase: Phrase) -> bool:
        """Whether a thing was named in the heading of the section alone, in front of a phrase of its text."""
        heading = self.section.begins + len(self.section.part.text[self.section.marker :].split("\n", 1)[0])
        at = self.section.parsed.offsets
        named = [
            one
            for one in self.section.phrases[: self.place.get(id(phrase), 0)]
            if key in self.section.keys.get(id(one), ())
        ]
        return bool(named) and at[named[-1].first] < heading <= at[phrase.first]

    @cached_property
    def agreements(self) -> frozenset[str]:
        """The classes of agreements in the ontology."""
        party = self.section.memory.vocabulary.properties[self.section.tables["paired"][0]]
        classes = self.section.memory.vocabulary.classes
        return frozenset(
            key
            for key, term in classes.items()
            if term.iri in party.domain or not party.domain.isdisjoint(term.ancestors)
        )

    def arrangement(self, words: list[str]) -> str:
        """The short name of an arrangement or a mark: ea mla, of EA Multilateral Agreement; empty for another name."""
        rows = self.section.tables["names"]
        if words[-1:] and words[-1] in rows["marks"]["heads"]:  # bds mark, of Bangladesh Standard (BDS) quality marks
            own = [word for word in words[:-1] if word not in rows["marks"]["kinds"]]
            return f"{own[-1]} {rows['marks']['heads'][0]}" if own else ""
        kinds = rows["arrangements"]
        short = next((kinds[word] for word in words[1:2] if word in kinds), "")
        return f"{words[0]} {short}" if short else ""

    def longer_name(self, words: list[str], kind: str) -> tuple[str, str] | None:
        """The thing whose name a longer one repeats and says what it is: Safety Gate, the Safety Gate portal."""
        memory = self.section.memory
        if self.section.is_organisation(kind) or memory.cascade.proper.heads.get(words[-1] if words else "") != kind:
            return None
        for size in range(len(words) - 1, 1, -1):
            met = memory.names.get(" ".join(words[:size]))
            if met is not None and met[1] == kind:
                return met
        return None

    def means(self, name: str, key: str) -> bool:
        """Whether a name behind "the" says no more than that of a thing which was named before: the agreement."""
        words = set(fold(name).split())
        earlier = next((known for known, met in reversed(self.section.memory.names.items()) if met[0] == key), "")
        return (len(words) == 1 and words.isdisjoint(_NARROW)) or words <= set(earlier.split())


def abbreviates(short: str, name: str) -> bool:
    """Whether a Chinese name is made of characters of a longer one, in order, up to its last: 机电署, 机电工程署."""
    if not 3 <= len(short) <= 5 or len(name) < len(short) + 2 or short[-1] != name[-1]:
        return False
    rest = iter(name)
    return all(character in rest for character in short)


def shortens(short: str, name: str) -> bool:
    """Whether a Chinese title holds the characters of a shorter one in order, up to its end: 认可合作协议,
    甲局与乙认可中心合作协议书."""
    short, name = short.removesuffix("书"), name.removesuffix("书")
    rest = iter(name)
    return short[-2:] == name[-2:] and all(character in rest for character in short)
