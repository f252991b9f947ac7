"""What two things that a Chinese clause names are to each other, by the words between them, whichever engine reads it.

Where a body is, who set it up, who authorised it, which standard takes the place of which, and who guided a meeting.
A statement needs the kinds of both ends and the words between them to be right; else nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from kg.extract.drafting.roles import Roles
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, short
from kg.extract.drafting.things import Things
from kg.extract.names.spans import TITLES
from kg.extract.parsed import Phrase
from kg.text.period_patterns import DAY, MONTH, YEAR, YEARLESS

#: The rule that such a statement names.
RULE = "words between them"
_ASIDE = r"[”」]?(?:[（(][^（）()]{0,40}[)）])?"
#: Between a body and where it is; in front of the place in which the body behind it is.
_LIES = re.compile(
    rf"{_ASIDE}的?(?:总部|本部|秘书处|会址|地址|所在地)?[,，]?(?:现|均|正式|成功|设立后)?"
    r"(?:位于|坐落[于在]|设[在于]|落户(?:于|在)?|地处|选址)"
)
_LYING = re.compile(r"(?:位于|坐落[于在]|设[在于]|地处)\Z")
_LAIN = re.compile(r"(?:[市县区州]|[\u4e00-\u9fff]{0,4}(?:开发区|新区|园区))?的")
#: Between who authorises and whom; behind whom.
_LETS = re.compile(rf"{_ASIDE}(?:近日|日前|正式|已|依法|分别|再次)*(?:授权|核准|指定|委任|批准)(?:了|由)?[“「]?")
_LET = re.compile(
    rf"{_ASIDE}(?:依法)?(?:对|为|开展|承担|负责|实施|组织|作为|成为|设立|成立|可|从事|提供|进行|使用|签发|颁发|办理|担任)"
)
#: The same of a body that is set up: 经甲局批准,乙中心成立
_AFTER = re.compile(r"(?:正式)?(?:批准|同意|核准|授权)(?:设立|成立|组建)?的?[,，]?[“「]?")
_IS_OF = re.compile(rf"{_ASIDE}[是系]?(?:由|经)")
_OF_IT = re.compile(rf"{_ASIDE}(?:正式|依法)*(?:批准|授权|核准)(?:设立|成立|组建)?")
#: Between who sets a body up and the body; what they do is not it where one of these stands there.
_BUILDS = re.compile(
    r"[^。；;]{0,24}?(?:设立|建立|组建|筹建|创建|创办|共建|合建|成立|建成|建设)(?:了)?(?:[“「]|我国首[家个]|首[家个])?"
)
_NOT_BUILT = re.compile(
    "推动|推进|支持|批准|同意|提出|建议|拟|计划|要求|宣布|参[与加]|协助|促进|探讨|商讨|依托|申请|未|不|的"
)
_BUILT = re.compile(rf"{_ASIDE}[,，]?(?:[是系])?由")
_BUILT_BY = re.compile(rf"{_ASIDE}[^，,。；;]{{0,10}}?(?:筹建|建设|组建|设立|创办|建立|发起成立|投资|主办|运营)(?!议)")
#: Between two standards.
_REPLACES = re.compile(
    r"(?:[《（(][^）)》]{0,60}[)）》])?(?:[^。；;]{0,40}[,，])?(?:将|同时|部分|全部)*(?:代替|替代|取代)了?(?:原|国家标准|标准)*[《]?"
)
_REPLACED = re.compile(r"(?:[《（(][^）)》]{0,60}[)）》])?(?:已|将)?[由被]")
_IN_PLACE = re.compile(r"(?:所)?(?:代替|替代|取代|替换)")
#: In front of a body that others became.
_MERGED = re.compile(r"(?:合并|重组|整合|合组|改组|改制)(?:成立|组建|设立|组成|成为|而成|为|成)+(?:了|新的)?[“「]?\Z")
#: Around a body that guides others.
_GUIDES = re.compile(r"的?(?:[^，,。；;]{0,6})?(?:指导|领导|统筹|部署)(?:之?下|[,，、。])")
_GUIDED = re.compile(r"(?:在|由)\Z")
_GUIDES_OTHERS = re.compile(r"(?:积极|大力|将|会同有关部门)*指导(?!意见|手册|性|文件|原则|价|员|委|书|组|下)")
_GUIDING = re.compile(r"指导(?:单位|机构)\s?[:：]\s?(?:[^\n。]{0,60}[、，,])?\Z")
#: Between a date and the day that it is.
_IS_DAY = re.compile(r"(?:[（(][^（）()]{1,4}[)）])?(?:[是为]|系)(?:我国)?(?:的)?[“「]?")
_FAR = 60
_CLAUSE = re.compile("[,，]")


class ChineseTies:
    """States of one section what the words between two things say."""

    def __init__(self, section: SectionDraft, things: Things, roles: Roles) -> None:
        self.section = section
        self.things = things
        self.roles = roles
        self.plain = roles.plain
        self.place = section.role("place")
        self.standard = str(section.tables["scope"]["standard"])
        self.rows: Mapping[str, Any] = section.tables["ties"]
        self.built = tuple(self.rows["set-up"])

    def state(self) -> None:
        """State it of every sentence."""
        for low, high in pairwise([*self.section.sentence_starts, self.section.last_token]):
            inside = [one for one in self.section.phrases if low <= one.first < high]
            for one in inside:
                self.dated(one, self.at(low))
            if len(inside) > 1 and HAN.search(self.plain, self.at(low), self.at(high)):
                for one, other in pairwise(inside):
                    self.pair(one, other)
                self.bodies(inside, self.at(low))
                numbered = [one for one in inside if one.kind == self.standard and one.rule not in TITLES]
                for one, other in pairwise(numbered):
                    self.replaced(one, other)

    def pair(self, one: Phrase, other: Phrase) -> None:
        """State what two things are to each other that stand next to each other."""
        between = self.between(one, other)
        if other.kind == self.place and self.is_body(one) and _LIES.fullmatch(between):
            self.say(one, self.rows["place"], other)
        elif (
            one.kind == self.place
            and self.is_body(other)
            and _LAIN.fullmatch(between)
            and _LYING.search(self.plain, max(0, self.at(one.first) - 4), self.at(one.first))
        ):
            self.say(other, self.rows["place"], one)

    def replaced(self, one: Phrase, other: Phrase) -> None:
        """State which of two standards takes the place of the other."""
        between = self.between(one, other)
        if _REPLACES.fullmatch(between):
            self.say(one, self.rows["earlier"], other)
        elif _REPLACED.fullmatch(between) and _IN_PLACE.match(self.plain, self.at(other.last)):
            self.say(other, self.rows["earlier"], one)

    def bodies(self, phrases: Sequence[Phrase], low: int) -> None:
        """State what the bodies of a sentence are to each other, and to what they guide."""
        agents = [one for one in phrases if self.section.is_agent(one)]
        for place, (one, other) in enumerate(pairwise(agents)):
            between = self.between(one, other)
            ahead = self.plain[max(0, self.at(one.first) - 2) : self.at(one.first)]
            if ahead.endswith("经") and _AFTER.fullmatch(between):
                self.say(other, self.rows["authority"], one)
            elif ahead[-1:] not in ("获", "经", "受", "被", "由") and _LETS.fullmatch(between):
                if _LET.match(self.plain, self.at(other.last)):
                    self.say(other, self.rows["authority"], one)
            elif _IS_OF.fullmatch(between) and _OF_IT.match(self.plain, self.at(other.last)):
                self.say(one, self.rows["authority"], other)
            if self.roles.is_a(other, self.built) and _BUILDS.fullmatch(between) and not _NOT_BUILT.search(between):
                self.set_up(other, self.roles.joined(agents[: place + 1], backwards=True), phrases, low)
            elif (
                self.roles.is_a(one, self.built)
                and self.is_body(other)
                and _BUILT.fullmatch(between)
                and _BUILT_BY.match(self.plain, self.at(other.last))
            ):
                self.set_up(one, self.roles.joined(agents[place + 1 :], backwards=False), (), low)
        for one in agents:
            first, last = self.at(one.first), self.at(one.last)
            if self.is_body(one) and _MERGED.search(self.plain, max(low, first - 12), first):
                self.founded(one, low, first)
            if _GUIDING.search(self.plain, max(0, first - 80), first):
                done = [what for what in self.section.phrases if self.at(what.last) <= first and self.is_guided(what)]
                for what in done[-1:]:
                    self.say(what, self.rows["guide"], one)
            guides = _GUIDED.search(self.plain, max(low, first - 1), first) and _GUIDES.match(self.plain, last)
            if guides or _GUIDES_OTHERS.match(self.plain, last):
                for what in phrases:
                    if self.is_guided(what) and (
                        self.at(what.last) == first - 1 or 0 <= self.at(what.first) - last < _FAR
                    ):
                        self.say(what, self.rows["guide"], one)

    def dated(self, one: Phrase, low: int) -> None:
        """State which day a yearly day is: 6月9日是第三个“世界绳索日”."""
        first = self.at(one.first)
        day = next((day for day in reversed(self.section.numbers_within(low, first)) if day.period is not None), None)
        if day is None or day.period is None or not self.roles.is_a(one, self.rows["yearly"]):
            return
        label, year = day.period.label, (self.section.memory.published or self.section.year_of())[:4]
        label = f"{year}{label[1:]}" if label.startswith("--") and len(label) == len("--06-09") and year else label
        if day.period.kind in (DAY, YEARLESS) and label[0] != "-" and _IS_DAY.fullmatch(self.plain, day.end, first):
            for record in filter(None, map(self.section.record, self.things.entity(one)[:1])):
                if not record.get(self.rows["day"]) and self.section.agrees(record, self.rows["day"], label):
                    record.add(self.rows["day"], label, RULE, 0.65, day.text, single=True)

    def set_up(self, body: Phrase, by: Sequence[Phrase], phrases: Sequence[Phrase], low: int) -> None:
        """State who set a body up, where and when."""
        for one in by:
            self.say(body, self.rows["builder"], one)
        for one in phrases:
            inside = self.at(by[-1].last) <= self.at(one.first) < self.at(body.first) if by else False
            if one.kind == self.place and inside and self.roles.located(one):
                self.say(body, self.rows["place"], one)
        later = by and _CLAUSE.search(self.plain, self.at(by[-1].last), self.at(body.first))  # 甲签署协议,共建乙中心
        if phrases and not later:
            self.founded(body, low, self.at(body.first))

    def founded(self, body: Phrase, low: int, place: int) -> None:
        """State when a body was set up, by the one date between two places."""
        days = [
            one.period
            for one in self.section.numbers_within(low, place)
            if one.period is not None and one.period.kind in (DAY, MONTH, YEAR)
        ]
        for key in self.things.entity(body) if len(days) == 1 else ():
            record = self.section.record(key)
            if record is not None and not record.get(self.rows["founded"]):
                self.section.say(record, self.rows["founded"], days[0].label, RULE, 0.6, days[0].text)

    def is_guided(self, one: Phrase) -> bool:
        """Whether a thing is something that a body may guide."""
        return self.roles.is_a(one, self.rows["guided"])

    def is_body(self, one: Phrase) -> bool:
        """Whether a phrase names a body, and does not only mean one."""
        return self.section.is_agent(one) and one.kind not in ("Anaphor", "Both")

    def say(self, one: Phrase, name: str, other: Phrase) -> None:
        """State a property of one thing."""
        for key in self.things.entity(one):
            record = self.section.record(key)
            for value in self.things.entity(other) if record is not None else ():
                if record is not None:
                    self.section.say(record, name, value, RULE, 0.65, short(self.section.words(other)))

    def between(self, one: Phrase, other: Phrase) -> str:
        """The words between two phrases."""
        return self.plain[self.at(one.last) : self.at(other.first)]

    def at(self, token: int) -> int:
        """Where a token begins."""
        return self.section.parsed.offsets[token]
