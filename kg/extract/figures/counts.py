"""Which numbers count something: no limit of a definition, no duration, no pronoun and no word of a name."""

from __future__ import annotations

import re

from kg.extract.drafting.texts import HAN
from kg.extract.figures.counted import Counted
from kg.text.han import simplified
from kg.text.numbers import AMOUNT, MONEY, PERCENT, POINTS, Number

#: A share in words, of which the bracket behind it has the number: two thirds (64%).
_PRECISELY = re.compile(r"(?<=[A-Za-z])\s\((?:[a-z]+\s)?[0-9][0-9.,]*\s?(?:%|per\s?cent)\)")
#: In front of a limit that says which ones: companies with fewer than 10 employees.
_DEFINED = re.compile(
    r"\b(?:companies|firms|enterprises|businesses|bodies|products|households)\s(?:with|having|employing)\s\Z"
)
_THRESHOLD = re.compile(r"[（(][^（()）]{0,24}\Z")
#: How long something goes on or lies back counts nothing: the past 11 years.
_DURATION = re.compile(
    r"\b(?:past|(?<!will )(?<!would )(?<!to )(?<!may )(?<!can )last"
    r"|next|first|coming|previous|every|each|per|for|over|within)\s\Z",
    re.IGNORECASE,
)
_TIMES = ("YR", "MO", "WK", "DAY", "HR", "MIN")
#: Behind a time that says when something is or was.
_LATER = re.compile(r"\s(?:from|after|before|later|earlier|ago|prior\sto|old|following)\b")
_SPENT = re.compile(r"\sof\s(?:activity|existence|experience|history|operation|service|work)\b")
#: How long something is open counts nothing: 24小时热线.
_OPEN = re.compile(r"(?:[热熱][线線]|开放|開放|值班|值守|客服|不间断|不間斷)")
#: Where a sentence begins, in which a number would be spelled.
_BEGINNING = re.compile(r"(?:\A|[.;:!?•*\n])\s*\Z")
#: What is a year unless it counts a plural.
_YEARLIKE = re.compile(r"(?:19|20)\d\d")
#: "The two sides" are known already.
_THE = re.compile(r"\b(?:the|these|those|both|its|their|all)\s\Z", re.IGNORECASE)
#: Behind the number of all that there are: all six of the existing members.
_ALL_OF = re.compile(r"\sof\s(?:the|its|our|their)\s")
#: A version, and no decimal: 3.0.
_VERSION = re.compile(r"[0-9]\.0")
#: 两国, 三地, 一个新的阶段: pronouns and an article.
_NO_COUNT = re.compile(r"[两双]国|[二两三四五]地|一[个次项种批系带段]")


#: In front of a number that only says which one it is: 项次2、6, 分机1211.
_LISTED = re.compile(
    r"(?:项次|序号|编号|[批文证]号|批准号|分机|内线|房间|邮编|附件|附表|型号)[:：\s]?(?:[0-9]+[、,，])*\Z"
)
#: Behind the number of a heading, the first of its parts: 2 MISSION, 2.1.
_PART = r"[^\n\x1e]{{2,80}}[\n\x1e]+{}\.1\b"


#: In front of a number of things for each of which something is counted: 24 per 100,000 inhabitants.
_PER = re.compile(r"\b(?:per|for\severy)\s\Z|每\s?\Z")
#: The time of a day, and the day in front of it: 3.2.2019 at 9.15.
_CLOCK = re.compile(r"[0-2]?[0-9][.][0-5][0-9]")
_DAY = re.compile(r"\b[0-9]{1,2}[./-][0-9]{1,2}[./-](?:19|20)?[0-9]{2},?\s(?:at\s|kl\.?\s|klo\s|um\s)?\Z")
#: How soon something must be done, or how long it is open: a 48 hour wreck notice deadline.
_LIMIT = re.compile(
    r"(?:\s[A-Za-z-]+){0,3}\s(?:deadlines?|notice|limits?|windows?|hotlines?|helplines?|rule|time-?frames?|turnaround|cooling-off)\b"
)
#: A line that begins with a number.
_RANK = re.compile(r"(?:^|(?<=\x1e))[ \t]*([0-9]{1,3})[ \t.)]", re.MULTILINE)
#: Behind a rank, the value of its line.
_VALUE = re.compile(r"[^\n]{0,120}[0-9]")
#: How far the lines before and behind are looked at.
_AROUND = 400


def _ranks(text: str, number: Number) -> bool:
    """Whether a number at the beginning of a line says which one of a list the line is: 1 Oslo 494, 2 Bergen 254."""
    start = text.rfind("\n", 0, number.start) + 1
    if not number.text.isdecimal() or text[start : number.start].strip() or number.value >= _AROUND:
        return False
    if _VALUE.match(text, number.end) is None:
        return False  # 12 laboratories
    low = max(0, start - _AROUND)
    here = int(number.value)
    before = [int(one) for one in _RANK.findall(text[low:start])][-2:]
    behind = [int(one) for one in _RANK.findall(text[number.end : number.end + _AROUND])][:2]
    run = [*before[::-1], *behind]
    return run.count(here - 1) + run.count(here + 1) + run.count(here - 2) + run.count(here + 2) > 1 and (
        here - 1 in before or here + 1 in behind
    )


def may_count(text: str, number: Number) -> bool:
    """Whether a number is of a kind that counts, whatever it counts."""
    if number.kind not in (AMOUNT, MONEY, PERCENT, POINTS) or _is_name(number, text):
        return False
    if number.kind == AMOUNT and (_ranks(text, number) or _PER.search(text[max(0, number.start - 8) : number.start])):
        return False
    if _CLOCK.fullmatch(number.text) and _DAY.search(text[max(0, number.start - 20) : number.start]):
        return False
    if number.kind == AMOUNT and _LISTED.search(simplified(text[max(0, number.start - 24) : number.start])):
        return False
    if text[number.start - 1 : number.start] in ("\n", "\x1e") and number.text.isdecimal():
        return re.compile(_PART.format(number.text)).match(text, number.end) is None
    return number.kind != PERCENT or _PRECISELY.match(text, number.end) is None


def counts(text: str, number: Number, counted: Counted) -> bool:
    """Whether a number counts something: no limit of a definition, no duration, no word of a name."""
    before = text[max(0, number.begins - 30) : number.begins]
    if number.kind == AMOUNT and not number.unit and not counted.words:
        return False
    if number.qualifiers[0] in ("at-least", "at-most") and number.ends > number.end and _THRESHOLD.search(before):
        return False
    if number.begins < number.start and _DEFINED.search(before):
        return False
    if number.unit in _TIMES and (
        _DURATION.search(text[max(0, number.start - 30) : number.start]) or "-" in number.text
    ):
        return False  # over three years, a two-week course
    if number.unit in _TIMES and _LATER.match(text, number.end):
        return False  # in force six months from the date
    if number.unit in _TIMES and _LIMIT.match(text, number.end):
        return False
    if number.unit in ("HR", "DAY") and _OPEN.match(text, number.end):
        return False
    if number.unit == "YR" and _SPENT.match(text, number.end):
        return False
    behind = number.ends > number.end  # 50万元以上设备: the hedge
    if behind and number.qualifiers[0] in ("at-least", "at-most") and HAN.match(text[number.ends : number.ends + 1]):
        return number.kind == PERCENT  # 50万元以上设备: which devices
    if number.text.isalpha() and _THE.search(before) and not _ALL_OF.match(text, number.end):
        return False
    if number.text.endswith("倍") or _VERSION.fullmatch(number.text):
        return False
    if number.value == 1 and number.text.startswith("一") and number.unit != "YR":
        return False  # 一种方式: a way
    if (
        _YEARLIKE.fullmatch(number.text)
        and not number.unit
        and (
            _BEGINNING.search(before)
            or not re.search(r"(?:[^su\W]s|people|personnel)\Z", counted.words.split(" of ")[0])
        )
    ):
        return False  # the 2020 plan and budget; 2018 marks the 25th anniversary
    if _NO_COUNT.match(simplified(text[number.start : number.end + 2])):
        return False
    after = text[number.end : number.end + 16].lstrip()
    if re.match(r"(?:sections?|parts?|chapters?|pages?|paragraphs?|annexes)\b", counted.words):
        return False
    return not re.match(r"(?:times(?!\sof)|mins?\b|fold|pm\b|am\b|[)）]?月|年|日|天|小时|周|倍|岁|届|点|号|版)", after)


#: A subject in capitals behind the number that opens its sentence, and the verb.
_SUBJECT = re.compile(r"\s(?:[A-Z][\w-]*\s){1,3}(?:are|were|have|had|did|took|signed|joined|attended|remain|still)\b")


def _is_name(number: Number, text: str) -> bool:
    """Whether a number is a word of a name: Ten Dedicated Actions."""
    following = text[number.end : number.end + 2].strip()
    if _BEGINNING.search(text[max(0, number.start - 6) : number.start]) and _SUBJECT.match(text, number.end):
        return False  # Five Member States are late
    return number.text[:1].isalpha() and number.text[:1].isupper() and number.kind == AMOUNT and following.isupper()
