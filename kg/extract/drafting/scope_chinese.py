"""What a scheme, an agreement, a document or a meeting covers or is about, by the list behind 涵盖 and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from kg.extract.drafting.scope import BEFORE, RULE, ScopeLists
from kg.extract.parsed import Phrase

_GAP_ZH = re.compile(
    r"[》」”’】]?(?:[（(][^（）()]{0,30}[）)])?(?:的?(?:认证|适用|服务|业务|合作|签署|主要|产品|认可)?(?:范围|领域|内容|对象|目录)|所|已|也|还|主要|共|将|进一步|目前|现|[,，]){0,4}"
)
_VERB_ZH = re.compile(
    r"(?:涵盖|覆盖|涉及|囊括|适用于|聚焦于?|(?:扩展|扩大|拓展|延伸|扩)(?:至|到)|(?P<listing>包括|包含))(?:了|到|至)?"
)
_INTO_ZH = re.compile(
    r"(?:(?:将|把|对)(?P<what>[^。；;将把对]{2,90}?)(?:新?纳入|列入|依法实施|实施|实行)"
    r"|(?<=[,，。；：:\n])(?P<these>[^。；;，,将把对]{2,60}?)(?:已|也|均|都|全部|正式|新)*被?(?:纳入|列入))(?:了|到|其)?"
)
_FIELDS_ZH = re.compile(
    r"(?:在|就|围绕|聚焦|针对)(?P<what>[^。；;，,在就围绕]{2,80}?)(?:等)?(?:[多若几各]?(?:\d+|[一二三四五六七八九十]+)?个?(?:重点)?(?:领域|方面|议题|事项|主题)|(?=开展|进行|加强|深化|展开))"
    r"(?:进一步|的|全面|共同|广泛)*(?:开展|进行|加强|深化|推进|签署|签订|达成|展开|合作|交流|讨论|研讨)"
)
_SCOPE_OF_ZH = re.compile(
    r"(?:合作|认可|互认|认证|适用|(?P<goods>产品|商品|检查|抽查|检测|监测|抽检|检验|试点|整治|监管|涉及|申请|受检))(?:的?(?:重点|主要|产品|商品)){0,2}"
    r"的?(?:领域|范围|内容|类型|类别|种类|品种|对象|项目|产品|商品)(?:将|主要|共|已|现)?(?:包括|涵盖|涉及|覆盖|包含|有|为)了?"
)
#: A list with how many kinds it has: 重点检查甲、乙等3类产品
_KINDS_ZH = re.compile(
    r"(?:推动|聚焦|重点(?:推动|检查|抽查|整治|关注|监管|发展)?|针对|选定|选取|选择|确定|围绕|抽查|检查|抽检|监测|整治|涵盖|覆盖|涉及|将|把|对|在|就)(?:了|包括)?"
    r"(?P<what>[^。；;，,\n]{3,90}?)等?(?:共|这|的)?(?:(?:\d+|[一二三四五六七八九十两]+|多|几|若干)(?:个|类|种|大|项|款|方面)){1,2}(?:重点|主要|大类|不同|高风险|相关|网售|在售){0,2}"
    r"(?:行业|领域|产品|商品|项目|品种|类别|方面|议题|主题)"
)
#: Behind products, what is done to them: 对甲等3种产品实施乙试点
_DONE_ZH = re.compile(r"(?:依法|全面|持续)?(?:实施|开展|进行|推进|启动|组织)了?")
#: Behind a comma, of what was named before it: 《计划》5月启动,涵盖甲、乙
_LOOSE_ZH = re.compile(r"[,，](?:内容|范围|主要|重点|其中|将|共|分别|并)*\Z")
_REVIEWED_ZH = re.compile(
    r"(?:对|接受(?:了)?)(?P<body>[^。；;，,]{3,40}?)(?:的|进行了?|开展了?|实施了?)+(?:[^。；;，,]{0,6}?)(?P<name>(?:国际)?同行(?:评审|评估|评议)|(?:现场|监督)评审)"
)
_THEME_ZH = re.compile(r"(?:主题(?:为|是)|以)(?P<what>[\u4e00-\u9fff、]{3,24})(?=为主题|[，,。])")
_BACK_ZH = re.compile(
    r"(?:(?:有关|该|本|上述|此)?(?P<head>协议|协定|安排|备忘录|平台|制度|目录)"
    r"|(?:该|本次?|上述|这次?|此次?|其)(?:项|份|个)?[\u4e00-\u9fff]{0,6}?(?P<other>认证|报告|公告|通知|办法|规定|指南|意见|计划|项目|行动|会议|论坛|研讨会|培训班|大会|活动|抽查|检查|方案))"
    r"(?:将|主要|重点|共|还|的(?:范围|内容))*\Z"
)
#: The list of what must be certified, by its name.
_CATALOGUE_ZH = re.compile(r"(?:(?:CCC|3C)(?:认证)?|强制性(?:产品)?认证)(?:产品)?目录")


class ChineseScope:
    """States what Chinese sentences say of coverage."""

    def __init__(self, lists: ScopeLists) -> None:
        self.lists = lists
        self.section = lists.section
        self.plain = lists.plain
        self.rows = lists.rows
        self.subjects = lists.subjects

    def state(self, low: int, high: int) -> None:
        """State what a Chinese sentence tells."""
        done = low
        for match in _VERB_ZH.finditer(self.plain, low, high):
            subject = self.lists.before(low, match.start(), _GAP_ZH) or self.meant(low, match.start())
            if subject is not None and (not match["listing"] or self.lists.is_a(subject, "listing")):
                done = self.lists.listed(subject, match.end(), high) or done
            elif subject is None and not match["listing"] and _LOOSE_ZH.search(self.plain, low, match.start()):
                inside = [one for one in self.subjects if low <= self.lists.at(one.first) < match.start()]
                done = (self.lists.listed(inside[-1], match.end(), high, 2) if inside else 0) or done
        for match in _INTO_ZH.finditer(self.plain, low, high):
            after = [one for one in self.subjects if 0 <= self.lists.at(one.first) - match.end() <= 8]
            put = match.span("what" if match["what"] else "these")
            if after and self.lists.is_a(after[0], "listing"):
                done = self.lists.listed(after[0], *put) or done
            for one in self.catalogues(match.end(), high):
                done = self.lists.listed(one, *put) or done
        for match in _SCOPE_OF_ZH.finditer(self.plain, low, high):
            near = [one for one in self.subjects if match.start() - BEFORE < self.lists.at(one.first) < match.start()]
            wanted = [
                one
                for one in near
                if self.lists.is_a(one, "listing") or (match["goods"] and self.lists.is_a(one, "run"))
            ]
            if wanted and match.start() >= done:
                done = self.lists.listed(wanted[-1], match.end(), high) or done
        for match in _FIELDS_ZH.finditer(self.plain, low, high):
            inside = [one for one in self.subjects if low <= self.lists.at(one.first) < high]
            inside = [one for one in inside if one.kind == self.rows["meeting"] or self.lists.is_a(one, "listing")]
            if inside and match.start() >= done:
                done = self.lists.listed(inside[-1], *match.span("what")) or done
        for match in _KINDS_ZH.finditer(self.plain, low, high):
            behind = [one for one in self.subjects if match.end() <= self.lists.at(one.first) < high]
            done_to = _DONE_ZH.match(self.plain, match.end()) if match[0][0] in "对就" else None
            done_to = done_to if behind and done_to and self.lists.at(behind[0].first) <= done_to.end() + 4 else None
            subject = behind[0] if done_to else self.lists.nearest(low, match.start()) or next(iter(behind), None)
            if match.start() >= done and subject is not None:
                done = self.lists.listed(subject, *match.span("what"), 2) or done
        for match in _REVIEWED_ZH.finditer(self.plain, low, high):
            bodies = [
                one
                for one in self.section.phrases
                if match.start("body") <= self.lists.at(one.first) < match.end("body")
            ]
            one = Phrase(self.rows["review"], *self.lists.tokens(*match.span("name")), RULE, 0.6)
            for body in bodies[-1:] if bodies and self.section.is_agent(bodies[-1]) else ():
                self.lists.concerned(one, body)
        for match in _THEME_ZH.finditer(self.plain, low, high):
            inside = [
                one
                for one in self.subjects
                if low <= self.lists.at(one.first) < high and one.kind == self.rows["meeting"]
            ]
            if inside:
                self.lists.listed(inside[-1], *match.span("what"))

    def catalogues(self, low: int, high: int) -> Iterator[Phrase]:
        """The list of certified products that a sentence names behind what was put into it."""
        for match in islice(_CATALOGUE_ZH.finditer(self.plain, low, high), 1):
            yield Phrase(self.rows["catalogue"], *self.lists.tokens(*match.span()), RULE, 0.7)

    def meant(self, low: int, place: int) -> Phrase | None:
        """What 有关协议 in front of a verb means."""
        match = _BACK_ZH.search(self.plain, max(low, place - 16), place)
        return self.lists.named_before(low, match["head"] or match["other"]) if match is not None else None
