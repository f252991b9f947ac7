"""The named things of a section: linked to what is known, or drafted anew."""

from __future__ import annotations

import re

from kg.extract.drafting.bodies import Bodies
from kg.extract.drafting.defining import Defining
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, name_of
from kg.extract.matcher import ACRONYM
from kg.extract.names.chinese import shared
from kg.extract.names.english.words import without_title
from kg.extract.names.spans import GATHERED, HEADED, MEANT, SHARED, TITLES
from kg.extract.parsed import Phrase
from kg.extract.tokens import bare, fold
from kg.text.han import simplified

#: "the agreement" is one that was named before.
_DEFINITE = re.compile(r"(?:the|this|that|said)\s", re.IGNORECASE)
#: Behind the head of a name.
_HEAD = re.compile(r"\s(?:of|for|on)\s")
#: Between a thing and what it is.
_APPOSED = re.compile(r",[”\"’]?\s(?:an?|the|its|our)\s(?:[a-z-]+\s){0,2}\Z")
#: Between a common noun and the name of the same thing: its latest campaign, Tie Twice
_NAMED = re.compile(r"(?:to date|yet|so far|ever)?,\s(?:the\s)?[“\"]?")
#: Between a common noun and its title.
_TITLED = re.compile(r"\W?(?:,\s)?(?:(?:called|named|entitled|titled|themed|dubbed)\s)?[“\"]")
#: Behind a Chinese title, and so many characters of those in its list, that it is a standard.
_STANDARDS = re.compile(
    r"(?:[、和及与]?《[^》\n]{2,60}》){0,6}(?:等|[一二两三四五六七八九十\d]{1,3}项)[^，。；《》\n]{0,20}标准(?!化)"
)
_LIST = 400
#: Between a Chinese name and its English one; behind that.
_GLOSS = re.compile(r"[》」”]?\s?[（(]\s?(?:[Tt]he\s)?")
_CLOSED = re.compile(r"\s?(?:\d{1,4}(?:/SC\s?\d{1,3})?\s?)?[,，;；)）]")
#: In front of a common noun of agreements, that there are several.
_SEVERAL = re.compile(r"(?:多边|双边|相关|有关|各类|各项|各种|系列|一些|多[项份])的?\Z")
_INDEFINITE = re.compile(r"(?:an?|the)\s")


class Things:
    """Knows what each phrase of one section stands for."""

    def __init__(self, section: SectionDraft) -> None:
        self.section = section
        self.plain = simplified(section.parsed.text)
        #: phrase (by identity) -> its place among those of the section
        self.place = {id(phrase): place for place, phrase in enumerate(section.phrases)}
        self.defining = Defining(section, self.place, self.entity)
        self.defined = self.defining.defined
        self.known_or_defined = self.defining.known_or_defined
        self.bodies = Bodies(section)
        #: phrase of a document (by identity) -> the scheme that its title names
        self.title_schemes = self.defining.told.title_schemes

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
                self.defining.note_organisation(known.key, known.kind, known.name)
        elif phrase.kind == "Anaphor":
            head = fold(bare(self.section.words(phrase)))
            key = memory.by_head.get(memory.cascade.lemmas.canonical.get(head, head)) or self.defining.met.so_called(
                head
            )
            described = memory.cascade.proper.rows["described-as"].get(head.removeprefix("national "))
            key = memory.meant(described) if described is not None else key
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

    def new(self, phrase: Phrase) -> list[str]:
        """The keys of a phrase that a rule made of words, each new or met before: usually one, for a list several."""
        rule = phrase.made_by
        assert rule is not None
        first, last = phrase.slots.get("name", (phrase.first, phrase.last))
        words = self.section.parsed.words(first, last)
        name = name_of(words[without_title(words, 0, len(words)) :])
        if glossed := self.glossed(phrase):
            return glossed
        if (phrase.rule == GATHERED or name.islower()) and (apposed := self.apposed(phrase)):
            return apposed
        if (rule.more.get("back") or phrase.rule == GATHERED) and self.is_definite(phrase):
            before = self.section.memory.meant(phrase.kind)
            if before is not None and self.defining.met.means(name, before):
                return [before]
        if phrase.kind in self.section.tables["covering"] and self.is_the_compulsory_one(name):
            before = self.section.memory.meant(phrase.kind)
            if before is not None:
                return [before]
        if phrase.rule == MEANT:
            return [key] if (key := self.section.memory.meant(phrase.kind)) is not None else []
        if (met := self.defining.met.agreement(name, phrase, self.is_definite(phrase))) is not None:
            return [met]
        start = self.section.parsed.offsets[phrase.first]
        if phrase.rule == "agreement" and HAN.match(name) and _SEVERAL.search(self.plain, max(0, start - 8), start):
            return []  # 相关国际组织的多边协议
        if phrase.rule == "agreement":  # a mutual recognition agreement
            phrase.kind = self.section.memory.cascade.proper.narrower(_HEAD.split(name)[0]) or phrase.kind
        if phrase.rule == "organisation":
            every = self.bodies.organisations(name, phrase)
            if len(every) > 1:
                keys = [self.defined(one, part) for one, part in every]
                self.bodies.parts(name, [one for one, _ in every], keys)
                return keys
            if not every:
                return []
            ((name, phrase),) = every
        if phrase.rule == SHARED:
            return [self.known_or_defined(one, phrase) for one in shared(name)]
        if phrase.kind == self.section.role("place") and re.search("[市省]\\Z", name):
            known = self.section.memory.cascade.named(name[:-1])  # 北京市, which is known as 北京
            if known is not None and known.kind == phrase.kind:
                self.section.memory.remember(self.section.memory.classes, known.key, known.kind)
                return [known.key]
        if phrase.rule in TITLES and (standard := self.numbered(phrase)):
            return standard
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

    def glossed(self, phrase: Phrase) -> list[str]:
        """The keys of the Chinese thing whose English name stands behind it in brackets: 绳索局(Bureau of Ropes)."""
        place = self.place.get(id(phrase), 0)
        other = self.section.phrases[place - 1] if place else None
        offsets, text, above = self.section.parsed.offsets, self.section.parsed.text, self.section.memory.above
        if (
            other is None
            or other.kind not in above
            or phrase.kind not in above
            or HAN.search(self.section.words(phrase))
        ):
            return []
        end = offsets[other.first] + len(self.section.words(other))
        close = offsets[phrase.first] + len(self.section.words(phrase))
        within = (
            _GLOSS.fullmatch(text, end, offsets[phrase.first]) is not None and _CLOSED.match(text, close) is not None
        )
        same = not {other.kind, *above[other.kind]}.isdisjoint({phrase.kind, *above[phrase.kind]})
        return self.entity(other) if within and same and HAN.search(self.section.words(other)) else []

    def numbered(self, phrase: Phrase) -> list[str]:
        """The keys of the standard whose number stands next to its title: GB 1-2031《绳索》, 《绳索》(GB 1-2031)."""
        place = self.place.get(id(phrase), 0)
        around = [self.section.phrases[at] for at in (place - 1, place + 1) if 0 <= at < len(self.section.phrases)]
        offsets, text = self.section.parsed.offsets, self.section.parsed.text
        for one in around if HAN.search(self.section.words(phrase)) else ():
            low, high = sorted((one, phrase), key=lambda each: each.first)
            between = text[offsets[low.last] : offsets[high.first]].strip()
            next_to = between in ("", "《") if one is low else re.fullmatch(r"》?\s?[（(]", between) is not None
            if one.kind == self.section.tables["scope"]["standard"] and next_to and one.rule not in TITLES:
                return self.entity(one)
        return []

    def is_standard(self, phrase: Phrase) -> bool:
        """Whether the words around a Chinese title say that it is a standard: 国家标准《绳索》, 《绳索》等团体标准."""
        start, end = self.section.parsed.offsets[phrase.first], self.section.parsed.offsets[phrase.last]
        behind = simplified(self.section.parsed.text[end : end + _LIST])
        ahead = simplified(self.section.parsed.text[max(0, start - 2) : start])
        return ahead == "标准" or _STANDARDS.match(behind) is not None

    def is_the_compulsory_one(self, name: str) -> bool:
        """Whether a name of a scheme says no more than that it is compulsory, so that it means one named before."""
        words = frozenset(fold(name).split())
        rows = self.section.tables["compulsory"]
        return not words.isdisjoint(rows["words"]) and words <= {*rows["words"], *rows["heads"]}

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

    def each(self, name: str, phrase: Phrase) -> list[str]:
        """The names of a list with one head: "Institute of A, B and C" gives one for each of A, B and C."""
        first, last = phrase.slots["each"]
        parts = re.split(r"\s*(?:,|，|、)\s*(?:and\s+)?|\s+and\s+", self.section.parsed.words(first, last))
        listed = [re.sub(r"^(?:the|an?)\s+", "", part) for part in parts if part and fold(part) not in ("other", "etc")]
        return [f"{name} {part}" for part in listed]

    def before(self, phrase: Phrase) -> list[Phrase]:
        """The phrases of the section that name an organisation before this one, in order."""
        return [
            other
            for other in self.section.phrases
            if other.first < phrase.first
            and other.kind in self.section.memory.vocabulary.classes
            and self.section.is_organisation(other.kind)
        ]
