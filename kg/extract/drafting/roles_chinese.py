"""Chinese roles: who stands around a Chinese verb. The order of the clause and its particles say it.

由 and 被 stand in front of who acts, 在 and 于 in front of places, and commas between clauses that share a noun.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.extract.drafting.roles import HAS_PART, Roles
from kg.extract.parsed import Phrase

_BOUNDARY = re.compile(r"[，,；;：:。！？\n]")
_BY = re.compile(r"(?<![自理缘])[由被](?![于来此])")
#: In front of a body, that it is where something is and does nothing; behind one, that it only looks on.
_WHERE = re.compile(r"[在于假至赴]\s?(?:我国|本国)?\s?\Z")
_SEES = re.compile(r"[^，,；;。]{0,24}?见证")
#: In front of a body, that it only tells what is said.
_TELLS = re.compile("(?<!依)据\\s?\\Z")
_UNDER = re.compile(
    r"[\u4e00-\u9fff·]{0,16}?的?\s?(?:见证|指导|支持|邀请|协助|推动|关心|部署|领导|安排|要求|重视|统筹|授权|委托|组织|监督|批准)下?之?[下,，]"
)
#: Between the last who acts and the verb, at most this: dates, places, adverbs.
_FAR = 48
#: A verb in between, that the body in front does something else.
_ELSE = re.compile(r"签署|签订|发布|印发|表示|指出|介绍|强调|认为|邀请|见证|参加|出席|代表|主席|局长")
#: Behind a verb that has no object; and between a body and "was founded", that another was.
_ENDS = re.compile(r"了?\s?(?:[于在的至，,。；;、)）]|以来|\Z|\n)")
_CAUSES = re.compile("[推支助协宣为参]|批准|决定|要求")
#: Behind a word for holding: 主办单位:
_UNIT = re.compile(r"(?:单位|机构|方)?\s?[:：]")
#: Behind a verb that has no object of its own; between its object and who did something else to it: 年会由甲指导,乙主办
_BARE = re.compile(r"\s?[,，、;；。]")
#: Between a body and one that it only lets do something.
_LETS = re.compile(r"(?:积极|正式|依法)*(?:指导|委托|授权|支持|督促|要求|责成|批准|安排|指定)(?:了|由)?")
#: In front of the other party: 与, 和
_WITH = re.compile(r"[与和同跟]\s?\Z")
#: The same at the beginning of a clause, whose subject stands in the one before: 已与湖国甲局签署
_ALSO_WITH = re.compile(r"\s?[已将并亦还又会再先分别]{0,3}[与和同跟][\u4e00-\u9fff]{0,4}\s?\Z")
_HEADS = (
    "论坛|会议|大会|峰会|年会|研讨会|座谈会|说明会|博览会|展览会|培训班|仪式|活动|协议书|协议|协定|备忘录|意向书|合约|安排|"
    "计划|方案|办法|细则|规则|报告|通知|文件|规定|条例|指南|规范|制度|公告|通告|决定"
)
#: A thing that was named before: 本届论坛
_BACK = re.compile(
    r"(?:本届|本次|此次|是次|该次|这次|今届|上述|该|此|本)?"
    rf"(?P<head>{_HEADS})\s?\Z"
)
#: The same at the beginning of a clause.
_AHEAD = re.compile(
    rf"(?:第[0-9一二三四五六七八九十百]+条\s*)?(?:本届|本次|此次|是次|该次|这次|今届|上述|该|此|本|有关)?(?P<head>{_HEADS})(?=[在于由将已正定获分达并自\s])"
)


#: What may stand in front of a verb whose subject is that of the clause before.
_HAN_IN = re.compile("(?![于并也正式已是]+)[\u4e00-\u9fff]")


#: At the beginning of a clause without a subject, from when something is; in front of a document, that it ends.
_FROM = re.compile("(?:并|已|也|均|将|并将)?(?:自|从|于)")
_ENDED = re.compile("废止|代替|替代|取代|失效|依据|根据|按照")


@dataclass(frozen=True, slots=True)
class Acting:
    """What a verb is done to, by whom, and where."""

    what: Phrase
    agents: list[Phrase]
    places: list[Phrase]


class ChineseRoles:
    """Finds the phrases that fill the roles of Chinese verbs in one section."""

    def __init__(self, roles: Roles) -> None:
        self.roles = roles
        self.section = roles.section
        #: (sentence, frame) -> what the last verb of the frame was done to: A 主办, B 承办
        self.last: dict[tuple[int, str], Phrase] = {}
        #: the first party of the last agreement that was signed: …, 并与乙签署
        self.subject: Phrase | None = None
        cities = "".join(self.section.tables["names"]["zh-cities"])
        self.city = re.compile(
            rf"在(?P<city>[{cities}])(?=(?:成功|隆重|顺利|正式|联合|共同|胜利)?(?:召开|举行|举办|开幕|闭幕|签署|签订|启动|成立|揭牌))"
        )
        #: phrases that stand for things of earlier sections
        self._meant: list[Phrase] = []

    def read(
        self, frame: Mapping[str, Any], phrases: Sequence[Phrase], low: int, high: int, place: int, end: int
    ) -> Acting | None:
        """The roles of the verb between the tokens `place` and `end` of a sentence; None where it has no object."""
        at, plain = self.roles.at, self.roles.plain
        verb, behind, begin, stop = at(place), at(end), at(low), at(high)
        start = max([begin, *(one.end() for one in _BOUNDARY.finditer(plain, begin, verb))])
        boundary = _BOUNDARY.search(plain, behind, stop)
        close = boundary.start() if boundary else stop
        fitting = [one for one in phrases if self.roles.is_a(one, frame["object"])]
        left = [one for one in fitting if start <= at(one.first) and at(one.last) <= verb]
        right = [one for one in fitting if behind <= at(one.first) < close]
        by = None
        for match in _BY.finditer(plain, start, verb):
            if not any(at(one.first) <= match.start() < at(one.last) for one in phrases):
                by = match
        what: Phrase | None = None
        if by is not None:
            what = self._ahead(fitting, begin, by.start(), frame) or (right[0] if right else None)
            if what is None and left and plain[at(left[-1].first) - 1] == "的":
                what = left[-1]  # 由甲主办的年会在京召开
            agents = self.bodies(phrases, by.end(), verb)
        else:
            agents = self.bodies(phrases, start, verb)
            if right and at(right[0].first) - behind <= _FAR:
                what = right[0]
            elif left and not frame.get("with"):
                what = left[-1]
                agents = [one for one in agents if at(one.first) > at(what.last)]
            else:
                what = self.last.get((low, str(frame["agent"]))) if agents and not right else None
                if what is None and agents and not right and not frame.get("with") and _BARE.match(plain, behind):
                    done = [one for one in fitting if at(one.last) <= start and plain[at(one.last) :][:1] == "由"]
                    what = done[-1] if done else None
            if what is None and frame.get("year") and not _HAN_IN.search(plain, start, verb):
                what = next((one for one in self._before(phrases, begin, start) if one in fitting), None)
            if what is None and (back := _AHEAD.match(plain, start, verb)):
                what = self._named(back["head"], start, frame)  # 会议于5月3日在甲城召开
        if what is None and frame.get("itself") and _FROM.match(plain, start, verb):
            issued = [one for one in fitting if at(one.last) <= start]
            ended = issued and _ENDED.search(plain, begin, at(issued[-1].first))
            what = issued[-1] if issued and not ended else None  # 甲签署《安排》,自5月1日起实施
        if unit := _UNIT.match(plain, behind, stop):  # 主办单位:甲、乙
            held = [
                one for one in self.section.phrases if at(one.last) <= verb and self.roles.is_a(one, frame["object"])
            ]
            what = held[-1] if held else self._earlier(frame)
            return Acting(what, self.bodies(phrases, unit.end(), stop), []) if what is not None else None
        if what is None:
            return None
        if not agents and by is None:
            agents = self._before(phrases, begin, start)
        elif (
            frame.get("with")
            and (len(agents) < 2 or _ALSO_WITH.match(plain, start, at(agents[0].first)))
            and (by is None or at(what.first) >= behind)
        ):
            ahead = by.start() if by is not None else start
            ends = [one.end() for one in _BOUNDARY.finditer(plain, begin, ahead - 1)] if len(agents) > 1 else []
            agents = [*self._before(phrases, max(ends, default=begin), ahead), *agents]  # 甲…,与乙签署
        if frame.get("with") and agents:
            alone = len(agents) == 1 and _WITH.search(plain[start : at(agents[0].first)]) is not None
            agents = [self.subject, *agents] if alone and self.subject is not None else agents
            self.subject = agents[0]
        agents = [one for one in agents if at(one.last) <= at(what.first) or at(one.first) >= at(what.last)]
        if frame.get("year") and (
            not _ENDS.match(plain, behind, stop) or _CAUSES.search(plain, min(at(what.last), verb), verb)
        ):
            return None  # 甲推动成立乙: not of 甲
        self.last[low, str(frame["agent"])] = what
        near = [one for one in phrases if at(one.first) < close]
        places = [one for one in self.roles.places(near, place, end, high) if one is not what]
        return Acting(what, agents, places or self._city(start, behind))

    def _city(self, start: int, end: int) -> list[Phrase]:
        """The city that one character names in a clause: 在京召开."""
        match = self.city.search(self.roles.plain, start, end)
        if match is None:
            return []
        token = bisect_left(self.section.parsed.offsets, match.start("city"))
        one = Phrase(self.section.role("place"), token, token + 1, "city", 0.7)
        name = self.section.tables["names"]["zh-cities"][match["city"]]
        self._meant.append(one)
        self.section.keys[id(one)] = [self.roles.things.known_or_defined(name, one)]
        return [one]

    def clause_end(self, end: int, high: int) -> int:
        """The token behind the clause in which a verb ends at a token."""
        offsets = self.section.parsed.offsets
        boundary = _BOUNDARY.search(self.roles.plain, self.roles.at(end), self.roles.at(high))
        return bisect_left(offsets, boundary.end()) if boundary is not None else high

    def _earlier(self, frame: Mapping[str, Any]) -> Phrase | None:
        """The last object of a frame that an earlier section names."""
        key = next(filter(None, map(self.section.memory.meant, frame["object"])), None)
        if key is None:
            return None
        one = Phrase(
            self.section.memory.classes[key], self.section.first_token, self.section.first_token, "earlier", 0.6
        )
        self._meant.append(one)
        self.section.keys[id(one)] = [key]
        return one

    def bodies(self, phrases: Sequence[Phrase], start: int, end: int) -> list[Phrase]:
        """The organisations between two places that act there: none that is a place or only looks on."""
        at, plain = self.roles.at, self.roles.plain
        acting: list[Phrase] = []
        for one in phrases:
            first, last = at(one.first), at(one.last)
            if HAS_PART.match(plain, last, end) or _TELLS.search(plain, max(0, first - 2), first):
                continue
            if not (start <= first and last <= end and self.section.is_agent(one)):
                continue
            if _WHERE.search(plain[max(0, first - 4) : first]) and not _UNDER.match(plain, last, end):
                continue
            if _UNDER.match(plain, last, end):
                continue
            if _SEES.match(plain, last, end):
                acting.clear()
                continue
            acting.append(one)
        while len(acting) > 1 and _LETS.fullmatch(plain, at(acting[-2].last), at(acting[-1].first)):
            del acting[-2]  # 甲委托乙起草
        if acting and _ELSE.search(plain, at(acting[-1].last), end - len("代表")):
            between = plain[at(acting[-1].last) : end]
            if not re.match(r"(?:[\u4e00-\u9fff]{0,3}(?:主席|局长|主任|代表|署长|司长))", between):
                return []
        return acting

    def _before(self, phrases: Sequence[Phrase], begin: int, start: int) -> list[Phrase]:
        """The subject of the clause in front, for a verb that has none of its own."""
        plain = self.roles.plain
        cuts = [begin, *(one.end() for one in _BOUNDARY.finditer(plain, begin, start)), start]
        for low, high in zip(reversed(cuts[:-1]), reversed(cuts[1:]), strict=True):
            bodies = self.bodies(phrases, low, high)
            if bodies and not _BY.search(plain, low, high):
                first = bodies[0]
                return [one for one in bodies if self._listed(first, one)]
        return []

    def _listed(self, first: Phrase, one: Phrase) -> bool:
        between = self.roles.plain[self.roles.at(first.last) : self.roles.at(one.first)]
        return one is first or re.search(r"[\u4e00-\u9fff]{4}", between) is None

    def _ahead(self, fitting: Sequence[Phrase], begin: int, by: int, frame: Mapping[str, Any]) -> Phrase | None:
        """What stands in front of 由: in its clause, or in the one before; or a word for what was named before."""
        at, plain = self.roles.at, self.roles.plain
        back = _BACK.search(plain, max(begin, by - 12), by)
        inside = [one for one in fitting if begin <= at(one.first) and at(one.last) <= by]
        if inside and (back is None or at(inside[-1].last) >= back.start("head")):
            return inside[-1]
        if back is None and not inside:  # 论坛获丙支持,由乙协办
            back = next((one for size in range(2, 6) if (one := _BACK.match(plain, begin, begin + size))), None)
        if back is None:
            return inside[-1] if inside else None
        return self._named(back["head"], by, frame)

    def _named(self, head: str, place: int, frame: Mapping[str, Any]) -> Phrase | None:
        """The last object of a frame in front of a place, one whose name ends in a word if there is any."""
        named = [
            one
            for one in self.section.phrases
            if self.roles.at(one.last) <= place
            and self.roles.is_a(one, frame["object"])
            and self.roles.things.entity(one)
        ]
        same = [one for one in named if self._ends(one, head)]
        return next(reversed(same or named), None)

    def _ends(self, one: Phrase, head: str) -> bool:
        name = self.roles.plain[self.roles.at(one.first) : self.roles.at(one.last)].rstrip("》」”")
        return name.endswith(head) or (name.endswith("号") and head in name)
