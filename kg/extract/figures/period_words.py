"""The words around a period that say whose it is: a year by the way, one compared with, the day of the news.

`reference_period` reads with them which period a figure is about.
"""

from __future__ import annotations

import re

#: Words behind which a year is no period of the figures in the sentence: since the system launched in 2003.
ASIDE = re.compile(
    r"\b(?:since|when|launch(?:ed)?|founded|established|created|enacted|incorporated|formation|set up|as decided"
    r"|inception|as (?:far back|early|long ago) as|back in|dat(?:es|ing) (?:back to|from)"
    r"|compared (?:with|to)|than|over)\b(?:[^,;.]|(?<=\d)[,.](?=\d)){0,60}\Z"
    r"|\b(?:increase[ds]?|rise|rose|growth|grew|decreased?|declined?|drop|dropped|fall|fell|up|down)\b"
    r"(?:(?:[^,;.\n]|\.(?=\d)){0,40}\s)?from\s\Z"
    r"|\b(?-i:Act|Law|Regulations?|Directive|Code|Order|Decree|Treaty|Convention)\s(?:of\s)?\Z"
    r"|(?:成立于|自|较|比)[^，。；]{0,12}\Z",
    re.IGNORECASE,
)
#: The same for a time from one year to another, which nothing began in.
AGAINST_SPAN = re.compile(
    r"\b(?:compared (?:with|to)|than|against|versus)\b(?:[^,;.]|(?<=\d)[,.](?=\d)){0,60}\Z|[较比][^，。；]{0,12}\Z"
    r"|\b(?:increase[ds]?|rise|rose|grew|decreased?|declined?|drop|dropped|fall|fell|up|down)\b"
    r"(?:(?:[^,;.\n]|\.(?=\d)){0,40}\s)?from\s\Z",
    re.IGNORECASE,
)
#: Behind a value, and in front of an earlier one with its year: more than 300 makers, up from six in 1987.
EARLIER = re.compile(
    r"\b(?:(?:up|down|increas\w+|decreas\w+|ris(?:e|ing|en)|fall\w*|grow\w*|declin\w+|rose|fell|grew)\sfrom"
    r"|compared\s(?:with|to)|against|versus)\s(?:(?:only|just|about|over|nearly|some|the|a\stotal\sof)\s)*\Z",
    re.IGNORECASE,
)
#: Behind a year to which another is compared, and in front of one: 是2014年的3倍, on last year.
TIMES_AS_MANY = re.compile(r"的?\s?[0-9.一二两三四五六七八九十]+\s?多?倍")
AGAINST = re.compile(r"\b(?:on|from|against|versus|vs\.?|as|period|time)\s(?:in\s)?\Z", re.IGNORECASE)
#: Between a number and its year: 4,362 complaints in 2015.
ITS_OWN = re.compile(r"\s(?:[a-z-]+\s){0,3}?(?:in|for|during|at|as\sof)\s(?:the\ssame\s\w+\s(?:of|in)\s)?")
#: Between a year, compared with or not, and what there was then: 2017, when there were 69.
THEN = re.compile(r",?\swhen\s(?:there|it|they|the\s\w+)\s(?:was|were|had|stood\sat)\s(?:(?:only|just|about)\s)?")
#: A sentence of what was done over the year: 全年受理申请3200份,其中初次申请860份.
ALL_YEAR = re.compile(r"全年|年内|本年度")
#: In front of a bracket that says how long it went on.
REPORTED = re.compile(r"(?:\b(?:period|year|quarter|half)\s|期间|年度)[（(][^()（）]*\Z", re.IGNORECASE)
#: Behind these a day is one on which something stood so; other days are days of what happened.
STATE = re.compile(r"(?:\b(?:as of|as at|by|until|till|at)|截至|截止|至)\s?\Z", re.IGNORECASE)
WHILE = re.compile(r"\b(?:while|whereas|but)\b")
BREAK = re.compile(r"[;；。]|\s[-–—]\s")
#: What follows the day at the head of a news item: HELSINKI, 10 December 2015 – …
DATELINE = re.compile(r"\s?\)?\s(?:[-–—]|--)\s")
#: How many characters behind its opening a bracket may name a period.
ASIDE_AT_MOST = 200
#: How far from the beginning of its line the day of a dateline ends at most.
HEAD = 60
#: In brackets in front of the value of the year before: 450张(上年400张), 450 (previous year: 400)
YEAR_BEFORE = re.compile(
    r"[(（]\s?(?:(?:上一?年度?|去年|前一年)(?:同期|年?[末底])?(?:为|是)?"
    r"|(?:the\s)?(?:last|previous|prior|preceding)\syear)[\s:：]*(?:[^\s\d()（）]{1,8}\s)?\Z",
    re.IGNORECASE,
)
AHEAD = 40
OPENS = re.compile(r"[(（]\s?(?:the\s)?\Z", re.IGNORECASE)
COUNTS = re.compile(r"[^\d()（）]{0,20}\d")
#: From so many days on, something is no event.
EVENT = 14
ENDS = ("03-31", "06-30", "09-30", "12-31")
#: A text that counts in fiscal years, and where it says from when to when one goes.
FISCAL = re.compile(r"\b(?:fiscal|financial)\syear\b|\bFY\s?\d", re.IGNORECASE)
SPANNED = re.compile(r"\b(?:fiscal|financial)\syear\b[^.;]{0,60}\Z", re.IGNORECASE)
IN_ALL = re.compile(r"共有|现有|已有|累计|增至|目前|数量|总数")
#: What stands so on the day on which the text was written.
NOW = re.compile(r"截[至止]目前|截至今|迄今为止|\b(?:to date|so far|as of (?:now|today))\b", re.IGNORECASE)
#: What stands so when the text was written, though an earlier sentence may name an earlier year.
STILL = re.compile(
    r"目前|现有|现已|拥有|设有|下设|下辖|\A\s*有|\b(?:now|currently|at present|today|there (?:is|are))\b", re.IGNORECASE
)
#: In front of a year of which the months are meant that were named before.
SAME = re.compile(r"\bsame\s(?:period|months?|quarter|half|weeks|days)\s(?:of|in)\s(?:the\syear\s)?\Z", re.IGNORECASE)
#: In front of the month in which something was done: finalised in October 2024.
DEED_IN = re.compile(
    r"\b(?:\w{3,}ed|held|begun|made|taken|given|drawn|built|set\sup|met|began|took\splace)\s(?:\w+ly\s|back\s)?(?:in|on|during)\s"
    r"(?:early\s|late\s|mid-?\s?)?\Z"
)
#: Things that happen, and never stand so: 召回26次.
HAPPENS = re.compile(r"[次起场宗例期轮届]\Z")
#: In front of a growth in percent that is that of several years: 年均增长10%.
YEARLY_GROWTH = re.compile(r"(?:年均|年复合|年平均)[\u4e00-\u9fff]{0,8}\Z")
#: Since when: 较2013年增长.
SINCE_BASE = re.compile(r"[较比自从](?P<year>(?:19|20)\d\d)年")
#: A year from which on all is added up: 从2004年开始…累计检查.
SINCE_THEN = re.compile(r"(?<=[自从])\d{4}年(?:开始|起)[^。；;\n]{0,60}累计")
#: The day on which a text was written: 今日（8月31日）.
TODAY = re.compile(r"今[日天][（(]?\s?(?P<month>1[0-2]|[1-9])月[0-9]{1,2}日")
#: Behind the year in which who does it began to be, and in front of it.
BEGAN = re.compile(
    r"(?:颁布|公布|发布|印发|出台|施行|实施|通过)的(?=《|[\u4e00-\u9fff])|(?:\d{1,2}月(?:\d{1,2}日)?)?(?:正式|挂牌)?(?:成立|创立|创办|设立|创建|组建)(?=[，,。；;的“”《》「」\"]|\Z)"
)
FOUNDED = re.compile(
    r"\b(?:founded|established|created|set\sup|formed|incorporated|launched|opened)\s(?:back\s)?(?:in|on)\s(?:the\syear\s)?\Z"
    r"|(?:成立|创立|创办|设立|创建|组建)于\Z",
    re.IGNORECASE,
)
#: Between the year of a value and a later value.
GREW_TO = re.compile(r"\sto\s(?:(?:over|about|nearly|almost|around|more\sthan)\s)?")
#: In front of the year of a day in digits.
DAY_OF = re.compile(r"\d[/.]\Z")
#: What is added up from the beginning until then.
SO_FAR = re.compile(r"截[至止][^;；]*累计")
#: How far back a sentence with semicolons is read for such a word.
FAR = 300
#: An item of a list, which names its own period.
ITEM = re.compile(r"\s*(?:[•●▪◦·*–-]|\(?[0-9]{1,2}[.)])\s")
THE_YEAR = re.compile(r"\bthe\s(?:fiscal|financial)\syear\b", re.IGNORECASE)
HAN = re.compile(r"[\u4e00-\u9fff]")
DAYS = re.compile(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d")
SHORT_YEARS = re.compile(r"\d{4}[-–/]\d\d")
#: Verbs of what is done in a year.
DONE = re.compile(
    r"撤销|注销|暂停|处罚|告诫|责令|整改|核查|检查|抽查|拦截|查处|实施|(?<!国际)组织|举办|开展|受理|批准|减免|培训|新增|完成|纳入|发布|制定|修订"
)
#: Clauses that say how things stand, and not what was done over a time.
STANDS = re.compile(
    r"共有|现有|已有|累计|增至|达到?(?!标)|有效|截至|目前|\b(?:now|currently|has|have|there are|valid)\b"
)
