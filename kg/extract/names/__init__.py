"""Proper names in a text: words in capitals with a head that says what they name, acronyms, quoted titles.

A name of which nothing says the kind is left out. Kinds and words stand in ``rules/names.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.extract.names.chinese import ChineseNames
from kg.extract.names.english import EnglishNames
from kg.extract.names.kinds import Kinds
from kg.extract.names.spans import NAMED, QUOTED, NameSpan
from kg.text.han import simplified

#: What a title in quote marks is, next to it: "Tie It Twice," a new campaign; the campaign "Tie It Twice"
_BEHIND = re.compile(r"[”\"」』》],?\s(?:(?:an?|the|its|our|their)\s)?(?P<nouns>(?:[a-z-]+\s?){1,4})")
_AHEAD = re.compile(r"\b(?P<nouns>[a-z]+)(?:,|:)?(?:\s(?:called|named|entitled|titled|dubbed|themed|known\sas))?,?\s\Z")
_QUOTED = re.compile(r"[“\"「『《](?P<title>[^”\"」』》\n]{4,200})[”\"」』》]")
#: What a Chinese title is made of.
_CHINESE = re.compile(r"(?=[^\n]*[\u4e00-\u9fff]{4})[\u4e00-\u9fff0-9A-Za-z○〇—–·、/（）() -]{6,60}")
#: What certifies, where a text names it more than once: “湖区认证”
_SCHEME = re.compile("(?!.*[假伪虚非乱买卖免被未的])[\u4e00-\u9fff]{2,8}(?:认证|标识|标志)")
#: Titles of so many characters are looked for without their marks, and so many of them.
_LONG, _MOST = 8, 100


class Names(Kinds):
    """Finds names by the tables of the rules."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        super().__init__(tables)
        self.english = EnglishNames(self)
        self.chinese = ChineseNames(self)

    def find(
        self, text: str, outside: Sequence[tuple[int, int]] = (), whole: Sequence[tuple[int, int]] = ()
    ) -> Iterator[NameSpan]:
        """The names of a text; they may overlap, the better ones come first.

        Of Chinese ones a tagger may say more. `outside`: where words stand that are in no name; `whole`: stretches that
        are one name. Both in order.
        """
        yield from self.chinese.documents.headings(text)
        yield from self.chinese.quoted(text)
        yield from self._quoted(text)
        yield from self.chinese.find(text, outside, whole)
        yield from self.english.find(text)
        yield from self.chinese.venues(text)

    def _quoted(self, text: str) -> Iterator[NameSpan]:
        plain = simplified(text)
        quoted: dict[str, tuple[str, str]] = {}
        for match in _QUOTED.finditer(plain):
            title = match["title"].rstrip(",.，。 ")
            kind = next((kind for end, kind in self.titles.items() if title.endswith(end)), None)
            if kind is not None and match[0][0] in "「『“" and self.generic_title.fullmatch(title):
                continue  # “两大平台”
            scheme = kind is None and _SCHEME.fullmatch(title) is not None and plain.count(match[0]) > 1
            kind = self.heads["certification"] if scheme else kind
            if kind is None and match[0][0] in "「『“" and _CHINESE.fullmatch(title):
                kind = self.chinese_kind(title)  # 「湖城聯合稽核大隊」
            if (
                kind is None
                and len(title.split()) > 2
                and re.match(r"[A-Z0-9]", title)
                and not re.search(r"[.!?,]\Z", title)
            ):
                kind = self.kind(re.sub(r"\d+(?:st|nd|rd|th)\s", "", title))
                short = len(title.split()) < 4 and title[0].isdecimal()
                kind = kind if kind in self.quoted and not short else None
            if kind is None and len(title.split()) > 1 and title[0].isupper() and title[0].isascii():
                kind = self._described(plain, match)
            if kind is not None:
                first = match.start("title")
                rule = (
                    QUOTED
                    if scheme or _CHINESE.fullmatch(title) or (kind == self.act and not title.isascii())
                    else NAMED
                )
                quoted.setdefault(title, (kind, rule))
                yield NameSpan(match.start(), match.end(), first, first + len(title), kind, rule=rule)
        chinese = [title for title, (_, rule) in quoted.items() if rule == QUOTED and len(title) > _LONG]
        if chinese:  # the same without the marks
            for again in re.finditer("|".join(map(re.escape, chinese[:_MOST])), plain):
                kind, rule = quoted[again[0]]
                yield NameSpan(*again.span(), *again.span(), kind, rule=rule)

    def _described(self, text: str, title: re.Match[str]) -> str | None:
        """The kind of which the nouns next to a title say that it is."""
        ahead = _AHEAD.search(text, max(0, title.start() - 40), title.start())
        behind = _BEHIND.match(text, title.end() - 1)
        nouns = (noun for one in (ahead, behind) if one is not None for noun in one["nouns"].split())
        kinds = (self.heads.get(noun) for noun in nouns)
        return next((kind for kind in kinds if kind in self.described), None)
