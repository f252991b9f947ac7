"""Chinese documents: titles on a line of their own, behind a verb, or with a number, and acts without title marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import HEADED, NAMED, TITLED, NameSpan
from kg.text.han import simplified

#: The title of a document that has a line of its own.
_PAPERS = "通报|通知|公告|通告|意见|决定|批[复覆]|[复覆]函|函|报告|说明"
_HEADING = re.compile(
    r"(?:^|(?<=\x1e))[ \t#*]*(?:(?:19|20)[0-9]{2}年第[0-9]{1,4}号[ \t]+)?"
    r"(?P<title>[\u4e00-\u9fff（()）]{2,30}关于(?:[^\n\x1e。;；,，]{4,60}|[^\n\x1e。;；,，]{2,40}\n[^\n\x1e。;；,，]{2,40})的"
    rf"(?:{_PAPERS}))[ \t*]*(?:$|(?=\x1e))",
    re.MULTILINE,
)
#: The same of other words, in the first line of a text: 绳索示范区(县/市)名单公示
_FIRST_LINE = re.compile(
    r"[ \t#*\x1e\n]*(?P<title>[\u4e00-\u9fff0-9“”（()）/、]{4,50}"
    r"(?:公示|公告|通告|通报|通知|办法|细则|名单|目录|方案|公报|白皮书|年报))"
    r"[ \t*]*(?:$|(?=\x1e))",
    re.MULTILINE,
)
_NUMBER = r"(?:19|20)[0-9]{2}年第[0-9]{1,4}号"
_NUMBERED = re.compile(
    rf"(?P<body>[\u4e00-\u9fff]{{2,24}}?)(?:(?:公告|通告|令|通知)\s?{_NUMBER}|{_NUMBER}(?:公告|通告|令))"
)
#: Acts without title marks, behind a word that acts follow, and with the number of an article behind.
_ACT = re.compile(
    r"(?:依据|依照|按照|根据|违反|触犯|修订|修正|修改|施行|执行|符合|[、和与及暨或]|依(?![法照据规托靠赖]))"
    r"(?P<title>(?:(?![的了与和及或依据])[\u4e00-\u9fff]){2,16}?(?:(?<![方办做看说想手用立执司])法|条例|规例))"
    r"(?![规律院定治制人案官庭医式则理学轮西务])"
)
_ARTICLE = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<title>(?:(?![的了依据])[\u4e00-\u9fff]){2,16}?(?:(?<![方办做看说想手用立执司])法|条例|规例))(?=第[0-9一二三四五六七八九十百]+条)"
)

#: In front of the name of a document, of when it is: 上月绳索安全报告
_TIME = re.compile(r"(?:[上本去今前当][个]?(?:月|年度?|季度?|周)|[上下]半年|最新|第[一二三四]季度)(?:的|一期)?")
#: A document of a longer name is one, and no kind of document.
_SHORT = 5


class ChineseDocuments:
    """Finds the documents that a text names without title marks."""

    def __init__(self, kinds: Kinds, body_of: Callable[[str, int, int], int]) -> None:
        self.kinds = kinds
        #: where the name of a body begins that ends at a place
        self.body_of = body_of

    def titles(self, plain: str) -> Iterator[NameSpan]:
        """Titles behind a word that such titles follow: 印发了…办法."""
        for match in self.kinds.run.finditer(plain):
            kind = next(kind for end, kind in self.kinds.titles.items() if match["title"].endswith(end))
            yield NameSpan(*match.span("title"), *match.span("title"), kind)
        for match in self.kinds.papers.finditer(plain):
            start, end = match.span("title")
            start += match["title"].rfind("的") + 1 if match["title"].endswith(self.kinds.papers_alone) else 0
            if time := _TIME.match(plain, start, end):
                start = time.end()
            if not self.kinds.stops.search(plain, start, end):
                rule = TITLED if end - start > _SHORT or match["title"].endswith(self.kinds.papers_alone) else NAMED
                yield NameSpan(start, end, start, end, self.kinds.paper, rule=rule)
        for match in self.kinds.papers_of_year.finditer(plain):
            yield NameSpan(*match.span("title"), *match.span("title"), self.kinds.paper, rule=TITLED)

    def headings(self, text: str) -> Iterator[NameSpan]:
        """Documents whose title has a line of its own (甲局关于…的通报), or a number (甲局公告2031年第5号)."""
        plain = simplified(text)
        titled = list(_HEADING.finditer(plain))
        first = _FIRST_LINE.match(plain)
        words = re.sub(r"的|[（(][^（()）]*[)）]", "", first["title"]) if first is not None else ""
        if first is not None and not titled and not self.kinds.stops.search(words):
            titled.append(first)
        for match in titled:
            yield NameSpan(*match.span("title"), *match.span("title"), self.kinds.of_title(match["title"]), rule=HEADED)
        numbered = list(_NUMBERED.finditer(plain))
        own = {one[0] for one in numbered for match in titled if self._its_number(plain, match, one)}
        for match in numbered:
            start = self.body_of(plain, match.start(), match.end("body"))
            aside = plain[match.start() - 2 : match.start()] in ("》(", "》（")  # 《甲公告》(乙局公告2031年第5号)
            if start < match.end("body") and not aside and match[0] not in own:
                kind = self.kinds.of_title(match[0].rstrip("0123456789年第号"))
                yield NameSpan(start, match.end(), start, match.end(), kind, rule=TITLED)

    def _its_number(self, plain: str, title: re.Match[str], number: re.Match[str]) -> bool:
        """Whether the number of a document stands on the line above its title, or on that below."""
        low, high = sorted((title.span(), number.span()))
        return not plain[low[1] : high[0]].strip() and plain[low[1] : high[0]].count("\n") in (1, 2)

    def acts(self, plain: str) -> Iterator[NameSpan]:
        """Acts that stand without title marks."""
        for pattern in (_ARTICLE, _ACT):
            for match in pattern.finditer(plain):
                if not self.kinds.stops.search(match["title"]) and len(match["title"]) > 3:
                    yield NameSpan(*match.span("title"), *match.span("title"), self.kinds.act, rule=TITLED)
