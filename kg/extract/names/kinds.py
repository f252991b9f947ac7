"""What the words of a name say that it names, by the tables of ``rules/names.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from kg.text.han import simplified

#: The end of what a standard is on, and no platform has: a Quality Management System
_OF_MANAGEMENT = re.compile(r"\b[Mm]anagement\s[Ss]ystems?\Z")
_CUT = re.compile(r"\s(?:of|for|on|in|to|under|concerning|regarding)\s")


def _forms(noun: str) -> tuple[str, str]:
    """A noun in both numbers."""
    if noun.endswith("y") and noun[-2] not in "aeou":
        return noun, f"{noun[:-1]}ies"
    return noun, f"{noun}es" if noun.endswith(("s", "sh", "ch", "x")) else f"{noun}s"


class Kinds:
    """The tables, and the kind that a name's words say."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.tables = tables
        rows = self.rows = tables["names"]
        self.heads: dict[str, str] = {word: kind for kind, words in rows["heads"].items() for word in words}
        self.refine = [(word, frozenset(heads), kind) for word, heads, kind in rows["refine"]]
        self.heads_of_acts = frozenset(
            word.capitalize() for word, kind in self.heads.items() if kind == self.heads["act"]
        )
        self.weak = frozenset(rows["weak"])
        #: common nouns that mean what was named before, and what common nouns of deeds name, in both numbers
        self.back = {word: kind for kind, words in rows["back"].items() for word in words}
        self.deeds = {form: kind for kind, words in rows["deeds"].items() for word in words for form in _forms(word)}
        self.quoted = frozenset(rows["quoted"])
        what = "|".join(sorted(rows["described-as"], key=len, reverse=True))
        #: what a body is, behind its name
        self.described_as = re.compile(
            rf"(?:\s\([^()]{{1,20}}\))?(?:,\s(?:which\sis\s)?|\s(?:is|was)\s)(?:the|an?)\s(?:[\w-]+\s){{0,4}}?(?P<what>{what})\b(?!\s(?:of|for)\s(?:the\s)?meeting)"
        )
        #: heads of bodies that are also those of meetings
        self.gathering = frozenset(rows["gathering"])
        #: kinds of thing that have years behind their names
        self.dated = frozenset(rows["dated-names"])
        self.described = frozenset(rows["described"])
        #: kinds of thing that have names which say nothing of what they are
        self.own_names = {word: kind for word, kind in self.heads.items() if kind in rows["called"]}
        self.opening = frozenset(rows["opening"])
        self.acronyms = {word: kind for kind, words in rows["organisations"].items() for word in words}
        longer = sorted((name for name in self.acronyms if " " in name), key=len, reverse=True)
        #: organisations that everybody knows by a name of several words
        self.known = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longer))})(?![\w-])")
        #: platforms and programmes that everybody knows by a name
        self.so_called = {name: kind for kind, every in rows["called-so"].items() for name in every}
        longer = sorted(self.so_called, key=len, reverse=True)
        self.called_so = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longer))})(?![\w-])")
        self.place, self.standard = str(rows["labels"]["GPE"]), str(rows["roles"]["standard"])
        #: kinds of thing whose head stands behind another word: no "Certification of the Institute"
        self.never_first = frozenset(rows["never-first"])
        #: towns and parts of countries, the rows of ``rules/places.yaml``
        self.towns = frozenset(
            name for row in tables.get("places", {}).values() if isinstance(row, list) for name in row
        )
        #: acronyms of what is no organisation
        self.no_bodies = frozenset(rows["no-bodies"])
        self.no_marks = frozenset(rows["no-marks"])
        titles = {end: kind for kind, ends in rows["zh-titles"].items() for end in ends}
        #: the end of a Chinese title, the longest first -> what it is
        self.titles = {end: titles[end] for end in sorted(titles, key=len, reverse=True)}
        self.endings = [
            (
                kind,
                re.compile(
                    rf"(?=(?P<end>{'|'.join(words)})(?!门|分(?![别局院])|会(?![议展为在向于对就不继将同与把提按视因根定])|署(?!长)))"
                ),
            )
            for kind, words in rows["zh-endings"].items()
        ]
        #: kinds of thing that are held for the nth time
        self.meetings = frozenset((self.heads["conference"],))
        #: common nouns of meetings, which name one where somebody holds it
        self.gathered = re.compile("|".join(rows["zh-gathered"]))
        #: states and other places after which bodies are called
        self.states = frozenset(tables.get("words", {}).get("country", {}).get("en", ())) | frozenset(rows["regions"])
        called = "|".join(word for words in rows["of-states"].values() for word in words)
        states = "|".join(sorted(self.states, key=len, reverse=True))
        #: bodies that are called after their state: Health Canada
        self.of_state = re.compile(rf"(?<![\w-])(?P<what>[A-Z]{{4,9}}|{called})\s(?:{states})(?![\w-])")
        self.stops = re.compile("|".join(rows["zh-stops"]))
        ends = "|".join(end for words in rows["zh-endings"].values() for end in words)
        #: what names a kind of thing and no one of it
        self.generic = re.compile(rf"(?:{'|'.join(rows['zh-generic'])})*(?:{ends})")
        self.generic_title = re.compile(rf"(?:{'|'.join(rows['zh-generic'])})+(?:{'|'.join(self.titles)})")
        self.generic_body = re.compile(rf"(?:{'|'.join(rows['zh-generic'])})*(?:机构|组织|中心|联盟)")
        #: that two things are joined, and not the halves of one name
        self.two = re.compile(rf"(?:{'|'.join(rows['zh-two']['before'])})\Z")
        self.second = re.compile("|".join(rows["zh-two"]["behind"]))
        papers = rows["zh-papers"]
        #: the kind of a document, and documents without title marks
        self.paper = str(papers["class"])
        #: documents that need no words in front: 行业的发展蓝图
        self.papers_alone = tuple(papers["alone"])
        self.papers_of_year = re.compile(
            rf"(?:{'|'.join(papers['verbs'])})[了的]?(?P<title>(?:19|20)[0-9]{{2}}年度?[\u4e00-\u9fff]{{3,24}}?(?:{'|'.join(papers['of-year'])}))(?:(?![\u4e00-\u9fff])|(?=[显表][示明]))"
        )
        self.papers = re.compile(
            rf"(?:{'|'.join(papers['verbs'])})了?(?P<title>[\u4e00-\u9fff]{{0,24}}?(?:{'|'.join(papers['ends'])}))"
        )
        #: documents and lists, behind their names
        self.listing = re.compile(rf"(?:{'|'.join(rows['zh-papers']['behind'])})(?![\u4e00-\u9fff]?[会书期制])")
        self.firm = self.heads["inc"]
        #: things that everybody calls so -> what they are
        self.calls = {name: kind for kind, every in rows["zh-called"].items() for name in every}
        self.called = re.compile("|".join(map(re.escape, self.calls)))
        self.act = str(rows["labels"]["LAW"])
        #: kinds of organisation
        self.bodies = frozenset(rows["organisations"])
        #: kinds of company, whose names may have words of schemes in them: Rope Certification Ltd
        self.houses_of_trade = frozenset((rows["roles"]["company"], rows["roles"]["assessor"]))
        #: kinds of organisation that Chinese names say
        self.houses = frozenset((*rows["zh-endings"], *rows["zh-tagged"])) - frozenset(rows["zh-things"])
        #: kinds of thing whose names say enough however short they are, and those that may begin with Latin letters
        self.titled = frozenset(rows["zh-whole"])
        self.whole = frozenset(rows["zh-things"]) - self.meetings
        self.run_kinds = frozenset(rows["run-kinds"])
        ends = "|".join(end for end, kind in self.titles.items() if kind in self.run_kinds)
        #: what is done for what is named in quote marks in front: “湖海”三年行动计划
        self.run_behind = re.compile(
            rf"(?P<of>[\u4e00-\u9fff]{{1,6}}?)(?P<end>{ends})(?![\u4e00-\u9fff]{{0,2}}[会组室表书])"
        )
        self.run = re.compile(
            rf"(?:{'|'.join(rows['zh-run'])})了?(?P<title>(?:[0-9]{{4}}年度?)?(?:(?!的|相关|有关|适当|上述|各[类项])[\u4e00-\u9fff]){{3,24}}?(?:{ends}))"
        )

    def kind(self, name: str) -> str | None:
        """What the head of a name says that it names; None where it says nothing."""
        part = _CUT.split(name, maxsplit=1)[0]
        words = re.findall(r"[A-Za-z][\w-]*", part)
        if not words:
            return None
        if _OF_MANAGEMENT.search(part):
            return None
        head = words[-2 if len(words) > 1 and words[-1] == "General" else -1].lower()  # Directorate General
        return self.narrower(name, head) or self.heads.get(head)

    def narrower(self, name: str, head: str = "") -> str | None:
        """The kind that a further word of a name says, with its head [default: the last word]."""
        every = [word.lower() for word in re.findall(r"[A-Za-z][\w-]*", name)]
        head = head or "".join(every[-1:])
        return next((str(kind) for word, heads, kind in self.refine if word in every and head in heads), None)

    def of_title(self, title: str) -> str:
        """What the title of a Chinese document says that it is; a document, where it says nothing more."""
        return next((str(kind) for end, kind in self.titles.items() if title.endswith(end)), self.paper)

    def chinese_kind(self, name: str) -> str | None:
        """What the end of a Chinese name of an organisation or event says that it is; None where it says nothing."""
        plain = simplified(name)
        ends = [
            (match.start("end"), kind)
            for kind, pattern in self.endings
            for match in pattern.finditer(plain)
            if match.end("end") == len(plain)
        ]
        return min(ends)[1] if ends else None

    def tagged(self, name: str) -> str | None:
        """The kind that the end of a name says of which it is sure that it is an organisation's."""
        ends = ((kind, end) for kind, every in self.rows["zh-tagged"].items() for end in every)
        return next((str(kind) for kind, end in ends if name.endswith(end) and not name.endswith("公司")), None)
