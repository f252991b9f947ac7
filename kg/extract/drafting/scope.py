"""The things of a section that can cover or concern something, and the lists that say what, in either language.

Codes, schemes and standards that are known come first. What no code list has is drafted as a code of its own, a
proposal, but only as a value of the statement that names it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from kg.extract.drafting import listed
from kg.extract.drafting.records import DraftValue
from kg.extract.drafting.section import SectionDraft
from kg.extract.drafting.texts import short, slug
from kg.extract.drafting.things import Things
from kg.extract.engines import Span
from kg.extract.parsed import Phrase
from kg.text.han import simplified

RULE = "scope"
#: The lines of a list below "covers:".
_BULLETS = re.compile(r"(?:\s*\n\s*(?:[•·▪*–-]|\(?[a-z\d]{1,2}[.)]\s)\s*[^\n]{2,80})+")
#: So far back may stand what "the agreement" means.
BEFORE = 700


class ScopeLists:
    """The lists of one section."""

    def __init__(self, section: SectionDraft, things: Things) -> None:
        self.section = section
        self.things = things
        self.rows: Mapping[str, Any] = section.tables["scope"]
        self.text = section.parsed.text
        self.plain = simplified(self.text)
        #: where the phrases of the section begin
        self.begins = [self.at(one.first) for one in section.phrases]
        self.subjects = [one for one in section.phrases if self.is_a(one, "subjects")]

    def concerned(self, one: Phrase, body: Phrase) -> None:
        """State that an evaluation is of a body."""
        made = one.rule == RULE
        keys = [self.things.defined(self.section.words(one), one)] if made else self.things.entity(one)
        record = self.section.record(keys[0]) if keys else None
        for value in self.things.entity(body)[:1] if record is not None else ():
            if record is not None:
                words = short(self.section.words(body))
                self.section.say(record, self.rows["properties"][1], value, RULE, 0.6, words)

    def nearest(self, low: int, place: int) -> Phrase | None:
        """What a list is of that does not say it: the last thing named in its sentence, or else before it."""
        near = [one for one in self.subjects if low - BEFORE < self.at(one.first) < place]
        inside = [one for one in near if low <= self.at(one.first)]
        run = [one for one in near if self.is_a(one, "listing") or self.is_a(one, "run")]
        return next(reversed(inside or run or near), None)

    def sentences(self) -> Iterator[Span]:
        """Where the sentences of the section begin and end."""
        starts = [*self.section.sentence_starts, self.section.last_token]
        offsets = self.section.parsed.offsets
        yield from ((offsets[first], offsets[last]) for first, last in pairwise(starts))

    def before(self, low: int, place: int, gap: re.Pattern[str]) -> Phrase | None:
        """What a verb is said of: the thing named right before it in its sentence."""
        ahead = [one for one in self.subjects if low <= self.at(one.first) < place and self.end(one) <= place]
        if ahead and gap.fullmatch(self.plain, self.end(ahead[-1]), place):
            return ahead[-1]
        return None

    def named_before(self, low: int, head: str | None) -> Phrase | None:
        """The last thing before a place that a common noun may mean."""
        kinds = [kind for kind, heads in self.rows["heads"].items() if head and head.lower() in heads]
        if head and not kinds:
            return None
        near = [one for one in self.subjects if low - BEFORE < self.at(one.first) < low]
        near = [
            one for one in near if not kinds or one.kind in kinds or self.section.memory.above[one.kind] & set(kinds)
        ]
        return near[-1] if near else None

    def listed(self, subject: Phrase, start: int, end: int, least: int = 1) -> int:
        """State the items of the list between two places of the text; the end of the last, or 0 if there is none.

        Of fewer than `least` only those are stated that are known or have names.
        """
        last = 0
        if self.text[start:end].rstrip().endswith((":", "：")) or not self.text[start:end].strip():
            below = _BULLETS.match(self.text, start + len(self.text[start:end].rstrip()))
            end = below.end() if below else end
        items = listed.items(self.plain[start:end], self.rows)
        if not items:
            return last
        if subject.rule == RULE:
            name = re.sub(r"\A(?:the|an?)\s", "", self.section.words(subject), flags=re.IGNORECASE)
            keys = [self.things.defined(name, subject)]
        else:
            keys = self.things.entity(subject)
        record = self.section.record(keys[0]) if keys else None
        kind = (record.type or self.section.memory.classes.get(record.key, "")) if record is not None else ""
        for item in items if record is not None and kind else ():
            low, high = start + item.low, start + item.high
            written = self.text[low:high] + item.name[item.high - item.low :]
            said = self.value(item.name, kind, low, high, written if len(items) >= least else "")
            if said is not None and record is not None:
                name, value, sure = said
                self.section.say(record, name, value, RULE, sure, short(self.text[low:high]))
                last = high
        return last

    def value(self, item: str, kind: str, low: int, high: int, written: str) -> tuple[str, str, float] | None:
        """Property, value and confidence for an item that a thing of a class covers; None for what is none. `written`:
        the name of a code that may be proposed for it."""
        memory = self.section.memory
        known = memory.cascade.named(item)
        code = memory.vocabulary.open_names.get(slug(item)) if known is None else None
        if code is not None:
            return self.fitting(kind, f"{code.list}/{code.key}", 0.6)
        if known is not None:
            value = f"{known.kind[5:]}/{known.key}" if known.kind.startswith("code.") else known.key
            if not known.kind.startswith("code."):
                if not self.named_kind(known.kind):
                    return None
                memory.remember(memory.classes, known.key, known.kind)
            return self.fitting(kind, value, 0.7)
        around = bisect_right(self.begins, low)
        for one in self.section.phrases[max(0, around - 1) : around]:
            if high <= self.end(one) + 1 and one.kind != "Label":
                keys = self.things.entity(one) if self.named_kind(one.kind) else []
                if keys or one.kind in memory.vocabulary.classes:
                    return self.fitting(kind, keys[0], 0.65) if keys else None
        if listed.is_standard(item):
            phrase = Phrase(self.rows["standard"], *self.tokens(low, high), RULE, 0.7)
            return self.fitting(kind, self.things.defined(item, phrase), 0.7)
        met = memory.names.get(item.casefold())
        if met is not None and self.named_kind(met[1]) and not met[1].startswith("code."):
            return self.fitting(kind, met[0], 0.65)
        begins = not self.text[:low].rstrip(" ") or self.text[:low].rstrip(" ")[-1] in ".\n\x1e•·▪*–-"
        name = re.search(r"[A-Z][a-z]+ [A-Z]" if begins else r"[A-Z][a-z]+ [A-Z]|^[A-Z][a-z]+$", item)
        if not written or (name and not listed.code_list(item.lower(), self.rows, "")):
            return None  # a name of something else
        return self.proposed(written, kind, low, high)

    def proposed(self, item: str, kind: str, low: int, high: int) -> tuple[str, str, float] | None:
        """A code of the record's own for an item that no code list has."""
        memory = self.section.memory
        covers, concerns = self.rows["properties"]
        can_cover = memory.vocabulary.properties[covers].domain and memory.allowed(kind, covers, "sector/")
        scheme = not {kind, *memory.above.get(kind, ())}.isdisjoint(self.rows["default"])
        in_list = listed.code_list(simplified(item), self.rows, "product-category" if scheme else "topic")
        name = covers if can_cover and in_list != "topic" else concerns
        in_list = in_list if name == covers else "topic"  # what something is about
        before = memory.names.get(simplified(item).casefold())
        key = before[0] if before is not None and before[0] in memory.lists else ""
        if not key:
            first, last = self.tokens(low, high)
            key = self.things.defined(item, Phrase(self.rows["code"], first, last, RULE, 0.5))
            if key not in self.section.records or memory.classes.get(key) != self.rows["code"]:
                return None
            memory.remember(memory.lists, key, in_list)
            record = self.section.records[key]
            if in_list not in self.rows["implied"]:
                record.statements.insert(0, DraftValue(self.rows["list"], [in_list], RULE, 0.4, ""))
            record.reviews.append("a new code; keep it, or name one of the list")
        return name, key, 0.55

    def fitting(self, kind: str, value: str, sure: float) -> tuple[str, str, float] | None:
        """The property by which a thing of a class may be tied to a value."""
        names = (name for name in self.rows["properties"] if self.section.memory.allowed(kind, name, value))
        name = next(names, None)
        return (name, value, sure) if name is not None else None

    def named_kind(self, kind: str) -> bool:
        """Whether things of a kind are covered under their own names."""
        above = self.section.memory.above.get(kind, frozenset())
        return kind.startswith("code.") or kind in self.rows["objects"] or not above.isdisjoint(self.rows["objects"])

    def is_a(self, one: Phrase, row: str) -> bool:
        """Whether a phrase names a thing of one of the kinds of a row, or of one below."""
        above = self.section.memory.above.get(one.kind, frozenset())
        return one.kind in self.rows[row] or not above.isdisjoint(self.rows[row])

    def tokens(self, low: int, high: int) -> Span:
        """The tokens of some characters: the first, and one past the last."""
        offsets = self.section.parsed.offsets
        return bisect_right(offsets, low) - 1, bisect_left(offsets, high)

    def end(self, one: Phrase) -> int:
        """Where a phrase ends, without the white space behind."""
        return self.at(one.first) + len(self.section.words(one))

    def at(self, token: int) -> int:
        """Where a token begins."""
        return self.section.parsed.offsets[token]
