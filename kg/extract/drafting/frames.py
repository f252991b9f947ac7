"""Frames: who did what to what, with whom and when, whatever the order of the words.

A frame is a verb (word classes) with its roles, mapped to properties by ``rules/frames.yaml``. Active and passive,
coordination ("A, B and C signed"), apposition and nouns of the verb ("the signing of") come to the same statements.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from kg.extract.drafting.records import Draft
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, short
from kg.extract.drafting.things import Things
from kg.extract.engines import Clause, Span
from kg.extract.names import LABELLED
from kg.extract.parsed import Phrase
from kg.text.han import simplified
from kg.text.periods import RELATIVE, SINCE, SPAN, YEARLESS

#: How many words may stand between the verb and its object or agent.
_NEAR = 14
_NEAR_HAN = 45
#: How many characters before a name may say that it did something, with who signed for it.
_BEFORE = 90
#: The most characters between two organisations that belong together.
_GAP = 160
#: What is a year in front of a name: the 2024 conference.
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Measure word and modifiers between a number and what it counts.
_COUNTED = re.compile(r"\s?(?:[\u4e00-\u9fff]{0,6}|(?:[a-z-]+\s){0,3})")
_BETWEEN = re.compile(r"[与和]|與|\bbetween\b")
#: Who signs for somebody: "Dr A. Name, Director of the", 主任张三
_PERSON = (
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof)\b\.?\s)?(?:[A-Z][\w.’'-]{0,20}\s){1,3}[A-Z][\w.’'-]{0,20},"
    r"\s(?:[A-Z][\w-]*\s){0,4}(?:of\s)?(?:the\s)?"
)
_PERSON_ZH = r"(?:副?(?:局长|主任|主席|秘书长|会长|部长|理事长)[\u4e00-\u9fff·]{0,12}?)"
#: Between two offices of one person, who acts for the second: 甲局副局长、乙委主任张三
_OFFICES = re.compile(r"副?(?:局长|主任|主席|秘书长|会长|部长|理事长)[、,，兼]")
_JOINS = re.compile(
    rf"{_PERSON_ZH}?"
    r"[\s,，、]*(?:(?:and|or|和|与|及|以及|同|the|联合|会同|jointly with|together with)\s*)*[\s,，、]*"
    rf"(?:\([^)]{{0,60}}\)|（[^）]{{0,40}}）|{_PERSON})?\s*"
    r"|,\s(?:the|an?)\s[a-z][^,;.]{0,90},\s(?:and\s)?(?:the\s)?"
)
_BY = re.compile(rf"(?:\bby|[由被])\s*(?:the\s)?(?:{_PERSON})?\Z")
#: Between two organisations, the first of which is a part of the other.
_PART_OF = re.compile(
    r",?\s(?:(?:(?:which|that)\s)?(?:is|was)\s)?(?:(?:an?|the)\s)?(?:[a-z-]+\s){0,2}"
    r"(?:(?:[Bb]oard|[Bb]ody|[Aa]gency|[Aa]rm|[Oo]ffice|[Cc]ommittee|[Pp]art|[Dd]ivision|[Dd]epartment|[Uu]nit|[Ii]nstitute)\sof"
    r"|(?<=,\s)under|(?:attached|subordinate)\sto|operating\sunder|under\sthe\s(?:authority|auspices)\sof)\s(?:the\s)?"
)
#: Between two organisations, the second of which is a part of the first: 甲部下之乙司, the Ministry's Rope Service
_HAS_PART = re.compile(r"\s?(?:下之|下设的?|下属的?|所属的?|直属的?|辖下的?|['’]s\s)")
_OF = re.compile(r"\s?of\s(?:the\s)?|的")
#: In front of where something is.
_IN = re.compile(r"(?:\b(?:in|at)|在|于)\s(?:[A-Z][\w-]*(?:\s[A-Z][\w-]*)?,\s)?\Z|[在于]\Z")
#: In front of whom somebody signs with, who was named before: 甲于5月3日…与乙签署
_WITH_ZH = re.compile(r"[与和同]\Z")
#: How many characters may stand between the two.
_WITHIN = 50
#: Between the two, that the first did something else.
_ANOTHER = re.compile(r"[。]|签署|签订|发布|印发|表示|举办|召开")
_WITH = re.compile(r"(?:\b(?:with|between)|[与和同])\s*(?:the\s)?\Z")
#: Between two countries of a list; behind one, that something of it is meant.
_LISTED = re.compile(r"\s*[,，、]?\s*(?:(?:and|和|与|及|以及)\s*)?(?:the\s)?")
_OWNS = re.compile(r"['’]s\b")
#: In front of a country, that bodies of it are meant, and no state; or that it is the end of another name.
_OF_COUNTRY = re.compile(r"(?<!government\s)(?<!governments\s)\b(?:of|from|in)\s(?:the\s)?\Z|\b[A-Z][a-z]+\s\Z")
_ARTICLE = re.compile(r"(?:the|an?)\s+")
#: Days of one month: 2030-05-03/2030-05-06
_ONE_MONTH = re.compile(r"(\d{4}-\d\d)-\d\d/\1-\d\d")
#: In front of the day of a deed.
_ON = re.compile(r"\bon\s(?:[A-Z][a-z]+day,?\s)?\Z", re.IGNORECASE)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s(?:\w+ly\s)?\Z")
#: Words behind "is" that are no passive: is signing, are signatories to.
_ACTIVE = re.compile(r"(?:ing|\s(?:to|of))\s*\Z")
#: Between an organisation and a verb, that the verb is of another.
_ELSEWHERE = re.compile(
    r"\A的|[;；:：]|\b(?:that|which|who|whose)\b|的[\u4e00-\u9fff]{1,4}下|介绍|表示|指出|强调|透露|[称说][,，]"
)
#: What was done more than once, at other times.
_OFTEN = re.compile(r"曾(?:先后|先後|多次|于|於)?|先后|先後|\b(?:previously|earlier|in the past)\b")
_NEGATED = re.compile(r"\b(?:not|never|no longer|without)\b|[未没不]", re.IGNORECASE)


class Frames:
    """States what the frames of ``rules/frames.yaml`` say of one section: a verb with its object and participants.

    Places named `low`, `high`, `start`, `end` and `place` are indices of tokens in the parsed batch.
    """

    def __init__(self, section: SectionDraft, things: Things) -> None:
        self.section = section
        self.things = things
        self.text = section.parsed.text
        self.plain = simplified(self.text)
        self.classes = section.memory.cascade.grammar.words
        #: rules that go by the order of the words
        self.ordered = frozenset(rule.name for rule in section.memory.cascade.grammar.relations)
        clauses = section.parsed.clauses
        self.clauses = {one.verb[0]: one for one in clauses if one.objects != (one.verb,)}
        #: nouns that say by themselves who takes part: an agreement between A and B
        self.nouns = [one for one in clauses if one.objects == (one.verb,)]

    def state(self) -> None:
        """State every frame of every sentence."""
        section = self.section
        starts = [*section.sentence_starts, section.last_token]
        for low, high in pairwise(starts):
            inside = [one for one in section.phrases if low <= one.first < high]
            if inside:
                self.sentence(low, high, inside)
                self.parts(inside)

    def is_part(self, one: Phrase, other: Phrase) -> bool:
        """Whether the words between two organisations say that the first is a part of the second."""
        if self.at(other.first) - self.at(one.last) > _GAP:
            return False
        article = re.match(r"the\s", self.section.parsed.tokens[other.first], re.IGNORECASE)
        between = self.text[self.at(one.last) : self.at(other.first)].lstrip()
        between = (between if between.startswith(",") else f" {between}") + (article[0] if article else "")
        return _PART_OF.fullmatch(between) is not None

    def parts(self, phrases: Sequence[Phrase]) -> None:
        """Which organisations are parts of others: "X, under the Ministry of Y", "the Z Council of the Y"."""
        rows = self.section.tables["names"]["parts"]
        agents = [one for one in phrases if self.section.is_agent(one)]
        for one, other in pairwise(agents):
            if self.at(other.first) - self.at(one.last) > _GAP:
                continue
            between = self.text[self.at(one.last) : self.at(other.first)]
            article = re.match(r"the\s", self.section.parsed.tokens[other.first], re.IGNORECASE)
            between = (self.text[self.at(one.last) - 1 : self.at(one.last)].strip(" )") and "") + between.lstrip()
            between = f" {between}" if not between.startswith(",") else between
            between += article[0] if article else ""
            words = re.sub(r"\s?\([^)]*\)\s?\Z", "", self.section.words(one)).split()
            headed = bool(words and words[-1].lower() in rows["heads"] and _OF.fullmatch(between))
            if _HAS_PART.fullmatch(simplified(between)):
                one, other, headed = other, one, True
            if headed or _PART_OF.fullmatch(between):
                for key in self.things.entity(one):
                    record = self.section.record(key)
                    for whole in self.things.entity(other) if record is not None else ():
                        if record is not None and whole != key:
                            self.section.say(
                                record, rows["property"], whole, "part of", 0.7, short(self.section.words(other))
                            )

    def is_a(self, one: Phrase, kinds: Sequence[str]) -> bool:
        """Whether a phrase names a thing of one of some kinds, or of one below it."""
        return one.kind in kinds or not self.section.memory.above.get(one.kind, frozenset()).isdisjoint(kinds)

    def sentence(self, low: int, high: int, phrases: Sequence[Phrase]) -> None:
        """State every frame whose verb stands in the sentence of tokens `low` to before `high`, with its `phrases`."""
        parsed = self.section.parsed
        covered = {token for one in phrases if one.made_by or one.known for token in range(one.first, one.last)}
        for frame in self.section.tables["frames"]:
            verbs = frozenset(frame["verb"])
            places = self.verbs(low, high, verbs, covered) if verbs else []
            for noun in self.nouns if not verbs else ():
                if self.at(low) <= noun.verb[0] < self.at(high):
                    self.parsed(frame, noun, low, high, phrases)
            firsts = [low, *(end for _, end in places)]
            lasts = [*(place for place, _ in places[1:]), high]
            for (place, end), first, last in zip(places, firsts, lasts, strict=False):
                clause = self.clause(place, end)
                if "does" in frame:
                    self.does(frame, clause, phrases, low, high, place, end)
                    continue
                if clause is not None and self.parsed(frame, clause, low, high, phrases):
                    continue
                before = self.text[parsed.offsets[low] : parsed.offsets[place]]
                if _NEGATED.search(self.plain[parsed.offsets[low] : parsed.offsets[place]][-24:]):
                    continue
                if _OFTEN.search(before):
                    continue
                clause_object = self.object(frame, phrases, place, end, before)
                if clause_object is None:
                    continue
                what, passive = clause_object
                # what is named with another verb of the sentence took part in something else
                own = [one for one in phrases if first <= one.first and (one.last <= last or one is what)]
                rest = max(end, what.last)
                agents = self.led(own, rest, high, _BY) if passive else self.subject(own, low, place)
                others = self.led(own, rest, high, _WITH) or self.led(own, end, high, _WITH)
                self.say(frame, what, agents, others, low, high, own)
                self.where(frame, what, self.places(phrases, place, end, high))

    def does(
        self, frame: Mapping[str, Any], clause: Clause | None, phrases: Sequence[Phrase], low: int, high: int,
        place: int, end: int,
    ) -> None:  # fmt: skip
        """State a frame that says something of who does it: an agency administers acts, an act repeals others."""
        if _NEGATED.search(self.plain[self.at(low) : self.at(place)][-24:]) or (clause is not None and clause.negated):
            return
        doers = [one for one in phrases if self.is_a(one, frame["subject"])]
        things = [one for one in phrases if self.is_a(one, frame["object"])]
        near = self.near(place)
        ahead = [one for one in things if one.last <= place]
        by = re.match(r"\s*by\b", self.text[self.at(end) : self.at(end) + 4])
        if by or _PASSIVE.search(self.text[self.at(low) : self.at(place)]):
            subject = self.led(phrases, end, high, _BY, doers)[:1]
            objects = self.joined(ahead, backwards=True) if ahead and place - ahead[-1].last <= near else []
        else:
            before = [one for one in doers if one.last <= place]
            if _ACTIVE.search(self.text[self.at(place) : self.at(end)]):  # an act amending A and repealing B
                subject = before[:1]
            else:
                subject = [one for one in before if place - one.last <= near][-1:]
            if subject and _ELSEWHERE.search(self.text[self.at(subject[0].last) : self.at(place)]):
                return
            behind = [one for one in things if end <= one.first]
            objects = self.joined(behind, backwards=False) if behind and behind[0].first - end <= near else []
        for key in (key for one in subject for key in self.things.entity(one)):
            record = self.section.record(key)
            for one in objects if record is not None else ():
                for value in self.things.entity(one):
                    if record is not None and value != key:
                        words = short(self.section.words(one))
                        self.section.say(record, str(frame["does"]), value, str(frame["frame"]), 0.7, words)

    def places(self, phrases: Sequence[Phrase], place: int, end: int, high: int) -> list[Phrase]:
        """The places in which something is done, by the word in front of them, the nearest to the verb first."""
        named = [one for one in phrases if one.kind == self.section.role("place")]
        behind = [one for one in named if end <= one.first < high]
        ahead = [one for one in named if one.last <= place]
        return [one for one in (*behind, *reversed(ahead)) if self.located(one)]

    def located(self, place: Phrase) -> bool:
        """Whether a word in front of a place says that something is there."""
        start = self.at(place.first)
        return _IN.search(self.plain[max(0, start - _BEFORE) : start]) is not None

    def clause(self, place: int, end: int) -> Clause | None:
        """The engine's clause of a verb, which may have smaller words: re-signed."""
        inside = [self.clauses[at] for at in range(self.at(place), self.at(end)) if at in self.clauses]
        return next((one for one in inside if one.objects), inside[-1] if inside else None)

    def parsed(self, frame: Mapping[str, Any], clause: Clause, low: int, high: int, phrases: Sequence[Phrase]) -> bool:
        """State a frame whose roles the engine's grammar found; False where the order of the words must tell."""
        if clause.negated:
            return True
        spans = (*clause.agents, *clause.objects) if frame.get("itself") else clause.objects
        doers = () if frame.get("itself") else clause.agents
        agents = [one for one in self.at_words(phrases, doers) if self.section.is_agent(one)]
        partners = [one for one in self.at_words(phrases, clause.partners) if self.section.is_agent(one)]
        objects = [one for one in self.at_words(phrases, spans) if self.is_a(one, frame["object"])]
        objects = [one for one in objects if not self.numbered(one, phrases)]
        places = [one for one in self.at_words(phrases, clause.places) if one.kind == self.section.role("place")]
        for what in objects:
            self.only(frame, what, agents, partners)
            self.say(frame, what, agents, partners, low, high, phrases)
            at = bisect_right(self.section.parsed.offsets, clause.verb[0]) - 1
            self.where(frame, what, [*places, *self.places(phrases, at, at + 1, high)])
        return bool(objects) and bool(agents or partners)

    def only(self, frame: Mapping[str, Any], what: Phrase, agents: Sequence[Phrase], others: Sequence[Phrase]) -> None:
        """Take back what the order of the words said of the object of a frame, where the grammar names the parties."""
        name = frame.get("with")
        acting = {key for one in (*agents, *others) for key in self.keys(one)}
        keys = self.things.entity(what)
        record = self.section.record(keys[0]) if name and keys and len(acting) > 1 else None
        for stated in record.statements if record is not None else ():
            if stated.property == name and stated.rule in self.ordered:
                stated.values = [value for value in stated.values if value in acting]
        if record is not None:
            record.statements = [one for one in record.statements if one.values]

    def where(self, frame: Mapping[str, Any], what: Phrase, places: Sequence[Phrase]) -> None:
        """State where the object of a frame took place."""
        keys = self.things.entity(what) if "place" in frame and places else []
        record = self.section.record(keys[0]) if keys else None
        for key in self.things.entity(places[0]) if record is not None else ():
            if record is not None and not record.get(str(frame["place"])):
                words = short(self.section.words(places[0]))
                self.section.say(record, str(frame["place"]), key, str(frame["frame"]), 0.7, words)

    def at_words(self, phrases: Sequence[Phrase], places: Sequence[Span]) -> list[Phrase]:
        """The phrases in which words stand, in the order of the words."""
        matches = [
            one for start, end in places for one in phrases if self.at(one.first) <= start < end <= self.at(one.last)
        ]
        return list(dict.fromkeys(matches))

    def verbs(self, low: int, high: int, wanted: frozenset[str], covered: set[int]) -> list[tuple[int, int]]:
        """First tokens, and the ends, of the verbs of some classes in a sentence."""
        parsed, verbs = self.section.parsed, []
        for token in range(low, high):
            if token in covered:
                continue
            for size in (1, 2, 3):
                if token + size > high:
                    break
                word = simplified("".join(parsed.tokens[token : token + size])).strip().casefold()
                word = _ARTICLE.sub("", word)
                kinds = self.classes.get(word) or self.section.memory.cascade.grammar.phrases.get(word)
                if kinds and not wanted.isdisjoint(kinds):
                    verbs.append((token, token + size))
                    break
        return verbs

    def object(
        self, frame: Mapping[str, Any], phrases: Sequence[Phrase], place: int, end: int, before: str
    ) -> tuple[Phrase, bool] | None:
        """What the verb is done to, and whether it stands before the verb."""
        subject = bool(frame.get("itself"))
        # "signed 15 agreements" names none of them
        fitting = [one for one in phrases if self.is_a(one, frame["object"]) and not self.numbered(one, phrases)]
        near = self.near(place)
        behind = [one for one in fitting if end <= one.first <= end + near]
        ahead = [one for one in fitting if place - near <= one.last <= place]
        active = _ACTIVE.search(self.text[self.at(place) : self.at(end)]) is not None
        passive = bool(_PASSIVE.search(before)) and not active
        passive = passive or bool(_BY.search(self.text[self.at(end) : self.at(end) + 4]))
        participle = re.match(r"\s*(?:by|between)\b", self.text[self.at(end) : self.at(end) + 12])
        if ahead and (passive or participle or subject):
            return ahead[-1], True
        if behind and not passive and not subject:
            return behind[0], False
        return None

    def numbered(self, what: Phrase, phrases: Sequence[Phrase]) -> bool:
        """Whether a number counts the things: 15 agreements, 15份多边互认协议."""
        before = [
            one
            for one in phrases
            if one.last <= what.first
            and one.number is not None
            and one.number.period is None
            and not _YEAR.fullmatch(one.number.text)
        ]
        return (
            bool(before) and _COUNTED.fullmatch(self.text[self.at(before[-1].last) : self.at(what.first)]) is not None
        )

    def near(self, place: int) -> int:
        """How many tokens may stand between a verb and its roles; a Chinese character is a token."""
        token = self.section.parsed.tokens[min(place, len(self.section.parsed.tokens) - 1)]
        return _NEAR_HAN if HAN.search(token) else _NEAR

    def at(self, token: int) -> int:
        """The offset in characters at which a token begins."""
        return self.section.parsed.offsets[token]

    def say(
        self, frame: Mapping[str, Any], what: Phrase, agents: Sequence[Phrase], others: Sequence[Phrase], low: int,
        high: int, phrases: Sequence[Phrase],
    ) -> None:  # fmt: skip
        """State what the object of a frame is to those who take part in it."""
        section = self.section
        keys = self.things.entity(what)
        record = section.record(keys[0]) if keys else None
        if record is None:
            return
        words = short(section.words(what))
        rule, sure = str(frame["frame"]), 0.75
        if frame.get("covers"):
            self.covered(record, frame, phrases, what.last, high, rule)
            return
        if frame.get("with"):
            everyone = self.in_title(what) or [key for one in (*agents, *others) for key in self.keys(one)]
            everyone = list(dict.fromkeys(everyone))
            sides = {key for name in section.tables["paired"] for key in record.get(name)}
            if everyone and len(sides) > 1 and sides.isdisjoint(everyone):
                return  # another agreement, of others
            if len(everyone) < 2 and not record.get(str(frame["with"])):
                self.countries(record, phrases, words)
            if not everyone and not record.get(self.section.tables["countries"]["property"]):
                self.date(record, frame, low, high)
                return
            for key in everyone:
                section.say(record, str(frame["with"]), key, rule, sure, words)
        else:
            for key in (key for one in agents for key in self.keys(one)):
                section.say(record, str(frame["agent"]), key, rule, sure, words)
        renewing = section.tables["renewing"]
        says: Mapping[str, str] | None = frame.get("says") if record.get(str(frame.get("with") or "")) else None
        for name, value in (says or {}).items():
            named = simplified(section.words(what)).casefold()
            code = "renewed" if value == "new" and any(word in named for word in renewing) else value
            if code == "renewed" and record.get(name) == ["new"]:
                record.get(name)[:] = [code]  # an updated memorandum is not a new one
                section.memory.remember(section.memory.single, (record.key, name), code)
            elif not record.get(name):
                section.say(record, name, code, rule, sure, words)
        self.date(record, frame, low, high)

    def in_title(self, what: Phrase) -> list[str]:
        """The organisations that the title of an agreement names, where it names two: A与B合作谅解备忘录."""
        title = self.section.words(what)
        if not _BETWEEN.search(title):
            return []
        begins = self.at(what.first)
        names: dict[Span, str] = {}
        for one in self.section.memory.cascade.proper.find(title):
            if self.section.is_organisation(one.kind):
                names.setdefault((one.first, one.last), one.kind)
        for part in what.parts:
            if self.section.is_agent(part):
                names.setdefault((self.at(part.first) - begins, self.at(part.last) - begins), part.kind)
        kept = [
            ((start, end), kind)
            for (start, end), kind in sorted(names.items())
            if not any((first, last) != (start, end) and first <= start and end <= last for first, last in names)
        ]
        if len(kept) != 2:
            return []
        made = (Phrase(kind, what.first, what.last, "title of an agreement", 0.7) for _, kind in kept)
        return [
            self.things.known_or_defined(title[start:end].strip(), phrase)
            for ((start, end), _), phrase in zip(kept, made, strict=True)
        ]

    def covered(
        self, record: Draft, frame: Mapping[str, Any], phrases: Sequence[Phrase], start: int, high: int, rule: str
    ) -> None:
        """What stands behind "covers" or "was extended to": kinds of body, products, topics that the graph knows."""
        kinds = frame["covers"]
        for one in phrases:
            named = one.known is not None or not one.kind.startswith("code.")
            if start <= one.first < high and named and one.kind in kinds:
                for key in self.things.entity(one):
                    self.section.say(record, str(frame["agent"]), key, rule, 0.65, short(self.section.words(one)))

    def countries(self, record: Draft, phrases: Sequence[Phrase], words: str) -> None:
        """States that take part, where no organisation is named."""
        runs: list[list[Phrase]] = []
        for one in phrases:
            if one.rule == LABELLED or one.kind != self.section.role("place"):
                continue
            if runs and _LISTED.fullmatch(self.plain[self.at(runs[-1][-1].last) : self.at(one.first)]):
                runs[-1].append(one)
            else:
                runs.append([one])
        run = max(runs, key=len, default=[])
        start = self.at(run[0].first) if run else 0
        if _OF_COUNTRY.search(self.text[max(0, start - _BEFORE) : start]):
            return
        if len(run) > 1 and not _OWNS.search(self.text, self.at(run[-1].first), self.at(run[-1].last) + 2):
            for key in (key for one in run for key in self.things.entity(one)):
                self.section.say(record, self.section.tables["countries"]["property"], key, "countries", 0.6, words)

    def date(self, record: Draft, frame: Mapping[str, Any], low: int, high: int) -> None:
        """Give a record the day on which its sentence says it was done; nothing where several days could be meant."""
        name = str(frame.get("date") or "")
        stated = "".join(record.get(name))
        if not name or name not in self.section.memory.vocabulary.properties or len(stated) > 4:
            return  # a year gives way to a day of it
        start, end = self.at(low), self.at(high)
        dated = [one.period for one in self.section.numbers if one.period is not None and start <= one.start < end]
        days = [
            one
            for one in dated
            if one.kind not in (SPAN, SINCE, RELATIVE)
            and one.label.count("-") > (2 if one.kind == YEARLESS else 0)
            and not one.label.endswith("-12-31")
        ]
        # of several, the one on which something was done: a line begins with the day on which it was written
        done = [one for one in days if _ON.search(self.plain[max(0, one.start - 16) : one.start])]
        if "place" in frame and not days:  # a meeting of several days was in their month
            months = {one.label[:7]: one for one in dated if one.kind == SPAN and _ONE_MONTH.fullmatch(one.label)}
            days = [replace(one, label=month) for month, one in months.items()]
        chosen = days if len(days) == 1 else done
        if len(chosen) == 1:
            label, year = chosen[0].label, self.section.year_of()
            if label.startswith("--"):
                label = f"{year}{label[1:]}" if year and len(label) == 7 else ""
            if label.startswith(stated) and label and self.section.agrees(record, name, label):
                record.statements = [one for one in record.statements if one.property != name]
                record.add(name, label, str(frame["frame"]), 0.7, chosen[0].text, single=True)

    def keys(self, one: Phrase) -> list[str]:
        """The keys of a phrase that stands for an organisation; none for another phrase."""
        return self.things.entity(one) if self.section.is_agent(one) else []

    def subject(self, phrases: Sequence[Phrase], low: int, place: int) -> list[Phrase]:
        """The organisations right before a verb, those joined to them included."""
        agents = [one for one in phrases if one.last <= place and self.section.is_agent(one)]
        if not agents or place - agents[-1].last > self.near(place):
            return []
        between = self.text[self.at(agents[-1].last) : self.at(place)]
        if len(agents) > 1 and self.is_part(agents[-2], agents[-1]):
            agents.pop()  # "X, which is part of Y, published" is of X
            between = re.sub(r"\A[^,]{0,200},", "", between) if between.startswith(",") else between
        if _ELSEWHERE.search(between):
            return []
        chain = self.joined(agents, backwards=True)
        first = self.at(chain[-1].first)
        if len(chain) < len(agents) and _WITH_ZH.search(self.plain[max(0, first - 2) : first]):
            other = agents[-1 - len(chain)]  # 甲于5月3日…与乙签署
            ahead = self.plain[self.at(other.last) : first]
            if len(ahead) <= _WITHIN and not _ELSEWHERE.search(ahead) and not _ANOTHER.search(ahead):
                chain.append(other)
        return chain

    def led(
        self, phrases: Sequence[Phrase], start: int, high: int, by: re.Pattern[str],
        doers: Sequence[Phrase] | None = None,
    ) -> list[Phrase]:  # fmt: skip
        """The organisations, or those of `doers`, behind "by" or "with", those joined to them included."""
        wanted = filter(self.section.is_agent, phrases) if doers is None else doers
        agents = [one for one in wanted if start <= one.first < high]
        for place, one in enumerate(agents):
            token = self.section.parsed.tokens[one.first]
            article = re.match(r"(?:the|an?)\s+", token, re.IGNORECASE)
            start_of = self.at(one.first)
            before = self.plain[max(0, start_of - _BEFORE) : start_of] + (article[0] if article else "")
            if by.search(before):
                return self.joined(agents[place:], backwards=False)
        return []

    def joined(self, agents: Sequence[Phrase], backwards: bool) -> list[Phrase]:
        """The first phrase and those that commas or "and" join to it.

        `backwards`: the last phrase, and those in front of it.
        """
        ordered = list(reversed(agents)) if backwards else list(agents)
        chain = ordered[:1]
        for one in ordered[1:]:
            first, second = (one, chain[-1]) if backwards else (chain[-1], one)
            if self.at(second.first) - self.at(first.last) > _GAP:
                break
            between = self.plain[self.at(first.last) : self.at(second.first)]
            if not _JOINS.fullmatch(between) or _OFFICES.fullmatch(between):
                break
            chain.append(one)
        return chain
