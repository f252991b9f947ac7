"""From a date or period as it is written to its ISO 8601 label: what the patterns of ``period_patterns`` matched.

A function takes the match and returns the label; an empty one where the words are no period after all.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable

#: The first year of China's first five-year plan that keeps to the count of five years, and its number.
_PLAN_YEAR, _PLAN, _PLAN_YEARS = 2016, 13, 5

_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
MONTHS = {
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
#: How many years back is written in words.
YEARS_BACK = {**_COUNTS, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30}
_COUNTS |= {letter: number for number, letter in enumerate("二三四五六七八九十", 2)} | {"两": 2}
_ORDER |= {str(number): number for number in range(1, 5)}


def digits(text: str) -> int:
    return int("".join(_HAN_DIGITS.get(letter, letter) for letter in text.translate(_WIDTH)))


def month_of(text: str) -> int:
    return MONTHS[text.rstrip(".").lower()] if text[0].isalpha() and text.isascii() else int(text)


def number(text: str) -> int:
    """12, 十二 and 一二 are 12, 二十一 is 21, 一百零九 and 一〇九 are 109."""
    hundreds, hundred, rest = text.strip().rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    if not hundred and not ten:
        return digits(rest)
    tenths = digits(tens.lstrip("零〇○") or "1") if ten else 0
    return (100 * digits(hundreds or "1") if hundred else 0) + 10 * tenths + (digits(ones) if ones else 0)


def han_days(match: re.Match[str]) -> str:
    """A day, or several, in Chinese numerals."""
    part = match.groupdict()
    year, month = part.get("year"), number(part["month"])
    first = _day_label(year, month, number(part["day"]))
    if not part.get("last"):
        return first
    last = _day_label(year, number(part.get("month2") or part["month"]), number(part["last"]))
    return f"{first}/{last}" if first and first < last else ""


def han_month(match: re.Match[str]) -> str:
    """A month in Chinese numerals, with its year if that stands there."""
    year = match.groupdict().get("year")
    return f"{digits(year) if year else '-'}-{number(match['month']):02}"


def han_month_end(match: re.Match[str]) -> str:
    """The last day of a month in Chinese numerals."""
    return end_of(match["year"], number(match["month"]))


def _day_label(year: str | None, month: int, day: int) -> str:
    """A day, yearless where no year is given; empty for a day that no month has."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return ""
    if year is None:
        return f"--{month:02}-{day:02}"
    number = digits(year)
    return f"{number}-{month:02}-{day:02}" if day <= monthrange(number, month)[1] else ""


def end_of(year: str, month: int = 12) -> str:
    number = digits(year)
    return f"{number}-{month:02}-{monthrange(number, month)[1]}" if 1 <= month <= 12 else ""


def days(match: re.Match[str]) -> str:
    part = match.groupdict()
    if part["month"] in ("may", "march"):  # words, not months
        return ""
    year, month = part.get("year"), month_of(part["month"])
    first = _day_label(year, month, int(part["day"]))
    if not part.get("last"):
        return first
    last = _day_label(year, month_of(part.get("month2") or part["month"]), int(part["last"]))
    return f"{first}/{last}" if first and last else ""


def months(match: re.Match[str]) -> str:
    month = month_of(match["month"])
    return f"{digits(match['year'])}-{month:02}" if 1 <= month <= 12 else ""


def quarter(match: re.Match[str]) -> str:
    order = _ORDER.get((match.groupdict().get("order") or match.groupdict().get("order2") or "").lower(), 0)
    year = digits(match["year"])
    if not order:
        return ""
    return f"{year}-{3 * order - 2:02}/{year}-{3 * order:02}"


def half(match: re.Match[str]) -> str:
    order = (match.groupdict().get("order") or match.groupdict().get("order2") or "").lower()
    year = digits(match["year"])
    return f"{year}-01/{year}-06" if order in ("first", "1", "上") else f"{year}-07/{year}-12"


def span(match: re.Match[str]) -> str:
    first, last = digits(match["year"]), match["year2"]
    end = digits(last) if len(last) == 4 else first // 100 * 100 + digits(last)
    return f"{first}/{end}" if first < end <= first + 60 else ""


def next_year(match: re.Match[str]) -> str:
    """A year that ends in the next one: 2023-24. What may be a month (2010-11) is none."""
    return span(match) if int(match["year"]) % 100 + 1 == int(match["year2"]) > 12 else ""


def between(match: re.Match[str]) -> str:
    """The days from one to another, each with its own year."""
    part = match.groupdict()

    def given(name: str) -> str:
        return str(part.get(name) or part[f"{name}b"])

    first = _day_label(given("year"), month_of(given("month")), int(given("day")))
    last = _day_label(given("year2"), month_of(given("month2")), int(given("last")))
    return f"{first}/{last}" if first and first < last else ""


def plan(match: re.Match[str]) -> str:
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


def written(template: str) -> Callable[[re.Match[str]], str]:
    return lambda match: template.format(**{k: digits(v) for k, v in match.groupdict().items() if v})


def month_end(match: re.Match[str]) -> str:
    """The last day of a month without its year; of February the 28th, which each year has."""
    month = month_of(match["month"])
    return f"--{month:02}-{monthrange(2001, month)[1]}"


def yearless_quarter(match: re.Match[str]) -> str:
    order = _ORDER.get((match["order"] or "fourth").lower(), 4)
    return f"--{3 * order - 2:02}/--{3 * order:02}"


def yearless_half_year(match: re.Match[str]) -> str:
    order = next(one for name, one in match.groupdict().items() if name.startswith("order") and one)
    return "--01/--06" if order.lower() in ("first", "1") else "--07/--12"


def yearless_months(match: re.Match[str]) -> str:
    if match["month"] in ("may", "march"):  # words, not months
        return ""
    first, last = month_of(match["month"]), month_of(match["month2"])
    return f"--{first:02}/--{last:02}" if 1 <= first < last <= 12 else ""


def yearless_month(match: re.Match[str]) -> str:
    return f"--{month_of(match['month']):02}" if match["month"][0].isupper() else ""


def first_months(match: re.Match[str]) -> str:
    part = match.groupdict()
    written, unit = part["count"] or part["count2"], part["unit"] or part["unit2"]
    count = _COUNTS.get(written.lower()) or int(written)
    last = count * (3 if unit.lower() in ("quarters", "季度", "季") else 1)
    return _first(match, last) if last < 12 else ""


def quarters_to(match: re.Match[str]) -> str:
    """The quarters from the first to another."""
    return _first(match, 3 * number(match["quarters"]))


def first_part(match: re.Match[str]) -> str:
    return _first(match, 6 if match["order2"] == "半年" else 3)


def _first(match: re.Match[str], last: int) -> str:
    """So many months from January on."""
    year = match.groupdict().get("year")
    return f"{digits(year)}-01/{digits(year)}-{last:02}" if year else f"--01/--{last:02}"


def yearless_half(match: re.Match[str]) -> str:
    if match["order2"]:
        return "--01/--09"
    return "--01/--06" if match["order"] == "上" else "--07/--12"


def years_back(match: re.Match[str]) -> str:
    """So many years up to the present one: the last five years are -4/0."""
    part = match.groupdict()
    if part.get("decade"):
        count = 10 * (_COUNTS[part["tens"].lower()] if part["tens"] else 1)
    else:
        written = (part.get("years") or part.get("since") or "十").lower()
        count = YEARS_BACK.get(written) or number(written.replace("两", "二"))
    return f"-{count - 1}/0" if count > 1 else ""


def months_to(match: re.Match[str]) -> str:
    """So many months up to the end of one."""
    count, year, month = (
        _COUNTS.get(match["count"].lower()) or int(match["count"]),
        int(match["year"]),
        month_of(match["month"]),
    )
    first = 12 * year + month - count
    return f"{first // 12}-{first % 12 + 1:02}/{year}-{month:02}"


def year_to(match: re.Match[str]) -> str:
    """The twelve months up to a day or a month."""
    year, month, day = int(match["year"]), month_of(match["month"]), match.groupdict().get("day")
    last = monthrange(year, month)[1]
    if day is not None and int(day) != last:
        return ""
    first = f"{year}-01-01" if month == 12 else f"{year - 1}-{month + 1:02}-01"
    return f"{first}/{year}-{month:02}-{last}"


def from_month(match: re.Match[str]) -> str:
    last = digits(match.groupdict().get("year2") or match["year"])
    first = digits(match["year"] or str(last))
    start, end = f"{first}-{month_of(match['month']):02}", f"{last}-{month_of(match['month2']):02}"
    return f"{start}/{end}" if start < end and month_of(match["month2"]) <= 12 else ""


def taiwan(match: re.Match[str]) -> str:
    """A date that counts its years from 1911."""
    part = match.groupdict()
    year, month = number(part["year"]) + 1911, number(part.get("month") or "0")
    if part.get("day"):
        return _day_label(str(year), month, number(part["day"]))
    if match[0][-1] in "底末":
        return end_of(str(year), month or 12)
    if month:
        return f"{year}-{month:02}" if month <= 12 else ""
    return str(year)


def taiwan_years(match: re.Match[str]) -> str:
    """Years from one to another that count from 1911."""
    first, last = number(match["year"]) + 1911, number(match["year2"]) + 1911
    return f"{first}/{last}" if first < last < first + 20 else ""


def plan_end(match: re.Match[str]) -> str:
    label = plan(match)
    return f"{label[5:]}-12-31" if "/" in label else label


def quarter_of(match: re.Match[str]) -> str:
    year, order = match["year"] or match["yearb"], int(match["order"] or match["order2"])
    return f"{year}-{3 * order - 2:02}/{year}-{3 * order:02}"


def half_of(match: re.Match[str]) -> str:
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


def bare(match: re.Match[str]) -> str:
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


def cued(match: re.Match[str]) -> str:
    """A year right behind "in", "year", a bracket, or alone on its line."""
    before, after = (
        match.string[max(0, match.start() - 14) : match.start()],
        match.string[match.end() : match.end() + 12],
    )
    alone = re.search(r"(?:^|\n)[#*\s]*\Z", before) and re.match(r"[\s*]*(?:\n|\Z)", after)
    cue = re.search(
        r"(?:%|per\s?cent)\son\s\Z|\b(?:in|since|year|until|during|by|for|from|of|this)\s\Z|[(（]\Z",
        before,
        re.IGNORECASE,
    )
    if re.search(r"(?:\A|[.\n\x1e]\s?)In\s\Z", before) and re.match(r"\s[a-z]", after):
        return match["year"]  # In 2022 officers stopped it
    counts = re.match(r"\s(?!was|were|has|is|as|shows|says|states|finds|reveals|gives|lists|puts)[a-z]+s\b", after)
    han = re.match(r"[\u4e00-\u9fff]", after) and re.search(r"[“《\"「(（]\Z", before)
    return match["year"] if alone or (cue and not counts) or han else ""
