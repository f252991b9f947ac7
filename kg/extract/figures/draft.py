"""The numbers of a section as figures: which of them are any, what they count, and their change or earlier value."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from decimal import Decimal
from operator import itemgetter

from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, short
from kg.extract.drafting.things import Things
from kg.extract.engines import Span
from kg.extract.figures.changes import CHANGE, GREW, is_change, related
from kg.extract.figures.counted import Counted
from kg.extract.figures.counted.english import CASES
from kg.extract.figures.counted.told import told
from kg.extract.figures.counts import counts, may_count
from kg.extract.figures.record import FigureRecords
from kg.extract.figures.series import Member, member
from kg.extract.figures.tables import NumberCell, NumberTables
from kg.extract.figures.when import When, year_before
from kg.text.numbers import AMOUNT, PERCENT, Number
from kg.text.periods import days, periods

#: In front of an earlier value of what the sentence counts.
_COMPARED = re.compile(
    r"\b(?:compared\s(?:with|to)|(?:up|down|risen|fallen|rising|falling|increase|decrease)\sfrom|against|versus)\s\Z"
)
#: In front of a number that says where, or of whom: 112 facilities in 13 countries.
_WHERE = re.compile(r"\b(?:in|from|across|among|to|for|with|per)\s\Z")
#: Behind an earlier value.
_YEAR_BEFORE = re.compile(
    r"\s(?:in\s)?(?:(?:a|one)\syear\s(?:earlier|before|ago|previously)|the\s(?:year\sbefore|(?:previous|preceding|prior)\syear))\b"
)
#: In front of the parts of what was counted before.
_OF_THESE = re.compile(r"\b(?:of|among)\s(?:these|those|them|which|whom)\b", re.IGNORECASE)
#: A heading at the beginning of a line, before what it lists.
_HEADING = re.compile(r"[\s•·*-]*(?P<title>[A-Z][A-Za-z’' &-]{3,40}):\s")
#: Below it, two numbers may well be the same by chance.
_SMALL = 10
#: So many places of a sentence are looked at.
_MOST_PLACES = 20
#: A sentence that is longer is no item of a list.
_LINE = 60
_STOPS = (".", "!", "?", ";", ":", ")", "]", "。", "！", "？", "；", "：", "）", "”", '"', "…")


class Figures:
    """Reads the figures of one section."""

    def __init__(self, section: SectionDraft, things: Things) -> None:
        self.section = section
        self.text = section.parsed.text
        self.tables = NumberTables(self.text, section.offset, section.offset + len(section.part.text))
        self.when = When(section)
        titles = [one for one in section.phrases if one.kind in section.tables["titles"]]
        spans = [(section.parsed.offsets[one.first], section.parsed.offsets[one.last]) for one in titles]
        #: what the section counted last, behind its number and anywhere
        self.last: Counted | None = None
        self.before: Counted | None = None
        #: value, unit and period -> the words of those that were said so, and the places of their sentences
        self.said: dict[tuple[str, str, str], list[tuple[set[str], set[str]]]] = {}
        #: where the section names places, and which
        offsets = section.parsed.offsets
        named = [one for one in section.phrases if one.kind == section.role("place")]
        self.places = [(offsets[one.first], section.words(one)) for one in named]
        #: where the sentence last said that it counts parts of something, and of what
        self.parts_at = -1
        self.parts_of: Counted | None = None
        #: the numbers that count something
        self.counting = [
            one
            for one in self.tables.parted(section.numbers)
            if one.start >= section.begins
            and not any(low <= one.start < high for low, high in spans)
            and may_count(self.text, one)
        ]
        self.records = FigureRecords(section, things, self.when, self.tables, self.counting)

    def figures(self) -> None:
        """Draft every figure of the section."""
        changes, previous, aside = related(self.text, self.counting, self.section.sentence_span, self.when.period)
        for number in self.counting:
            if (cell := self.tables.at(number.start)) is not None:
                self.cell(number, cell)
            elif id(number) not in aside:
                self.figure(number, changes.get(id(number)), previous.get(id(number)))

    def figure(self, number: Number, change: tuple[Decimal, str] | None, previous: Number | None) -> None:
        section, memory = self.section, self.section.memory
        low, high = section.sentence_span(number.start)
        others = [one for one in section.numbers_within(low, high) if one is not number]
        counted = self.by_grammar(number, memory.counting.of(self.text, number, low, high, others))
        if not counted.words or counted.start < number.ends + 2:  # 41 were piers: no verb is counted
            counted = memory.counting.antecedent(self.text, number, low, high, others, self.last) or counted
        tied = member(self.text, number, section.numbers_within(low, high), low, high)
        if tied is False:
            section.left_out.append(f"{number.text} “{short(counted.words)}”: what the series counts is not sure")
            return
        if isinstance(tied, Member):
            if tied.last.kind == PERCENT and number.kind == AMOUNT:
                number = replace(number, kind=PERCENT, unit=tied.last.unit)
            if tied.words:
                counted = Counted(tied.words, tied.start, tied.start + len(tied.words))
            else:
                counted = memory.counting.of(self.text, tied.last, low, high, [*others, number])
            period = (
                self.when.periods.label(tied.period) if tied.period is not None else self.when.period(number, counted)
            )
            period = days(period) if "/" in period else period
            self.records.draft(number, counted, period, low, high, None, None, named=number.kind != PERCENT)
            return
        ahead = [one for one in others if one.ends <= number.begins and one.kind == number.kind]
        ahead = [one for one in ahead if not is_change(self.text, one, low)]
        unnamed = not counted.words or counted.start < number.start or CASES.search(counted.words) is not None
        if unnamed and _COMPARED.search(self.text, max(low, number.begins - 20), number.begins):
            if not ahead:
                return
            first = next((one for one in reversed(ahead) if not _WHERE.search(self.text, low, one.begins)), ahead[-1])
            rest = [one for one in others if one is not first]
            counted = memory.counting.of(self.text, first, low, high, [*rest, number])
        if not counted.words and previous is not None:  # from 407 to 1,038: both count the same
            counted = memory.counting.of(self.text, previous, low, high, [*others, number])
        if number.upper is not None:  # a figure has one value
            section.left_out.append(f"{number.text} “{short(counted.words)}”: from one number to another")
            return
        if self.text[high - 2 : high].rstrip()[-1:] in ("?", "？"):
            return  # a question
        if not counts(self.text, number, counted) or self.breaks_off(counted, low):
            return
        counted = self.headed(counted, number, low)
        if number.kind == PERCENT and number.value > 100:
            return
        period = self.when.period(number, counted)
        if ahead and _YEAR_BEFORE.match(self.text, number.ends):
            period = year_before(self.when.period(ahead[-1], counted))
        said = told(
            self.text, number, counted, low, high, others, memory.counting.stops, self.before, self.whole(number, low)
        )
        counted = replace(counted, told=counted.told or said)
        if number.kind == AMOUNT:
            listed = self.text[number.begins - 1 : number.begins] in ("(", "（")
            self.before = self.before if listed else counted
            self.last = counted if counted.start >= number.start else self.last
        grew = number.kind == PERCENT and (
            GREW.search(self.text, low, number.begins) is not None or CHANGE.match(counted.words) is not None
        )
        if number.kind != PERCENT and number.value >= _SMALL and self.said_before(number, counted, period, (low, high)):
            section.left_out.append(f"{number.text} “{short(counted.words)}”: the section said so before")
            return
        self.records.draft(number, counted, period, low, high, change, previous, named=not grew)

    def said_before(self, number: Number, counted: Counted, period: str, sentence: Span) -> bool:
        """Whether a number repeats one of the section, for the same time and place, with the same words or fewer."""
        first, last = (bisect_left(self.places, at, key=itemgetter(0)) for at in sentence)
        places = {name for _, name in self.places[first : min(last, first + _MOST_PLACES)]}
        words = set(re.findall(r"[\w-]+", f"{counted.words} {counted.told}".casefold()))
        earlier = self.said.setdefault((str(number.value.normalize()), number.unit, period), [])
        repeats = any(words <= one and places <= there for one, there in earlier) and bool(counted.words)
        earlier.append((words, places))
        return repeats

    def whole(self, number: Number, low: int) -> Counted | None:
        """What was counted before a sentence that counts parts of it: of these, 30 are hemp ropes, 20 wire ropes."""
        places = [match.end() for match in _OF_THESE.finditer(self.text, low, number.begins)]
        if not places:
            return None
        if places[-1] != self.parts_at:
            self.parts_at, self.parts_of = places[-1], self.before
        return self.parts_of

    def by_grammar(self, number: Number, counted: Counted) -> Counted:
        """What a number counts that no noun follows: as the engine's grammar says, where it has one."""
        spans = self.section.parsed.counted
        place = next((at for at in range(number.start, number.end) if at in spans), None) if spans else None
        if place is None or (counted.words and counted.start > number.start):
            return counted
        if counted.words and counted.start < number.start and counted.end >= number.end:
            return counted  # goods worth £300
        start, end = spans[place]
        return Counted(" ".join(self.text[start:end].split()), start, end, counted.predicate)

    def cell(self, number: Number, cell: NumberCell) -> None:
        """Draft the number of a cell, by the heads of its row and column."""
        if cell.scaled:
            self.section.left_out.append(f"{number.text} “{short(cell.words)}”: the table counts in thousands or more")
            return
        if number.end > cell.end or number.upper is not None:
            return  # read as one with the number of the next cell, or from one number to another
        if cell.percent and number.kind == AMOUNT:
            number = replace(number, kind=PERCENT, unit="PERCENT")
        _, high = self.section.sentence_span(number.start)
        counted = Counted(cell.words, cell.row, number.end)
        named = next(iter(periods(cell.period)), None)
        label = self.when.periods.label(named) if named is not None else self.when.period(number, counted)
        period = days(label) if "/" in label else label
        self.records.draft(number, counted, period, cell.row, high, None, None)

    def breaks_off(self, counted: Counted, low: int) -> bool:
        """Whether the text ends within the sentence, so that the number or its noun may be cut short."""
        rest = self.text[counted.end :].strip(" \n\x1e")
        return not rest and counted.end - low > _LINE and not self.text[counted.end - 1].endswith(_STOPS)

    def headed(self, counted: Counted, number: Number, low: int) -> Counted:
        """A bare noun with the line's heading: "Electrical products: out of 66 items inspected"."""
        heading = _HEADING.match(self.text, low, number.start)
        if (
            heading is None
            or not counted.words
            or heading.start("title") == counted.start
            or HAN.search(counted.words)
            or number.kind != AMOUNT
        ):
            return counted
        return replace(counted, words=f"{heading['title'].strip()}: {counted.words}")
