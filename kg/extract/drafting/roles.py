"""Roles: the phrases of a sentence that stand around a verb: who, what, by whom, with whom, where."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN
from kg.extract.drafting.things import Things
from kg.extract.engines import Span
from kg.extract.parsed import Phrase
from kg.text.han import simplified

#: How many words may stand between the verb and its object or agent.
_NEAR = 14
_NEAR_HAN = 45
#: How many characters before a name may say that it did something, with who signed for it.
_BEFORE = 90
#: The most characters between two organisations that belong together.
GAP = 160
#: What is a year in front of a name: the 2024 conference.
_YEAR = re.compile(r"(?:19|20)\d\d")
#: Measure word and modifiers between a number and what it counts.
_COUNTED = re.compile(r"\s?(?:[\u4e00-\u9fff]{0,6}|(?:[a-z-]+\s){0,3})")
#: Between a number and a thing, that it says how often or how long, not how many there are.
_HOW_OFTEN = re.compile("[次届年月日天]的[“「《]?\\Z")
#: The same, that something is done to what is counted.
_DOES = re.compile("(?:开展|进行|实施|举办|召开|组织|签署|签订|发布|制定|推出|启动)了?\\Z")
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
    r"|\s?(?:\([^)]{0,60}\)\s?)?(?:and|with)\s(?:its|their)\s(?:[A-Za-z-]+\s){0,3}(?:counterpart|partner|peer)s?,?\s(?:the\s)?"
    r"|\s?(?:\([^)]{0,60}\))?,\s[A-Z][a-z]+(?:\s[A-Z][a-z]+)?,?\s(?:and|with)\s(?:the\s)?"
)
BY = re.compile(rf"(?:\bby|[由被])\s*(?:the\s)?(?:{_PERSON})?\Z")
#: Between a thing and a verb, that the verb is said of another thing.
_OF_ANOTHER = re.compile(r"(?!,?\s?(?:which|that|who)\b|\s?of\b)[^.;]{2,200}?,\s(?:which|that|who)\b")
#: In front of who only helps somebody do something, or of whom something else is: a member of X, within X.
_ALONGSIDE = re.compile(
    r"\b(?:in\s(?:close\s)?(?:collaboration|cooperation|co-operation|consultation|conjunction)\swith"
    r"|with\sthe\s(?:support|help|assistance|participation)\sof"
    r"|(?:members?|meeting|session|invitation|request|guidance|agency|division|visit|headquarters|rules|framework|scope|accession)\sof"
    r"|to|for|from|under|within|against|via|through|at)\s(?:the\s)?\Z"
)
#: Between two organisations, the first of which is a part of the other.
PART_OF = re.compile(
    r"[,:]?\s(?:(?:(?:which|that)\s)?(?:is|was)\s)?(?:(?:an?|the)\s)?(?:[a-z-]+\s){0,2}"
    r"(?:(?:[Bb]oard|[Bb]ody|[Aa]uthority|[Oo]rgan|[Aa]gency|[Aa]rm|[Oo]ffice|[Cc]ommittee|[Pp]art|[Dd]ivision|[Dd]epartment|[Uu]nit|[Ii]nstitute|[Bb]ranch|[Ss]ubsidiary"
    r"|[Bb]ureau|[Dd]irectorate|[Ll]aboratory|[Ss]ervice|[Cc]entre|[Cc]enter)\s(?:of|within|in|under)"
    r"|(?<=,\s)under|(?:attached|subordinate|accountable|answerable)\sto|(?:belongs|belonging|reports|reporting)\sto|operat(?:ing|es)\s(?:under|within)"
    r"|(?:housed|located|set\sup)\s(?:within|under)|within|under\sthe\s(?:authority|auspices|umbrella|control)\sof)\s(?:the\s)?"
)
#: Between two organisations, the second of which is a part of the first: 甲部下之乙司, the Ministry's Rope Service
HAS_PART = re.compile(
    r"\s?(?:下之|下设的?|[下属]属的?|属下的?|所属的?|直属的?|辖下的?|['’]s\s)|,?\s(?:acting\s)?through\sits\s(?:own\s)?"
)
#: How far behind a list its last item may end.
_SHORT = 30
#: In front of where something is.
_IN = re.compile(r"(?:\b(?:in|at)|在|于)\s(?:[A-Z][\w-]*(?:\s[A-Z][\w-]*)?,\s)?\Z|[在于至赴抵假]\Z|抵达\Z")
#: In front of whom somebody signs with, who was named before: 甲于5月3日…与乙签署
_WITH_ZH = re.compile(r"[与和同]\Z")
#: How many characters may stand between the two.
_WITHIN = 50
#: Between the two, that the first did something else.
_ANOTHER = re.compile(r"[。]|签署|签订|发布|印发|表示|举办|召开")
#: In front of a verb, that who publishes the text does it.
_WE = re.compile(r"\b[Ww]e\s(?:(?:also|have|has|will|had|are|were|recently|then|jointly|successfully)\s){0,3}\Z")
BEHALF = re.compile(r"\bon\sbehalf\sof\s(?:the\s)?\Z")
WITH = re.compile(r"(?:\b(?:with|between)|[与和同])\s*(?:the\s)?\Z")
_ARTICLE = re.compile(r"(?:the|an?)\s+")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s(?:\w+ly\s)?\Z")
#: Words behind "is" that are no passive: is signing, are signatories to.
_ACTIVE = re.compile(r"(?:ing|\s(?:to|of|for))\s*\Z")
#: In a stretch of capitals that names two bodies, that the second is the one meant: the Department's Rope Service
_OWNED = re.compile(r"['’]s?\s[A-Z]")
#: Between an organisation and a verb, that it said that it did something; in front of the verb of a sentence, "it".
_AUX = r"(?:(?:has|had|have|will|is|was|also|recently|now|jointly|successfully|formally|been|be|to|today|then)\s){0,4}"
_IT = re.compile(
    r"(?:\s?\([^()]{0,30}\))?,?\s?(?:(?:has|had|have|today|also|recently|yesterday|is|was|pleased|proud|delighted|to)\s){0,4}"
    r"(?:announc|sa(?:id|ys)|confirm|report|stat|reveal|disclos|not|add|declar|explain|indicat)[a-z]*\s"
    rf"(?:(?:on|in)\s[^,.;]{{3,20}}\s|today\s|yesterday\s|recently\s)?(?:that\s)?it\s{_AUX}"
)
_IT_FIRST = re.compile(rf"\s?It\s{_AUX}")
#: How many sentences may go on with "it".
_BACK = 3
#: In front of an organisation with which a sentence begins.
_OPENS = re.compile(r"\s?(?:(?:On|In|Today|Yesterday|Recently|Earlier|Last|This)\b[^,.;]{0,40},\s)?(?:[Tt]he\s)?")
#: Between a participle that begins a sentence and whom it is said of: established in 1996 by law, the
_OPENING = re.compile(r"[^,.;:]{0,60},\s(?:the\s)?", re.IGNORECASE)
#: Between a noun of a verb and what does it: the entry into force of the
_OF_IT = re.compile(r"\s?of\s(?:the\s|this\s|an?\s)?")
#: Between an organisation and a verb, that the verb is of another.
_ELSEWHERE = re.compile(
    r"\A的|\A\s?[Mm]ember\s(?:[Ss]tates?|[Cc]ountr|[Bb]od|[Ee]conom)|[;；:：]|\b(?:that|which|who|whose)\b|的[\u4e00-\u9fff]{1,4}下|介绍|表示|指出|强调|透露|[称说][,，]"
)


class Roles:
    """Finds the phrases of one section that fill the roles of a verb, by the order of the words.

    Places named `low`, `high`, `start`, `end` and `place` are indices of tokens in the parsed batch.
    """

    def __init__(self, section: SectionDraft, things: Things) -> None:
        self.section = section
        self.things = things
        self.text = section.parsed.text
        self.plain = simplified(self.text)
        self.classes = section.memory.cascade.grammar.words
        self._word_classes: dict[int, tuple[frozenset[str], ...]] = {}

    def is_a(self, one: Phrase, kinds: Sequence[str]) -> bool:
        """Whether a phrase names a thing of one of some kinds, or of one below it."""
        return one.kind in kinds or not self.section.memory.above.get(one.kind, frozenset()).isdisjoint(kinds)

    def is_part(self, one: Phrase, other: Phrase) -> bool:
        """Whether the words between two organisations say that the first is a part of the second."""
        if self.at(other.first) - self.at(one.last) > GAP:
            return False
        article = re.match(r"the\s", self.section.parsed.tokens[other.first], re.IGNORECASE)
        between = self.text[self.at(one.last) : self.at(other.first)].lstrip()
        between = (between if between.startswith(",") else f" {between}") + (article[0] if article else "")
        return PART_OF.fullmatch(between) is not None

    def verbs(self, low: int, high: int, wanted: frozenset[str], covered: set[int]) -> list[tuple[int, int]]:
        """First tokens, and the ends, of the verbs of some classes in a sentence."""
        verbs = []
        for token in range(low, high):
            if token in covered:
                continue
            for size, kinds in enumerate(self.word_classes(token), start=1):
                if kinds and token + size <= high and not wanted.isdisjoint(kinds):
                    verbs.append((token, token + size))
                    break
        return verbs

    def word_classes(self, token: int) -> tuple[frozenset[str], ...]:
        """The classes of one token, of it and the next, up to four; they are looked up once for all frames."""
        found = self._word_classes.get(token)
        if found is None:
            found = self._word_classes[token] = tuple(self._classes_of(token, size) for size in (1, 2, 3, 4))
        return found

    def _classes_of(self, token: int, size: int) -> frozenset[str]:
        word = simplified("".join(self.section.parsed.tokens[token : token + size])).strip().casefold()
        if word.endswith("ed") and _ARTICLE.match(word):
            return frozenset()  # a signed agreement
        word = _ARTICLE.sub("", word)
        return self.classes.get(word) or self.section.memory.cascade.grammar.phrases.get(word) or frozenset()

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
        passive = bool(_PASSIVE.search(before)) and not self.is_active(place, end)
        passive = passive or bool(BY.search(self.text[self.at(end) : self.at(end) + 4]))
        participle = re.match(r"\s*(?:by|between)\b", self.text[self.at(end) : self.at(end) + 12])
        if ahead and (passive or participle or subject):
            if _OF_ANOTHER.match(self.text[self.at(ahead[-1].last) : self.at(place)]):
                return None  # the project was part of an action, which was led by
            return ahead[-1], True
        if behind and not passive and not subject:
            return behind[0], False
        if subject and behind:
            between = self.text[self.at(end) : self.at(behind[0].first)]
            if _OF_IT.fullmatch(between) or (not before.strip() and _OPENING.fullmatch(between)):
                return behind[0], True  # the entry into force of the Act; established in 1996, the Board
        return None

    def is_active(self, place: int, end: int) -> bool:
        """Whether a verb behind "is" is no passive: is signing, are signatories to."""
        return _ACTIVE.search(self.text[self.at(place) : self.at(end)]) is not None

    def is_passive(self, low: int, place: int) -> bool:
        """Whether "was" and the like stand right before a verb."""
        return _PASSIVE.search(self.text[self.at(low) : self.at(place)]) is not None

    def of_another(self, doer: Phrase, place: int) -> bool:
        """Whether the words between an organisation and a verb say that the verb is another's."""
        return _ELSEWHERE.search(self.text[self.at(doer.last) : self.at(place)]) is not None

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
        between = self.text[self.at(before[-1].last) : self.at(what.first)] if before else ""
        if not before or _HOW_OFTEN.search(self.plain[self.at(before[-1].first) : self.at(what.first)]):
            return False  # 两年一次的论坛, 未来三年的蓝图
        if _DOES.search(simplified(between)):
            return False  # 34种产品开展抽查
        return _COUNTED.fullmatch(between) is not None

    def subject(self, phrases: Sequence[Phrase], low: int, place: int) -> list[Phrase]:
        """The organisations right before a verb, those joined to them included."""
        if self.section.memory.publisher and _WE.search(self.text[self.at(low) : self.at(place)][-_BEFORE:]):
            self.section.keys[id(self.section.we)] = [self.section.memory.publisher]
            return [self.section.we]
        agents = [one for one in phrases if one.last <= place and self.section.is_agent(one)]
        if _IT_FIRST.fullmatch(self.text, self.at(low), self.at(place)):
            return self.opening(low)
        while len(agents) > 1 and _ALONGSIDE.search(self.before(agents[-1])) and agents[-2].kind != "Anaphor":
            agents.pop()  # who only helps, or of whom something else is
        if not agents or place - agents[-1].last > self.near(place):
            return []
        between = self.text[self.at(agents[-1].last) : self.at(place)]
        if len(agents) > 1 and self.is_part(agents[-2], agents[-1]):
            agents.pop()  # "X, which is part of Y, published" is of X
            between = re.sub(r"\A[^,]{0,200},", "", between) if between.startswith(",") else between
        if _ELSEWHERE.search(between) and not _IT.fullmatch(between):
            return []
        chain = self.joined(agents, backwards=True)
        first = self.at(chain[-1].first)
        if len(chain) < len(agents) and _WITH_ZH.search(self.plain[max(0, first - 2) : first]):
            other = agents[-1 - len(chain)]  # 甲于5月3日…与乙签署
            ahead = self.plain[self.at(other.last) : first]
            if len(ahead) <= _WITHIN and not _ELSEWHERE.search(ahead) and not _ANOTHER.search(ahead):
                chain.append(other)
        return chain

    def opening(self, low: int, depth: int = 0) -> list[Phrase]:
        """The organisation with which the sentence in front of one begins, or the one before that: whom "it" means."""
        first, last = self.section.sentence(max(low - 1, 0))
        if self.text.startswith("It ", self.at(first)) and depth < _BACK and first > self.section.first_token:
            return self.opening(first, depth + 1)
        inside = [one for one in self.section.phrases if first <= one.first and one.last <= last and last <= low]
        bodies = [one for one in inside if self.section.is_agent(one)][:1]
        return [one for one in bodies if _OPENS.fullmatch(self.text, self.at(first), self.at(one.first))]

    def before(self, one: Phrase) -> str:
        """The words in front of a phrase, with its article."""
        start = self.at(one.first)
        article = re.match(r"(?:the|an?)\s+", self.section.parsed.tokens[one.first], re.IGNORECASE)
        return self.plain[max(0, start - _BEFORE) : start] + (article[0] if article else "")

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
            if self.at(second.first) - self.at(first.last) > GAP:
                break
            between = self.plain[self.at(first.last) : self.at(second.first)]
            if not _JOINS.fullmatch(between) or _OFFICES.fullmatch(between):
                break
            chain.append(one)
        return chain

    def at_words(self, phrases: Sequence[Phrase], places: Sequence[Span]) -> list[Phrase]:
        """The phrases in which words stand, in the order of the words."""
        matches = [
            one for start, end in places for one in phrases if self.at(one.first) <= start < end <= self.at(one.last)
        ]
        return list(dict.fromkeys(matches))

    def places(self, phrases: Sequence[Phrase], place: int, end: int, high: int) -> list[Phrase]:
        """The places in which something is done, by the word in front of them, the nearest to the verb first."""
        named = [one for one in phrases if one.kind == self.section.role("place")]
        behind = [one for one in named if end <= one.first < high]
        ahead = [one for one in named if one.last <= place]
        return [self.town(one, named) for one in (*behind, *reversed(ahead)) if self.located(one)]

    def all_places(self, places: Sequence[Phrase]) -> list[Phrase]:
        """The first of some places, and those that a list with "and" joins to it: in A, B and C, but not in A, B."""
        behind = sorted((one for one in set(places) if one.first >= places[0].first), key=lambda one: one.first)
        chain = self.joined(behind, backwards=False)
        end = self.at(chain[-1].first) + len(self.section.words(chain[-1]))
        last = self.text[self.at(chain[-2].last) : self.at(chain[-1].first)] if len(chain) > 1 else ""
        ends = len(chain) > 1 and re.match(r",?\sand\s[A-Z][a-z]+[,.;]", self.text[end : end + _SHORT])
        return chain if ends or re.search(r"\band\b", last) else list(places[:1])

    def town(self, place: Phrase, named: Sequence[Phrase]) -> Phrase:
        """The last of places that stand side by side: 泰国曼谷."""
        following = next((one for one in named if one.first == place.last), None)
        chinese = HAN.search(self.section.words(place)) is not None
        return self.town(following, named) if following is not None and chinese else place

    def located(self, place: Phrase) -> bool:
        """Whether a word in front of a place says that something is there."""
        start = self.at(place.first)
        return _IN.search(self.plain[max(0, start - _BEFORE) : start]) is not None

    def keys(self, one: Phrase) -> list[str]:
        """The keys of a phrase that stands for an organisation; none for another phrase."""
        if one.kind == "Both" and (sides := self.sides(one)):
            return sides
        keys = self.things.entity(one) if self.section.is_agent(one) else []
        return keys[-1:] if len(keys) > 1 and _OWNED.search(self.section.words(one)) else keys

    def sides(self, both: Phrase) -> list[str]:
        """Whom "the two sides" means behind an agreement: its parties."""
        party = self.section.tables["paired"][0]
        for one in reversed(self.section.phrases[: self.things.place[id(both)]]):
            keys = self.section.keys.get(id(one), ())
            record = self.section.records.get(keys[0]) if len(keys) == 1 else None
            if record is not None and len(record.get(party)) > 1:
                return list(record.get(party))
        return []

    def near(self, place: int) -> int:
        """How many tokens may stand between a verb and its roles; a Chinese character is a token."""
        token = self.section.parsed.tokens[min(place, len(self.section.parsed.tokens) - 1)]
        return _NEAR_HAN if HAN.search(token) else _NEAR

    def at(self, token: int) -> int:
        """The offset in characters at which a token begins."""
        return self.section.parsed.offsets[token]
