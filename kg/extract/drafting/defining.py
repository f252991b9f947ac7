"""New things: a record for a name that neither the graph nor the text before knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from kg.extract.drafting.met_before import MetBefore
from kg.extract.drafting.records import Draft, DraftValue
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, kebab, slug
from kg.extract.drafting.told_by_name import ToldByName
from kg.extract.names.chinese import SHORTER
from kg.extract.names.english.words import initials
from kg.extract.parsed import Phrase
from kg.extract.tokens import fold
from kg.text.han import simplified

#: The rule of a label that only stands for one.
PLACEHOLDER = "placeholder"
#: "Ministry of Industry of X" is the Ministry of Industry.
_WITHOUT_COUNTRY = re.compile(r"(.+ (?:of|for) .+) of \S+(?: \S+)?")

#: Ordinals of meetings.
_ORDINALS = dict(
    zip(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
        ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th"),
        strict=True,
    )
)
_ORDINAL = re.compile(rf"(?:{'|'.join(_ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))(?= )")


#: A day or a week in quote marks, with which one it is: 第三个“世界绳索日”
_NTH = re.compile(r"第[0-9一二三四五六七八九十百]{1,4}[届个][“「](?P<in>[\u4e00-\u9fff]{3,12})[”」]?\Z")


class Defining:
    """Gives the names of one section their keys, with a record each where they are new.

    `place`: phrase (by identity) -> its place among those of the section; `entity`: the keys that a phrase stands for.
    """

    def __init__(self, section: SectionDraft, place: Mapping[int, int], entity: Callable[[Phrase], list[str]]) -> None:
        self.section = section
        self.entity = entity
        self.met = MetBefore(section, place)
        self.told = ToldByName(section, self.defined, self.known_or_defined, self.met.so_called)

    def known_or_defined(self, name: str, phrase: Phrase) -> str:
        """The key of a name that the graph knows, else of a new thing."""
        memory = self.section.memory
        known = memory.cascade.named(name)
        if known is None or known.kind.startswith("code."):
            return self.defined(name, phrase)
        memory.remember(memory.classes, known.key, known.kind)
        return known.key

    def defined(self, name: str, phrase: Phrase) -> str:
        """The key of a name: that of the thing met under it before, or of a new record for it.

        A Chinese name gets a placeholder as its English label, and a note that a curator has to name it.
        """
        memory = self.section.memory
        kind = phrase.kind
        folded = " ".join(fold(word) for word in re.findall(r"[\w'-]+", name))
        if _ORDINAL.match(folded):  # the Fifth Meeting of the Council is the 5th Meeting of Council
            folded = _ORDINAL.sub(lambda match: _ORDINALS.get(match[0], match[0]), folded, count=1).replace(
                " the ", " "
            )
        if (before := self.met.named(folded, kind)) is not None:
            if "acronym" in phrase.slots:
                acronym = self.section.parsed.words(*phrase.slots["acronym"])
                memory.remember(memory.names, fold(acronym), (before, memory.classes.get(before, kind)))
            return before
        if (before := self.met.explained(name, phrase) or self.met.headed(name, folded, phrase)) is not None:
            return before
        if (before := self.met.lengthened(name, folded, phrase)) is not None:
            self.told.part_of_chinese(self.section.records[before], name, phrase)
            return before
        chinese = bool(HAN.search(name))
        key = memory.key(
            (re.search("[a-z]", made := slug(name)) and made)
            or f"{kebab(kind)}-{self.section.part.section.replace('.', '-')}"
        )
        record = Draft(key, kind, rule=phrase.rule, sure=phrase.sure)
        record.quote = self.section.phrase_quote(phrase)
        label = DraftValue("label", [name], phrase.rule, phrase.sure, record.quote)
        if chinese:
            record.statements.append(
                DraftValue("label", [f"{kind} named in {self.section.part.section}"], PLACEHOLDER, 0.1, "", "en")
            )
            label.language = "zh-Hans"
            record.reviews.append("English name")
        else:
            label.language = "en"
        record.statements.append(label)
        if "acronym" in phrase.slots:
            acronym = self.section.parsed.words(*phrase.slots["acronym"])
            record.add("acronym", acronym, phrase.rule, phrase.sure, acronym, single=True)
            memory.remember(memory.names, fold(acronym), (key, kind))
        memory.remember(memory.names, folded, (key, kind))
        if alias := self.met.arrangement(folded.split()):
            memory.remember(memory.names, alias, (key, kind))
        letters = initials(name)
        if self.section.is_organisation(kind) and len(letters) > 2 and fold(letters) not in memory.names:
            memory.remember(memory.names, fold(letters), (key, kind))
        words = folded.split()
        for at in range(1, len(words) - 1):  # "the Multilateral Agreement" of EA
            memory.remember(memory.suffixes, " ".join(words[at:]), (key, kind))
        memory.remember(memory.classes, key, kind)
        memory.named(key, kind)
        if chinese:
            memory.titles.append((folded, (key, kind)))
            behind = self.section.parsed.offsets[phrase.last]
            if called := SHORTER.match(simplified(self.section.parsed.text[behind : behind + 40])):
                memory.remember(memory.names, fold(called["short"]), (key, kind))
            if nth := _NTH.match(name):
                memory.remember(memory.names, fold(nth["in"]), (key, kind))
        self.section.records[key] = record
        if (wider := _WITHOUT_COUNTRY.fullmatch(folded)) and self.section.is_organisation(kind):
            memory.remember(memory.names, wider[1], (key, kind))
        self.note_organisation(key, kind, name)
        listed = bool(phrase.made_by is not None and phrase.made_by.more.get("each"))
        parts = (
            value
            for part in phrase.parts
            if not listed or self.section.words(part).casefold() in name.casefold()
            for value in self.entity(part)
        )
        self.told.state(record, name, folded, phrase, parts)
        return key

    def note_organisation(self, key: str, kind: str, name: str) -> None:
        """Remember an organisation by the words of its name, so that "the centre" is understood later.

        Classes that are no organisations are ignored.
        """
        if not self.section.is_organisation(kind):
            return
        memory = self.section.memory
        memory.by_head.setdefault("", key)
        for word in re.findall(r"[^\W\d_]+", name):
            lemma = memory.cascade.lemmas.lemma(word)
            memory.remember(memory.by_head, lemma, key)
