"""A figure as a record: its indicator, what it measures, its values, its quote.

Its indicator is named only where the counted phrase says no more and no less than a name of the code list does; else
the phrase stands in a comment, for a curator to decide.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from kg.extract.drafting.records import Draft
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import HAN, plain, short, slug
from kg.extract.drafting.things import Things
from kg.extract.figures.counted import Counted
from kg.extract.figures.currency import currency
from kg.extract.figures.indicators import CountedPhrase
from kg.extract.figures.tables import NumberTables
from kg.extract.figures.when import When
from kg.extract.tokens import tokens
from kg.text import literals
from kg.text.numbers import EXACT, Number

#: How sure a number is that is read whole.
_SURE = 0.95
#: How many words in front of a figure are quoted with it where nothing behind it says what it counts.
_QUOTED = 7
#: A hedge that the code list lacks -> the nearest that it has.
_NEAREST = {"at-least": "more-than", "less-than": "nearly", "at-most": "nearly"}
#: What is still to be done by what is counted: "8 persons will review …".
_PLANNED = re.compile(r",?\s(?:will|shall|would|should)\b")


class FigureRecords:
    """Writes the figures of one section."""

    def __init__(
        self, section: SectionDraft, things: Things, when: When, tables: NumberTables, counting: Sequence[Number]
    ) -> None:
        self.section = section
        self.things = things
        self.when = when
        self.tables = tables
        self.text = section.parsed.text
        #: the numbers that count something
        self.counting = counting

    def draft(
        self, number: Number, counted: Counted, period: str, low: int, high: int,
        change: tuple[Decimal, str] | None, previous: Number | None, named: bool = True,
    ) -> None:  # fmt: skip
        """Draft a figure of which is known what it counts and when; `named`: whether an indicator may count it."""
        section, memory = self.section, self.section.memory
        number = replace(number, unit=currency(number, self.text, memory.settings.area, section.tables["money-of"]))
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
        named = named and period not in (literals.UNKNOWN_YEAR, literals.EACH_YEAR)  # no series has it
        best = self.indicator(number, counted, low, high) if named else None
        counted_at = self.counted_at(best[0], period) if best is not None else None
        if counted_at is not None and (counted_at == period or not self.when.was_done(number)):
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
                f"indicator: no code fits “{short(counted.told or counted.words or number.text)}”; name one, or add one"
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
        """At most eight words of the sentence: the counted thing and the number, and what stands around them."""
        start, end = min(number.begins, counted.start), max(number.ends, counted.end)
        if HAN.search(self.text[start:end]):
            stop = re.search(r"[，。；、\n]|\Z", self.text[end:high])
            end = end + stop.start() if stop and end + stop.start() - start < 40 else end
            return self.section.quote(start, end)
        if counted.start < number.start:
            begins = [match.start() for match in re.finditer(r"\S+", self.text[low : number.begins])]
            start = max(start, low + begins[-_QUOTED]) if len(begins) >= _QUOTED else start
        elif len(self.text[start:end].split()) < _QUOTED:
            stop = re.search(r"[;:.!?]\s|\n|\Z", self.text[end:high])
            end = end + stop.start() if stop else end
        missing = _QUOTED + 1 - len(self.text[start:end].split())
        if missing > 0:  # … made the mark mandatory for 28 products
            line = max(low, self.text.rfind("\n", low, start) + 1)
            begins = [match.start() for match in re.finditer(r"\S+", self.text[line:start])][-missing:]
            start = line + begins[0] if begins else start
        return self.section.quote(start, end)

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
