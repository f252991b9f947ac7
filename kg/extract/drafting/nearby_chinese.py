"""What Chinese clauses say of things that stand near each other, where no frame has a verb for it.

A body and a thing of one clause are related when the ontology leaves one sensible property for their kinds, a word of
that property stands in the clause, nothing denies it, and no other body is nearer. Rows and words stand in
``rules/nearby.yaml``; the nearer, the surer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from kg.extract.drafting.records import Draft
from kg.extract.drafting.roles import Roles
from kg.extract.drafting.roles_chinese import ChineseRoles
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, short
from kg.extract.drafting.things import Things
from kg.extract.parsed import Phrase
from kg.text.han import simplified

#: The rule that such a statement names.
RULE = "near it in the clause"
_CLAUSE = re.compile(r"[，,；;：:。！？\n]")
#: Between a body and a thing right behind it, which is its own.
_OWN = re.compile(
    r"[)）”」』]?\s?(?:[的之]|最新|公布的?|发布的?|印发的?|制定的?|制订的?|编制的?|出台的?|颁布的?|举办的?|主办的?|召开的?|建设的?|开发的?|推出的?|[国地行]?[家方业际洲]?标准)?\s?"
)
#: In front of a body that has no part in what is done, and behind one that only sends somebody.
_APART = re.compile(r"(?:据|按照?|根据|依据?|来自|对|向|获|经|出席|参加|应)\s?\Z")
_DENIED = re.compile("未(?!来)|[没不无]|拒绝|取消")
#: Whom another body lets do something: 获…授权, 成为…指定的, 经…批准
_LET = re.compile(r"(?:获得?|取得|经|得到|接受|受|通过|成为|列入|[系是为])[^，,；;。]{0,4}\Z")
_LETS = re.compile(
    r"[)）”」』]?\s?的?\s?(?:正式)?(?:授权|认可|指定|委托|批准|核准|认定|承认|许可|委任|认证)(?![与和及])"
)
#: Behind a body, that something of it is meant.
_OF_IT = re.compile("的|辖下|属下|下属|旗下|所属")
#: Those who are listed as the first, the second: 这是继甲、乙之后
_AFTER = re.compile(r"继\Z")
#: A quote mark between a body and its part: “甲院”乙中心
_QUOTED = re.compile(r"[”」』]\s?")
#: In front of the body at which something is.
_AT = re.compile(r"[在于假]\s?\Z")
#: The most characters between a body and a thing of its clause, and between it and what it does.
_FAR, _NEAR = 40, 14
#: Words for what authorities do to products and bodies, which are no part of a name.
_DEED = re.compile(
    "(?P<name>(?:联合|专项|品质|质量|安全|抽样|市场|产品|飞行|年度|随机)*"
    "(?:抽查检验|抽检监测|监督抽查|抽查|抽检|查验|稽核|普查|清查|巡查|(?:监督|专项|联合|执法)检查|(?:缺陷|统计|专项)调查|风险监测|专项整治))"
    "(?!机构|中心|大队|总队|支队|委员|[局所院司处科组员队表站法费率]|人员|结果|报告|方法|能力|标准|技术|制度|目录|合格|不合格|情况|办法|数据|计划|方案|工作会议)"
)


class NearChinese:
    """States what stands near what in the Chinese clauses of one section."""

    def __init__(self, section: SectionDraft, things: Things, roles: Roles) -> None:
        self.section = section
        self.things = things
        self.roles = roles
        self.chinese = ChineseRoles(self.roles)
        self.plain = self.roles.plain
        self.at = self.roles.at
        rows: dict[str, Any] = section.tables["nearby"]
        self.rows = rows["properties"]
        #: property -> its words
        self.words = {name: re.compile("|".join(words)) for name, words in rows["words"].items()}

    def state(self) -> None:
        """State it of every sentence."""
        section = self.section
        for low, high in pairwise([*section.sentence_starts, section.last_token]):
            inside = [one for one in section.phrases if low <= one.first < high]
            if len(inside) > 1 and HAN.search(self.plain, self.at(low), self.at(high)):
                self.sentence(self.at(low), self.at(high), inside)

    def sentence(self, low: int, high: int, phrases: Sequence[Phrase]) -> None:
        """State what stands near what between two places."""
        cuts = [low, *(one.end() for one in _CLAUSE.finditer(self.plain, low, high)), high]
        self.parts(phrases)
        self.allowed(phrases, cuts)
        self.deeds(phrases, cuts)
        for one in phrases:
            name = next((name for kind, name in self.rows.items() if self.roles.is_a(one, (kind,))), None)
            if name is None or self.section.is_agent(one) or self.roles.numbered(one, phrases):
                continue
            keys = self.things.entity(one)
            record = self.section.record(keys[0]) if keys else None
            if record is None or not record.type:
                continue
            clause = bisect_right(cuts, self.at(one.first)) - 1
            if one.kind in self.section.memory.cascade.proper.meetings:
                self.venue(one, record, phrases, cuts[clause], cuts[clause + 1])
            if record.get(name):
                continue
            for who, sure in self.of_whom(one, name, phrases, cuts[clause], cuts[clause + 1]):
                for key in self.roles.keys(who):
                    self.section.say(record, name, key, RULE, sure, short(self.section.words(one)))

    def of_whom(
        self, one: Phrase, name: str, phrases: Sequence[Phrase], start: int, end: int
    ) -> Iterator[tuple[Phrase, float]]:
        """The bodies that have to do with a thing of the clause between two places, each with how sure that is."""
        begins, ends = self.at(one.first), self.at(one.last)
        ahead = [who for who in phrases if self.section.is_agent(who) and self.at(who.last) <= begins]
        if ahead and _OWN.fullmatch(self.plain, self.at(ahead[-1].last), begins) and not self.aside(ahead[-1]):
            yield ahead[-1], 0.6
            return
        acting = self.chinese.bodies(phrases, start, begins)
        if acting and not self.aside(acting[0]):
            gap = self.plain[self.at(acting[-1].last) : begins]
            told = self.words[name].search(gap) or self.words[name].match(self.plain, ends, end)
            if told and len(gap) <= _FAR and not _DENIED.search(gap):
                yield from ((who, 0.55 if len(gap) < _FAR // 2 else 0.45) for who in acting)

    def venue(self, event: Phrase, record: Draft, phrases: Sequence[Phrase], start: int, end: int) -> None:
        """State that an event was in the place with which the name of the body begins at which it was."""
        if record.get("place"):
            return
        for body in phrases:
            first = self.at(body.first)
            if not (
                start <= first < end
                and self.section.is_agent(body)
                and _AT.search(self.plain[max(0, first - 2) : first])
            ):
                continue
            name = simplified(self.section.words(body))
            for place in self.section.phrases:
                words = simplified(self.section.words(place))
                if place.kind == self.section.role("place") and name.startswith(words) and len(words) > 1:
                    for key in self.things.entity(place):
                        self.section.say(record, "place", key, RULE, 0.5, short(self.section.words(body)))
                    return

    def aside(self, who: Phrase) -> bool:
        """Whether the words in front of a body say that it does not act."""
        start = self.at(who.first)
        return _APART.search(self.plain[max(0, start - 3) : start]) is not None

    def parts(self, phrases: Sequence[Phrase]) -> None:
        """State which body in quotation marks the one behind it is a part of."""
        name = self.section.tables["names"]["parts"]["property"]
        agents = [one for one in phrases if self.section.is_agent(one)]
        for whole, part in pairwise(agents):
            end, begins = self.at(whole.last), self.at(part.first)
            marked = self.plain[end - 1 : end] in ("”", "」", "』")
            if _QUOTED.fullmatch(self.plain, end, begins) or (marked and end == begins):
                for key in self.things.entity(part):
                    record = self.section.record(key)
                    for above in self.things.entity(whole) if record is not None else ():
                        if record is not None:
                            self.section.say(record, name, above, RULE, 0.6, short(self.section.words(whole)))

    def allowed(self, phrases: Sequence[Phrase], cuts: Sequence[int]) -> None:
        """State which body has the authority or the accreditation of another."""
        agents = [one for one in phrases if self.section.is_agent(one)]
        for by in agents:
            start, end = self.at(by.first), self.at(by.last)
            clause = bisect_right(cuts, start) - 1
            let = _LET.search(self.plain, cuts[clause], start)
            if (
                let is None
                or _LETS.match(self.plain, end) is None
                or _DENIED.search(self.plain[let.start() - 2 : start])
            ):
                continue
            those = [one for one in agents if cuts[clause] <= self.at(one.first) and self.at(one.last) <= start]
            if those and _OF_IT.search(self.plain, self.at(those[-1].last), let.start()):
                continue  # 甲局辖下的实验室获乙局认可
            if not those:
                before = [one for one in agents if cuts[max(0, clause - 1)] <= self.at(one.first) < cuts[clause]]
                after = bool(before) and _AFTER.search(self.plain[: self.at(before[0].first)][-1:])
                those = before if after else before[:1]
            for key in (key for one in those for key in self.things.entity(one)):
                record = self.section.record(key)
                for above in self.things.entity(by) if record is not None else ():
                    for name in self.section.tables["nearby"]["authority"]:
                        if record is not None and self.section.memory.allowed(
                            record.type or self.section.memory.classes[key], name, above
                        ):
                            self.section.say(record, name, above, RULE, 0.6, short(self.section.words(by)))
                            break

    def deeds(self, phrases: Sequence[Phrase], cuts: Sequence[int]) -> None:
        """Draft what bodies do to others, where the clause says no more of it than the word: 甲局抽查…"""
        for start, end in pairwise(cuts):
            for deed in _DEED.finditer(self.plain, start, end):
                acting = self.chinese.bodies(phrases, start, deed.start())
                if (
                    not acting
                    or self.aside(acting[0])
                    or any(self.at(one.first) < deed.end() and deed.start() < self.at(one.last) for one in phrases)
                ):
                    continue
                between = self.plain[self.at(acting[-1].last) : deed.start()]
                if len(between) > _NEAR or _DENIED.search(between):
                    continue
                place = bisect_right(self.section.parsed.offsets, deed.start()) - 1
                last = bisect_right(self.section.parsed.offsets, deed.end() - 1)
                made = Phrase(self.section.role("initiative"), place, last, RULE, 0.4)
                name = self.section.parsed.text[deed.start() : deed.end()]
                record = self.section.record(self.things.defined(name, made))
                for key in (key for who in acting for key in self.roles.keys(who)):
                    if record is not None:
                        self.section.say(record, self.section.tables["nearby"]["deed"], key, RULE, 0.45, name)
                break
