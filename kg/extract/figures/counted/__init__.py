"""What a number counts: the noun with its modifiers, behind the number or before it, in the words of the text.

English says it behind ("724 approved certification bodies"), or before where a verb or a bracket stands between
("turnover reached 388 billion yuan", "toys (15%)"). Chinese says it before ("认证机构共计724家") or behind
("73家认证机构"). Word lists stand in ``rules/counted.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kg.extract.figures.counted.chinese import ChineseCounting
from kg.extract.figures.counted.english import EnglishCounting
from kg.extract.figures.counted.phrase import HAN, Counted
from kg.text.han import simplified
from kg.text.numbers import AMOUNT, MONEY, PERCENT, Number

__all__ = ["Counted", "Counting"]

#: Behind a number that is one of what was counted before: 11 were suspended, 202 rejected, 3,150 of them.
_BACK = re.compile(
    r"\s(?P<how>\w+ly|online|on-?site|abroad|overseas|elsewhere|in\sperson)\b(?=[,.;)]|\s(?:and|or|while)\b|\Z)|"
    r"\s?(?:\([^()\n]{1,40}\)\s)?(?:of\s(?:them|these|those|which|whom)\b"
    r"|(?:were|was|are|is|had|have|has|did|do|could|bore|gave|took|fell|left|went|came|met|lost|sank)\b"
    r"|(?:\w+ly\s)?\w{2,}ed\b(?=[.,;:)\n]|\s(?:an?|the|no|any|their|its|by|for|with|in|on|at|from|to|under|as|due|because|after"
    r"|and|or|not)\b|\s\d|\Z))"
)
_PARTICIPLE = re.compile(r"\s\w+ed\Z")
_HOW = re.compile(r"\s(?:\w+ly|online|on-?site|abroad|overseas|elsewhere|in\sperson)\Z")
#: What became of them.
_BECAME = re.compile(
    r"\s?(?:\([^()\n]{1,40}\)\s)?(?:of\s\w+\s)?(?:(?:were|was|have|has|had|been|are|is)\s){0,3}(?:\w+ly\s)?(?P<verb>\w{2,}ed)\b"
)
#: Between a number and an earlier one of the same things: 94.5 million in 2012 and $121 million, 由15天缩短至7天.
_GOES_ON = re.compile(
    r"\s?[(（](?:in\s)?\x1d\s?[:：,，-]\s?|(?:\s?(?:in|for|and|from|to|by|at|of|the|or|then|up|down)\s|[\s,]|\x1d)*"
    r"|(?:再|又|进一步)?(?:提高|上升|增长|增加|提升|下降|降|减少|降低|缩短|压缩|扩大|增)(?:到|至|为)\x1d?的?"
)
#: In front of a number of all that was counted before: this brings the total to 40.
_TOTAL = re.compile(
    r"\bthe\s(?:overall\s|grand\s)?total(?:\snumber)?(?:\s(?:to|at|of|is|was|now|up))+\s\Z", re.IGNORECASE
)
#: In front of an earlier number of the same things: in 2017, when there were 69.
_THEN = re.compile(
    r"\b(?:when|where)\s(?:there\s(?:were|was)|(?:it|they|the\s(?:number|figure|total))\s(?:was|were|stood\sat|numbered))\s"
    r"(?:only\s|just\s|about\s)?\Z",
    re.IGNORECASE,
)
#: In front of a number that is one of what an earlier sentence counted.
_OF_THEM = re.compile(
    r"\b(?:of|among)\s(?:these|those|them|which|whom|the\s\w+)(?:\s\w+ed)?,?\s(?:only\s)?\Z", re.IGNORECASE
)
#: In front of a number of what was counted before, to which something else was done: approved 10 and withdrew five.
_AND_DID = re.compile(
    r"(?:\b(?:and|but|while)|,)\s(?:(?:\w+ly|then|also)\s)?(?:\w{3,}ed|withdrew|sold|built|set\sup|left|lost|won|found)\s"
    r"(?:another\s|a\sfurther\s|only\s)?\Z"
)
#: Adjectives stand behind so many or more; one of something may be a noun.
_MANY = 2
_OF_WHICH = re.compile(r"\b(?:of|among)\s(?:which|these|those|them|whom)\b", re.IGNORECASE)
_ADJECTIVE = re.compile(r"(?![a-z-]*(?:[^us]s|people|personnel|staff|men|children|equipment|police)\Z)[a-z-]{4,}")
_ENDS = re.compile(r"\s*(?:[.,;)]|and\b|\Z)")
#: A line that names something before its number: Inspections: 2,310.
_ENTRY = re.compile(r"[\s•·▪◦*–-]*(?P<name>[^\W\d_][^:：\n\x1e]{1,70}?)\s*(?:[:：]|\.{3,}|\s[-–—])\s*\Z")


class Counting:
    """Reads what the numbers of one text count."""

    def __init__(self, tables: Mapping[str, Any], words: Mapping[str, frozenset[str]]) -> None:
        rows: Mapping[str, Sequence[str]] = tables["counted"]
        self.english = EnglishCounting(rows, words)
        self.chinese = ChineseCounting(rows)

    def of(self, text: str, number: Number, low: int, high: int, others: Sequence[Number]) -> Counted:
        """What a number counts; `low` and `high` bound its sentence, `others` are all numbers of the sentence."""
        if (entry := _entry(text, number)) is not None:
            return entry
        if HAN.search(text[max(low, number.begins - 8) : min(high, number.ends + 8)]):
            return self.chinese.of(simplified(text), text, number, low, high, others)
        return self.english.of(text, number, low, high, others)

    def stops(self, word: str) -> bool:
        """Whether an English word ends a noun phrase."""
        return self.english.ends(word) or word.casefold() in ("the", "a", "an", "all", "of", "and", "in", "to")

    def antecedent(
        self, text: str, number: Number, low: int, high: int, others: Sequence[Number], last: Counted | None
    ) -> Counted | None:
        """What a number counts that is one of what was counted before: "33 were granted and 11 suspended".

        `last` is what was counted before the sentence. None where the number does not point back.
        """
        before = next((one for one in reversed(others) if one.ends <= number.begins and one.period is None), None)
        if before is not None and (before.kind, before.unit) == (number.kind, number.unit):
            between = text[before.ends : number.begins]
            for one in others:
                if one.period is not None and before.ends <= one.start and one.end <= number.begins:
                    between = between.replace(text[one.start : one.end], "\x1d")
            if between.strip(" ,") and _GOES_ON.fullmatch(between):
                rest = [one for one in (*others, number) if one is not before]
                return self.of(text, before, low, high, rest)
        if number.kind == MONEY and _OF_THEM.search(text, low, number.begins):
            sums = [one for one in others if one.kind == MONEY and one.ends <= number.begins]
            rest = [one for one in (*others, number) if not sums or one is not sums[-1]]
            return self.of(text, sums[-1], low, high, rest) if sums else None
        if number.kind not in (AMOUNT, PERCENT) or HAN.search(text[max(low, number.begins - 8) : number.ends + 8]):
            return None
        bracket = re.search(r"\(\Z", text[low : number.begins])
        back = _BACK.match(text, number.ends + (1 if bracket else 0), high)
        behind = _OF_THEM.search(text, low, number.begins) or _TOTAL.search(text, low, number.begins)
        also = _AND_DID.search(text, low, number.begins) and not self.english.after(text, number, high, others)
        if _THEN.search(text, low, number.begins) and not self.english.after(text, number, high, others):
            behind = behind or _THEN.search(text, low, number.begins)
        alone = self.adjective(text, number, low, high, others)
        if back is None and behind is None and not also and not alone:
            return None
        if bracket and not any(one.ends == low + bracket.start() - 1 for one in others):
            return None  # cosmetics (36%) were
        for one in reversed([one for one in others if one.ends <= number.begins and one.kind == AMOUNT]):
            if _BACK.match(text, one.ends, high):
                continue
            rest = [other for other in (*others, number) if other is not one]
            noun = self.english.after(text, one, high, rest)
            if noun is not None:
                last = noun
                break
        if last is None:
            return None
        became = _BECAME.match(text, number.ends + (1 if bracket else 0), high)
        how = f" {alone or (back['how'] if back is not None else '') or ''}".rstrip()
        things = (_HOW if how else _PARTICIPLE).sub("", last.words)
        words = things + (f" {became['verb']}" if became else how)
        end = became.end() if became is not None else number.ends
        return Counted(words, number.ends, end, text[end:high])

    def adjective(self, text: str, number: Number, low: int, high: int, others: Sequence[Number]) -> str:
        """An adjective that stands alone behind a number of what was counted before: 66 were new and 12 old."""
        if number.value < _MANY or not _OF_WHICH.search(text, low, number.begins):
            return ""
        noun = self.english.after(text, number, high, others)
        alone = noun is not None and _ADJECTIVE.fullmatch(noun.words) and _ENDS.match(text, noun.end)
        return noun.words if noun is not None and alone else ""


def _entry(text: str, number: Number) -> Counted | None:
    """What the line of a list names, which holds nothing else but its number."""
    start = max(text.rfind(mark, 0, number.begins) for mark in "\n\x1e") + 1
    end = min((at for mark in "\n\x1e" if (at := text.find(mark, number.ends)) >= 0), default=len(text))
    if number.begins - start > 80 or text[number.ends : end].strip(" .,;，。；"):
        return None
    match = _ENTRY.fullmatch(text, start, number.begins)
    return Counted(" ".join(match["name"].split()), *match.span("name")) if match is not None else None
