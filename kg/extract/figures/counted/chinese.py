"""What a number counts in a Chinese sentence: the noun behind its measure word, or the one before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg.extract.figures.counted.phrase import Counted, either
from kg.text.han import simplified
from kg.text.numbers import AMOUNT, MONEY, PERCENT, Number

#: The most characters of a clause that says of what a share is.
_LONGEST = 24
#: Chinese words in front of a number that name nothing: what is counted was named before.
_NOTHING = re.compile(
    r"(?:共|累计|已|并|全年)*(?:(?:受理|查处|抽检|抽查|抽验|检查|抽样|检验|检测|完成|立案|办理|购样)+|总量|总数|数量)(?:的|了)?"
)
#: What was looked into: 公布电热水壶检测结果.
_TOPIC = re.compile(
    r"(?:公布|通报|对|关于)(?P<topic>[\u4e00-\u9fff]{2,16}?)(?:产品)?(?:质量)?(?:的)?(?:国家|省级|市级|专项|监督)*"
    r"(?:抽查|抽检|检测|检验|检查|购样|进行|开展|情况|结果)"
)
#: In front of an earlier value: 由2015年的.
_FROM = re.compile(r"(?:由|从)\s?(?:[0-9]{4}年(?:底|末|度|初)?)?的?\s?\Z")
_BREAKS = "，。；、：:;,！？!?\n《》"
_GIVEN = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:颁发|发放|出具|获得|取得|签署|获发)(?:了)?")
_DATED = re.compile(r"(?P<name>[A-Za-z\u4e00-\u9fff]{4,24})[0-9]{4}(?:[—–-][0-9]{4})?年(?:度|底|末)?")
#: What a percentage is said to be, and not of what.
_SHARE = re.compile(r"约?占|同比|环比|年均|[比较]上|增[长加幅]|下降|提高|达到")
_AND = re.compile(r"[和与及]|以及|[并或]")
#: How an earlier value became a later one: 由15天压缩至7天.
_CHANGED = re.compile(
    r"(?:再|又|进一步|大幅|逐步)?(?:提高|上升|增长|增加|提升|下降|降|减少|降低|缩短|压缩|压减|扩大|增)(?:到|至|为)"
)
#: In front of an earlier value, and behind it how much more or less there is.
_THAN = re.compile(r"[较比](?:[0-9]{4}年|上一?年|去年|前一年|上次)(?:度|同期|年?[底末])?的\Z")
_MORE = re.compile(r"(?:大幅|显著|明显|略)?(?:上升|增长|增加|提高|提升|下降|减少|降低|下跌|多|少)")
#: What is no part of a noun behind it: 企业生产经营, 不合格产品中.
_DOING = re.compile(r"(?<=企业|机构|单位)(?:生产|经营|销售).*|(?<=[\u4e00-\u9fff]{3})中\Z")
_IN_ORDER = re.compile(r".*(?:依次|分别)(?:是|为)")
#: What is done to several things of one kind: 备案行业标准9项,地方标准4项.
_DEED = re.compile(
    r"(?:召回|检查|抽检|检定|检验|培训|查获|缴获|检测|批准发布|新备案|备案|发布|制修订|制定|修订|新增|查处|抽查|受理|注销|撤销|颁发)"
)
#: What became of some of what was counted before: 抽查绳索300批次,不合格42批次.
_BECAME = re.compile(
    r"(?:有|的)?(?P<how>不合格|合格|不符合(?:标准|要求|规定)?|符合(?:标准|要求|规定)|[未不]?达标|超标|失效|未通过|通过|暂停|撤销|注销|责令整改|查封|扣押|没收|销毁|下架|封存|取缔|关闭|立案|处罚|约谈|移送|整改|退回)"
)
_BECAME_AT_END = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})(?:{_BECAME.pattern})\Z")
#: In front of those that are left, and behind them what becomes of them.
_REST = re.compile(r"其余|余下|剩余|另外|另有|另|其他|还有")
_STATE = re.compile(r"正在|正|尚|仍|未|已|均|被|在|处于|则|因|为|是")
_MEASURE = re.compile(r"[^\d.,，．万亿千百十余多两〇零一二三四五六七八九\s]*\Z")
#: What all that is told of it follows: 绳索类:共26件, 不合格绳索信息,共有59件.
_IN_ALL = re.compile(r"(?P<label>[\u4e00-\u9fff、]{2,16})[，,：:]\s?(?:总共|一共|合共|总计|合计|共计|共有|计有|共)\Z")
#: How far back it is said what was looked into.
_LOOKED_INTO = 120
#: A word of which a part stands in brackets.
_PART_OF_WORD = re.compile(r"(?<=[\u4e00-\u9fff])[（(][\u4e00-\u9fff]{1,2}[)）]")
#: A noun with what is said of it in front of it.
_DESCRIBED = re.compile(
    r"(?:具有|具备|来自|从事|拥有|涉及|获得|符合)[^，。；：,:;.!?（(\n]{2,20}的[\u4e00-\u9fff]{2,10}"
)
#: A noun with what it did in front of it, and no object with something of its own: 获得国家认可的资格.
_WHICH = re.compile(
    r"[\u4e00-\u9fff]{2,16}的[\u4e00-\u9fff]{0,8}(?:样本|样品|产品|商品|企业|机构|单位|组织|实验室|人员|人士|学员|专家|代表|商户|店铺|项目|案例|国家"
    r"|地区|车辆|船只|设备|批次|品种|个案|申请)(?=[，。；、：,;.（(]|中|内|里|进行|已|均|全|都|也|将|分别|作|被|\Z)"
)
#: Further things that the same number counts: 、水手和代表, 、绳索及其制品样本.
_AND_MORE = re.compile(
    r"(?:、[\u4e00-\u9fff]{1,10}){0,4}?(?:、[\u4e00-\u9fff]{1,10}?|(?<=[\u4e00-\u9fff]))(?:和|与|及|以及)其?(?P<last>[\u4e00-\u9fff]{2,12})"
)
_NOUN_STOP = re.compile(
    r"[\u4e00-\u9fff]{2}了|(?![（(][\u4e00-\u9fff]{1,2}[)）])[^\u3400-\u9fffA-Za-z0-9“”\"·/()（）-]"
)


class ChineseCounting:
    """Reads what the numbers of Chinese sentences count."""

    def __init__(self, rows: Mapping[str, Sequence[str]]) -> None:
        self.zh_before = _end(rows["zh-before"])
        self.zh_leading = re.compile(f"(?:(?!从业)(?:{either(rows['zh-leading'])}))+")
        self.zh_verbs = re.compile(either(rows["zh-verbs"]))
        self.zh_limiters = re.compile(either(rows["zh-limiters"]))
        self.zh_attributes = re.compile(either(rows["zh-attributes"]))

    def of(self, text: str, source: str, number: Number, low: int, high: int, others: Sequence[Number]) -> Counted:
        limit = min((one.begins for one in others if one.begins >= number.ends), default=high)
        end = number.ends
        while end < min(limit, high) and text[end] not in _BREAKS + "（(":
            end += 1
            if part := _PART_OF_WORD.match(text, end, min(limit, high)):
                end = part.end()  # 产(商)品, 州(市)
        behind = text[number.ends : end]
        stop = min(
            (match.start() for match in (self.zh_verbs.search(behind), _NOUN_STOP.search(behind)) if match),
            default=len(behind),
        )
        after = (
            "" if _AND.match(behind) or _CHANGED.match(behind) else _DOING.sub("", behind[:stop].rstrip("的和与及由被"))
        )
        if not after and (described := _DESCRIBED.match(text, number.ends, min(limit, high))):
            after, stop = described[0], len(described[0])  # 16个具有先进性、创新性的案例
        elif not after and (described := _WHICH.match(text, number.ends, min(limit, high))) and measure_word(number):
            after, stop = described[0], len(described[0])  # 80个完成检测的样本
        elif after and (listed := _AND_MORE.match(text, number.ends + len(after), min(limit, high))):
            more = self.zh_verbs.search(listed["last"])
            cut = listed.end() - (len(listed["last"]) - more.start() if more else 0)
            if more is None or more.start() >= 2:
                after, stop = text[number.ends : cut].rstrip("的等"), cut - number.ends  # 80名船长、水手和代表
        predicate = text[number.ends + stop : end]
        floor = max(
            (one.ends for one in others if one.ends <= number.begins and not _closes(text[one.ends : number.begins])),
            default=low,
        )
        dated = next((one for one in others if one.ends == floor and one.period is not None), None)
        if dated is not None and text[dated.start - 1 : dated.start] in ("由", "从"):
            floor = max((one.ends for one in others if one.ends < dated.start), default=low)  # 由2015年的62.3%
        start, finish = self.before(text, number, max(low, floor))
        before = text[start:finish]
        if not after and (joined := self.joined(text, source, number, high, others)):
            return joined  # 17类103种产品
        place = number.text[-1:] == "个" and after in ("省", "市", "县", "区", "国")
        rest = _REST.fullmatch(before) is not None and (not after or _STATE.match(after) is not None)
        if rest and (earlier := self.earlier(text, source, number, low, high, others)):
            state = source[number.ends : number.ends + len(after)].rstrip("未")
            return replace(earlier, words=earlier.words + state)
        if after and _BECAME.fullmatch(after) and (earlier := self.earlier(text, source, number, low, high, others)):
            state = source[number.ends : number.ends + len(after)]
            return replace(earlier, words=earlier.words + state)  # 有14批次不合格
        compared = _THAN.search(text, low, number.begins) and _MORE.match(behind)
        if compared and (earlier := self.earlier(text, source, number, low, high, others)):
            return earlier  # 较2021年的7900宗上升9%
        if (len(after) >= 2 or place) and not (before and after[0] in "的"):
            first = number.ends
            deed = source[start:finish] if len(after) == 2 and len(before) > 3 and low < floor == start else ""
            return Counted(deed + source[first : first + len(after)], first, first + len(after), predicate)
        if number.kind == PERCENT and (not before or _SHARE.match(before)):
            words = self.sharing(text, source, number, low, high, others) + source[start:finish]
            return Counted(words, start if before else number.begins, finish if before else number.end)
        if before and _NOTHING.fullmatch(before):
            if earlier := self.earlier(text, source, number, low, high, others):
                return replace(earlier, words=re.split("同比|环比|较上", earlier.words)[0])
            if topics := list(_TOPIC.finditer(text, max(0, low - _LOOKED_INTO), start)):
                return Counted(source[slice(*topics[-1].span("topic"))], *topics[-1].span("topic"))
        if _BECAME.fullmatch(before) and (earlier := self.earlier(text, source, number, low, high, others)):
            return Counted(earlier.words + source[start:finish], start, finish)
        if before:
            words = source[start:finish]
            if not _DEED.match(before) and floor > low and text[floor : floor + 1] in ",，、":
                words = self.deed(text, source, low, floor, others, before) + words
            measure = re.search(r"大类|小类", number.text)
            words = words + measure[0] if measure else words
            owner = self.owner(text, source, start, low, others, before)
            words += "案件" if measure_word(number) in ("起", "宗") and _NOTHING.fullmatch(before) else ""
            return Counted(owner + self.dated(source, start, low) + words, start, finish)
        if not after and (named := _IN_ALL.search(text, low, number.begins)):
            return Counted(source[slice(*named.span("label"))], *named.span("label"))
        earlier = self.earlier(text, source, number, low, high, others) if measure_word(number) else None
        return earlier or Counted("", number.end, number.end)

    def earlier(
        self, text: str, source: str, number: Number, low: int, high: int, others: Sequence[Number]
    ) -> Counted | None:
        """What the number before counts, if it has the same measure word; None where there is none such."""
        counts = [one for one in others if one.ends <= number.begins and one.period is None]
        if not counts or (
            counts[-1].kind == AMOUNT
            and measure_word(counts[-1]) != measure_word(number)
            and text[counts[-1].ends : number.begins] not in ("、", ",", "，")
        ):  # 召回1074次、3803.52万件
            return None
        rest = [one for one in others if one is not counts[-1]]
        counted = self.of(text, source, counts[-1], low, high, [*rest, number])
        return replace(counted, words=_BECAME_AT_END.sub("", counted.words)) if counted.words else None

    def sharing(self, text: str, source: str, number: Number, low: int, high: int, others: Sequence[Number]) -> str:
        """What a percentage is said of, where its own clause does not say: the thing counted before it, or the clause
        before it."""
        counts = [one for one in others if one.ends <= number.begins and one.kind in (AMOUNT, MONEY)]
        if counts:
            rest = [one for one in others if one is not counts[-1]]
            return self.of(text, source, counts[-1], low, high, [*rest, number]).words
        clauses = re.split(r"[，,]", source[low : number.begins])
        subject = clauses[-2].strip().removeprefix("其中") if len(clauses) > 1 else ""
        return "" if re.search(r"\d", subject) or len(subject) > _LONGEST else subject

    def deed(self, text: str, source: str, low: int, floor: int, others: Iterable[Number], words: str) -> str:
        """The verb that a list names only once, before the first of several things of one kind."""
        for one in others:
            if one.ends == floor:
                first, finish = self.before(text, one, low)
                match = _DEED.match(text, first, finish)
                return source[first : match.end()] if match and text[finish - 2 : finish] == words[-2:] else ""
        return ""

    def joined(self, text: str, source: str, number: Number, high: int, others: Sequence[Number]) -> Counted | None:
        """What a kind counts that stands right before a number of the same things: 16大类94种产品."""
        following = next((one for one in others if 0 <= one.begins - number.ends <= 1), None)
        measure = re.search(r"(?:大|小)?类\Z", number.text)
        if following is None or measure is None or following.kind != AMOUNT:
            return None
        behind = text[following.ends : min(high, following.ends + 20)]
        stop = self.zh_verbs.search(behind) or _NOUN_STOP.search(behind)
        noun = source[following.ends : following.ends + (stop.start() if stop else len(behind))]
        return Counted(noun + measure[0], number.begins, number.ends) if len(noun) >= 2 else None

    def dated(self, source: str, start: int, low: int) -> str:
        """What stands before a year in the middle of a name: 认证机构2023年度营业收入总额."""
        cut = max((source.rfind(mark, low, start) + 1 for mark in _BREAKS), default=low)
        match = _DATED.fullmatch(source, max(low, cut), start)
        if match is None or len(match["name"]) < 4 or self.zh_verbs.search(simplified(match["name"])):
            return ""
        return "" if self.zh_leading.match(simplified(match["name"])) else match["name"]

    def before(self, text: str, number: Number, low: int) -> tuple[int, int]:
        """Where the words before a number begin and end; a bracket between them and the number is passed over."""
        finish = number.begins
        while True:
            trimmed = text[low:finish].rstrip()
            finish = low + len(trimmed)
            if trimmed.endswith((")", "）")):
                opened = max(trimmed.rfind("("), trimmed.rfind("（"))
                if opened < 0:
                    break
                finish = low + opened
                continue
            cut = self.zh_before.search(trimmed) or _FROM.search(trimmed)
            if not cut or cut.start() == len(trimmed):
                break
            finish = low + cut.start()
        if text[finish - 1 : finish] in ("(", "（") and text[number.ends : number.ends + 1] in (")", "）"):
            finish -= 1  # 绳索检验(15760家)
        start = finish
        while start > low and text[start - 1] not in _BREAKS + "(（" and finish - start < 60:
            start -= 1
        for one in re.finditer(
            r"[0-9]{2,4}\s?年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?(?:度|底|末|以来)?|期间", text[start:finish]
        ):
            start = max(start, start + one.end()) if one.end() < finish - start else start
            break
        if match := self.zh_leading.match(text, start, finish):
            start = match.end() if match.end() < finish or match[0] == "其中" else start
        if match := _IN_ORDER.match(text, start, finish - 1):
            start = match.end()
        if start == low and (given := _GIVEN.search(text, start, finish - 2)):
            start = given.end()  # 19个领域颁发证书56张
        return start, finish

    def owner(self, text: str, source: str, start: int, low: int, others: Iterable[Number], words: str) -> str:
        """The limited subject of the sentence ("大型认证机构") that words of a later clause are said of."""
        if not (
            self.zh_attributes.match(words) or self.zh_verbs.match(words) or text[max(low, start - 2) : start] == "累计"
        ):
            return ""
        for one in others:
            if one.ends > start:
                break
            first, finish = self.before(text, one, low)
            if first < finish and self.zh_limiters.match(text[first:finish]):
                return re.split(r"数量|总数|占|实现", source[first:finish])[0]
        return ""


def measure_word(number: Number) -> str:
    """The measure word that a number is written with."""
    return _MEASURE.search(simplified(number.text))[0]  # type: ignore[index]


def _closes(text: str) -> bool:
    """Whether a bracket closes that was opened before: the number in front of it stands within."""
    return bool(re.match(r"[^（(]*[)）]", text))


def _end(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{either(words)})+\\Z")
