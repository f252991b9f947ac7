"""One section of a report: its words, phrases and sentences, and the records drafted of it so far."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any

from kg.extract.drafting.context import Memory
from kg.extract.drafting.records import Draft, ReportPart
from kg.extract.drafting.texts import MAX_QUOTE_WORDS, folded
from kg.extract.engines import Clause
from kg.extract.parsed import Parsed, Phrase, RelationMatch
from kg.text.numbers import Number

_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!U\.S)(?<!Mr)(?<!Ms)(?<!Dr)(?<!No)(?<!\(Cap)\.(?=\s|$)|\.(?=[^\d\s,;.A-Za-z])"
    r"|[;!?](?=\s|$|[^\d\s,;.A-Za-z])"
    r"|[。；！？][”’」』）]?|;(?=\s)|\n(?![a-z])"
)
#: The tokens of the longest sentence that is read as one.
_LONGEST = 600
_WORD = re.compile(r"[^\s\x1e\u3400-\u9fff]+|[\u3400-\u9fff]{1,24}")


def _cut(starts: list[int], last: int) -> list[int]:
    """Starts of sentences, those of overlong ones cut into parts, so that work grows with the text and no faster."""
    ends = [*starts[1:], last]
    return [cut for start, end in zip(starts, ends, strict=True) for cut in (range(start, end, _LONGEST) or (start,))]


class SectionDraft:
    """One section while it is drafted: its phrases and relations, and the records made of them.

    `offset` is where the section begins in the text of the batch `parsed`; `units` are the units of its phrases there.
    """

    def __init__(
        self,
        memory: Memory,
        parsed: Parsed,
        part: ReportPart,
        offset: int,
        units: list[int],
        loose: list[Phrase],
        relations: list[RelationMatch],
    ) -> None:
        self.memory = memory
        self.parsed = parsed
        self.part = part
        self.offset = offset
        self.units = units
        self.phrases = [parsed.phrases[unit] for unit in units]
        self.loose = loose
        self.relations = relations
        self.records: dict[str, Draft] = {}
        self.left_out: list[str] = []
        self.own: Draft | None = None
        #: the initiative above, where the section only adds a figure to it
        self.above = ""
        self.folded = folded(part.text)
        #: how long the section's number is, where it has one
        self.marker = max(0, part.text.find(part.title[:20])) if part.title else 0
        #: where its words begin
        self.begins = offset + self.marker
        self.first_token = bisect_left(parsed.offsets, offset)
        self.last_token = bisect_left(parsed.offsets, offset + len(part.text))
        text = parsed.text
        ends = (match.end() for match in _SENTENCE_END.finditer(text, offset, offset + len(part.text)))
        starts = (bisect_left(parsed.offsets, end) for end in ends)
        self.sentence_starts = _cut(
            [self.first_token, *(start for start in starts if start < self.last_token)], self.last_token
        )
        end = offset + len(part.text)
        #: the numbers and dates of the section
        self.numbers = [one for one in parsed.numbers if offset <= one.start < end]
        #: phrase (by identity) -> the keys it stands for
        self.keys: dict[int, list[str]] = {}
        #: who publishes the text, wherever it says "we"
        self.we = Phrase("Anaphor", self.first_token, self.first_token, "we", 0.6)

    def words(self, phrase: Phrase) -> str:
        """The words of a phrase as the report has them."""
        return self.parsed.words(phrase.first, phrase.last)

    def quote(self, start: int, end: int) -> str:
        """At most eight words of the section, found in it once, around these offsets."""
        text = self.parsed.text
        low, high = self.offset, self.offset + len(self.part.text)
        start, end = max(low, start), min(high, end)
        words = [at.span() for at in islice(_WORD.finditer(text, start, end), MAX_QUOTE_WORDS)]
        if not words:
            return ""
        a, b = words[0][0], words[-1][1]
        if "\n" in text[a:b]:
            b = a + text[a:b].index("\n")
        count = len(words)
        piece = text[a:b]
        while self.folded.count(folded(piece)) > 1 and count < MAX_QUOTE_WORDS:
            after = _WORD.search(text, b, high)
            if after and "\n" not in text[b : after.start()]:
                b = after.end()
            else:
                before = text[low:a].split("\n")[-1].rsplit(None, 1)
                if not before:
                    break
                a -= len(text[low:a].split("\n")[-1]) - text[low:a].split("\n")[-1].rindex(before[-1])
            count += 1
            piece = text[a:b]
        return " ".join(piece.split()).strip(" ,;:")

    def phrase_quote(self, phrase: Phrase) -> str:
        """A quote of at most eight words around a phrase."""
        return self.quote(self.parsed.offsets[phrase.first], self.parsed.offsets[phrase.last])

    def is_organisation(self, kind: str) -> bool:
        """Whether a class of the ontology lies under org:Organization. Raises KeyError for no class of it."""
        return "http://www.w3.org/ns/org#Organization" in self.memory.vocabulary.classes[kind].ancestors

    @property
    def clauses(self) -> Sequence[Clause]:
        """The clauses of the section that the engine read, in their order."""
        return self.parsed.clauses_in(self.offset, self.offset + len(self.part.text))

    @property
    def tables(self) -> Mapping[str, Any]:
        """The tables of the rules that are no patterns, by name."""
        return self.memory.tables

    def role(self, name: str) -> str:
        """The class of the ontology that a thing has by its role in a report, as the rules name it."""
        return str(self.tables["roles"][name])

    @property
    def has_heading(self) -> bool:
        """Whether the section's first line is no sentence but what the sentences below it are about."""
        title = self.part.title
        return bool(title) and len(self.part.text.strip()) - self.marker > len(title) + 1 and title[-1:] not in ".。:："

    def is_agent(self, phrase: Phrase) -> bool:
        """Whether a phrase stands for an organisation."""
        known = phrase.kind in self.memory.vocabulary.classes and self.is_organisation(phrase.kind)
        return known or phrase.kind in ("Anaphor", "Both")

    def word_classes(self) -> set[str]:
        """The classes of all words of the section, also of those within names."""
        symbols, starts = self.parsed.plain
        low, high = bisect_left(starts, self.first_token), bisect_left(starts, self.last_token)
        return set().union(*(self.memory.meaning[symbol] for symbol in set(symbols[low:high])))

    def year_of(self) -> str:
        """The year that the report is about; empty where it is not known."""
        return self.memory.year

    def record(self, key: str) -> Draft | None:
        """The record that statements about an entity go to: its own, or `about:` one."""
        if key in self.records:
            return self.records[key]
        if "/" in key or key not in self.memory.classes:
            return None
        record = Draft(key, "", rule="name", sure=0.9)
        phrase = next((one for one in self.phrases if key in self.keys.get(id(one), ())), None)
        record.quote = self.phrase_quote(phrase) if phrase is not None else ""
        self.records[key] = record
        return record

    def say(self, record: Draft, name: str, value: str, rule: str, sure: float, words: str) -> None:
        """Add a statement to a record if the ontology allows it and the report stated no other value before.

        `sure` is the confidence of the rule, from 0 to 1; `words` are those of the report that it rests on.
        """
        kind = record.type or self.memory.classes[record.key]
        if value == record.key or not self.memory.allowed(kind, name, value):
            return
        if name == self.tables["names"]["parts"]["property"] and not self.is_new_part(record, name, value):
            return
        if name == self.tables["signed"]["by"] and any(self.is_part(one, value) for one in record.get(name)):
            return  # the office of an authority issued it
        term = self.memory.vocabulary.properties[name]
        value = self.memory.written(term, value)
        if not term.functional or record.counted or self.agrees(record, name, value):
            record.add(name, value, rule, sure, words, single=term.functional)

    def is_new_part(self, record: Draft, name: str, whole: str) -> bool:
        """Whether a body may be said to be a part of another: of one only, and of none that is a part of it."""
        above: str | None = whole
        for _ in range(len(self.memory.single)):
            above = self.memory.single.get((above, name)) if above is not None else None
            if above is None:
                break
            if above == record.key:
                return False
        return self.agrees(record, name, whole)

    def is_part(self, key: str, whole: str) -> bool:
        """Whether the report says that a body is a part of another."""
        return self.memory.single.get((key, str(self.tables["names"]["parts"]["property"]))) == whole

    def agrees(self, record: Draft, name: str, value: str) -> bool:
        """Whether the report says nothing else before of a property that has one value."""
        stated = self.memory.single.get((record.key, name), value)
        if stated != value:
            self.left_out.append(f"{record.key}: {name} {value} here, {stated} before")
            return False
        self.memory.remember(self.memory.single, (record.key, name), value)
        return True

    def numbers_within(self, low: int, high: int) -> list[Number]:
        """The numbers that begin between two places."""
        start = bisect_left(self.numbers, low, key=attrgetter("start"))
        return self.numbers[start : bisect_left(self.numbers, high, key=attrgetter("start"))]

    def sentence_span(self, place: int) -> tuple[int, int]:
        """Where the sentence begins and ends that holds a character."""
        low, high = self.sentence(bisect_right(self.parsed.offsets, place) - 1)
        return self.parsed.offsets[low], self.parsed.offsets[high]

    def sentence(self, token: int) -> tuple[int, int]:
        """First token of the sentence that holds a token, and one past its last."""
        place = bisect_right(self.sentence_starts, token) - 1
        start = self.sentence_starts[max(place, 0)]
        following = place + 1
        end = self.sentence_starts[following] if following < len(self.sentence_starts) else self.last_token
        return start, max(end, token + 1)
