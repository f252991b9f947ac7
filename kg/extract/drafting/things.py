"""The named things of a section: linked to what is known, or drafted anew."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from kg.extract.drafting.records import Draft, DraftValue
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, kebab, name_of, short, slug
from kg.extract.drafting.told_by_name import ToldByName
from kg.extract.matcher import ACRONYM
from kg.extract.names.chinese import SHORTER, shared
from kg.extract.names.english import initials, without_title
from kg.extract.names.spans import ACTING, GATHERED, HEADED, LABELLED, MEANT, SHARED, TITLES
from kg.extract.parsed import Phrase
from kg.extract.tokens import bare, fold
from kg.text.han import simplified

#: The rule of a label that only stands for one.
PLACEHOLDER = "placeholder"
#: "Ministry of Industry of X" is the Ministry of Industry.
_WITHOUT_COUNTRY = re.compile(r"(.+ (?:of|for) .+) of \S+(?: \S+)?")
#: "the agreement" is one that was named before.
_DEFINITE = re.compile(r"(?:the|this|that|said)\s", re.IGNORECASE)
#: Whose a thing is, in front of its name.
_OWNER = re.compile(r"([\w.]+(?:\s[\w.]+)?)['’]s\s(?=[A-Z])")
_OWNED = re.compile(r"['’]s?\s[A-Z]")
#: Behind the head of a name.
_HEAD = re.compile(r"\s(?:of|for|on)\s")
#: Between a thing and what it is.
_APPOSED = re.compile(r",[”\"’]?\s(?:an?|the|its|our)\s(?:[a-z-]+\s){0,2}\Z")
#: Between a common noun and the name of the same thing: its latest campaign, Tie Twice
_NAMED = re.compile(r"(?:to date|yet|so far|ever)?,\s(?:the\s)?[“\"]?")
#: Between a common noun and its title.
_TITLED = re.compile(r"\W?(?:,\s)?(?:(?:called|named|entitled|titled|themed|dubbed)\s)?[“\"]")
_INDEFINITE = re.compile(r"(?:an?|the)\s")
#: Behind a Chinese title, that it is a standard.
_STANDARDS = re.compile(
    r"(?:[、和及与]?《[^》\n]{2,60}》){0,6}(?:等|[一二两三四五六七八九十\d]{1,3}项)[^，。；《》\n]{0,20}标准(?!化)"
)
_SYSTEM_FOR = re.compile(r"certification (?:system|scheme|programme) (?:for|of) (.+)")


class Things:
    """Knows what each phrase of one section stands for."""

    def __init__(self, section: SectionDraft) -> None:
        self.section = section
        self.told = ToldByName(section, self.defined, self.known_or_defined, self.so_called)
        #: phrase of a document (by identity) -> the scheme that its title names
        self.title_schemes = self.told.title_schemes
        #: phrase (by identity) -> its place among those of the section
        self.place = {id(phrase): place for place, phrase in enumerate(section.phrases)}

    def entities(self) -> None:
        """Resolve every phrase of the section, so that later steps know all keys."""
        for phrase in self.section.phrases:
            self.entity(phrase)

    def entity(self, phrase: Phrase) -> list[str]:
        """The keys that a phrase stands for; a new thing gets a record."""
        if id(phrase) in self.section.keys:
            return self.section.keys[id(phrase)]
        memory = self.section.memory
        keys: list[str] = []
        if phrase.known is not None:
            known = phrase.known
            if known.kind.startswith("code."):
                keys = [f"{known.kind[5:]}/{known.key}"]
            else:
                keys = [known.key]
                memory.remember(memory.classes, known.key, known.kind)
                memory.named(known.key, known.kind)
                self.note_organisation(known.key, known.kind, known.name)
        elif phrase.kind == "Anaphor":
            head = fold(bare(self.section.words(phrase)))
            key = memory.by_head.get(memory.cascade.lemmas.canonical.get(head, head)) or self.so_called(head)
            keys = [key] if key else []
        elif phrase.rule == ACRONYM:
            met = memory.names.get(fold(bare(self.section.words(phrase))))
            keys = [met[0]] if met is not None else []
        elif phrase.kind == "Both":
            before = [key for other in self.before(phrase) for key in self.entity(other)]
            keys = list(dict.fromkeys(reversed(before)))[:2][::-1]
        elif phrase.made_by is not None and phrase.made_by.more.get("same"):
            keys = self.entity(phrase.parts[-1])
        elif phrase.made_by is not None and phrase.kind in memory.vocabulary.classes:
            keys = self.new(phrase)
        self.section.keys[id(phrase)] = keys
        return keys

    def so_called(self, head: str) -> str | None:
        """Whom a Chinese word means: the last body whose name ends so (本局), else the first of all."""
        memory = self.section.memory
        end = simplified(head).lstrip("本该我省市").removesuffix("方")
        named = (met for name, met in reversed(memory.titles) if end and simplified(name).endswith(end))
        bodies = (key for key, kind in named if self.section.is_organisation(kind))
        return next(bodies, None) or memory.by_head.get("")

    def new(self, phrase: Phrase) -> list[str]:
        """The keys of a phrase that a rule made of words, each new or met before: usually one, for a list several."""
        rule = phrase.made_by
        assert rule is not None
        first, last = phrase.slots.get("name", (phrase.first, phrase.last))
        words = self.section.parsed.words(first, last)
        name = name_of(words[without_title(words, 0, len(words)) :])
        if (phrase.rule == GATHERED or name.islower()) and (apposed := self.apposed(phrase)):
            return apposed
        if (rule.more.get("back") or phrase.rule == GATHERED) and self.is_definite(phrase):
            before = self.section.memory.meant(phrase.kind)
            if before is not None and self.means(name, before):
                return [before]
        if phrase.rule == MEANT:
            return [key] if (key := self.section.memory.meant(phrase.kind)) is not None else []
        if phrase.rule == "agreement":  # a mutual recognition agreement
            phrase.kind = self.section.memory.cascade.proper.narrower(_HEAD.split(name)[0]) or phrase.kind
        if phrase.rule == "organisation":
            every = self.organisations(name, phrase)
            if len(every) > 1:
                keys = [self.defined(one, part) for one, part in every]
                self.parts(name, [one for one, _ in every], keys)
                return keys
            ((name, phrase),) = every
        if phrase.rule == SHARED:
            return [self.known_or_defined(one, phrase) for one in shared(name)]
        if phrase.rule == "title-marks":
            titles = self.section.memory.cascade.proper.titles
            plain = simplified(name)
            phrase.kind = next((kind for end, kind in titles.items() if plain.endswith(end)), phrase.kind)
            if self.is_standard(phrase):
                phrase.kind = str(self.section.tables["scope"]["standard"])
        names = [name]
        if rule.more.get("each") and "each" in phrase.slots:
            names = self.each(name, phrase)
        keys = [self.defined(one, phrase) for one in names]
        if phrase.rule == HEADED and not self.section.memory.title:
            self.section.memory.title = keys[0]
        return keys

    def is_standard(self, phrase: Phrase) -> bool:
        """Whether the words around a Chinese title say that it is a standard: 国家标准《绳索》, 《绳索》等团体标准."""
        text = simplified(self.section.parsed.text)
        start, end = self.section.parsed.offsets[phrase.first], self.section.parsed.offsets[phrase.last]
        return text[max(0, start - 2) : start] == "标准" or _STANDARDS.match(text, end) is not None

    def is_definite(self, phrase: Phrase) -> bool:
        """Whether "the", "this" and the like stand in front of a common noun."""
        words = self.section.words(phrase)
        before = self.section.parsed.tokens[phrase.first - 1] if phrase.first else ""
        return _DEFINITE.match(words) is not None or _DEFINITE.fullmatch(before) is not None

    def apposed(self, phrase: Phrase) -> list[str]:
        """The keys of the thing right in front of a common noun that says what it is: “Tie Twice”, a new campaign."""
        place = self.place.get(id(phrase), 0)
        other = self.section.phrases[place - 1] if place else None
        above = self.section.memory.above
        offsets = self.section.parsed.offsets
        following = self.section.phrases[place + 1] if place + 1 < len(self.section.phrases) else None
        if following is not None and following.kind in above and following.rule != GATHERED:
            between = self.section.parsed.text[offsets[phrase.last] - 1 : offsets[following.first] + 1]
            behind = self.section.parsed.text[offsets[following.last] - 1 :][:4]
            same = not {following.kind, *above[following.kind]}.isdisjoint({phrase.kind, *above[phrase.kind]})
            named = same and _NAMED.fullmatch(between[1:-1]) and re.match(r".?(?:\s\(|[,.)]\s(?!and|or))", behind)
            if _TITLED.fullmatch(between) or named:
                return self.entity(following)
        if other is None or other.kind not in above:
            return []
        if {other.kind, *above[other.kind]}.isdisjoint({phrase.kind, *above[phrase.kind]}):
            return []
        between = self.section.parsed.text[offsets[other.last] - 3 : offsets[phrase.first]]
        article = _INDEFINITE.match(self.section.parsed.tokens[phrase.first])
        return self.entity(other) if _APPOSED.search(between + (article[0] if article else "")) else []

    def organisations(self, name: str, phrase: Phrase) -> list[tuple[str, Phrase]]:
        """The organisations that one stretch of capitals names, each with the phrase that defines it. An acronym behind
        them is that of the last."""
        proper = self.section.memory.cascade.proper
        *firsts, name = name.split(" and the ")
        acronym = phrase.slots.get("acronym")
        parts = [one.removeprefix("the ") for one in firsts if len(one.split()) > 1 and proper.kind(one)]
        name = self.without_owner(name.removeprefix("the "))
        owner, mark, own = re.split(r"(['’]s?)\s(?=[A-Z])", name, maxsplit=1) if _OWNED.search(name) else (name, "", "")
        if mark and proper.kind(owner) in proper.bodies and proper.kind(own):
            parts, name = [*parts, owner], own
        parts += proper.english.parted(name, self.section.parsed.words(*acronym) if acronym else "")
        kinds = [proper.kind(one) or phrase.kind for one in parts]
        if len(parts) == 1:
            phrase.kind = kinds[0]
            return [(parts[0], phrase)]
        own = {slot: place for slot, place in phrase.slots.items() if slot != "acronym"}
        every = [replace(phrase, kind=kind, slots=own) for kind in kinds[:-1]]
        return list(zip(parts, [*every, replace(phrase, kind=kinds[-1])], strict=True))

    def parts(self, name: str, names: list[str], keys: list[str]) -> None:
        """State which of the organisations that one stretch of capitals names are parts of others."""
        whole = self.section.tables["names"]["parts"]["property"]
        for (one, key), (other, second) in pairwise(zip(names, keys, strict=True)):
            part, above = (key, second) if f"{one} of the {other}" in name else (second, key)
            record = self.section.record(part)
            if record is not None and (
                f"{one} of the {other}" in name or re.search(rf"{re.escape(one)}['’]s?\s{re.escape(other)}", name)
            ):
                self.section.say(record, whole, above, "part of the name", 0.7, short(name))

    def without_owner(self, name: str) -> str:
        """A name without the state or the acronym in front of it whose it is: the UK’s Department for Ropes."""
        owner = _OWNER.match(name)
        if owner is None:
            return name
        grammar, state_name = self.section.memory.cascade.grammar, owner[1].casefold()
        state = "country" in (grammar.words.get(state_name) or grammar.phrases.get(state_name, frozenset()))
        return name[owner.end() :] if state or owner[1].isupper() else name

    def each(self, name: str, phrase: Phrase) -> list[str]:
        """The names of a list with one head: "Institute of A, B and C" gives one for each of A, B and C."""
        first, last = phrase.slots["each"]
        parts = re.split(r"\s*(?:,|，|、)\s*(?:and\s+)?|\s+and\s+", self.section.parsed.words(first, last))
        listed = [re.sub(r"^(?:the|an?)\s+", "", part) for part in parts if part and fold(part) not in ("other", "etc")]
        return [f"{name} {part}" for part in listed]

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
        folded = " ".join(fold(word) for word in re.findall(r"[\w'-]+", name))
        kind = phrase.kind
        if (before := self.met_before(folded, kind)) is not None:
            if "acronym" in phrase.slots:
                acronym = self.section.parsed.words(*phrase.slots["acronym"])
                memory.remember(memory.names, fold(acronym), (before, memory.classes.get(before, kind)))
            return before
        if (before := self.explained(name, phrase) or self.headed(name, folded, phrase)) is not None:
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
        if alias := self.arrangement(folded.split()):
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
            if folded.endswith(fold(label.values[0])):
                record.type, record.rule, label.values = phrase.kind, phrase.rule, [name]
                memory.remember(memory.classes, record.key, record.type)
                memory.remember(memory.names, folded, (record.key, record.type))
                memory.titles.append((folded, (record.key, record.type)))
                return record.key
        return None

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

    def met_before(self, folded: str, kind: str) -> str | None:
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
            earlier = memory.names.get(words[0])
        if earlier is None and HAN.search(folded):  # 合作协议 of 《甲与乙合作协议》
            earlier = next((met for name, met in memory.titles if met[1] == kind and name.endswith(folded)), None)
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

    def arrangement(self, words: list[str]) -> str:
        """The short name of an arrangement: ea mla, of EA Multilateral Agreement; empty for another name."""
        kinds = self.section.tables["names"]["arrangements"]
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
        return len(words) == 1 or words <= set(earlier.split())

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

    def before(self, phrase: Phrase) -> list[Phrase]:
        """The phrases of the section that name an organisation before this one, in order."""
        return [
            other
            for other in self.section.phrases
            if other.first < phrase.first
            and other.kind in self.section.memory.vocabulary.classes
            and self.section.is_organisation(other.kind)
        ]


def abbreviates(short: str, name: str) -> bool:
    """Whether a Chinese name is made of characters of a longer one, in order, up to its last: 机电署, 机电工程署."""
    if not 3 <= len(short) <= 5 or len(name) < len(short) + 2 or short[-1] != name[-1]:
        return False
    rest = iter(name)
    return all(character in rest for character in short)
