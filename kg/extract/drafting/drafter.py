"""Phrases and relations to draft records, section by section: what gets a key, a type, statements and a quote.

A numbered section is drafted as one initiative, which its parent's is `partOf`; the named things, figures and
relations in it follow from the rules. Whatever the ontology does not allow (a property on a class, a value outside a
range) is not drafted. Every drafted value remembers the rule, the words and how sure the rule is.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from kg.extract.cascade import Cascade
from kg.extract.drafting.records import DraftPassage, Part, Settings
from kg.extract.drafting.section import Section
from kg.extract.indicators import Indicators
from kg.extract.tokens import BREAK
from kg.vocabulary import PropertyTerm, Vocabulary

#: Sections are read together until they have this many characters.
BATCH = 65_536
#: A section longer than this is read in pieces, which do not see each other's phrases: within one, everything may look
#: at everything.
MAX_SECTION = 20_000
#: Names remembered, the oldest forgotten first, so that a long text needs no more room than a short one.
REMEMBERED = 20_000
#: Keys told apart by their own names; those after get a running number, so that nothing need be kept of them.
MOST_KEYS = 100_000

T = TypeVar("T")


class Drafter:
    """Drafts one report; sections go in, in order, and passages come out."""

    def __init__(
        self,
        cascade: Cascade,
        vocabulary: Vocabulary,
        indicators: Indicators,
        settings: Settings,
        taken: Iterable[str] = (),
    ) -> None:
        self.cascade = cascade
        self.vocabulary = vocabulary
        self.indicators = indicators
        self.settings = settings
        self.year = settings.year
        self.tables = cascade.grammar.tables
        #: word classes at which the phrase that a number counts ends
        self.counted_ends = {name: frozenset(listed) for name, listed in self.tables["counted-ends"].items()}
        self.meaning = cascade.grammar.alphabet.meaning
        #: key -> how many were asked for under it
        self.keys: dict[str, int] = dict.fromkeys(taken, 1)
        self.late = 0
        #: folded name -> (key, class)
        self.names: OrderedDict[str, tuple[str, str]] = OrderedDict()
        #: word of a name -> the last organisation so called; "" the first of all
        self.by_head: OrderedDict[str, str] = OrderedDict()
        #: section number -> (key, class, what it reforms) of its initiative
        self.initiatives: OrderedDict[str, tuple[str, str, tuple[str, ...]]] = OrderedDict()
        self.classes: OrderedDict[str, str] = OrderedDict()
        #: acronym of an organisation -> class
        self.acronyms: dict[str, str] = {}
        self._allowed: dict[tuple[str, str, str], bool] = {}
        self.unfit: int = 0

    # -- sections ------------------------------------------------------------------------------------------------

    def passages(self, parts: Iterable[Part]) -> Iterator[DraftPassage]:
        """Draft sections as they come; nothing is kept of one but the names and keys it brought."""
        batch: list[Part] = []
        size = 0
        for part in parts:
            for piece in _pieces(part):
                batch.append(piece)
                size += len(piece.text)
                if size >= BATCH:
                    yield from self._batch(batch)
                    batch, size = [], 0
        if batch:
            yield from self._batch(batch)

    def _batch(self, parts: Sequence[Part]) -> Iterator[DraftPassage]:
        text = BREAK + BREAK.join(part.text for part in parts) + BREAK
        if not self.year:
            self.year = _main_year(text[:20_000])
        parsed = self.cascade.parse(text, self.acronyms)
        ends = []
        at = 1
        for part in parts:
            at += len(part.text) + 1
            ends.append(at)
        phrases = _split(sorted(parsed.phrases), ends, lambda unit: parsed.offsets[parsed.starts[unit]])
        loose = _split(parsed.loose, ends, lambda phrase: parsed.offsets[phrase.first])
        relations = sorted(parsed.relations, key=lambda relation: relation.first)
        # a relation begins at the end of the sentence before, so its place is its last token's
        by_part = _split(relations, ends, lambda relation: parsed.offsets[relation.last - 1])
        at = 1
        for part, units, words, found in zip(parts, phrases, loose, by_part, strict=True):
            passage = Section(self, parsed, part, at, units, words, found).draft()
            if passage is not None:
                yield passage
            at += len(part.text) + 1

    # -- keys and names ------------------------------------------------------------------------------------------

    def key(self, wanted: str) -> str:
        """A key that nothing has yet, here or in the graph, made from the wanted one."""
        if len(self.keys) > MOST_KEYS:
            self.late += 1
            return f"{wanted}-late{self.late}"
        key = wanted
        while key in self.keys:
            self.keys[wanted] += 1
            key = f"{wanted}-{self.keys[wanted]}"
        self.keys[key] = 1
        return key

    def remember(self, table: OrderedDict[str, T], name: str, value: T) -> None:
        """Note something under a name, and forget the oldest when there is much."""
        table[name] = value
        if len(table) > REMEMBERED:
            table.popitem(last=False)

    def allowed(self, kind: str, name: str, value: str) -> bool:
        """Whether a record of this class may say this, after the ontology; `value` is a key or `LIST/code`."""
        term = self.vocabulary.properties.get(name)
        if term is None or (term.domain and not self._fits(kind, term.domain)):
            return False
        if not term.links:
            return True
        listed, _, code = value.rpartition("/")
        if listed:
            return listed in term.code_lists
        if not term.ranges:
            return any(code in self.vocabulary.codes[one] for one in term.code_lists)
        target = self.classes.get(value)
        if target is not None and self._fits(target, term.ranges):
            return True
        return any(value in self.vocabulary.codes[one] for one in term.code_lists)

    def _fits(self, kind: str, allowed: frozenset[str]) -> bool:
        term = self.vocabulary.classes[kind]
        return (
            term.iri in allowed
            or not allowed.isdisjoint(term.ancestors)
            or "http://www.w3.org/2002/07/owl#Thing" in allowed
        )

    def written(self, term: PropertyTerm, value: str) -> str:
        """A value as a record has it: a code without its list, unless another list or a record has the same key."""
        listed, _, code = value.rpartition("/")
        if not listed:
            return value
        others = [one for one in term.code_lists if one != listed and code in self.vocabulary.codes[one]]
        return value if others or (term.ranges and code in self.classes) else code


def _pieces(part: Part) -> Iterator[Part]:
    if len(part.text) <= MAX_SECTION:
        yield part
        return
    for start in range(0, len(part.text), MAX_SECTION):
        yield Part(
            part.section, part.title if not start else "", part.text[start : start + MAX_SECTION], part.offset + start
        )


def _split(items: Iterable[T], ends: Sequence[int], place: Callable[[T], int]) -> list[list[T]]:
    """Items by the part that they stand in; `ends` are where the parts end."""
    found: list[list[T]] = [[] for _ in ends]
    at = 0
    for item in items:
        offset = place(item)
        while at < len(ends) - 1 and offset >= ends[at] - 1:
            at += 1
        found[at].append(item)
    return found


def _main_year(text: str) -> str:
    """The year that a text speaks of most; of several, the earliest."""
    counts: dict[str, int] = {}
    for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text):
        counts[year] = counts.get(year, 0) + 1
    return min(counts, key=lambda year: (-counts[year], year)) if counts else ""
