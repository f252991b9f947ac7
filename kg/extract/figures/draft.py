"""The numbers of a section as figures: value, unit, hedge, what is counted, change and period.

A figure is drafted only of a number that counts something. Its indicator is named only where the counted phrase says no
more and no less than a name of the code list does; else the phrase stands in a comment, for a curator to decide.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from operator import attrgetter

from kg.extract.drafting.records import Draft
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, plain, short, slug
from kg.extract.drafting.things import Things
from kg.extract.figures.changes import related
from kg.extract.figures.counted import Counted
from kg.extract.figures.indicators import CountedPhrase
from kg.extract.figures.reference_period import Periods
from kg.extract.figures.series import Member, member
from kg.extract.figures.tables import NumberCell, NumberTables
from kg.extract.tokens import tokens
from kg.text import literals
from kg.text.han import simplified
from kg.text.numbers import AMOUNT, EXACT, MONEY, PERCENT, POINTS, Number
from kg.text.periods import days, periods

#: How sure a number is that is read whole.
_SURE = 0.95
#: How many words in front of a figure are quoted with it where nothing behind it says what it counts.
_QUOTED = 7
#: A hedge that the code list lacks -> the nearest that it has.
_NEAREST = {"at-least": "more-than", "less-than": "nearly", "at-most": "nearly"}
#: A share in words, of which the bracket behind it has the number: two thirds (64%).
_PRECISELY = re.compile(r"(?<=[A-Za-z])\s\((?:[a-z]+\s)?[0-9][0-9.,]*\s?(?:%|per\s?cent)\)")
#: In front of an earlier value of what the sentence counts.
_COMPARED = re.compile(r"\bcompared\s(?:with|to)\s\Z")
#: In front of a limit that says which ones: companies with fewer than 10 employees.
_DEFINED = re.compile(
    r"\b(?:companies|firms|enterprises|businesses|bodies|products|households)\s(?:with|having|employing)\s\Z"
)
_THRESHOLD = re.compile(r"[（(][^（()）]{0,24}\Z")
#: How long something goes on or lies back counts nothing: the past 11 years.
_DURATION = re.compile(
    r"\b(?:past|(?<!will )(?<!would )(?<!to )(?<!may )(?<!can )last"
    r"|next|first|coming|previous|every|each|per|for|over|within)\s\Z",
    re.IGNORECASE,
)
_SPENT = re.compile(r"\sof\s(?:activity|existence|experience|history|operation|service|work)\b")
#: How long something is open counts nothing: 24小时热线.
_OPEN = re.compile(r"(?:[热熱][线線]|开放|開放|值班|值守|客服|不间断|不間斷)")
#: What was done from the beginning until now stands so at the end of the period.
_IN_ALL = re.compile(r"\b(?:ac)?cumulatively\b|\bto date\b|\bso far\b|累[计計]", re.IGNORECASE)
#: How far in front of a number it may say so.
_FAR = 300
#: What is still to be done by what is counted: "8 persons will review …".
_PLANNED = re.compile(r",?\s(?:will|shall|would|should)\b")
#: "The two sides" are known already.
_THE = re.compile(r"\b(?:the|these|those|both|its|their|all)\s\Z", re.IGNORECASE)
#: Where a sentence begins, in which a number would be spelled.
_BEGINNING = re.compile(r"(?:\A|[.;:!?•*\n])\s*\Z")
#: What is a year unless it counts a plural.
_YEARLIKE = re.compile(r"(?:19|20)\d\d")
#: A heading at the beginning of a line, before what it lists.
_HEADING = re.compile(r"[\s•·*-]*(?P<title>[A-Z][A-Za-z’' &-]{3,40}):\s")
#: A sentence that is longer is no item of a list.
_LINE = 60
_STOPS = (".", "!", "?", ";", ":", ")", "]", "。", "！", "？", "；", "：", "）", "”", '"', "…")


def _is_name(number: Number, text: str) -> bool:
    """Whether a number is a word of a name: Ten Dedicated Actions."""
    following = text[number.end : number.end + 2].strip()
    return number.text[:1].isalpha() and number.text[:1].isupper() and number.kind == AMOUNT and following.isupper()


#: 两国, 三地, 一个新的阶段: pronouns and an article.
_NO_COUNT = re.compile(r"[两双]国|[二两三四五]地|一[个次项种批系带段]")


class Figures:
    """Reads the figures of one section."""

    def __init__(self, section: SectionDraft, things: Things) -> None:
        self.section = section
        self.things = things
        self.text = section.parsed.text
        self.numbers = section.numbers
        memory = section.memory
        self.tables = NumberTables(self.text, section.offset, section.offset + len(section.part.text))
        self.periods = Periods(
            self.text,
            [one.period for one in self.numbers if one.period is not None],
            memory.settings.year or memory.year,
            memory.published or "",
        )
        titles = [one for one in section.phrases if one.kind in section.tables["titles"]]
        spans = [(section.parsed.offsets[one.first], section.parsed.offsets[one.last]) for one in titles]
        #: what the section counted last
        self.last: Counted | None = None
        #: the numbers that count something
        self.counting = [
            one
            for one in self.numbers
            if one.start >= section.begins and not any(low <= one.start < high for low, high in spans)
            and one.kind in (AMOUNT, MONEY, PERCENT, POINTS) and not _is_name(one, self.text)
            and not (one.kind == PERCENT and _PRECISELY.match(self.text, one.end))
        ]  # fmt: skip

    def figures(self) -> None:
        """Draft every figure of the section."""
        changes, previous, aside = related(self.text, self.counting, self.section.sentence_span, self.period)
        for number in self.counting:
            if (cell := self.tables.at(number.start)) is not None:
                self.cell(number, cell)
            elif id(number) not in aside:
                self.figure(number, changes.get(id(number)), previous.get(id(number)))

    def within(self, low: int, high: int) -> list[Number]:
        """The numbers that begin between two places."""
        start = bisect_left(self.numbers, low, key=attrgetter("start"))
        return self.numbers[start : bisect_left(self.numbers, high, key=attrgetter("start"))]

    def counts(self, number: Number, counted: Counted) -> bool:
        """Whether a number counts something: no limit of a definition, no duration, no word of a name."""
        before = self.text[max(0, number.begins - 30) : number.begins]
        if number.upper is not None or (number.kind == AMOUNT and not number.unit and not counted.words):
            return False
        if number.qualifiers[0] in ("at-least", "at-most") and number.ends > number.end and _THRESHOLD.search(before):
            return False
        if number.begins < number.start and _DEFINED.search(before):
            return False
        if number.unit in ("YR", "MO", "WK", "DAY", "HR", "MIN") and _DURATION.search(before):
            return False
        if number.unit in ("HR", "DAY") and _OPEN.match(self.text, number.end):
            return False
        if number.unit == "YR" and _SPENT.match(self.text, number.end):
            return False
        behind = number.ends > number.end  # 50万元以上设备: the hedge
        if (
            behind
            and number.qualifiers[0] in ("at-least", "at-most")
            and HAN.match(self.text[number.ends : number.ends + 1])
        ):
            return number.kind == PERCENT  # 50万元以上设备: which devices
        if number.text.isalpha() and _THE.search(before):
            return False
        if number.text.endswith("倍"):
            return False
        if number.value == 1 and number.text.startswith("一") and number.unit != "YR":
            return False  # 一种方式: a way
        if (
            _YEARLIKE.fullmatch(number.text)
            and not number.unit
            and (
                _BEGINNING.search(before)
                or not re.search(r"(?:[^su\W]s|people|personnel)\Z", counted.words.split(" of ")[0])
            )
        ):
            return False  # the 2020 plan and budget; 2018 marks the 25th anniversary
        if _NO_COUNT.match(simplified(self.text[number.start : number.end + 2])):
            return False
        after = self.text[number.end : number.end + 16].lstrip()
        if re.match(r"(?:sections?|parts?|chapters?|pages?|paragraphs?|annexes)\b", counted.words):
            return False
        return not re.match(r"(?:times(?!\sof)|mins?\b|fold|pm\b|am\b|年|月|日|天|小时|周|倍|岁|届|点)", after)

    def figure(self, number: Number, change: tuple[Decimal, str] | None, previous: Number | None) -> None:
        section, memory = self.section, self.section.memory
        low, high = section.sentence_span(number.start)
        others = [one for one in self.within(low, high) if one is not number]
        counted = self.by_grammar(number, memory.counting.of(self.text, number, low, high, others))
        if not counted.words or counted.start < number.ends + 2:  # 41 were piers: no verb is counted
            counted = memory.counting.antecedent(self.text, number, low, high, others, self.last) or counted
        tied = member(self.text, number, self.within(low, high), low, high)
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
            period = self.periods.label(tied.period) if tied.period is not None else self.period(number, counted)
            period = days(period) if "/" in period else period
            self.draft(number, counted, period, low, high, None, None, named=number.kind != PERCENT)
            return
        if _COMPARED.search(self.text[max(low, number.begins - 20) : number.begins]) and counted.start < number.start:
            ahead = [one for one in others if one.ends <= number.begins and one.kind == number.kind]
            if not ahead:
                return
            rest = [one for one in others if one is not ahead[-1]]
            counted = memory.counting.of(self.text, ahead[-1], low, high, [*rest, number])
        if not counted.words and previous is not None:  # from 407 to 1,038: both count the same
            counted = memory.counting.of(self.text, previous, low, high, [*others, number])
        if not self.counts(number, counted) or self.breaks_off(counted, low):
            return
        counted = self.headed(counted, number, low)
        if number.kind == PERCENT and number.value > 100:
            return
        if number.kind == AMOUNT and counted.start >= number.start:
            self.last = counted
        self.draft(number, counted, self.period(number, counted), low, high, change, previous)

    def by_grammar(self, number: Number, counted: Counted) -> Counted:
        """What a number counts that no noun follows: as the engine's grammar says, where it has one."""
        spans = self.section.parsed.counted
        place = next((at for at in range(number.start, number.end) if at in spans), None) if spans else None
        if place is None or (counted.words and counted.start > number.start):
            return counted
        start, end = spans[place]
        return Counted(" ".join(self.text[start:end].split()), start, end, counted.predicate)

    def cell(self, number: Number, cell: NumberCell) -> None:
        """Draft the number of a cell, by the heads of its row and column."""
        if cell.scaled:
            self.section.left_out.append(f"{number.text} “{short(cell.words)}”: the table counts in thousands or more")
            return
        if number.end > cell.end:
            return  # read as one with the number of the next cell
        if cell.percent and number.kind == AMOUNT:
            number = replace(number, kind=PERCENT, unit="PERCENT")
        _, high = self.section.sentence_span(number.start)
        counted = Counted(cell.words, cell.row, number.end)
        named = next(iter(periods(cell.period)), None)
        label = self.periods.label(named) if named is not None else self.period(number, counted)
        period = days(label) if "/" in label else label
        self.draft(number, counted, period, cell.row, high, None, None)

    def draft(
        self, number: Number, counted: Counted, period: str, low: int, high: int,
        change: tuple[Decimal, str] | None, previous: Number | None, named: bool = True,
    ) -> None:  # fmt: skip
        """Draft a figure of which is known what it counts and when; `named`: whether an indicator may count it."""
        section, memory = self.section, self.section.memory
        unit = number.unit or "NUM"
        term = memory.vocabulary.properties["refPeriod"]
        if not period and not memory.year:
            period = literals.UNKNOWN_YEAR
        if unit not in memory.vocabulary.codes["unit"] or literals.literal(period, term.datatypes) is None:
            why = (
                f"no code for the unit {unit}"
                if literals.literal(period, term.datatypes)
                else "not a period that a record can have"
            )
            section.left_out.append(f"{number.text} “{short(counted.words)}”: {why}")
            return
        if not any(unit in units for units in self.section.tables["unit-kinds"].values()):
            named = named and unit == "NUM"  # a measure is no count
        named = named and not (counted.start >= number.start and _PLANNED.match(self.text, counted.end))
        named = named and period != literals.UNKNOWN_YEAR  # no series has it
        best = self.indicator(number, counted, low, high) if named else None
        counted_at = self.counted_at(best[0], period) if best is not None else None
        if counted_at is not None and (counted_at == period or not self.was_done(number)):
            period = counted_at
        else:
            best = None
        if best and memory.figures.setdefault((best[0], period), number.value) != number.value:
            best = None  # two values of one thing: one of them counts a part
        stem = best[0] if best else slug(counted.words) or "figure"
        key = memory.key(f"{stem}-{section.year_of()}".rstrip("-"))
        record = Draft(key, section.role("figure"), rule=number.kind, sure=_SURE, counted=counted.words)
        record.quote = self.quote(number, counted, low, high)
        if best:
            record.add("indicator", best[0], "indicator", round(best[1] * 0.9, 2), counted.words)
        else:
            record.reviews.append(
                f"indicator: no code fits “{short(counted.words or number.text)}”; name one, or add one"
            )
        if period == literals.UNKNOWN_YEAR:
            record.reviews.append("period: the text names no year; write the period, or draft again with --year")
        self.measures(record, counted, low, high)
        record.add("obsValue", plain(number.value), number.kind, _SURE, number.text)
        if previous is not None:
            record.add("previousValue", plain(previous.value), "from-to", 0.9, previous.text)
        record.add(
            "qualifier", self.qualifier(number), number.kind, _SURE, self.text[number.begins : number.ends].strip()
        )
        record.add("unitMeasure", unit, number.kind, _SURE, number.text)
        record.add("refPeriod", period, "period", 0.7, period)
        last = period.rpartition("/")[2]
        memory.until = max(memory.until, last) if len(last) == 10 else memory.until
        if memory.settings.area:
            record.add("refArea", memory.settings.area, "settings", 0.6, "")
        if change is not None:
            record.add("percentChange", plain(change[0]), "change", 0.9, change[1])
        section.records[key] = record

    def counted_at(self, indicator: str, period: str) -> str | None:
        """The period as an indicator has it, which counts either at a date or over a year; None where it cannot."""
        if len(period) not in (4, 10):
            return period
        vocabulary = self.section.memory.vocabulary
        code = vocabulary.codes["indicator"].get(indicator)
        if code is not None and code.replaced_by:  # the figure will name the code's successor
            indicator = dict(vocabulary.instead_of(code, None)).get("indicator", indicator)
        wanted = self.section.memory.counted_at.setdefault(indicator, len(period))
        if wanted == len(period):
            return period
        if wanted == 10:
            published = self.section.memory.published or ""
            end = f"{period}-12-31"
            return published if period == published[:4] and published < end else end
        return period[:4] if period.endswith("-12-31") else None

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

    def only_scheme(self, low: int, high: int) -> list[tuple[str, str, float]]:
        """The one scheme that a sentence names, if there is one."""
        offsets = self.section.parsed.offsets
        keys = {
            key
            for one in self.section.phrases
            if one.kind in self.section.tables["covering"] and low <= offsets[one.first] < high
            for key in self.things.entity(one)
        }
        return [(key, "scheme of the sentence", 0.55) for key in keys] if len(keys) == 1 else []

    def qualifier(self, number: Number) -> str:
        """The code of the hedge; none where its word says where something is ("products over 17 kinds")."""
        if EXACT in number.qualifiers:
            return EXACT
        qualifier = number.qualifiers[0]
        codes = self.section.memory.vocabulary.codes["qualifier"]
        return qualifier if qualifier in codes else _NEAREST.get(qualifier, EXACT)

    def quote(self, number: Number, counted: Counted, low: int, high: int) -> str:
        """At most eight words: from the counted thing to the number, or from the number on."""
        start, end = min(number.begins, counted.start), max(number.ends, counted.end)
        words = len(self.text[start:end].split())
        if counted.start < number.start and not HAN.search(self.text[start:end]):
            begins = [match.start() for match in re.finditer(r"\S+", self.text[low : number.begins])]
            start = max(start, low + begins[-_QUOTED]) if len(begins) >= _QUOTED else start
        elif words < _QUOTED and not HAN.search(self.text[start:end]):
            stop = re.search(r"[;:.!?]\s|\n|\Z", self.text[end:high])
            end = end + stop.start() if stop else end
        elif HAN.search(self.text[start:end]):
            stop = re.search(r"[，。；、\n]|\Z", self.text[end:high])
            end = end + stop.start() if stop and end + stop.start() - start < 40 else end
        return self.section.quote(start, end)

    def period(self, number: Number, counted: Counted | None = None) -> str:
        """The period of a number; a flow over a year that ends on a day is that year's."""
        low, high = self.section.sentence_span(number.start)
        others = [one for one in self.within(low, high) if one.period is None and one is not number]
        label = self.periods.of(number, low, high, others, self.section.offset)
        flow = number.kind == MONEY or (
            counted is not None and self.section.memory.flows.search(simplified(counted.words)) is not None
        )
        if "/" in label:
            return days(label)
        if len(label) == 10 and self.was_done(number):  # a deed, of which only its own sentence can name the day
            dated = any(one.period is not None and len(one.period.label) != 4 for one in self.within(low, high))
            return label if dated else label[:4]
        if flow and label.endswith("-12-31"):
            return label[:4]
        if re.fullmatch(r"\d{4}-\d\d", label):
            year, month = int(label[:4]), int(label[5:])
            return f"{label}-{monthrange(year, month)[1]}" if not flow else days(label)
        return label

    def was_done(self, number: Number) -> bool:
        """Whether the engine's grammar says that something was done to what a number counts (85 were accredited), and
        the sentence does not add up all that was done until now."""
        done = self.section.parsed.done
        if not done or not any(at in done for at in range(number.start, number.end)):
            return False
        low, _ = self.section.sentence_span(number.start)
        return _IN_ALL.search(self.text, max(low, number.start - _FAR), number.start) is None

    def tokens(self, start: int, end: int) -> Sequence[str]:
        parsed = self.section.parsed
        return parsed.tokens[bisect_right(parsed.offsets, start) - 1 : bisect_left(parsed.offsets, end)]

    def indicator(self, number: Number, counted: Counted, low: int, high: int) -> tuple[str, float] | None:
        """The code that the counted phrase names, and how well it fits."""
        memory = self.section.memory
        kinds = self.section.tables["unit-kinds"]
        unit = number.unit or "NUM"
        kind = next((kind for kind, units in kinds.items() if unit in units), "")
        words = memory.indicators.words
        places = [one for one in self.counting if low <= one.start < high]
        left = max((one.end for one in places if one.end <= number.begins), default=low)
        if left > low and not kind:  # what follows the number before, up to a mark, belongs to that one
            mark = re.search(r"[,;，；、]|\band\b", self.text[left : number.begins])
            left = left + mark.start() if mark else number.begins
        if kind:
            left = low  # "the time … falls from 80 days to 40"
        right = min((one.begins for one in places if one.begins >= number.ends), default=high)
        before, _ = self.section.sentence_span(max(self.section.offset, low - 1))
        headed = self.tables.at(number.start) is not None  # and then the heads alone say what it counts
        own = tokens(counted.words) if headed else self.tokens(counted.start, counted.end)
        phrase = words(own) if counted.words else frozenset()
        rings = (
            (phrase, phrase, phrase, frozenset())
            if headed
            else (
                phrase,
                words(self.tokens(left, right)),
                words(self.tokens(low, high)),
                words(self.tokens(before, low)) if before < low else frozenset(),
            )
        )
        offsets = self.section.parsed.offsets
        known = [
            token
            for one in self.section.phrases
            if one.known is not None and counted.start <= offsets[one.first] and offsets[one.last] <= counted.end + 1
            for token in self.section.parsed.tokens[one.first : one.last]
        ]
        return memory.indicators.best(rings, kind, CountedPhrase(counted.words, counted.predicate, tuple(known)))

    def measures(self, record: Draft, counted: Counted, low: int, high: int) -> None:
        """What a figure is about: the section's initiative, what is named within the counted thing, or the only scheme
        that the sentence names."""
        section, memory = self.section, self.section.memory
        offsets = section.parsed.offsets
        about = section.own.key if section.own is not None else section.above
        candidates = [(about, "section", 0.7)] if about else []
        for phrase in section.phrases:
            inside = counted.start <= offsets[phrase.first] and offsets[phrase.last] <= counted.end + 2
            if counted.words and inside and phrase.number is None:
                candidates += [(key, "counted", 0.75) for key in self.things.entity(phrase)]
        if not candidates and not record.get("indicator"):
            candidates = self.only_scheme(low, high)
        term = memory.vocabulary.properties["measures"]
        for one, rule, sure in candidates:
            if memory.allowed(record.type, "measures", one):
                record.add("measures", memory.written(term, one), rule, sure, counted.words)
        if not record.get("measures"):
            record.reviews.append("measures: what the figure is about")
