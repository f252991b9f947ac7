"""What a text lists behind "covers" and the like: the noun phrases of a list, cut at its joints, without a grammar."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from kg.extract.drafting.texts import HAN
from kg.extract.engines import Span

#: How far behind a word its list may reach.
REACH = 420
_MOST_WORDS = 6
_PARENTHESES = re.compile(r"\([^()]*\)|（[^（）]*）")
_JOINT = re.compile(
    r"\s*[,;]\s*(?:(?:and|or|as well as|plus)\s)?\s*(?:[•·▪*–-]\s*)?|\s+(?:and|or|as well as|&)\s+"
    r"|\s*\n\s*(?:[•·▪*–-]\s*|\(?[a-z\d]{1,2}[.)]\s+)?|\s[•▪]\s"
)
#: In front of a list, that it is one: "a variety of product sectors including", "eight standards:", "the areas of"
_OPENING = re.compile(
    r"\s*(?:[\w’'/-]+\s+){0,7}?(?:areas?|fields?|sectors?|domains?|categories|topics?|themes?|subjects|activities|standards|products|services|scopes?|disciplines|issues)"
    r"(?:\s(?:such as|including|like|namely)|\sof|\s?:|,\s(?:including|such as|namely))\s*"
    r"|\s*(?:[\w’'-]+\s+){0,3}(?:accreditation|certification|recognition|approval)\s(?:of|for)\s(?=[a-z])"
    r"|\s*(?:[\w-]+\s+){0,3}(?:co-?operation|collaboration|exchanges?|matters|projects|efforts|work)\s"
    r"(?:in|on|such as|including|(?:relating|related)\sto|concerning)\s(?:the\s)?(?:(?:areas?|fields?)\sof\s)?"
    r"|\s*:\s*(?:[•·▪*–-]\s*|\(?[a-z\d]{1,2}[.)]\s+)?"
)
_ARTICLE = re.compile(
    r"(?:(?:the|an?|all|both|its|their|new|certain|various|several|many|some|any|also|mainly|primarily)\s+)+",
    re.IGNORECASE,
)
#: Where a noun phrase ends, and where a clause begins instead.
_STOP = re.compile(
    r"\b(?:in|by|to|from|with|under|at|as|within|throughout|via|among|on|per|across|through|between|during|according|based|before|after"
    r"|against|which|that|who|where|while|when|if|but|so|including|such|since|until|into|over|towards?|issued|made|carried|used)\b(?!-)|[.:!?—“”\"]|\s[–-]\s"
)
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|shall|should|can|could|may|might|must|does|did|it|we|they|he|she|this|these|those|there"
    r"|its|their|our|not|more|less|other|others|how|what|why)\b"
)
_NO_NOUN = re.compile(r"\w{3}(?:(?<!supp)(?<!assemb)ly|ed)\Z")
_NUMBER = re.compile(r"\d")
_WORD = re.compile(r"[A-Za-z][\w’'/-]*")
_JOINT_ZH = re.compile(r"[、/／]|以及|(?<=[\u4e00-\u9fff]{2})[和及与或暨](?=[\u4e00-\u9fff]{2})")
_END_ZH = re.compile(r"[，,。；;：:！？!?\n]|等")
#: Behind a list, what its items are, where they are no things that could be covered.
_WHO_ZH = re.compile(r"\A等[^，。；]{0,12}?(?:国|地区|经济体|省|市|部门|人|代表|专家|企业家|组织|协会)")
_OPENING_ZH = re.compile(
    r"了|：|:|的?(?:产品|领域|范围|内容|方面|对象)(?:非常广阔|广泛)?[，,：:]?(?:主要)?(?:包括|包含|涵盖|覆盖|涉及|有|为)"
)
#: A part that says of what kind the things are: 涉及安全、健康的…
_ABOUT_ZH = re.compile(r"^[^的]{0,4}(?:涉及|关系|关乎|事关)[^的]{1,24}的")
_NO_ITEM_ZH = re.compile(
    r"[“”‘’《》「」『』的了是在将并被把所我你他她它这那该其共余超近约达]|\d|[一二三四五六七八九十百千万亿两]+[个家项种类大余多]|以来|以上|以下"
)
_STANDARD = re.compile(r"[A-Z]{2,6}(?:/[A-Z]{2,5}){0,2}\s(?:[A-Z]{1,3}\s)?\d{3,6}(?:-\d+)*(?::\d{4})?")


def is_standard(item: str) -> bool:
    """Whether a text is the number of a standard: ISO/IEC 17025."""
    return _STANDARD.fullmatch(item) is not None


def items(text: str, rows: Mapping[str, Any]) -> list[Span]:
    """Where the items of a list stand that begins a text. `rows`: the table ``scope`` of the rules.

    A Chinese text has simplified characters. Nothing where the text begins with no list.
    """
    text = _PARENTHESES.sub(lambda match: " " * len(match[0]), text[:REACH])
    first = re.search(r"\w", text)
    if first is None:
        return []
    han = HAN.search(text[first.start() : first.start() + 8])
    return list(_chinese(text, rows) if han else _english(text, rows["vague"]))


def _english(text: str, vague: Collection[str]) -> Iterator[Span]:
    opening = _OPENING.match(text)
    start = opening.end() if opening else len(text) - len(text.lstrip())
    while start < len(text):
        joint = _JOINT.search(text, start)
        end = joint.start() if joint else len(text)
        article = _ARTICLE.match(text, start, end)
        low = article.end() if article else start
        if standard := _STANDARD.match(text, low):
            yield standard.span()
            if standard.end() < end and text[standard.end() : end].strip(" ."):
                return
        else:
            numbered = _STANDARD.search(text, low, end)  # Product Certification ISO/IEC 17065
            high = numbered.start() if numbered else end
            stop = _STOP.search(text, low, high)
            high = stop.start() if stop else high
            words = _WORD.findall(text, low, high)
            if _CLAUSE.search(text, low, high) or _NUMBER.search(text, low, high):
                return
            if words and len(words) <= _MOST_WORDS and _head(words) not in vague and not _NO_NOUN.search(words[-1]):
                yield low, low + len(text[low:high].rstrip())
            elif not words or len(words) > _MOST_WORDS:
                return
            if stop:
                return
        if joint is None:
            return
        start = joint.end()


def _head(words: Sequence[str]) -> str:
    """The head of an English noun phrase, in lower case."""
    for place, word in enumerate(words):
        if place and word in ("of", "for"):
            return words[place - 1].lower()
    return words[-1].lower()


def _chinese(text: str, rows: Mapping[str, Any]) -> Iterator[Span]:
    start = len(text) - len(text.lstrip())
    while opening := _OPENING_ZH.match(text, start):
        start = opening.end()
    about = _ABOUT_ZH.match(text[start:])
    start += about.end() if about else 0
    ending = _END_ZH.search(text, start)
    end = ending.start() if ending else len(text)
    if _WHO_ZH.match(text[end:]):
        return
    for low, high in _parts(text, start, end):
        low = _led(text, low, high, rows["lead-zh"])
        high = next(
            (high - len(one) for one in rows["tail-zh"] if text[low:high].endswith(one) and high - low - len(one) > 1),
            high,
        )
        item = text[low:high]
        if 2 <= len(item) <= 14 and item not in rows["vague"] and not _NO_ITEM_ZH.search(item):
            yield low, high


def _led(text: str, low: int, high: int, leads: Sequence[str]) -> int:
    """Where an item begins behind the verbs in front of it."""
    while lead := next((one for one in leads if text.startswith(one, low) and high - low - len(one) > 1), ""):
        low += len(lead)
    return low


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    for joint in _JOINT_ZH.finditer(text, start, end):
        yield start, joint.start()
        start = joint.end()
    yield start, end


def code_list(item: str, rows: Mapping[str, Any], default: str) -> str:
    """The open code list that an item belongs to, by its head."""
    if HAN.search(item):
        ends = ((len(end), listed) for listed, words in rows["lists"].items() for end in words if item.endswith(end))
        return max(ends, default=(0, default))[1]
    head = _head(_WORD.findall(item) or [item])
    return next((listed for listed, words in rows["lists"].items() if head in words), default)
