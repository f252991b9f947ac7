"""The numbers of a section as figures: value, unit, hedge, what is counted, change and period."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from decimal import Decimal

from kg.extract.drafting.records import Draft
from kg.extract.drafting.section import Section
from kg.extract.drafting.texts import HAN, decimal, plain, short, slug
from kg.extract.drafting.things import Things
from kg.extract.figures import number_words
from kg.extract.matcher import Phrase
from kg.extract.numbering import han_number

_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+|[零〇一二三四五六七八九十两]+|[\u4e00-\u9fff]")
#: How many tokens before a figure are quoted with it where nothing behind it says what it counts.
_BEFORE = 5
#: What parts one counted thing from the next.
_PARTS = frozenset({",", ";", "and", "，", "；", "、"})
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
#: Hedges that say where something is as well as how much: "products over 17 kinds" has 17.
_EITHER_WAY = frozenset({"over", "above", "under", "below", "about", "around"})
_END_OF_YEAR = re.compile(
    r"(?:end of|31 December|December 31,?)\s+(?:the year\s+)?((?:19|20)\d\d)"
    r"|((?:19|20)\d\d)\s*年(?:底|末)|截至((?:19|20)\d\d)年",
    re.IGNORECASE,
)


class Amounts:
    """Reads the figures of one section."""

    def __init__(self, section: Section, things: Things) -> None:
        self.section = section
        self.things = things
        low, high = section.offset, section.offset + len(section.part.text)
        said = _END_OF_YEAR.finditer(section.parsed.text, low, high)
        #: where the ends of years are named, and which
        self.year_ends = [(found.end(), found[1] or found[2] or found[3]) for found in said]
        numbers = [one for one in section.phrases if one.kind in ("Figure", "Percent") and self.is_said(one)]
        #: first tokens, and ends, of the numbers that are said
        self.number_starts = [one.first for one in numbers]
        self.number_ends = [one.last for one in numbers]

    def figures(self) -> None:
        parsed = self.section.parsed
        skip = {id(one) for one in self.section.phrases if parsed.offsets[one.first] < self.section.begins}
        change: dict[int, tuple[Phrase, int]] = {}
        previous: dict[int, Phrase] = {}
        for relation in self.section.relations:
            for subject, name, _ in relation.rule.drafts:
                if name == "percentChange":
                    percent = relation.slots["change"][2][0]
                    # the nearest figure before it
                    near = [
                        one
                        for one in self.section.phrases
                        if one.kind == "Figure" and relation.first <= one.first < percent.first
                    ]
                    figure = near[-1] if near else relation.slots[subject][2][0]
                    change[id(figure)] = (percent, -1 if relation.rule.name.endswith("down") else 1)
                    skip.add(id(percent))
                elif name == "previousValue":
                    previous[id(relation.slots["figure"][2][0])] = relation.slots["previous"][2][0]
                    skip.add(id(relation.slots["previous"][2][0]))
        for unit, phrase in zip(self.section.units, self.section.phrases, strict=True):
            found = [(unit, phrase)] if phrase.kind in ("Figure", "Percent") else []
            if not found and phrase.parts:
                found = [
                    (unit, one)
                    for one in phrase.parts
                    if one.kind in ("Figure", "Percent")
                    and phrase.kind in self.section.memory.vocabulary.classes
                    and not self.in_name(one)
                ]
            for at, figure in found:
                if id(figure) not in skip:
                    self.figure(at, figure, phrase, change.get(id(figure)), previous.get(id(figure)))
        del parsed

    def figure(
        self, unit: int, figure: Phrase, outer: Phrase, change: tuple[Phrase, int] | None, previous: Phrase | None
    ) -> None:
        number = self.number(figure)
        if number is None:
            return
        value, unit_code = number
        parsed, memory = self.section.parsed, self.section.memory
        first, last = self.counted(unit, figure, outer)
        counted = parsed.words(first, last) if last > first else ""
        if not self.counts(figure, unit, value, counted, unit_code, outer):
            return
        hedge = "exact"
        if "hedge" in figure.slots:
            text = parsed.words(*figure.slots["hedge"])
            before = self.section.memory.meaning[parsed.symbols[unit - 1]] if unit else frozenset()
            plural = unit > 0 and parsed.tokens[figure.first - 1].strip().endswith("s")
            spatial = text.casefold() in _EITHER_WAY and plural and {"plain", "low"} <= before
            hedge = "exact" if spatial else self.hedge(text)
        elif "after" in figure.slots:
            hedge = "more-than"
        kinds: Mapping[str, Sequence[str]] = self.section.tables["unit-kinds"]
        kind = next((kind for kind, units in kinds.items() if unit_code in units), "")
        best = memory.indicators.best(self.rings(figure, first, last, kind), kind)
        stem = best[0] if best else slug(counted) or "figure"
        key = memory.key(f"{stem}-{self.section.year_of()}".rstrip("-"))
        record = Draft(key, "Observation", rule=figure.rule, sure=figure.sure, counted=counted)
        start, end = (
            parsed.offsets[min(figure.first, first) if last > first else figure.first],
            parsed.offsets[max(figure.last, last)],
        )
        if not counted:  # the words in front then say what it counts
            low, high = self.section.sentence(figure.first)
            start = parsed.offsets[max(low, figure.first - _BEFORE)]
            end = parsed.offsets[min(high, figure.last + 1)]
        record.quote = self.section.quote(start, end)
        words = parsed.words(figure.first, figure.last)
        if best:
            record.add("indicator", best[0], "indicator", round(best[1] * 0.9, 2), counted)
        else:
            record.reviews.append(
                f"indicator: no code fits “{short(counted or words)}”; add one to the code list, or name the nearest"
            )
        measures = self.measured(figure, first, last)
        for one, rule, sure in measures:
            if memory.allowed("Observation", "measures", one):
                term = memory.vocabulary.properties["measures"]
                record.add("measures", memory.written(term, one), rule, sure, counted)
        if not measures:
            record.reviews.append("measures: what the figure is about")
        record.add("obsValue", value, figure.rule, figure.sure, words)
        if previous is not None and (earlier := self.number(previous)) is not None:
            record.add("previousValue", earlier[0], "from-to", 0.9, self.section.words(previous))
        record.add("qualifier", hedge, figure.rule, figure.sure, words)
        if unit_code in memory.vocabulary.codes["unit"]:
            record.add("unitMeasure", unit_code, figure.rule, figure.sure, words)
        else:
            record.reviews.append(f"unitMeasure: no code for {unit_code}")
        period = self.period(figure)
        if period:
            record.add("refPeriod", period, "period", 0.7, period)
        if memory.settings.area:
            record.add("refArea", memory.settings.area, "settings", 0.6, "")
        if change is not None and (percent := self.number(change[0])) is not None:
            record.add(
                "percentChange",
                percent[0] if change[1] > 0 else f"-{percent[0]}",
                "change",
                0.9,
                self.section.words(change[0]),
            )
        self.section.records[key] = record

    def number(self, figure: Phrase) -> tuple[str, str] | None:
        """Value in full and unit of a number phrase."""
        parsed = self.section.parsed
        text = parsed.words(*figure.slots["value"]).casefold()
        words = number_words()
        amount: Decimal | None = None
        scale = Decimal(1)
        for piece in _PIECE.findall(text):
            if piece[0].isdecimal():
                amount = decimal(piece)
            elif amount is None and (value := words.spelled.get(piece) or han_number(piece)):
                amount = Decimal(value)
            elif amount is not None and piece in words.scales:
                scale *= words.scales[piece]
        if amount is None:
            return None
        unit = "PERCENT" if figure.kind == "Percent" else "NUM"
        unit_text = ""
        for slot in ("unit", "unit2"):
            if slot in figure.slots:
                unit_text = parsed.words(*figure.slots[slot]).casefold()
                for piece in re.findall(r"[\u4e00-\u9fff]", unit_text):
                    if piece in words.scales and slot == "unit2":
                        scale *= words.scales[piece]
        for code, names in self.section.tables["units"].items():
            if unit_text and any(name in unit_text for name in names):
                unit = code
                break
        return plain(amount * scale), unit

    def hedge(self, text: str) -> str:
        low = text.casefold()
        grammar = self.section.memory.cascade.grammar
        classes = grammar.words.get(low) or grammar.phrases.get(low) or frozenset()
        return next((code for code in ("more-than", "nearly", "approximately") if code in classes), "exact")

    def counted(self, unit: int, figure: Phrase, outer: Phrase) -> tuple[int, int]:
        """Tokens of what is counted: the noun phrase behind the number, else the one before it (Chinese)."""
        parsed, meaning, ends = self.section.parsed, self.section.memory.meaning, self.section.memory.counted_ends
        if outer is not figure:
            return figure.last, outer.last
        symbols, starts = parsed.symbols, parsed.starts
        at = unit + 1
        taken = 0
        while at < len(symbols) and taken < 10:
            now = meaning[symbols[at]]
            if not now.isdisjoint(ends["stop"]) or ("Han" in now and not now.isdisjoint(ends["han"])):
                of = "=of" in now and taken
                joined = (
                    "and" in now
                    and taken
                    and at + 1 < len(symbols)
                    and "phrase" not in meaning[symbols[at - 1]]
                    and meaning[symbols[at + 1]].isdisjoint(ends["stop"])
                )
                participle = not taken and not now.isdisjoint(ends["participle"])
                if not (of or joined or participle):
                    break
            at += 1
            taken += 1
        if taken or (figure.kind == "Percent" and not HAN.search(self.section.words(figure))):
            if figure.kind == "Percent" and not taken and at < len(symbols) and "=of" in meaning[symbols[at]]:
                return figure.last, starts[min(at + 4, len(starts) - 1)]
            return figure.last, starts[at]
        at, taken = unit, 0
        while at > 0 and taken < 10:
            now = meaning[symbols[at - 1]]
            if not now.isdisjoint(ends["before"]):
                break
            at -= 1
            taken += 1
        return starts[at], figure.first

    def counts(self, figure: Phrase, unit: int, value: str, counted: str, unit_code: str, outer: Phrase) -> bool:
        """Whether a number counts something: not a year, a page, part of a name."""
        words = self.section.words(figure)
        meaning, symbols = self.section.memory.meaning, self.section.parsed.symbols
        after = meaning[symbols[unit + 1]] if unit + 1 < len(symbols) else frozenset()
        before = meaning[symbols[unit - 1]] if unit else frozenset()
        if "documentpart" in after or self.section.parsed.tokens[figure.last].strip() in _ORDINAL:
            return False
        raw = self.section.parsed.words(*figure.slots["value"])
        if raw[:1].isalpha() and raw[:1].isupper() and ("Upper" in after or "quote" in before):
            return False
        if unit_code == "NUM" and re.fullmatch(r"(?:19|20)\d\d", words) and ("Han" not in after or "=年" in after):
            return not before.isdisjoint({"total", "otherverb"}) and bool(counted)
        if unit_code == "NUM" and not counted and outer is figure and "unit2" not in figure.slots:
            return False
        return not (unit_code == "NUM" and "=年" in after)

    def is_said(self, figure: Phrase) -> bool:
        """Whether a number is neither the section's own nor a word of a name."""
        return self.section.parsed.offsets[figure.first] >= self.section.begins and not self.in_name(figure)

    def in_name(self, figure: Phrase) -> bool:
        """Whether a number is a word of a name: Ten Dedicated Actions."""
        return self.section.parsed.words(*figure.slots["value"])[:1].isupper()

    def rings(self, figure: Phrase, first: int, last: int, kind: str) -> tuple[frozenset[str], ...]:
        """The words around a figure, from what it counts outwards: its stretch of the sentence between other numbers,
        the sentence, the sentence before."""
        parsed, words = self.section.parsed, self.section.memory.indicators.words
        low, high = self.section.sentence(figure.first)
        before = self.section.sentence(low - 1)[0] if low > self.section.first_token else low
        place = bisect_right(self.number_ends, figure.first)
        left = max(low, self.number_ends[place - 1]) if place else low
        if left > low and not kind:  # what follows the number before, up to a mark, belongs to that one
            marks = (at for at in range(left, figure.first) if parsed.tokens[at].strip() in _PARTS)
            left = next(marks, left)
        if kind:
            left = low  # "the time … falls from 80 days to 40"
        place = bisect_right(self.number_starts, figure.last)
        right = min(high, self.number_starts[place]) if place < len(self.number_starts) else high
        tokens = parsed.tokens
        return (
            words(tokens[first:last]),
            words(tokens[left:right]),
            words(tokens[low:high]),
            words(tokens[before:low]),
        )

    def measured(self, figure: Phrase, first: int, last: int) -> list[tuple[str, str, float]]:
        """What a figure is about: the section's initiative, and what is named within the counted thing."""
        about = self.section.own.key if self.section.own is not None else self.section.above
        found = [(about, "section", 0.7)] if about else []
        for phrase in self.section.phrases:
            if first <= phrase.first and phrase.last <= last and phrase.kind != "Figure":
                found += [(key, "counted", 0.75) for key in self.things.entity(phrase)]
        return found

    def period(self, figure: Phrase) -> str:
        """A stock's date where the sentence (or the list's head) says "end of YEAR", else the year."""
        parsed = self.section.parsed
        place = bisect_left(self.year_ends, (parsed.offsets[figure.first], ""))
        if place:
            return f"{self.year_ends[place - 1][1]}-12-31"
        return self.section.year_of()
