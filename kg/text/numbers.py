"""Every number of a text: its value, its kind, its unit and its hedge. One reader for drafting, verifying and coverage.

``3.02 million``, ``3,020,000``, ``302万`` and ``3.02m`` are one value; ``nearly``, ``more than`` and ``余`` become
qualifiers. Dates and years (`kg.text.periods`), ordinals and reference numbers are told apart from amounts. A number
that is not understood to its last digit or word is left out: no value is ever made from the tail of another. The words
stand in ``numbers.yaml``; the text is read once, from left to right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.text.han import simplified
from kg.text.no_hedges import hedges
from kg.text.number_values import DECIMAL_COMMA, WIDTH, digits_value, han_number, share_value, spelled_value
from kg.text.number_words import number_words
from kg.text.period_patterns import DAY, MONTH, RELATIVE, SPAN, YEARLESS
from kg.text.periods import Period, periods

EXACT = "exact"
#: A hedge stands at most this many characters in front of its number or behind it.
_NEAR = 24

AMOUNT, PERCENT, POINTS, MONEY, YEAR, DATE, ORDINAL = "amount", "percent", "points", "money", "year", "date", "ordinal"


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text. `value` is full (3020000); a date's value is its year, 0 where it has none.

    `qualifiers` are the keys of codes its hedge may stand for, the likeliest first: "products over 17 kinds" hedges
    nothing, "over 17 products" does, and words alone do not tell them apart.
    """

    value: Decimal
    kind: str
    qualifiers: tuple[str, ...]
    #: from its currency, if one stands before it, to its unit or measure word
    start: int
    end: int
    text: str
    #: the unit's or currency's code; empty for a plain count
    unit: str = ""
    #: where its hedge begins and ends (that of the number where there is none)
    begins: int = 0
    ends: int = 0
    #: of a range: the upper end
    upper: Decimal | None = None
    period: Period | None = None


def numbers(text: str) -> list[Number]:
    """All numbers of a text, in order; no two overlap."""
    plain = simplified(text)
    return _sharing(plain, list(_Reader(plain, text).numbers()))


def _sharing(text: str, read: list[Number]) -> list[Number]:
    """The same, each member of a list of shares with the unit that only the last one is written with."""
    joins = False
    for place in range(len(read) - 1, 0, -1):
        one, last = read[place - 1], read[place]
        between = text[one.end : last.start]
        ends = last.kind == PERCENT and _SHARES_UNIT.fullmatch(between) is not None
        joins = one.kind == AMOUNT and not one.unit and (ends or (joins and _LISTED.fullmatch(between) is not None))
        if joins and one.value <= _WHOLE and one.upper is None and one.text[-1:].isdigit():
            read[place - 1] = replace(one, kind=PERCENT, unit=last.unit)
    return read


def direction(text: str, number: Number) -> str:
    """``up`` or ``down``: which way the text says that a change went; empty where it does not say.

    The last such word before the number counts, else the first behind it.
    """
    words, plain = number_words(), simplified(text)
    before = plain[max(0, number.start - _NEAR) : number.start]
    ways = [(match.end(), way) for way, pattern in words.ways.items() for match in pattern.finditer(before)]
    if ways:
        return max(ways)[1]
    after = plain[number.end : number.end + _NEAR]
    ways = [(match.start(), way) for way, pattern in words.ways.items() for match in pattern.finditer(after)]
    return min(ways)[1] if ways else ""


class _Reader:
    def __init__(self, text: str, source: str) -> None:
        self.text, self.source = text, source
        self.words = number_words()

    def numbers(self) -> Iterator[Number]:
        waiting: Number | None = None
        for number in self.each():
            if waiting is not None and (both := self.joined(waiting, number)) is not None:
                waiting = both
                continue
            if waiting is not None:
                yield waiting
            waiting = number
        if waiting is not None:
            yield waiting

    def each(self) -> Iterator[Number]:
        """Numbers and periods, in order."""
        dated = iter(periods(self.source))
        period = next(dated, None)
        at = 0
        while begin := self.words.begins.search(self.text, at):
            while period is not None and period.end <= begin.start():
                yield self.of_period(period)
                period = next(dated, None)
            if period is not None and period.start <= begin.start():
                at = period.end
                continue
            match = self.words.pattern.match(self.text, begin.start())
            at = match.end() if match and match.end() > begin.start() else begin.start() + 1
            if match and (number := self.number(match)) is not None:
                at = max(at, number.end)
                yield number
        while period is not None:
            yield self.of_period(period)
            period = next(dated, None)

    def of_period(self, one: Period) -> Number:
        kind = YEAR if one.kind not in (DAY, MONTH, SPAN, YEARLESS, RELATIVE) else DATE
        made = self.made(Decimal(one.year), kind, one.start, one.end)
        return replace(made, period=one, qualifiers=(EXACT,))

    def number(self, match: re.Match[str]) -> Number | None:
        group = match.lastgroup
        start, end = match.span()
        if group == "reference":
            return None
        if group == "ordinal":
            digits = re.search(r"[0-9]+", match[0])
            order = int(digits[0]) if digits else han_number(match[0].removeprefix("第").strip()) or 0
            return self.made(Decimal(order), ORDINAL, start, end)
        if group in ("percenthan", "share"):
            share = share_value(match[0])
            upper = _HAN_UPPER.match(self.text, end) if group == "percenthan" else None
            if share is None:
                return None
            made = self.made(share, PERCENT, start, upper.end() if upper else end, "PERCENT")
            highest = han_number(upper["to"]) if upper else None
            return made if highest is None else replace(made, upper=Decimal(highest))
        amount = self.amount(match)
        if amount is None:
            return None
        value, kind, unit, start, end = amount
        return self.made(value, kind, start, end, unit)

    def amount(self, match: re.Match[str]) -> tuple[Decimal, str, str, int, int] | None:
        """Value, kind, unit and place of a number with its scale and unit; None where it is not understood whole."""
        words, text = self.words, self.text
        at = match.end()
        value: Decimal | int | None
        if match["digits"]:
            written = match["digits"].strip()
            value = digits_value(written)
            if value is None:
                return None
            value, at = self.scaled(value, at)
            if at == match.end() and _LETTERED.match(text, at):
                return None  # 3C, 5G
            if DECIMAL_COMMA.fullmatch(written) and at == match.end() and not words.percent.match(text, at):
                return None  # 3,20: a decimal comma, or a slip
        elif match["spelled"]:
            value = spelled_value(match["spelled"], words)
        else:
            vaguely = text[at : at + 1] in ("余", "多") or text[match.start() - 1 : match.start()] == "上"
            bare = self.words.scales.get(match["han"]) if vaguely else None
            value = han_number(match["han"]) if bare is None else bare  # 万余: ten thousand and more
        if value is None:
            return None
        value = Decimal(value)
        start = match.start()
        at = self.repeated(value, at, digits=match["digits"] is None)
        value, at = self.scaled(value, at) if match["spelled"] else (value, at)
        kind, unit = AMOUNT, ""
        vague = re.compile(r"[余多](?=[万亿])").match(text, at)
        if vague:
            value, at = self.scaled(value, vague.end())
        if more := words.more.match(text, at):
            at = more.end()
        if points := words.points.match(text, at):
            return value, POINTS, "PERCENT", start, points.end()
        if percent := words.percent.match(text, at):
            return value, PERCENT, "PERCENT", start, percent.end()
        currency = match["currency"]
        behind = words.currency_behind.match(text, at)
        if currency or behind:
            code = words.currency_of[(currency or (behind[0] if behind else "")).strip().casefold()]
            return value, MONEY, code, start, behind.end() if behind else at
        if _IMPRISONED.search(text[max(0, start - 8) : start]) and (term := _TERM.match(text, at)):
            return value, AMOUNT, "YR" if term["unit"] == "年" else "MO", start, term.end()
        for code, pattern in words.units.items():
            if measured := pattern.match(text, at):
                rate = _RATE.match(text, measured.end()) if code not in _TIMES else None
                return value, AMOUNT, f"{code} {rate[0].strip()}" if rate else code, start, (rate or measured).end()
        measure = words.measures.match(text, at)
        if measure:
            at = measure.end()
            if match["digits"] and measure[0].strip() == "类" and (value == 1 or value != int(value)):
                return None  # 1类新药, 5.1类: the name of a class
        if match["han"] == "零" and _NOTHING.match(text, match.end()):
            return None  # 零组件, 零距离
        if match["han"] and not measure and not more and not vague and len(match["han"]) < 3:
            return None  # 统一, 三农: a word, not a number
        if match["spelled"] and value == 1:
            return None  # "one of them"
        if match["spelled"] and re.compile(r"-(?=[a-z])").match(text, at):
            return None  # one-sided, two-thirds
        return value, kind, unit, start, at

    def repeated(self, value: Decimal, at: int, digits: bool) -> int:
        """Behind the bracket that says a number once more: seventeen (17), 25 (twenty-five)."""
        match = (_DIGITS_AGAIN if digits else _WORDS_AGAIN).match(self.text, at)
        if match is None:
            return at
        again = digits_value(match["again"]) if digits else spelled_value(match["again"], self.words)
        return match.end() if again == value else at

    def scaled(self, value: Decimal, at: int) -> tuple[Decimal, int]:
        """A value with the scale behind it; in Chinese further digits may follow: 3亿5000万, 100万2000."""
        while match := self.words.scale.match(self.text, at):
            value, at = value * self.words.scales[match[1].casefold()], match.end()
            rest = re.compile(
                r"([0-9０-９]+(?:,[0-9]{3})*)([万千]?)(?=[余多]?[家张个项种件名人次批户份元吨米亩台辆艘套只]|公[顷里斤吨]|平方|立方)"
            ).match(self.text, at)
            if not match[1].isascii() and rest and value >= 10_000:
                more = Decimal(rest[1].translate(WIDTH).replace(",", "")) * self.words.scales.get(rest[2], Decimal(1))
                if more < value:
                    return value + more, rest.end()
        return value, at

    def made(self, value: Decimal, kind: str, start: int, end: int, unit: str = "") -> Number:
        qualifiers, begins, ends = self.hedge(start, end, value < _MANY_PLACES)
        return Number(value, kind, qualifiers, start, end, self.source[start:end].strip(), unit, begins, ends)

    def hedge(self, start: int, end: int, small: bool = True) -> tuple[tuple[str, ...], int, int]:
        text, words = self.text, self.words
        low = max(0, start - _NEAR)
        before = text[low:start]
        longest: tuple[int, str] | None = None
        for qualifier, pattern in words.before.items():
            if (match := pattern.search(before)) and (longest is None or match.start() < longest[0]):
                longest = (match.start(), qualifier)
        if longest is not None:
            at, qualifier = longest
            word = before[at:].strip().casefold()
            sure = hedges(word, text[max(0, low + at - 40) : low + at], text[end : end + 60])
            if sure is False:
                return (EXACT,), start, end
            # "products over 17 kinds" says where, "over 17 products" how many
            either = sure is None and (
                (small or word != "about")
                and word in words.either_way
                and _PLURAL.search(text[max(0, low + at - 40) : low + at]) is not None
            )
            return ((qualifier, EXACT) if either else (qualifier,)), low + at, end
        if said := _SHARE_OF.search(before):  # 约占全球的十分之一
            for qualifier, pattern in words.before.items():
                if pattern.search(said["hedge"] or said["over"]):
                    return (qualifier,), start, end
        if _AT_MOST.search(before):
            return ("at-most",), start, end
        if before[-1:] == "上" and text[start] in "百千万" and text[start + 1 : start + 2] != "分":  # 上百家
            return ("more-than",), start - 1, end
        inside, after = text[start:end], text[end : end + _NEAR]
        for qualifier, pattern in words.after.items():
            if (match := pattern.match(after)) and not (_MANY.match(after) and not inside[-1:].isdigit()):
                return (qualifier,), start, end + match.end()
        if re.search(r"[余多]|\+", inside):
            return ("more-than",), start, end
        return (EXACT,), start, end

    def joined(self, one: Number, other: Number) -> Number | None:
        """Two numbers as a range, where only a word for "to" stands between them."""
        counts = (AMOUNT, PERCENT, MONEY)
        if one.kind not in counts or other.kind not in counts or one.value >= other.value or one.upper is not None:
            return None
        between = self.text[one.end : other.start]
        before = self.text[max(0, one.start - 10) : one.start].casefold()
        if not _TO.fullmatch(between) and not (_AND.fullmatch(between) and re.search(r"between\s+\Z", before)):
            return None
        if re.search(r"(?:from|由|从)\s?\Z", before) or (one.unit and one.unit != other.unit):
            return None
        return replace(
            one, kind=other.kind, unit=other.unit, end=other.end, ends=other.ends, upper=other.value,
            text=self.source[one.start : other.end],
        )  # fmt: skip


#: Words that begin with the sign for zero.
_NOTHING = re.compile(r"[组部配]?件|[组部]装|散|售|星|钱|食|头|工|用|碳|排放|容忍|距离|接触|基础|起步|突破|门槛|添加")
#: Between the members of a list whose last one alone has the unit: 20, 30 and 40 per cent.
_SHARES_UNIT = re.compile(r"\sand\s")
_LISTED = re.compile(r",\s(?:and\s)?")
_WHOLE = 100
_DIGITS_AGAIN = re.compile(r"\s?\((?P<again>[0-9][0-9,]{0,12})\)")
_WORDS_AGAIN = re.compile(r"\s?\((?P<again>[a-z][a-z\s-]{2,60})\)", re.IGNORECASE)
#: A penalty, and in front of it that it is the highest: 最高可处罚款十万元及监禁两年.
_AT_MOST = re.compile(
    r"最高(?:可|会|将|刑)[^，,。；;：:]{0,20}(?:罚款|罚金|罚[锾鍰]|监禁|徒刑|拘留)\Z"
    r"|\bmaximum\s(?:fine|penalty|sentence|term|imprisonment)\sof\s\Z",
    re.IGNORECASE,
)
#: A hedge in front of the verb of a share.
_SHARE_OF = re.compile(
    r"(?P<hedge>[\u4e00-\u9fff]{1,3})占[\u4e00-\u9fff]{2,10}的?\Z|(?P<over>超过|超出|逾|接近|将近|不足|不到)[\u4e00-\u9fff]{2,10}的\Z"
)
_IMPRISONED = re.compile(r"(?:监禁|徒刑|拘役)(?:最多|不超过|至少)?\s?\Z")
_TERM = re.compile(r"\s?(?P<unit>年|个月)(?![度底末初代])")
#: 多边, 多家, 多媒体: no hedge of the number before them, which has its measure word
_MANY = re.compile(r"\s*多(?=[\u4e00-\u9fff])")
#: What is measured for each of something else: 5 kg/ha, 5 kg per hectare.
_RATE = re.compile(r"\s?/\s?[A-Za-z\u4e00-\u9fff]{1,12}|\sper\s[a-z]+")
_TIMES = frozenset(("workday", "DAY", "WK", "MO", "YR", "HR", "MIN"))
#: In so many places or more nothing is: "affects about 84,000 heaters" hedges.
_MANY_PLACES = 100
_PLURAL = re.compile(r"(?:\b(?!(?:was|is|has|as|its|this)\b)[a-z]+[^su\W]s|[0-9])\s\Z")
#: The upper end of a share in words: 百分之五至十.
_HAN_UPPER = re.compile(r"[至到](?:百分之)?(?P<to>[一二两三四五六七八九十]{1,3})(?![\u4e00-\u9fff])")
_TO = re.compile(r"\s?(?:-|–|—|‑|－|~|～|to|至|到)\s?")
_AND = re.compile(r"\s(?:and)\s")
#: Behind a digit, that both are a word: 3C.
_LETTERED = re.compile(r"[A-Z](?![A-Za-z])|[A-Z]{2,3}(?=[0-9])")
