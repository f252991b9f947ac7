"""Chinese names: they end in a word for what they are, and begin behind the last word that no name has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import LABELLED, SHARED, NameSpan
from kg.text.han import simplified

_VENUE_ZH = re.compile(r"在(?P<place>[\u4e00-\u9fff]{2,4}?)市?(?:召开|举行|举办|开幕|签署|签订)")
#: What is no place: at the meeting, within the country
_NOWHERE = re.compile(r"[会期间内上下中里时同线场本该此国京省市区]")
#: The provinces in front of one of a list that share its last words.
_ZH_SHARED = re.compile(r"(?:[\u4e00-\u9fff]{1,6}(?:省|市|自治区|特别行政区)[、和与及]){1,12}\Z")
_ZH_PROVINCE = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:省|自治区|特别行政区|市(?!场|监))")
#: The first half of a name with 及, which begins with a part of the sentence: 环境及生态局
_ZH_JOINT = re.compile(r"(?:\A|(?<=[\s,，、。；;:：“《(（]))(?P<word>[\u4e00-\u9fff]{2,4})\Z")
#: A part of the body that is named in front of it: 甲总局乙办公室
_ZH_PART = re.compile(
    r"[\u4e00-\u9fff]{0,6}?(?:办公室|研究院|研究所)"
    r"|(?:(?![发批成召开提出组表指要负建举主了])[\u4e00-\u9fff]){2,6}?(?:(?<!公)司(?![长法机])|中心(?!城))"
)
#: A Chinese name that its acronym shows to be one: 绳索检验基金会(RTF)
_ZH_ACRONYM = re.compile(
    r"(?:(?<=[)）])(?:下之|下[设属辖]?的?))?(?P<name>[\u4e00-\u9fff]{3,24}(?:司|部|会|局|署|院|所|中心|机构|厅|联盟|组织))\s?[(（]\s?(?P<short>[A-Z][A-Za-z-]{1,9})\s?[)）]"
)
#: What joins the parts of one name, where it cannot be a joint of two: 科学与技术部
_ZH_WITHIN = re.compile(r"[\u4e00-\u9fff]{2}[与和及]\Z")
_ZH_ORDER = re.compile(r"第[0-9一二三四五六七八九十]{1,4}[届次]\Z")


class ChineseNames:
    """Finds the Chinese names of a text."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds

    def find(self, text: str) -> Iterator[NameSpan]:
        """The Chinese names of a text without quotation marks; they may overlap, the better ones come first."""
        yield from self.titles(text)
        yield from self.organisations(text)

    def titles(self, text: str) -> Iterator[NameSpan]:
        """Titles behind a word that such titles follow: 印发了…办法."""
        plain = simplified(text)
        for match in self.kinds.run.finditer(plain):
            kind = next(kind for end, kind in self.kinds.titles.items() if match["title"].endswith(end))
            yield NameSpan(*match.span("title"), *match.span("title"), kind)

    def organisations(self, text: str) -> Iterator[NameSpan]:
        """Organisations and events that end in a word for what they are, behind the last word no name has."""
        plain = simplified(text)
        names: list[tuple[int, int, NameSpan]] = []
        for match in _ZH_ACRONYM.finditer(plain):
            start = self._start(plain, *match.span("name"))
            name = plain[start : match.end("name")]
            kind = self.kinds.acronyms.get(match["short"]) or self.kinds.chinese_kind(name) or self.kinds.tagged(name)
            if kind is not None and len(name) > 3:
                yield NameSpan(start, match.end(), start, match.end("name"), kind, match.span("short"))
        for kind, pattern in self.kinds.endings:
            for match in pattern.finditer(plain):
                start, head = match.start(), match.start("end")
                for stop in self.kinds.stops.finditer(plain, start, head):
                    start = stop.end()
                if plain[start - 1 : start] == "及" and (
                    first := _ZH_JOINT.search(plain, max(0, start - 6), start - 1)
                ):
                    start = first.start("word") if self.kinds.chinese_kind(first["word"]) is None else start
                if kind in self.kinds.meetings and (order := _ZH_ORDER.search(plain, max(0, start - 8), start)):
                    start = order.start()  # 第26届…大会
                if match.end() - start > 2:
                    own = _ZH_PROVINCE.match(plain, start, match.end())
                    if own and (listed := _ZH_SHARED.search(plain, max(0, start - 90), start)):
                        begins = self._behind_stops(plain, listed.start(), start)
                        if begins < start:
                            span = begins, match.end()
                            names.append((begins - match.end(), head, NameSpan(*span, *span, kind, rule=SHARED)))
                    names.append((start - match.end(), head, NameSpan(start, match.end(), start, match.end(), kind)))
                    part = _ZH_PART.match(plain, match.end())
                    if (
                        part
                        and (kind in self.kinds.bodies or kind in self.kinds.centres)
                        and not self.kinds.stops.search(part[0])
                    ):
                        names.append((start - part.end(), head, NameSpan(start, part.end(), start, part.end(), kind)))
        yield from (name for _, _, name in sorted(names, key=lambda row: row[:2]))  # 标准局 says more than 局

    def venues(self, text: str) -> Iterator[NameSpan]:
        """Places that nothing but what is held there shows to be places."""
        place = self.kinds.rows["labels"]["GPE"]
        for match in _VENUE_ZH.finditer(simplified(text)):
            if not _NOWHERE.search(match["place"]):
                yield NameSpan(*match.span("place"), *match.span("place"), place, rule=LABELLED)

    def _start(self, plain: str, start: int, end: int) -> int:
        """Where a Chinese name begins that ends at a known place: behind the last word that no name has."""
        for stop in self.kinds.stops.finditer(plain, start, end):
            joins = (
                stop[0] in ("与", "和", "及") and end - stop.end() < 4 and _ZH_WITHIN.search(plain, start, stop.end())
            )
            start = start if joins else stop.end()
        return start

    def _behind_stops(self, plain: str, start: int, end: int) -> int:
        """Where a list of places begins behind the last word that no place has; 和 and 与 may join the places."""
        for stop in self.kinds.stops.finditer(plain, start, end):
            if stop[0] not in ("和", "与", "及"):
                start = stop.end()
        return start


def shared(name: str) -> list[str]:
    """The names of a list of provinces that share their last words: 湖省、海省绳索局 are 湖省绳索局 and 海省绳索局."""
    *others, last = re.split(r"[、和与及與]", name)
    own = _ZH_PROVINCE.match(simplified(last))
    ending = last[own.end() :] if own else ""
    return [*(f"{one}{ending}" for one in others), last]
