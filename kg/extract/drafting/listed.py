"""What a text lists behind "covers" and the like: the noun phrases of a list, cut at its joints, without a grammar."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    r"|\s*(?:[\w’'-]+\s+){0,6}?(?:acceptance|reports|results|certificates|requirements|rules|limits)\sfor\s(?=[a-z])"
    r"|\s*(?:[\w-]+\s+){0,3}(?:co-?operation|collaboration|exchanges?|matters|projects|efforts|work)\s"
    r"(?:in|on|such as|including|(?:relating|related)\sto|concerning)\s(?:the\s)?(?:(?:areas?|fields?)\sof\s)?"
    r"|\s*:\s*(?:[•·▪*–-]\s*|\(?[a-z\d]{1,2}[.)]\s+)?"
    r"|\s*(?:(?:[\w-]+\s+){0,5}?ranging\s)?from\s|\s*[•·▪*–-]\s+"
)
#: A list of which the ends are named: from A and B to C
_RANGE = re.compile(r"\A\s*(?:(?:[\w-]+\s+){0,5}?ranging\s)?from\s[^.;:]{2,80}?(?P<to>\sto\s)")
#: A word that says of what kind something is, and nothing by itself: "electrical" of "electrical and other products"
_ADJECTIVE = re.compile(
    r"(?!(?:metal|plastic|ceramic|fabric|mineral|animal|cereal|traffic|music|portal|approval|renewal|disposal|removal|arsenal"
    r"|hospital|garlic|charcoal|coal|steal|adhesive|additive|explosive|collar|sugar|cigar|polymer)\Z)"
    r"[a-z-]+(?:al|ic|ous|ive|ary|ar)\Z"
)
#: Behind a name, what it is: Safe Sail, the alert system
_APPOSED = re.compile(r",\s(?:the|an?|its|which|who)\s")
_ARTICLE = re.compile(
    r"(?:(?:the|an?|all|both|its|their|new|certain|various|several|many|some|any|also|mainly|primarily"
    r"|(?:specifications?|requirements?|standards?)\s+for|(?:performance|safety|quality)\s+of)\s+)+",
    re.IGNORECASE,
)
#: Where a noun phrase ends, and where a clause begins instead.
_STOP = re.compile(
    r"\b(?:in|by|to|from|with|under|at|as|within|throughout|via|among|on|per|across|through|between|during|according|based|before|after"
    r"|against|which|that|who|where|while|when|if|but|so|including|such|since|until|into|over|towards?|issued|made|carried|used|using)\b(?!-)|[.:!?—“”\"]|\s[–-]\s"
)
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|shall|should|can|could|may|might|must|does|did|it|we|they|he|she|this|these|those|there"
    r"|its|their|our|not|more|less|other|others|how|what|why)\b"
)
#: Half of a word, and whose something is: codeine-, the Agency's Director
_TORN = re.compile(r"-\s*\Z|['’]s\s")
#: A verb with which a second half of a sentence begins: and remains a member
_FINITE = re.compile(
    r"\s*(?:remains?|becomes?|became|stays?|shall|continues?|helps?|provides?|allows?|ensures?|makes?|takes?|gives?|keeps?|agreed|said|noted)\s"
)
_NO_NOUN = re.compile(r"\w{3}(?:(?<!supp)(?<!assemb)ly|ed)\Z")
_NUMBER = re.compile(r"\d")
_WORD = re.compile(r"[A-Za-z][\w’'/-]*")
_JOINT_ZH = re.compile(r"[、/／]|以及|(?<=[\u4e00-\u9fff]{2})[和及与或暨](?=[\u4e00-\u9fff]{2})")
_END_ZH = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:\d+|[一二三四五六七八九十两]+)(?:大?类|种|项|款|个)|[，,。；;：:！？!?\n]|等"
)
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


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: where its words stand, and its name, with the head that it shares with those behind it."""

    low: int
    high: int
    name: str


def is_standard(item: str) -> bool:
    """Whether a text is the number of a standard: ISO/IEC 17025."""
    return _STANDARD.fullmatch(item) is not None


def items(text: str, rows: Mapping[str, Any]) -> list[Item]:
    """The items of a list that begins a text. `rows`: the table ``scope`` of the rules.

    A Chinese text has simplified characters. Nothing where the text begins with no list.
    """
    text = _PARENTHESES.sub(lambda match: " " * len(match[0]), text[:REACH])
    first = re.search(r"\w", text)
    if first is None:
        return []
    if HAN.search(text[first.start() : first.start() + 8]):
        return [Item(low, high, text[low:high]) for low, high in _chinese(text, rows)]
    if ends := _RANGE.match(text):
        text = f"{text[: ends.start('to')]}  , {text[ends.end('to') :]}"
    return list(_whole(text, _english(text, rows)))


def _whole(text: str, spans: Iterable[Span]) -> Iterator[Item]:
    """The items with their heads: "electrical, mechanical and chemical products" are three kinds of products."""
    waiting: list[Span] = []
    for low, high in spans:
        words = text[low:high].split()
        if len(words) == 1 and _ADJECTIVE.match(words[0]):
            waiting.append((low, high))
            continue
        second = re.search(r"\s(?:and|or|&)\s(?:\w+\s){1,2}(?P<head>[\w-]+)\Z", text[low:high]) if waiting else None
        if second is not None:  # the last two of them
            waiting.append((low, low + second.start()))
            low += re.compile(r"\s\S+\s").match(text, low + second.start()).end() - low  # type: ignore[union-attr]
        head = words[-1]
        for one in waiting:
            yield Item(*one, f"{text[slice(*one)]} {head}")
        waiting = []
        yield Item(low, high, text[low:high])


def _joint(text: str, start: int, rows: Mapping[str, Any]) -> re.Match[str] | None:
    """Where an item ends; not at an "and" between words that share their head: LED and CFL lighting."""
    place = start
    while joint := _JOINT.search(text, place):
        if not re.fullmatch(r"\s+(?:and|or|&)\s+", joint[0]) or not _share(
            text[start : joint.start()], text, joint, rows
        ):
            return joint
        place = joint.end()
    return None


def _share(first: str, text: str, joint: re.Match[str], rows: Mapping[str, Any]) -> bool:
    """Whether what stands before an "and" has its head behind it."""
    before = _ARTICLE.sub("", first).split()
    following = _JOINT.search(text, joint.end())
    end = following.start() if following else len(text)
    stop = _STOP.search(text, joint.end(), end)
    behind = _WORD.findall(text, joint.end(), stop.start() if stop else end)
    if len(before) != 1 or not 2 <= len(behind) <= _MOST_WORDS - 2:
        return False
    word, head = before[0], behind[-1].lower()
    if word.isupper() or _ADJECTIVE.match(word):
        return True
    goods = rows["lists"]["product-category"]
    return head in goods and word.lower() not in goods and not word.endswith("s") and word.islower()


def _english(text: str, rows: Mapping[str, Any]) -> Iterator[Span]:
    vague: Collection[str] = rows["vague"]
    opening = _OPENING.match(text)
    start = opening.end() if opening else len(text) - len(text.lstrip())
    while start < len(text):
        joint = _joint(text, start, rows)
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
            if _CLAUSE.search(text, low, high) or _NUMBER.search(text, low, high) or _FINITE.match(text, low, high):
                return
            named = bool(words) and words[0].lower() not in rows["no-item"] and not _NO_NOUN.search(words[-1])
            named = named and not _TORN.search(text, low, high)
            if named and len(words) <= _MOST_WORDS and _head(words) not in vague:
                yield low, low + len(text[low:high].rstrip())
            elif not words or len(words) > _MOST_WORDS:
                return
            if stop:
                return
        if joint is None or (text[low : low + 1].isupper() and _APPOSED.match(text, joint.start())):
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
