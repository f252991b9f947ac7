"""Every date and period of a text: days, months, quarters, halves, years, fiscal years, plans, and what is relative.

``31 December 2020``, ``2020年底`` and ``end of 2020`` are one day; ``8-10 November 2023``, ``2016 to 2020`` and the
thirteenth five-year plan are intervals. A period without its year (``14 October``, ``3月``) and one that points back
(``last year``) are found too: which year they mean is for the reader of the whole text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kg.text.han import simplified

DAY, MONTH, YEAR, SPAN, SINCE, RELATIVE, YEARLESS = "day", "month", "year", "span", "since", "relative", "yearless"
#: The first year of China's first five-year plan that keeps to the count of five years, and its number.
_PLAN_YEAR, _PLAN, _PLAN_YEARS = 2016, 13, 5

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"), ("october", "oct"),
            ("november", "nov"), ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
_Row = tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]
_HAN_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4, "一": 1, "二": 2, "三": 3, "四": 4}
_COUNTS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
}
_COUNTS |= {letter: number for number, letter in enumerate("二三四五六七八九十", 2)} | {"两": 2}
_ORDER |= {str(number): number for number in range(1, 5)}


@dataclass(frozen=True, slots=True)
class Period:
    """One date or period. `label` is ISO 8601: 2021, 2021-12, 2021-12-31, 2016/2020; of a yearless one what is known
    (--10-14), of a relative one how many years back (-1); `last` is the year it ends in, 0 where that is unknown."""

    kind: str
    label: str
    start: int
    end: int
    text: str

    @property
    def year(self) -> int:
        """The year it ends in; 0 where the text does not say."""
        years = re.findall(r"(?<![\d-])(\d{4})", self.label)
        return int(years[-1]) if years and self.kind not in (RELATIVE, YEARLESS) else 0


def periods(text: str) -> list[Period]:
    """All dates and periods of a text, in order; no two overlap."""
    plain = simplified(text)
    changed = 0 if plain == text else sum(map(str.__ne__, plain, text))
    return list(_periods(plain, _patterns(changed * _TRADITIONAL > len(text))))


def days(label: str) -> str:
    """A period of several days from its first day to its last: 2016/2020 -> 2016-01-01/2020-12-31."""
    first, _, last = label.partition("/")
    last = last or first
    start = first + {4: "-01-01", 7: "-01", 10: ""}.get(len(first), "")
    if len(last) == 7:
        return f"{start}/{last}-{monthrange(int(last[:4]), int(last[5:]))[1]}"
    return f"{start}/{last}-12-31" if len(last) == 4 else f"{start}/{last}"


def _periods(text: str, patterns: Sequence[_Row]) -> Iterator[Period]:
    at = 0
    while begin := _BEGINS.search(text, at):
        at = begin.start() + 1
        for kind, pattern, made in patterns:
            match = pattern.match(text, begin.start())
            if match and (label := made(match)):
                yield Period(kind, label, match.start(), match.end(), match[0].strip())
                at = match.end()
                break


def _number(text: str) -> int:
    return int("".join(_HAN_DIGITS.get(letter, letter) for letter in text.translate(_WIDTH)))


def _month(text: str) -> int:
    return _MONTHS[text.rstrip(".").lower()] if text[0].isalpha() and text.isascii() else int(text)


def _han(text: str) -> int:
    """十二 is 12, 二十一 is 21, 三十 is 30."""
    tens, ten, ones = text.rpartition("十")
    return 10 * (_number(tens or "1") if ten else 0) + (_number(ones) if ones else 0)


def _han_day(match: re.Match[str]) -> str:
    year = match.groupdict().get("year")
    return _day_label(str(_number(year)) if year else None, _han(match["month"]), _han(match["day"]))


def _day_label(year: str | None, month: int, day: int) -> str:
    """A day, yearless where no year is given; empty for a day that no month has."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return ""
    if year is None:
        return f"--{month:02}-{day:02}"
    number = _number(year)
    return f"{number}-{month:02}-{day:02}" if day <= monthrange(number, month)[1] else ""


def _end_of(year: str, month: int = 12) -> str:
    number = _number(year)
    return f"{number}-{month:02}-{monthrange(number, month)[1]}" if 1 <= month <= 12 else ""


def _days(match: re.Match[str]) -> str:
    part = match.groupdict()
    if part["month"] in ("may", "march"):  # words, not months
        return ""
    year, month = part.get("year"), _month(part["month"])
    first = _day_label(year, month, int(part["day"]))
    if not part.get("last"):
        return first
    last = _day_label(year, _month(part.get("month2") or part["month"]), int(part["last"]))
    return f"{first}/{last}" if first and last else ""


def _months(match: re.Match[str]) -> str:
    month = _month(match["month"])
    return f"{_number(match['year'])}-{month:02}" if 1 <= month <= 12 else ""


def _quarter(match: re.Match[str]) -> str:
    order = _ORDER.get((match.groupdict().get("order") or match.groupdict().get("order2") or "").lower(), 0)
    year = _number(match["year"])
    if not order:
        return ""
    return f"{year}-{3 * order - 2:02}/{year}-{3 * order:02}"


def _half(match: re.Match[str]) -> str:
    order = (match.groupdict().get("order") or match.groupdict().get("order2") or "").lower()
    year = _number(match["year"])
    return f"{year}-01/{year}-06" if order in ("first", "1", "上") else f"{year}-07/{year}-12"


def _span(match: re.Match[str]) -> str:
    first, last = _number(match["year"]), match["year2"]
    end = _number(last) if len(last) == 4 else first // 100 * 100 + _number(last)
    return f"{first}/{end}" if first < end <= first + 60 else ""


def _next_year(match: re.Match[str]) -> str:
    """A year that ends in the next one: 2023-24. What may be a month (2010-11) is none."""
    return _span(match) if int(match["year"]) % 100 + 1 == int(match["year2"]) > 12 else ""


def _between(match: re.Match[str]) -> str:
    """The days from one to another, each with its own year."""
    part = match.groupdict()

    def given(name: str) -> str:
        return str(part.get(name) or part[f"{name}b"])

    first = _day_label(given("year"), _month(given("month")), int(given("day")))
    last = _day_label(given("year2"), _month(given("month2")), int(given("last")))
    return f"{first}/{last}" if first and first < last else ""


def _plan(match: re.Match[str]) -> str:
    words = match["plan"]
    if words.isdigit():
        number = int(words)
    else:
        tens, _, ones = words.partition("十")
        number = 10 * (int(_HAN_DIGITS.get(tens, "1")) if tens else 1) + (int(_HAN_DIGITS[ones]) if ones else 0)
    first = _PLAN_YEAR + _PLAN_YEARS * (number - _PLAN)
    if not 1960 < first < 2100:
        return ""
    ends = match.groupdict().get("ends") or match.groupdict().get("ends2")
    return f"{first + 4}-12-31" if ends else f"{first}/{first + 4}"


def _written(template: str) -> Callable[[re.Match[str]], str]:
    return lambda match: template.format(**{k: _number(v) for k, v in match.groupdict().items() if v})


#: A text is in traditional characters where one in so many, or more, is one.
_TRADITIONAL = 20
_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_Y = r"(?:19|20)\d\d(?![\d,.]\d|\d)"
_YH = r"(?:(?:19|20)\d\d|[１２][０-９]{3}|[一二][九〇零○][〇零○一二三四五六七八九]{2})"
_M = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_D = r"(?:the\s)?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d|,\d)"
_TO = r"\s?(?:-|–|—|‑|－|~|～|to|and|until|至|到)+\s?"
_END = r"(?:the\s)?(?:year[\s-])?(?:end|close)(?:\sof|-)?\s(?:the\s)?(?:calendar\s)?(?:year\s)?"
_ORDERS = r"(?P<order>first|second|third|fourth)"


def _rows() -> Iterator[_Row]:
    def row(kind: str, pattern: str, made: Callable[[re.Match[str]], str]) -> _Row:
        return kind, re.compile(pattern, re.IGNORECASE), made

    year, dated = rf"(?P<year>{_Y})", rf"(?:,?\s(?:of\s)?(?P<year>{_Y}))"
    last = r"(?P<last>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
    # ends first: "end of 2020" is the last day, not the year
    yield row(
        DAY, rf"(?:{_END})(?P<month>{_M}),?\s{year}", lambda match: _end_of(match["year"], _month(match["month"]))
    )
    yield row(DAY, rf"(?:{_END}|year-end\s|end[\s-]){year}", lambda match: _end_of(match["year"]))
    yield row(YEARLESS, rf"(?:{_END})(?P<month>{_M})(?!\s\d)", _month_end)
    plan = r"(?P<plan>\d{1,2})(?:st|nd|rd|th)(?P<ends>)\s[“\"]?five[\s-]year\splan"
    yield row(DAY, rf"(?:the\s)?(?:end|close)\sof\sthe\s{plan}", lambda match: _plan_end(match))
    yield row(DAY, r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b", _days)
    # from a day of one year to a day of the next
    whole, whole2 = (
        rf"(?:{_D}\s(?P<month>{_M}),?\s(?P<year>{_Y})"
        rf"|(?P<monthb>{_M})\s{_D.replace('day', 'dayb')},?\s(?P<yearb>{_Y}))",
        rf"(?:{_D.replace('day', 'last')}\s(?P<month2>{_M}),?\s(?P<year2>{_Y})"
        rf"|(?P<month2b>{_M})\s{_D.replace('day', 'lastb')},?\s(?P<year2b>{_Y}))",
    )
    yield row(SPAN, rf"\b(?:(?:from|between)\s)?{whole}{_TO}{whole2}", _between)
    yield row(
        SPAN,
        rf"(?<!\d)(?P<year>{_YH})\s?年\s?(?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?日{_TO}"
        rf"(?P<year2>{_YH})\s?年\s?(?P<month2>\d{{1,2}})\s?月\s?(?P<last>\d{{1,2}})\s?日",
        _between,
    )
    # days in Chinese numerals
    han_day = (
        r"(?P<month>十[一二]?|[一二三四五六七八九])月(?P<day>[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])日"
    )
    yield row(DAY, rf"(?P<year>{_YH})\s?年\s?{han_day}", _han_day)
    yield row(YEARLESS, rf"(?<![一二三四五六七八九十个]){han_day}", _han_day)
    # days in words
    for pattern in (
        rf"\b{_D}{_TO}{last}\s(?:of\s)?(?P<month>{_M})", rf"\b(?P<month>{_M})\s{_D}{_TO}{last}",
        rf"\b{_D}\s(?P<month>{_M}){_TO}{last}\s(?P<month2>{_M})",
    ):  # fmt: skip
        yield row(SPAN, pattern + dated, _days)
        yield row(YEARLESS, pattern, _days)
    for pattern in (rf"\b{_D}\s(?:of\s)?(?P<month>{_M})", rf"\b(?P<month>{_M})\s{_D}(?!\s?(?:%|per\s?cent))"):
        yield row(DAY, pattern + dated, _days)
        yield row(YEARLESS, pattern, _days)
    # twelve months that end so; from month to month
    for pattern in (
        rf"\b(?:years?|(?:12|twelve)\smonths)\s(?:ended|ending|to)\s(?:on\s)?{_D}\s(?P<month>{_M}),?\s{year}",
        rf"\b(?:years?|(?:12|twelve)\smonths)\s(?:ended|ending|to)\s(?:on\s)?(?P<month>{_M})\s{_D},?\s{year}",
        rf"\b(?:years?|(?:12|twelve)\smonths)\s(?:ended|ending|to)\s(?P<month>{_M}),?\s{year}",
    ):
        yield row(SPAN, pattern, _year_to)
    yield row(
        SPAN,
        rf"\b(?:from\s|between\s)?(?P<month>{_M})(?:,?\s(?P<year>{_Y}))?{_TO}(?P<month2>{_M}),?\s(?P<year2>{_Y})",
        _from_month,
    )
    yield row(
        YEARLESS,
        rf"\b(?:from\s|between\s)?(?P<month>{_M}){_TO}(?P<month2>{_M})(?!\.?,?\s(?:of\s)?(?:19|20)\d\d|\s\d)",
        _yearless_months,
    )
    yield row(YEARLESS, rf"(?:(?<=\bin\s)|(?<=\bduring\s))(?P<month>{_M})(?!,?\s\d|-)", _yearless_month)
    months = r"(?P<count>two|three|four|five|six|seven|eight|nine|ten|eleven|[2-9]|1[01])"
    yield row(
        SPAN,
        rf"\b(?:the\s)?first\s{months}\s(?P<unit>months|quarters)\s(?:of|in)\s(?:the\s)?(?:year\s)?{year}",
        _first_months,
    )
    # quarters, halves, fiscal years
    yield row(SPAN, rf"\b(?:the\s)?{_ORDERS}\squarter\s(?:(?:of|in)\s)?(?:the\s)?(?:year\s)?{year}", _quarter)
    yield row(YEARLESS, rf"\b(?:the\s)?(?:{_ORDERS}|(?P<order2>final|last))\squarter\b", _yearless_quarter)
    yield row(SPAN, rf"\bQ(?P<order>[1-4])\s?[-/]?\s?{year}|\b(?P<year2>{_Y})\s?[-/]?\s?Q(?P<order2>[1-4])\b".replace(
        "(?P<year2>", "(?P<yearb>"), lambda match: _quarter_of(match))  # fmt: skip
    yield row(SPAN, rf"\b(?:the\s)?{_ORDERS}\shalf\s(?:of|in)\s(?:the\s)?(?:year\s)?{year}"
              rf"|\bH(?P<order2>[12])\s?(?P<yearb>{_Y})",
              lambda match: _half_of(match))  # fmt: skip
    yield row(
        SPAN, rf"\b(?:FY|(?:fiscal|financial)\syears?)\s?(?P<year>{_Y})\s?[-–/]\s?(?P<year2>\d{{4}}|\d\d)\b", _span
    )
    yield row(YEAR, rf"\b(?:FY|(?:fiscal|financial)\syear)\s?(?P<year>{_Y})", _written("{year}"))
    yield row(YEAR, r"\bFY\s?(?P<year>\d\d)\b", _written("20{year:02}"))
    # years
    yield row(MONTH, rf"\b(?P<month>{_M}),?\s(?:of\s)?{year}", _months)
    yield row(
        SPAN,
        rf"(?<![A-Za-z0-9])(?:(?:from|between|during)\s)?(?P<year>{_Y})(?:年)?{_TO}(?P<year2>(?:19|20)\d\d)(?!\d|\s?年\d|-\d)(?:年(?:度|间)?)?",
        _span,
    )
    yield row(SPAN, rf"(?<![A-Za-z0-9/])(?P<year>{_Y})/(?P<year2>\d\d)\b(?!/)", _span)
    yield row(SPAN, rf"(?<![A-Za-z0-9/-])(?P<year>{_Y})[-–](?P<year2>\d\d)\b(?![-–/.]\d)", _next_year)
    yield row(SINCE, rf"\bsince\s(?:the\syear\s)?{year}", _written("{year}"))
    # Chinese
    han = rf"(?<!\d)(?P<year>{_YH})\s?年"
    day = r"(?P<day>\d{1,2})\s?日"
    month = r"(?P<month>\d{1,2})\s?月(?:份)?"
    yield row(
        SPAN,
        rf"{han}\s?{month}\s?(?P<day>\d{{1,2}})\s?日?{_TO}(?:(?P<month2>\d{{1,2}})\s?月)?(?P<last>\d{{1,2}})\s?日",
        _days,
    )
    yield row(DAY, rf"{han}\s?{month}\s?{day}", _days)
    yield row(DAY, rf"{han}\s?{month}\s?(?:底|末)", lambda match: _end_of(match["year"], int(match["month"])))
    yield row(
        SPAN, rf"{han}\s?(?P<month>\d{{1,2}})\s?月?{_TO}(?P<month2>\d{{1,2}})\s?月(?!\s?\d{{1,2}}\s?日)", _from_month
    )
    yield row(MONTH, rf"{han}\s?{month}", _months)
    yield row(SPAN, rf"{han}前\s?(?P<count>[2-9]|1[01]|[二两三四五六七八九十])\s?个?(?P<unit>月|季度)", _first_months)
    yield row(SPAN, rf"{han}(?:度)?\s?第?(?P<order>[一二三四1-4])季度", _quarter)
    yield row(SPAN, rf"{han}(?:度)?\s?(?P<order>[上下])半年", _half)
    yield row(DAY, rf"{han}(?:底|末|年底|年末)", lambda match: _end_of(match["year"]))
    yield row(YEAR, rf"{han}(?:度|初|全年|期间)?", _written("{year}"))
    yield row(
        SPAN, r"[“\"「『](?P<plan>二?十[一二三四五六七八九]?)五[”\"」』](?:时期|期间|以来)?(?P<ends2>末|期末)?", _plan
    )
    yield row(
        SPAN,
        r"(?<![一二三四五六七八九十])(?P<plan>二?十[一二三四五六七八九]?)五(?:时期|期间|以来|(?P<ends2>末|期末))",
        _plan,
    )
    yield row(
        SPAN, r"\b(?:the\s)?[“\"]?(?P<plan>\d{1,2})(?:st|nd|rd|th)\sfive[\s-]year\splan[”\"]?(?:\speriod)?", _plan
    )
    # years of the Republic of China (Taiwan): 112年度 is 2023
    taiwan = r"(?<![\d.,])(?:(?P<minguo>民国)?(?P<year>1[01]\d))"
    yield row(DAY, rf"{taiwan}\s?年\s?{month}\s?{day}", _taiwan)
    yield row(
        DAY,
        rf"{taiwan}\s?年(?:底|末)|{taiwan.replace('year', 'yearb').replace('minguo', 'era')}\s?年\s?{month}(?:底|末)",
        _taiwan,
    )
    yield row(MONTH, rf"{taiwan}\s?年\s?{month}", _taiwan)
    yield row(YEAR, rf"{taiwan}\s?年度|民国(?P<yearb>\d{{2,3}})\s?年度?", _taiwan)
    yield row(
        YEARLESS,
        rf"(?<!\d)(?P<month>\d{{1,2}})\s?月?{_TO}(?P<month2>\d{{1,2}})\s?月(?!\s?\d{{1,2}}\s?日)",
        _yearless_months,
    )
    yield row(
        YEARLESS, r"\b(?:the\s)?(?P<order>first|second)\shalf\sof\s(?:the|this)\syear\b"
        r"|\b(?:the\s)?(?P<order2>first|second)\shalf(?=\sof\slast\syear\b)", _yearless_half_year,
    )  # fmt: skip
    yield row(YEARLESS, r"(?<![年前度个])第?(?P<order>[一二三四])季度", _yearless_quarter)
    yield row(YEARLESS, r"(?<!年)(?P<order>上|下)半年|前三(?P<order2>季)度", _yearless_half)
    yield row(YEARLESS, rf"(?<!\d){month}\s?{day}", _days)
    yield row(
        YEARLESS,
        r"(?<!\d)(?P<month>1[0-2]|[1-9])\s?月(?:份)?(?P<ends>底|末)?",
        lambda match: _month_end(match) if match["ends"] else f"--{int(match['month']):02}",
    )
    yield row(
        YEARLESS, r"(?<![\d月个])(?P<day>\d{1,2})日(?!内|均|元|本|常)", lambda match: f"---{int(match['day']):02}"
    )
    yield row(
        RELATIVE,
        r"去年(?!同期)|上年(?!度?同期)|上一?年度?|\b(?:last|the\sprevious|the\spreceding)\syear\b",
        lambda _: "-1",
    )
    yield row(
        RELATIVE,
        r"今年|本年度?|\b(?:this|the\scurrent|during\sthe|over\sthe)\syear\b|\bfor\sthe\syear(?=,)",
        lambda _: "0",
    )
    # a bare year, where it stands as one
    yield row(
        YEAR, rf"(?<![\d.,$€£¥￥#-])(?<!\b\d{{3}}/)(?P<year>{_Y})(?!\s?(?:[%％年万亿千百]|per\scent)|[a-z])", _bare
    )
    yield row(YEAR, rf"(?<![\d.,$€£¥￥#-])(?P<year>{_Y})(?![\d.,]\d|\s?[%％年万亿千百家张个项种件名人次批份])", _cued)


def _month_end(match: re.Match[str]) -> str:
    """The last day of a month without its year; of February the 28th, which each year has."""
    month = _month(match["month"])
    return f"--{month:02}-{monthrange(2001, month)[1]}"


def _yearless_quarter(match: re.Match[str]) -> str:
    order = _ORDER.get((match["order"] or "fourth").lower(), 4)
    return f"--{3 * order - 2:02}/--{3 * order:02}"


def _yearless_half_year(match: re.Match[str]) -> str:
    return "--01/--06" if (match["order"] or match["order2"]).lower() == "first" else "--07/--12"


def _yearless_months(match: re.Match[str]) -> str:
    if match["month"] in ("may", "march"):  # words, not months
        return ""
    first, last = _month(match["month"]), _month(match["month2"])
    return f"--{first:02}/--{last:02}" if 1 <= first < last <= 12 else ""


def _yearless_month(match: re.Match[str]) -> str:
    return f"--{_month(match['month']):02}" if match["month"][0].isupper() else ""


def _first_months(match: re.Match[str]) -> str:
    count = _COUNTS.get(match["count"].lower()) or int(match["count"])
    last = count * (3 if match["unit"] in ("quarters", "季度") else 1)
    return f"{_number(match['year'])}-01/{_number(match['year'])}-{last:02}" if last < 12 else ""


def _yearless_half(match: re.Match[str]) -> str:
    if match["order2"]:
        return "--01/--09"
    return "--01/--06" if match["order"] == "上" else "--07/--12"


def _year_to(match: re.Match[str]) -> str:
    """The twelve months up to a day or a month."""
    year, month, day = int(match["year"]), _month(match["month"]), match.groupdict().get("day")
    last = monthrange(year, month)[1]
    if day is not None and int(day) != last:
        return ""
    first = f"{year}-01-01" if month == 12 else f"{year - 1}-{month + 1:02}-01"
    return f"{first}/{year}-{month:02}-{last}"


def _from_month(match: re.Match[str]) -> str:
    last = _number(match.groupdict().get("year2") or match["year"])
    first = _number(match["year"] or str(last))
    start, end = f"{first}-{_month(match['month']):02}", f"{last}-{_month(match['month2']):02}"
    return f"{start}/{end}" if start < end and _month(match["month2"]) <= 12 else ""


def _taiwan(match: re.Match[str]) -> str:
    """A date that counts its years from 1911."""
    part = match.groupdict()
    year = int(part["year"] or part["yearb"]) + 1911
    if part.get("day"):
        return _day_label(str(year), int(part["month"]), int(part["day"]))
    if match[0][-1] in "底末":
        return _end_of(str(year), int(part.get("month") or 12))
    if part.get("month"):
        return f"{year}-{int(part['month']):02}" if 1 <= int(part["month"]) <= 12 else ""
    return str(year)


def _plan_end(match: re.Match[str]) -> str:
    label = _plan(match)
    return f"{label[5:]}-12-31" if "/" in label else label


def _quarter_of(match: re.Match[str]) -> str:
    year, order = match["year"] or match["yearb"], int(match["order"] or match["order2"])
    return f"{year}-{3 * order - 2:02}/{year}-{3 * order:02}"


def _half_of(match: re.Match[str]) -> str:
    year = match["year"] or match["yearb"]
    first = (match["order"] or match["order2"]).lower() in ("first", "1")
    return f"{year}-01/{year}-06" if first else f"{year}-07/{year}-12"


#: What stands in front of a year, and what behind it.
_CUE = re.compile(
    r"(?:\b(?:in|of|by|since|from|until|till|to|year|years|for|during|through|throughout|and|over|before|after|about|as|report|review|survey|statistics|plan|results)"
    r"|[(（\[/–—“\"'《,、，]|^|\n|[A-Z][\w’'-]+)\s*\Z"
)
_SURVEY = re.compile(
    r"\s(?:[a-z]+\s)?(?:survey|study|report|review|census|poll|edition|statistics|data|figures|results)\b"
)
_BEHIND = re.compile(
    r"\s*(?:[)）\].,;:，。；：、/–—]|\Z|\n|\s(?:annual|edition|report|review|and|to|by|for|with|was|were|has|had|have|saw|"
    r"is|are|as|when|on|at|in|of|the|compared|after|before|while|which|than|from|a|an)\b|\s[A-Z])"
)


def _bare(match: re.Match[str]) -> str:
    """A year with a word before it and something behind it that years have: "in 2021," or "Report 2023"."""
    before, after = (
        match.string[max(0, match.start() - 14) : match.start()],
        match.string[match.end() : match.end() + 12],
    )
    named = re.search(r"(?:[A-Z][a-z]+|[A-Z]{2,})\s\Z", before) and re.match(r"\s[a-z]+(?<!s)(?![a-z])", after)
    if _SURVEY.match(match.string, match.end()):
        return match["year"]
    stands = _CUE.search(before) and (_BEHIND.match(after) or not after.strip() or named)
    return match["year"] if stands else ""


def _cued(match: re.Match[str]) -> str:
    """A year right behind "in", "year", a bracket, or alone on its line."""
    before, after = (
        match.string[max(0, match.start() - 14) : match.start()],
        match.string[match.end() : match.end() + 12],
    )
    alone = re.search(r"(?:^|\n)[#*\s]*\Z", before) and re.match(r"[\s*]*(?:\n|\Z)", after)
    cue = re.search(r"\b(?:in|since|year|until|during|by|for|from|of)\s\Z|[(（]\Z", before, re.IGNORECASE)
    if re.search(r"(?:\A|[.\n\x1e]\s?)In\s\Z", before) and re.match(r"\s[a-z]", after):
        return match["year"]  # In 2022 officers stopped it
    counts = re.match(r"\s(?!was|were|has|is|as|shows|says|states|finds|reveals|gives|lists|puts)[a-z]+s\b", after)
    han = re.match(r"[\u4e00-\u9fff]", after) and re.search(r"[“《\"「(（]\Z", before)
    return match["year"] if alone or (cue and not counts) or han else ""


@cache
def _patterns(minguo: bool) -> tuple[_Row, ...]:
    """The patterns; with those of a text in traditional characters, where 99年5月5日 counts from 1911, first."""
    day = r"(?<![\d.,])(?P<year>[6-9]\d)\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"
    year = r"(?<![\d.,])(?P<year>[6-9]\d)\s?年度"
    first = ((DAY, re.compile(day), _taiwan), (YEAR, re.compile(year), _taiwan)) if minguo else ()
    return (*first, *_rows())


_BEGINS = re.compile(
    rf"\d|[１２]|[一二](?=[九〇零○])|[一二三四五六七八九十]{{1,2}}(?=月)|\b(?:{_M})|\b(?:the\s)?(?:end|close|year-end|years?|twelve|first|second|third|fourth|final|last|this|since|from|between|during|over|previous|preceding|current|for(?=\sthe\syear,))\b"
    r"|\b(?:FY|Q[1-4]|H[12]|fiscal|financial)|\bthe\s|[“\"「『]?(?:二?十[一二三四五六七八九]?五)|去年|今年|上年|上一|本年|民国|[上下]半年|前三季|第?[一二三四](?=季度)",
    re.IGNORECASE,
)
