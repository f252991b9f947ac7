"""What a sentence says of the counted thing, for whoever decides which indicator it is: what was done to it, by whom.

It narrows or explains the counted words ("ropes" that were seized) and is never matched with a name of the code list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kg.extract.figures.changes import CHANGE
from kg.extract.figures.counted.phrase import HAN, Counted
from kg.text.han import simplified
from kg.text.numbers import AMOUNT, MONEY, PERCENT, Number

#: Verbs of how things stand, and of no deed.
_STANDS = (
    r"(?:reached|total(?:l?ed)|exceeded|included|comprised|contained|numbered|amounted|represented|remained|needed|averaged|based|"
    r"increased|decreased|estimated|accounted|compared|followed|covered|employed|recorded|expected|related|limited|united)"
)
_IRREGULAR = r"taken|given|held|sold|built|made|sent|found|drawn|seen|put|set\sup|brought|withdrawn|shut"
_DONE = rf"(?!{_STANDS}\b)(?:\w{{3,}}ed|{_IRREGULAR})"
#: were discussed and approved
_PASSIVE = re.compile(
    rf"(?P<gap>[^;:\n]{{0,120}}?)(?:\s|,\s)(?:was|were|been|be)\s(?:\w+ly\s|also\s|then\s)?(?P<verb>{_DONE})\b(?!\s(?:to|as|that|by\s\d)\b)"
    rf"(?:\s(?:and|or)\s(?:\w+ly\s)?(?P<also>{_DONE})\b)?"
)
#: In such words the subject of a passive is another one.
_OTHER = re.compile(r"\b(?:which|that|who|where|while|but|as)\b|\band\s(?:the|an?|its|their|all|other)\s|\.\s")
#: nominated three others
_ACTIVE = re.compile(
    rf"\b(?P<verb>{_DONE}|took|gave|drew|saw|brought|withdrew)\s(?:(?:a\stotal\sof|another|an\sadditional|a\sfurther|only|also|the|all)\s)*\Z"
)
_PARTICIPLES = {"took": "taken", "gave": "given", "drew": "drawn", "saw": "seen", "withdrew": "withdrawn"}
_PREDICATE = re.compile(
    r"\s(?:a\syear\s)?(?P<verb>that|which|who|die|died|suffer|live|work|need|use|have|has|had|do|did|took|take|lack|hold|held|[a-z]{3,}ed"
    r"|found|caught|(?!including|following|during|according|regarding|concerning|ranging|excluding|being|using|having)[a-z]{3,}ing)\s"
)
_RELATIVE = re.compile(r"that|which|who|found|caught|\w+ing")
#: Behind a sum, what it is paid for: fines of £300 for late ropes.
_WHAT_FOR = re.compile(
    r"\s(?P<why>(?:for|on|to)\s(?!(?:the\s)?(?:year|period|month|first|last|end)\b)[a-z][^,;:.()\n\d]{2,80})"
)
#: The most words of a predicate.
_WORDS = 9
#: What the thing counted before has or did.
_HAN_OWN = re.compile(
    r"(?:(?:共|累计|已)?(?:持有|拥有|取得|颁发|发放|出具|聘用|雇用)|涉及|涉案|货值|案值|金额|价值|覆盖|惠及|罚没款?|带动)"
    r"(?=[\u4e00-\u9fff])"
)
#: As many characters may be a verb without its subject.
_VERB = 2
#: The most lines of a list behind its first one.
_ITEMS = 12
_LOWER = re.compile(r"[a-z][a-z-]+")
#: In front of a number, what narrows its noun: the other seven parties.
_NARROWER = re.compile(r"\b(?P<word>other|new|additional|further|remaining|existing|newly\s\w+ed)\s\Z", re.IGNORECASE)
#: How much more there is, by the verb that says so.
_GROWN = re.compile(
    r"\b(?:(?P<growth>grew|grown|growing)|(?P<rise>rose|risen|rising)|(?P<increase>increased|increasing|up)|(?P<fall>fell|fallen|falling)"
    r"|(?P<decrease>decreased|decreasing|down)|(?P<decline>declined|declining)|(?P<drop>dropped|dropping))"
    r"(?:\s(?:by|nearly|almost|about|around|over|an?|impressive|some|approximately|more\sthan))*\s\Z"
)
_BULLET = re.compile(r"[ \t]*[•·*▪◦–-]\s")
#: Chinese: what stands in front of a number and does something, and what follows its noun.
_HAN_BEFORE = re.compile(r"(?:[A-Za-z\u4e00-\u9fff]|(?<!\d)\d(?=[类级型])){2,12}")
_HAN_LITTLE = re.compile(
    r"^(?:[对在由从将把向为以与和及其按到]|其中|包括|共|全|目前|已|累计|另有?|并)+"
    r"|(?:[对在由从将把向为以与和及按到有达是了]|计有|共有|总计|合计|[共累]计|.*等)+$"
)
_HAN_SAID = re.compile(r"[^，。；、：,;:.!?（(\n\d]{2,14}")
_HAN_PERSONS = re.compile(r"[人名位]$")


def told(
    text: str, number: Number, counted: Counted, low: int, high: int, others: Sequence[Number],
    stops: Callable[[str], bool], last: Counted | None, whole: Counted | None = None,
) -> str:  # fmt: skip
    """The counted words with what their sentence (from `low` to `high`) says of them; empty where that is nothing more.

    `others` are the other numbers of the sentence; `stops` says whether a word ends a noun phrase; `last` is what
    was counted before, `whole` what the sentence counts parts of.
    """
    words = counted.words
    why = _WHAT_FOR.match(text, number.ends, high) if number.kind == MONEY and words else None
    if why is not None and counted.end <= number.begins:
        return f"{words} {' '.join(why['why'].split()[:_WORDS])}"
    if not words or number.kind not in (AMOUNT, PERCENT):
        return ""
    limit = min((one.begins for one in others if one.begins >= number.ends and one.period is None), default=high)
    if HAN.search(words):
        return _chinese(text, number, counted, low, limit, last)
    if number.kind == PERCENT:
        return _growth(text, number, words, low)
    if whole is not None and not HAN.search(whole.words):
        more = not set(whole.words.lower().split()) <= set(words.lower().split()) and words not in whole.words
        return f"{whole.words}: {words}" if more else ""
    start = text.rfind("\n", 0, number.begins) + 1
    listed = _BULLET.match(text, start) is not None
    if listed and (intro := _intro(text, start)) < start:
        words = (
            _fuller(text, number, words.split()[-1].lower(), intro, (), stops).removesuffix(words.split()[-1].lower())
            + words
        )
    else:
        words = _fuller(text, number, words, low, others, stops)
    if narrower := _NARROWER.search(text, low, number.begins):
        words = f"{narrower['word']} {words}"
    if counted.start < number.ends:
        bracketed = text[number.begins - 1 : number.begins] == "(" and text[number.ends : number.ends + 1] == ")"
        if bracketed and last is not None and last.start >= low and words[:1].isupper() and last.words != words:
            return f"{last.words}: {words}"  # 400 wrecks … followed by Southport (45)
        return words if words != counted.words else ""
    passive = _PASSIVE.match(text, counted.end, min(limit, high))
    if passive is not None and not _OTHER.search(passive["gap"]):
        return " ".join(filter(None, (words, passive["verb"], passive["also"])))
    if (active := _ACTIVE.search(text, max(low, number.begins - 60), number.begins)) is not None:
        return f"{words} {_PARTICIPLES.get(active['verb'], active['verb'])}"
    predicate = _PREDICATE.match(text, counted.end, limit)
    if predicate and (" " not in words or _RELATIVE.fullmatch(predicate["verb"])):
        clause = re.split(r"[,;:.()\n]", text[counted.end : limit])[0].split()
        words = " ".join([words, *clause[:_WORDS]])
    return words if words != counted.words else ""


def _fuller(
    text: str, number: Number, words: str, low: int, others: Sequence[Number], stops: Callable[[str], bool]
) -> str:
    """A noun with the words that it had before: market inspections … with 7,345 inspections."""
    head = words.split()[0]
    if len(words.split()) > 2 or not _LOWER.fullmatch(head) or not head.endswith("s"):
        return words
    same = re.compile(rf"\s{re.escape(head)}\b")
    ahead = [one.ends for one in others if one.ends <= number.begins and one.kind == AMOUNT]
    floor = max((at for at in ahead if not same.match(text, at)), default=low)
    before = list(re.finditer(rf"(?P<with>(?:[A-Za-z-]+\s){{1,3}}){re.escape(head)}\b", text[floor : number.begins]))
    if not before:
        return words
    taken: list[str] = []
    for word in reversed(before[-1]["with"].split()):
        if stops(word):
            break
        taken.insert(0, word)
    return " ".join((*taken, words))


def _growth(text: str, number: Number, words: str, low: int) -> str:
    """A growth in percent with what grows: increase of members."""
    grown = _GROWN.search(text, max(low, number.begins - 60), number.begins)
    if grown is not None and grown.lastgroup and not CHANGE.match(words):
        return f"{grown.lastgroup} of {words}"
    return ""


def _intro(text: str, line: int) -> int:
    """Where the line begins that says what the items of a list are, of which one is on a line."""
    start = line
    for _ in range(_ITEMS):
        before = text.rfind("\n", 0, max(0, start - 1)) + 1
        if before >= start:
            break
        if text[before:start].strip() and not _BULLET.match(text, before):
            return before if text[before:start].rstrip().endswith(":") else line
        start = before
    return line


def _chinese(text: str, number: Number, counted: Counted, low: int, limit: int, last: Counted | None) -> str:
    """What a clause does to what it counts, and what it says of it: 新承担…9个职务, 15种产品纳入目录."""
    words = counted.words
    if number.kind != AMOUNT:
        own = last is not None and last.told and words.startswith(last.words)
        return f"{last.told}{words[len(last.words) :]}" if own and last is not None else ""
    if counted.start < number.ends:
        persons = _HAN_PERSONS.search(number.text) is not None and not re.search(r"[人员员者家生师]\Z", words)
        words = f"{words}人员" if persons else words
        goes_on = last is not None and (len(words) <= _VERB or (last.start >= low and _HAN_OWN.match(words)))
        return f"{last.words}{words}" if last is not None and goes_on else words
    clause = re.split(r"[，。；、：,;:!?（(）)\n\x1e]", text[max(low, number.begins - 24) : number.begins])[-1]
    before = _HAN_LITTLE.sub("", re.sub(r"\s", "", simplified(clause))).strip("「」“”‘’ ")
    said = _HAN_SAID.match(text, counted.end, limit)
    told = (before if _HAN_BEFORE.fullmatch(before) else "") + words + (said[0].strip() if said is not None else "")
    return told if told != words else ""
