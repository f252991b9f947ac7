"""Phrases and relations to draft records, section by section: what gets a key, a type, statements and a quote.

A numbered section is drafted as one initiative, which its parent's is `partOf`; the named things, figures and
relations in it follow from the rules. Whatever the ontology does not allow (a property on a class, a value outside a
range) is not drafted. Every drafted value remembers the rule, the words and how sure the rule is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from kg.extract.cascade import Cascade, Parsed, Phrase, Relation
from kg.extract.indicators import Indicators
from kg.extract.tokens import BREAK, bare, fold
from kg.vocabulary import PropertyTerm, Vocabulary

MAX_QUOTE_WORDS = 8
#: Sections are read together until they have this many characters.
BATCH = 65_536
#: A section longer than this is read in pieces, which do not see each other's phrases.
MAX_SECTION = 1_000_000
#: Names remembered, the oldest forgotten first, so that a long text needs no more room than a short one.
REMEMBERED = 20_000
#: What a figure in words is worth.
_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100}
_HAN_DIGITS = {han: number for number, han in enumerate("零一二三四五六七八九")} | {"两": 2, "十": 10}
_SCALES = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "lakh": 10**5, "crore": 10**7,
    "dozen": 12, "hundred": 100, "千": 10**3, "万": 10**4, "亿": 10**8, "百": 100,
}  # fmt: skip
_SMALL = frozenset("a an the of for on in at by with and or to from into its their under over as".split())
_SENTENCE_END = re.compile(r"[.;。；!?！？\n](?=\s|$|[^\d\s])")


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a report: its number, its heading (may be empty), its own text with the heading, where it is."""

    section: str
    title: str
    text: str
    offset: int = 0


@dataclass(slots=True)
class Value:
    """One drafted statement, and what it rests on."""

    property: str
    values: list[str]
    rule: str
    sure: float
    words: str
    language: str = ""


@dataclass(slots=True)
class Draft:
    """One record."""

    key: str
    type: str  # empty: adds to a known entity
    statements: list[Value] = field(default_factory=list)
    quote: str = ""
    rule: str = ""
    sure: float = 0.0
    #: what a curator has to decide
    reviews: list[str] = field(default_factory=list)
    #: what a figure counts, in the source's words
    counted: str = ""

    def add(self, name: str, value: str, rule: str, sure: float, words: str, *, single: bool = False) -> None:
        for statement in self.statements:
            if statement.property == name and not statement.language:
                if value not in statement.values and not single:
                    statement.values.append(value)
                return
        self.statements.append(Value(name, [value], rule, sure, words))

    def get(self, name: str) -> list[str]:
        return next((statement.values for statement in self.statements if statement.property == name), [])


@dataclass(slots=True)
class DraftPassage:
    section: str
    quote: str
    records: list[Draft]


@dataclass(frozen=True)
class Settings:
    """What the rules cannot know of a report."""

    source: str
    year: str = ""
    area: str = ""
    language: str = "en"


class Drafter:
    """Drafts one report; sections go in, in order, and passages come out."""

    def __init__(
        self,
        cascade: Cascade,
        vocabulary: Vocabulary,
        indicators: Indicators,
        settings: Settings,
        taken: Iterable[str] = (),
    ) -> None:
        self.cascade = cascade
        self.vocabulary = vocabulary
        self.indicators = indicators
        self.settings = settings
        self.year = settings.year
        self.tables = cascade.grammar.tables
        self.meaning = cascade.grammar.alphabet.meaning
        #: key -> how many were asked for under it
        self.keys: dict[str, int] = dict.fromkeys(taken, 1)
        #: folded name -> (key, class)
        self.names: OrderedDict[str, tuple[str, str]] = OrderedDict()
        #: word of a name -> the last organisation so called; "" the first of all
        self.by_head: OrderedDict[str, str] = OrderedDict()
        #: section number -> (key, class, what it reforms) of its initiative
        self.initiatives: OrderedDict[str, tuple[str, str, tuple[str, ...]]] = OrderedDict()
        self.classes: OrderedDict[str, str] = OrderedDict()
        self._allowed: dict[tuple[str, str, str], bool] = {}
        self.unfit: int = 0

    # -- sections ------------------------------------------------------------------------------------------------

    def passages(self, parts: Iterable[Part]) -> Iterator[DraftPassage]:
        """Draft sections as they come; nothing is kept of one but the names and keys it brought."""
        batch: list[Part] = []
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

    def _batch(self, parts: Sequence[Part]) -> Iterator[DraftPassage]:
        text = BREAK + BREAK.join(part.text for part in parts) + BREAK
        if not self.year:
            self.year = _main_year(text[:20_000])
        parsed = self.cascade.parse(text)
        ends = []
        at = 1
        for part in parts:
            at += len(part.text) + 1
            ends.append(at)
        phrases = _split(parsed, sorted(parsed.phrases), ends, lambda unit: parsed.offsets[parsed.starts[unit]])
        loose = _split(parsed, parsed.loose, ends, lambda phrase: parsed.offsets[phrase.first])
        relations = sorted(parsed.relations, key=lambda relation: relation.first)
        # a relation begins at the end of the sentence before, so its place is its last token's
        by_part = _split(parsed, relations, ends, lambda relation: parsed.offsets[relation.last - 1])
        at = 1
        for part, units, words, found in zip(parts, phrases, loose, by_part, strict=True):
            passage = _Section(self, parsed, part, at, units, words, found).draft()
            if passage is not None:
                yield passage
            at += len(part.text) + 1

    # -- keys and names ------------------------------------------------------------------------------------------

    def key(self, wanted: str) -> str:
        """A key that nothing has yet, here or in the graph, made from the wanted one."""
        key = wanted
        while key in self.keys:
            self.keys[wanted] += 1
            key = f"{wanted}-{self.keys[wanted]}"
        self.keys[key] = 1
        return key

    def remember(self, table: OrderedDict[str, object], name: str, value: object) -> None:
        table[name] = value
        if len(table) > REMEMBERED:
            table.popitem(last=False)

    def allowed(self, kind: str, name: str, value: str) -> bool:
        """Whether a record of this class may say this, after the ontology; `value` is a key or `LIST/code`."""
        term = self.vocabulary.properties.get(name)
        if term is None or (term.domain and not self._fits(kind, term.domain)):
            return False
        if not term.links:
            return True
        listed, _, code = value.rpartition("/")
        if listed:
            return listed in term.code_lists
        if not term.ranges:
            return any(code in self.vocabulary.codes[one] for one in term.code_lists)
        target = self.classes.get(value)
        if target is not None and self._fits(target, term.ranges):
            return True
        return any(value in self.vocabulary.codes[one] for one in term.code_lists)

    def _fits(self, kind: str, allowed: frozenset[str]) -> bool:
        term = self.vocabulary.classes[kind]
        return term.iri in allowed or not allowed.isdisjoint(term.ancestors) or "http://www.w3.org/2002/07/owl#Thing" in allowed

    def written(self, term: PropertyTerm, value: str) -> str:
        """A value as a record has it: a code without its list, unless another list or a record has the same key."""
        listed, _, code = value.rpartition("/")
        if not listed:
            return value
        others = [one for one in term.code_lists if one != listed and code in self.vocabulary.codes[one]]
        return value if others or (term.ranges and code in self.classes) else code


def _pieces(part: Part) -> Iterator[Part]:
    if len(part.text) <= MAX_SECTION:
        yield part
        return
    for start in range(0, len(part.text), MAX_SECTION):
        yield Part(part.section, part.title if not start else "", part.text[start : start + MAX_SECTION], part.offset + start)


def _split(parsed, items, ends, place):  # type: ignore[no-untyped-def]
    found = [[] for _ in ends]
    at = 0
    for item in items:
        offset = place(item)
        while at < len(ends) - 1 and offset >= ends[at] - 1:
            at += 1
        found[at].append(item)
    return found


def _main_year(text: str) -> str:
    """The year that a text speaks of most; of several, the earliest."""
    counts: dict[str, int] = {}
    for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
        counts[year] = counts.get(year, 0) + 1
    return min(counts, key=lambda year: (-counts[year], year)) if counts else ""


class _Section:
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
        self.keys: dict[int, list[str]] = {}  # phrase -> keys it stands for
        self.own: Draft | None = None
        #: the initiative above, where the section only adds a figure to it
        self.above = ""
        self.folded = _norm(part.text)
        #: how long the section's number is, where it has one
        self.marker = max(0, part.text.find(part.title[:20])) if part.title else 0
        self.cancelled: list[str] = []
        self.used: set[int] = set()

        self.first_token = bisect_left(parsed.offsets, offset)
        self.last_token = bisect_left(parsed.offsets, offset + len(part.text))
        text = parsed.text
        ends = (found.end() for found in _SENTENCE_END.finditer(text, offset, offset + len(part.text)))
        self.sentence_starts = [self.first_token, *(bisect_left(parsed.offsets, end) for end in ends)]
        numbers = [one for one in self.phrases if one.kind in ("Figure", "Percent") and self.is_said(one)]
        self.number_starts = [one.first for one in numbers]
        self.number_ends = [one.last for one in numbers]

    def draft(self) -> DraftPassage | None:
        self.entities()
        self.initiative()
        self.state()
        self.figures()
        self.defaults()
        records = [record for record in self.records.values() if record.type or record.statements]
        if not records:
            return None
        heading = self.part.title or _first_words(self.part.text)
        quote = self.quote(self.offset, self.offset + len(heading)) if heading else ""
        return DraftPassage(self.part.section, quote or records[0].quote, records)

    # -- words ----------------------------------------------------------------------------------------------------

    def words(self, phrase: Phrase) -> str:
        return self.parsed.words(phrase.first, phrase.last)

    def quote(self, start: int, end: int) -> str:
        """At most eight words of the section, found in it once, around these offsets."""
        text = self.parsed.text
        low, high = self.offset, self.offset + len(self.part.text)
        start, end = max(low, start), min(high, end)
        words = [(at.start(), at.end()) for at in _WORD.finditer(text, start, end)][:MAX_QUOTE_WORDS]
        if not words:
            return ""
        a, b = words[0][0], words[-1][1]
        if "\n" in text[a:b]:
            b = a + text[a:b].index("\n")
        count = len(words)
        piece = text[a:b]
        while self.folded.count(_norm(piece)) > 1 and count < MAX_QUOTE_WORDS:
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

    # -- entities ---------------------------------------------------------------------------------------------------

    def entities(self) -> None:
        for phrase in self.phrases:
            self.entity(phrase)

    def entity(self, phrase: Phrase) -> list[str]:
        """The keys that a phrase stands for; a new thing gets a record."""
        if id(phrase) in self.keys:
            return self.keys[id(phrase)]
        drafter = self.drafter
        found: list[str] = []
        if phrase.known is not None:
            known = phrase.known
            if known.kind.startswith("code."):
                found = [f"{known.kind[5:]}/{known.key}"]
            else:
                found = [known.key]
                drafter.remember(drafter.classes, known.key, known.kind)
                self.note_organisation(known.key, known.kind, known.name)
        elif phrase.kind == "Anaphor":
            head = fold(bare(self.words(phrase)))
            key = drafter.by_head.get(drafter.cascade.lemmas.canonical.get(head, head)) or drafter.by_head.get("")
            found = [key] if key else []
        elif phrase.kind == "Both":
            found = [key for other in self.before(phrase) for key in self.entity(other)][-2:]
        elif phrase.made_by is not None and phrase.made_by.more.get("same"):
            found = self.entity(phrase.parts[-1])
        elif phrase.made_by is not None and phrase.kind in drafter.vocabulary.classes:
            found = self.new(phrase)
        self.keys[id(phrase)] = found
        return found

    def before(self, phrase: Phrase) -> list[Phrase]:
        return [
            other
            for other in self.phrases
            if other.first < phrase.first and other.kind in self.drafter.vocabulary.classes and self.is_organisation(other.kind)
        ]

    def is_organisation(self, kind: str) -> bool:
        return "http://www.w3.org/ns/org#Organization" in self.drafter.vocabulary.classes[kind].ancestors

    def new(self, phrase: Phrase) -> list[str]:
        rule = phrase.made_by
        assert rule is not None
        first, last = phrase.slots.get("name", (phrase.first, phrase.last))
        name = _name(self.parsed.words(first, last))
        names = [name]
        if rule.more.get("each") and "each" in phrase.slots:
            names = self.each(name, phrase)
        keys = []
        for one in names:
            keys.append(self.defined(one, phrase))
        return keys

    def each(self, name: str, phrase: Phrase) -> list[str]:
        first, last = phrase.slots["each"]
        parts = re.split(r"\s*(?:,|，|、)\s*(?:and\s+)?|\s+and\s+", self.parsed.words(first, last))
        listed = [re.sub(r"^(?:the|an?)\s+", "", part) for part in parts if part and fold(part) not in ("other", "etc")]
        return [f"{name} {part}" for part in listed]

    def defined(self, name: str, phrase: Phrase) -> str:
        drafter = self.drafter
        folded = " ".join(fold(word) for word in re.findall(r"[\w'-]+", name))
        if (known := drafter.names.get(folded)) is not None:
            return known[0]
        kind = phrase.kind
        chinese = bool(_HAN.search(name))
        key = drafter.key(_slug(name) or f"{_kebab(kind)}-{self.part.section.replace('.', '-')}")
        record = Draft(key, kind, rule=phrase.rule, sure=phrase.sure)
        record.quote = self.phrase_quote(phrase)
        label = Value("label", [name], phrase.rule, phrase.sure, record.quote)
        if chinese:
            record.statements.append(Value("label", [f"{kind} named in {self.part.section}"], "placeholder", 0.1, "", "en"))
            label.language = "zh-Hans"
            record.reviews.append("English name")
        else:
            label.language = "en"
        record.statements.append(label)
        if "acronym" in phrase.slots:
            acronym = self.parsed.words(*phrase.slots["acronym"])
            record.add("acronym", acronym, phrase.rule, phrase.sure, acronym, single=True)
            drafter.remember(drafter.names, fold(acronym), (key, kind))
            self.learn(acronym, key, kind)
        drafter.remember(drafter.names, folded, (key, kind))
        drafter.remember(drafter.classes, key, kind)
        self.records[key] = record
        self.note_organisation(key, kind, name)
        listed = bool(phrase.made_by is not None and phrase.made_by.more.get("each"))
        for part in phrase.parts:
            if not listed or self.words(part).casefold() in name.casefold():
                for value in self.entity(part):
                    self.about_part(record, value, phrase)
        if scheme := _scheme_in(name, self.tables["title-schemes"]):
            self.scheme_of_title(record, scheme, phrase)
        for loose in self.loose if kind not in self.tables["covering"] else ():  # type: ignore[operator]
            if phrase.first <= loose.first and loose.last <= phrase.last and loose.known is not None:
                self.about_part(record, f"{loose.known.kind[5:]}/{loose.known.key}", phrase)
        return key

    def scheme_of_title(self, record: Draft, name: str, phrase: Phrase) -> None:
        """A certification that only the title of a document names."""
        if record.type not in self.documents:
            return
        folded = " ".join(fold(word) for word in re.findall(r"[\w'-]+", name))
        known = self.drafter.names.get(folded)
        if known is None:
            key = self.drafter.key(_slug(name))
            scheme = Draft(key, "CertificationScheme", rule=f"{phrase.rule}, part of the title", sure=0.6)
            scheme.statements.append(Value("label", [name], scheme.rule, 0.6, name, "en"))
            scheme.quote = record.quote
            self.drafter.remember(self.drafter.names, folded, (key, scheme.type))
            self.drafter.remember(self.drafter.classes, key, scheme.type)
            self.records[key] = scheme
            known = (key, scheme.type)
        self.say(record, "concerns", known[0], f"{phrase.rule}, part of the title", 0.65, name)

    @property
    def documents(self) -> frozenset[str]:
        classes = self.drafter.vocabulary.classes
        above = classes["PolicyDocument"].iri
        return frozenset(key for key, term in classes.items() if term.iri == above or above in term.ancestors)

    def learn(self, name: str, key: str, kind: str) -> None:
        """From now on this acronym is a name."""

    def about_part(self, record: Draft, value: str, phrase: Phrase) -> None:
        """A thing named within the name of another: what a scheme covers, what a document concerns, where a thing is."""
        if self.is_organisation(record.type) and record.type not in self.tables["named-for"]:  # type: ignore[operator]
            return
        target = self.drafter.classes.get(value)
        order = ("place", "jurisdiction") if target == "Place" else ("covers", "concerns")
        for name in order:
            if value != record.key and self.drafter.allowed(record.type, name, value):
                if name == "covers" and record.type not in self.tables["covering"]:
                    continue
                self.say(record, name, value, f"{phrase.rule}, part of the name", 0.65, record.quote)
                return

    @property
    def tables(self) -> Mapping[str, object]:
        return self.drafter.tables

    def note_organisation(self, key: str, kind: str, name: str) -> None:
        if not self.is_organisation(kind):
            return
        drafter = self.drafter
        drafter.by_head.setdefault("", key)
        for word in re.findall(r"[^\W\d_]+", name):
            lemma = drafter.cascade.lemmas.lemma(word)
            drafter.remember(drafter.by_head, lemma, key)

    # -- what the section is about -------------------------------------------------------------------------------------

    def initiative(self) -> None:
        drafter, part = self.drafter, self.part
        if not part.section[:1].isdigit():
            return
        parent = _parent(part.section, drafter.initiatives)
        above = drafter.initiatives.get(parent) if parent else None
        if above is not None and self.only_figures():
            self.above = above[0]
            return
        heading = part.title or part.text.split("\n", 1)[0]
        symbols = self.heading_classes(heading[:_HEADING])
        kind = "Programme"
        if above is not None and above[1] == "Reform":
            kind = "Reform"
        else:
            for word_class, name in self.tables["initiative-kinds"].items():  # type: ignore[attr-defined]
                if word_class in symbols:
                    kind = name
                    break
        own = next(
            (r for r in self.records.values() if r.type == "Campaign" and r.rule == "quoted-campaign" and not part.title), None
        )
        del own
        name = _first_words(heading)
        key = drafter.key(f"{_slug(name) or 'section-' + part.section.replace('.', '-')}-{self.year_of()}".rstrip("-"))
        record = Draft(key, kind, rule="section", sure=0.6)
        chinese = bool(_HAN.search(name))
        label = f"Section {part.section}" if chinese else name
        year = self.year_of()
        record.statements.append(Value("label", [f"{label} ({year})" if year else label], "section", 0.5, name, "en"))
        if chinese:
            record.statements.append(Value("label", [name[:40]], "section", 0.5, name, "zh-Hans"))
            record.reviews.append("English name")
        record.quote = self.quote(self.offset, self.offset + len(heading))
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
        agents = any(self.is_organisation(one.kind) for one in self.phrases if one.kind in self.drafter.vocabulary.classes)
        return not self.records and len(self.number_starts) > 0 and len(self.sentence_starts) <= 2 and not agents

    def heading_classes(self, heading: str) -> set[str]:
        parsed = self.parsed
        end = self.offset + len(heading)
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

    # -- relations --------------------------------------------------------------------------------------------------------

    def state(self) -> None:
        for relation in self.relations:
            for subject, name, value in relation.rule.drafts:
                if name in ("percentChange", "previousValue"):
                    continue
                self.statement(relation, subject, name, value)

    def statement(self, relation: Relation, subject: str, name: str, value: str) -> None:
        words = _short(self.parsed.words(relation.first, relation.last))
        subjects = self.meant(relation, subject)
        values = self.meant(relation, value) if value in relation.slots or value in ("section", "subject", "ended") else [value]
        if value not in relation.slots and value in relation.rule.slots:
            return
        for one in subjects:
            record = self.record(one)
            if record is None:
                continue
            for other in values:
                if other != one:
                    self.say(record, name, other, relation.rule.name, relation.rule.sure, words)
        if name == "cancels":
            self.cancelled.extend(values)

    def meant(self, relation: Relation, slot: str) -> list[str]:
        if slot == "section":
            return [self.own.key] if self.own else []
        if slot == "ended":
            return self.cancelled
        if slot == "subject":
            place = relation.first
            for phrase in reversed(self.phrases):
                if phrase.first < place and (phrase.kind == "Anaphor" or (phrase.kind in self.drafter.vocabulary.classes and self.is_organisation(phrase.kind))):
                    # the first organisation of this sentence
                    continue
            first = [
                phrase
                for phrase in self.phrases
                if phrase.first < relation.last
                and (phrase.kind == "Anaphor" or (phrase.kind in self.drafter.vocabulary.classes and self.is_organisation(phrase.kind)))
            ]
            return self.entity(first[0]) if first else []
        if slot not in relation.slots:
            return []
        return [key for phrase in relation.slots[slot][2] for key in self.entity(phrase)]

    def record(self, key: str) -> Draft | None:
        """The record that statements about an entity go to: its own, or `about:` one."""
        if key in self.records:
            return self.records[key]
        if "/" in key or key not in self.drafter.classes:
            return None
        record = Draft(key, "", rule="name", sure=0.9)
        phrase = next((one for one in self.phrases if key in self.keys.get(id(one), ())), None)
        record.quote = self.phrase_quote(phrase) if phrase is not None else ""
        self.records[key] = record
        return record

    def say(self, record: Draft, name: str, value: str, rule: str, sure: float, words: str) -> None:
        kind = record.type or self.drafter.classes[record.key]
        if not self.drafter.allowed(kind, name, value):
            return
        term = self.drafter.vocabulary.properties[name]
        record.add(name, self.drafter.written(term, value), rule, sure, words, single=term.functional)

    # -- figures ---------------------------------------------------------------------------------------------------------------

    def figures(self) -> None:
        parsed = self.parsed
        skip = {id(one) for one in self.phrases if parsed.offsets[one.first] < self.offset + self.marker}
        change: dict[int, tuple[Phrase, int]] = {}
        previous: dict[int, Phrase] = {}
        for relation in self.relations:
            for subject, name, _ in relation.rule.drafts:
                if name == "percentChange":
                    percent = relation.slots["change"][2][0]
                    # the nearest figure before it
                    near = [one for one in self.phrases if one.kind == "Figure" and relation.first <= one.first < percent.first]
                    figure = near[-1] if near else relation.slots[subject][2][0]
                    change[id(figure)] = (percent, -1 if relation.rule.name.endswith("down") else 1)
                    skip.add(id(percent))
                elif name == "previousValue":
                    previous[id(relation.slots["figure"][2][0])] = relation.slots["previous"][2][0]
                    skip.add(id(relation.slots["previous"][2][0]))
        for unit, phrase in zip(self.units, self.phrases, strict=True):
            found = [(unit, phrase)] if phrase.kind in ("Figure", "Percent") else []
            if not found and phrase.parts:
                found = [
                    (unit, one)
                    for one in phrase.parts
                    if one.kind in ("Figure", "Percent")
                    and phrase.kind in self.drafter.vocabulary.classes
                    and not self.in_name(one)
                ]
            for at, figure in found:
                if id(figure) not in skip:
                    self.figure(at, figure, phrase, change.get(id(figure)), previous.get(id(figure)))
        del parsed

    def figure(self, unit: int, figure: Phrase, outer: Phrase, change: tuple[Phrase, int] | None, previous: Phrase | None) -> None:
        number = self.number(figure)
        if number is None:
            return
        value, unit_code = number
        parsed, drafter = self.parsed, self.drafter
        first, last = self.counted(unit, figure, outer)
        counted = parsed.words(first, last) if last > first else ""
        if not self.counts(figure, unit, value, counted, unit_code, outer):
            return
        hedge = "exact"
        if "hedge" in figure.slots:
            text = parsed.words(*figure.slots["hedge"])
            before = self.drafter.meaning[parsed.symbols[unit - 1]] if unit else frozenset()
            spatial = text.casefold() in _EITHER_WAY and {"plain", "low"} <= before
            hedge = "exact" if spatial else self.hedge(text)
        elif "after" in figure.slots:
            hedge = "more-than"
        kinds: Mapping[str, Sequence[str]] = self.tables["unit-kinds"]  # type: ignore[assignment]
        kind = next((kind for kind, units in kinds.items() if unit_code in units), "")
        best = drafter.indicators.best(self.rings(figure, first, last, kind), kind)
        stem = best[0] if best else _slug(counted) or "figure"
        key = drafter.key(f"{stem}-{self.year_of()}".rstrip("-"))
        record = Draft(key, "Observation", rule=figure.rule, sure=figure.sure, counted=counted)
        start, end = parsed.offsets[min(figure.first, first) if last > first else figure.first], parsed.offsets[max(figure.last, last)]
        if not counted:  # the words in front then say what it counts
            low, high = self.sentence(figure.first)
            start = parsed.offsets[max(low, figure.first - _BEFORE)]
            end = parsed.offsets[min(high, figure.last + 1)]
        record.quote = self.quote(start, end)
        words = parsed.words(figure.first, figure.last)
        if best:
            record.add("indicator", best[0], "indicator", round(best[1] * 0.9, 2), counted)
        else:
            record.reviews.append(f"indicator: no code fits “{_short(counted or words)}”; add one to the code list, or name the nearest")
        measures = self.measured(figure, first, last)
        for one, rule, sure in measures:
            if drafter.allowed("Observation", "measures", one):
                term = drafter.vocabulary.properties["measures"]
                record.add("measures", drafter.written(term, one), rule, sure, counted)
        if not measures:
            record.reviews.append("measures: what the figure is about")
        record.add("obsValue", value, figure.rule, figure.sure, words)
        if previous is not None and (before := self.number(previous)) is not None:
            record.add("previousValue", before[0], "from-to", 0.9, self.words(previous))
        record.add("qualifier", hedge, figure.rule, figure.sure, words)
        if unit_code in drafter.vocabulary.codes["unit"]:
            record.add("unitMeasure", unit_code, figure.rule, figure.sure, words)
        else:
            record.reviews.append(f"unitMeasure: no code for {unit_code}")
        period = self.period(figure)
        if period:
            record.add("refPeriod", period, "period", 0.7, period)
        if drafter.settings.area:
            record.add("refArea", drafter.settings.area, "settings", 0.6, "")
        if change is not None and (percent := self.number(change[0])) is not None:
            record.add("percentChange", percent[0] if change[1] > 0 else f"-{percent[0]}", "change", 0.9, self.words(change[0]))
        self.records[key] = record

    def number(self, figure: Phrase) -> tuple[str, str] | None:
        """Value in full and unit of a number phrase."""
        parsed = self.parsed
        text = parsed.words(*figure.slots["value"]).casefold()
        amount: Decimal | None = None
        scale = Decimal(1)
        for piece in re.findall(r"\d+(?:[.,]\d+)*|[a-z]+|[\u4e00-\u9fff]", text):
            if piece[0].isdigit():
                amount = _decimal(piece)
            elif piece in _NUMBER_WORDS and amount is None:
                amount = Decimal(_NUMBER_WORDS[piece])
            elif piece in _SCALES and amount is not None:
                scale *= _SCALES[piece]
            elif piece in _HAN_DIGITS:
                digit = _HAN_DIGITS[piece]
                amount = Decimal(digit) if amount is None else amount * 10 if digit == 10 else amount + digit
        if amount is None:
            return None
        unit = "PERCENT" if figure.kind == "Percent" else "NUM"
        unit_text = ""
        for slot in ("unit", "unit2"):
            if slot in figure.slots:
                unit_text = parsed.words(*figure.slots[slot]).casefold()
                for piece in re.findall(r"[\u4e00-\u9fff]", unit_text):
                    if piece in _SCALES and slot == "unit2":
                        scale *= _SCALES[piece]
        for code, names in self.tables["units"].items():  # type: ignore[attr-defined]
            if unit_text and any(name in unit_text for name in names):
                unit = code
                break
        return _plain(amount * scale), unit

    def hedge(self, text: str) -> str:
        low = text.casefold()
        classes = self.drafter.cascade.grammar.words.get(low) or self.drafter.cascade.grammar.phrases.get(low) or frozenset()
        return next((code for code in ("more-than", "nearly", "approximately") if code in classes), "exact")

    def counted(self, unit: int, figure: Phrase, outer: Phrase) -> tuple[int, int]:
        """Tokens of what is counted: the noun phrase behind the number, else the one before it (Chinese)."""
        parsed, meaning = self.parsed, self.drafter.meaning
        if outer is not figure:
            return figure.last, outer.last
        symbols, starts = parsed.symbols, parsed.starts
        at = unit + 1
        taken = 0
        while at < len(symbols) and taken < 10:
            now = meaning[symbols[at]]
            if not now.isdisjoint(_STOP) or ("Han" in now and not now.isdisjoint(_HAN_STOP)):
                of = "=of" in now and taken
                joined = "and" in now and taken and at + 1 < len(symbols) and "phrase" not in meaning[symbols[at - 1]] and meaning[symbols[at + 1]].isdisjoint(_STOP)
                participle = not taken and not now.isdisjoint(_PARTICIPLE)
                if not (of or joined or participle):
                    break
            at += 1
            taken += 1
        if taken or figure.kind == "Percent" and not _HAN.search(self.words(figure)):
            if figure.kind == "Percent" and not taken and at < len(symbols) and "=of" in meaning[symbols[at]]:
                return figure.last, starts[min(at + 4, len(starts) - 1)]
            return figure.last, starts[at]
        at, taken = unit, 0
        while at > 0 and taken < 10:
            now = meaning[symbols[at - 1]]
            if not now.isdisjoint(_STOP_BEFORE):
                break
            at -= 1
            taken += 1
        return starts[at], figure.first

    def counts(self, figure: Phrase, unit: int, value: str, counted: str, unit_code: str, outer: Phrase) -> bool:
        """Whether a number counts something: not a year, a page, part of a name."""
        words = self.words(figure)
        meaning, symbols = self.drafter.meaning, self.parsed.symbols
        after = meaning[symbols[unit + 1]] if unit + 1 < len(symbols) else frozenset()
        before = meaning[symbols[unit - 1]] if unit else frozenset()
        if "documentpart" in after or self.parsed.tokens[figure.last].strip() in _ORDINAL:
            return False
        raw = self.parsed.words(*figure.slots["value"])
        if raw[:1].isalpha() and raw[:1].isupper() and ("Upper" in after or "quote" in before):
            return False
        if unit_code == "NUM" and re.fullmatch(r"(?:19|20)\d\d", words) and ("Han" not in after or "=年" in after):
            return not before.isdisjoint({"total", "otherverb"}) and bool(counted)
        if unit_code == "NUM" and not counted and outer is figure and "unit2" not in figure.slots:
            return False
        return not (unit_code == "NUM" and "=年" in after)

    def is_said(self, figure: Phrase) -> bool:
        """Whether a number is neither the section's own nor a word of a name."""
        return self.parsed.offsets[figure.first] >= self.offset + self.marker and not self.in_name(figure)

    def in_name(self, figure: Phrase) -> bool:
        """Whether a number is a word of a name: Ten Dedicated Actions."""
        return self.parsed.words(*figure.slots["value"])[:1].isupper()

    def rings(self, figure: Phrase, first: int, last: int, kind: str) -> tuple[frozenset[str], ...]:
        """The words around a figure, from what it counts outwards: its stretch of the sentence between other numbers,
        the sentence, the sentence before."""
        parsed, words = self.parsed, self.drafter.indicators.words
        low, high = self.sentence(figure.first)
        before = self.sentence(low - 1)[0] if low > self.first_token else low
        left = max((end for end in self.number_ends if low <= end <= figure.first), default=low)
        if left > low and not kind:  # what follows the number before, up to a mark, belongs to that one
            marks = (at for at in range(left, figure.first) if parsed.tokens[at].strip() in _PARTS)
            left = next(marks, left)
        if kind:
            left = low  # "the time … falls from 80 days to 40"
        right = min((start for start in self.number_starts if figure.last < start < high), default=high)
        tokens = parsed.tokens
        return (
            words(tokens[first:last]),
            words(tokens[left:right]),
            words(tokens[low:high]),
            words(tokens[before:low]),
        )

    def sentence(self, token: int) -> tuple[int, int]:
        """First token of the sentence that holds a token, and one past its last."""
        place = bisect_right(self.sentence_starts, token) - 1
        start = self.sentence_starts[max(place, 0)]
        following = place + 1
        end = self.sentence_starts[following] if following < len(self.sentence_starts) else self.last_token
        return start, max(end, token + 1)

    def measured(self, figure: Phrase, first: int, last: int) -> list[tuple[str, str, float]]:
        """What a figure is about: the section's initiative, and what is named within the counted thing."""
        about = self.own.key if self.own is not None else self.above
        found = [(about, "section", 0.7)] if about else []
        for phrase in self.phrases:
            if first <= phrase.first and phrase.last <= last and phrase.kind != "Figure":
                found += [(key, "counted", 0.75) for key in self.entity(phrase)]
        return found

    def period(self, figure: Phrase) -> str:
        """A stock's date where the sentence (or the list's head) says "end of YEAR", else the year."""
        parsed = self.parsed
        before = parsed.text[self.offset : parsed.offsets[figure.first]]
        found = None
        for found in _END_OF_YEAR.finditer(before):
            pass
        if found is not None:
            return f"{found[1] or found[2] or found[3]}-12-31"
        return self.year_of()

    # -- what a section is about, by what it names ---------------------------------------------------------------------------------

    def defaults(self) -> None:
        own = self.own
        if own is None:
            return
        drafter = self.drafter
        kind = own.type
        seen: set[int] = set()

        def walk(phrase: Phrase) -> Iterator[Phrase]:
            yield phrase
            for part in phrase.parts:
                yield from walk(part)

        rows: Mapping[str, Sequence[str]] = self.tables["about"]  # type: ignore[assignment]
        for phrase in self.phrases:
            for one in walk(phrase):
                if id(one) in seen:
                    continue
                seen.add(id(one))
                for value in self.entity(one) if one is phrase or one.known is not None else ():
                    target = f"code.{value.partition('/')[0]}" if "/" in value else drafter.classes.get(value, "")
                    said = self.said_with(one, target)
                    if said is not None:
                        self.say(said[0], said[1], value, "named with the scheme", 0.6, _short(self.words(one)))
                        continue
                    for name in rows.get(f"{kind} {target}", rows.get(target, ())):
                        if value != own.key and value not in self.stated(own):
                            self.say(own, name, value, "named in the section", 0.55, _short(self.words(one)))
        heading = self.offset + self.marker + len(self.part.title)
        if self.part.title and len(self.part.title) <= _LONG_HEADING:
            for one in self.loose:
                if self.parsed.offsets[one.first] < heading and one.known is not None:
                    self.say(own, "concerns", f"{one.known.kind[5:]}/{one.known.key}", "word of the heading", 0.5, self.words(one))
        for record in self.records.values():
            if record is own or not record.type or record.type == "Observation":
                continue
            if not record.get("partOf") and record.type not in self.tables["apart"]:  # type: ignore[operator]
                self.say(record, "partOf", own.key, "stands in the section", 0.6, "")
            if record.type in self.tables["dated"] and self.year_of() and not record.get("date"):  # type: ignore[operator]
                record.add("date", self.year_of(), "year", 0.6, "", single=True)
        if kind == "Reform":
            words = self.word_classes()
            for word_class, code in self.tables["reform-words"].items():  # type: ignore[attr-defined]
                if word_class in words:
                    self.say(own, "kindOfReform", code, word_class, 0.75, "")
            inherited = drafter.initiatives.get(_parent(self.part.section, drafter.initiatives) or "", ("", "", ()))[2]
            if not own.get("reforms"):
                for value in inherited:
                    self.say(own, "reforms", value, "what the section above reforms", 0.6, "")
            reformed = tuple(own.get("reforms"))
            drafter.remember(drafter.initiatives, self.part.section, (own.key, kind, reformed))

    def said_with(self, phrase: Phrase, kind: str) -> tuple[Draft, str] | None:
        """The record that a code in the sentence belongs to, and how, where it is not simply the section's."""
        property_of: Mapping[str, str] = self.tables["covered"]  # type: ignore[assignment]
        listed = kind == "code.sector" and self.listed_after(phrase, self.tables["sector-words"])
        if kind not in property_of and not listed:
            return None
        name = property_of.get(kind, "covers")
        scheme = self.scheme_before(phrase)
        if scheme is not None:
            return scheme, name
        return (self.own, name) if listed and self.own is not None else None

    def listed_after(self, phrase: Phrase, words: object) -> bool:
        """Whether one of these words stands before a phrase in its sentence."""
        low, _ = self.sentence(phrase.first)
        return any(fold(bare(token)) in words for token in self.parsed.tokens[low : phrase.first])  # type: ignore[operator]

    def scheme_before(self, phrase: Phrase) -> Draft | None:
        """The record of the scheme that the sentence names before a phrase, or the only one that the section names."""
        low, _ = self.sentence(phrase.first)
        schemes = [
            (one, key)
            for one in self.phrases
            for key in self.keys.get(id(one), ())
            if self.drafter.classes.get(key) in self.tables["covering"]  # type: ignore[operator]
            and one is not phrase
            and phrase not in one.parts
        ]
        before = [key for one, key in schemes if low <= one.first < phrase.first]
        found = before[-1:] or (sorted({key for _, key in schemes}) if len({key for _, key in schemes}) == 1 else [])
        return self.record(found[0]) if found else None

    def stated(self, own: Draft) -> set[str]:
        return {value for statement in own.statements if not statement.language for value in statement.values}


#: How many tokens before a figure are quoted with it where nothing behind it says what it counts.
_BEFORE = 5
#: What parts one counted thing from the next.
_PARTS = frozenset({",", ";", "and", "，", "；", "、"})
#: How much of a heading says what kind of initiative it is.
_HEADING = 60
#: A heading that is longer is a paragraph.
_LONG_HEADING = 150
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
#: Hedges that say where something is as well as how much: "products over 17 kinds" has 17.
_EITHER_WAY = frozenset({"over", "above", "under", "below", "about", "around"})
_STOP = frozenset(
    "mark prep and aux be pron num issue sign renew launch lead require promote cover serve attend otherverb jointly such total "
    "establish build shorten incorporate designate delegate update relative @Figure @Percent @Period break".split()
)
_HAN_STOP = frozenset("be total".split())
_PARTICIPLE = frozenset("issue accredit otherverb cover".split())
_STOP_BEFORE = frozenset("mark total up down @Figure @Percent @Period =了 =共 =全 =有 approximately break".split())
_WORD = re.compile(r"[^\s\x1e\u3400-\u9fff]+|[\u3400-\u9fff]{1,24}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_END_OF_YEAR = re.compile(
    r"(?:end of|31 December|December 31,?|as of|as at)\s+(?:the year\s+|31 December\s+)?((?:19|20)\d\d)|((?:19|20)\d\d)\s*年(?:底|末)", re.IGNORECASE
)
_END_OF_YEAR = re.compile(
    r"(?:end of|31 December|December 31,?)\s+(?:the year\s+)?((?:19|20)\d\d)|((?:19|20)\d\d)\s*年(?:底|末)|截至((?:19|20)\d\d)年",
    re.IGNORECASE,
)


def _scheme_in(title: str, words: object) -> str:
    """The certification that a title names: the capitalised words in front of that word, up to a little one."""
    tokens = title.split()
    for place, token in enumerate(tokens):
        if token not in words["ends"]:  # type: ignore[index]
            continue
        first = place
        while first > 0 and tokens[first - 1][:1].isupper() and not tokens[first - 1].endswith("ing"):
            first -= 1
        if place - first >= 2:
            return " ".join([*tokens[first:place], token.lower()])
    return ""


def _norm(text: str) -> str:
    return " ".join(text.casefold().split())


def _short(text: str) -> str:
    words = text.replace(BREAK, " ").split()
    return " ".join(words[:MAX_QUOTE_WORDS])[:80]


def _first_words(text: str) -> str:
    line = text.strip().split("\n", 1)[0]
    words = line.split()[:MAX_QUOTE_WORDS]
    return " ".join(words)[:60].rstrip(" ,;:.。，；")


def _name(text: str) -> str:
    text = re.sub(r"^(?:the|an?)\s+", "", text.replace("\n", " ").strip(), flags=re.IGNORECASE)
    text = re.sub(r"['’]s$", "", " ".join(text.split()))
    return text.strip(" ,;:.\"“”《》")


def _kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def _slug(text: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL]
    return "-".join(words[:6])


def _parent(section: str, known: Mapping[str, object]) -> str | None:
    while "." in section:
        section = section.rpartition(".")[0]
        if section in known:
            return section
    return None


def _decimal(text: str) -> Decimal:
    """12,345.6 and 12.345,6 alike; a lone comma or point with three digits behind is a thousands mark only if a comma."""
    if "," in text and "." in text:
        if text.rindex(",") > text.rindex("."):
            text = text.replace(".", "").replace(",", ".")
        else:
            text = text.replace(",", "")
    elif "," in text:
        whole, *groups = text.split(",")
        text = "".join([whole, *groups]) if all(len(group) == 3 for group in groups) else f"{whole}.{groups[-1]}"
    elif text.count(".") > 1:
        text = text.replace(".", "")
    return Decimal(text)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

