"""What the lines around a Chinese document say of it: who signed it on which day, its number, and its head's data.

A notice, an announcement or a measure has its title on a line of its own; the text names who issued it once more at
its end, above the day, or behind words such as 发布机关 at its head.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.extract.drafting.records import Draft
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, short
from kg.extract.drafting.things import Things
from kg.extract.names.spans import HEADED
from kg.extract.parsed import Phrase
from kg.text.han import simplified
from kg.text.period_patterns import DAY

#: The rule that such a statement names.
RULE = "signed at the end"
#: In front of who issued the document, and of the day.
_ISSUER = re.compile(r"(?:发布|发文|制定|颁布|印发)(?:机关|机构|单位|部门)[:：]\s*\Z")
_ISSUED = re.compile(r"(?:发文|成文|印发|颁布|公布)(?:日期|时间)[:：]\s*\Z")
#: Between who signed and the day.
_ABOVE = re.compile(r"(?:[(（](?:盖章|公章|章|印章)[)）])?[ \t]*(?:\n\s*){1,3}")
_AHEAD = 12
#: Behind another document, that this one ends it.
_ENDED = re.compile(
    r"[》」”]?(?:[（(][^（）()]{2,40}[）)])?(?:自[^，。；]{2,16}起)?(?:同时|即行|即日起|相应|一并|予以)*(?:废止|失效|停止执行)"
)


#: The number that an authority gives a document: 湖绳函〔2031〕25号
_NUMBER = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,12}[〔\[(（﹝【]20\d\d[〕\])）﹞】]\s?第?\d{1,5}号")
#: Between a title and its number.
_BRACKET = re.compile(r"[》」”]?\s?[（(](?:[^（）()\n]{0,16}[,，、])?")


class Signed:
    """States of one section who issued the document that the text is, and when."""

    def __init__(self, section: SectionDraft, things: Things) -> None:
        self.section = section
        self.things = things
        self.text = section.parsed.text
        self.plain = simplified(self.text)
        self.rows: Mapping[str, str] = section.tables["signed"]

    def state(self) -> None:
        """State it, where the text has a title of its own, and the numbers of documents."""
        if HAN.search(self.section.part.text):
            self.numbers()
        record = self.section.record(self.section.memory.title) if self.section.memory.title else None
        if record is None or not HAN.search(self.section.part.text):
            return
        days = [one for one in self.section.numbers if one.period is not None and one.period.kind == DAY]
        signed = False
        for one in filter(self.section.is_agent, self.section.phrases):
            start, end = self.at(one)
            by = [day for day in days if _ABOVE.fullmatch(self.text, end, day.start)]
            named = _ISSUER.search(self.plain, max(0, start - _AHEAD), start)
            if (by and self.alone(start, by[0].end)) or named:
                for key in self.things.entity(one):
                    self.section.say(record, self.rows["by"], key, RULE, 0.8, short(self.section.words(one)))
            if by and self.alone(start, by[0].end) and by[0].period is not None:
                signed = True
                self.section.say(record, self.rows["on"], by[0].period.label, RULE, 0.8, by[0].text)
        self.ends(record)
        for day in days if not signed and not record.get(self.rows["on"]) else ():
            if day.period is not None and _ISSUED.search(self.plain, max(0, day.start - _AHEAD), day.start):
                self.section.say(record, self.rows["on"], day.period.label, RULE, 0.7, day.text)

    def ends(self, record: Draft) -> None:
        """State which documents a document puts out of force: 《甲办法》同时废止."""
        for one in self.section.phrases:
            if self.is_document(one):
                for key in self.things.entity(one) if _ENDED.match(self.plain, self.at(one)[1]) else ():
                    self.section.say(record, self.rows["ends"], key, RULE, 0.7, short(self.section.words(one)))

    def numbers(self) -> None:
        """State the number of each document next to whose title one in the style of authorities stands: on the line
        above the title or below it, or in brackets behind it."""
        documents = [one for one in self.section.phrases if self.is_document(one)]
        for number in _NUMBER.finditer(
            self.plain, self.section.offset, self.section.offset + len(self.section.part.text)
        ):
            start, end = number.span()
            own = [one for one in documents if _BRACKET.fullmatch(self.plain, self.at(one)[1], start)]
            if not own and self.alone(start, end):
                own = [one for one in documents if one.rule == HEADED and self.next_line(one, start, end)]
            for key in (key for one in own[-1:] for key in self.things.entity(one)):
                record = self.section.record(key)
                if record is not None:
                    self.section.say(record, self.rows["number"], self.text[start:end], RULE, 0.8, self.text[start:end])

    def next_line(self, one: Phrase, start: int, end: int) -> bool:
        """Whether the line of a title is the next to the words between two places."""
        first, last = self.at(one)
        between = self.text[end:first] if end <= first else self.text[last:start]
        return not between.strip(" \t\n\x1e#*") and "\n" in between

    def is_document(self, one: Phrase) -> bool:
        """Whether a phrase names a document."""
        return self.section.role("document") in (one.kind, *self.section.memory.above.get(one.kind, ()))

    def alone(self, start: int, end: int) -> bool:
        """Whether the lines between two places hold nothing else."""
        before = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        return not before.strip(" \t\x1e") and not self.text[end:].split("\n", 1)[0].strip(" \t\x1e*.")

    def at(self, one: Phrase) -> tuple[int, int]:
        """Where a phrase begins, and where its words end."""
        start = self.section.parsed.offsets[one.first]
        return start, start + len(self.section.words(one))
