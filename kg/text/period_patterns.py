"""How dates and periods are written, in English and Chinese: the patterns, each with its kind and its label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from kg.text import period_labels as label

DAY, MONTH, YEAR, SPAN, SINCE, RELATIVE, YEARLESS = "day", "month", "year", "span", "since", "relative", "yearless"
#: The label of the month before that in which a text was written.
LAST_MONTH = "-1M"
#: The kind of a period, how it is written, and what makes its label.
Row = tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]]
_Y = r"(?:19|20)\d\d(?![\d,.]\d|\d)"
_YH = r"(?:(?:19|20)\d\d|[１２][０-９]{3}|[一二][九〇零○][〇零○一二三四五六七八九]{2})"
_DH = "[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_M = rf"(?:{'|'.join(sorted(label.MONTHS, key=len, reverse=True))})\b\.?"
_D = r"(?:the\s)?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\d|,\d)"
_TO = r"\s?(?:-|–|—|‑|－|~|～|to|and|until|至|到)+\s?"
_END = r"(?:the\s)?(?:year[\s-])?(?:end|close)(?:\sof|-)?\s(?:the\s)?(?:calendar\s)?(?:year\s)?"
_ORDERS = r"(?P<order>first|second|third|fourth)"


def _rows() -> Iterator[Row]:
    def row(kind: str, pattern: str, made: Callable[[re.Match[str]], str]) -> Row:
        return kind, re.compile(pattern, re.IGNORECASE), made

    year, dated = rf"(?P<year>{_Y})", rf"(?:,?\s(?:of\s)?(?P<year>{_Y}))"
    last = r"(?P<last>\d{1,2})(?:st|nd|rd|th)?(?!\d)"
    # ends first: "end of 2020" is the last day, not the year
    yield row(
        DAY,
        rf"(?:{_END})(?P<month>{_M}),?\s{year}",
        lambda match: label.end_of(match["year"], label.month_of(match["month"])),
    )
    yield row(DAY, rf"(?:{_END}|year-end\s|end[\s-]){year}", lambda match: label.end_of(match["year"]))
    yield row(YEARLESS, rf"(?:{_END})(?P<month>{_M})(?!\s\d)", label.month_end)
    plan = r"(?P<plan>\d{1,2})(?:st|nd|rd|th)(?P<ends>)\s[“\"]?five[\s-]year\splan"
    yield row(DAY, rf"(?:the\s)?(?:end|close)\sof\sthe\s{plan}", lambda match: label.plan_end(match))
    yield row(DAY, r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b", label.days)
    yield row(
        DAY,
        r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)(?P<mark>[/.-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d/-]|\.\d)",
        label.days,
    )
    # from a day of one year to a day of the next
    whole, whole2 = (
        rf"(?:{_D}\s(?P<month>{_M}),?\s(?P<year>{_Y})"
        rf"|(?P<monthb>{_M})\s{_D.replace('day', 'dayb')},?\s(?P<yearb>{_Y}))",
        rf"(?:{_D.replace('day', 'last')}\s(?P<month2>{_M}),?\s(?P<year2>{_Y})"
        rf"|(?P<month2b>{_M})\s{_D.replace('day', 'lastb')},?\s(?P<year2b>{_Y}))",
    )
    yield row(SPAN, rf"\b(?:(?:from|between)\s)?{whole}{_TO}{whole2}", label.between)
    yield row(
        SPAN,
        rf"(?<!\d)(?P<year>{_YH})\s?年\s?(?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?日{_TO}"
        rf"(?P<year2>{_YH})\s?年\s?(?P<month2>\d{{1,2}})\s?月\s?(?P<last>\d{{1,2}})\s?日",
        label.between,
    )
    # days and months in Chinese numerals
    han_month = r"(?P<month>十[一二]?|[一二三四五六七八九])月"
    han_month_day = rf"{han_month}(?P<day>{_DH})日"
    to_day = rf"{_TO}(?:(?P<month2>十[一二]?|[一二三四五六七八九])月)?(?P<last>{_DH})日"
    not_han = r"(?<![一二三四五六七八九十百零〇○个数几两])"
    yield row(SPAN, rf"(?P<year>{_YH})\s?年\s?{han_month}(?P<day>{_DH})日?{to_day}", label.han_days)
    yield row(DAY, rf"(?P<year>{_YH})\s?年\s?{han_month_day}", label.han_days)
    yield row(DAY, rf"(?P<year>{_YH})\s?年\s?{han_month}[底末]", label.han_month_end)
    yield row(MONTH, rf"(?P<year>{_YH})\s?年\s?{han_month}份?", label.han_month)
    yield row(YEARLESS, rf"{not_han}{han_month}(?P<day>{_DH})日?{to_day}", label.han_days)
    yield row(YEARLESS, rf"{not_han}{han_month_day}", label.han_days)
    yield row(YEARLESS, rf"{not_han}{han_month}(?:份|(?=[，,、在举召开起至到初中下上由，]))", label.han_month)
    # days in words
    for pattern in (
        rf"\b{_D}{_TO}{last}\s(?:of\s)?(?P<month>{_M})", rf"\b(?P<month>{_M})\s{_D}{_TO}{last}",
        rf"\b{_D}\s(?P<month>{_M}){_TO}{last}\s(?P<month2>{_M})",
        rf"\b(?P<month>{_M})\s{_D}{_TO}(?P<month2>{_M})\s{last}",
    ):  # fmt: skip
        yield row(SPAN, pattern + dated, label.days)
        yield row(YEARLESS, pattern, label.days)
    for pattern in (rf"\b{_D}\s(?:of\s)?(?P<month>{_M})", rf"\b(?P<month>{_M})\s{_D}(?!\s?(?:%|per\s?cent))"):
        yield row(DAY, pattern + dated, label.days)
        yield row(YEARLESS, pattern, label.days)
    # twelve months that end so; from month to month
    for pattern in (
        rf"\b(?:years?|(?:12|twelve)\smonths)\s(?:ended|ending|to)\s(?:on\s)?{_D}\s(?P<month>{_M}),?\s{year}",
        rf"\b(?:years?|(?:12|twelve)\smonths)\s(?:ended|ending|to)\s(?:on\s)?(?P<month>{_M})\s{_D},?\s{year}",
        rf"\b(?:years?|(?:12|twelve)\smonths)\s(?:ended|ending|to)\s(?P<month>{_M}),?\s{year}",
    ):
        yield row(SPAN, pattern, label.year_to)
    few = r"\b(?:the\s)?(?P<count>three|six|nine|[369])\smonths\s(?:ended|ending|to)\s(?:on\s)?"
    for pattern in (rf"{_D}\s(?P<month>{_M}),?\s{year}", rf"(?P<month>{_M})(?:\s{_D})?,?\s{year}"):
        yield row(SPAN, few + pattern, label.months_to)
    yield row(
        SPAN,
        rf"\b(?:from\s|between\s)?(?P<month>{_M})(?:,?\s(?P<year>{_Y}))?{_TO}(?P<month2>{_M}),?\s(?:of\s|this\s|last\s)?(?P<year2>{_Y})",
        label.from_month,
    )
    yield row(
        YEARLESS,
        rf"\b(?:from\s|between\s)?(?P<month>{_M}){_TO}(?P<month2>{_M})(?!\.?,?\s(?:of\s)?(?:19|20)\d\d|\s\d)",
        label.yearless_months,
    )
    yield row(YEARLESS, rf"(?:(?<=\bin\s)|(?<=\bduring\s))(?P<month>{_M})(?!,?\s\d|-)", label.yearless_month)
    months = r"(?P<count>two|three|four|five|six|seven|eight|nine|ten|eleven|[2-9]|1[01])"
    yield row(
        SPAN,
        rf"\b(?:the\s)?first\s{months}\s(?P<unit>months|quarters)\s(?:of|in)\s(?:the\s)?(?:year\s)?{year}",
        label.first_months,
    )
    # quarters, halves, fiscal years
    yield row(SPAN, rf"\b(?:the\s)?{_ORDERS}\squarter\s(?:(?:of|in)\s)?(?:the\s)?(?:year\s)?{year}", label.quarter)
    yield row(YEARLESS, rf"\b(?:the\s)?(?:{_ORDERS}|(?P<order2>final|last))\squarter\b", label.yearless_quarter)
    yield row(SPAN, rf"\bQ(?P<order>[1-4])\s?[-/]?\s?{year}|\b(?P<year2>{_Y})\s?[-/]?\s?Q(?P<order2>[1-4])\b".replace(
        "(?P<year2>", "(?P<yearb>"), lambda match: label.quarter_of(match))  # fmt: skip
    yield row(SPAN, rf"\b(?:the\s)?{_ORDERS}\shalf\s(?:of|in)\s(?:the\s)?(?:year\s)?{year}"
              rf"|\bH(?P<order2>[12])\s?(?P<yearb>{_Y})",
              lambda match: label.half_of(match))  # fmt: skip
    yield row(
        SPAN, rf"\b(?:FY|(?:fiscal|financial)\syears?)\s?(?P<year>{_Y})\s?[-–/]\s?(?P<year2>\d{{4}}|\d\d)\b", label.span
    )
    yield row(YEAR, rf"\b(?:FY|(?:fiscal|financial)\syear)\s?(?P<year>{_Y})", label.written("{year}"))
    yield row(YEAR, r"\bFY\s?(?P<year>\d\d)\b", label.written("20{year:02}"))
    # years
    yield row(MONTH, rf"\b(?P<month>{_M}),?\s(?:of\s)?{year}", label.months)
    yield row(
        SPAN,
        rf"(?<![A-Za-z0-9])(?:(?:from|between|during)\s)?(?P<year>{_Y})(?:年)?{_TO}(?P<year2>(?:19|20)\d\d)(?!\d|\s?年\d|-\d)(?:年(?:度|间)?)?",
        label.span,
    )
    yield row(SPAN, rf"(?<![A-Za-z0-9/])(?P<year>{_Y})/(?P<year2>\d\d)\b(?!/)", label.span)
    yield row(SPAN, rf"(?<![A-Za-z0-9/-])(?P<year>{_Y})[-–](?P<year2>\d\d)\b(?![-–/.]\d)", label.next_year)
    yield row(SPAN, rf"\bmid[-\s]{year}", label.written("{year}-06/{year}-06"))
    yield row(SINCE, rf"\bsince\s(?P<month>{_M}),?\s{year}", label.months)
    yield row(SINCE, rf"\bsince\s(?:the\syear\s)?{year}", label.written("{year}"))
    # so many years back
    yield row(
        RELATIVE,
        rf"\b(?:(?:over|in|during|within|for)\s)?(?:the\s)?(?:last|past|previous|preceding)\s"
        rf"(?:(?P<years>{'|'.join(label.YEARS_BACK)}|[2-9]|[1-3]\d)\syears|(?:(?P<tens>two|three)\s)?(?P<decade>decade)s?)\b",
        label.years_back,
    )
    years_han = r"(?P<years>[2-9]|[1-3]\d|二?十[一二三四五六七八九]?|[两二三四五六七八九])\s?年"
    yield row(
        RELATIVE,
        rf"(?:(?:最近|近|过去)\s?{years_han}(?:间|以?来)?(?!多|余|的(?:经验|历史|发展|努力|时间)|[级度])"
        rf"|(?<![0-9]){years_han.replace('<years>', '<since>')}(?:以)?来(?![自到])|近?十余?年来)",
        label.years_back,
    )
    # Chinese
    han = rf"(?<!\d)(?P<year>{_YH})\s?年"
    day = r"(?P<day>\d{1,2})\s?日"
    month = r"(?P<month>\d{1,2})\s?月(?:份)?"
    yield row(
        SPAN,
        rf"{han}\s?{month}\s?(?P<day>\d{{1,2}})\s?日?{_TO}(?:(?P<month2>\d{{1,2}})\s?月)?(?P<last>\d{{1,2}})\s?日",
        label.days,
    )
    yield row(DAY, rf"{han}\s?{month}\s?{day}", label.days)
    yield row(DAY, rf"{han}\s?{month}\s?(?:底|末)", lambda match: label.end_of(match["year"], int(match["month"])))
    yield row(
        SPAN,
        rf"{han}\s?(?P<month>\d{{1,2}})\s?月?{_TO}(?P<month2>\d{{1,2}})\s?月(?!\s?\d{{1,2}}\s?日)",
        label.from_month,
    )
    yield row(MONTH, rf"{han}\s?{month}", label.months)
    count = r"(?P<count>[2-9]|1[01]|[二两三四五六七八九十])"
    quarters = rf"[一1]{_TO}(?P<quarters>[二三四2-4])\s?季度"
    yield row(SPAN, rf"{han}\s?第?{quarters}", label.quarters_to)
    yield row(SPAN, rf"{han}[前首头]\s?{count}\s?个?(?P<unit>月|季度?)", label.first_months)
    yield row(SPAN, rf"{han}首(?P<order2>半年|季度?)", label.first_part)
    yield row(SPAN, rf"{han}(?:度)?\s?第?(?P<order>[一二三四1-4])季度", label.quarter)
    yield row(SPAN, rf"{han}(?:度)?\s?(?P<order>[上下])半年", label.half)
    yield row(
        SINCE,
        rf"(?:[自从]\s?)?{han}(?:以来|至今)",
        label.written("{year}"),
    )
    yield row(DAY, rf"{han}(?:底|末|年底|年末)", lambda match: label.end_of(match["year"]))
    yield row(YEAR, rf"{han}(?:度|初|全年|期间)?", label.written("{year}"))
    yield row(
        SINCE,
        r"[“\"「『]?(?P<plan>二?十[一二三四五六七八九]?)五[”\"」』]?(?:时期|期间|规划|计划)?(?:以来|至今)(?P<ends2>)",
        lambda match: label.plan(match)[:4],
    )
    yield row(
        SPAN,
        r"[“\"「『](?P<plan>二?十[一二三四五六七八九]?)五[”\"」』](?:时期|期间|以来)?(?P<ends2>末|期末)?",
        label.plan,
    )
    yield row(
        SPAN,
        r"(?<![一二三四五六七八九十])(?P<plan>二?十[一二三四五六七八九]?)五(?:时期|期间|以来|(?P<ends2>末|期末))",
        label.plan,
    )
    yield row(
        SPAN, r"\b(?:the\s)?[“\"]?(?P<plan>\d{1,2})(?:st|nd|rd|th)\sfive[\s-]year\splan[”\"]?(?:\speriod)?", label.plan
    )
    # years of the Republic of China (Taiwan): 112年度 is 2023
    taiwan = r"(?<![\d.,])(?P<year>1[01]\d)"
    named = (
        r"民国\s?(?P<year>\d{1,3}|[一二三四五六七八九十百零〇○]{1,5})\s?年\s?"
        rf"(?:(?P<month>\d{{1,2}}|十[一二]?|[一二三四五六七八九])\s?月\s?(?:(?P<day>\d{{1,2}}|{_DH})\s?日)?)?"
    )
    yield row(DAY, rf"{named}(?<=日)", label.taiwan)
    yield row(DAY, rf"{named}(?<=[年月])[底末]", label.taiwan)
    yield row(MONTH, rf"{named}(?<=月)", label.taiwan)
    yield row(YEAR, rf"{named}度?", label.taiwan)
    yield row(DAY, rf"{taiwan}\s?年\s?{month}\s?{day}", label.taiwan)
    yield row(DAY, rf"{taiwan}\s?年(?:{month})?[底末]", label.taiwan)
    yield row(MONTH, rf"{taiwan}\s?年\s?{month}", label.taiwan)
    yield row(SPAN, rf"{taiwan}\s?年?{_TO}(?P<year2>1[01]\d)\s?年度?", label.taiwan_years)
    yield row(YEAR, rf"{taiwan}\s?年度", label.taiwan)
    yield row(
        YEARLESS,
        rf"(?<!\d)(?P<month>\d{{1,2}})\s?月?{_TO}(?P<month2>\d{{1,2}})\s?月(?!\s?\d{{1,2}}\s?日)",
        label.yearless_months,
    )
    yield row(
        YEARLESS, r"\b(?:the\s)?(?P<order>first|second)\shalf\sof\s(?:the|this)\syear\b"
        r"|\b(?:the\s)?(?P<order2>first|second)\shalf(?=\sof\slast\syear\b)"
        r"|(?:(?<=\bin\s)|(?<=\bduring\s)|(?<=\bfor\s))the\s(?P<order3>first|second)\shalf(?=[,.;])"
        r"|(?:(?<=\bin\s)|(?<=\bduring\s)|(?<=\bfor\s))H(?P<order4>[12])(?=[,.;\s])", label.yearless_half_year,
    )  # fmt: skip
    yield row(
        YEARLESS,
        rf"\b(?:the\s)?first\s{months}\s(?P<unit>months|quarters)(?=\s(?:of|in)\s(?:the|this)\s(?:calendar\s)?year\b)"
        rf"|(?:(?<=\bIn\s)|(?<=\bDuring\s))the\sfirst\s{months.replace('<count>', '<count2>')}\s"
        rf"(?P<unit2>months|quarters)(?=,)",
        label.first_months,
    )
    yield row(
        YEARLESS, r"(?:(?<=\bin\s)|(?<=\bduring\s)|(?<=\bfor\s))Q(?P<order>[1-4])(?=[,.;\s])", label.yearless_quarter
    )
    yield row(YEARLESS, rf"(?<!\d)第?{quarters}", label.quarters_to)
    yield row(YEARLESS, r"第(?P<order>[一二三四])季(?![度节稻])", label.yearless_quarter)
    yield row(YEARLESS, r"(?<![年前度个])第?(?P<order>[一二三四])季度", label.yearless_quarter)
    yield row(YEARLESS, r"首(?P<order2>半年|季度?)", label.first_part)
    yield row(YEARLESS, rf"[首头]{count}\s?个?(?P<unit>月|季度?)", label.first_months)
    yield row(YEARLESS, r"(?<!每年)(?P<order>上|下)半年|前三(?P<order2>季)度", label.yearless_half)
    yield row(
        YEARLESS,
        rf"(?<!\d){month}\s?(?P<day>\d{{1,2}})\s?日?{_TO}(?:(?P<month2>\d{{1,2}})\s?月\s?)?(?P<last>\d{{1,2}})\s?日",
        label.days,
    )
    yield row(YEARLESS, rf"(?<!\d){month}\s?{day}", label.days)
    yield row(
        YEARLESS,
        r"(?<!\d)(?P<month>1[0-2]|[1-9])\s?月(?:份)?(?P<ends>底|末)?",
        lambda match: label.month_end(match) if match["ends"] else f"--{int(match['month']):02}",
    )
    yield row(
        YEARLESS, r"(?<![\d月个])(?P<day>\d{1,2})日(?!内|均|元|本|常)", lambda match: f"---{int(match['day']):02}"
    )
    yield row(
        RELATIVE,
        r"去年(?!同期)|上年(?!度?同期)|上一?年度?|\b(?:last|the\sprevious|the\spreceding)\syear\b",
        lambda _: "-1",
    )
    yield row(RELATIVE, r"\bthis\spast\syear\b", lambda _: "-1")
    yield row(RELATIVE, r"上个?月(?![份的]?同期)|\b(?:last|the\sprevious)\smonth\b", lambda _: LAST_MONTH)
    yield row(
        RELATIVE,
        r"今年|本年度?|\b(?:this|the\scurrent|during\sthe|over\sthe)\syear\b|\bfor\sthe\syear(?=,)",
        lambda _: "0",
    )
    # a bare year, where it stands as one
    yield row(
        YEAR, rf"(?<![\d.,$€£¥￥#-])(?<!\b\d{{3}}/)(?P<year>{_Y})(?!\s?(?:[%％年万亿千百]|per\scent)|[a-z])", label.bare
    )
    yield row(
        YEAR, rf"(?<![\d.,$€£¥￥#-])(?P<year>{_Y})(?![\d.,]\d|\s?[%％年万亿千百家张个项种件名人次批份])", label.cued
    )


@cache
def patterns(minguo: bool) -> tuple[Row, ...]:
    """The patterns; with those of a text in traditional characters, where 99年5月5日 counts from 1911, first."""
    day = r"(?<![\d.,])(?P<year>[6-9]\d)\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"
    year = r"(?<![\d.,])(?P<year>[6-9]\d)\s?年度"
    # 於111年: a year that something was done in, and no number of years
    done = r"(?<=[于於在])(?P<year>1[01]\d)\s?年(?![多余餘度底末]|以[上来來]|[之以]?[前后後内間间]|\s?\d{1,2}\s?月)"
    first = (
        (
            (DAY, re.compile(day), label.taiwan),
            (YEAR, re.compile(year), label.taiwan),
            (YEAR, re.compile(done), label.taiwan),
        )
        if minguo
        else ()
    )
    return (*first, *_rows())


BEGINS = re.compile(
    rf"\d|(?:最近|近|过去)(?=\s?[0-9二两三四五六七八九十])|[二两三四五六七八九十]{{1,3}}(?=年以?来)"
    rf"|\b(?:past|mid|(?:three|six|nine)(?=\smonths))\b|\b[HQ](?=[1-4][,.;\s])|[１２]|[一二](?=[九〇零○])|[一二三四五六七八九十]{{1,2}}(?=月)|\b(?:{_M})|\b(?:the\s)?(?:end|close|year-end|years?|twelve|first|second|third|fourth|final|last|this|since|from|between|during|over|previous|preceding|current|for(?=\sthe\syear,))\b"
    r"|\b(?:FY|Q[1-4]|H[12]|fiscal|financial)|\bthe\s|[“\"「『]?(?:二?十[一二三四五六七八九]?五)|去年|今年|首|头(?=[2-9二两三四五六七八九十])|上年|上一|上个?月|本年|民国|[上下]半年|前三季|第?[一二三四](?=季)|第?一(?=[至到—–~-])|[自从](?=\s?[12１２一二])",
    re.IGNORECASE,
)
