"""What a number counts: the noun with its modifiers, behind the number or before it, in the words of the text.

English says it behind ("724 approved certification bodies"), or before where a verb or a bracket stands between
("turnover reached 388 billion yuan", "toys (15%)"). Chinese says it before ("认证机构共计724家") or behind
("73家认证机构"). Word lists stand in ``rules/counted.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.text.han import simplified
from kg.text.numbers import AMOUNT, MONEY, PERCENT, Number

#: The most words of a phrase, and the most characters of a Chinese one.
_LONGEST, _LONGEST_ZH = 12, 24
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:[-'’./&][^\W_]+)*")
#: A predicate that says only that there are such things.
_EXISTS = re.compile(
    r"(?:(?:is|are|was|were|be|been|being|has|have|had)\s)+(?:\w+ly\s)?"
    r"(?:issued|granted|built|established|registered|recorded|published|released|notified|valid|available|in|held|unrolled)\b"
)
#: Words of a time in front of a number, which say when and not what.
_TIMES = frozenset(("quarter", "year", "month", "fiscal", "financial", "the"))
#: Classes of words that are no nouns.
_NO_NOUNS = frozenset(("prep", "aux", "be", "pron", "adv"))
#: What stands in brackets between a number and what it counts, or closes the bracket in which the number stands.
_ASIDE = re.compile(r"\s?\((?:out\s)?of\s[^()\n]{1,30}\)|(?<=\d)\)(?=\s[A-Za-z])")
#: A part of what was counted before, named behind "are".
_OF_THESE = re.compile(r"(?:\b[Oo]f\s(?:these|which|them|whom),?\s|,\s|\sand\s)[\d.,]+\Z")
#: What is counted is what rose or fell: a 3 percent rise in notifications.
_CHANGES = frozenset(("rise", "increase", "growth", "fall", "decrease", "decline", "drop", "reduction"))
_ROPES = re.compile(r"\s(?!\w+ed\b)(?:[a-z]+\s)?[a-z]+s\b")
#: A growth and the verb that stand between a thing and its number.
_GROWN = re.compile(
    r"\b(?:rose|grew|increased|fell|declined|decreased|dropped)(?:\sby)?\s[\d.]+\s?(?:%|per\s?cent)(?:\sin\s[12]\d{3})?"
    r"\s(?:to|and\s(?:reached|totalled|stood\sat|came\sto))\s\Z"
)
#: Whom a share is said of: cosmetics accounted for 31% of complaints.
_SHARING = re.compile(
    r"\s(?:which\s)?(?:account(?:ed|s|ing)?\sfor|made\sup|making\sup|makes?\sup|represent(?:ed|s|ing)?|compris(?:ed|es|ing)"
    r"|constitut(?:ed|es|ing)|form(?:ed|s|ing)|(?:topped|led|headed)\s(?:the\s)?\w+,?\swith)\s\Z"
)
#: A part of a number of things: 5 of the 9 cases.
_PART_OF = re.compile(r"\s(?:out\s)?of\s(?:the\s|these\s|those\s|all\s|all\sthe\s)?\Z")
#: Behind a number that is one of what was counted before: 11 were suspended, 202 rejected, 3,150 of them.
_BACK = re.compile(
    r"\s?(?:\([^()\n]{1,40}\)\s)?(?:of\s(?:them|these|those|which|whom)\b"
    r"|(?:were|was|are|is|had|have|has|did|do|could|lacked|bore|gave|took|fell)\b"
    r"|(?:\w+ly\s)?\w{2,}ed\b(?=[.,;:)\n]|\s(?:an?|the|no|any|their|its|by|for|with|in|on|at|from|to|under|as|due|because|after"
    r"|and|or|not)\b|\s\d|\Z))"
)
#: What became of them.
_BECAME = re.compile(
    r"\s?(?:\([^()\n]{1,40}\)\s)?(?:of\s\w+\s)?(?:(?:were|was|have|has|had|been|are|is)\s){0,3}(?:\w+ly\s)?(?P<verb>\w{2,}ed)\b"
)
#: In front of a number that is one of what an earlier sentence counted.
_OF_THEM = re.compile(
    r"\b(?:of|among)\s(?:these|those|them|which|whom|the\s\w+)(?:\s\w+ed)?,?\s(?:only\s)?\Z", re.IGNORECASE
)
#: A line that names something before its number: Inspections: 2,310.
_ENTRY = re.compile(r"[\s•·▪◦*–-]*(?P<name>[^\W\d_][^:：\n\x1e]{1,70}?)\s*(?:[:：]|\.{3,}|\s[-–—])\s*\Z")
_EVERYWHERE = re.compile(
    r"(?:in|from|within|under|with)\s(?:the\s)?(?:\d|country|nation|world|region|total|all|force|place|year|end|[A-Z])"
)
_ZH_BREAKS = "，。；、：:;,！？!?\n《》"
_ZH_GIVEN = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:颁发|发放|出具|获得|取得|签署|获发)(?:了)?")
_ZH_DATED = re.compile(r"(?P<name>[A-Za-z\u4e00-\u9fff]{4,24})[0-9]{4}(?:[—–-][0-9]{4})?年(?:度|底|末)?")
#: What a percentage is said to be, and not of what.
_ZH_SHARE = re.compile(r"约?占|同比|环比|年均|[比较]上|增[长加幅]|下降|提高|达到")
_ZH_AND = re.compile(r"[和与及]|以及|[并或]")
#: What is no part of a noun behind it: 企业生产经营, 不合格产品中.
_ZH_DOING = re.compile(r"(?<=企业|机构|单位)(?:生产|经营|销售).*|(?<=[\u4e00-\u9fff]{3})中\Z")
_ZH_IN_ORDER = re.compile(r".*(?:依次|分别)(?:是|为)")
#: What is done to several things of one kind: 备案行业标准9项,地方标准4项.
_ZH_DEED = re.compile(r"(?:批准发布|新备案|备案|发布|制修订|制定|修订|新增|查处|抽查|受理|注销|撤销|颁发)")
_ZH_NOUN_STOP = re.compile(r"[\u4e00-\u9fff]{2}了|[^\u3400-\u9fffA-Za-z0-9“”\"·/-]")


@dataclass(frozen=True, slots=True)
class Counted:
    """The counted thing: its words, where they stand, and whether a predicate follows ("14 provinces issued …")."""

    words: str
    start: int
    end: int
    predicate: str = ""


class Counting:
    """Reads what the numbers of one text count."""

    def __init__(self, tables: Mapping[str, Any], words: Mapping[str, frozenset[str]]) -> None:
        rows: Mapping[str, Sequence[str]] = tables["counted"]
        self.classes = words
        self.stop = frozenset(rows["stop"])
        self.acts = frozenset(rows["acts"])
        self.participle = frozenset(rows["participle"])
        self.comparing = frozenset(rows["comparing"])
        self.within, self.subject = frozenset(rows["within"]), frozenset(rows["subject"])
        self.before, self.leading = frozenset(rows["before"]), frozenset(rows["leading"])
        self.zh_before = _end(rows["zh-before"])
        self.zh_leading = re.compile(f"(?:(?!从业)(?:{_either(rows['zh-leading'])}))+")
        self.zh_verbs = re.compile(_either(rows["zh-verbs"]))
        self.zh_limiters = re.compile(_either(rows["zh-limiters"]))
        self.zh_attributes = re.compile(_either(rows["zh-attributes"]))

    def of(self, text: str, number: Number, low: int, high: int, others: Sequence[Number]) -> Counted:
        """What a number counts; `low` and `high` bound its sentence, `others` are all numbers of the sentence."""
        if (entry := _entry(text, number)) is not None:
            return entry
        if _HAN.search(text[max(low, number.begins - 8) : min(high, number.ends + 8)]):
            return self.chinese(simplified(text), text, number, low, high, others)
        return self.english(text, number, low, high, others)

    # ---------------------------------------------------------------------------------------------------- English

    def english(self, text: str, number: Number, low: int, high: int, others: Sequence[Number]) -> Counted:
        whole = next((one for one in others if one.begins > number.ends), None)
        if whole is not None and whole.kind == AMOUNT and _PART_OF.fullmatch(text, number.ends, whole.begins):
            return self.english(text, whole, low, high, [one for one in others if one is not whole])
        after = self.english_after(text, number, high, others)
        if number.kind == PERCENT and after is not None and (sharer := self.sharer(text, number, low, others)):
            return replace(after, words=f"{after.words}: {sharer}")
        bracketed = text[low : number.begins].rstrip().endswith("(") and text[number.ends : number.ends + 1] == ")"
        if after is None or bracketed:
            return (
                self.english_before(text, number, low, bracketed, others)
                or after
                or self.out_of(text, number, low, high, others)
                or Counted("", number.end, number.end)
            )
        head = after.words.split()[-1].casefold() if after.words else ""
        subject = self.english_before(text, number, low, False, others) if number.kind == AMOUNT else None
        if subject is not None and subject.words.split()[0].casefold() == head and len(after.words.split()) == 1:
            return Counted(subject.words, after.start, after.end, after.predicate)
        return after

    def sharer(self, text: str, number: Number, low: int, others: Sequence[Number]) -> str:
        """What has a share, where the sentence says of what: "toys (15% of alerts)", "toys made up 15% of alerts"."""
        opened = text[low : number.begins].rstrip()
        match = _SHARING.search(text, low, number.begins)
        if match is None and not opened.endswith("("):
            return ""
        at = match.start() if match is not None else low + len(opened) - 1
        named = self.english_before(text, replace(number, begins=at, start=at), low, False, others)
        return named.words if named is not None else ""

    def antecedent(
        self, text: str, number: Number, low: int, high: int, others: Sequence[Number], last: Counted | None
    ) -> Counted | None:
        """What a number counts that is one of what was counted before: "33 were granted and 11 suspended".

        `last` is what was counted before the sentence. None where the number does not point back.
        """
        if number.kind not in (AMOUNT, PERCENT) or _HAN.search(text[max(low, number.begins - 8) : number.ends + 8]):
            return None
        bracket = re.search(r"\(\Z", text[low : number.begins])
        back = _BACK.match(text, number.ends + (1 if bracket else 0), high)
        behind = _OF_THEM.search(text, low, number.begins)
        if back is None and behind is None:
            return None
        if bracket and not any(one.ends == low + bracket.start() - 1 for one in others):
            return None  # cosmetics (36%) were
        for one in reversed([one for one in others if one.ends <= number.begins and one.kind == AMOUNT]):
            if _BACK.match(text, one.ends, high):
                continue
            rest = [other for other in (*others, number) if other is not one]
            noun = self.english_after(text, one, high, rest)
            if noun is not None:
                last = noun
                break
        if last is None:
            return None
        became = _BECAME.match(text, number.ends + (1 if bracket else 0), high)
        words = re.sub(r"\s\w+ed\Z", "", last.words) + (f" {became['verb']}" if became else "")
        end = became.end() if became is not None else number.ends
        return Counted(words, number.ends, end, text[end:high])

    def kinds(self, word: str) -> frozenset[str]:
        low = word.casefold()
        return self.classes.get(low) or self.classes.get(low.removesuffix("'s").removesuffix("’s")) or frozenset()

    def english_after(self, text: str, number: Number, high: int, others: Sequence[Number]) -> Counted | None:
        begin = number.ends
        if aside := _ASIDE.match(text, begin, high):  # 34 (out of 36) members
            begin = aside.end()
        limit = min((one.begins for one in others if one.begins >= begin), default=high)
        words = [match.span() for match in _WORD.finditer(text, begin, min(high, limit, begin + 240))]
        taken: list[tuple[int, int]] = []
        at = begin
        predicate = ""
        for place, (start, end) in enumerate(words[: _LONGEST + 2]):
            gap, word = text[at:start], text[start:end]
            low = word.casefold()
            if gap.strip(' \t\u00a0\n-“"') or len(taken) >= _LONGEST:
                break
            kinds = self.kinds(word)
            following = text[words[place + 1][0] : words[place + 1][1]] if place + 1 < len(words) else ""
            close = place + 1 < len(words) and not text[end : words[place + 1][0]].strip()
            if not taken and low in ("of", "the", "all", "total", "times", "its", "their", "our", "these", "those"):
                at = end
                continue
            if not taken and low in ("are", "were") and _OF_THESE.search(text, 0, begin) and _ROPES.match(text, end):
                at = end
                continue  # of these, 40 are ropes
            if low in self.comparing:
                break
            if (
                (low in self.within and taken and close and not self.ends(following))
                or (low == "in" and taken and close and self.last(text, taken) in _CHANGES and not self.ends(following))
                or (low in ("and", "or") and taken and close and self.joins(following, words, place, text))
                or (low in ("the", "its", "their", "a", "an") and taken and self.last(text, taken) in self.within)
            ):
                taken.append((start, end))
            elif low.endswith("ed") and taken and (not close or "prep" in self.kinds(following)):
                taken.append((start, end))
                break
            elif not kinds.isdisjoint(self.stop) and (
                taken or not low.endswith("s") or not kinds.isdisjoint(_NO_NOUNS) or "and" in kinds
            ):  # 140 delegates: no verb right behind a number
                if taken or kinds.isdisjoint(self.participle):
                    rest = text[start : min(high, start + 80)]
                    predicate = rest if kinds.isdisjoint({"prep", "and"}) or _narrows(rest) else ""
                    break
                taken.append((start, end))
            elif taken and (low.endswith(("ly", "wide")) or (low.endswith(("ed", "ing")) and self.plural(text, taken))):
                predicate = "" if low.endswith(("ly", "wide")) else text[start : min(high, start + 80)]
                break
            else:
                taken.append((start, end))
            at = end
        while taken and (self.last(text, taken) in (*self.within, "and", "or", "the", "a", "its", "their")):
            taken.pop()
        if not taken:
            return None
        start, end = taken[0][0], taken[-1][1]
        predicate = "" if _EXISTS.match(predicate) else predicate
        before = text[max(0, number.begins - 30) : number.begins].split()
        if before and not self.kinds(before[-1]).isdisjoint(self.acts):
            predicate = predicate or before[-1]  # newly designated 105 bodies
        return Counted(" ".join(text[start:end].split()), start, end, predicate)

    def last(self, text: str, taken: Sequence[tuple[int, int]]) -> str:
        return text[slice(*taken[-1])].casefold()

    def plural(self, text: str, taken: Sequence[tuple[int, int]]) -> bool:
        return bool(re.search(r"[^su]s$|people$|personnel$", self.last(text, taken)))

    def ends(self, word: str) -> bool:
        kinds = self.kinds(word)
        return not kinds.isdisjoint(self.stop - {"total"}) or word[:1].isdecimal() or not word

    def joins(self, following: str, words: Sequence[tuple[int, int]], place: int, text: str) -> bool:
        """Whether the word behind "and" goes on with the same noun phrase."""
        low = following.casefold()
        if (self.ends(following) and self.kinds(following).isdisjoint(self.participle)) or low in ("the", "a", "an"):
            return False
        if place + 2 >= len(words):
            return True
        return bool(text[words[place + 1][1] : words[place + 2][0]].strip()) or not text[
            words[place + 2][0] : words[place + 2][1]
        ].casefold().endswith("ed")

    def out_of(self, text: str, number: Number, low: int, high: int, others: Sequence[Number]) -> Counted | None:
        """The things of which these are some: "out of 66 items inspected, 14 failed"."""
        ahead = [one for one in others if one.ends <= number.begins and one.period is None and one.kind == AMOUNT]
        if not ahead or number.kind != AMOUNT or not re.match(r"\s[a-z]", text[number.ends : number.ends + 2]):
            return None
        rest = [one for one in others if one is not ahead[-1]]
        whole = self.english_after(text, ahead[-1], high, [*rest, number])
        match = re.match(
            r"(?:\s(?:was|were|have|has|had|been|found|identified|deemed|as))*\s[\w-]+", text[number.ends : high]
        )
        if whole is None or match is None:
            return None
        return Counted(f"{whole.words} {match[0].split()[-1]}", number.ends, number.ends + match.end(), match[0])

    def english_before(
        self, text: str, number: Number, low: int, bracketed: bool, others: Sequence[Number] = ()
    ) -> Counted | None:
        begins = text.rindex("(", low, number.begins) if bracketed else number.begins
        if grown := _GROWN.search(text, low, begins):
            begins = grown.start()  # output rose 0.9% in 2020 to 400 tonnes
        before = text[low:begins]
        cut = max((match.end() for match in re.finditer(r"[;:!?\n()]|[.](?=\s)| [-–—] |\x1e", before)), default=0)
        spans = [(low + cut + match.start(), low + cut + match.end()) for match in _WORD.finditer(before[cut:])]
        dates = [(one.start, one.end) for one in others if one.period is not None]
        spans = [one for one in spans if not any(first <= one[0] < last for first, last in dates)]
        while spans and not bracketed:
            word = text[slice(*spans[-1])].casefold()
            if (
                word in self.before
                or word in self.subject
                or word in _TIMES
                or word.endswith("ly")
                or not self.kinds(word).isdisjoint({"aux", "be", "adv"})
            ):
                spans.pop()
            else:
                break
        taken: list[tuple[int, int]] = []
        for place in range(len(spans) - 1, -1, -1):
            start, end = spans[place]
            word = text[start:end].casefold()
            kinds = self.kinds(word)
            if taken and "," in text[end : taken[0][0]] and not self.listed(text, spans, place):
                break
            if (
                word[0].isdecimal()
                and place
                and re.fullmatch(r"[A-Z]{2,6}(?:/[A-Z]+)*", text[slice(*spans[place - 1])])
            ):
                taken.insert(0, (start, end))  # ISO 50001 certificates
                continue
            if word[0].isdecimal() or len(taken) >= _LONGEST:
                break
            if word in self.subject and taken and not bracketed:
                taken.insert(0, (start, end))
                continue
            stops = not kinds.isdisjoint(self.stop - {"and", "num"}) and word not in ("and", "the", "number", "total")
            if stops and not (kinds.isdisjoint({"prep", "aux", "be", "pron"}) and word.endswith(("ed", "ing"))):
                break
            if bracketed and word in ("and", "or"):
                break
            taken.insert(0, (start, end))
        while taken and text[slice(*taken[0])].casefold() in (*self.leading, *self.subject):
            taken.pop(0)
        if not taken:
            return None
        start, end = taken[0][0], taken[-1][1]
        return Counted(" ".join(text[start:end].split()), start, end)

    def listed(self, text: str, spans: Sequence[tuple[int, int]], place: int) -> bool:
        """Whether the comma behind a word parts the members of a list ("inspection, testing, and certification")."""
        behind = text[spans[place][1] : spans[min(place + 3, len(spans) - 1)][1]]
        return re.search(r",\s+(?:\w+,\s+)?(?:and|or)\b|,\s+\w+,", behind + " ") is not None

    # ---------------------------------------------------------------------------------------------------- Chinese

    def chinese(self, text: str, source: str, number: Number, low: int, high: int, others: Sequence[Number]) -> Counted:
        limit = min((one.begins for one in others if one.begins >= number.ends), default=high)
        end = number.ends
        while end < min(limit, high) and text[end] not in _ZH_BREAKS + "（(":
            end += 1
        behind = text[number.ends : end]
        stop = min(
            (match.start() for match in (self.zh_verbs.search(behind), _ZH_NOUN_STOP.search(behind)) if match),
            default=len(behind),
        )
        after = "" if _ZH_AND.match(behind) else _ZH_DOING.sub("", behind[:stop].rstrip("的和与及"))
        predicate = behind[stop:]
        floor = max(
            (one.ends for one in others if one.ends <= number.begins and not _closes(text[one.ends : number.begins])),
            default=low,
        )
        start, finish = self.chinese_before(text, number, max(low, floor))
        before = text[start:finish]
        if not after and (joined := self.joined(text, source, number, high, others)):
            return joined  # 17类103种产品
        place = number.text[-1:] == "个" and after in ("省", "市", "县", "区", "国")
        if (len(after) >= 2 or place) and not (before and after[0] in "的"):
            first = number.ends
            deed = source[start:finish] if len(after) == 2 and len(before) > 3 and low < floor == start else ""
            return Counted(deed + source[first : first + len(after)], first, first + len(after), predicate)
        if number.kind == PERCENT and (not before or _ZH_SHARE.match(before)):
            words = self.sharing(text, source, number, low, high, others) + source[start:finish]
            return Counted(words, start if before else number.begins, finish if before else number.end)
        if before:
            words = source[start:finish]
            if not _ZH_DEED.match(before) and floor > low and text[floor : floor + 1] in ",，、":
                words = self.deed(text, source, low, floor, others, before) + words
            measure = re.search(r"大类|小类", number.text)
            words = words + measure[0] if measure else words
            owner = self.owner(text, source, start, low, others, before)
            return Counted(owner + self.dated(source, start, low) + words, start, finish)
        return Counted("", number.end, number.end)

    def sharing(self, text: str, source: str, number: Number, low: int, high: int, others: Sequence[Number]) -> str:
        """What a percentage is said of, where its own clause does not say: the thing counted before it, or the clause
        before it."""
        counts = [one for one in others if one.ends <= number.begins and one.kind in (AMOUNT, MONEY)]
        if counts:
            rest = [one for one in others if one is not counts[-1]]
            return self.chinese(text, source, counts[-1], low, high, [*rest, number]).words
        clauses = re.split(r"[，,]", source[low : number.begins])
        subject = clauses[-2].strip().removeprefix("其中") if len(clauses) > 1 else ""
        return "" if re.search(r"\d", subject) or len(subject) > _LONGEST_ZH else subject

    def deed(self, text: str, source: str, low: int, floor: int, others: Iterable[Number], words: str) -> str:
        """The verb that a list names only once, before the first of several things of one kind."""
        for one in others:
            if one.ends == floor:
                first, finish = self.chinese_before(text, one, low)
                match = _ZH_DEED.match(text, first, finish)
                return source[first : match.end()] if match and text[finish - 2 : finish] == words[-2:] else ""
        return ""

    def joined(self, text: str, source: str, number: Number, high: int, others: Sequence[Number]) -> Counted | None:
        """What a kind counts that stands right before a number of the same things: 16大类94种产品."""
        following = next((one for one in others if 0 <= one.begins - number.ends <= 1), None)
        measure = re.search(r"(?:大|小)?类\Z", number.text)
        if following is None or measure is None or following.kind != AMOUNT:
            return None
        behind = text[following.ends : min(high, following.ends + 20)]
        stop = self.zh_verbs.search(behind) or _ZH_NOUN_STOP.search(behind)
        noun = source[following.ends : following.ends + (stop.start() if stop else len(behind))]
        return Counted(noun + measure[0], number.begins, number.ends) if len(noun) >= 2 else None

    def dated(self, source: str, start: int, low: int) -> str:
        """What stands before a year in the middle of a name: 认证机构2023年度营业收入总额."""
        cut = max((source.rfind(mark, low, start) + 1 for mark in _ZH_BREAKS), default=low)
        match = _ZH_DATED.fullmatch(source, max(low, cut), start)
        if match is None or len(match["name"]) < 4 or self.zh_verbs.search(simplified(match["name"])):
            return ""
        return "" if self.zh_leading.match(simplified(match["name"])) else match["name"]

    def chinese_before(self, text: str, number: Number, low: int) -> tuple[int, int]:
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
            cut = self.zh_before.search(trimmed)
            if not cut or cut.start() == len(trimmed):
                break
            finish = low + cut.start()
        if text[finish - 1 : finish] in ("(", "（") and text[number.ends : number.ends + 1] in (")", "）"):
            finish -= 1  # 绳索检验(15760家)
        start = finish
        while start > low and text[start - 1] not in _ZH_BREAKS + "(（" and finish - start < 60:
            start -= 1
        for one in re.finditer(
            r"[0-9]{2,4}\s?年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?(?:度|底|末|以来)?|期间", text[start:finish]
        ):
            start = max(start, start + one.end()) if one.end() < finish - start else start
            break
        if match := self.zh_leading.match(text, start, finish):
            start = match.end() if match.end() < finish or match[0] == "其中" else start
        if match := _ZH_IN_ORDER.match(text, start, finish - 1):
            start = match.end()
        if start == low and (given := _ZH_GIVEN.search(text, start, finish - 2)):
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
            first, finish = self.chinese_before(text, one, low)
            if first < finish and self.zh_limiters.match(text[first:finish]):
                return re.split(r"数量|总数|占|实现", source[first:finish])[0]
        return ""


def _entry(text: str, number: Number) -> Counted | None:
    """What the line of a list names, which holds nothing else but its number."""
    start = max(text.rfind(mark, 0, number.begins) for mark in "\n\x1e") + 1
    end = min((at for mark in "\n\x1e" if (at := text.find(mark, number.ends)) >= 0), default=len(text))
    if number.begins - start > 80 or text[number.ends : end].strip(" .,;，。；"):
        return None
    match = _ENTRY.fullmatch(text, start, number.begins)
    return Counted(" ".join(match["name"].split()), *match.span("name")) if match is not None else None


def _narrows(rest: str) -> bool:
    """Whether what follows a preposition says which of the things are counted, not where or when all of them are."""
    part = re.split(r"[,.;]", rest)[0]
    predicate = re.match(
        r"(?:in|from|with|under|within|involving|including)\b.*?\b(?:are|is|were|was|have|has)\b", part
    )
    return predicate is not None and not _EVERYWHERE.match(rest)


def _closes(text: str) -> bool:
    """Whether a bracket closes that was opened before: the number in front of it stands within."""
    return bool(re.match(r"[^（(]*[)）]", text))


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _end(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{_either(words)})+\\Z")
