"""Chinese names: they end in a word for what they are, and begin behind the last word that no name has.

A tagger may say more: which words are in no name (verbs, persons, days), and which stretches are one name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kg.extract.names.chinese_documents import ChineseDocuments
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import GATHERED, LABELLED, NAMED, QUOTED, SHARED, TITLED, NameSpan
from kg.text.han import simplified

_HAN = "[\u4e00-\u9fff]"
#: What a name may stand in: Chinese characters, and the dash of two countries.
_RUN = re.compile(
    rf"(?:{_HAN}|[○〇]|(?<={_HAN})[—–－-]{{1,2}}(?={_HAN})|(?<=[省市])[（(]区、?市?[)）]"
    rf"|[（(]{_HAN}{{2,6}}[)）](?={_HAN}{{0,6}}(?:公司|集团)))+"
)
_VENUE_ZH = re.compile(
    r"(?:(?<![正现存所旨])在|于|假)(?P<place>[\u4e00-\u9fff]{2,4}?)[市举]?(?:召开|举行|举办|开幕|闭幕|落幕|揭幕|揭牌|签署|签订|成立|设立|共建|共同建|启动|正式|[与和同][^，,。；;\n]{2,40}?(?:签署|签订))"
)
#: What is no place: at the meeting, within the country
_NOWHERE = re.compile(r"隆重|成功|顺利|联合|圆满|[会期间内上下中里时同线场本该此国省市区年月日第]")
#: The provinces in front of one of a list that share its last words.
_ZH_SHARED = re.compile(r"(?:[\u4e00-\u9fff]{1,6}(?:省|市|自治区|特别行政区)[、和与及]){1,12}\Z")
_ZH_PROVINCE = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:省|自治区|特别行政区|市(?!场|监))")
#: A Chinese name that its acronym shows to be one: 绳索检验基金会(RTF)
_ZH_ACRONYM = re.compile(
    r"(?:(?<=[)）])(?:下之|下[设属辖]?的?))?(?P<name>[\u4e00-\u9fff]{3,24}(?:司|部|会|局|署|院|所|中心|机构|厅|联盟|组织))\s?[(（]\s?(?P<short>[A-Z][A-Za-z-]{1,9})\s?[)）]"
)
#: In front of the last two things of which a body is: 绳索、结艺及质量局
_FIRST_THINGS = re.compile("(?:[\u4e00-\u9fff]{2,12}、){1,3}\\Z")
#: A meeting without a word for one, that is counted: 第四次两国绳索会谈
#: or with an acronym inside: 第39届ROPE大会
_NTH = re.compile(
    "第[0-9一二三四五六七八九十]{1,3}[届次轮](?:[\u4e00-\u9fff]{2,16}?(?:会谈|商谈|磋商|对话|谈判)"
    "|[\u4e00-\u9fff]{0,8}[A-Z][A-Za-z/-]{1,9}\\s?[\u4e00-\u9fff]{0,10}?(?:大会|年会|全会|会议|论坛|峰会|研讨会))"
)
#: A platform with a name in Latin letters: ROPE系统
_LATIN = re.compile(r"(?<![A-Za-z0-9.-])[A-Z][A-Za-z0-9-]{1,15}\s?(?:系统|平台|数据库|门户网站|门户)")
#: In front of the Chinese characters of a name, that it begins with Latin ones.
_LATIN_IN = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9]{0,9}\Z")
#: A standard next to Chinese characters: 国家标准GB/T 12345-2031
_STANDARD = re.compile(
    r"(?<![A-Za-z0-9/-])(?:GB|GBZ|JJF|JJG|RB|SN|NY|HG|YY|HJ|QB|CNS|DB[0-9]{2}|ISO|IEC|EN|BS|DIN|NF|ASTM|ANSI|UL|JIS|KS"
    r"|AS/NZS|T/[A-Z]{2,8})(?:[/ ](?:T|Z|ISO|IEC|EN|TS|TR|Guide)(?![A-Za-z]))*\s?(?:[A-Z]{1,2}[ -]?)?[0-9]{2,6}"
    r"(?:[-.][0-9]{1,4}){0,3}(?::(?:19|20)[0-9]{2})?(?![A-Za-z0-9%]|\s?[年月日个家项件批类])"
)
#: Behind a name, how it is called from there on: (以下简称“总局”)
SHORTER = re.compile(
    r"[”」』》]?\s?[（(](?:[A-Za-z .]{2,40}[,，])?\s?(?:以下|下)?[统合简]?称(?:为|作)?[:：]?\s?"
    r"[“「『《]?(?P<short>[A-Za-z0-9]{0,6}[\u4e00-\u9fff]{1,10})[”」』》]?\s?[）)]"
)
#: The bodies of all provinces, which are no one body: 各省、自治区、直辖市监管局
ALL_PROVINCES = re.compile("直辖市|各[省市县地]")
#: What joins the halves of one name, where its second half says too little to be one: 科学与技术部
_JOINTS = frozenset(("与", "和", "及", "暨", "以及"))
_SECOND_HALF = 6
#: Marks that may stand within a name.
_WITHIN = frozenset("、()（）—–－-")
#: The most characters of a name.
_LONGEST = 60
#: A name of a thing that is longer names one, and no kind of thing.
_LONG = 8
#: The name of a person.
_PERSON = re.compile(
    "[王李张刘陈杨黄赵吴周徐孙朱胡郭何罗郑梁谢宋唐许邓韩冯曹彭曾萧田董潘袁蔡蒋杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖贾夏韦付邹孟熊秦邱尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱戴莫孔汤]"
    "[\u4e00-\u9fff]{2}"
)
#: Behind the parties in the title of what they agreed on.
_ON = re.compile("共[建同享]|关于|合作|战略|双边|联合|推[进动]|加强|签|互认|谅解|框架|备忘|协[议定]|就|在")
#: What stands in front of the name of a meeting and belongs to it: 第26届, 2031, 二○○九
_ORDER = re.compile(
    r"(?:(?:19|20)[0-9]{2}年?度?|[一二][○〇零九][○〇零一二三四五六七八九]{2}年?度?)?"
    r"(?:第[0-9一二三四五六七八九十百]{1,4}[届次期]|首[届次])?\Z"
)
#: In front of a word for a meeting, whose it is: 甲联盟(ABC)大会
_OF_ACRONYM = re.compile(r"[\u4e00-\u9fff]\s?[（(]\s?[A-Z][A-Za-z-]{1,9}\s?[)）]\Z")
#: In front of a common noun of a meeting, that it was held.
_HELD = re.compile(r"(?:召开|举行|举办|主办)了?\Z")
#: A year in front of a name.
_YEAR = re.compile(r"[一二][○〇零九][○〇零一二三四五六七八九]{2}年?度?")
#: The most names with acronyms that are looked for again.
_CALLED = 100
#: What is named in quote marks, with what it is behind them: “放管服”改革
_QUOTED_WITH = re.compile(
    r"(?P<order>(?:第[0-9一二三四五六七八九十百]{1,4}[届个]|(?:19|20)[0-9]{2}年?)?)"
    r"[“「](?P<in>[^“”「」\n]{2,40})[”」](?P<tail>[\u4e00-\u9fff]{0,16})"
)
#: In front of what begins with a name in quote marks: nothing that is a part of it, as in 结艺联通“湖海”三年行动计划
_BEGINS = re.compile(
    r"(?:[^\u4e00-\u9fff]|^|[了的是为在与和及]|实施|开展|启动|推进|推出|制定|发布|部署|推动|组织|提出)\Z"
)
#: For how long something is planned.
_YEARS = re.compile("[一二三四五六七八九十两]年")
#: Behind a name in quote marks, those whom it stands for: “一带一路”国家
_THOSE = re.compile("(?:沿线|共建|伙伴|成员|参与)?国(?:家)?(?!家)(?:标准|与|和|签|自|在|、)")
#: Small bodies, of what is named in quote marks in front.
_GROUP = re.compile("委员会|小组|工作组|专家组|工作专班|专班|联盟|秘书处")
#: Behind the name of a firm of partners; and behind a body's that is only the beginning of a firm's: 认证中心有限公司
_PARTNERS = re.compile(r"[（(](?:特殊)?(?:普通|有限)合伙[）)]")
_FIRM = re.compile(r"[（(]|有限|股份|责任|公司|集团")
#: A day of the year: 世界绳索日
_DAY = re.compile(
    r"(?:(?:19|20)[0-9]{2}年?)?(?:世界|国际|全国|中国|国家)[\u4e00-\u9fff]{2,8}?(?<![昨今近当同即翌])日(?![本前后内期起至电报讯常])"
)


class ChineseNames:
    """Finds the Chinese names of a text."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.documents = ChineseDocuments(kinds, lambda plain, low, end: self._start(plain, low, end, end, (), ()))

    def find(
        self, text: str, outside: Sequence[tuple[int, int]] = (), whole: Sequence[tuple[int, int]] = ()
    ) -> Iterator[NameSpan]:
        """The Chinese names of a text without quotation marks; they may overlap, the better ones come first.

        `outside`: where words stand that are in no name; `whole`: stretches that are one name. Both in order.
        """
        plain = simplified(text)
        shorter: dict[str, str] = {}
        for found in (
            self.documents.titles(plain),
            self.documents.acts(plain),
            self.organisations(plain, outside, whole),
        ):
            for one in found:
                yield one
                if called := SHORTER.match(plain, one.end):
                    shorter[called["short"]] = one.kind
        for again in re.finditer("|".join(map(re.escape, list(shorter)[:_CALLED])), plain) if shorter else ():
            yield NameSpan(*again.span(), *again.span(), shorter[again[0]])

    def quoted(self, text: str) -> Iterator[NameSpan]:
        """Things whose name is in quote marks and whose kind stands behind them."""
        plain = simplified(text)
        for match in _QUOTED_WITH.finditer(plain):
            tail = match["tail"]
            head, size, kind = next(self.ends(tail, 0, len(tail)), (0, 0, ""))
            if not size and (
                reform := max((one for one in self.kinds.titles if tail.startswith(one)), key=len, default="")
            ):
                size, kind = len(reform), self.kinds.titles[reform]
                kind = kind if kind in self.kinds.run_kinds else ""  # “放管服”改革
            if not kind and (listed := self.kinds.listing.match(tail)):
                size, kind = listed.end(), self.kinds.titles[listed[0]]  # “第一批绳索”名单
            begins = _BEGINS.search(plain, max(0, match.start() - 4), match.start())
            if (
                not kind
                and begins
                and (run := self.kinds.run_behind.match(tail))
                and not self.kinds.stops.search(_YEARS.sub("", run["of"]))
            ):
                size, kind = run.end(), self.kinds.titles[run["end"]]  # “湖海”三年行动计划
            if not kind and match["order"] and _DAY.fullmatch(match["in"]):
                size, kind = 0, next(iter(self.kinds.meetings))  # 第三个“世界绳索日”
            if not kind or self.kinds.stops.search(tail, 0, head) or _THOSE.match(tail):
                continue
            if kind in self.kinds.houses and not self._of_quoted(match["in"], tail[:size]):
                continue
            end = match.start("tail") + size
            yield NameSpan(match.start(), end, match.start(), end, kind, rule=QUOTED)

    def _of_quoted(self, inner: str, tail: str) -> bool:
        """Whether what stands behind a name in quote marks is a body of it (“绳索”专家小组), and no body of its own."""
        body = self.kinds.chinese_kind(inner) in self.kinds.houses or self.kinds.tagged(inner) is not None
        small = _GROUP.search(tail) is not None and tail.endswith(tuple(_GROUP.pattern.split("|")))
        return not body and small and self.kinds.two.search(tail) is None

    def organisations(
        self, plain: str, outside: Sequence[tuple[int, int]] = (), whole: Sequence[tuple[int, int]] = ()
    ) -> Iterator[NameSpan]:
        """Organisations and events that end in a word for what they are, the longest first."""
        called: dict[str, str] = {}
        for match in _ZH_ACRONYM.finditer(plain):
            start = self._start(plain, match.start("name"), match.end("name") - 1, match.end("name"), outside, whole)
            name = plain[start : match.end("name")]
            firm = "" if name.endswith("公司") else match["short"]
            kind = self.kinds.acronyms.get(firm) or self.kinds.chinese_kind(name) or self.kinds.tagged(name)
            if (
                kind is None
                and match["short"] not in self.kinds.no_bodies
                and not self.kinds.generic_body.fullmatch(name)
            ):
                kind = self.kinds.rows["labels"]["ORG"]
            if kind is not None and len(name) > 3:
                called[name] = kind
                yield NameSpan(start, match.end(), start, match.end("name"), kind, match.span("short"))
        names: list[tuple[int, NameSpan]] = [
            (-len(again[0]), NameSpan(*again.span(), *again.span(), called[again[0]]))
            for again in (re.finditer("|".join(list(called)[:_CALLED]), plain) if called else ())
        ]
        for run in _RUN.finditer(plain):
            for head, end, kind in self.ends(plain, *run.span()):
                start = self._start(plain, max(run.start(), end - _LONGEST), head, end, outside, whole)
                if (
                    kind in self.kinds.whole
                    and start == run.start()
                    and (latin := _LATIN_IN.search(plain, max(0, start - 12), start))
                ):
                    start = latin.start()  # ABC互认协议
                if kind in self.kinds.meetings:
                    order = _ORDER.search(plain, max(0, start - 14), start)
                    start = order.start() if order is not None else start
                elif year := _YEAR.match(plain, start, end):
                    start = year.end()
                of_whom = kind in self.kinds.meetings and _OF_ACRONYM.search(plain, max(0, start - 14), start)
                generic = not of_whom and self.kinds.generic.fullmatch(plain, start, end)
                generic = generic or ALL_PROVINCES.search(plain, max(0, start - 4), end)
                if (
                    kind in self.kinds.meetings
                    and (generic or start >= head)
                    and not of_whom
                    and _HELD.search(plain, max(0, start - 3), start)
                    and self.kinds.gathered.fullmatch(plain, head, end)
                ):
                    common = NameSpan(start, end, start, end, kind, rule=GATHERED)
                    names.append((start - end, common))  # 召开例行新闻发布会
                if (start >= head and not of_whom) or generic or end - start < 3 - bool(of_whom):
                    continue
                if partners := _PARTNERS.match(plain, end):
                    end, kind = partners.end(), self.kinds.firm
                own = _ZH_PROVINCE.match(plain, start, end)
                if own and (listed := _ZH_SHARED.search(plain, max(0, start - 90), start)):
                    begins = self._behind_stops(plain, listed.start(), start)
                    if begins < start:
                        names.append((begins - end, NameSpan(begins, end, begins, end, kind, rule=SHARED)))
                whole_title = kind in self.kinds.rows["zh-titles"] and (
                    end - start > _LONG or kind in self.kinds.titled
                )
                rule = TITLED if whole_title else NAMED
                names.append((start - end, NameSpan(start, end, start, end, kind, rule=rule)))
        for pattern in (_DAY, _NTH):
            for match in pattern.finditer(plain):
                span = NameSpan(*match.span(), *match.span(), next(iter(self.kinds.meetings)))
                names.append((match.start() - match.end(), span))
        yield from (name for _, name in sorted(names, key=lambda row: row[0]))
        for match in _LATIN.finditer(plain):
            yield NameSpan(*match.span(), *match.span(), self.kinds.titles["平台"], rule=TITLED)
        for match in _STANDARD.finditer(plain):
            if re.search(_HAN, plain[max(0, match.start() - 9) : match.end() + 9]):
                yield NameSpan(*match.span(), *match.span(), self.kinds.rows["roles"]["standard"])
        for match in self.kinds.called.finditer(plain):
            yield NameSpan(*match.span(), *match.span(), self.kinds.calls[match[0]], rule=TITLED)

    def ends(self, plain: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Where the last words of names stand, and what they say that a name is of: of each place, the longest."""
        best: dict[int, tuple[int, str]] = {}
        for kind, pattern in self.kinds.endings:
            for match in pattern.finditer(plain, start, end):
                if match.end("end") not in best or match.start("end") < best[match.end("end")][0]:
                    best[match.end("end")] = match.start("end"), kind
        yield from ((head, last, kind) for last, (head, kind) in sorted(best.items()))

    def wholes(self, name: str) -> Iterator[tuple[str, str]]:
        """The bodies with which a name begins, each with its kind, the longest first: 甲总局 of 甲总局乙办公室."""
        plain = simplified(name)
        for _, end, kind in reversed(list(self.ends(plain, 0, len(plain)))):
            inner = plain[:end]
            named = inner in self.kinds.calls or not self.kinds.generic.fullmatch(inner)
            if 2 < end < len(plain) and kind in self.kinds.houses and named and not _FIRM.match(plain, end):
                yield name[:end], kind

    def two_bodies(self, title: str) -> list[tuple[str, str]]:
        """The two bodies with which the title of what they agreed on begins, each with its kind; else none."""
        plain = simplified(title)
        ends = [row for row in self.ends(plain, 0, len(plain)) if row[2] in self.kinds.houses]
        for (_, first, kind), (_, second, other) in pairwise(ends):
            begins = first + (plain[first] in "与和、") if first < len(plain) else first
            between = self.kinds.stops.search(plain, begins, second)
            between = between or self.kinds.stops.search(plain, 0, first)
            if between is None and first > 2 and second - begins > 2 and _ON.match(plain, second):
                return [(title[:first], kind), (title[begins:second], other)]
        return []

    def several_bodies(self, title: str) -> list[tuple[str, str]]:
        """The three bodies or more with which the title of what they agreed on begins, with their kinds; else none."""
        plain = simplified(title)
        bodies: list[tuple[str, str]] = []
        begins = 0
        for _, end, kind in self.ends(plain, 0, len(plain)):
            on = _ON.match(plain, end)
            if kind not in self.kinds.houses or not (on or plain[end : end + 1] in tuple("与和及暨、")):
                continue
            stops = [one[0] for one in self.kinds.stops.finditer(plain, begins, end) if one[0] not in _JOINTS]
            if stops or end - begins < 3:
                return []
            bodies.append((title[begins:end], kind))
            if on:
                return bodies if len(bodies) > 2 else []
            begins = end + 1
        return []

    def venues(self, text: str) -> Iterator[NameSpan]:
        """Places that nothing but what is held there shows to be places."""
        place = self.kinds.rows["labels"]["GPE"]
        for match in _VENUE_ZH.finditer(simplified(text)):
            if not _NOWHERE.search(match["place"]):
                yield NameSpan(*match.span("place"), *match.span("place"), place, rule=LABELLED)

    def _start(
        self, plain: str, start: int, head: int, end: int, outside: Sequence[tuple[int, int]],
        whole: Sequence[tuple[int, int]],
    ) -> int:  # fmt: skip
        """Where a Chinese name begins, whose last word stands between `head` and `end`: behind the last word that no
        name has."""
        begins, joined = self._behind(plain, start, head, end, outside, whole)
        if joined and (listed := _FIRST_THINGS.search(plain, max(0, begins - _LONGEST), begins)):
            first, _ = self._behind(plain, listed.start(), listed.end(), listed.end(), outside, whole)
            items = plain[first : listed.end() - 1].split("、")
            if first < listed.end() and not any(map(self._is_whole, items)):
                return first  # 绳索、结艺及质量局
        return begins

    def _behind(
        self, plain: str, start: int, head: int, end: int, outside: Sequence[tuple[int, int]],
        whole: Sequence[tuple[int, int]],
    ) -> tuple[int, bool]:  # fmt: skip
        """Where the last word ends that the name between two places has not, and whether a joint is within the name."""
        at = bisect_left(whole, (end, end)) - 1
        limit = max(start, min(head, whole[at][0])) if at >= 0 and whole[at][1] >= end else head
        stops = self.kinds.stops.finditer(plain, start, limit + 2)  # some look at what follows
        cuts = [(one.start(), one.end()) for one in stops if one.end() <= limit]
        first = bisect_left(outside, (start, start))
        while first < len(outside) and outside[first][1] <= limit:
            if plain[outside[first][0]] not in _WITHIN:
                cuts.append(outside[first])
            first += 1
        joined = False
        for low, high in sorted(cuts):
            if plain[low:high] in _JOINTS and self._joins(plain, start, low, high, end):
                joined = True
                continue
            start, joined = max(start, high), False
        return start, joined

    def _is_whole(self, name: str) -> bool:
        """Whether one of a list is a body or a place, and no part of the name behind it."""
        return len(name) < 2 or self.kinds.chinese_kind(name) is not None or self.kinds.two.search(name) is not None

    def _joins(self, plain: str, start: int, low: int, high: int, end: int) -> bool:
        """Whether what stands on both sides of a joint is one name: what follows says too little to be one, and what
        is in front is no body and no place."""
        tail, head = plain[high:end], plain[start:low]
        if not 2 <= len(tail) <= _SECOND_HALF or not 2 <= len(head) <= 12:
            return False
        last = re.split("与|和|及|暨", head)[-1]
        several = self.kinds.two.search(head) or self.kinds.second.match(tail) or _PERSON.fullmatch(head)
        there = plain[max(0, start - 1) : start] in tuple("至在于赴到从假")  # 至海城与乙局
        return not there and several is None and self.kinds.chinese_kind(last) is None

    def _behind_stops(self, plain: str, start: int, end: int) -> int:
        """Where a list of places begins behind the last word that no place has; 和 and 与 may join the places."""
        for stop in self.kinds.stops.finditer(plain, start, end):
            if stop[0] not in _JOINTS:
                start = stop.end()
        return start


def shared(name: str) -> list[str]:
    """The names of a list of provinces that share their last words: 湖省、海省绳索局 are 湖省绳索局 and 海省绳索局."""
    *others, last = re.split(r"[、和与及與]", name)
    own = _ZH_PROVINCE.match(simplified(last))
    ending = last[own.end() :] if own else ""
    return [*(f"{one}{ending}" for one in others), last]
