"""The words of numbers, hedges, units and changes (``numbers.yaml``), compiled once into patterns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

WORDS = Path(__file__).with_name("numbers.yaml")


@dataclass(frozen=True)
class NumberWords:
    """What ``numbers.yaml`` holds, compiled."""

    #: where a number may begin
    begins: re.Pattern[str]
    pattern: re.Pattern[str]
    scales: Mapping[str, Decimal]
    scale: re.Pattern[str]
    spelled: Mapping[str, int]
    percent: re.Pattern[str]
    points: re.Pattern[str]
    currency_behind: re.Pattern[str]
    currency_of: Mapping[str, str]
    units: Mapping[str, re.Pattern[str]]
    measures: re.Pattern[str]
    more: re.Pattern[str]
    before: Mapping[str, re.Pattern[str]]
    after: Mapping[str, re.Pattern[str]]
    either_way: frozenset[str]
    #: up, down -> the words for it
    ways: Mapping[str, re.Pattern[str]]


#: Words whose numbers are names: Article 15, Level 2, sub-section (3).
_LABELS = (
    *("articles?", "(?:sub)?(?:section|paragraph|clause)s?", "annex(?:es)?", r"appendi(?:x|ces)", "schedules?"),
    *("chapters?", "parts?", "tables?", "figure", "volumes?", "pages?", r"pp\.", r"nos?\.", "number", "item"),
    *("version", "phase", "stage", "step", "level", "tier", "grade", "class", "scope", "session"),
    *("regulation", "directive", "decision", "(?:sub-?)?committee", r"(?:working|task)\sgroup"),
    # in capitals, as parts of names: Order 2:2007, Act 4109, Cap. 496, COP 28
    *(
        "(?-i:(?:Orders?|Acts?|Rules?|Circular|Resolution|Decree|Law|Notification|Recommendation|Guide|Practice)",
        r"Cap\.?|CAP|COP)",
    ),
)


#: What stands right before the number of a telephone.
_CALLED = (
    r"(?:(?<=[热熱]线)|(?<=[热熱]线[：:\s])|(?<=电话)|(?<=电话[：:\s])|(?<=致电)|(?<=致电\s)|(?<=传真)|(?<=传真[：:\s])"
    r"|(?<=[Hh]otline\s)|(?<=[Hh]otline:\s)|(?<=hotline\son\s)|(?<=[Tt]elephone\s)|(?<=[Tt]elephone:\s)|(?<=[Tt]el:\s)"
    r"|(?<=[Tt]el\.\s)|(?<=[Pp]hone\s)|(?<=[Pp]hone:\s)|(?<=[Ff]ax\s)|(?<=[Ff]ax:\s))"
)


#: The same of a short one, which alone might count: 拨打12345, dial 112
_DIALLED = (
    r"(?:(?<=拨打)|(?<=拨打[：:\s])|(?<=致电)|(?<=致电\s)|(?<=[拨打]电话)"
    r"|(?<=\b[Dd]ial\s)|(?<=\bdialling\s)|(?<=\bdialing\s))"
)


#: Where something is: 58 Lake Avenue, 三段12號
_STREETS = r"(?:Street|St|Road|Rd|Avenue|Ave|Drive|Lane|Boulevard|Blvd|Square|Crescent|Parade|Highway|Terrace|Plaza)"
_ADDRESS = (
    rf"\b[0-9]{{1,5}}[A-Z]?,?\s(?:[A-Z][\w’'-]*\s){{1,3}}{_STREETS}\b"
    r"|(?<=[路街道巷弄段])\s?[0-9]+\s?(?:[段巷弄]|[号號](?:之[0-9]+|[0-9]+[楼樓])?)"
    r"|(?<=[号號])\s?[0-9]+\s?[区區栋棟幢楼樓座室](?:\s?[0-9]+\s?[号號]?[楼樓室])?"
)
#: What goes on all the time: seven days a week
_ALWAYS = r"(?i:\b(?:seven|[5-7])\sdays\s(?:a|per)\sweek\b|\b(?:24|twenty-four)\shours\s(?:a|per)\sday\b)"
#: Those of whom everything is told: between our two countries
_BOTH = (
    r"(?i:(?<=\bour\s)two(?=\s(?:countries|nations|peoples|economies|governments|agencies|organi[sz]ations"
    r"|institutions|bodies)\b))"
)


#: What a share is said of.
_WHOLE = r"\s(?:of\s(?!(?:the\s)?(?:year|month|quarter|decade|century)\b)[a-z]|\()"
#: two thirds of the samples
_PART = (
    rf"(?i:\b(?:an?|one|two|three|four|five|six|seven|eight|nine)[\s-](?:third|quarter|fifth|tenth)s?\b)(?={_WHOLE})"
)
#: half of the samples; no half of a year
_HALF = rf"(?<!first\s)(?<!second\s)(?<!other\s)(?<!last\s)(?i:\bhalf)(?=\sthe\s[a-z]|{_WHOLE})"
#: one in five shops, nine out of ten; no three countries in ten days
_FEW = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty)"
_ONE_IN = (
    rf"(?i:\b(?:{_FEW}\s(?:in|out\sof)(?:\severy)?\s{_FEW}|[1-9]\s(?:in|out\sof)(?:\severy)?\s(?:3|4|5|10|100))\b)"
    r"(?=[,.)]|\s(?!(?:years?|months?|weeks?|days?|hours?)\b)[A-Za-z])"
)
#: 三分之二, 近三成, 3成6, 一半
_HAN_PART = (
    r"[二两三四五六七八九十百千]{1,3}分之[一二两三四五六七八九十]{1,3}"
    r"|(?<![0-9.一二三四五六七八九十百千万第])[一二两三四五六七八九1-9]\s?成(?:[一二三四五六七八九1-9]|半)?"
    r"(?![立员功果熟本品套长都年人分交型份就效绩色语因像文衣药天不])"
    r"|(?<![另上下])一半"
)


@lru_cache(maxsize=1)
def number_words() -> NumberWords:
    """The words of numbers, hedges and changes, compiled once."""
    read: dict[str, Any] = yaml.load(WORDS.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    scales = {str(name): Decimal(str(value)) for name, value in read["scales"].items()}
    scales |= {"千": Decimal(1000), "万": Decimal(10_000), "百万": Decimal(1_000_000), "千万": Decimal(10_000_000)}
    scales |= {"亿": Decimal(100_000_000), "万亿": Decimal(10**12), "百": Decimal(100)}
    spelled = {str(name): int(value) for name, value in read["spelled"].items()}
    currency_of = {str(name).casefold(): code for code, names in read["currencies"].items() for name in names}
    only_behind = {str(name).casefold() for name in read["only-behind"]}
    written = [str(name) for names in read["currencies"].values() for name in names]
    ahead = [name for name in written if name.casefold() not in only_behind]
    small = _either([*spelled, "hundred", "thousand", "million", "billion", "trillion", "dozen", "lakh", "crore"])
    small = f"(?:{small})"
    some = r"half\sa\s|an?\s(?=hundred|thousand|million|billion|dozen)"
    words = rf"\b(?i:(?:{some})?{small}(?:(?:[\s-]|,\s|\sand\s){small})*)\b"
    labelled = rf"\b(?i:{'|'.join(_LABELS)})\s"
    digits = (
        r"[0-9０-９]+"
        r"(?:[,，.．'’][0-9０-９]+|[ \u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))[0-9]{3})*(?![0-9０-９])"
    )
    alone = r"(?<![A-Za-z0-9_.])(?<![0-9][,，'])(?<![A-Za-z]-)(?<![A-Za-z]/)"
    letters_of = "[一二三四五六七八九十百千万亿两〇零]"
    up_to = r"(?:(?<!上)|(?<![以网线海路街晚早马]上)(?=[百千万](?!分)))"  # 上百家
    han = rf"(?<![数几第]){up_to}{letters_of}+(?!{letters_of})"
    currency = f"(?i:{_either(ahead)})"
    pattern = re.compile(
        rf"""
        (?P<ordinal> \b[0-9]{{1,4}}(?:st|nd|rd|th)\b | 第\s?(?:[0-9]{{1,4}}|[一二三四五六七八九十百两〇零]{{1,6}}) )
      | (?P<reference> \b(?:ETSI|EN|TS|TR)\s[0-9]{{3}}\s[0-9]{{3}}\b
          | \b[A-Z]{{2}}0(?:/[A-Z]+)?\s[0-9]{{3,6}}(?:[-–:][0-9]+)*\b
          | \b(?!{currency})[A-Z][A-Z/]{{1,20}}
          (?: [-–—]?[0-9]+(?:[-–:/.][0-9]+)*\b | \s[0-9]{{2,6}}(?:[-–:/][0-9]+)+\b
            | \s(?!(?:19|20)[0-9]{{2}}\b)[0-9]{{4,6}}\b(?!\s?[%％]|,[0-9]) )
            (?:,?\s(?:and/or|and|or)\s[0-9]{{4,6}}\b(?!\s?[%％]|,[0-9]|\s[a-z]))?
          | \b(?!{currency})[A-Z]{{2,}}(?:[-/][A-Z]{{1,6}})+[-–—][0-9]+(?:[-–:/.][0-9]+)*\b
          | (?<=[“"「])[0-9]{{1,2}}\s?[·・•‧∙.]\s?[0-9]{{1,2}}(?=[”"」])
          | (?<=[“"「])1[0-9]{{4}}(?=[”"」])
          | [0-9]{{1,3}}\s?[天日](?:之?内)?可?无(?:理由|条件)
          | (?<=[(（])[0-9]{{1,2}}(?=[)）]\s?日)
          | [〔﹝][0-9]{{4}}[〕﹞]\s?第?[0-9]+
          | {labelled}
            (?:\([A-Z]+\)\s)?(?:No\.?\s)?(?:\((?=[0-9.]+\)))?[0-9]+(?:[-–:/.()][0-9]+)*\)?(?:\s(?:of|and|to|or)\s[0-9]+\b)?
          | {_CALLED}\+?[0-9]{{2,5}}(?:[\s-][0-9]{{3,4}}){{1,3}}(?![0-9])
          | (?<![0-9])(?:\+?1[\s-])?[0-9]{{3}}-[0-9]{{3,4}}-[0-9]{{4}}(?![0-9])
          | (?<![0-9])0[0-9]{{2,3}}-[0-9]{{7,8}}(?![0-9])
          | \b1?[0-9](?:[:.][0-9]{{2}})?\s?[ap]\.m\.
          | (?<![0-9])[0-2]?[0-9]h[0-5][0-9](?![A-Za-z0-9])
          | (?<![^\n\x1e])[0-9]{{1,2}}[ \t]{{2,}}(?=[A-Z][a-z])
          | (?<![0-9.,])0[0-9]{{1,3}}(?:[\s-][0-9]{{3,4}}){{2,3}}(?![0-9])
          | \b(?:1[0-9]|20)[0-9]0s\b
          | {_ADDRESS} | {_ALWAYS} | {_BOTH}
          | [一二三四五六七八九十](?=[部处處科室](?:主任|[部处處科]长|经理))
          | {_DIALLED}[0-9]{{3,8}}(?![0-9])
          | (?<![0-9.,])1[0-9]{{4}}(?=(?:投诉|举报|服务|维权)*(?:[热熱]线|平台|专线))
          | \b(?!{currency})[A-Za-z]{{1,3}}[0-9]+(?:[-–][0-9]+)*\b | [_/][0-9]+(?:[_/.][0-9]+)* | \[[0-9]{{1,3}}\]
          | (?<![0-9:：.])[0-9]{{1,2}}[:：][0-9]{{2}}(?:[:：][0-9]{{2}})?(?![0-9])
          | [0-9]{{1,2}}\s?时\s?[0-9]{{1,2}}\s?分? | [0-9]{{1,2}}\s?点\s?[0-9]{{1,2}}\s?分
          | (?:(?<![\u4e00-\u9fff])|(?<=[见如从由]))[图表]\s?[0-9]+(?:[-–—.][0-9]+)*(?![0-9])
          | (?<![目之此以])前\s?(?:[0-9]{{1,3}}|[一二三四五六七八九十百]{{1,3}})\s?[位名强]
          | \b[0-9]{{1,4}}\([a-z]\)
          | \b[0-9]{{1,4}}/[0-9]{{1,4}}(?:/[0-9]+)*\b )
      | (?P<percenthan> 百分之[一二三四五六七八九十百两〇零]{{1,6}}(?:点[一二三四五六七八九〇零]{{1,4}})? )
      | (?P<share> {_PART} | {_HALF} | {_ONE_IN} | {_HAN_PART} )
      | (?P<amount> (?:(?P<currency>{currency})\s?(?=[0-9])|{alone})
          (?: (?P<digits>{digits}) | (?P<spelled>{words}) | (?P<han>{han}) ) )
        """,
        re.VERBOSE,
    )
    begins = re.compile(
        rf"[0-9０-９第图表前_/\[〔﹝]|[一二三四五六七八九十百千万两〇零]|\b(?i:half\sa|an?\s(?=hundred|thousand|million|billion|dozen|third|quarter|fifth|tenth)|half(?=\s(?:of|the))"
        rf"|{small})\b"
        rf"|{currency}|\b[A-Z][A-Z/]{{1,20}}(?:[-–—][A-Z]{{1,6}})*[-–—\s]?(?=[0-9])|\b[A-Za-z]{{1,3}}(?=[0-9])"
        rf"|{labelled}"
    )
    latin = sorted((name for name in scales if name.isascii()), key=len, reverse=True)
    letters = "|".join(rf"{name}\b" for name in latin if len(name) > 2)
    short = "|".join(rf"{name}\b" for name in latin if len(name) <= 2)
    scale = re.compile(
        rf"(?:[\s-]?(?=(?i:{letters})|[千万亿百])|(?=(?i:{short})))((?i:{letters}|{short})|万亿|百万|千万|千(?![瓦克米])|百(?!分)|[万亿])"
    )
    return NumberWords(
        begins, pattern, scales, scale, spelled,
        re.compile(rf"\s?(?i:{_either(read['percent'])})"),
        re.compile(rf"\s?(?i:{_either(read['points'])})"),
        re.compile(rf"\s?(?i:{_either(written)})"),
        currency_of,
        {code: re.compile(rf"(?:\s(?:gross|net)\s|[\s-]?)(?i:{_either(names)})")
         for code, names in read["units"].items()},
        re.compile(r"[ \u00a0]?(?:" + "|".join(sorted(map(re.escape, read["measures"]), key=len, reverse=True))
                   + "|部(?![门委长分署队级件位署]))"),
        re.compile(r"[余多]|\+"),
        {key: re.compile(rf"(?:{_either(names)})\s*\Z", re.I) for key, names in read["before"].items()},
        {key: re.compile(rf"\s*(?:{_either(names)})", re.I) for key, names in read["after"].items()},
        frozenset(read["either-way"]),
        {way: re.compile(_either(read[table]), re.I) for way, table in (("up", "rising"), ("down", "falling"))},
    )  # fmt: skip


def _either(names: Sequence[str]) -> str:
    return "|".join(_word(str(name)) for name in sorted(names, key=lambda name: -len(str(name))))


def _word(name: str) -> str:
    """A word as a pattern: Latin letters stand for whole words."""
    escaped = re.escape(name).replace(r"\ ", r"\s")
    if re.fullmatch("[A-Z]{3}", name):
        escaped = f"(?-i:{escaped})"  # SEK, and no word
    elif name in ("P", "N"):  # P5,895 and P5 million, but no P5
        escaped = rf"(?-i:{name})(?=[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9.]+\s?(?:[MB]\b|bn\b|trn\b|[mbr]{{1,2}}illion))"
    if not name.isascii():
        return escaped
    before = r"(?<![A-Za-z])" if name[0].isalpha() else ""
    after = r"(?![A-Za-z])" if name[-1].isalpha() else ""
    return f"{before}{escaped}{after}"
